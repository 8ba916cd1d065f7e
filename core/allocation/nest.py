"""Groups within each other: limits that a greedy fill keeps, so that no linear programme is needed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.allocation.constraints import Demand
from core.curves import Floats


@dataclass(frozen=True, eq=False)
class Nest:
    """Groups of campaigns of which any two are apart or within each other, the smallest first.

    The whole comes last: its limits are those of the total spend.

    Attributes:
        member: Which campaigns belong to each group, shape (groups, campaigns).
        lower: Lowest spend by group. Currency.
        upper: Highest spend by group; infinite where there is none.
        number: Place of each group among those that were asked for; -1 for the whole.
    """

    member: NDArray[np.bool_]
    lower: Floats
    upper: Floats
    number: tuple[int, ...]

    def parent(self, group: int) -> int:
        """Return the smallest group around a group; the whole is its own."""
        around = (self.member | ~self.member[group]).all(axis=1)
        later = np.flatnonzero(around[group + 1 :])
        return group + 1 + int(later[0]) if len(later) else group


def nest_of(demand: Demand) -> Nest | None:
    """Return the groups of a demand as a nest, or None where two of them overlap or a share is of a free total."""
    kept = demand.constraints
    count = len(demand.lower)
    upper = kept.upper.copy()
    partial = kept.share < 1
    if partial.any():
        if demand.least < demand.most:
            return None
        upper[partial] = np.minimum(upper[partial], kept.share[partial] * demand.most)
    binding = np.flatnonzero(np.isfinite(upper) | (kept.lower > 0))
    order = binding[np.argsort(kept.member[binding].sum(axis=1), kind="stable")]
    member = kept.member[order].astype(int)
    common = member @ member.T
    size = member.sum(axis=1)
    # Two groups have none in common, or all of the smaller one.
    if ((common > 0) & (common < np.minimum.outer(size, size))).any():
        return None
    return Nest(
        np.vstack([kept.member[order], np.ones((1, count), bool)]),
        np.append(kept.lower[order], demand.least),
        np.append(upper[order], demand.most),
        (*order.tolist(), -1),
    )
