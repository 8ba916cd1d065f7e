"""Running tests: what the days so far say, with intervals that may be looked at daily, and whether to stop."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, TypeAlias

from scipy.special import ndtri

from core.errors import InputError
from core.experiments.compare.effect import Interval
from core.experiments.compare.validity import SampleRatio, sample_ratio
from core.experiments.sequential.confidence_sequences import (
    TUNING,
    ConfidenceSequence,
    always_valid_p,
    confidence_sequence,
    half_width,
    mixture_scale,
)
from core.experiments.sequential.contrast import Contrast, Sample, contrast
from core.experiments.sequential.enough import enough
from core.experiments.sequential.group_sequential import CLOSEST, group_sequential
from core.experiments.sequential.stopping import Decision, decide, people_until
from core.experiments.sequential.watch_plan import WatchPlan

Found: TypeAlias = list[tuple[date, Contrast]]


@dataclass(frozen=True)
class WatchedDay:
    """What was known at the end of a day.

    Attributes:
        day: Which.
        people: In both variants until then.
        estimate: The difference, relative where the whole watching is.
        fixed: Interval that is right for one look only.
        safe: Interval that may be looked at every day.
        bound: Interval of a planned look on that day; None where there was none.
    """

    day: date
    people: int
    estimate: float
    fixed: Interval
    safe: Interval
    bound: Interval | None = None


@dataclass(frozen=True)
class WatchedVariant:
    """A variant against the control.

    Attributes:
        name: Of the variant.
        days: In order; those at the start that cannot be compared yet are left out.
        control: Value of the metric in the control so far.
        treatment: Value in the variant.
        absolute: Difference with its safe interval.
        p_value: Always-valid.
        adjusted: The same by Holm for all variants.
        level: Of the intervals of this variant, after Holm.
        decision: Of the stopping rule.
        looks: Bounds of z at the planned looks so far.
        enough: Whether enough was seen to decide anything.
    """

    name: str
    days: tuple[WatchedDay, ...]
    control: float
    treatment: float
    absolute: ConfidenceSequence
    p_value: float
    adjusted: float
    level: float
    decision: Decision
    looks: tuple[float, ...]
    enough: bool

    @property
    def now(self) -> WatchedDay:
        """The last day."""
        return self.days[-1]


@dataclass(frozen=True)
class Watched:
    """A running test.

    Attributes:
        control: Name of the control.
        variants: The others, as in the data.
        people: In each variant so far, the control included.
        ratio: Whether people were split as planned.
        plan: What was planned.
        days: Days seen.
        people_a_day: In all variants, over the last week.
        relative: Whether differences are relative.
    """

    control: str
    variants: tuple[WatchedVariant, ...]
    people: Mapping[str, int]
    ratio: SampleRatio
    plan: WatchPlan
    days: tuple[date, ...]
    people_a_day: float
    relative: bool

    @property
    def first(self) -> WatchedVariant:
        """The variant that the verdict speaks of: the most evident one."""
        return min(self.variants, key=lambda one: one.p_value)


def watch(
    days: Sequence[date],
    daily: Mapping[str, Sequence[Sample]],
    *,
    control: str | None = None,
    plan: WatchPlan | None = None,
) -> Watched:
    """Return what a running test says so far.

    Args:
        days: In order, each once.
        daily: By variant one sample a day: everything from the first day until the end of that day, not of the day
            alone.
        control: Name of the control; the first of ``daily`` unless told.
        plan: What was planned; without it the safe interval is tightest at 5,000 people.

    Raises:
        InputError: If there are fewer than two variants, or days and samples do not go together.
    """
    plan = plan or WatchPlan()
    names = list(daily)
    control = control if control is not None else names[0] if names else ""
    if len(names) < 2 or control not in daily:
        raise InputError("A test needs a control and at least one more variant; the file has one of them only.")
    if not days or any(len(one) != len(days) for one in daily.values()):
        raise InputError("Every variant needs one sample for each day.")
    if list(days) != sorted(set(days)):
        raise InputError("The days of a test must be in order, each once.")
    others = [name for name in names if name != control]
    people = {name: int(daily[name][-1].n) for name in (control, *others)}
    tellable = [_tellable(days, daily[control], daily[name]) for name in others]
    if not all(tellable):
        raise InputError("There are too few people in a variant yet: at least 2 are needed to compare.")
    relative = all(not math.isnan(found[-1][1].relative) for found in tellable)
    growth = _growth(days, daily)
    pairs = [plan.pair(control, name, people) for name in others]
    many = len(others)
    rhos = [mixture_scale(plan.tuning or pair or TUNING, level=1 - plan.alpha / many) for pair in pairs]
    p_values = [_p(found[-1][1], rho) for found, rho in zip(tellable, rhos, strict=True)]
    levels, adjusted = _holm(p_values, plan.alpha)
    variants = [
        _variant(name, found, relative, rho, level, p, holm, plan, pair, many)
        for name, found, rho, level, p, holm, pair in zip(
            others, tellable, rhos, levels, p_values, adjusted, pairs, strict=True
        )
    ]
    variants = [
        one if enough(daily[control][-1]) and enough(daily[one.name][-1]) else _waiting(one) for one in variants
    ]
    return Watched(
        control=control,
        variants=tuple(variants),
        people=people,
        ratio=sample_ratio(people, plan.shares(list(people), control)),
        plan=plan,
        days=tuple(days),
        people_a_day=growth,
        relative=relative,
    )


def _tellable(days: Sequence[date], control: Sequence[Sample], variant: Sequence[Sample]) -> Found:
    """Return the comparison of each day on which there can be one."""
    return [
        (day, contrast(old, new))
        for day, old, new in zip(days, control, variant, strict=True)
        if old.n >= 2 and new.n >= 2
    ]


def _growth(days: Sequence[date], daily: Mapping[str, Sequence[Sample]]) -> float:
    totals = [sum(int(one[at].n) for one in daily.values()) for at in range(len(days))]
    if any(late < early for early, late in pairwise(totals)):
        raise InputError("People become fewer from a day to the next: samples must hold everything until that day.")
    start = max(0, len(days) - 8)
    if start == len(days) - 1:
        return float(totals[-1])
    return (totals[-1] - totals[start]) / (days[-1] - days[start]).days


def _p(found: Contrast, rho: float) -> float:
    error = found.absolute_error
    return float(always_valid_p(found.absolute, error, found.n, rho=rho)) if error > 0 else 1.0


def _interval(found: Contrast, errors: float, relative: bool) -> Interval:
    """Return the interval of so many standard errors, in the unit that is watched."""
    if relative:
        return found.relative_interval(errors)
    width = errors * found.absolute_error if found.absolute_error > 0 else math.inf
    return Interval(found.absolute - width, found.absolute + width)


def _holm(p_values: list[float], alpha: float) -> tuple[list[float], list[float]]:
    """Return the level of each interval and the adjusted p-values.

    The k-th smallest of m is held against alpha / (m - k + 1). From the first one on that does not stand, all keep its
    level. So an interval leaves zero just where Holm rejects.
    """
    order = sorted(range(len(p_values)), key=lambda at: p_values[at])
    levels, adjusted = [0.0] * len(p_values), [0.0] * len(p_values)
    error, highest, failed = alpha, 0.0, False
    for rank, at in enumerate(order):
        if not failed:
            error = alpha / (len(order) - rank)
            failed = p_values[at] > error
        highest = max(highest, min(1.0, p_values[at] * (len(order) - rank)))
        levels[at], adjusted[at] = 1 - error, highest
    return levels, adjusted


def _variant(
    name: str,
    found: Found,
    relative: bool,
    rho: float,
    level: float,
    p_value: float,
    adjusted: float,
    plan: WatchPlan,
    people: float | None,
    many: int,
) -> WatchedVariant:
    looks = _looks(found, plan, people)
    bounds: tuple[float, ...] = ()
    if looks:
        shares = [found[at][1].n / (people or 1) for at in looks]
        bounds = group_sequential(shares, alpha=plan.alpha / many, spending=plan.spending).upper
    usual = float(ndtri((1 + level) / 2))
    days = []
    for at, (day, one) in enumerate(found):
        safe = float(half_width(1.0, one.n, rho=rho, level=level))
        days.append(
            WatchedDay(
                day=day,
                people=one.n,
                estimate=one.relative if relative else one.absolute,
                fixed=_interval(one, usual, relative),
                safe=_interval(one, safe, relative),
                bound=_interval(one, bounds[looks.index(at)], relative) if at in looks else None,
            )
        )
    last = found[-1][1]
    return WatchedVariant(
        name=name,
        days=tuple(days),
        control=last.control,
        treatment=last.treatment,
        absolute=confidence_sequence(last.absolute, last.absolute_error, last.n, level=level, rho=rho),
        p_value=p_value,
        adjusted=adjusted,
        level=level,
        decision=_decided(found, rho, level, plan, people, looks, bounds, many),
        looks=bounds,
        enough=True,
    )


def _looks(found: Found, plan: WatchPlan, people: float | None) -> list[int]:
    """Return on which days the planned looks fell: the first one by which their people had been seen."""
    if plan.watch != "looks" or not people:
        return []
    looks: list[int] = []
    for share in plan.information:
        at = next((at for at, (_, one) in enumerate(found) if one.n / people >= share - 1e-9), None)
        if at is None:
            break
        if not looks or found[at][1].n > found[looks[-1]][1].n * (1 + 2 * CLOSEST):
            looks.append(at)
    return looks


def _decided(
    found: Found,
    rho: float,
    level: float,
    plan: WatchPlan,
    people: float | None,
    looks: list[int],
    bounds: tuple[float, ...],
    many: int,
) -> Decision:
    """Return what the rule of the plan says: planned looks decide at looks alone, otherwise the safe interval does."""
    last = found[-1][1]
    estimate, error = last.absolute, last.absolute_error
    if plan.watch == "looks" and people:
        end = group_sequential(plan.information, alpha=plan.alpha / many, spending=plan.spending).upper[-1]
        at_looks = [
            _interval(found[at][1], bound, False) for at, bound in zip(looks, bounds, strict=True) if bound < math.inf
        ]
        crossed = next((one for one in at_looks if one.lower > 0 or one.upper < 0), None)
        safe = crossed or (at_looks[-1] if at_looks else Interval(-math.inf, math.inf))
    else:
        end = float(half_width(1.0, people or last.n, rho=rho, level=level))
        safe = _interval(last, float(half_width(1.0, last.n, rho=rho, level=level)), False)
    sign = 1.0
    if plan.better == "lower":
        sign, safe = -1.0, Interval(-safe.upper, -safe.lower)
    needed = people_until(estimate, error, last.n, rho=rho, level=level) if error > 0 and estimate else None
    smallest = plan.useful(last.control)
    return decide(
        sign * estimate, error, last.n, safe, bound=end, people=people, smallest=smallest, needed=needed
    )  # fmt: skip


def _waiting(one: WatchedVariant) -> WatchedVariant:
    kept = one.decision
    waiting: dict[str, Any] = {"share": kept.share, "people_left": kept.people_left}
    return replace(one, decision=Decision("too early", **waiting), enough=False)
