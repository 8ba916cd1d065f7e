"""Whether a test can be believed: split as planned, variants alike before, nobody counted twice, no mere novelty."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from core.errors import InputError
from core.experiments.compare.difference import chance_of, difference
from core.experiments.compare.effect import Effect
from core.experiments.compare.moments import check_people, mean_moments
from core.experiments.compare.samples import MeanSample

SplitMethod: TypeAlias = Literal["auto", "chi-square", "binomial", "normal"]
MISMATCH: Final = 0.01
"""P-value below which a split is called a mismatch."""
_EXACT: Final = 1_000
"""People up to whom two variants are asked exactly."""


@dataclass(frozen=True)
class SampleRatio:
    """Whether people were split over the variants as planned.

    Attributes:
        names: Of the variants.
        counts: People in each.
        expected: People that the plan expects in each.
        shares: The plan, adding up to one.
        p_value: Probability of a split at least as far from the plan, if the plan was kept.
        statistic: Chi-square, z, or for the exact test the people in the second variant.
        mismatch: ``p_value`` lies below ``threshold``: the split is wrong, and no result can be believed.
        threshold: Below which it counts.
        method: ``chi-square``, ``binomial`` (exact) or ``normal``.
    """

    names: tuple[str, ...]
    counts: tuple[int, ...]
    expected: tuple[float, ...]
    shares: tuple[float, ...]
    p_value: float
    statistic: float
    mismatch: bool
    threshold: float
    method: str


@dataclass(frozen=True)
class PrePeriod:
    """Whether the variants were alike before the test.

    Attributes:
        effect: The difference before the test, that should be none.
        differs: Its p-value lies below ``threshold``.
        threshold: Below which it counts.
    """

    effect: Effect
    differs: bool
    threshold: float


@dataclass(frozen=True)
class Novelty:
    """Whether the effect of the first days wears off, or grows.

    Attributes:
        days: Days that were looked at.
        first_days: How many count as the first.
        first: Mean daily effect of the first days.
        first_error: Its standard error.
        later: Mean daily effect of the days after.
        later_error: Its standard error.
        change: ``later - first``.
        p_value: Of the change.
        trend: Change of the effect a day, by weighted least squares.
        trend_p_value: Of the trend.
        fading: The change has a p-value below ``threshold`` and goes against the sign of the first effect.
        growing: The same, with the sign of the first effect.
        threshold: Below which it counts.
    """

    days: int
    first_days: int
    first: float
    first_error: float
    later: float
    later_error: float
    change: float
    p_value: float
    trend: float
    trend_p_value: float
    fading: bool
    growing: bool
    threshold: float


@dataclass(frozen=True)
class Duplicates:
    """How many people were counted more than once.

    Attributes:
        rows: Rows of the file.
        people: People in them.
        repeated: People with more than one row.
        crossed: People in more than one variant.
    """

    rows: int
    people: int
    repeated: int
    crossed: int

    @property
    def any(self) -> bool:
        """Whether somebody was counted twice."""
        return self.repeated > 0 or self.crossed > 0


def sample_ratio(
    counts: Sequence[int] | Mapping[str, int],
    shares: Sequence[float] | Mapping[str, float] | None = None,
    *,
    method: SplitMethod = "auto",
    continuity: bool = False,
    threshold: float = MISMATCH,
) -> SampleRatio:
    """Ask whether people were split over the variants as planned.

    Args:
        counts: People in each variant, the control first; by name or in order.
        shares: The plan, such as (1, 1) or (0.9, 0.1), in the same order or by the same names; equal by default.
        method: ``auto``: exact for two variants and fewer than 1,000 people, else chi-square; ``binomial``: exact, of
            two variants; ``normal``: z test of two variants, with ``continuity`` as tea-tasting.
        continuity: Continuity correction of ``normal``.
        threshold: P-value below which the split is called a mismatch.

    Raises:
        InputError: If there are fewer than two variants, nobody in them, or a count or share cannot be.
    """
    names = tuple(counts) if isinstance(counts, Mapping) else tuple(str(i) for i in range(len(counts)))
    people = tuple(counts.values()) if isinstance(counts, Mapping) else tuple(counts)
    if len(people) < 2:
        raise InputError("There is one variant only: a test needs at least two.")
    for name, one in zip(names, people, strict=True):
        check_people(one, f"variant {name}", least=0)
    plan = _plan(names, shares)
    total = sum(people)
    if total == 0:
        raise InputError("There are no people in any variant.")
    expected = tuple(total * one for one in plan)
    if method not in ("auto", "chi-square", "binomial", "normal"):
        raise InputError("The split is asked by chi-square, binomial or normal.")
    two = len(people) == 2
    if method in ("binomial", "normal") and not two:
        raise InputError("This test of the split is for two variants. Use chi-square for more.")
    used = method if method != "auto" else "binomial" if two and total < _EXACT else "chi-square"
    if used == "chi-square":
        from scipy.special import chdtrc

        statistic = sum((one - wanted) ** 2 / wanted for one, wanted in zip(people, expected, strict=True))
        p_value = float(chdtrc(len(people) - 1, statistic))
    else:
        statistic, p_value = _tea(people, plan, used, continuity)
    return SampleRatio(
        names,
        tuple(int(one) for one in people),
        expected,
        plan,
        p_value,
        statistic,
        p_value < threshold,
        threshold,
        used,
    )


def pre_period(control: MeanSample, treatment: MeanSample, *, threshold: float = MISMATCH) -> PrePeriod:
    """Compare what was known of people before the test, when there can be no effect.

    Args:
        control: Sums before the test.
        treatment: Sums before the test.
        threshold: P-value below which the variants are called different.

    Raises:
        InputError: If sums cannot be, or nobody differs from anybody.
    """
    effect = difference(
        mean_moments(control, "the control"), mean_moments(treatment, "the variant"), method="Welch's t test"
    )
    return PrePeriod(effect, effect.p_value < threshold, threshold)


def novelty(
    days: Sequence[tuple[MeanSample, MeanSample]], first_days: int | None = None, *, threshold: float = MISMATCH
) -> Novelty:
    """Compare the effect of the first days with that of later ones.

    The days count as independent: what people do on their first day in the test, or visits, rather than one person's
    values day after day.

    Args:
        days: Control and variant of each day, in order.
        first_days: How many count as the first; a third of the days, at most a week, where not given.
        threshold: P-value below which a change is called one.

    Raises:
        InputError: If there are fewer than four days, or a day cannot be compared.
    """
    if len(days) < 4:
        raise InputError("At least four days are needed to tell a first effect from a lasting one.")
    first_days = min(7, max(1, len(days) // 3)) if first_days is None else first_days
    if not 1 <= first_days < len(days):
        raise InputError("The first days must leave some later ones.")
    found = [
        difference(
            mean_moments(old, f"the control on day {number}"),
            mean_moments(new, f"the variant on day {number}"),
            method="Welch's t test",
        )
        for number, (old, new) in enumerate(days, start=1)
    ]
    first, first_error = _weighted(found[:first_days])
    later, later_error = _weighted(found[first_days:])
    change = later - first
    p_value = chance_of(change / math.hypot(first_error, later_error), math.inf, "two-sided")
    trend, trend_error = _trend(found)
    counts = p_value < threshold
    return Novelty(
        len(days),
        first_days,
        first,
        first_error,
        later,
        later_error,
        change,
        p_value,
        trend,
        chance_of(trend / trend_error, math.inf, "two-sided"),
        counts and change * first < 0,
        counts and change * first > 0,
        threshold,
    )


def duplicates(rows: Sequence[tuple[str, str]]) -> Duplicates:
    """Count people who were counted more than once.

    Args:
        rows: Person and variant of each row.
    """
    variants: dict[str, set[str]] = {}
    seen: dict[str, int] = {}
    for person, variant in rows:
        variants.setdefault(person, set()).add(variant)
        seen[person] = seen.get(person, 0) + 1
    return Duplicates(
        len(rows),
        len(seen),
        sum(count > 1 for count in seen.values()),
        sum(len(one) > 1 for one in variants.values()),
    )


def _plan(names: tuple[str, ...], shares: Sequence[float] | Mapping[str, float] | None) -> tuple[float, ...]:
    if shares is None:
        return (1 / len(names),) * len(names)
    if isinstance(shares, Mapping):
        missing = [name for name in names if name not in shares]
        if missing or len(shares) != len(names):
            raise InputError("The planned shares must name the same variants as the counts.")
        given = [float(shares[name]) for name in names]
    else:
        given = [float(one) for one in shares]
    if len(given) != len(names):
        raise InputError("There must be one planned share for each variant.")
    if not all(math.isfinite(one) and one > 0 for one in given):
        raise InputError("A planned share must be a number above zero.")
    return tuple(one / sum(given) for one in given)


def _tea(people: Sequence[int], plan: tuple[float, ...], method: str, continuity: bool) -> tuple[float, float]:
    from tea_tasting.aggr import Aggregates
    from tea_tasting.metrics import SampleRatio as TeaRatio

    metric = TeaRatio(plan[1] / plan[0], method="binom" if method == "binomial" else "norm", correction=continuity)
    found = metric.analyze({0: Aggregates(int(people[0])), 1: Aggregates(int(people[1]))}, 0, 1)
    total = sum(people)
    away = people[1] - total * plan[1]
    z = away / math.sqrt(total * plan[0] * plan[1])
    return float(people[1]) if method == "binomial" else z, float(found.pvalue)


def _weighted(found: Sequence[Effect]) -> tuple[float, float]:
    weights = [one.standard_error**-2 for one in found]
    mean = sum(w * one.absolute for w, one in zip(weights, found, strict=True)) / sum(weights)
    return mean, sum(weights) ** -0.5


def _trend(found: Sequence[Effect]) -> tuple[float, float]:
    weights = [one.standard_error**-2 for one in found]
    total = sum(weights)
    middle = sum(w * day for day, w in enumerate(weights)) / total
    spread = sum(w * (day - middle) ** 2 for day, w in enumerate(weights))
    slope = sum(w * (day - middle) * one.absolute for day, (w, one) in enumerate(zip(weights, found, strict=True)))
    return slope / spread, spread**-0.5
