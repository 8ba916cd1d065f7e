"""Reading: what a test said: whether it can be believed, each variant against the control, and a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from core.errors import InputError, ProductError
from core.experiments.compare.effect import Effect
from core.experiments.compare.samples import MeanSample, PairedSample, ProportionSample, RatioSample
from core.experiments.results.roles import Metric, Roles, check_roles
from core.experiments.results.sums import MetricSums, grouped_sums, variant_sums
from core.experiments.results.sums_values import variant_values
from core.files.kept_files import KeptFile

ALPHA: Final = 0.05
Z_POWER: Final = 2.8016
"""Standard errors that a difference needs to be seen in 4 of 5 tests at 5 %: 1.9600 + 0.8416."""

FEW_EVENTS: Final = 100
"""From so many successes and failures on, a share's posterior is as good as normal, and 100 times faster."""

State = Literal["ok", "info", "warn", "stop"]


@dataclass(frozen=True)
class Check:
    """One question of whether a result can be believed.

    Attributes:
        name: ``split``, ``people``, ``missing``, ``outliers``, ``before``, ``novelty`` or ``variants``.
        state: ``stop`` where the result must not be read yet.
        title: The finding.
        text: What it means and what to do.
    """

    name: str
    state: State
    title: str
    text: str


@dataclass(frozen=True)
class Comparison:
    """One variant against the control on one metric.

    Attributes:
        variant: Its name.
        effect: With CUPED where a column from before is given; None where it cannot be known.
        problem: Why it cannot be known; empty where it can.
        adjusted: P-value that accounts for the other comparisons; not a number where there is none.
        chance_to_win: Chance that the variant is the better one.
        expected_loss: What choosing it is expected to lose, in units of the metric.
        reduction: Share of variance that CUPED took away; None without.
        unadjusted: The effect without CUPED.
        stratified: The effect within strata; None without.
    """

    variant: str
    effect: Effect | None
    problem: str = ""
    adjusted: float = float("nan")
    chance_to_win: float = float("nan")
    expected_loss: float = float("nan")
    reduction: float | None = None
    unadjusted: Effect | None = None
    stratified: Effect | None = None

    @property
    def seen(self) -> bool:
        """Whether a difference can be seen, the other comparisons accounted for."""
        return self.adjusted < ALPHA


@dataclass(frozen=True)
class MetricReading:
    """One metric: each variant against the control, in the order of the names; adjusted by ``method``."""

    metric: Metric
    comparisons: tuple[Comparison, ...]
    method: str
    cap: float | None


@dataclass(frozen=True)
class Group:
    """People with one value of a dimension: each variant against the control on the main metric."""

    dimension: str
    value: str
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True)
class Reading:
    """What a test said.

    Attributes:
        sentence: What to take away, safe to read alone.
        checks: Whether it can be believed, in the order in which to look.
        metrics: The main metric first.
        groups: The main metric by dimension.
        people: People by variant, the control first.
        roles: What the columns are.
        file: Content hash of the file.
        notes: What was done with rows and people, in sentences.
    """

    sentence: str
    checks: tuple[Check, ...]
    metrics: tuple[MetricReading, ...]
    groups: tuple[Group, ...]
    people: tuple[tuple[str, int], ...]
    roles: Roles
    file: str
    notes: tuple[str, ...]

    @property
    def stopped(self) -> bool:
        """Whether the result must not be read yet."""
        return any(check.state == "stop" for check in self.checks)

    def to_plain(self) -> dict[str, Any]:
        """Return plain data for the registry."""
        return {
            "sentence": self.sentence,
            "people": dict(self.people),
            "checks": [{"name": c.name, "state": c.state, "title": c.title} for c in self.checks],
            "effects": [plain for one in self.metrics for c in one.comparisons if (plain := _plain(one.metric, c))],
        }


