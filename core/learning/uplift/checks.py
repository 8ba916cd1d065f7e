"""Whether the randomisation of a campaign can be believed: the split as planned, and people alike before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.experiments.compare.validity import MISMATCH, SampleRatio, sample_ratio
from core.learning.uplift.people import UpliftPeople
from core.learning.uplift.roles import UpliftRoles
from core.wording import percent

ABOUT_ALIKE: Final = (0.45, 0.55)
"""Shares of people contacted that are taken for a plan of halves where nobody says another."""


@dataclass(frozen=True)
class Validity:
    """What was checked before anything is believed.

    Attributes:
        split: Of the two arms; None where they are unequal and nobody said what was planned.
        contacted: Share of people contacted.
        unlike: Columns known before that differ between the arms beyond chance, and the p-value of each, corrected for
            the number of columns.
        columns: How many were compared.
        repeated: People with more than one row.
    """

    split: SampleRatio | None
    contacted: float
    unlike: tuple[tuple[str, float], ...]
    columns: int
    repeated: int

    @property
    def broken(self) -> bool:
        """Whether nothing can be believed."""
        return bool(self.unlike) or (self.split is not None and self.split.mismatch)

    @property
    def words(self) -> tuple[str, ...]:
        """What was found, a sentence each."""
        said = []
        share = percent(self.contacted, 1)
        if self.split is None:
            said.append(
                f"{share} of the people were contacted. Type the planned share to have the split checked; "
                "without it, only whether people were alike before could be."
            )
        elif self.split.mismatch:
            said.append(
                f"{share} of the people were contacted where {percent(self.split.shares[1], 1)} were planned: by "
                "chance that hardly happens. People are missing from one arm."
            )
        else:
            said.append(f"People were split as planned: {share} were contacted.")
        if self.unlike:
            named = ", ".join(f"“{name}”" for name, _ in self.unlike[:3])
            said.append(f"Contacted people differed from the others already before: in {named}.")
        else:
            many = "all columns" if self.columns != 1 else "the column"
            said.append(f"Both arms were alike before, in {many} known before.")
        if self.repeated:
            said.append(f"{self.repeated:,} people have more than one row; intervals are too narrow then.")
        return tuple(said)


def validity(people: UpliftPeople, roles: UpliftRoles) -> Validity:
    """Return whether the randomisation of two arms can be believed."""
    treated = people.treated
    contacted = float(treated.mean())
    split = None
    if roles.planned or ABOUT_ALIKE[0] <= contacted <= ABOUT_ALIKE[1]:
        planned = roles.planned or 0.5
        split = sample_ratio([int((~treated).sum()), int(treated.sum())], [1 - planned, planned])
    columns = len(people.features.columns)
    chances = {str(name): _chance(people.features[name], treated) for name in people.features.columns}
    # Bonferroni: with sixty columns one is unlike by chance in every second test.
    unlike = sorted(((name, min(1.0, p * columns)) for name, p in chances.items()), key=lambda one: one[1])
    repeated = int(pd.Series(people.ids).value_counts().gt(1).sum()) if roles.person else 0
    return Validity(split, contacted, tuple(one for one in unlike if one[1] < MISMATCH), columns, repeated)


def _chance(column: pd.Series, treated: NDArray[np.bool_]) -> float:
    """Return the p-value of a difference between the arms: of means and gaps, or of words."""
    from scipy.stats import chi2_contingency, ttest_ind

    missing = column.isna()
    if not pd.api.types.is_numeric_dtype(column):
        words = column.astype(object).where(~missing, "\0")
        return _table(chi2_contingency, pd.crosstab(words, treated))
    chances = [_table(chi2_contingency, pd.crosstab(missing, treated))] if missing.any() else []
    known = column[~missing].to_numpy(float)
    arm = treated[~missing.to_numpy()]
    if len(known) and min(arm.sum(), (~arm).sum()) > 1 and known.min() < known.max():
        chances.append(float(ttest_ind(known[arm], known[~arm], equal_var=False).pvalue))
    known_chances = [one for one in chances if one == one]
    return min(1.0, min(known_chances) * len(known_chances)) if known_chances else 1.0


def _table(test: object, counts: pd.DataFrame) -> float:
    # Rare words are put together: chi-square needs some five of each.
    numbers = counts.to_numpy(float)
    rare = numbers.sum(1) < 20
    if rare.sum() > 1:
        numbers = np.vstack([numbers[~rare], numbers[rare].sum(0)])
    if min(numbers.shape) < 2:
        return 1.0
    return float(test(numbers, correction=False).pvalue)  # type: ignore[operator]
