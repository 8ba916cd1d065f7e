"""A linear programme over nodes of all curves and the bad draws: the next plan, and how much each draw weighs in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from core.allocation.constraints import Demand
from core.allocation.joint_draws import JointDraws, admissible
from core.allocation.mean_curves import Rows
from core.curves import Floats

_TOLERANCE = 1e-10
"""By how much a row may be missed, as a share of the money; plans are given out with sums to nine digits."""

_BEYOND_TAIL = 1.8
"""Draws that get a row, as a multiple of the tail: those that a plan nearby may have among its bad ones."""


@dataclass(frozen=True, eq=False)
class Columns:
    """What a programme mixes. Of each block, the weights of its columns add up to 1.

    Attributes:
        block: Block of each column, shape (columns,), ascending: its campaign, or 0 where columns are whole plans.
        spend: Spend by campaign of each column, shape (columns, campaigns).
        outcome: Outcome by draw, shape (columns, draws).
        rows: Coefficients of the rows that the mix has to keep, shape (rows, columns).
        low: Lowest sum of each row.
        high: Highest sum of each row.
        price: Outcome that a unit of money has to bring.
    """

    block: Rows
    spend: Floats
    outcome: Floats
    rows: Floats
    low: Floats
    high: Floats
    price: float


@dataclass(frozen=True, eq=False)
class Mix:
    """The answer to a programme.

    Attributes:
        spend: The mixed spend, shape (campaigns,).
        share: Weight of each column, shape (columns,).
        weights: Weight of each draw, shape (draws,), admissible.
        value: Cautious outcome, were a mix of columns to bring the mix of their outcomes.
    """

    spend: Floats
    share: Floats
    weights: Floats
    value: float


def node_columns(joint: JointDraws, nodes: Sequence[Floats], demand: Demand) -> Columns:
    """Return columns of single campaigns, one a node.

    Args:
        joint: The curves.
        nodes: Spends of each campaign, within its limits; equal ones count once.
        demand: What the plan has to keep; "nothing or at least" and "at most so many" are left out.
    """
    apart = [np.unique(own) for own in nodes]
    block = np.repeat(np.arange(joint.count), [len(own) for own in apart])
    place = np.concatenate([np.arange(len(own)) for own in apart])
    grid = np.zeros((joint.count, max(len(own) for own in apart)))
    grid[block, place] = flat = np.concatenate(apart)
    spend = np.zeros((len(flat), joint.count))
    spend[np.arange(len(flat)), block] = flat
    unit = max(demand.most, 1e-12)
    matrix, low, high = demand.rows(unit)
    rows = matrix[:, block] * flat / unit
    return Columns(block, spend, joint.by_campaign(grid)[block, place], rows, low, high, demand.price)


def plan_columns(spend: Floats, totals: Floats, price: float) -> Columns:
    """Return columns of whole plans, which keep all that has to be kept themselves.

    Args:
        spend: Spend by plan and campaign, shape (plans, campaigns).
        totals: Outcome by plan and draw, shape (plans, draws).
        price: Outcome that a unit of money has to bring.
    """
    none = np.zeros((0, len(spend)))
    return Columns(np.zeros(len(spend), np.intp), spend, totals, none, none[:, 0], none[:, 0], price)


class DrawProgramme:
    """The programme of Rockafellar and Uryasev (2000) over some columns, in units of ``worth``.

    Largest (1 - weight) mean + weight (t - sum of u_i / (tail draws)) with u_i at least t less the outcome in draw i.
    Draws that are far from bad in the totals given have no row: their u_i is 0.
    """

    def __init__(self, columns: Columns, totals: Floats, tail: float, weight: float) -> None:
        """``totals`` is the outcome by draw of a plan nearby, shape (draws,)."""
        self.columns, self._tail, self._weight = columns, tail, weight
        self._draws = len(totals)
        bad = min(self._draws, int(np.ceil(_BEYOND_TAIL * tail * self._draws)) + 10)
        self._bad = np.argsort(totals, kind="stable")[:bad]
        self._worth = max(float(np.abs(totals).max()), 1e-300)
        count = len(columns.block)
        gain = (1 - weight) * columns.outcome.mean(axis=1) - columns.price * columns.spend.sum(axis=1)
        self._gain = np.r_[gain / self._worth, weight, np.full(bad, -weight / (tail * self._draws))]
        short = np.hstack([-columns.outcome[:, self._bad].T / self._worth, np.ones((bad, 1)), -np.eye(bad)])
        blocks = np.zeros((int(columns.block[-1]) + 1, count))
        blocks[columns.block, np.arange(count)] = 1.0
        kept = np.hstack([np.vstack([blocks, columns.rows]), np.zeros((len(blocks) + len(columns.rows), 1 + bad))])
        low, high = np.r_[np.ones(len(blocks)), columns.low], np.r_[np.ones(len(blocks)), columns.high]
        self._short, self._kept, self._low, self._high = short, kept, low, high
        self._lowest = np.r_[np.zeros(count), -np.inf, np.zeros(bad)]
        self._highest = np.r_[np.ones(count), np.inf, np.full(bad, np.inf)]

    def best(self) -> Mix | None:
        """Return the best mix, or None where the columns allow none."""
        same = self._low == self._high
        above, below = np.isfinite(self._high) & ~same, np.isfinite(self._low) & ~same
        found = linprog(
            -self._gain,
            A_ub=np.vstack([self._short, self._kept[above], -self._kept[below]]),
            b_ub=np.r_[np.zeros(len(self._bad)), self._high[above], -self._low[below]],
            A_eq=self._kept[same],
            b_eq=self._low[same],
            bounds=np.column_stack([self._lowest, self._highest]).tolist(),
            # Next to nothing can be presolved in rows that are full, and looking for it takes a third of the time.
            options={
                "presolve": False,
                "primal_feasibility_tolerance": _TOLERANCE,
                "dual_feasibility_tolerance": _TOLERANCE,
            },
        )
        if found.status != 0 or found.x is None or found.fun is None:
            return None
        extra = np.zeros(self._draws)
        extra[self._bad] = -found.ineqlin.marginals[: len(self._bad)]
        share = found.x[: len(self.columns.block)]
        weights = admissible(extra, self._tail, self._weight)
        return Mix(share @ self.columns.spend, share, weights, -float(found.fun) * self._worth)
