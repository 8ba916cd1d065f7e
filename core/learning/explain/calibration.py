"""Calibration: chances that come true as often as they say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from core.curves import Floats
from core.learning.results import CalibrationBin, Ranged

ENOUGH_FOR_STEPS: Final = 500
"""Cases of the rarer answer from which isotonic steps are better than a curve with two parameters."""
ENOUGH: Final = 10
"""Cases of the rarer answer below which nothing is corrected."""
_LEAST: Final = 1e-6


@dataclass(frozen=True, eq=False)
class Calibrator:
    """Turns scores into chances.

    Attributes:
        method: ``isotonic``, ``sigmoid``, or ``none`` where too few cases say anything.
        words: What was done, and why.
        correct: From scores to chances, shape (cases,).
    """

    method: Literal["isotonic", "sigmoid", "none"]
    words: str
    correct: Callable[[Floats], Floats]

    def __call__(self, scores: Floats) -> Floats:
        """Return the chance of yes for scores between 0 and 1, shape (cases,)."""
        return self.correct(np.asarray(scores, dtype=float))


def calibrate(scores: Floats, outcome: Floats, weights: Floats | None = None) -> Calibrator:
    """Return what turns the scores of a model into chances, learned on cases that the model did not learn from.

    From 500 cases of the rarer answer on: isotonic regression (Zadrozny and Elkan 2002); with fewer, which it would
    follow too closely (Niculescu-Mizil and Caruana 2005): a logistic curve of the log odds (Platt 1999; Cox 1958).

    Args:
        scores: What the model says, between 0 and 1, shape (cases,).
        outcome: 1 for yes, 0 for no.
        weights: Of the cases; None: all alike.
    """
    said, happened = np.asarray(scores, dtype=float), np.asarray(outcome, dtype=float)
    rarer = int(min(happened.sum(), len(happened) - happened.sum()))
    if rarer < ENOUGH:
        return Calibrator("none", f"Not corrected: {rarer} cases of the rarer answer are too few.", _as_said)
    if rarer >= ENOUGH_FOR_STEPS:
        return Calibrator("isotonic", "Corrected in steps (isotonic regression).", _steps(said, happened, weights))
    return Calibrator(
        "sigmoid",
        f"Corrected by a logistic curve: {rarer} cases of the rarer answer are too few for steps.",
        _curve(said, happened, weights),
    )


def calibration_bins(said: Floats, happened: Floats, bins: int = 10, level: float = 0.9) -> tuple[CalibrationBin, ...]:
    """Return what was said and what happened, in groups of equally many cases; equal chances are never parted.

    Args:
        said: Chances, shape (cases,).
        happened: 1 for yes, 0 for no.
        bins: Up to how many groups.
        level: Of the intervals (Wilson 1927).
    """
    from scipy.stats import binomtest

    found = []
    for inside in _groups(np.asarray(said, dtype=float), bins):
        yes, cases = int(happened[inside].sum()), int(inside.sum())
        ends = binomtest(yes, cases).proportion_ci(level, method="wilson")
        share = Ranged(yes / cases, float(ends.low), float(ends.high), level)
        found.append(CalibrationBin(float(said[inside].mean()), share, cases))
    return tuple(found)


def calibration_error(said: Floats, happened: Floats, bins: int = 10) -> float:
    """Return the mean distance of what was said and what happened over groups (expected calibration error).

    Even chances that are exactly right have one, by chance: ``chance_calibration_error`` says how large.
    """
    groups = list(_groups(np.asarray(said, dtype=float), bins))
    off = [abs(float(said[one].mean() - happened[one].mean())) * int(one.sum()) for one in groups]
    return sum(off) / len(said) if len(said) else 0.0


def chance_calibration_error(said: Floats, bins: int = 10) -> float:
    """Return the calibration error to expect if all chances were exactly right.

    The mean of the absolute value of a normal deviate of each group: ``sqrt(2 / pi) * sqrt(mean(p (1 - p)) / cases)``.
    """
    groups = list(_groups(np.asarray(said, dtype=float), bins))
    off = [float(np.sqrt(2 / np.pi * (said[one] * (1 - said[one])).sum())) for one in groups]
    return sum(off) / len(said) if len(said) else 0.0


def _groups(said: Floats, bins: int) -> list[NDArray[np.bool_]]:
    if not len(said):
        return []
    edges = np.unique(np.quantile(said, np.linspace(0, 1, bins + 1)[1:-1], method="inverted_cdf"))
    group = np.searchsorted(edges, said)
    return [group == one for one in np.unique(group)]


def _as_said(scores: Floats) -> Floats:
    return np.clip(scores, 0.0, 1.0)


def _steps(said: Floats, happened: Floats, weights: Floats | None) -> Callable[[Floats], Floats]:
    from sklearn.isotonic import IsotonicRegression

    # A step of cases with one answer alone must not become certainty.
    least = 0.5 / len(said)
    model = IsotonicRegression(y_min=least, y_max=1 - least, out_of_bounds="clip").fit(said, happened, weights)
    return lambda scores: np.asarray(model.predict(scores), dtype=float)


def _curve(said: Floats, happened: Floats, weights: Floats | None) -> Callable[[Floats], Floats]:
    from sklearn.linear_model import LogisticRegression

    def odds(scores: Floats) -> Floats:
        return logit(np.clip(scores, _LEAST, 1 - _LEAST))[:, None]

    model = LogisticRegression(C=np.inf).fit(odds(said), happened, weights)
    return lambda scores: np.asarray(model.predict_proba(odds(scores))[:, 1], dtype=float)
