"""Finds campaigns that are so much alike that the number of them that are switched on is the first question."""

from itertools import pairwise

import numpy as np

from core.allocation.envelope import Envelope
from core.allocation.relaxation import Family, Region
from core.curves import Floats

_ALIKE = 0.2
"""Difference of logarithms, of price and of spend at the upper end of the jump, up to which campaigns are a family."""


def find_families(envelope: Envelope, region: Region, price: float) -> tuple[Family, ...]:
    """Return the families of two or more campaigns whose curves have a jump at like prices and to like spends.

    A campaign jumps where the concave hull of its curve leaves out a part: at the price of that straight edge it gets
    either the spend of the lower or of the upper end. Of several jumps the one nearest to ``price`` counts; the
    threshold between off and on is where ``parting`` says, and it becomes a point of the envelope.

    Args:
        envelope: Nodes of the curves.
        region: Limits of the campaigns.
        price: Outcome per unit of money of the whole.
    """
    rows = np.flatnonzero(envelope.curves.inflection > region.lower)
    jumps: dict[int, tuple[float, float, float] | None] = {}
    for row in rows:
        if (kind := int(envelope.kind[row])) not in jumps:
            points, values = envelope.points(int(row), region.lower[row], region.upper[row])
            jumps[kind] = _jump(points, values, price)
    found = [(row, jump) for row in rows if (jump := jumps[int(envelope.kind[row])]) is not None]
    if not found:
        return ()
    members = np.array([row for row, _ in found])
    threshold, edge, end = np.array([jump for _, jump in found]).T
    envelope.insert(members, threshold)
    features = np.log(np.stack([edge, end]))
    free = np.ones(len(members), bool)
    families = []
    # From the jumps at the price outwards, so that what is near the decision is kept together.
    for first in np.argsort(np.abs(features[0] - np.log(max(price, 1e-300))), kind="stable"):
        alike = free & (np.abs(features - features[:, [first]]) < _ALIKE).all(axis=0)
        free &= ~alike
        if alike.sum() > 1:
            families.append(Family(members[alike], threshold[alike]))
    return tuple(families)


def parting(points: Floats, values: Floats) -> float:
    """Return where a jump is best cut in two: where the curve is lowest under the line between its ends.

    Args:
        points: Spends in ascending order, three or more; the first and the last are the ends of the jump.
        values: The curve there.
    """
    depth = np.interp(points, points[[0, -1]], values[[0, -1]]) - values
    return float(points[1:-1][depth[1:-1].argmax()])


def _jump(points: Floats, values: Floats, price: float) -> tuple[float, float, float] | None:
    """Return threshold, price and upper end of the jump nearest to a price, or None for a concave curve."""
    hull = _hull(points, values)
    best: tuple[float, float, float] | None = None
    nearest = np.inf
    for a, b in pairwise(hull):
        if b == a + 1:
            continue
        edge = (values[b] - values[a]) / (points[b] - points[a])
        depth = values[a] + edge * (points[a + 1 : b] - points[a]) - values[a + 1 : b]
        distance = abs(np.log(max(edge, 1e-300)) - np.log(max(price, 1e-300)))
        if depth.max() > 1e-6 * values[b] and distance < nearest:
            nearest = distance
            best = parting(points[a : b + 1], values[a : b + 1]), float(edge), float(points[b])
    return best


def _hull(points: Floats, values: Floats) -> list[int]:
    """Return which points are on the upper concave hull (monotone chain, Andrew 1979)."""
    hull: list[int] = []
    for k, (x, y) in enumerate(zip(points.tolist(), values.tolist(), strict=True)):
        while len(hull) > 1:
            a, b = hull[-2], hull[-1]
            if (values[b] - values[a]) * (x - points[a]) > (y - values[a]) * (points[b] - points[a]):
                break
            hull.pop()
        hull.append(k)
    return hull
