"""Words of suggested tests: what to do, why, how, and what would change for either answer."""

from typing import Final

import numpy as np

from core.allocation.planning import Planner
from core.experiments.worth.rate_tests import RateTest
from core.experiments.worth.spend_tests import BASELINE, CHANGE, SpendTest, SpendTests
from core.experiments.worth.suggestion import Answer
from core.wording import counted, money, number, percent

LENGTHS: Final = {14: "two weeks", 28: "four weeks", 42: "six weeks"}
RATES: Final = {
    "creative": ("click-through rate", "Click-through rate: clicks per impression"),
    "audience": ("number of conversions for each thousand impressions", "Conversions for each thousand impressions"),
    "landing page": ("conversion rate", "Conversion rate: conversions per click"),
}
"""Name and definition of what a test of each kind measures."""


FAINT: Final = 0.5
"""Smallest sure effect, as a share of what is tested, above which it is said that smaller ones count too."""


SELDOM: Final = 0.01
"""Probability below which an answer is not spoken of."""


def length(days: int) -> str:
    """Return a length in words."""
    return LENGTHS.get(days, counted(days, "day"))


def amount(value: float, outcome: str, currency: str | None) -> str:
    """Return an amount of an outcome in words."""
    if outcome == "revenue":
        return f"{money(value, currency, 'round')} of revenue"
    return f"{number(value, 'round')} {outcome}"


def spend_action(test: SpendTest) -> str:
    """Return the command of a test of spend."""
    name = test.subject.name if test.subject.kind == "campaign" else f"all of {test.subject.name}"
    verb = {-1.0: f"Stop {name}", -0.5: f"Spend half on {name}", 0.5: f"Spend half as much again on {name}"}
    return f"{verb[test.design.change]} for {length(test.design.days)}"


def spend_words(test: SpendTest, desk: SpendTests) -> dict[str, str]:
    """Return the sentences of a test of spend by field of ``Suggestion``."""
    planner, design, name = desk.planner, test.design, test.subject.name
    outcome, currency = planner.outcome, planner.currency
    claimed = any(not desk.known[c].incremental for c in test.subject.rows)
    reported = sum(desk.noise.outcome[c] for c in test.subject.rows) * planner.days
    whole = amount(reported, outcome, currency)
    if design.read == "total" and claimed:
        why = (
            f"Platforms report {whole} for {name} in {planner.days} days. How much of it would have come without its "
            "ads is not known, and where the money is best spent hangs on it."
        )
        believed = f"Most of what platforms report for {name} would not have come without its ads."
    else:
        why = (
            f"{name} is expected to bring {whole} in {planner.days} days. What it brings with more or less money is "
            "not known well enough to be sure of its best budget."
        )
        moved = {-1.0: "without spend", -0.5: "with half of its spend", 0.5: "with half as much again"}[design.change]
        size = amount(abs(test.expected) / design.counted, outcome, currency)
        more = "more" if test.expected > 0 else "less"
        believed = f"{name} {moved} brings about {size} a day {more}."
    small = test.smallest
    today = sum(desk.noise.outcome[c] for c in test.subject.rows)
    # A test of a step sees the same change for less of what the campaign brings.
    share = small / today if today > 0 else np.inf
    return {
        "action": spend_action(test),
        "why": why,
        "hypothesis": believed,
        "metric": f"{outcome.capitalize()} {'of all campaigns together' if design.read == 'total' else f'of {name}'}",
        "design": _how(test),
        "sample": f"{counted(design.counted, 'day')} against the {BASELINE} days before",
        "smallest": (
            f"For sure a change of {amount(small, outcome, currency)} a day, {percent(share, 0)} of what {name} brings"
            + ("; smaller ones still shift the plan" if share > FAINT else "")
        ),
        "cost_words": cost_words(test, planner),
    }


def _how(test: SpendTest) -> str:
    design = test.design
    spent = {-1.0: "no spend", -0.5: "half of today's spend", 0.5: "half as much again as today"}[design.change]
    said = f"{counted(design.days, 'day')} with {spent}"
    if design.warm_up:
        still = "is" if design.warm_up == 1 else "are"
        said += f"; the first {number(design.warm_up)} {still} not counted, because earlier ads still work"
    return said + ". All else stays as it is."


def cost_words(test: SpendTest, planner: Planner) -> str:
    """Return what a test of spend costs: outcome that is foregone and money that is spent more, each by itself."""
    lost, spent = amount(abs(test.lost), planner.outcome, planner.currency), test.extra_spend
    paid = money(abs(spent), planner.currency, "round")
    if spent < 0:
        return f"About {lost} less, and {paid} of spend saved"
    return f"{paid} more spend, which brings about {lost}"


