"""What is asked of one fit, through the memo: its card, how it foretold the last weeks, and what it says over time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import pandas as pd

from core.data import Dataset
from core.errors import InputError
from core.fit_changes import CampaignChange, fit_changes
from core.memo import Memo, memo_key
from core.planning import fit_content, fit_response, model_of
from core.response import Assumptions, Card, ResponseFit
from core.response.holdout import Fold, one_fold, pool

T = TypeVar("T")
FOLDS: Final = 3
"""Stretches of last days that are foretold."""
STRETCH: Final = 28
"""Days of a stretch."""


@dataclass(frozen=True, eq=False)
class FitAnswers:
    """Answers about one data set, outcome and set of assumptions: all of one moment.

    Attributes:
        dataset: The data learned from.
        outcome: one of ``core.data.OUTCOMES``.
        assumptions: What people assume.
        memo: Where answers are shared.
    """

    dataset: Dataset
    outcome: str
    assumptions: Assumptions
    memo: Memo

    def fit(self) -> ResponseFit:
        """Return the fit."""
        return fit_response(self.dataset, self.outcome, self.memo, self.assumptions)

    def changes_from(self, before: Assumptions) -> tuple[CampaignChange, ...]:
        """Return what changes by campaign from other assumptions to these.

        Raises:
            InputError: If an assumption cannot be used.
            NotEnoughDataError: If the data do not hold spend and outcome.
        """
        return fit_changes(self.dataset, self.outcome, before, self.assumptions, self.memo)

    def card(self, held_out: bool = False) -> Card:
        """Return the checks of the fit; with ``held_out`` also those of what it foretold, which takes a while."""
        if not held_out:
            return self._of_fit("card", lambda fit: fit.card())
        together = pool([self.fold(back) for back in range(self.stretches)])
        return self._of_fit("card-held-out", lambda fit: fit.card(together))

    @property
    def stretches(self) -> int:
        """How many stretches of last days can be foretold: each needs twice as many days before it."""
        days = (self.dataset.last_day - self.dataset.first_day).days + 1
        return max(0, min(FOLDS, days // STRETCH - 2))

    def fold(self, back: int) -> Fold:
        """Return how well one stretch of last days was foretold by a model that did not learn from it.

        Args:
            back: How many stretches before the last one.

        Raises:
            InputError: If there is no such stretch.
            NotEnoughDataError: If too little is left to learn from.
        """
        if not 0 <= back < self.stretches:
            raise InputError("There is no such stretch of days. Reload the page.")
        model = model_of(self.dataset, self.assumptions)
        key = memo_key("holdout", fit=self._content, back=back)
        return self.memo(
            key, lambda: one_fold(model, self.dataset.daily_metrics, self.outcome, number=back, horizon=STRETCH)
        )

    def decomposition(self, frequency: str = "W") -> pd.DataFrame:
        """Return what the outcome was made of by week (W) or month (M), as ``ResponseFit.decomposition``."""
        return self._of_fit("decomposition", lambda fit: fit.decomposition(frequency), frequency)

    def returns(self, frequency: str = "M") -> pd.DataFrame:
        """Return what money brought by week or month, as ``ResponseFit.returns``."""
        return self._of_fit("returns", lambda fit: fit.returns(frequency), frequency)

    @property
    def _content(self) -> dict[str, object]:
        return fit_content(self.dataset, self.outcome, self.assumptions)

    def _of_fit(self, name: str, make: Callable[[ResponseFit], T], frequency: str = "") -> T:
        return self.memo(memo_key(name, fit=self._content, frequency=frequency), lambda: make(self.fit()))
