"""Judged: by how much each rule errs, on generated data whose causes are known."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.attribution.credit import Attribution
from core.curves import Floats


@dataclass(frozen=True, eq=False)
class Judged:
    """Rules against the truth.

    Attributes:
        truth: What share of the purchases (or their value) each name really caused, in the order of
            ``Attribution.names``, shape (K,).
        misplaced: Share of the credit that each rule gives to the wrong name: half the sum of the absolute differences
            of the shares. By rule, the smallest first.
    """

    truth: Floats
    misplaced: dict[str, float]

    @property
    def best(self) -> str:
        """The rule that misplaces least."""
        return next(iter(self.misplaced))


def judge(attribution: Attribution, causes: pd.DataFrame, by: str) -> Judged | None:
    """Return by how much each rule errs.

    Args:
        attribution: Credits by every rule.
        causes: One row a purchase: ``channel`` and ``campaign_id`` that caused it, and its ``value``.
        by: ``channel`` or ``campaign``.

    Returns:
        None where nothing is known, or nothing was caused by the names.
    """
    if causes.empty or attribution.put_together:
        return None
    column = "channel" if by == "channel" else "campaign_id"
    amounts = causes["value"].to_numpy(float) if attribution.measure == "value" else np.ones(len(causes))
    sums = pd.Series(amounts).groupby(causes[column].astype(str).to_numpy()).sum()
    caused = sums.reindex(attribution.names).fillna(0.0).to_numpy(float)
    # What a name caused that was never met is misplaced by every rule.
    total = float(amounts.sum())
    if not total > 0 or not caused.sum() > 0:
        return None
    truth = caused / total
    unmet = 1.0 - float(truth.sum())
    errors = {rule: float((np.abs(attribution.share(rule) - truth).sum() + unmet) / 2) for rule in attribution.rules}
    return Judged(truth, dict(sorted(errors.items(), key=lambda one: one[1])))
