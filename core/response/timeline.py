"""Timeline: what a fit says about each period of the data, whichever mode learned it."""

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats

Kind = Literal["baseline", "season", "event", "control", "media"]


@dataclass(frozen=True)
class Part:
    """Something that the outcome is made of: a campaign or channel (``media``), or what would have come without."""

    name: str
    kind: Kind
    campaign_id: str | None = None


class Timeline(Protocol):
    """What a fit says about each period. T periods, O observed series (campaigns, or 1 in a mix), C campaigns."""

    @property
    def dates(self) -> pd.DatetimeIndex:
        """First day of each period."""
        ...

    @property
    def period_days(self) -> int:
        """1 for days, 7 for weeks."""
        ...

    @property
    def parts(self) -> tuple[Part, ...]:
        """What the outcome is made of."""
        ...

    @property
    def spend(self) -> Floats:
        """Spend by period, shape (T, C). Currency."""
        ...

    @property
    def observed(self) -> Floats:
        """Outcome by period, shape (T, O), as the data have it."""
        ...

    @property
    def counted(self) -> NDArray[np.bool_]:
        """Which of them were learned from, shape (T, O)."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What was done to the rows of the data, in sentences."""
        ...

    def contribution_draws(self, bins: NDArray[np.intp]) -> Floats:
        """Return what each part brought, summed by bin: shape (draws, bins, parts).

        Args:
            bins: Number of the bin of each period, shape (T,), from 0 without gaps; -1 leaves a period out.
        """
        ...

    def expected(self) -> Floats:
        """Return the posterior mean of the expected outcome, shape (T, O)."""
        ...

    def deviation(self) -> Floats:
        """Return the standard deviation of a period's noise around the expected outcome, shape (T, O)."""
        ...

    def predictive_draws(self, periods: slice, rng: np.random.Generator) -> Floats:
        """Return draws of what would be observed, noise included: shape (draws, periods, O)."""
        ...
