"""Why a figure changed: its change split exactly into money, mix, price, conversion and value.

Revenue is spend times a chain of ratios, campaign by campaign: with s the total spend, w the campaign's share of it,

    revenue = s * w * (clicks / spend) * (conversions / clicks) * (revenue / conversions).

The change of a product is split by the Shapley value of its factors (Shapley, 1953; as a decomposition of change:
Sun, 1998, and Albrecht et al., 2002): each factor is changed in every order of changing them, and the mean of what its
change brings is its effect. The effects add up to the change whatever the figures are, zeros included, which the
logarithmic split (Ang, 2005) cannot say of itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data import MEASURES
from core.errors import InputError

Floats = NDArray[np.float64]

EFFECTS = ("money", "mix", "price", "conversion", "value")
"""What a figure changes by: total spend, its split, clicks for money, conversions a click, revenue a conversion."""

_CHAINS: dict[str, tuple[str, ...]] = {
    "revenue": ("spend", "clicks", "conversions", "revenue"),
    "roas": ("spend", "clicks", "conversions", "revenue"),
    "conversions": ("spend", "clicks", "conversions"),
    "cpa": ("spend", "clicks", "conversions"),
    "clicks": ("spend", "clicks"),
}
_STEP_NAMES = {"clicks": "price", "conversions": "conversion", "revenue": "value"}


@dataclass(frozen=True, eq=False)
class Drivers:
    """A change and what it comes from.

    Attributes:
        figure: ``revenue``, ``roas``, ``conversions``, ``cpa`` or ``clicks``.
        before: The figure in the period before.
        now: The figure now.
        effects: Effect by name, in the order of ``EFFECTS``; what does not apply is left out. They add up to
            ``now - before``.
        by_part: One row a campaign or channel, largest absolute change first: ``key``, the effects and their
            ``total``. The columns add up to ``effects``.
    """

    figure: str
    before: float
    now: float
    effects: dict[str, float]
    by_part: pd.DataFrame


def drivers(before: pd.DataFrame, now: pd.DataFrame, figure: str, measured: Sequence[str] = MEASURES) -> Drivers:
    """Split the change of a figure into the effects of money, mix, price, conversion and value.

    A part that is new or has ended changes by its share of the spend alone: its ratios are those of the period that
    knows them. A link of the chain that the source does not report is skipped, and the next one carries its effect.

    Args:
        before: Sums of the period before by part (campaign, channel, ...): the index names the part, columns are the
            measures.
        now: Sums of this period likewise. Parts may differ.
        figure: ``revenue``, ``roas``, ``conversions``, ``cpa`` or ``clicks``. The cost per conversion is split on the
            scale of conversions for money: its effects are shares of the change in proportion to those.
        measured: The measures that the source reports.

    Raises:
        InputError: If the figure is unknown, not measured, or undefined in one of the periods.

    Example:
        >>> one = pd.DataFrame({"spend": [10.0], "clicks": [10.0], "conversions": [2.0], "revenue": [20.0]}, ["Search"])
        >>> two = one.assign(clicks=5.0, conversions=1.0, revenue=10.0)
        >>> drivers(one, two, "roas").effects
        {'mix': 0.0, 'price': -1.0, 'conversion': 0.0, 'value': 0.0}
    """
    if figure not in _CHAINS:
        raise InputError(f"“{figure}” cannot be split into its drivers. Choose one of {', '.join(_CHAINS)}.")
    chain = _CHAINS[figure]
    if not {chain[0], chain[-1]} <= set(measured):
        raise InputError(f"The data do not hold {chain[-1]} and spend, so why {figure} changed cannot be said.")
    chain = tuple(name for name in chain if name in measured)
    per_money = figure in ("roas", "cpa")
    keys = list(dict.fromkeys([*now.index, *before.index]))
    sums = [frame.groupby(level=0).sum().reindex(keys, fill_value=0.0) for frame in (before, now)]
    spends = [float(frame["spend"].sum()) for frame in sums]
    if min(spends) <= 0:
        raise InputError("Nothing was spent in one of the two periods, so the change cannot be split.")
    names = ["money", "mix", *(_STEP_NAMES[name] for name in chain[1:])]
    start, end = _factors(sums, spends, chain)
    if per_money:
        names, start, end = names[1:], start[1:], end[1:]
    effects = _shapley(start, end)
    mix = names.index("mix")
    ends = [
        frame[chain[-1]].to_numpy(float) / (spent if per_money else 1.0)
        for frame, spent in zip(sums, spends, strict=True)
    ]
    totals = [float(part.sum()) for part in ends]
    # More money on a part is no merit of its own where it returns as much as the whole: what the whole returns is taken
    # off. Shares add up to 1 in both periods, so the sum over the parts stays.
    returns = float(
        np.mean([total / (1.0 if per_money else spent) for total, spent in zip(totals, spends, strict=True)])
    )
    effects[mix] -= (end[mix] - start[mix]) * returns * (1.0 if per_money else float(np.mean(spends)))
    # What came without any spend belongs to no chain; it counts as mix, so that nothing is lost.
    effects[mix] += (ends[1] - end.prod(axis=0)) - (ends[0] - start.prod(axis=0))
    if figure == "cpa":
        if min(totals) <= 0:
            raise InputError("There was no conversion in one of the two periods, so the cost of one cannot be split.")
        # 1/b - 1/a = -(b - a) / (a b): an effect has the same share in both changes.
        effects *= -1.0 / (totals[0] * totals[1])
        totals = [1.0 / total for total in totals]
    table = pd.DataFrame(effects.T, columns=names).assign(total=effects.sum(axis=0))
    table.insert(0, "key", keys)
    order = table["total"].abs().sort_values(ascending=False, kind="stable").index
    whole = {name: float(part.sum()) for name, part in zip(names, effects, strict=True)}
    return Drivers(figure, totals[0], totals[1], whole, table.loc[order].reset_index(drop=True))


def _factors(sums: Sequence[pd.DataFrame], spends: Sequence[float], chain: Sequence[str]) -> tuple[Floats, Floats]:
    """Return the factors of both periods, shape (factors, parts) each: total spend, share of it, then the ratios."""
    values = [np.stack([frame[name].to_numpy(float) for name in chain]) for frame in sums]
    # Where a link is missing between spend and the end, e.g. conversions without clicks, the end hangs on the spend.
    broken = np.any([((part[1:-1] <= 0).any(axis=0)) & (part[-1] > 0) for part in values], axis=0)
    ratios = []
    for part in values:
        over, under = part[1:], part[:-1].copy()
        ratio = np.divide(over, under, out=np.full_like(over, np.nan), where=under > 0)
        whole = np.divide(part[-1], part[0], out=np.full_like(part[-1], np.nan), where=part[0] > 0)
        ratio[:, broken] = 1.0
        ratio[0, broken] = whole[broken]
        ratios.append(ratio)
    known = [np.where(np.isnan(a), np.where(np.isnan(b), 1.0, b), a) for a, b in (ratios, ratios[::-1])]
    start, end = (
        np.concatenate([np.full((1, part.shape[1]), spent), part[:1] / spent, ratio])
        for part, spent, ratio in zip(values, spends, known, strict=True)
    )
    return start, end


def _shapley(start: Floats, end: Floats) -> Floats:
    """Return the Shapley value of each factor in the change of the product, shape (factors, parts)."""
    count = len(start)
    effects = np.zeros_like(start)
    for k in range(count):
        others = [j for j in range(count) if j != k]
        for size in range(count):
            weight = factorial(size) * factorial(count - 1 - size) / factorial(count)
            for moved in combinations(others, size):
                rest = np.prod([end[j] if j in moved else start[j] for j in others], axis=0)
                effects[k] += weight * rest * (end[k] - start[k])
    return effects
