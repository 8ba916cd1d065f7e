"""Clicks that bring nothing any more: a sign that conversions are not recorded.

A campaign is silent where it has clicks but no conversion on each of its last days, and had conversions before. With r
its conversions a click in the 56 days before, a day of c clicks was to bring m = r c. Daily conversions are taken for
negative binomial (variance m + m^2 / k, k by the method of moments from those days), so that a campaign whose days
differ much is not called silent too soon: chance alone is silent for the whole stretch with probability
prod (1 + m / k)^-k. It is said where this is below 1 % shared out among all campaigns (Bonferroni). Stretches of more
than three weeks are no news: somebody would have to say why the campaign spends at all.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.data import MEASURES
from core.performance.cube import DailyCube

Floats = NDArray[np.float64]

LEARN_DAYS: Final = 56
FEWEST_DAYS: Final = 14
LONGEST: Final = 21
BEYOND_CHANCE: Final = 0.01
LOW, HIGH = 0.1, 0.9
FEWEST_STRETCHES: Final = 8
"""Earlier stretches of the same length that an empirical range needs."""


@dataclass(frozen=True)
class Silence:
    """A campaign with clicks and without conversions.

    Attributes:
        campaign_id: Which.
        campaign: Its name.
        channel: Its channel.
        first: First day without conversions.
        days: For how many days up to the last one.
        clicks: In these days.
        spend: In these days, currency.
        chance: How likely chance alone is silent so long.
        conversions: Conversions that were to be expected: mean, and the ends of an 80 % range.
        revenue: Revenue that was to be expected likewise, currency; None where revenue is not measured.
    """

    campaign_id: str
    campaign: str
    channel: str
    first: date
    days: int
    clicks: float
    spend: float
    chance: float
    conversions: tuple[float, float, float]
    revenue: tuple[float, float, float] | None


def silences(cube: DailyCube) -> tuple[Silence, ...]:
    """Return the campaigns that fell silent, most expected conversions first."""
    if not {"clicks", "conversions"} <= set(cube.measured):
        return ()
    at = MEASURES.index
    found = []
    limit = BEYOND_CHANCE / max(len(cube.ids), 1)
    for position, campaign_id in enumerate(cube.ids):
        own = cube.values[:, position]
        clicks, conversions = own[:, at("clicks")], own[:, at("conversions")]
        stretch = _stretch(conversions)
        if not 1 <= stretch <= LONGEST or len(own) - stretch < FEWEST_DAYS or not clicks[-stretch:].any():
            continue
        past = slice(max(0, len(own) - stretch - LEARN_DAYS), len(own) - stretch)
        if conversions[past].sum() <= 0 or clicks[past].sum() <= 0:
            continue
        chance = _chance(clicks[past], conversions[past], clicks[-stretch:])
        if chance >= limit:
            continue
        measured = "revenue" in cube.measured and own[past, at("revenue")].sum() > 0
        found.append(
            Silence(
                campaign_id,
                cube.names[position],
                cube.channels[position],
                cube.last - timedelta(days=stretch - 1),
                stretch,
                float(clicks[-stretch:].sum()),
                float(own[-stretch:, at("spend")].sum()),
                chance,
                _expected(clicks, conversions, past, stretch),
                _expected(clicks, own[:, at("revenue")], past, stretch) if measured else None,
            )
        )
    return tuple(sorted(found, key=lambda one: -one.conversions[0]))


def _stretch(conversions: Floats) -> int:
    active = np.flatnonzero(conversions)
    return len(conversions) - 1 - int(active[-1]) if len(active) else 0


def _chance(clicks: Floats, conversions: Floats, now: Floats) -> float:
    """Probability of no conversion at all on days of so many clicks."""
    rate = conversions.sum() / clicks.sum()
    mean = rate * clicks
    excess = float(((conversions - mean) ** 2 - mean).sum())
    expected = rate * now
    if excess <= 0:
        return float(np.exp(-expected.sum()))
    size = float((mean**2).sum()) / excess
    return float(np.exp(-(size * np.log1p(expected / size)).sum()))


def _expected(clicks: Floats, values: Floats, past: slice, stretch: int) -> tuple[float, float, float]:
    """What the clicks of the stretch were to bring, with the range that earlier stretches of its length show."""
    now = clicks[-stretch:].sum()
    before, brought = clicks[past], values[past]
    mean = float(brought.sum() / before.sum() * now)
    ends = np.arange(stretch, len(before) + 1)
    sums = [np.concatenate([[0.0], part.cumsum()]) for part in (before, brought)]
    under, over = (total[ends] - total[ends - stretch] for total in sums)
    rates = over[under > 0] / under[under > 0]
    if len(rates) >= FEWEST_STRETCHES:
        low, high = np.quantile(rates, [LOW, HIGH]) * now
    else:
        low, high = 0.5 * mean, 1.5 * mean
    return mean, float(min(low, mean)), float(max(high, mean))
