"""The words of the view Running: the verdict first, then what stopping now would mean and what was planned."""

import math
from typing import Final

from components.format import chance, counted, date_text, dates_text, number, percent
from core.experiments.compare.effect import Interval
from core.experiments.sequential.running import Watched, WatchedVariant

LEADS: Final = {
    "too early": "Go on: it is too early to tell.",
    "go on": "Go on: we cannot tell yet.",
    "benefit": "You can stop: {b} is better than {a}.",
    "harm": "Stop: {b} is worse than {a}.",
    "futility": "You can stop: {b} will hardly show a useful gain over {a} by the planned end.",
    "undecided": "The planned people are in, and we cannot tell {b} from {a}.",
}
SPENDING_WORDS: Final = {"obrien-fleming": "strict early, easier late", "pocock": "alike at each look"}


def size(value: float, relative: bool, signed: bool = True) -> str:
    """Return a difference: percent of the control, or a number in the unit of the metric."""
    if math.isinf(value):
        return "no limit"
    return percent(value, signed=signed) if relative else number(value, "tile", signed=signed)


def span(interval: Interval, relative: bool) -> str:
    """Return an interval in words."""
    if math.isinf(interval.lower) and math.isinf(interval.upper):
        return "with no safe limits yet"
    return f"safely between {size(interval.lower, relative)} and {size(interval.upper, relative)}"


def verdict(watched: Watched, one: WatchedVariant) -> str:
    """Return the verdict on a variant in one sentence."""
    if watched.ratio.mismatch:
        return "Do not decide by this test: people were not split as planned."
    return LEADS[one.decision.state].format(a=watched.control, b=one.name)


def so_far(watched: Watched, one: WatchedVariant) -> str:
    """Return the difference so far with its safe interval."""
    now, relative = one.now, watched.relative
    if not math.isfinite(now.estimate):
        return f"So far {one.name} and {watched.control} cannot be compared."
    if now.estimate == 0:
        return f"So far {one.name} is level with {watched.control}, {span(now.safe, relative)}."
    side = "above" if now.estimate > 0 else "below"
    return (
        f"So far {one.name} is {size(abs(now.estimate), relative, signed=False)} {side} {watched.control}, "
        f"{span(now.safe, relative)}."
    )


def below(watched: Watched, name: str, metric: str) -> str:
    """Return the line below the verdict: which test, what is measured, of which days."""
    measured = f", {metric}" if metric else ""
    days = dates_text(watched.days[0], watched.days[-1])
    everybody = sum(watched.people.values())
    return f"{name}{measured}. {counted(everybody, 'person', 'people')} from {days}."


def split_words(watched: Watched) -> tuple[str, str]:
    """Return head and text of the warning about a split that is not the planned one."""
    ratio = watched.ratio
    seen = ", ".join(f"{name} {number(count)}" for name, count in zip(ratio.names, ratio.counts, strict=True))
    wanted = ", ".join(
        f"{name} {number(round(count))}" for name, count in zip(ratio.names, ratio.expected, strict=True)
    )
    return (
        "People were not split as planned.",
        f"In the test are {seen}; planned were {wanted}. By chance alone this happens in less than {chance(0.01)} of "
        f"tests ({p_text(ratio.p_value)}), so something lets people drop out of one variant, and every difference "
        "below may come from that. Find the cause before anything is decided.",
    )


def stopping_now(watched: Watched, one: WatchedVariant) -> str:
    """Return what would be decided if the test stopped now."""
    a, b, state = watched.control, one.name, one.decision.state
    if watched.ratio.mismatch:
        return "Nothing can be decided: mend the split and start again."
    if state == "benefit":
        return (
            f"{b} would become the standard. That claim is safe at this look. A test that stops early tends to show a "
            "larger gain than will last: trust the range more than the figure."
        )
    if state == "harm":
        return f"{a} would stay, and nobody else would lose by {b}. That claim is safe at this look."
    if state == "futility":
        return f"{a} would stay: {b} was not shown to be better. The people still planned can go to another test."
    if state == "too early":
        return (
            f"Nothing would be decided, and {a} would stay. Until about 50 people in each variant carry the result, "
            "no range can be trusted."
        )
    return f"Nothing would be decided, and {a} would stay: with the safe range zero is still possible."


def still_needed(watched: Watched, one: WatchedVariant) -> str:
    """Return the people and days until the planned end, or until the difference would stand."""
    pace = watched.people_a_day * (one.now.people / max(1, sum(watched.people.values())))
    parts = []
    left, needed = one.decision.people_left, one.decision.people_needed
    if left:
        parts.append(f"{counted(left, 'person', 'people')} until the planned end{_days(left, pace)}.")
    elif left == 0:
        parts.append("The planned people are in.")
    if needed and one.decision.state == "go on" and (left is None or needed > left):
        parts.append(
            f"If the difference stays as it is, it stands after {number(needed)} more people{_days(needed, pace)}."
        )
    return " ".join(parts) or "No number of people was planned."


def p_text(value: float) -> str:
    """Return a p-value.

    Example:
        >>> p_text(1.1e-17), p_text(0.437)
        ('p below 0.001', 'p = 0.437')
    """
    return "p below 0.001" if value < 0.001 else f"p = {value:.3f}"


def chances(one: WatchedVariant) -> str:
    """Return the chances of the planned end."""
    found = one.decision
    if math.isnan(found.trend_power) or not found.share < 1 or found.state in ("benefit", "harm"):
        return ""
    useful = ""
    if not math.isnan(found.conditional_power):
        useful = f" If the smallest useful gain were the truth: {chance(found.conditional_power)}."
    seen = chance(found.predictive_power)
    return f"Chance that a gain is proved by the planned end, from what was seen: {seen}.{useful}"


def planned(watched: Watched) -> list[tuple[str, str]]:
    """Return what the plan said, as pairs of name and words."""
    plan, everybody = watched.plan, sum(watched.people.values())
    rows = []
    if plan.people:
        rows.append(
            ("People", f"{number(everybody)} of {number(round(plan.people))} ({percent(everybody / plan.people, 0)})")
        )
    if plan.days:
        gone = (watched.days[-1] - watched.days[0]).days + 1
        rows.append(("Days", f"{gone} of {plan.days}"))
    if plan.smallest is not None:
        rows.append(("Smallest useful change", percent(plan.smallest)))
    elif plan.smallest_absolute is not None:
        rows.append(("Smallest useful change", number(plan.smallest_absolute, "tile")))
    if plan.watch == "looks":
        done = len(watched.first.looks)
        rows.append(("Looks", f"{done} of {len(plan.information)}, {SPENDING_WORDS[plan.spending]}"))
    else:
        rows.append(("Looks", "As often as you like, by the safe range"))
    rows.append(
        (
            "False alarms allowed",
            percent(plan.alpha, 0) + (", all variants together" if len(watched.people) > 2 else ""),
        )
    )
    return rows


def chart_sentence(watched: Watched, one: WatchedVariant) -> str:
    """Return what the chart shows, for screen readers."""
    return (
        f"Difference of {one.name} from {watched.control} by day up to {date_text(one.now.day)}, with the range that "
        f"may be looked at daily and the narrower one for a single look. {so_far(watched, one)}"
    )


def _days(people: float, pace: float) -> str:
    if pace <= 0:
        return ""
    days = math.ceil(people / pace)
    return f", about {counted(days, 'day')} at the pace of the last week" if days < 3_000 else ", years at this pace"
