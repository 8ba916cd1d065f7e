"""Leakage: columns that know the answer, found by what they reach alone, by their cells, and by their names."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd

from core.curves import Floats
from core.learning.campaign_weeks import KNOWN_IN_ADVANCE
from core.learning.results import Leak
from core.learning.scoring import auc
from core.learning.splits import Rows, sample
from core.learning.task import TaskData, TaskSpec
from core.wording import counted, number

ALONE_AUC: Final = 0.97
ALONE_R2: Final = 0.95
COPY_AUC: Final = 0.995
COPY_R2: Final = 0.99
ROWS: Final = 10_000
"""Rows on which columns are looked at alone."""
_CELLS: Final = 50
_FOLDS: Final = 2
_SURE: Final = 1e-9
"""Chance below which it is no accident that all cases of a kind have the rarer answer."""
_FEWEST: Final = 15
_ID_AUC: Final = 0.75
_MISSING_GAP: Final = 0.9
_AFTER: Final = re.compile(
    r"duration|call[ _]?length|talk[ _]?time|outcome(?!.*prev)|result|resolution|cancel|terminat|"
    r"churn(ed)?[ _]?(date|reason)|refund|final|closed|end[ _]?date|exit|after|follow[ _-]?up|reason",
    re.IGNORECASE,
)
_OUTCOME: Final = re.compile(
    r"^(clicks|impressions|conversions?|revenue|spend|sales|ctr|cpc|roi|roas|cpa)( of the week| this week)?$",
    re.IGNORECASE,
)


def leaks(spec: TaskSpec, data: TaskData, rows: Rows) -> tuple[Leak, ...]:
    """Return the columns that know the answer, or may be known only after it.

    What is certain is dropped: a copy of the answer, a column that alone predicts nearly everything while all others
    are far behind, an outcome of the week that is predicted. What is likely is reported and stays in use until a
    person leaves it out.

    Args:
        spec: The question.
        data: Its table.
        rows: Those that may be learned from.
    """
    rows = sample(data, rows, ROWS, spec.seed)
    features, target = data.features.iloc[rows], data.target[rows]
    if spec.kind != "behaviour":
        return tuple(
            Leak(
                str(name), _alone(features[name], target, False), "It is an outcome of the very week that is "
                "predicted: nobody knows it before the week is over.", True,
            )
            for name in features.columns
            if name not in KNOWN_IN_ADVANCE and _OUTCOME.match(str(name))
        )  # fmt: skip
    scores = {str(name): _alone(features[name], target, data.is_class) for name in features.columns}
    found = [
        leak for name in scores if (leak := _of_column(name, features[name], target, data.is_class, scores)) is not None
    ]
    found += _of_ids(data, rows, target)
    return tuple(sorted(found, key=lambda one: (not one.dropped, -one.score)))


def _of_column(name: str, values: pd.Series, target: Floats, is_class: bool, scores: dict[str, float]) -> Leak | None:
    score = scores[name]
    others = [one for other, one in scores.items() if other != name]
    second = max(others, default=0.5 if is_class else 0.0)
    if score >= (COPY_AUC if is_class else COPY_R2):
        return Leak(name, score, "It says the same as the answer: alone it predicts nearly every case.", True)
    if score >= (ALONE_AUC if is_class else ALONE_R2):
        dropped = 1 - score < 0.5 * (1 - second)
        behind = f"; the next best column reaches {second:.2f}" if others else ""
        why = f"Alone it predicts nearly everything ({score:.2f} of 1{behind}); mostly that is known only afterwards"
        return Leak(name, score, f"{why}, so it is left out." if dropped else f"{why}.", dropped)
    if is_class:
        why = _only_missing(values, target) or _always(values, target)
        if why:
            return Leak(name, score, why, False)
    if _AFTER.search(name) and not re.search(r"prev|prior|before|past|^p(re)?outcome", name, re.IGNORECASE):
        chance = 0.5 if is_class else 0.0
        if score - chance > 0.1 and score >= second:
            never = _never(values, target) if is_class else ""
            why = (
                "Its name says that it may be known only afterwards, and it predicts more than every other column"
                f"{never}. Leave it out if it is not known when you predict."
            )
            return Leak(name, score, why, False)
    return None


def _of_ids(data: TaskData, rows: Rows, target: Floats) -> list[Leak]:
    if data.ids is None:
        return []
    found = []
    for name in map(str, data.ids.columns):
        score = _alone(data.ids[name].iloc[rows], target, data.is_class)
        if score >= (_ID_AUC if data.is_class else 0.5):
            why = "It only names rows and still predicts: the table seems to be sorted by the answer. It is left out."
            found.append(Leak(name, score, why, True))
    return found


def _alone(values: pd.Series, target: Floats, is_class: bool) -> float:
    """Return what a column reaches alone on rows that it did not learn from, by the mean of the target in its cells."""
    cells = _cells(values)
    said = np.empty(len(target))
    fold = np.arange(len(target)) % _FOLDS
    # Halves in a fixed, shuffled order: rows may be sorted.
    fold = fold[np.random.default_rng(0).permutation(len(fold))]
    for one in range(_FOLDS):
        learned, scored = fold != one, fold == one
        mean = target[learned].mean()
        count = np.bincount(cells[learned], minlength=cells.max() + 1)
        sums = np.bincount(cells[learned], weights=target[learned], minlength=cells.max() + 1)
        said[scored] = ((sums + mean) / (count + 1))[cells[scored]]
    if is_class:
        return auc(target, said)
    numbers = values.to_numpy(float) if pd.api.types.is_numeric_dtype(values) else None
    found = 1 - float(((target - said) ** 2).sum() / max(((target - target.mean()) ** 2).sum(), 1e-300))
    if numbers is not None and np.ptp(numbers[np.isfinite(numbers)], initial=0.0) > 0:
        known = np.isfinite(numbers)
        if known.sum() > 2 and np.std(numbers[known]) > 0 and np.std(target[known]) > 0:
            straight = float(np.corrcoef(numbers[known], target[known])[0, 1] ** 2) * float(known.mean())
            found = max(found, straight)
    return max(found, 0.0)


def _cells(values: pd.Series) -> Rows:
    """Return the cell of each row: its word, or its fiftieth of the numbers; empty ones have their own."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return (values.cat.codes.to_numpy() + 1).astype(np.int64)
    numbers = values.to_numpy(float)
    known = numbers[np.isfinite(numbers)]
    if not len(known):
        return np.zeros(len(numbers), dtype=np.int64)
    edges = np.unique(np.quantile(known, np.linspace(0, 1, _CELLS + 1)[1:-1]))
    found: Rows = np.where(np.isfinite(numbers), np.searchsorted(edges, numbers) + 1, 0).astype(np.int64)
    return found


