"""The drift check: whether a trained model still fits newer data, and how well it does where the answer is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from core.curves import Floats
from core.learning.results import Drift, ModelScore, Ranged
from core.learning.scoring import Drawn, case_losses
from core.learning.suite import TrainedModel
from core.wording import counted

FEWEST: Final = 30
"""Cases with a known answer below which nothing is said of how well a model does on them."""
NAMED: Final = 3
LOWER_IS_BETTER: Final = frozenset({"log_loss", "brier", "mae"})


@dataclass(frozen=True)
class NewerCheck:
    """A model against newer data.

    Attributes:
        rows: Newer cases.
        missing: Columns that the model uses and the newer data do not have.
        drifts: How far each column is from those learned from; the prediction has an empty name.
        before: The score on the cases held back then.
        now: The same on newer cases whose answer is known; None where too few are.
        known: Newer cases whose answer is known.
        verdict: One sentence: whether it still fits, and what to do.
        fits: Whether nothing speaks against using it.
    """

    rows: int
    missing: tuple[str, ...]
    drifts: tuple[Drift, ...]
    before: ModelScore | None
    now: Ranged | None
    known: int
    verdict: str
    fits: bool


def check_newer(
    model: TrainedModel,
    newer: pd.DataFrame,
    target: Floats | None,
    drift: Callable[[pd.DataFrame, pd.DataFrame, tuple[Floats, Floats] | None], tuple[Drift, ...]],
) -> NewerCheck:
    """Return whether a model still fits newer cases.

    Args:
        model: The model, with the cases that it was made of.
        newer: One row a case; columns that are missing count as empty.
        target: Shape (cases,): what happened, NaN where that is not known; None where it never is.
        drift: Measures how far new cases are from old ones.

    Raises:
        InputError: If a cell cannot be read as what its column is.
    """
    features = model.data.features
    used = [str(name) for name in features.columns]
    missing = tuple(name for name in used if name not in newer.columns)
    frame = newer.reindex(columns=used)
    said = model.predict(frame).mean
    drifts = drift(features, frame, (model.predict(features).mean, said))
    before = next((one for one in model.card.scores if one.name == model.card.best), None)
    known = np.isfinite(target) if target is not None else np.zeros(len(frame), bool)
    now = None
    if before is not None and target is not None and known.sum() >= FEWEST:
        now = scored(before.measure, target[known], said[known], before.score.level)
    verdict, fits = _verdict(drifts, missing, before, now, len(used))
    return NewerCheck(len(frame), missing, drifts, before, now, int(known.sum()), verdict, fits)


def scored(measure: str, target: Floats, said: Floats, level: float, seed: int = 0) -> Ranged | None:
    """Return a score with its interval, as on held-back cases; None where it has no value, as with one class only.

    Args:
        measure: ``auc``, ``log_loss``, ``brier``, ``mae`` or ``r2``.
        target: What happened, shape (cases,).
        said: What was said, shape (cases,).
        level: Of the interval.
        seed: The same seed gives the same interval.
    """
    if measure in ("auc", "r2") and np.ptp(target) == 0:
        return None
    drawn = Drawn(np.arange(len(target)), seed)
    if measure == "auc":
        return drawn.auc(target, said, level)
    if measure == "r2":
        return drawn.explained(target, said, level)
    losses = (target - said) ** 2 if measure == "brier" else case_losses(target, said, measure == "log_loss")
    return drawn.mean(losses, level)


def _verdict(
    drifts: tuple[Drift, ...], missing: tuple[str, ...], before: ModelScore | None, now: Ranged | None, used: int
) -> tuple[str, bool]:
    moved = [one for one in drifts if one.feature and one.state != "same"]
    worse = before is not None and now is not None and _is_worse(before, now)
    names = ", ".join(one.feature for one in moved[:NAMED])
    more = f" and {len(moved) - NAMED} more" if len(moved) > NAMED else ""
    if missing:
        lost = ", ".join(missing[:NAMED]) + (f" and {len(missing) - NAMED} more" if len(missing) > NAMED else "")
        return (
            f"{counted(len(missing), 'column')} that it uses {'is' if len(missing) == 1 else 'are'} missing: {lost}",
            False,
        )
    if moved:
        what = f"{len(moved)} of {counted(used, 'column')} moved: {names}{more}"
        if worse:
            return f"{what}, and it predicts worse than it did: train again", False
        if now is not None and all(one.state != "far" for one in moved):
            return f"{what}, but it predicts as well as it did", True
        return f"{what}: train again", False
    if worse:
        return "No column moved, but it predicts worse than it did: train again", False
    return "Nothing moved beyond chance: it still fits", True


def _is_worse(before: ModelScore, now: Ranged) -> bool:
    if before.measure in LOWER_IS_BETTER:
        return now.lower > before.score.upper
    return now.upper < before.score.lower
