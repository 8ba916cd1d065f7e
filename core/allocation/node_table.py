"""The nodes of all campaigns as the columns of one mixed-integer programme, which HiGHS solves.

A campaign takes a place between neighbouring nodes of its envelope. Where the broken line through them is concave any
two nodes will do: a run of such cells is one piece, and a binary variable a piece chooses between the others (the
convex combination model: Croxton, Gendron and Magnanti, 2003; its relaxation is the concave hull of each campaign).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, vstack

from core.allocation.constraints import Demand, NoPlanError
from core.allocation.envelope import Envelope
from core.allocation.highs import maximize
from core.allocation.mean_curves import Rows
from core.curves import Floats

CLOSE = 1e-7
"""Gap at which the search ends."""
SECONDS = 20.0
"""Most time HiGHS gets for one programme."""


@dataclass(frozen=True, eq=False)
class Prices:
    """What the rows of a programme cost, in outcome: multipliers of a Lagrangian bound (Everett, 1963).

    Attributes:
        spend: Of a unit of money by campaign.
        running: Of a campaign that runs.
        fixed: What all rows together are worth.
        budget: Of a unit of the whole budget.
        groups: Of a unit of the limits of each group, shape (groups,).
    """

    spend: Floats
    running: float
    fixed: float
    budget: float
    groups: Floats


class NodeTable:
    """The nodes of all campaigns that a better plan may use, in pieces."""

    def __init__(self, envelope: Envelope, demand: Demand, worth: float, prices: "Prices | None", best: float) -> None:
        self.demand, self.worth = demand, worth
        count = len(demand.lower)
        close = 1e-3 * CLOSE * worth / count
        nodes = [envelope.nodes(c) for c in range(count)]
        spans = [_spans(x, demand, c) for c, (x, _) in enumerate(nodes)]
        if prices is not None:
            nets = [_net(x, y, c, demand, prices) for c, (x, y) in enumerate(nodes)]
            tops = [max(float(net[f : g + 1].max()) for f, g, _ in span) for net, span in zip(nets, spans, strict=True)]
            slack = sum(tops) + prices.fixed - best
            slack += 1e-9 * worth
            spans = [_kept(net, top - slack, span) for net, top, span in zip(nets, tops, spans, strict=True)]
        campaign, spend, height, piece = [], [], [], []
        owner: list[int] = []
        off: list[bool] = []
        for c, (x, y) in enumerate(nodes):
            for first, last, nothing in spans[c]:
                begin = first
                while True:
                    end = _concave_until(x, y, begin, last, close) if begin < last else last
                    keep = _hull(x[begin : end + 1], y[begin : end + 1]) + begin
                    campaign.append(np.full(len(keep), c))
                    spend.append(x[keep])
                    height.append(y[keep])
                    piece.append(np.full(len(keep), len(owner)))
                    owner.append(c)
                    off.append(nothing)
                    if end >= last:
                        break
                    begin = end
        self.campaign, self.piece = np.concatenate(campaign), np.concatenate(piece)
        self.spend, self.height = np.concatenate(spend), np.concatenate(height)
        self.owner, self.off = np.array(owner), np.array(off)

    def relaxed(self, unit: float) -> tuple[Floats, Floats, Floats, NDArray[np.bool_], Prices]:
        """Solve with pieces mixed as is best; return also what the rows cost.

        Raises:
            NoPlanError: If no plan fits.
        """
        rows, low, high = self._rows(unit)
        found = maximize(self._gain, rows, low, high, np.zeros(rows.shape[1], bool), SECONDS)
        if found.x is None:
            raise NoPlanError("No plan was found in time. Ask for fewer campaigns or groups.")
        cost, groups = found.row_price[self._equalities :], len(self.demand.constraints.groups)
        matrix, least, most = self.demand.rows(unit)
        of_rows, running = cost[: len(matrix)], 0.0
        # A row that costs is at the limit on the side of its sign; the other may be infinite.
        fixed = float((of_rows * np.where(of_rows > 0, most, np.where(of_rows < 0, least, 0.0))).sum())
        if self.demand.constraints.most_active is not None:
            running = float(cost[-1])
            fixed += running * self.demand.constraints.most_active
        prices = Prices(
            of_rows @ matrix / unit * self.worth,
            running * self.worth,
            fixed * self.worth,
            float(of_rows[0]) / unit * self.worth,
            np.bincount(self.demand.row_group, of_rows[1:], minlength=groups) / unit * self.worth,
        )
        return (*self._read(found.x, found.bound * self.worth), prices)

    def solved(self, unit: float, whole: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]] | None:
        """Solve with one piece for each campaign of ``whole``; None where no plan was found in time.

        Raises:
            NoPlanError: If there is none.
        """
        rows, low, high = self._rows(unit)
        several = np.bincount(self.owner, minlength=len(self.demand.lower))[self.owner] > 1
        integral = np.r_[np.zeros(len(self.spend), bool), several & whole[self.owner]]
        found = maximize(self._gain, rows, low, high, integral, SECONDS)
        return None if found.x is None else self._read(found.x, found.bound * self.worth)

    @property
    def _gain(self) -> Floats:
        net = self.height - self.demand.price * self.spend
        return np.r_[net / self.worth, np.zeros(len(self.owner))]

    @property
    def _equalities(self) -> int:
        return len(self.owner) + len(self.demand.lower)

    def _rows(self, unit: float) -> tuple[csc_array, Floats, Floats]:
        count, pieces, nodes = len(self.demand.lower), len(self.owner), len(self.spend)
        own, choice = np.arange(nodes), nodes + np.arange(pieces)
        width = nodes + pieces
        # Weights of a piece's nodes add up to its binary, the binaries of a campaign to 1.
        link = coo_array(
            (np.r_[np.ones(nodes), -np.ones(pieces)], (np.r_[self.piece, np.arange(pieces)], np.r_[own, choice])),
            shape=(pieces, width),
        )
        choose = coo_array((np.ones(pieces), (self.owner, choice)), shape=(count, width))
        by_spend = csc_array(coo_array((self.spend / unit, (self.campaign, own)), shape=(count, width)))
        matrix, low, high = self.demand.rows(unit)
        rows = [link, choose, csc_array(matrix) @ by_spend]
        lows, highs = [np.zeros(pieces), np.ones(count), low], [np.zeros(pieces), np.ones(count), high]
        most = self.demand.constraints.most_active
        if most is not None:
            running = choice[~self.off]
            rows.append(coo_array((np.ones(len(running)), (np.zeros(len(running), int), running)), shape=(1, width)))
            lows.append(np.array([-np.inf]))
            highs.append(np.array([float(most)]))
        return vstack(rows, format="csc"), np.concatenate(lows), np.concatenate(highs)

    def _read(self, solution: Floats, bound: float) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
        """Return spend, the piece chosen (low, high), height and whether pieces are mixed, by campaign."""
        count, pieces, nodes = len(self.demand.lower), len(self.owner), len(self.spend)
        weight, chosen = solution[:nodes], solution[nodes:]
        x = np.bincount(self.campaign, weight * self.spend, minlength=count).astype(float)
        y = np.bincount(self.campaign, weight * self.height, minlength=count).astype(float)
        # What HiGHS has proved, not only what it found, is the bound: the difference goes to the largest campaign.
        y[int(y.argmax())] += max(0.0, bound - float(y.sum() - self.demand.price * x.sum()))
        taken = np.zeros(count, int)
        order = np.argsort(chosen, kind="stable")
        taken[self.owner[order]] = order
        first, last = np.full(pieces, np.inf), np.full(pieces, -np.inf)
        np.minimum.at(first, self.piece, self.spend)
        np.maximum.at(last, self.piece, self.spend)
        mixed = np.zeros(count, bool)
        mixed[self.owner[(chosen > 1e-6) & (chosen < 1 - 1e-6)]] = True
        return x, np.column_stack([first[taken], last[taken]]), y, mixed


Spans = list[tuple[int, int, bool]]


def _spans(x: Floats, demand: Demand, c: int) -> Spans:
    """Return first and last node of what a campaign may spend, and whether that is nothing at all."""
    floor = demand.constraints.at_least[c]
    if not (floor > 0 or demand.constraints.most_active is not None) or demand.lower[c] > 0:
        return [(0, len(x) - 1, False)]
    if floor > x[-1] * (1 + 1e-9):
        return [(0, 0, True)]
    begin = int(np.searchsorted(x, min(floor, x[-1]) * (1 - 1e-12))) if floor > 0 else 0
    return [(0, 0, True), (begin, len(x) - 1, False)]


def _net(x: Floats, y: Floats, c: int, demand: Demand, prices: Prices) -> Floats:
    """Return what each node brings beyond its price; the price of running is off where nothing is spent."""
    return y - (demand.price + prices.spend[c]) * x - prices.running * (x > 0)


def _kept(net: Floats, enough: float, spans: Spans) -> Spans:
    """Return the spans without the cells of which neither end could be part of a better plan."""
    kept: Spans = []
    for first, last, nothing in spans:
        good = net[first : last + 1] >= enough
        if first == last:
            kept += [(first, last, nothing)] if good[0] else []
            continue
        cells = good[:-1] | good[1:]
        edges = np.flatnonzero(np.diff(np.r_[0, cells.astype(int), 0]))
        kept += [(first + int(a), first + int(b), nothing) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return kept or spans


def _concave_until(x: Floats, y: Floats, begin: int, last: int, close: float) -> int:
    """Return the last node up to which the hull from ``begin`` on lies above no node by more than ``close``."""
    top, end = last, begin + 1
    step = 1
    # Doubling, then halving: the hull of a run is computed a few times, not once a node.
    while end < top:
        further = min(end + step, top)
        if _excess(x[begin : further + 1], y[begin : further + 1]) <= close:
            end, step = further, step * 2
        elif step == 1:
            break
        else:
            step = 1 if step <= 2 else step // 4
    return end


def _excess(x: Floats, y: Floats) -> float:
    keep = _hull(x, y)
    return float((np.interp(x, x[keep], y[keep]) - y).max())


def _hull(x: Floats, y: Floats) -> Rows:
    """Return which nodes the concave hull of ascending ``x`` rests on."""
    keep: list[int] = []
    for i in range(len(x)):
        while len(keep) > 1:
            a, b = keep[-2], keep[-1]
            if (y[b] - y[a]) * (x[i] - x[a]) <= (y[i] - y[a]) * (x[b] - x[a]):
                keep.pop()
            else:
                break
        keep.append(i)
    return np.array(keep)
