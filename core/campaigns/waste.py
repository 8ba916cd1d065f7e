"""Waste: money spent since the last conversion, where none at all is beyond chance.

How many were to be expected is what the campaign itself brought before, and its channel: the draws of
``core.campaigns.shrinkage`` made from the days before. With a variance of phi times the mean, a negative-binomial count
with mean mu is zero with probability phi ** (-mu / (phi - 1)); the mean of that over the draws is the chance that so
much silence is bad luck.
"""

from dataclasses import dataclass

import numpy as np

from core.campaigns.days import CampaignDays
from core.campaigns.dispersion import WEEKS, dispersion
from core.campaigns.fatigue import held
from core.campaigns.shrinkage import shrink

FALSE_SHARE = 0.05
LONGEST = 28
"""Days of silence that are looked at at most: before that, somebody has decided to keep it."""
LEVEL = 0.8


@dataclass(frozen=True)
class Waste:
    """A campaign that spends and does not convert.

    Attributes:
        campaign: Position of the campaign.
        days: Days without a conversion, at most 28.
        spent: Money spent in them.
        expected: Conversions that were to be expected, with the ends of the 80 % interval in ``lower`` and ``upper``.
        by_chance: Probability of none at all if nothing had changed.
        ever: Whether it ever had a conversion.
    """

    campaign: int
    days: int
    spent: float
    expected: float
    lower: float
    upper: float
    by_chance: float
    ever: bool


def waste(days: CampaignDays, rng: np.random.Generator) -> list[Waste]:
    """Return the campaigns that waste money beyond chance, the largest spend first.

    Args:
        days: All campaigns.
        rng: Source of the draws.
    """
    if not {"spend", "conversions"} <= set(days.measured):
        return []
    spend, sold = days.values["spend"].clip(min=0.0), days.values["conversions"].clip(min=0.0)
    count = len(spend)
    silence = np.where((sold > 0).any(axis=0), (sold[::-1] > 0).argmax(axis=0), count)
    quiet, row = silence.clip(max=LONGEST), np.arange(count)[:, None]
    lost = np.where(row >= count - quiet, spend, 0.0).sum(axis=0)
    # The silence itself says nothing of the usual: a campaign that never sold is measured by its channel alone.
    before_spend, before_sold = (np.where(row >= count - silence, 0.0, part) for part in (spend, sold))
    # Older than a quarter of a year is another campaign under the same name.
    before_spend, before_sold = (part[-(7 * WEEKS + LONGEST) :] for part in (before_spend, before_sold))
    if before_sold.sum() <= 0 or before_spend.sum() <= 0 or not (lost > 0).any():
        return []
    phi = dispersion(days.weeks("spend", WEEKS), days.weeks("conversions", WEEKS), np.ones(spend.shape[1]))
    channels = np.array(days.channels, dtype=object)
    known = shrink(before_spend.sum(axis=0), before_sold.sum(axis=0), phi, channels, rng)
    expected = known.draws * lost
    excess = np.maximum(phi - 1.0, 1e-6)
    by_chance = np.exp(-expected * np.log1p(excess) / excess).mean(axis=0)
    tail = (1 - LEVEL) / 2
    lower, upper = np.quantile(expected, [tail, 1 - tail], axis=0)
    # A campaign that stopped by itself wastes nothing: it must have spent in the last week.
    alive = (lost > 0) & (spend[-7:] > 0).any(axis=0)
    found = [
        Waste(
            int(i),
            int(quiet[i]),
            float(lost[i]),
            float(expected[:, i].mean()),
            float(lower[i]),
            float(upper[i]),
            float(by_chance[i]),
            bool((sold[:, i] > 0).any()),
        )
        for i in np.flatnonzero(alive & held(np.where(alive, by_chance, 1.0), FALSE_SHARE))
    ]
    return sorted(found, key=lambda w: -w.spent)
