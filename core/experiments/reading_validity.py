"""What is asked of a result before its effect: the split, who was counted, the past, large values, novelty."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import InputError
from core.experiments.outlying import Outliers, outliers
from core.experiments.result_roles import Roles
from core.experiments.result_sums import Sample, Tally, values
from core.experiments.samples import MeanSample, ProportionSample, RatioSample
from core.experiments.validity import Duplicates, Novelty, PrePeriod, SampleRatio, novelty, pre_period, sample_ratio


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
    duplicates: Duplicates | None
    without_variant: int
    before: dict[str, PrePeriod]
    outliers: Outliers | None
    outliers_of: str
    novelty: dict[str, Novelty]
    few: tuple[str, ...]


def look(found: Tally, roles: Roles, names: Sequence[str], path: Path) -> Validity:
    """Ask all that comes before the effect.

    Args:
        found: Sums of the file.
        roles: What its columns are.
        names: Of the variants, the control first.
        path: Rows of the file, for the largest values.
    """
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
