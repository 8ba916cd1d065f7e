"""Fatigue: ads whose clicks an impression fall while they are shown as much as before.

Weeks of seven days end on the last day of the data, so a weekday cannot make a trend. log CTR is regressed on the
week, weighted by impressions; how much weeks scatter around the line is learned from the campaign itself, so that
overdispersion widens the interval (quasi-likelihood, McCullagh & Nelder, 1989). Of many campaigns some fall by chance:
the false discovery rate is held at 5 % (Benjamini & Hochberg, 1995).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from core.campaigns.days import WEEK, CampaignDays

WEEKS = 8
FEWEST_WEEKS = 5
FALSE_SHARE = 0.05
SMALLEST_FALL = 0.15
"""A fall that matters, over the weeks looked at."""
STEADY = 0.9
"""Impressions of the later half may be this share of the earlier half: below it, less is shown, and fewer click."""
FEWEST_CLICKS = 100
FEWEST_CONTACTS = 50
LEVEL = 0.8


@dataclass(frozen=True)
class Fatigue:
    """A campaign whose ads tire.

    Attributes:
        campaign: Position of the campaign.
        weeks: Weeks looked at.
        fall: Share of the click rate that was lost from the first to the last of them; ``lower`` and ``upper`` are the
            ends of its 80 % interval.
        chance: Probability that it fell at all.
        before: Click rate at the start of the line, ``now`` at its end.
        lost_clicks: Clicks of the last four weeks that the first rate would have brought besides.
        frequency: Contacts a customer in the earlier and in the later half, where customers are known; else None.
    """

    campaign: int
    weeks: int
    fall: float
    lower: float
    upper: float
    chance: float
    before: float
    now: float
    lost_clicks: float
    frequency: tuple[float, float] | None = None

    @property
    def risen(self) -> bool | None:
        """Whether the same customers are met more often; None where it is not known."""
        return None if self.frequency is None else self.frequency[1] > 1.05 * self.frequency[0]


def fatigue(days: CampaignDays, contacts: pd.DataFrame | None = None) -> list[Fatigue]:
    """Return the campaigns that run and tire, the largest loss of clicks first.

    Args:
        days: All campaigns.
        contacts: Interactions of customers (``date``, ``customer_id``, ``campaign_id``), where known.
    """
    if not {"clicks", "impressions"} <= set(days.measured):
        return []
    shown, clicks = days.weeks("impressions", WEEKS), days.weeks("clicks", WEEKS)
    count = len(shown)
    if count < FEWEST_WEEKS:
        return []
    half = count // 2
    earlier, later = shown[:half].mean(axis=0), shown[-half:].mean(axis=0)
    able = days.running & (shown > 0).all(axis=0) & (clicks > 0).all(axis=0)
    able &= (clicks.sum(axis=0) >= FEWEST_CLICKS) & (later >= STEADY * earlier)
    picked = np.flatnonzero(able)
    if not len(picked):
        return []
    weight, rate = shown[:, picked], np.log(clicks[:, picked] / shown[:, picked])
    week = np.arange(count, dtype=float)[:, None]
    total = weight.sum(axis=0)
    middle = (weight * week).sum(axis=0) / total
    level = (weight * rate).sum(axis=0) / total
    spread = (weight * (week - middle) ** 2).sum(axis=0)
    slope = (weight * (week - middle) * (rate - level)).sum(axis=0) / spread
    rest = rate - level - slope * (week - middle)
    # Never below what counting alone makes: a campaign may lie on its line by luck.
    counted = total / clicks[:, picked].sum(axis=0)
    variance = np.maximum((weight * rest**2).sum(axis=0) / (count - 2), counted)
    error = np.sqrt(variance / spread)
    chance = stdtr(count - 2, -slope / error)
    found = []
    for position in np.flatnonzero(held(1 - chance, FALSE_SHARE)):
        span = count - 1
        margin = float(stdtrit(count - 2, (1 + LEVEL) / 2) * error[position])
        fall, lower, upper = (1 - np.exp(span * (slope[position] + m)) for m in (0.0, margin, -margin))
        if fall < SMALLEST_FALL:
            continue
        start = float(np.exp(level[position] - slope[position] * middle[position]))
        campaign = int(picked[position])
        lost = float((shown[-4:, campaign] * start - clicks[-4:, campaign]).sum())
        found.append(
            Fatigue(
                campaign,
                count,
                float(fall),
                float(max(lower, 0.0)),
                float(upper),
                float(chance[position]),
                start,
                start * (1 - float(fall)),
                max(lost, 0.0),
                _frequency(days, contacts, days.ids[campaign], count),
            )
        )
    return sorted(found, key=lambda f: -f.lost_clicks)


def held(p_values: np.ndarray, share: float) -> np.ndarray:
    """Return which of many tests hold, so that at most this share of them is expected to be false."""
    order = np.argsort(p_values)
    passed = p_values[order] <= share * np.arange(1, len(p_values) + 1) / len(p_values)
    last = int(np.flatnonzero(passed).max()) + 1 if passed.any() else 0
    result = np.zeros(len(p_values), dtype=bool)
    result[order[:last]] = True
    return result


def _frequency(
    days: CampaignDays, contacts: pd.DataFrame | None, campaign_id: str, weeks: int
) -> tuple[float, float] | None:
    if contacts is None or contacts.empty:
        return None
    own = contacts[contacts["campaign_id"].astype(str) == campaign_id]
    half = weeks // 2 * WEEK
    last = days.dates[-1]
    ends = [
        (last - pd.Timedelta(days=2 * half), last - pd.Timedelta(days=half)),
        (last - pd.Timedelta(days=half), last),
    ]
    found = []
    for start, end in ends:
        part = own[(own["date"] > start) & (own["date"] <= end)]
        if len(part) < FEWEST_CONTACTS:
            return None
        found.append(len(part) / part["customer_id"].nunique())
    return found[0], found[1]