def read(path: Path, file: KeptFile, roles: Roles) -> Reading:
    """Read the result of a test.

    Args:
        path: Of the kept rows.
        file: What its columns hold.
        roles: What they are.

    Raises:
        InputError: If the file cannot play the roles, in words.
    """
    from core.experiments.results.reading_checks import checks_of, notes_of
    from core.experiments.results.reading_words import sentence_of

    check_roles(file, roles)
    sums = variant_sums(path, file, roles)
    if roles.control not in sums.people or len(sums.people) < 2:
        raise InputError(
            "Only one variant is left after people who were in several, or in none, were set aside. A comparison needs "
            "a control and at least one other."
        )
    names = [roles.control, *(name for name in sums.people if name != roles.control)]
    metrics = []
    for i, metric in enumerate(roles.metrics):
        values = variant_values(path, file, roles, metric) if metric.kind == "quantile" else None
        found = [
            _comparison(metric, name, sums.metrics[roles.control][i], sums.metrics[name][i], roles.level, values, roles)
            for name in names[1:]
        ]
        metrics.append(MetricReading(metric, tuple(found), "", sums.caps[i]))
    if roles.stratum and roles.shape == "people":
        metrics[0] = _stratified(path, file, roles, metrics[0])
    adjusted = _adjusted(metrics)
    groups = _groups(path, file, roles, names)
    people = tuple((name, sums.people[name]) for name in names)
    checks = checks_of(path, file, roles, sums, people)
    notes = notes_of(sums, roles)
    return Reading(
        sentence_of(checks, adjusted[0], people, roles), checks, adjusted, groups, people, roles, file.hash, notes
    )


def _comparison(
    metric: Metric,
    variant: str,
    old: MetricSums,
    new: MetricSums,
    level: float,
    values: dict[str, Any] | None,
    roles: Roles,
    believed: bool = True,
) -> Comparison:
    from core.experiments.compare import bayes, cuped, fixed

    try:
        unadjusted: Effect | None = None
        reduction: float | None = None
        if values is not None:
            effect = fixed.compare_quantiles(values[roles.control], values[variant], metric.quantile, level=level)
        else:
            effect = compare(old.sample, new.sample, level)
            if old.paired is not None and new.paired is not None and _varies(old.paired, new.paired):
                found = cuped.compare_adjusted(old.paired, new.paired, level=level)
                effect, unadjusted, reduction = found, effect, found.variance_reduction
        lower = metric.lower_is_better
        if not believed:
            return Comparison(variant, effect, "", effect.p_value, reduction=reduction, unadjusted=unadjusted)
        if isinstance(old.sample, ProportionSample) and isinstance(new.sample, ProportionSample) and _few(old, new):
            belief = bayes.bayes_proportions(old.sample, new.sample, level=level, lower_is_better=lower)
        else:
            belief = bayes.bayes_effect(effect, level=level, lower_is_better=lower)
    except ProductError as error:
        return Comparison(variant, None, str(error))
    return Comparison(
        variant,
        effect,
        adjusted=effect.p_value,
        chance_to_win=belief.chance_to_win,
        expected_loss=belief.expected_loss,
        reduction=reduction,
        unadjusted=unadjusted,
    )


def compare(old: Any, new: Any, level: float) -> Effect:
    """Compare two samples of one kind by the method that belongs to it."""
    from core.experiments.compare import fixed

    ways: dict[type, Callable[..., Effect]] = {
        ProportionSample: fixed.compare_proportions,
        RatioSample: fixed.compare_ratios,
        MeanSample: fixed.compare_means,
    }
    return ways[type(old)](old, new, level=level)


def _few(*sums: MetricSums) -> bool:
    """Whether a share stands on so few people that a normal posterior would differ from the exact one."""
    samples = [one.sample for one in sums if isinstance(one.sample, ProportionSample)]
    return any(min(s.successes, s.n - s.successes) < FEW_EVENTS for s in samples)


def _varies(*samples: PairedSample) -> bool:
    return all(s.n > 1 and s.before_squares * s.n > s.before * s.before * (1 + 1e-12) for s in samples)


