"""The rest of a plan: what all other campaigns can bring at best with the money that one of them leaves.

Each expected curve is replaced by its concave envelope over a grid of spends. Pieces of envelopes are then bought in
the order of what they bring for a unit of money (Everett, 1963): the best split of any amount of money at once, which
makes planning again after each answer of a test a matter of looking up a line.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.curves import Curve, Floats, curve_draws

POINTS = 41
"""Spends of the grid of each campaign."""


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Pieces of the envelopes, the most worthwhile first: which campaign, money, and outcome for it."""

    row: Floats
    money: Floats
    outcome: Floats


class RestOfPlan:
    """Campaigns that plan within limits.

    Args:
        curves: One a campaign.
        lower: Lowest spend of each, shape (campaigns,). Currency.
        upper: Highest spend of each.

    Attributes:
        grid: Spends at which the curves are known, shape (campaigns, points).
        draws: Outcome of each there by draw, one array (draws, points) a campaign.
        mean: Expected outcome there, shape (campaigns, points).
    """

    def __init__(self, curves: Sequence[Curve], lower: Floats, upper: Floats) -> None:
        self.lower, self.upper = lower, upper
        self.grid = lower[:, None] + (upper - lower)[:, None] * np.linspace(0.0, 1.0, POINTS)
        self.draws = [curve_draws(curve, spends) for curve, spends in zip(curves, self.grid, strict=True)]
        self.mean = np.array([one.mean(axis=0) for one in self.draws])
        found = [_envelope(c, *pair) for c, pair in enumerate(zip(self.grid, self.mean, strict=True))]
        row, money, outcome = (np.concatenate([one[k] for one in found]) for k in range(3))
        order = np.argsort(-outcome / money, kind="stable")
        self._pieces = _Pieces(row[order], money[order], outcome[order])

    def best(self, rows: Sequence[int], money: Floats) -> Floats:
        """Return the best expected outcome of all campaigns but ``rows`` with amounts of money, shape of ``money``.

        Minus infinity where their limits do not leave a way to spend so much or so little.
        """
        spent, brought = self._line(rows)
        most = np.interp(money, spent, brought)
        room = 1e-9 * max(float(spent[-1]), 1.0)
        return np.where((money >= spent[0] - room) & (money <= spent[-1] + room), most, -np.inf)

    def price(self, rows: Sequence[int], money: float) -> float:
        """Return what the next unit of money brings in the best split of the others; 0 where they can take no more."""
        spent, brought = self._line(rows)
        if len(spent) < 2:
            return 0.0
        at = min(max(int(np.searchsorted(spent, money, side="right")), 1), len(spent) - 1)
        width = spent[at] - spent[at - 1]
        return float((brought[at] - brought[at - 1]) / width) if width > 0 else 0.0

    def split(self, rows: Sequence[int], money: float) -> Floats:
        """Return the best spends of all campaigns but ``rows``, whose places hold zeros; shape (campaigns,)."""
        others = self._others(rows)
        spend = np.where(others, self.lower, 0.0)
        kept = others[self._pieces.row.astype(int)]
        row, width = self._pieces.row[kept].astype(int), self._pieces.money[kept]
        before = np.concatenate([[0.0], np.cumsum(width)[:-1]]) if len(width) else np.zeros(0)
        bought = np.clip(money - spend.sum() - before, 0.0, width)
        return spend + np.bincount(row, bought, minlength=len(spend))

    def _others(self, rows: Sequence[int]) -> np.ndarray:
        others = np.ones(len(self.lower), bool)
        others[list(rows)] = False
        return others

    def _line(self, rows: Sequence[int]) -> tuple[Floats, Floats]:
        """Money and outcome at the ends of the pieces of all campaigns but ``rows``."""
        others = self._others(rows)
        kept = others[self._pieces.row.astype(int)]
        first = (self.lower[others].sum(), self.mean[others, 0].sum() if others.any() else 0.0)
        spent = first[0] + np.concatenate([[0.0], np.cumsum(self._pieces.money[kept])])
        return spent, first[1] + np.concatenate([[0.0], np.cumsum(self._pieces.outcome[kept])])


def _envelope(row: int, spend: Floats, outcome: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the pieces of the concave envelope of points: campaign, money and outcome of each (Andrew, 1979)."""
    corners: list[int] = []
    for k in range(len(spend)):
        if corners and spend[k] <= spend[corners[-1]]:
            continue
        while len(corners) > 1:
            a, b = corners[-2], corners[-1]
            if (outcome[b] - outcome[a]) * (spend[k] - spend[b]) > (outcome[k] - outcome[b]) * (spend[b] - spend[a]):
                break
            corners.pop()
        corners.append(k)
    money, brought = np.diff(spend[corners]), np.diff(outcome[corners])
    return np.full(len(money), float(row)), money, brought
