"""Make forecasts of campaigns, channels and the total agree: the parts add up to the whole.

Each level is forecast by itself; then all are moved to the nearest figures that add up, where a series gives way as
much as its own checks were wrong (weighted least squares; Wickramasuriya et al., 2019, with a diagonal weight).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats


@dataclass(frozen=True, eq=False)
class Tree:
    """Which campaigns make up which channel, and the total.

    Attributes:
        campaigns: Keys of the campaigns.
        channels: Keys of the channels.
        sums: One row a channel and one for the total, one column a campaign: 1 where it belongs; shape (K + 1, N).
    """

    campaigns: tuple[str, ...]
    channels: tuple[str, ...]
    sums: Floats

    @classmethod
    def of(cls, campaigns: list[str], channel_of: dict[str, str]) -> "Tree":
        """Return the tree of campaigns with a channel each."""
        channels = tuple(sorted({channel_of[c] for c in campaigns}))
        own = np.array([[channel_of[c] == k for c in campaigns] for k in channels], float).reshape(-1, len(campaigns))
        return cls(tuple(campaigns), channels, np.vstack([own, np.ones((1, len(campaigns)))]))


def gains(tree: Tree, wrong: Floats) -> Floats:
    """Return how much each campaign moves for each unit by which a sum is forecast apart from its parts.

    With forecasts b of campaigns and a of sums, the reconciled campaigns are b + G (a - S b), where
    G = W_b S' (S W_b S' + W_a)^-1: the same as the usual projection, with a small matrix to invert.

    Args:
        tree: Who belongs to whom.
        wrong: Mean squared error of each series, campaigns first; shape (N + K + 1,). A campaign of which nothing is
            expected has 0 and does not move.
    """
    count = len(tree.campaigns)
    parts, sums = wrong[:count], wrong[count:]
    # A sum without an error of its own would make the matrix singular; so small a weight changes nothing.
    sums = np.maximum(sums, 1e-9 * max(float(sums.max(initial=0.0)), 1e-12))
    spread = parts[:, None] * tree.sums.T
    return np.asarray(np.linalg.solve(tree.sums @ spread + np.diag(sums), spread.T).T)


def reconcile(tree: Tree, gain: Floats, parts: NDArray[Any], sums: NDArray[Any]) -> NDArray[Any]:
    """Return the campaigns' figures after reconciling, shape (..., N); sums follow by adding up. Never below zero.

    Args:
        tree: Who belongs to whom.
        gain: From ``gains``.
        parts: Forecasts of the campaigns, shape (..., N).
        sums: Forecasts of channels and total, shape (..., K + 1).
    """
    apart = sums - parts @ tree.sums.T.astype(parts.dtype)
    return np.maximum(parts + apart @ gain.T.astype(parts.dtype), 0)
