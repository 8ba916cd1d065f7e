"""Forecasts under a plan: the forecast of going on as today, moved by what the response model says of the plan.

The change is that of the plan's own figures: outcome at the plan's spend less outcome at today's, from the same draws
of the same curves over the same days. So forecast and plan say the same change with the same chance. The doubt about
the days and the doubt about the answer to money are drawn apart from each other and add up.
"""

from dataclasses import replace

import numpy as np

from core.allocation.planning import Planner
from core.curves import Floats
from core.errors import InputError
from core.forecasting.outlook import Forecasts
from core.forecasting.paths import SEED
from core.scenarios import Scenario
from core.scenarios.weeks import scenario_weeks


def under_plan(base: Forecasts, scenario: Scenario, planner: Planner) -> Forecasts:
    """Return the forecasts if a plan is followed from the first day ahead on.

    The plan's amount is what is spent: spend becomes what the plan says. The outcome of the plan is moved; what a
    campaign brings a day is spread as its forecast is, weekdays included, and by the plan's weeks where it has any.
    After the last day of the plan all goes on as today.

    A campaign's path may go below zero where the curve says that more is lost than the forecast expects; clipping there
    would let the forecast promise another change than the plan. Tables and charts show such days as zero.

    Args:
        base: Going on as today, over the longest horizon.
        scenario: The plan.
        planner: Of its outcome and days, on the data of the forecasts.

    Raises:
        InputError: If the measure is neither spend nor the plan's outcome, or the plan is longer than the forecasts.
    """
    days = scenario.settings.days
    if base.measure not in ("spend", scenario.settings.outcome):
        raise InputError(
            f"“{scenario.name}” says what {scenario.settings.outcome} it brings, not {base.measure}. "
            f"Choose {scenario.settings.outcome} or spend, or go on as today."
        )
    if days > base.days:
        raise InputError(
            f"“{scenario.name}” is for {days} days; forecasts reach {base.days} days. Choose a shorter plan."
        )
    at_plan = _spread(base, scenario, days)
    spend = planner.spend_vector(scenario.spend)
    column = _columns(base, planner)
    if base.measure == "spend":
        expected, draws = base.expected.astype(float).copy(), base.draws.copy()
        for c, number in enumerate(column):
            expected[:days, number] = spend[c] * at_plan[:, number]
            draws[:, :days, number] = expected[:days, number]
        return replace(base, expected=expected, draws=draws, plan=scenario.name)
    after, before = planner.outcome_draws(spend), planner.outcome_draws(planner.today)
    today = _shape(base.expected[:days])
    times = -(-len(base.draws) // len(after))
    rng = np.random.default_rng(SEED)
    # Every draw of the plan as often as every other, so that its chance stays what it is.
    count = times * len(after)
    mine = np.concatenate([rng.permutation(len(base.draws)) for _ in range(-(-count // len(base.draws)))])[:count]
    theirs = np.repeat(np.arange(len(after)), times)
    draws, expected = base.draws[mine], base.expected.astype(float).copy()
    for c, number in enumerate(column):
        if abs(spend[c] - planner.today[c]) < 0.005 and scenario.weekly is None:
            continue
        moved = np.outer(after[theirs, c], at_plan[:, number]) - np.outer(before[theirs, c], today[:, number])
        draws[:, :days, number] += moved.astype(np.float32)
        expected[:days, number] += after[:, c].mean() * at_plan[:, number] - before[:, c].mean() * today[:, number]
    return replace(base, expected=expected, draws=draws, plan=scenario.name)


def plan_change(planner: Planner, scenario: Scenario) -> Floats:
    """Return draws of what the plan brings more than going on as today, over its days, shape (draws,)."""
    spend = planner.spend_vector(scenario.spend)
    return np.asarray((planner.outcome_draws(spend) - planner.outcome_draws(planner.today)).sum(axis=1))


def _columns(base: Forecasts, planner: Planner) -> list[int]:
    place = {key: number for number, key in enumerate(base.tree.campaigns)}
    missing = [c.name for c in planner.campaigns if c.id not in place]
    if missing:
        raise InputError(
            f"The curves in use are not those of single campaigns ({missing[0]}), so their plan cannot enter the "
            "forecasts of campaigns. Go on as today."
        )
    return [place[c.id] for c in planner.campaigns]


def _shape(expected: Floats) -> Floats:
    """Return how a campaign's days share its sum, shape (days, N); those of which nothing is expected as the whole."""
    whole = expected.sum(axis=1, keepdims=True)
    whole = whole / whole.sum() if whole.sum() > 0 else np.full_like(whole, 1.0 / len(whole))
    sums = expected.sum(axis=0)
    return np.where(sums > 0, expected / np.where(sums > 0, sums, 1.0), whole)


def _spread(base: Forecasts, scenario: Scenario, days: int) -> Floats:
    """Return how a campaign's days share its sum under the plan, shape (days, N)."""
    shape = _shape(base.expected[:days])
    weeks = scenario_weeks(scenario)
    if weeks.even:
        return shape
    place = {key: number for number, key in enumerate(base.tree.campaigns)}
    for key, amounts in weeks.spend.items():
        if key not in place or sum(amounts) <= 0:
            continue
        own, start = shape[:, place[key]].copy(), 0
        for (first, last), amount in zip(weeks.spans, amounts, strict=True):
            end = start + (last - first).days + 1
            part = own[start:end].sum()
            share = own[start:end] / part if part > 0 else 1.0 / (end - start)
            shape[start:end, place[key]] = amount / sum(amounts) * share
            start = end
    return shape
