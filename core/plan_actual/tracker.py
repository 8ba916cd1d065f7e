"""PlanTracker: holds the plan in force against the data in use, with the model as it was when the plan was made."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np

from core.agents.report import Estimate
from core.allocation.planning import LEVEL
from core.assumption_store import AssumptionStore
from core.assumptions import DEFAULTS
from core.curves import Floats
from core.data import Dataset, DatasetStore
from core.errors import NotEnoughDataError, ProductError
from core.memo import Memo, memo_key
from core.plan_actual.answer import PlanActual
from core.plan_actual.horizon import Horizon, fit_until
from core.plan_actual.ledger import Ledger, make_ledger, spend_of
from core.plan_actual.notes import notes_about
from core.plan_actual.pacing import make_ahead, make_pace, make_series, spend_at_end
from core.plan_actual.split import Draws, campaign_lines, channel_lines, estimate, make_draws, make_line
from core.planning import fit_content, planner_key, recent_spend
from core.response import Assumptions
from core.scenarios import InForce, InForceStore, Scenario, ScenarioStore


class PlanTracker:
    """Which plan is in force, and how it goes.

    Args:
        scenarios: Where plans are kept.
        datasets: Where data set versions are kept: a plan is judged by the model of its own data.
        dataset: Returns the data set in use.
        assumptions: What people assumed, and when.
        memo: Where expensive results are shared.

    Attributes:
        in_force: Which plans are in force, and were.
    """

    def __init__(
        self,
        scenarios: ScenarioStore,
        datasets: DatasetStore,
        dataset: Callable[[], Dataset],
        assumptions: AssumptionStore,
        memo: Memo,
    ) -> None:
        self.in_force = InForceStore(scenarios.engine)
        self._scenarios, self._datasets, self._dataset = scenarios, datasets, dataset
        self._assumptions, self._memo = assumptions, memo

    def put(
        self, scenario_id: str, start: date | None = None, version: int | None = None, by: str = ""
    ) -> tuple[InForce, InForce | None]:
        """Put a scenario in force; returns the mark, and what it takes the place of.

        Args:
            scenario_id: The scenario.
            start: First day of the period; None is the day after its data, or the first of its weeks.
            version: The version; None is the newest.
            by: Who does it.

        Raises:
            NotFoundError: If there is no such scenario or version.
            InputError: If it cannot start on that day.
        """
        scenario = self._scenarios.get(scenario_id, version)
        before = self.in_force.current(scenario.settings.outcome)
        return self.in_force.put(scenario, start, by), before

    def against(self, mark: InForce, dataset: Dataset | None = None) -> PlanActual:
        """Return the plan of a mark against what the data in use say.

        Raises:
            NotFoundError: If the scenario is not known.
            NotEnoughDataError: If the data in use do not hold the outcome, or are in another currency.
        """
        dataset = dataset or self._dataset()
        scenario = self._scenarios.get(mark.scenario_id, mark.version)
        newest = self._scenarios.get(mark.scenario_id)
        if mark.outcome not in dataset.measured:
            raise NotEnoughDataError(
                f"The data in use do not hold {mark.outcome}, which the plan is for. Import data that do."
            )
        if scenario.currency and dataset.currency and scenario.currency != dataset.currency:
            raise NotEnoughDataError(
                f"The plan is in {scenario.currency} and the data in use are in {dataset.currency}. "
                "They cannot be held against each other."
            )
        known: dict[str, Any] = {
            "mark": mark,
            "name": scenario.name,
            "currency": dataset.currency or scenario.currency,
            "newest": newest.version,
            "archived": newest.archived,
            "last_day": dataset.last_day,
            "promised": _promised(scenario),
        }
        # Names and newer versions come in afterwards: they change while the figures stay.
        return PlanActual(**known, **self._figures(scenario, mark, dataset))

    def _figures(self, scenario: Scenario, mark: InForce, dataset: Dataset) -> dict[str, Any]:
        versions = [record.assumptions for record in self._assumptions.versions(mark.outcome)]
        then, same = _assumed_then(scenario, versions, self._plan_data(scenario)[0])
        now = versions[0] if versions else DEFAULTS
        key = memo_key(
            "plan-actual",
            scenario=[scenario.id, scenario.version, scenario.dataset_hash, mark.outcome],
            period=[mark.start.isoformat(), mark.end.isoformat()],
            data=fit_content(dataset, mark.outcome, now),
            then=then.plain(),
            kept=self._plan_data(scenario)[1],
        )
        return self._memo(key, lambda: self._compute(scenario, mark, dataset, then, now, same))

    def _compute(
        self, scenario: Scenario, mark: InForce, dataset: Dataset, then: Assumptions, now: Assumptions, same: bool
    ) -> dict[str, Any]:
        ledger = make_ledger(scenario, mark, dataset, mark.outcome)
        if not ledger.elapsed:
            return {"elapsed": 0, "held": 0}
        draws, reason = self._draws(scenario, mark, dataset, ledger, then)
        ahead = None
        if ledger.elapsed < mark.days:
            fit = fit_until(dataset, mark.outcome, mark.end, self._memo, now)
            ahead = make_ahead(ledger, Horizon.of(fit, (mark.end - dataset.last_day).days))
        target = _promised(scenario) if draws is None else estimate(draws.whole)
        by_day = np.full(mark.days, target.mean / mark.days) if draws is None else draws.by_day
        at_end = spend_at_end(ledger)
        every = np.arange(len(ledger.ids))
        return {
            "elapsed": ledger.elapsed,
            "held": int(ledger.held.sum()),
            "total": make_line(ledger, at_end, draws, every, "Total"),
            "campaigns": campaign_lines(ledger, at_end, draws),
            "channels": channel_lines(ledger, at_end, draws),
            "pace": make_pace(ledger, target, ahead),
            "series": make_series(ledger, by_day, ahead),
            "reason": reason,
            "notes": notes_about(scenario, mark, ledger, draws, same),
        }

    def _draws(
        self, scenario: Scenario, mark: InForce, dataset: Dataset, ledger: Ledger, then: Assumptions
    ) -> tuple[Draws | None, str]:
        """Return what the model of the plan lets expect, or why it cannot be asked."""
        made_on, problem = self._plan_data(scenario)
        if made_on is None:
            return None, problem
        try:
            fit = fit_until(made_on, mark.outcome, mark.end, self._memo, then)
        except ProductError as error:
            return None, f"The model cannot be learned again from the data of the plan. {error}"
        horizon = Horizon.of(fit, (mark.end - made_on.last_day).days)
        return make_draws(ledger, horizon, _between(made_on, dataset, mark.start, horizon.ids)), ""

    def _plan_data(self, scenario: Scenario) -> tuple[Dataset | None, str]:
        try:
            return self._datasets.load(scenario.dataset_hash), ""
        except ProductError:
            return None, (
                f"The data that “{scenario.name}” was made on, “{scenario.dataset_name}”, are not kept any more, so "
                "its model cannot be asked again. Spend is compared in full; the outcome is held against the "
                "figures that the plan was saved with, and the difference is not split."
            )


def _assumed_then(scenario: Scenario, versions: list[Assumptions], made_on: Dataset | None) -> tuple[Assumptions, bool]:
    """Return the assumptions that a plan was made with, and whether they were found: its key tells them apart."""
    now = versions[0] if versions else DEFAULTS
    if made_on is None:
        return now, True
    for one in (*versions, DEFAULTS):
        if planner_key(made_on, *scenario.question, one) == scenario.planner_key:
            return one, True
    return now, False


def _between(made_on: Dataset, dataset: Dataset, start: date, ids: tuple[str, ...]) -> Floats:
    """Return the spend between the data of a plan and its start: as the data in use have it, else as it was lately."""
    first = made_on.last_day + timedelta(days=1)
    days = (start - first).days
    spend, held = spend_of(dataset, ids, first, days)
    lately = recent_spend(made_on)
    return np.where(held[:, None], spend, np.array([lately.get(i, 0.0) for i in ids]))


def _promised(scenario: Scenario) -> Estimate:
    figures = scenario.figures
    return Estimate(figures.expected, figures.lower, figures.upper, LEVEL)
