"""The sentence of a result: what to take away, so that reading it alone misleads nobody."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.experiments.compare.effect import Effect
from core.experiments.results.roles import Metric, Roles
from core.wording import NBSP, counted, number, percent, ratio

if TYPE_CHECKING:
    from core.experiments.results.reading import Check, Comparison, MetricReading


def by_chance(p_value: float) -> str:
    """Return how often something happens by chance.

    Example:
        >>> by_chance(0.0086), by_chance(1e-9), by_chance(0.4)
        ('1 of 116 tests', 'fewer than 1 of 1,000 tests', '4 of 10 tests')
    """
    if not math.isfinite(p_value):
        return "an unknown part of tests"
    if p_value < 0.001:
        return "fewer than 1 of 1,000 tests"
    if p_value <= 0.3:
        return f"1 of {number(round(1 / p_value))} tests"
    tenths = round(p_value * 10)
    return "nearly all tests" if tenths >= 10 else f"{tenths} of 10 tests"


def figure(metric: Metric, value: float) -> str:
    """Return a value of a metric: a share in per cent, else a number."""
    return percent(value, 2) if metric.kind == "proportion" else ratio(value)


def difference(metric: Metric, effect: Effect) -> str:
    """Return a difference with its interval, relative to the control where there is something to relate it to."""
    if math.isfinite(effect.relative) and effect.control > 0:
        value, span = effect.relative, effect.relative_interval
        if math.isfinite(span.lower) and math.isfinite(span.upper):
            return (
                f"{percent(value, signed=True)}, likely between {percent(span.lower, signed=True)} and "
                f"{percent(span.upper, signed=True)}"
            )
    value, span = effect.absolute, effect.absolute_interval
    return f"{points(metric, value)}, likely between {points(metric, span.lower)} and {points(metric, span.upper)}"


def points(metric: Metric, value: float) -> str:
    """Return an absolute difference: of shares in points."""
    if metric.kind == "proportion":
        return percent(value, 2, signed=True).replace(f"{NBSP}%", "") + " points"
    return ratio(value, signed=True)


def smallest_seen(effect: Effect) -> float:
    """Return the relative difference that would have been seen in 4 of 5 such tests; NaN where it is not known."""
    from core.experiments.results.reading import Z_POWER

    return Z_POWER * effect.standard_error / abs(effect.control) if effect.control else math.nan


def sentence_of(
    checks: tuple[Check, ...], main: MetricReading, people: tuple[tuple[str, int], ...], roles: Roles
) -> str:
    """Return the sentence: first what forbids reading, then the clearest difference, else what could have been seen."""
    stop = next((check for check in checks if check.state == "stop"), None)
    if stop is not None:
        return _stopped(stop, people, roles)
    known = [one for one in main.comparisons if one.effect is not None]
    if not known:
        return f"“{main.metric.name}” cannot be compared. {main.comparisons[0].problem}"
    warned = sum(check.state == "warn" for check in checks)
    caution = f" Read the {counted(warned, 'warning')} first." if warned else ""
    seen = [one for one in known if one.seen]
    if not seen:
        return _nothing(main.metric, known, roles) + caution
    best = max(seen, key=lambda one: (_gain(main.metric, one), -one.adjusted))
    return _difference(main.metric, best, seen, roles) + caution


def listed(names: list[str]) -> str:
    """Return names as people list them."""
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _gain(metric: Metric, one: Comparison) -> float:
    value = one.effect.absolute if one.effect else 0.0
    return -value if metric.lower_is_better else value


def _stopped(stop: Check, people: tuple[tuple[str, int], ...], roles: Roles) -> str:
    begin = "Do not read this result yet: "
    if stop.name != "split":
        title = stop.title[0].lower() + stop.title[1:] if stop.title[0].isupper() else stop.title
        return begin + title + "."
    from core.experiments.compare import validity

    planned = dict(roles.shares)
    found = validity.sample_ratio([n for _, n in people], [planned[name] for name, _ in people] if planned else None)
    first, *rest = people
    parts = [f"{first[0]} has {number(first[1])} people", *[f"{name} {number(n)}" for name, n in rest]]
    sizes = f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{begin}{sizes}, which happens by chance in {by_chance(found.p_value)}."


def _difference(metric: Metric, best: Comparison, seen: list[Comparison], roles: Roles) -> str:
    effect = best.effect
    if effect is None:
        return ""
    gain = _gain(metric, best)
    verdict = "better" if gain > 0 else "worse"
    text = (
        f"{best.variant} does {verdict} than {roles.control}: {metric.name} {figure(metric, effect.treatment)} against "
        f"{figure(metric, effect.control)} ({difference(metric, effect)}). A difference this large comes by chance in "
        f"{by_chance(best.adjusted)}."
    )
    others = [one for one in seen if one is not best]
    ahead = [one.variant for one in others if _gain(metric, one) > 0]
    behind = [one.variant for one in others if _gain(metric, one) <= 0]
    if ahead:
        text += f" {listed(ahead)} {'does' if len(ahead) == 1 else 'do'} better too."
    if behind:
        text += f" {listed(behind)} {'does' if len(behind) == 1 else 'do'} worse."
    return text


def _nothing(metric: Metric, known: list[Comparison], roles: Roles) -> str:
    sizes = [size for one in known if one.effect and math.isfinite(size := smallest_seen(one.effect))]
    could = f"; the test could have shown one of {percent(max(sizes))} or more" if sizes else ""
    lone = [one for one in known if one.effect and one.effect.p_value < 0.05]
    if lone and lone[0].effect is not None:
        return (
            f"We cannot tell yet: {lone[0].variant} differs from {roles.control} in {metric.name} "
            f"({difference(metric, lone[0].effect)}), but with {counted(len(known), 'variant')} compared, a difference "
            f"this large comes by chance in {by_chance(lone[0].adjusted)}."
        )
    return f"No difference in {metric.name} can be seen{could}."
