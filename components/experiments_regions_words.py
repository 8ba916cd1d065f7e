"""Tests by region or of one campaign in words: what came out, what a plan can see, what the model has learned."""

import math

from components.format import chance, counted, dates_text, money, number, percent, ratio
from core.experiments.regions.lift import LiftResult
from core.experiments.regions.region_design import RegionPlan
from core.experiments.regions.spend_design import SpendPlan
from core.experiments.regions.taught import Taught


def amount(value: float, outcome: str, currency: str | None, signed: bool = False) -> str:
    """Return an amount of an outcome: money where it is revenue, else a count."""
    if "revenue" in outcome.lower() or "sales" in outcome.lower():
        return money(value, currency, "round", signed)
    return number(value, "round", signed)


def headline(result: LiftResult, name: str, currency: str | None) -> str:
    """Return what a test said, in a sentence that claims no more than its range."""
    low, high = result.interval.lower, result.interval.upper
    unit = _unit(result.outcome)
    span = f"between {amount(low, result.outcome, currency)} and {amount(high, result.outcome, currency)}"
    what = name or "The change"
    if not result.clear:
        return f"{what}: we cannot tell whether it changed {unit}: likely {span}"
    brought = amount(abs(result.outcome_change), result.outcome, currency)
    way = "more" if result.outcome_change > 0 else "less"
    return f"{what} brought about {brought} {way} {unit}, likely {span}"


def per_unit(result: LiftResult, currency: str | None) -> str:
    """Return what a unit of money brought, in a sentence; empty where the spend is not known."""
    if not math.isfinite(result.per_unit):
        return ""
    ends = result.per_unit_interval
    one = money(1, currency, "full")
    spent = money(abs(result.spend_change), currency, "round")
    way = "more" if result.spend_change > 0 else "less"
    if "revenue" in result.outcome.lower():
        brought, low, high = (money(v, currency, "exact") for v in (result.per_unit, ends.lower, ends.upper))
        return f"{spent} {way} was spent; {one} brought about {brought} (likely {low} to {high})."
    brought, low, high = (ratio(v) for v in (result.per_unit, ends.lower, ends.upper))
    return f"{spent} {way} was spent; {one} brought about {brought} {_unit(result.outcome)} (likely {low} to {high})."


def about(result: LiftResult) -> str:
    """Return the line below the headline: days, method, range."""
    days = dates_text(result.first, result.last)
    part = f" {percent(result.share, 0)} of the business was tested." if result.kind == "geo" else ""
    return f"{days}.{part} Ranges hold the truth in {percent(result.level, 0)} of cases."


def region_plan_title(plan: RegionPlan, word: str) -> str:
    """Return what a plan of regions can see."""
    best = plan.best
    if not math.isfinite(best.smallest):
        return f"No choice of regions sees a change of up to 100 % in {counted(best.periods, word)}"
    seen = f"a change of {percent(best.smallest)} or more"
    return f"Test in {counted(len(best.regions), 'region')}: {seen} would be found within {counted(best.periods, word)}"


def region_plan_sub(plan: RegionPlan, word: str) -> str:
    """Return what goes with it."""
    best = plan.best
    text = (
        f"{percent(best.share, 0)} of the business is exposed. A change of {percent(plan.effect)} would be found with "
        f"a chance of {chance(best.power)}. "
    )
    if plan.needed is None:
        return text + f"None of the lengths that were tried finds {percent(plan.effect)} with a chance of 80 %."
    return text + f"With {counted(plan.needed, word)} that chance is 80 % or more."


def spend_plan_title(plan: SpendPlan) -> str:
    """Return what a test of one campaign can see."""
    way = "Raise" if plan.change > 0 else "Cut"
    does = f"{way} {plan.campaign} by {percent(abs(plan.change), 0)} for {counted(plan.days, 'day')}"
    return f"{does}: the expected change would be found with a chance of {chance(plan.power)}"


def spend_plan_sub(plan: SpendPlan, outcome: str, currency: str | None) -> str:
    """Return what goes with it."""
    ends = plan.expected_interval
    low, high = (amount(v, outcome, currency, True) for v in (ends.lower, ends.upper))
    text = (
        f"The model expects {amount(plan.expected, outcome, currency, True)} {_unit(outcome)} ({low} to {high}) for "
        f"{money(plan.spend_change, currency, 'round', True)} of spend. "
    )
    if not math.isfinite(plan.smallest):
        return text + "No change of up to 100 % would be found in so many days."
    text += f"The smallest change that would be found is {amount(plan.smallest, outcome, currency)}. "
    if plan.needed is None:
        return text + "None of the lengths that were tried finds the expected change with a chance of 80 %."
    return text + f"From {counted(plan.needed, 'day')} on the chance is 80 % or more."


def taught_sentence(taught: Taught, outcome: str, currency: str | None) -> str:
    """Return what a test has changed in the model and in the best plan.

    Example:
        >>> from datetime import date
        >>> from core.experiments.compare.effect import Interval
        >>> from core.experiments.regions.taught import NextUnit
        >>> from core.response import LiftTest
        >>> test = LiftTest("Display", date(2026, 3, 1), date(2026, 3, 14), 1000.0, 800.0, 90.0)
        >>> unit = NextUnit("Display", 1.4, 0.8, Interval(0.6, 1.0))
        >>> print(taught_sentence(Taught(test, (unit,), 12_000.0), "revenue", "EUR"))
        Display’s next €1 now brings about €0.80 instead of €1.40 (likely €0.60 to €1.00). The best plan moves €12,000.
    """

    def brings(value: float) -> str:
        return money(value, currency, "exact") if outcome == "revenue" else ratio(value)

    unit = "" if outcome == "revenue" else f" {outcome}"
    parts = [
        f"{one.campaign}’s next {money(1, currency, 'full')} now brings about {brings(one.after)}{unit} instead of "
        f"{brings(one.before)} (likely {brings(one.interval.lower)} to {brings(one.interval.upper)})."
        for one in taught.campaigns[:1]
    ]
    if len(taught.campaigns) > 1:
        parts.append(f"So do {counted(len(taught.campaigns) - 1, 'other campaign')} of the channel.")
    if taught.moved < 0.5:
        parts.append("The best plan stays as it is.")
    else:
        parts.append(f"The best plan moves {money(taught.moved, currency, 'round')}.")
    return " ".join(parts)


def _unit(outcome: str) -> str:
    return outcome.replace("_", " ").lower() if outcome else "the outcome"
