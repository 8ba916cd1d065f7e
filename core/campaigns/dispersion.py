"""Overdispersion: by how much weekly results scatter more than counts of independent events would.

A Poisson count has a variance equal to its mean. Advertising results scatter more: days differ, buyers come in groups,
orders differ in value. The quasi-Poisson model (McCullagh & Nelder, 1989, ch. 6) lets the variance be ``phi`` times the
mean. Where days are good or bad, as in negative-binomial counts, ``phi`` grows with the size of a campaign. For revenue
``phi`` is an amount of money, about the size of an order times what orders vary.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

Floats = NDArray[np.float64]

WEEKS = 13
"""Weeks that the scatter is learned from."""
PRIOR_WEEKS = 10.0
"""So many weeks of its own count as much for a campaign as what all campaigns together say."""
FEW = 5
"""With fewer campaigns, a week that was good for all cannot be told from chance."""


def dispersion(spend: Floats, outcome: Floats, unit: Floats) -> Floats:
    """Return the variance of an outcome over its mean, by campaign.

    Expected is the campaign's own rate times its spend, times what the week was for all. Pearson's statistic over its
    degrees of freedom is taken relative to ``unit``, pooled over campaigns, and each campaign stands between its own
    and the pooled one, by the weeks that it has.

    Args:
        spend: By week and campaign, shape (weeks, campaigns).
        outcome: The same shape.
        unit: The size of one event by campaign, shape (campaigns,): 1 for counts, an order's value for revenue.

    Returns:
        Shape (campaigns,), never below ``unit``.
    """
    if len(spend) < 2:
        return np.asarray(unit * 2.0)  # nothing can be learned: a usual scatter
    active = spend > 0
    outcome = np.where(active, outcome, 0.0)
    total = spend.sum(axis=0)
    rate = np.divide(outcome.sum(axis=0), total, out=np.zeros_like(total), where=total > 0)
    expected = rate * np.where(active, spend, 0.0)
    lost = 1.0
    if spend.shape[1] >= FEW:
        whole = expected.sum(axis=1)
        week = np.divide(outcome.sum(axis=1), whole, out=np.ones(len(whole)), where=whole > 0)
        expected = expected * week[:, None].clip(0.2, 5.0)
        lost += (len(spend) - 1) / spend.shape[1]
    # A week of which next to nothing was expected says nothing of scatter.
    usable = expected > 0.5 * unit
    pearson = np.divide((outcome - expected) ** 2, expected * unit, out=np.zeros_like(expected), where=usable)
    own = pearson.sum(axis=0)
    free = (usable.sum(axis=0) - lost).clip(min=0.0)
    size = expected.sum(axis=0) / np.maximum((expected > 0).sum(axis=0), 1) / unit
    mixed = (own * (free > 0) + PRIOR_WEEKS * _pooled(own, free, size)) / (free + PRIOR_WEEKS)
    return np.asarray(unit * np.maximum(mixed, 1.0))


def _pooled(own: Floats, free: Floats, size: Floats) -> Floats:
    """What all campaigns say of the scatter of one of this size: constant, and growing where days are good or bad.

    Negative-binomial counts have a variance of m + k m²: of its mean it is 1 + k m, a line in the mean.
    """
    told = free >= 1
    if not told.any():
        return np.full(len(own), 2.0)
    ratio = own[told] / free[told]
    # A ratio of squares scatters in proportion to itself: large ones weigh less.
    weight = np.sqrt(free[told]) / (1.0 + size[told] / max(float(np.median(size[told])), 1e-12))
    line = np.column_stack([np.ones(told.sum()), size[told]])
    found, _ = nnls(line * weight[:, None], ratio * weight)
    return np.asarray(np.maximum(found[0] + found[1] * np.minimum(size, size[told].max()), 1.0))


def event_size(revenue: Floats, conversions: Floats, channels: NDArray[np.object_]) -> Floats:
    """Return the value of an order by campaign, drawn to its channel's where it has few; positive.

    Args:
        revenue: Sums by campaign.
        conversions: Sums by campaign.
        channels: Channel of each.
    """
    sold = conversions > 0
    if not sold.any() or revenue.sum() <= 0:
        return np.full(len(revenue), max(float(revenue.mean()) / 10.0, 1e-9))
    whole = float(revenue[sold].sum() / conversions[sold].sum())
    usual = np.full(len(revenue), whole)
    for channel in np.unique(channels):
        inside = channels == channel
        usual[inside] = (revenue[inside & sold].sum() + 5.0 * whole) / (conversions[inside & sold].sum() + 5.0)
    value = (np.where(sold, revenue, 0.0) + 5.0 * usual) / (np.where(sold, conversions, 0.0) + 5.0)
    return np.asarray(value.clip(min=1e-9 * max(whole, 1e-9)))
