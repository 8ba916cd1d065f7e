"""Venn-Abers predictors: two chances for each case, one of which is calibrated, without any assumption on the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression
from scipy.special import logit

from core.curves import Floats

_STEP: Final = 0.02
"""Scores are rounded to this in log odds: a scale that no case has a say in, so that exchangeability stays whole."""
_FAR: Final = 8.0
"""Log odds beyond which scores are one: 0.03 %."""
_PLACES: Final = round(2 * _FAR / _STEP) + 1


@dataclass(frozen=True, eq=False)
class VennAbers:
    """An inductive Venn-Abers predictor (Vovk and Petej 2014; Vovk, Petej and Fedorova 2015), by table.

    For a score, ``lower`` is its isotonic calibration if the new case were a no, ``upper`` if it were a yes, each
    with the case itself added to those calibrated on. The chance between them is ``upper / (1 - lower + upper)``,
    which is the one of least regret in log loss.

    Attributes:
        low: By rounded score, shape (801,).
        high: The same of the upper chance.
    """

    low: Floats
    high: Floats

    @classmethod
    def fit(cls, scores: Floats, outcome: Floats) -> VennAbers:
        """Learn from cases that the model did not learn from.

        Args:
            scores: What the model says, between 0 and 1, shape (cases,).
            outcome: 1 for yes, 0 for no.
        """
        places = _places(scores)
        cases: Floats = np.bincount(places, minlength=_PLACES).astype(float)
        yes = np.bincount(places, weights=np.asarray(outcome, dtype=float), minlength=_PLACES).astype(float)
        filled = np.flatnonzero(cases).astype(np.int64)
        low, high = np.zeros(_PLACES), np.ones(_PLACES)
        for place in _ends(filled):
            low[place], high[place] = (_with(filled, cases, yes, place, label) for label in (0, 1))
        # Between the same two neighbours a new score changes nothing but its name.
        known = np.array(_ends(filled))
        nearest = known[np.minimum(np.searchsorted(known, np.arange(_PLACES)), len(known) - 1)]
        return cls(low[nearest], high[nearest])

    def interval(self, scores: Floats) -> tuple[Floats, Floats]:
        """Return the two chances of scores, the smaller first, shape (cases,) each."""
        places = _places(scores)
        return self.low[places], self.high[places]

    def mean(self, scores: Floats) -> Floats:
        """Return the one chance between the two."""
        low, high = self.interval(scores)
        return high / (1 - low + high)


def _places(scores: Floats) -> NDArray[np.int64]:
    odds = np.clip(logit(np.clip(np.asarray(scores, dtype=float), 1e-9, 1 - 1e-9)), -_FAR, _FAR)
    return np.rint((odds + _FAR) / _STEP).astype(np.int64)


def _ends(filled: NDArray[np.int64]) -> list[int]:
    """Return the places that differ: those with cases, and one in each gap between, before and after them."""
    gaps = {int(one) + side for one in filled for side in (-1, 1)} | {_PLACES - 1}
    return sorted({int(one) for one in filled} | {one for one in gaps if 0 <= one < _PLACES})


def _with(filled: NDArray[np.int64], cases: Floats, yes: Floats, place: int, label: int) -> float:
    """Return the isotonic calibration at a place with one more case of a label there."""
    more_cases, more_yes = cases.copy(), yes.copy()
    more_cases[place] += 1
    more_yes[place] += label
    at = int(np.searchsorted(filled, place))
    used = filled if at < len(filled) and filled[at] == place else np.insert(filled, at, place)
    fit = isotonic_regression(more_yes[used] / more_cases[used], weights=more_cases[used])
    return float(fit.x[at])
