"""Reading a result: first whether it can be believed, then each effect with its interval, then one sentence."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.experiments.bayes import BayesEffect, bayes_effect, bayes_proportions
from core.experiments.cuped import AdjustedEffect, compare_adjusted
from core.experiments.effect import Effect
from core.experiments.fixed import compare_means, compare_proportions, compare_quantiles, compare_ratios
from core.experiments.multiplicity import adjust_p_values
from core.experiments.outlying import Outliers, outliers
from core.experiments.result_files import ResultFile
from core.experiments.result_roles import Metric, Roles
from core.experiments.result_sums import Cell, MetricSums, Sample, Tally, tally, values
from core.experiments.samples import MeanSample, ProportionSample, RatioSample
from core.experiments.stratified import compare_stratified
from core.experiments.validity import Novelty, PrePeriod, SampleRatio, novelty, pre_period, sample_ratio

LEVEL: Final = 0.95
POWER_FACTOR: Final = 1.959964 + 0.841621
"""Standard errors that an effect must measure to be seen with chance 80 % at 5 %, two-sided."""
SMALLEST_GROUP: Final = 20
"""People in each variant below whom a part of a breakdown is not compared."""

Values: TypeAlias = dict[str, NDArray[np.float64]]


@dataclass(frozen=True)
class VariantReading:
    """One variant against the control, in one metric.

    Attributes:
        name: Of the variant.
        effect: The difference; adjusted for what was known before where the metric says so.
        plain: The same without adjusting.
        stratified: Compared within strata; None where there are none.
        bayes: Chance to win and expected loss under a flat prior; None for quantiles.
        adjusted_p_value: Of the family of questions that this one belongs to.
        stands: Whether the difference stands after adjusting.
        visible: Relative effect that would be seen with chance 80 %; NaN where the control is zero.
        variance_reduction: By what was known before; None where nothing was.
    """

    name: str
    effect: Effect
    plain: Effect
    stratified: Effect | None
    bayes: BayesEffect | None
    adjusted_p_value: float
    stands: bool
    visible: float
    variance_reduction: float | None


@dataclass(frozen=True)
class MetricReading:
    """One metric.

    Attributes:
        metric: What was measured.
        variants: Each against the control; empty where nothing can be compared.
        problem: Why nothing can be compared; empty otherwise.
        missing: People without a value.
        cap: Value at which it was cut off; None where none was.
    """

    metric: Metric
    variants: tuple[VariantReading, ...]
    problem: str
    missing: int
    cap: float | None


@dataclass(frozen=True)
class GroupReading:
    """The main metric in one part of the people, one variant against the control."""

    dimension: str
    group: str
    variant: str
    effect: Effect
    adjusted_p_value: float
    stands: bool


@dataclass(frozen=True)
class Validity:
    """What was asked before the effect.

    Attributes:
        split: Whether people were split as planned.
        duplicates: Rows, people, people in several variants; None where rows name nobody.
        without_variant: Rows without a variant or person.
        before: By variant, the difference before the test, of the first metric that has a past.
        outliers: How much the largest values carry, of the first mean that is not cut off.
        outliers_of: Its column.
        novelty: By variant, whether the effect of the main metric wears off.
        few: Metrics of which a variant has fewer than 10 successes (or failures).
    """

    split: SampleRatio
    duplicates: Any
    without_variant: int
    before: dict[str, PrePeriod]
    outliers: Outliers | None
    outliers_of: str
    novelty: dict[str, Novelty]
    few: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """All that a file of results says.

    Attributes:
        file_hash: Of the file.
        roles: What its columns were taken for.
        people: By variant, the control first.
        validity: Whether it can be believed.
        metrics: The main one first.
        groups: The main metric by dimension.
        first_day: ISO; empty where there are no days.
        last_day: ISO.
    """

    file_hash: str
    roles: Roles
    people: dict[str, int]
    validity: Validity
    metrics: tuple[MetricReading, ...]
    groups: tuple[GroupReading, ...]
    first_day: str
    last_day: str

    @property
    def main(self) -> MetricReading:
        """The main metric."""
        return self.metrics[0]

    @property
    def believable(self) -> bool:
        """Whether the split lets the effects be read."""
        return not self.validity.split.mismatch


def read_result(path: Path, file: ResultFile, roles: Roles) -> Reading:
    """Read a result.

    The variants of the main metric are one family of questions (Holm); all variants of all other metrics are another
    (Benjamini-Hochberg); each breakdown is one more (Holm).

    Args:
        path: Rows of the file, as Parquet.
        file: What is known of it.
        roles: Checked against it (``core.experiments.result_roles``).

    Raises:
        InputError: If counts cannot be, in words.
    """
    found = tally(path, file, roles)
    names = [roles.control, *(name for name in found.people if name != roles.control)]
    each = [_metric(found, roles, position, names, path) for position in range(len(roles.metrics))]
    days = sorted(found.by_day)
    return Reading(
        file_hash=file.hash,
        roles=roles,
        people={name: found.people[name] for name in names},
        validity=_validity(found, roles, names, path),
        metrics=_families(each),
        groups=_groups(found, roles, names),
        first_day=days[0].isoformat() if days else "",
        last_day=days[-1].isoformat() if days else "",
    )


def daily(found: Tally, position: int) -> list[tuple[Any, dict[str, Sample]]]:
    """Return the sums of a metric by day and variant: each person on the first day, so that days add up."""
    return [
        (day, {name: sums[position].sample for name, sums in cell.items()})
        for day, cell in sorted(found.by_day.items())
    ]


def compare(control: MetricSums, treatment: MetricSums, metric: Metric) -> tuple[Effect, Effect]:
    """Return the effect of a metric, adjusted for the past where it has one, and without adjusting."""
    old, new = control.sample, treatment.sample
    if isinstance(old, ProportionSample) and isinstance(new, ProportionSample):
        plain = compare_proportions(old, new, level=LEVEL)
    elif isinstance(old, RatioSample) and isinstance(new, RatioSample):
        plain = compare_ratios(old, new, level=LEVEL)
    elif isinstance(old, MeanSample) and isinstance(new, MeanSample):
        plain = compare_means(old, new, level=LEVEL)
    else:
        raise InputError("The two variants hold different kinds of sums.")
    if not metric.before or control.paired is None or treatment.paired is None:
        return plain, plain
    return compare_adjusted(control.paired, treatment.paired, level=LEVEL, binary=metric.kind == "share"), plain


def _metric(found: Tally, roles: Roles, position: int, names: Sequence[str], path: Path) -> MetricReading:
    metric, control = roles.metrics[position], names[0]
    own = {name: found.sums[name][position] for name in names}
    missing = sum(one.missing for one in own.values())
    cap = found.caps[position]
    try:
        if metric.kind == "quantile":
            people = values(path, roles, metric)
            nobody = np.array([])
            effects = [
                (
                    name,
                    *(compare_quantiles(people.get(control, nobody), people.get(name, nobody), metric.quantile),) * 2,
                )
                for name in names[1:]
            ]
        else:
            effects = [(name, *compare(own[control], own[name], metric)) for name in names[1:]]
        variants = tuple(
            _variant(name, effect, plain, own[control].sample, own[name].sample, metric, found, roles, position)
            for name, effect, plain in effects
        )
    except InputError as error:
        return MetricReading(metric, (), str(error), missing, cap)
    return MetricReading(metric, variants, "", missing, cap)


def _variant(
    name: str,
    effect: Effect,
    plain: Effect,
    control: Sample,
    treatment: Sample,
    metric: Metric,
    found: Tally,
    roles: Roles,
    position: int,
) -> VariantReading:
    bayes: BayesEffect | None = None
    if metric.kind == "share" and not metric.before:
        if isinstance(control, ProportionSample) and isinstance(treatment, ProportionSample):
            bayes = bayes_proportions(control, treatment, lower_is_better=metric.lower_is_better, level=LEVEL)
    elif metric.kind != "quantile":
        bayes = bayes_effect(effect, lower_is_better=metric.lower_is_better, level=LEVEL)
    reduction = effect.variance_reduction if isinstance(effect, AdjustedEffect) else None
    visible = POWER_FACTOR * effect.standard_error / abs(effect.control) if effect.control else math.nan
    strata = _stratified(name, found, roles, position)
    return VariantReading(name, effect, plain, strata, bayes, effect.p_value, False, visible, reduction)


def _stratified(name: str, found: Tally, roles: Roles, position: int) -> Effect | None:
    if not roles.stratum or roles.of_sums or roles.metrics[position].kind == "quantile":
        return None
    cells = found.by_group.get(roles.stratum, {}).values()
    pairs: list[Any] = []
    for cell in cells:
        if roles.control in cell and name in cell:
            old, new = cell[roles.control][position], cell[name][position]
            both = old.paired is not None and new.paired is not None
            pairs.append((old.paired, new.paired) if both else (old.sample, new.sample))
    try:
        return compare_stratified(pairs, level=LEVEL)
    except InputError:
        return None


def _families(each: Sequence[MetricReading]) -> tuple[MetricReading, ...]:
    """Adjust p-values: the variants of the main metric among themselves, all others together."""
    main, rest = each[0], each[1:]
    found = [_adjusted(main.variants, "holm")]
    others = iter(_adjusted([one for metric in rest for one in metric.variants], "benjamini-hochberg"))
    found += [tuple(next(others) for _ in metric.variants) for metric in rest]
    return tuple(replace(metric, variants=own) for metric, own in zip(each, found, strict=True))


def _adjusted(variants: Sequence[VariantReading], method: Any) -> tuple[VariantReading, ...]:
    if not variants:
        return ()
    family = adjust_p_values([one.effect.p_value for one in variants], method, alpha=1 - LEVEL)
    return tuple(
        replace(one, adjusted_p_value=p, stands=stands)
        for one, p, stands in zip(variants, family.adjusted, family.rejected, strict=True)
    )


def _groups(found: Tally, roles: Roles, names: Sequence[str]) -> tuple[GroupReading, ...]:
    metric = roles.metrics[0]
    rows: list[GroupReading] = []
    if metric.kind == "quantile":
        return ()
    for dimension in roles.dimensions:
        part = []
        for group, cell in found.by_group.get(dimension, {}).items():
            part += [
                GroupReading(dimension, group, name, effect, effect.p_value, False)
                for name in names[1:]
                if (effect := _group_effect(cell, names[0], name, metric)) is not None
            ]
        if part:
            family = adjust_p_values([one.effect.p_value for one in part], "holm", alpha=1 - LEVEL)
            rows += [
                replace(one, adjusted_p_value=p, stands=stands)
                for one, p, stands in zip(part, family.adjusted, family.rejected, strict=True)
            ]
    return tuple(rows)


def _group_effect(cell: Cell, control: str, name: str, metric: Metric) -> Effect | None:
    if control not in cell or name not in cell:
        return None
    old, new = cell[control][0], cell[name][0]
    if min(old.sample.n, new.sample.n) < SMALLEST_GROUP:
        return None
    try:
        return compare(old, new, metric)[0]
    except InputError:
        return None


def _validity(found: Tally, roles: Roles, names: Sequence[str], path: Path) -> Validity:
    split = sample_ratio({name: found.people[name] for name in names}, roles.shares or None)
    past = next((i for i, one in enumerate(roles.metrics) if one.before), None)
    before: dict[str, PrePeriod] = {}
    if past is not None:
        control = found.sums[names[0]][past].before
        for name in names[1:]:
            asked = found.sums[name][past].before
            if control is not None and asked is not None and (one := _asked(partial(pre_period, control, asked))):
                before[name] = one
    carried, of = _outliers(roles, path)
    main = {name: _asked(partial(_novelty, found, names[0], name)) for name in names[1:]} if found.by_day else {}
    few = tuple(
        metric.name
        for i, metric in enumerate(roles.metrics)
        if metric.kind == "share" and any(_few(found.sums[name][i].sample) for name in names)
    )
    return Validity(
        split,
        found.duplicates,
        found.without_variant,
        before,
        carried,
        of,
        {name: one for name, one in main.items() if one is not None},
        few,
    )


def _outliers(roles: Roles, path: Path) -> tuple[Outliers | None, str]:
    metric = next((m for m in roles.metrics if m.kind == "mean" and m.cap is None), None)
    if metric is None or roles.of_sums:
        return None, ""
    people = np.concatenate(list(values(path, roles, metric).values()))
    return _asked(lambda: outliers(people)), metric.column


def _novelty(found: Tally, control: str, name: str) -> Novelty | None:
    days = []
    for cell in (found.by_day[day] for day in sorted(found.by_day)):
        if control in cell and name in cell:
            old, new = cell[control][0].sample, cell[name][0].sample
            if not isinstance(old, RatioSample) and min(old.n, new.n) >= 2:
                days.append((_as_mean(old), _as_mean(new)))
    return novelty(days) if len(days) >= 8 else None


def _as_mean(sample: Sample) -> MeanSample:
    if isinstance(sample, ProportionSample):
        return MeanSample(sample.n, float(sample.successes), float(sample.successes))
    if isinstance(sample, MeanSample):
        return sample
    raise InputError("A ratio has no daily mean.")


def _few(sample: Sample) -> bool:
    return isinstance(sample, ProportionSample) and min(sample.successes, sample.n - sample.successes) < 10


def _asked(question: Callable[[], Any]) -> Any:
    """A check that has no answer, such as where everybody is alike, is no reason to say nothing of the rest."""
    try:
        return question()
    except InputError:
        return None
