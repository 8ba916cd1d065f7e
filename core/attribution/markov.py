"""Markov chains: a channel is worth what is lost without it (Anderl, Becker, von Wangenheim & Schumann, 2016).

Customers go from contact to contact, and at last to a purchase or to nothing, with the frequencies that were seen. With
N = (I - Q)^-1 of the chain from start s, V = N r what is expected from each state, and A the states of a channel,

    lost(A) = N_sA N_AA^-1 V_A,

what reaches A for the first time, times what is expected from there: every way through the channel ends in nothing.
The credit is all purchases in the ratio of what would be lost. In a chain of order 2 a state is a contact with the one
before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_matrix

from core.attribution.paths import Ints, Paths
from core.curves import Floats

MOST_STATES: Final = 260
"""States of a chain of order 2 that are still solved for every resample: 15 channels."""


MOST_WORK: Final = 2e8
"""Resamples times states cubed, up to which every resample of a chain of order 1 is solved; above, to first order."""


@dataclass(frozen=True, eq=False)
class Chain:
    """A chain by group of customers. S states without start and ends; the start is state 0, so they count from 1.

    Attributes:
        channel: Name of each state, shape (S,), from 0.
        moves: Distinct moves between states: from, to, shape (2, M).
        counts: How often each move was made, shape (groups, M).
        left: How often a state was left in any way, shape (groups, S + 1).
        gained: What was bought right after a state: purchases or their amounts, shape (groups, S + 1).
        names: How many channels there are.
        order: 1 or 2.
    """

    channel: Ints
    moves: Ints
    counts: csr_matrix
    left: csr_matrix
    gained: csr_matrix
    names: int
    order: int


def chain(paths: Paths, amounts: Floats, order: int = 1) -> Chain | None:
    """Return the chain of the paths; None where one of order 2 has more states than can be solved.

    Args:
        paths: All paths, open ones too.
        amounts: What each path brought, shape (P,).
        order: 1 or 2.
    """
    count, of = len(paths.names), paths.path_of
    before = np.append(0, paths.steps[:-1] + 1)
    before[paths.starts] = 0
    key = paths.steps + 1 if order == 1 else before * (count + 1) + paths.steps + 1
    distinct, state = np.unique(key, return_inverse=True)
    if order > 1 and len(distinct) > MOST_STATES:
        return None
    channel = (distinct - 1) if order == 1 else distinct % (count + 1) - 1
    size, state = len(distinct) + 1, state + 1
    source = np.append(0, state[:-1])
    source[paths.starts] = 0
    group = paths.group[of]
    pairs, move = np.unique(source * size + state, return_inverse=True)
    ends = np.append(paths.starts[1:], len(state)) - 1
    return Chain(
        channel,
        np.array([pairs // size, pairs % size]),
        sums_by_group(group, move, np.ones(len(move)), (paths.groups, len(pairs))),
        sums_by_group(
            np.append(group, paths.group), np.append(state, np.zeros_like(paths.group)),
            np.ones(len(state) + len(paths.group)), (paths.groups, size),
        ),
        sums_by_group(paths.group, state[ends], amounts, (paths.groups, size)),
        count,
        order,
    )  # fmt: skip


def removal_shares(made: Chain, drawn: Floats) -> Floats:
    """Return the share of each channel by what is lost without it, shape (resamples, names).

    Args:
        made: The chain by group.
        drawn: How often each group counts, shape (resamples, groups).
    """
    size = len(made.channel) + 1
    lost = np.zeros((len(drawn), made.names))
    # A part at a time: the matrices of all resamples would take too much room where there are many states.
    step = max(1, int(4e6 // size**2))
    if made.order == 1 and len(drawn) * size**3 > MOST_WORK:
        lost = _linear(made, drawn)
    else:
        for start in range(0, len(drawn), step):
            lost[start : start + step] = _lost(made, drawn[start : start + step])
    total = lost.sum(axis=1, keepdims=True)
    return np.divide(lost, total, out=np.zeros_like(lost), where=total > 0)


def _linear(made: Chain, drawn: Floats) -> Floats:
    """What is lost in resamples of a chain of order 1, to first order around the first of them.

    A change dQ of the moves changes N by N dQ N; of that only the row of the start, the diagonal and V are needed,
    which are products of matrices instead of an inverse for each resample.
    """
    size = len(made.channel) + 1
    source, target = made.moves
    counts, left, gained = (np.asarray(drawn @ one) for one in (made.counts, made.left, made.gained))
    left = np.maximum(left, 1e-12)
    chance, gain = counts / left[:, source], gained / left
    move = np.zeros((size, size))
    move[source, target] = chance[0]
    visits = np.linalg.inv(np.eye(size) - move)
    worth = visits @ gain[0]
    chance -= chance[0]
    gain -= gain[0]
    rows, ones = np.arange(len(source)), np.ones(len(source))
    into, out_of = (csr_matrix((ones, (rows, ends)), (len(source), size)) for ends in (target, source))
    start = visits[0] + np.asarray((chance * visits[0, source]) @ into) @ visits
    own = visits.diagonal() + chance @ (visits[:, source].T * visits[target])
    value = worth + (gain + np.asarray((chance * worth[target]) @ out_of)) @ visits.T
    lost = np.zeros((len(drawn), made.names))
    lost[:, made.channel] = (start / own * value)[:, 1:]
    return np.maximum(lost, 0.0)


def _lost(made: Chain, drawn: Floats) -> Floats:
    size = len(made.channel) + 1
    counts, left, gained = (np.asarray(drawn @ one) for one in (made.counts, made.left, made.gained))
    left = np.maximum(left, 1e-12)
    move = np.zeros((len(drawn), size, size))
    move[:, made.moves[0], made.moves[1]] = counts / left[:, made.moves[0]]
    visits = np.linalg.inv(np.eye(size) - move)
    worth = np.einsum("bij,bj->bi", visits, gained / left)
    lost = np.zeros((len(drawn), made.names))
    for name in range(made.names):
        states = np.flatnonzero(made.channel == name) + 1
        if len(states) == 1:
            at = int(states[0])
            lost[:, name] = visits[:, 0, at] / visits[:, at, at] * worth[:, at]
        elif len(states):
            inner = np.swapaxes(visits[:, states[:, None], states], 1, 2)
            reached = np.linalg.solve(inner, visits[:, 0, states][..., None])[..., 0]
            lost[:, name] = (reached * worth[:, states]).sum(axis=1)
    return np.maximum(lost, 0.0)


def sums_by_group(rows: Ints, columns: Ints, values: Floats, shape: tuple[int, int]) -> csr_matrix:
    """Return a sparse matrix of sums; what falls into the same cell is added up."""
    made = csr_matrix((values, (rows, columns)), shape=shape)
    made.sum_duplicates()
    return made
