"""What a model says of one case: the prediction, what moves it, where it is outside, and real cases that are alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from core.learning.cases import Case, CaseField, Rung, case_frame, ladder, outside, real_case, value_text
from core.learning.explain import nearest_cases
from core.learning.results import Feature
from core.learning.suite import TrainedModel

NEAREST: Final = 5
TOLD: Final = 3
"""Differences that are told of a real case."""


@dataclass(frozen=True)
class RealCase:
    """A case of the table that is much like the one asked about.

    Attributes:
        row: Its row in the table of the task, from 0.
        label: What it is called.
        happened: Its target.
        alike: 1 where all features are the same, 0 where all differ.
        differs: What is not the same, the feature that matters most first: name and value.
    """

    row: int
    label: str
    happened: float
    alike: float
    differs: tuple[tuple[str, Feature | None], ...]


@dataclass(frozen=True)
class Answer:
    """What a model says of a case.

    Attributes:
        mean: The prediction.
        lower: Lower end of its range.
        upper: Upper end.
        base: The mean of all: what would be said of anybody.
        warnings: Where the case is outside of what was learned.
        rungs: What changing one feature at a time does.
        nearest: Real cases, the nearest first.
    """

    mean: float
    lower: float
    upper: float
    base: float
    warnings: tuple[str, ...]
    rungs: tuple[Rung, ...]
    nearest: tuple[RealCase, ...]


def ask(model: TrainedModel, fields: tuple[CaseField, ...], case: Case) -> Answer:
    """Return what a model says of a case.

    Args:
        model: The model.
        fields: Of the model, those that matter most first.
        case: A value of each feature.
    """
    said = model.predict(case_frame(model.data, [case]))
    warnings = outside(fields, case)
    # What is said of a column already is not said twice.
    told = [one.name for one in fields if any(warning.startswith(one.name) for warning in warnings)]
    unseen = tuple(one.rstrip(".") for one in said.unseen[0] if not any(name in one for name in told))
    return Answer(
        float(said.mean[0]),
        float(said.lower[0]),
        float(said.upper[0]),
        float(model.card.base),
        (*warnings, *unseen),
        ladder(model, fields, case),
        nearest(model, fields, case),
    )


def nearest(model: TrainedModel, fields: tuple[CaseField, ...], case: Case) -> tuple[RealCase, ...]:
    """Return the real cases nearest to a case, by the features that matter, with what happened to them."""
    weights = {one.feature: max(one.loss.mean, 0.0) for one in model.card.importances}
    useful = weights if sum(weights.values()) > 0 else None
    found = nearest_cases(model.data.features, case, NEAREST, useful)
    rows = []
    for row, distance in zip(found.rows.tolist(), found.distance.tolist(), strict=True):
        real = real_case(model.data, row)
        differs = [(one.name, one.shown(real[one.name])) for one in fields if not _same(real[one.name], case[one.name])]
        happened = float(np.asarray(model.data.target, float)[row])
        rows.append(RealCase(row, str(model.data.labels[row]), happened, 1 - distance, tuple(differs[:TOLD])))
    return tuple(rows)


def row_of(model: TrainedModel, text: str) -> int | None:
    """Return the row that a person names by its label, or by its number from 1; None where there is none."""
    wanted = text.strip().casefold()
    labels = [str(one).casefold() for one in model.data.labels]
    if wanted in labels:
        return labels.index(wanted)
    plain = wanted.removeprefix("row").strip().replace(",", "")
    if plain.isascii() and plain.isdigit() and len(plain) < 10 and 1 <= int(plain) <= len(labels):
        return int(plain) - 1
    return None


def _same(one: Feature | None, other: Feature | None) -> bool:
    return one == other or value_text(one) == value_text(other)
