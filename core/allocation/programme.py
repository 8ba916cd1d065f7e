"""The best plan under any linear constraints: mixed-integer programmes over envelopes, made finer around the answer.

What a programme proves is a bound for the true curves, as every envelope lies above its expected curve. Nodes are added
where the answer lies, and those that no better plan can use are left out, until the true outcome of the answer meets
the bound. Pieces of a curve are chosen between only where an answer mixed them.
"""

from dataclasses import dataclass
from time import monotonic

import numpy as np

from core.allocation.constraints import Demand, NoPlanError
from core.allocation.envelope import Envelope
from core.allocation.mean_curves import MeanCurves, Rows
from core.allocation.nearest import nearest
from core.allocation.node_table import CLOSE, NodeTable
from core.curves import Floats

ROUNDS = 40
"""Most programmes that are solved."""
SECONDS = 20.0
"""Most time for all of them together."""
FORGIVEN = 1e-8
"""Share by which a bound is raised: rows and whole numbers may be missed by 1e-9 each (``core.allocation.highs``)."""


@dataclass(frozen=True, eq=False)
class Answer:
    """A plan and its proof.

    Attributes:
        spend: Spend by campaign, shape (campaigns,).
        value: Its outcome less price times spend.
        bound: No plan brings more.
        solved: Number of programmes that were solved.
        price: What the next unit of budget brings where pieces may be mixed: the multiplier of the budget's row.
        group_price: Likewise for the limits of each group, shape (groups,).
    """

    spend: Floats
    value: float
    bound: float
    solved: int
    price: float
    group_price: Floats


def solve(
    curves: MeanCurves,
    envelope: Envelope,
    demand: Demand,
    start: Floats | None = None,
    bound: float = np.inf,
    seconds: float = SECONDS,
) -> Answer:
    """Return the best plan.

    Args:
        curves: The campaigns' curves.
        envelope: Nodes above them.
        demand: What is asked.
        start: A plan that is known, shape (campaigns,).
        bound: No plan brings more than this, as far as is known.
        seconds: Most time to take; the plan and the bound of then are returned.

    Raises:
        NoPlanError: If no plan keeps all constraints; its sentence does not name them.
    """
    best, best_value = np.zeros(curves.count), -np.inf
    if start is not None:
        best, best_value = start, float(curves.values(start).sum() - demand.price * start.sum())
    end, own = monotonic() + seconds, np.inf
    # Pieces are chosen between only where the answer mixed them: the others are as good as concave.
    whole = np.zeros(curves.count, bool)
    prices = None
    # In units of the money at hand, so that tolerances are shares of it.
    unit = max(min(demand.most, float(demand.upper.sum())), 1e-12)
    worth = max(float(curves.values(np.minimum(demand.upper, unit)).sum()), 1e-12)
    stalled = solved = 0
    # A campaign that gets nothing or at least so much may stand exactly there.
    floors = np.flatnonzero(demand.constraints.at_least > 0)
    envelope.insert(floors, demand.constraints.at_least[floors])
    while solved < ROUNDS and monotonic() < end:
        solved += 1
        table = NodeTable(envelope, demand, worth, prices, best_value)
        if prices is None:
            spend, pieces, height, mixed, prices = table.relaxed(unit)
        else:
            try:
                plan = table.solved(unit, whole)
            except NoPlanError:
                if not np.isfinite(best_value):
                    raise
                # Nothing is left that could be better: the best is proved but for rounding.
                bound = min(bound, best_value + FORGIVEN * worth)
                break
            if plan is None:
                break
            spend, pieces, height, mixed = plan
        found = float(height.sum() - demand.price * spend.sum())
        fresh_bound = found + FORGIVEN * max(abs(float(height.sum())), 1e-12)
        # Programmes start with coarse nodes, so their first bounds may be above one that is known already.
        stalled = stalled + 1 if fresh_bound > own * (1 - 1e-9) else 0
        own = min(own, fresh_bound)
        bound = min(bound, own)
        floor = np.where((demand.constraints.at_least > 0) & (pieces[:, 1] > 0), demand.constraints.at_least, 0.0)
        least = np.maximum(demand.lower, np.minimum(floor, demand.upper))
        most = np.where(pieces[:, 1] > 0, demand.upper, 0.0)
        # Each campaign stays within its piece.
        spend = nearest(spend, demand, np.minimum(least, most), most)
        true = curves.values(spend)
        value = float(true.sum() - demand.price * spend.sum())
        if value > best_value and _keeps(spend, demand, unit):
            best, best_value = spend, value
        scale = max(abs(bound), FORGIVEN * worth)
        if bound - best_value <= (CLOSE + FORGIVEN) * scale or stalled > 6:
            break
        missed = height - true
        where = np.flatnonzero(missed > 0.1 * CLOSE * scale / curves.count)
        fresh = mixed & ~whole
        whole |= mixed
        if not len(where) and not fresh.any():
            break
        envelope.surround(where, spend[where])
        envelope.insert(where, spend[where])
        _split_around(envelope, where, spend[where])
    if not np.isfinite(best_value):
        raise NoPlanError("No plan that keeps all of these limits together was found in time. Ease one of them.")
    price, group_price = (prices.budget, prices.groups) if prices else (0.0, np.zeros(len(demand.constraints.groups)))
    return Answer(best, best_value, max(bound, best_value), solved, price, group_price)


def _split_around(envelope: Envelope, rows: Rows, spend: Floats) -> None:
    """Make the cells beside the answer finer: nodes on both sides at a hundredth and a thousandth of it."""
    # Beside nothing, where a curve may be steepest, the first cell is cut to a tenth.
    first = np.array([nodes[nodes > 0].min(initial=np.inf) for nodes in (envelope.nodes(c)[0] for c in rows)])
    none = (spend <= 0) & np.isfinite(first)
    envelope.insert(rows[none], 0.1 * first[none])
    for step in (-1e-2, -1e-3, 1e-3, 1e-2):
        envelope.insert(rows, spend * (1 + step))


def _keeps(spend: Floats, demand: Demand, unit: float) -> bool:
    """Return whether a plan keeps all constraints, sums to nine digits."""
    matrix, low, high = demand.rows(unit)
    sums, kept = matrix @ spend / unit, demand.constraints
    few = kept.most_active is None or int((spend > 0).sum()) <= kept.most_active
    enough = (spend == 0) | (spend >= kept.at_least * (1 - 1e-12))
    return bool(few and enough.all() and (sums >= low - 1e-9).all() and (sums <= high + 1e-9).all())
