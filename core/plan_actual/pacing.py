"""Pacing: where spend and outcome end if the last days go on, or if the rest goes by the plan."""

from dataclasses import dataclass

import numpy as np

from core.agents.report import Estimate
from core.allocation.planning import LEVEL
from core.curves import Floats
from core.plan_actual.answer import Pace, Series
from core.plan_actual.horizon import Horizon
from core.plan_actual.ledger import Ledger
from core.plan_actual.split import SEED, estimate

RATE_DAYS = 7
"""The last days whose spend is carried forward: one week, so that each weekday counts once."""


@dataclass(frozen=True, eq=False)
class Ahead:
    """Outcome of the days that are left, shape (draws, days left): what would be observed, chance included.

    Attributes:
        going_on: If the last days go on.
        as_planned: If the rest goes by the plan.
    """

    going_on: Floats
    as_planned: Floats


def rate(ledger: Ledger) -> tuple[Floats, int]:
    """Return the spend a day of the last days that the data hold, shape (campaigns,), and how many days that is."""
    last = np.flatnonzero(ledger.held)[-RATE_DAYS:]
    if not len(last):
        return np.zeros(len(ledger.ids)), 0
    return np.maximum(ledger.spent[last].mean(axis=0), 0.0), len(last)


def spend_at_end(ledger: Ledger) -> Floats:
    """Return the spend of the whole period by campaign if the last days go on, shape (campaigns,)."""
    left = len(ledger.dates) - ledger.elapsed
    return np.asarray((ledger.spent * ledger.known).sum(axis=0) + left * rate(ledger)[0])


def make_ahead(ledger: Ledger, horizon: Horizon) -> Ahead:
    """Return what the days that are left bring.

    Args:
        ledger: What was planned and what happened.
        horizon: The days after the data in use up to the end of the period, by the model of now.
    """
    place = {campaign: number for number, campaign in enumerate(ledger.ids)}
    column = np.array([place.get(campaign, -1) for campaign in horizon.ids])
    mine = np.flatnonzero(column >= 0)
    left = len(ledger.dates) - ledger.elapsed

    def brought(spend: Floats) -> Floats:
        path = np.zeros((horizon.days, len(horizon.ids)))
        path[-left:, mine] = spend[:, column[mine]]
        draws = horizon.observed(path, np.random.default_rng(SEED))
        return np.asarray(draws[:, -left:][..., mine].sum(axis=2))

    return Ahead(brought(np.tile(rate(ledger)[0], (left, 1))), brought(ledger.planned[-left:]))


def make_pace(ledger: Ledger, target: Estimate | None, ahead: Ahead | None) -> Pace:
    """Return where the period ends.

    Args:
        ledger: What was planned and what happened.
        target: Outcome that the plan lets expect over the whole period.
        ahead: What the days that are left bring; None where none is left, or no model can say.
    """
    by_campaign, rate_days = rate(ledger)
    left = len(ledger.dates) - ledger.elapsed
    spent, planned = float((ledger.spent * ledger.known).sum()), float(ledger.planned.sum())
    brought = float((ledger.brought * ledger.known).sum())
    ends: list[tuple[Estimate | None, float | None]] = [(None, None), (None, None)]
    if left == 0:
        reached = None if target is None else float(brought >= target.mean)
        ends = [(Estimate(brought, brought, brought, LEVEL), reached)] * 2
    elif ahead is not None:
        ends = [_end(brought + days.sum(axis=1), target) for days in (ahead.going_on, ahead.as_planned)]
    return Pace(
        remaining=left,
        rate=float(by_campaign.sum()),
        rate_days=rate_days,
        planned=planned,
        at_end=float(spend_at_end(ledger).sum()),
        needed=(planned - spent) / left if left else None,
        target=target,
        going_on=ends[0][0],
        as_planned=ends[1][0],
        chance=ends[0][1],
        chance_as_planned=ends[1][1],
    )


def make_series(ledger: Ledger, expected: Floats, ahead: Ahead | None) -> Series:
    """Return the totals day by day.

    Args:
        ledger: What was planned and what happened.
        expected: Outcome that the plan lets expect, by day, shape (days,).
        ahead: What the days that are left bring.
    """
    days, elapsed = len(ledger.dates), ledger.elapsed
    spent, brought = (np.cumsum((one * ledger.known).sum(axis=1))[:elapsed] for one in (ledger.spent, ledger.brought))
    nothing: list[float | None] = [None] * days
    onward = spent[-1] + float(rate(ledger)[0].sum()) * np.arange(days - elapsed + 1)
    middle, lower, upper = nothing, nothing, nothing
    if ahead is not None:
        totals = brought[-1] + np.cumsum(ahead.going_on, axis=1)
        tail = (1 - LEVEL) / 2
        bounds = [totals.mean(axis=0), *np.quantile(totals, [tail, 1 - tail], axis=0)]
        middle, lower, upper = (_from([brought[-1], *one], days) for one in bounds)
    return Series(
        dates=ledger.dates,
        planned=tuple(np.cumsum(ledger.planned.sum(axis=1)).tolist()),
        spent=(*spent.tolist(), *nothing[elapsed:]),
        spend_ahead=tuple(_from(onward.tolist(), days)) if elapsed < days else tuple(nothing),
        expected=tuple(np.cumsum(expected).tolist()),
        brought=(*brought.tolist(), *nothing[elapsed:]),
        ahead=tuple(middle),
        lower=tuple(lower),
        upper=tuple(upper),
    )


def _end(draws: Floats, target: Estimate | None) -> tuple[Estimate, float | None]:
    return estimate(draws), None if target is None else float((draws >= target.mean).mean())


def _from(values: list[float], days: int) -> list[float | None]:
    """Return values for the last days, nothing before."""
    return [*[None] * (days - len(values)), *map(float, values)]