def _only_missing(values: pd.Series, target: Floats) -> str:
    empty = values.isna().to_numpy()
    if empty.sum() < _FEWEST or (~empty).sum() < _FEWEST:
        return ""
    yes, no = float(empty[target > 0.5].mean()), float(empty[target < 0.5].mean())
    if abs(yes - no) < _MISSING_GAP:
        return ""
    which = "the answer is yes" if yes > no else "the answer is no"
    return f"It is empty nearly only where {which}: its cells seem to be filled in afterwards."


def _always(values: pd.Series, target: Floats) -> str:
    """Return that a value, or any number above zero, goes with the rarer answer alone; empty where none does."""
    rarer = 1.0 if target.mean() <= 0.5 else 0.0
    share = float((target == rarer).mean())
    if isinstance(values.dtype, pd.CategoricalDtype):
        kinds = [(f"it is “{one}”", (values == one).to_numpy()) for one in values.cat.categories]
    else:
        numbers = values.to_numpy(float)
        few = np.unique(numbers[np.isfinite(numbers)])
        kinds = [(f"it is {number(one)}", numbers == one) for one in few] if len(few) <= 10 else []
        if len(few) > 1 and few[0] >= 0:
            kinds.append(("it is above zero", numbers > 0))
    answer = "yes" if rarer else "no"
    for words, these in kinds:
        cases = int(these.sum())
        if cases >= _FEWEST and (target[these] == rarer).all() and share**cases < _SURE:
            return (
                f"Whenever {words} the answer is {answer} ({counted(cases, 'row')}): it may be a part of the answer, "
                "known only afterwards. Leave it out if it is."
            )
    return ""


def _never(values: pd.Series, target: Floats) -> str:
    if not pd.api.types.is_numeric_dtype(values):
        return ""
    numbers = values.to_numpy(float)
    lowest = numbers <= np.nanquantile(numbers, 0.1)
    return "; where it is small the answer is never yes" if lowest.sum() >= 5 and not target[lowest].any() else ""
