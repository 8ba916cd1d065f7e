"""The range of what a single customer will bring: chance of nothing, number of purchases, amounts, and parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from core.curves import Floats
from core.customers.value.gamma_gamma import GammaGamma
from core.customers.value.surface import by_age

SINGLE: Final = 12
"""Numbers of purchases up to this are told apart; more of them in bins whose width grows."""
GROWTH: Final = 1.15
AGES: Final = 12
POINTS: Final = 72
SHARES: Final = np.geomspace(0.01, 60.0, POINTS)
"""Amounts at which distributions are tabulated, as multiples of the expected amount of a customer who buys."""


@dataclass(frozen=True, eq=False)
class Spread:
    """What ranges are worked out with.

    Attributes:
        models: Models of purchases: the fitted one, then draws.
        spends: Models of amounts, as many.
        horizon: Weeks ahead.
        level: Of the range.
    """

    models: Sequence[Any]
    spends: Sequence[GammaGamma]
    horizon: float
    level: float


def ranges(spread: Spread, x: Floats, last: Floats, age: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the chance of nothing and both ends of the range in mean amounts of the customer, rows.

    What a customer brings is 0 with some chance. Given that it is not, its distribution, as a multiple of its mean,
    varies little and smoothly with frequency and age, and not with recency. So it is tabulated for few of both.
    """
    alive = np.mean([one.chance_alive(x, last, age) for one in spread.models[1:]], axis=0)
    pairs, pair = np.unique(np.column_stack([x, age]), axis=0, return_inverse=True)
    pair = pair.reshape(-1)
    some = np.mean([one.some_if_alive(spread.horizon, *pairs.T) for one in spread.models[1:]], axis=0)
    fitted = spread.models[0]
    expected = by_age(
        lambda f, a: fitted.expected_if_alive(spread.horizon, f, a), pairs[:, 0], pairs[:, 1], fitted.shift
    )
    scale = (expected / some)[pair]
    nothing = 1 - alive * some[pair]
    kinds, kind = _representatives(x)
    ages, old = _ages(age, fitted.shift)
    table = np.mean(
        [_table(*one, spread, kinds, ages) for one in zip(spread.models[1:], spread.spends[1:], strict=True)], axis=0
    )
    cell = kind * len(ages) + old
    flat = np.maximum.accumulate(table.reshape(-1, POINTS), axis=1)
    tail = (1 - spread.level) / 2
    # The range starts at nothing where nothing has a good chance; then all that is left out lies above.
    from_nothing = nothing >= tail
    top = np.where(from_nothing, spread.level, 1 - tail)
    lower = np.where(from_nothing, 0.0, _quantile(flat, cell, (tail - nothing) / (1 - nothing)))
    upper = np.where(top <= nothing, 0.0, _quantile(flat, cell, (top - nothing) / np.maximum(1 - nothing, 1e-12)))
    return nothing, lower * scale, upper * scale


def _representatives(x: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """A few frequencies, and which of them stands for each customer."""
    most = float(x.max())
    kinds = np.arange(0.0, 7.0)
    while kinds[-1] < most:
        kinds = np.append(kinds, np.ceil(kinds[-1] * 1.2))
    middle = (kinds[1:] + kinds[:-1]) / 2
    index = np.searchsorted(middle, x)
    used, index = np.unique(index, return_inverse=True)
    return kinds[used], index


def _ages(age: Floats, shift: float) -> tuple[Floats, NDArray[np.intp]]:
    """A few ages, spread by their logarithm, and which of them stands for each customer."""
    logs = np.log(age + shift)
    nodes = np.linspace(logs.min(), logs.max(), AGES)
    index = np.searchsorted((nodes[1:] + nodes[:-1]) / 2, logs)
    return np.maximum(np.exp(nodes) - shift, 0.0), index


def _table(model: Any, spend: GammaGamma, spread: Spread, kinds: Floats, ages: Floats) -> Floats:
    """Distribution of the amount over its mean (of the fitted models), given any, kinds × ages × points."""
    fitted, base = spread.models[0], spread.spends[0]
    table = np.empty((len(kinds), len(ages), POINTS))
    for index, x in enumerate(kinds):
        mean = fitted.expected_if_alive(spread.horizon, x, ages) / fitted.some_if_alive(spread.horizon, x, ages)
        most = float(np.max(mean)) * 8 + 20
        edges = _edges(most)
        reached = model.at_least(edges[None, :], spread.horizon, x, ages[:, None])
        chances = (reached[:, :-1] - reached[:, 1:]) / reached[:, :1]
        chances[:, -1] += reached[:, -1] / reached[:, 0]
        counts = (edges[:-1] + edges[1:] - 1) / 2
        shape = spend.q + spend.p * x
        # Amounts as multiples of the mean amount that the fitted model expects of a customer with usual amounts.
        usual = base.mean
        ratio = float(base.expected_spend(x, usual) / spend.expected_spend(x, usual))
        low = float(np.min(mean)) * SHARES[0]
        grid = np.geomspace(low, float(np.max(mean)) * SHARES[-1], 2 * POINTS)
        part = grid * ratio * spend.p / (shape - 1)
        below = betainc(spend.p * counts[:, None], shape, (part / (1 + part))[None, :])
        spent = chances @ below
        for old in range(len(ages)):
            table[index, old] = np.interp(np.log(SHARES * mean[old]), np.log(grid), spent[old])
    return table


def _edges(most: float) -> Floats:
    edges = list(range(1, SINGLE + 1))
    while edges[-1] < most:
        edges.append(int(np.ceil(edges[-1] * GROWTH)))
    return np.array(edges, float)


def _quantile(table: Floats, cell: NDArray[np.intp], chance: Floats) -> Floats:
    """Read quantiles off tabulated distributions, by linear interpolation in the logarithm."""
    result = np.empty(len(cell))
    logs = np.log(SHARES)
    for begin in range(0, len(cell), 20_000):
        part = slice(begin, begin + 20_000)
        rows, wanted = table[cell[part]], np.clip(chance[part], 0.0, 1.0)
        after = np.clip((rows < wanted[:, None]).sum(axis=1), 1, POINTS - 1)
        each = np.arange(len(rows))
        low, high = rows[each, after - 1], rows[each, after]
        between = np.clip((wanted - low) / np.maximum(high - low, 1e-15), 0.0, 1.0)
        result[part] = np.exp(logs[after - 1] + between * (logs[after] - logs[after - 1]))
    return result