def spend_answers(test: SpendTest, desk: SpendTests) -> tuple[Answer, ...]:
    """Return what would change: where the campaign brings less than the plan needs, and where it brings more."""
    answers, moves = test.value.answers, test.moves
    planner, counted_days = desk.planner, test.design.counted
    sign = np.sign(test.design.change)
    ends = np.concatenate([[-np.inf], answers.upper])
    now = float(test.grid[test.value.now])
    found = []
    for up in (False, True):
        cells = np.flatnonzero(moves > CHANGE * test.today if up else moves < -CHANGE * test.today)
        chance = float(answers.probability[cells].sum())
        if chance < SELDOM:
            continue
        # More outcome reads as a larger rise, or as a larger drop: the edge towards the other answers.
        first = (sign > 0) == up
        edge = float(ends[cells.min()] if first else answers.upper[cells.max()]) * sign / counted_days
        spend = float(np.average(test.grid[answers.action[cells]], weights=answers.probability[cells]))
        found.append(Answer(_when(edge, test, planner, up), _then(test, desk, now, spend), chance))
    rest = 1.0 - sum(a.chance for a in found)
    if rest >= SELDOM:
        found.append(Answer("Anything else", "The plan stays about as it is", rest))
    return tuple(found)


def _when(edge: float, test: SpendTest, planner: Planner, up: bool) -> str:
    said = {-1.0: "falls", -0.5: "falls", 0.5: "rises"}[test.design.change]
    if not np.isfinite(edge):
        return "Whatever it says"
    if edge <= 0:
        return f"It {said} at all" if up else f"It does not {said.rstrip('s')}"
    what = amount(edge, planner.outcome, planner.currency).replace(" of revenue", "")
    unit = "Revenue" if planner.outcome == "revenue" else planner.outcome.capitalize()
    verb = said if planner.outcome == "revenue" else said.rstrip("s")
    return f"{unit} {verb} by {'more' if up else 'less'} than {what} a day"


def _then(test: SpendTest, desk: SpendTests, now: float, spend: float) -> str:
    planner, days = desk.planner, desk.planner.days
    before, after = desk.others(test.subject, now), desk.others(test.subject, spend)
    moved = after - before
    others = [planner.campaigns[c].name for c in np.argsort(-np.abs(moved)) if moved[c] * (now - spend) > 0][:2]
    per_day = (money(v / days, planner.currency, "round") for v in (spend, now))
    said = "{} a day for it instead of {}".format(*per_day)
    if not others:
        return said
    return f"{said}, mostly {'to' if spend < now else 'from'} {' and '.join(others)}"


def rate_words(test: RateTest, outcome: str, currency: str | None) -> dict[str, str]:
    """Return the sentences of a test of a rate by field of ``Suggestion``."""
    what, name = test.what, test.name
    rate = RATES[what.kind][0]
    thing = {"creative": "another ad", "audience": "another audience", "landing page": "another landing page"}[
        what.kind
    ]
    typical = percent(what.spread, 0)
    whole = amount(test.outcome * test.horizon, outcome, currency)
    seen = number(test.per_day * test.days, "round")
    return {
        "action": f"Test {thing} of {name} for {length(test.days)}",
        "why": (
            f"{name} brings about {whole} in {test.horizon} days, so a change of {typical}, as new variants often "
            "bring or cost, is money. Half of all ideas make things worse: only a test tells."
        ),
        "hypothesis": f"With {thing} the {rate} of {name} is higher than {_rate(test)}.",
        "metric": RATES[what.kind][1],
        "design": f"Half of the people see it, half what there is now, by chance, for {counted(test.days, 'day')}.",
        "sample": f"About {seen} {what.per}, half for each variant",
        "smallest": _seen(test),
        "cost_words": "Nothing is expected to be lost: the new one may be better or worse than the old",
    }


def _seen(test: RateTest) -> str:
    typical = f"one of {percent(test.what.spread, 0)} is seen in {percent(test.sees, 0)} of such tests"
    if not np.isfinite(test.smallest):
        return f"No change for sure; {typical}"
    return f"For sure a change of {percent(test.smallest)}; {typical}"


def _rate(test: RateTest) -> str:
    return number(1000 * test.rate, "exact") if test.what.kind == "audience" else percent(test.rate, 2)


def rate_answers(test: RateTest) -> tuple[Answer, ...]:
    """Return what would change if the new variant is better, and if it is not."""
    rate = RATES[test.what.kind][0]
    return (
        Answer(f"The {rate} is not higher", "Keep what there is now", 0.5),
        Answer(f"The {rate} is higher", "Show the new one to everybody", 0.5),
    )
