"""Shapley values: each purchase is divided among the channels of its path by what each adds to the chance of buying.

The players of a path are the channels on it. A team of them is worth the share of purchases among the paths with
exactly this set of channels, drawn towards the best smaller team inside it where few such paths were seen, and never
less than that one (a channel more does no harm):

    c(S) = max over i in S of v(S without i),    v(S) = max(c(S), (bought(S) + m c(S)) / (paths(S) + m)),    v({}) = 0.

The credit of a channel is its Shapley value in this game (Shapley, 1953; in marketing Dalessandro, Perlich, Stitelman &
Provost, 2012), as a share of v of the whole path, so that credits add up to the purchases, and frequent paths count
more than rare ones. It is computed from Harsanyi's dividends d, the Möbius transform of v: the sum of d(S)/|S| over the
teams with the channel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from core.attribution.markov import sums_by_group
from core.attribution.paths import Ints, Paths, scattered
from core.curves import Floats

STEADY: Final = 10.0
"""Paths m that speak for "this channel adds nothing" before any is seen."""
EXACT: Final = 12
"""Channels of one path up to which all teams are looked at."""
SAMPLED_TEAM: Final = 8
SAMPLED_TEAMS: Final = 30
"""Of a path with more channels, so many random teams of so many are looked at."""
MOST_CELLS: Final = 12_000_000
"""Teams times resamples up to which the chances are computed anew for each resample."""


@dataclass(frozen=True, eq=False)
class Teams:
    """The sets of channels that paths have. T sets.

    Attributes:
        members: Positions of the names of each set, ascending.
        keys: 64 bits that stand for each set, ascending, shape (T,): the bits of the members, combined by "xor".
        bought: Purchases by group of customers, shape (groups, T).
        amounts: What is divided: purchases or their amounts, shape (groups, T).
        all: Paths, shape (groups, T).
        names: How many channels there are.
    """

    members: tuple[Ints, ...]
    keys: NDArray[np.uint64]
    bought: csr_matrix
    amounts: csr_matrix
    all: csr_matrix
    names: int


def teams(paths: Paths, amounts: Floats) -> Teams:
    """Return the sets of channels of the paths.

    Args:
        paths: All paths, open ones too.
        amounts: What is divided of each path, shape (P,).
    """
    of, member = paths.met
    starts = np.flatnonzero(np.append(True, of[1:] != of[:-1]))
    keys, first, inverse = np.unique(
        np.bitwise_xor.reduceat(scattered(member), starts), return_index=True, return_inverse=True
    )
    ends = np.append(starts[1:], len(member))
    shape = (paths.groups, len(keys))
    return Teams(
        tuple(member[starts[f] : ends[f]] for f in first),
        keys,
        sums_by_group(paths.group, inverse, paths.bought.astype(float), shape),
        sums_by_group(paths.group, inverse, amounts, shape),
        sums_by_group(paths.group, inverse, np.ones(len(inverse)), shape),
        len(paths.names),
    )


def shapley_shares(made: Teams, drawn: Floats) -> tuple[Floats, bool]:
    """Return the share of each channel, shape (resamples, names), and whether chances were computed for each resample.

    Args:
        made: Sets of channels by group.
        drawn: How often each group counts, shape (resamples, groups); the first row is the data as they are.
    """
    cells = sum(2 ** len(m) if len(m) <= EXACT else SAMPLED_TEAMS * 2**SAMPLED_TEAM for m in made.members)
    anew = cells * len(drawn) <= MOST_CELLS
    resampled = drawn if anew else drawn[:1]
    bought, amounts, every = (np.asarray(resampled @ one) for one in (made.bought, made.amounts, made.all))
    credit = np.zeros((len(drawn), made.names))
    kept: list[tuple[Ints, Ints, Floats]] = []
    rng = np.random.default_rng(0)
    sizes = np.array([len(m) for m in made.members])
    needed = np.asarray(made.amounts.sum(axis=0)).ravel() > 0
    for size in np.unique(sizes[needed]):
        where = np.flatnonzero(needed & (sizes == size))
        members = np.array([made.members[w] for w in where])
        for start in range(0, len(where), step := max(1, int(4e6 // 2 ** min(size, EXACT) // len(bought)))):
            part = slice(start, start + step)
            shares = (
                _divided(made, members[part], bought, every)
                if size <= EXACT
                else _sampled(made, members[part], bought, every, rng)
            )
            if not anew:
                kept.append((np.repeat(where[part], size), members[part].ravel(), shares[0].ravel()))
                continue
            given = shares * amounts[:, where[part], None]
            for place in range(size):
                np.add.at(credit.T, members[part, place], given[..., place].T)
    if not anew:
        # The same shares of each set in all resamples: what each group of customers gives can be added up before.
        sets, names, values = (np.concatenate(one) for one in zip(*kept, strict=True))
        divided = csr_matrix((values, (sets, names)), shape=(len(made.members), made.names))
        credit = drawn @ (made.amounts @ divided).toarray()
    total = credit.sum(axis=1, keepdims=True)
    return np.divide(credit, total, out=np.zeros_like(credit), where=total > 0), anew


def _divided(made: Teams, members: Ints, bought: Floats, every: Floats) -> Floats:
    """Shares of the members of sets of one size, shape (resamples, sets, members)."""
    size = members.shape[1]
    inside = np.arange(2**size)[:, None] >> np.arange(size) & 1
    bits = scattered(members)
    keys = np.zeros((len(members), 2**size), np.uint64)
    for place in range(size):
        keys ^= np.where(inside[:, place], bits[:, place, None], np.uint64(0))
    at = np.minimum(np.searchsorted(made.keys, keys), len(made.keys) - 1)
    known = made.keys[at] == keys
    worth = np.zeros((len(bought), len(members), 2**size))
    for team in range(1, 2**size):
        smaller = np.max([worth[..., team ^ (1 << p)] for p in range(size) if team >> p & 1], axis=0)
        won = np.where(known[:, team], bought[:, at[:, team]], 0.0)
        seen = np.where(known[:, team], every[:, at[:, team]], 0.0)
        worth[..., team] = np.maximum(smaller, (won + STEADY * smaller) / (seen + STEADY))
    whole = worth[..., -1].copy()
    for place in range(size):
        with_it, without = (np.flatnonzero(inside[:, place] == one) for one in (1, 0))
        worth[..., with_it] -= worth[..., without]
    share = inside / np.maximum(inside.sum(axis=1), 1)[:, None]
    value = worth @ share
    equal = np.full(value.shape, 1.0 / size)
    return np.divide(value, whole[..., None], out=equal, where=whole[..., None] > 0)


def _sampled(made: Teams, members: Ints, bought: Floats, every: Floats, rng: np.random.Generator) -> Floats:
    """Shares of members of large sets: the mean over random teams of a few of them."""
    count, size = members.shape
    total = np.zeros((len(bought), count, size))
    rows = np.arange(count)[:, None]
    for _ in range(SAMPLED_TEAMS):
        chosen = np.argsort(rng.random((count, size)), axis=1)[:, :SAMPLED_TEAM]
        total[:, rows, chosen] += _divided(made, members[rows, chosen], bought, every)
    return np.asarray(total / total.sum(axis=2, keepdims=True))
