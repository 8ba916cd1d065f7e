"""How well the difference to a plan is split: ``python -m benchmarks.plan_actual``.

Generated worlds whose truth is known. The plan is made on the days before the period, with spends that differ from
what is spent later. Four tables in one: how often the intervals of "answered differently" hold 0 where nothing changed,
and how often a campaign or the total is then called beyond chance all the same; how often those of "spent differently"
hold the true change; and what becomes of an outcome that was halved.
"""

import sys
import time
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd

from core.allocation.planning import PlanFigures, PlanSettings
from core.curves import Floats, hill
from core.data import Dataset
from core.memo import DictMemo
from core.plan_actual.answer import Line
from core.plan_actual.horizon import Horizon, fit_until
from core.plan_actual.ledger import make_ledger
from core.plan_actual.split import campaign_lines, make_draws, make_line
from core.planning import last_days_of_spend, recent_spend
from core.response.adstock import geometric_adstock
from core.scenarios import InForce, Scenario
from core.scenarios.scenario import ScenarioCampaign
from core.simulation import DataGenerator

WORLDS = 48
PERIOD = 28


@dataclass(frozen=True, eq=False)
class Case:
    """A world, the plan that was made in it, and what was true of the change of spend.

    Attributes:
        dataset: All days; the last ``PERIOD`` are the period.
        made_on: The days before.
        scenario: The plan.
        mark: Its period.
    """

    dataset: Dataset
    made_on: Dataset
    scenario: Scenario
    mark: InForce

    def lines(self, elapsed: int, halved: str = "") -> tuple[tuple[Line, ...], Line]:
        """Return the lines of the campaigns and of all together after some days, one outcome halved if asked for."""
        metrics = self.dataset.daily_metrics
        metrics = metrics[metrics["date"] < pd.Timestamp(self.mark.start) + pd.Timedelta(days=elapsed)].copy()
        change = (metrics["campaign_id"] == halved) & (metrics["date"] >= pd.Timestamp(self.mark.start))
        metrics.loc[change, "revenue"] *= 0.5
        ledger = make_ledger(self.scenario, self.mark, replace(self.dataset, daily_metrics=metrics), "revenue")
        horizon = Horizon.of(fit_until(self.made_on, "revenue", self.mark.end, _MEMO), PERIOD)
        draws = make_draws(ledger, horizon, np.zeros((0, len(horizon.ids))))
        at_end = np.zeros(len(ledger.ids))
        total = make_line(ledger, at_end, draws, np.arange(len(ledger.ids)), "Total")
        return campaign_lines(ledger, at_end, draws), total

    def true_change(self, elapsed: int) -> dict[str, float]:
        """Return the expected outcome at the spend that was less that at the spend of the plan, by campaign."""
        truth, metrics = self.dataset.truth, self.dataset.daily_metrics
        spend = metrics.pivot_table(index="date", columns="campaign_id", values="spend", aggfunc="sum").fillna(0.0)
        spend = spend.reindex(columns=truth.parameters["campaign_id"], index=truth.day_factor.index).fillna(0.0)
        planned = spend.copy()
        planned.iloc[-PERIOD:] = [self.scenario.spend.get(c, 0.0) / PERIOD for c in spend.columns]

        def brought(values: Floats) -> Floats:
            p = {name: truth.parameters[name].to_numpy(float) for name in ("half_saturation", "slope", "decay")}
            share = hill(geometric_adstock(values, p["decay"]), p["half_saturation"], p["slope"])
            scale = (truth.parameters["ceiling"] * truth.parameters["order_value"]).to_numpy(float)
            days = truth.day_factor.to_numpy()[:, None] * scale * share
            return np.asarray(days[-PERIOD : len(days) - PERIOD + elapsed].sum(axis=0))

        change = brought(spend.to_numpy()) - brought(planned.to_numpy())
        return dict(zip(spend.columns, change.tolist(), strict=True))


_MEMO = DictMemo()


def make_case(seed: int, days: int = 240, campaigns: int = 6) -> Case:
    """Return a case: spends of the plan are those of lately, times a factor around 1."""
    rng = np.random.default_rng([seed, 11])
    end = date(2026, 1, 15) + timedelta(days=int(rng.integers(0, 300)))
    dataset = DataGenerator(seed=seed, campaigns=campaigns, customers=0, days=days, end=end).generate()
    start = end - timedelta(days=PERIOD - 1)
    metrics = dataset.daily_metrics
    made_on = replace(dataset, daily_metrics=metrics[metrics["date"] < pd.Timestamp(start)], truth=None)
    lately, spent = recent_spend(made_on), last_days_of_spend(made_on)
    spend = {c: lately[c] * PERIOD * float(np.exp(rng.normal(0, 0.3))) for c in sorted(spent)}
    about = metrics.drop_duplicates("campaign_id").set_index("campaign_id")
    now = datetime.now(UTC)
    scenario = Scenario(
        id=f"world{seed}",
        name="Plan",
        note="",
        owner="",
        version=1,
        created=now,
        updated=now,
        dataset_hash=made_on.content_hash,
        dataset_name=made_on.name,
        last_day=made_on.last_day,
        currency=dataset.currency,
        planner_key="",
        model_version="",
        settings=PlanSettings(days=PERIOD),
        spend=spend,
        today=spend,
        campaigns=tuple(ScenarioCampaign(c, about.campaign[c], about.channel[c]) for c in spend),
        figures=PlanFigures(sum(spend.values()), 0, 0, 0, 0, 0, 0, None, 0, ()),
    )
    return Case(dataset, made_on, scenario, InForce(1, "revenue", scenario.id, 1, start, end, now, ""))


def main() -> None:
    """Print the table."""
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else WORLDS
    print(f"{worlds} generated worlds of 6 campaigns, {240 - PERIOD} days before a period of {PERIOD}. 80 % intervals.")
    print("        answered: 0 inside   called beyond chance   spent: truth inside   halved: found, in share   s")
    print("days     total  campaigns      total   campaigns      total   campaigns      campaign    answered")
    cases = [make_case(seed) for seed in range(100, 100 + worlds)]
    for elapsed in (3, 7, 14, 28):
        begin, rows = time.perf_counter(), []
        for case in cases:
            lines, total = case.lines(elapsed)
            truth = case.true_change(elapsed)
            active = [line for line in lines if line.likely and line.likely.mean > 1]
            most = max(active, key=lambda line: line.likely.mean if line.likely else 0.0)
            shocked = next(line for line in case.lines(elapsed, most.id)[0] if line.id == most.id)
            if not (total.answered and total.differently and shocked.answered and most.answered):
                raise RuntimeError("A line without a split.")
            spent = [line.differently for line in active if line.differently]
            changes = [truth[line.id] for line in active]
            rows.append(
                [
                    _inside(total.answered, 0.0),
                    np.mean([_inside(line.answered, 0.0) for line in active if line.answered]),
                    total.beyond,
                    np.mean([line.beyond for line in active]),
                    _inside(total.differently, sum(truth[line.id] for line in active)),
                    np.mean([_inside(e, change) for e, change in zip(spent, changes, strict=True)]),
                    shocked.beyond,
                    (most.answered.mean - shocked.answered.mean) / (most.actual / 2),
                ]
            )
        means = np.mean(np.array(rows, float), axis=0)
        text = "   ".join(f"{value:9.2f}" for value in means)
        print(f"{elapsed:4d} {text}   {time.perf_counter() - begin:5.1f}", flush=True)


def _inside(estimate: object, value: float) -> bool:
    return bool(getattr(estimate, "lower") <= value <= getattr(estimate, "upper"))  # noqa: B009


if __name__ == "__main__":
    main()