def _stratified(path: Path, file: KeptFile, roles: Roles, reading: MetricReading) -> MetricReading:

    from core.experiments.compare import fixed

    if reading.metric.kind == "quantile":
        return reading
    groups = grouped_sums(path, file, roles, reading.metric, (roles.stratum,)).get(roles.stratum, {})
    found = []
    for one in reading.comparisons:
        pairs = [
            (group[roles.control].sample, group[one.variant].sample)
            for group in groups.values()
            if roles.control in group and one.variant in group
        ]
        try:
            found.append(replace(one, stratified=fixed.compare_stratified(pairs, level=roles.level)))
        except ProductError:
            found.append(one)
    return replace(reading, comparisons=tuple(found))


def _adjusted(metrics: list[MetricReading]) -> tuple[MetricReading, ...]:
    """Holm over the variants of the main metric; Benjamini-Hochberg over all comparisons of the others."""
    main = [_corrected(list(metrics[0].comparisons), "holm")]
    others = [one for metric in metrics[1:] for one in metric.comparisons]
    rest = iter(_corrected(others, "benjamini-hochberg"))
    main += [[next(rest) for _ in metric.comparisons] for metric in metrics[1:]]
    names = ["Holm", *["Benjamini-Hochberg"] * (len(metrics) - 1)]
    return tuple(
        MetricReading(metric.metric, tuple(found), name, metric.cap)
        for metric, found, name in zip(metrics, main, names, strict=True)
    )


def _corrected(comparisons: list[Comparison], method: Any) -> list[Comparison]:

    from core.experiments.compare.multiplicity import adjust_p_values

    known = [one.effect.p_value for one in comparisons if one.effect is not None]
    if not known:
        return comparisons
    adjusted = iter(adjust_p_values(known, method).adjusted)
    return [one if one.effect is None else replace(one, adjusted=next(adjusted)) for one in comparisons]


def _groups(path: Path, file: KeptFile, roles: Roles, names: list[str]) -> tuple[Group, ...]:
    metric = roles.metrics[0]
    if not roles.dimensions or metric.kind == "quantile":
        return ()
    found = grouped_sums(path, file, roles, metric, roles.dimensions)
    keys, comparisons = [], []
    for dimension in roles.dimensions:
        for value, sums in sorted(
            found.get(dimension, {}).items(), key=lambda one: (len(one[0]) if one[0].isdigit() else 0, one[0])
        ):
            for name in names[1:]:
                keys.append((dimension, value))
                if roles.control in sums and name in sums:
                    comparisons.append(
                        _comparison(metric, name, sums[roles.control], sums[name], roles.level, None, roles, False)
                    )
                else:
                    comparisons.append(Comparison(name, None, "Nobody of this group was in both variants."))
    groups: dict[tuple[str, str], list[Comparison]] = {}
    for key, one in zip(keys, _corrected(comparisons, "benjamini-hochberg"), strict=True):
        groups.setdefault(key, []).append(one)
    return tuple(Group(dimension, value, tuple(ones)) for (dimension, value), ones in groups.items())


def _plain(metric: Metric, one: Comparison) -> dict[str, Any] | None:
    effect = one.effect
    if effect is None:
        return None
    numbers = {
        "control": effect.control,
        "treatment": effect.treatment,
        "absolute": effect.absolute,
        "lower": effect.absolute_interval.lower,
        "upper": effect.absolute_interval.upper,
        "relative": effect.relative,
        "relative_lower": effect.relative_interval.lower,
        "relative_upper": effect.relative_interval.upper,
        "p_value": effect.p_value,
        "adjusted_p_value": one.adjusted,
        "chance_to_win": one.chance_to_win,
    }
    finite = {name: value if abs(value) < float("inf") else None for name, value in numbers.items()}
    return {"metric": metric.name, "variant": one.variant, "method": effect.method} | finite
