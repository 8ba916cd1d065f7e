"""Drift: whether new cases are still like those learned from, beyond what chance does to samples of their size."""

from typing import Final, Literal

import numpy as np
import pandas as pd

from core.curves import Floats
from core.learning.results import Drift
from core.stability import stability_index
from core.wording import counted, percent

SMALL: Final = 0.1
"""Population stability index below which a difference is of no matter (Siddiqi 2006)."""
LARGE: Final = 0.25
"""From here on a model should not be trusted without a look."""
_CHANCE: Final = 0.01
"""Of a false alarm over all columns together."""
_CELLS: Final = 10
_MOST_WORDS: Final = 20


def drift(
    reference: pd.DataFrame,
    now: pd.DataFrame,
    predictions: tuple[Floats, Floats] | None = None,
) -> tuple[Drift, ...]:
    """Return how far each column, and the prediction, of new cases is from those learned from.

    The population stability index is ``sum (q - p) log(q / p)`` over cells: tenths of a number's reference, words, and
    empty cells. If nothing changed, it is about ``chi-square(cells - 1) (1 / n + 1 / m)`` for n and m cases (Yurdakul
    2018). A column has moved where it is both beyond that (1 % over all columns) and above 0.1, and is far above 0.25.

    Args:
        reference: Cases learned from.
        now: New cases; columns that are missing count as empty.
        predictions: Of both, shape (cases,) each; None: not looked at.

    Returns:
        The prediction first (with an empty name), then the farthest columns first.
    """
    asked = [(str(name), reference[name], _column(now, name)) for name in reference.columns]
    if predictions is not None:
        asked.append(("", pd.Series(predictions[0], dtype=float), pd.Series(predictions[1], dtype=float)))
    found = [_one(name, old, new, len(asked)) for name, old, new in asked]
    return tuple(sorted(found, key=lambda one: (one.feature != "", -one.distance)))


def chance_distance(cells: int, old: int, new: int, chance: float = _CHANCE) -> float:
    """Return the index that is exceeded with a probability of ``chance`` though nothing changed."""
    from scipy.stats import chi2

    return float(chi2.isf(chance, max(cells - 1, 1)) * (1 / max(old, 1) + 1 / max(new, 1)))


def _column(now: pd.DataFrame, name: object) -> pd.Series:
    return now[name] if name in now.columns else pd.Series([None] * len(now), dtype=object)


def _one(name: str, old: pd.Series, new: pd.Series, columns: int) -> Drift:
    who = f"“{name}”" if name else "The prediction"
    if not len(old) or not len(new):
        return Drift(name, 0.0, "same", f"{who}: no cases to compare.")
    before, after, labels = _counts(old, new)
    distance = stability_index(before, after)
    beyond = distance > chance_distance(len(before), len(old), len(new), _CHANCE / columns)
    if distance < SMALL:
        return Drift(name, distance, "same", f"{who} is as before." if not beyond else f"{who} has hardly changed.")
    if not beyond:
        many = counted(len(new), "case")
        return Drift(name, distance, "same", f"{who}: not more than chance does to {many}.")
    state: Literal["moved", "far"] = "far" if distance > LARGE else "moved"
    most = int(np.argmax(np.abs(after / after.sum() - before / before.sum())))
    shares = f"{percent(before[most] / before.sum(), 0)} before, {percent(after[most] / after.sum(), 0)} now"
    verb = "is far from what was learned from" if state == "far" else "has moved"
    return Drift(name, distance, state, f"{who} {verb}: {labels[most]}: {shares}.")


def _counts(old: pd.Series, new: pd.Series) -> tuple[Floats, Floats, list[str]]:
    """Return the cases by cell before and now, without cells that are empty in both, and what each cell is called."""
    if pd.api.types.is_numeric_dtype(old):
        numbers = pd.to_numeric(new, errors="coerce")
        before, after, labels = _tenths(old.to_numpy(float), numbers.to_numpy(float))
        unread = int((numbers.isna() & new.notna()).sum())
    else:
        before, after, labels = _words(old, new)
        unread = 0
    missing = float(old.isna().sum()), float(new.isna().sum())
    before, after = np.append(before, [missing[0], 0.0]), np.append(after, [missing[1], float(unread)])
    labels += ["empty", "not a number"]
    used = before + after > 0
    return before[used], after[used], [label for label, is_used in zip(labels, used, strict=True) if is_used]


def _tenths(old: Floats, new: Floats) -> tuple[Floats, Floats, list[str]]:
    known = old[np.isfinite(old)]
    edges = np.unique(np.quantile(known, np.linspace(0, 1, _CELLS + 1)[1:-1])) if len(known) else np.zeros(0)
    # A value on an edge belongs to the cell below, so that a column of 0 and 1 keeps them apart.
    counts = [np.bincount(np.searchsorted(edges, one[~np.isnan(one)]), minlength=len(edges) + 1) for one in (old, new)]
    texts = [f"{edge:,.4g}" for edge in edges]
    labels = [
        f"up to {texts[0]}" if at == 0 and texts else f"above {texts[-1]}" if at == len(texts) else ""
        for at in range(len(edges) + 1)
    ]
    labels = [label or f"{texts[at - 1]} to {texts[at]}" if texts else "any number" for at, label in enumerate(labels)]
    return counts[0].astype(float), counts[1].astype(float), labels


def _words(old: pd.Series, new: pd.Series) -> tuple[Floats, Floats, list[str]]:
    before = old.dropna().astype(str).value_counts()
    after = new.dropna().astype(str).value_counts()
    kept = list(before.index[:_MOST_WORDS])
    rest = float(before.iloc[_MOST_WORDS:].sum())
    known_rest = set(before.index[_MOST_WORDS:])
    other = float(sum(count for word, count in after.items() if word in known_rest))
    unseen = float(sum(count for word, count in after.items() if word not in set(before.index)))
    counts_before = [float(before[word]) for word in kept] + [rest, 0.0]
    counts_after = [float(after.get(word, 0)) for word in kept] + [other, unseen]
    labels = [f"“{word}”" for word in kept] + ["rarer words", "words never seen before"]
    return np.array(counts_before), np.array(counts_after), labels
