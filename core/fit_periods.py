"""A fit over time, for the pages: what each channel brought by week or month, and what its money brought."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats, curve_draws, slope_draws
from core.errors import InputError
from core.response import ResponseFit

FREQUENCIES: Final = ("W", "M")
"""Weeks from Monday to Sunday, and months."""
TAILS: Final = (0.05, 0.95)


@dataclass(frozen=True, eq=False)
class Share:
    """One part of the outcome over time, with its 90 % interval; arrays of one value a period.

    Attributes:
        name: Channel, or what would have come without advertising.
        kind: ``media``, ``baseline``, ``season``, ``event`` or ``control``.
        mean: What it brought.
        lower: Lower ends.
        upper: Upper ends.
    """

    name: str
    kind: str
    mean: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True, eq=False)
class Decomposition:
    """What the outcome was made of.

    Attributes:
        days: First day of each period.
        shares: What would have come anyway first, then channels, the largest first.
        observed: What was observed, by period.
    """

    days: tuple[date, ...]
    shares: tuple[Share, ...]
    observed: Floats


def decompose(fit: ResponseFit, frequency: str = "W") -> Decomposition:
    """Return what the outcome was made of; campaigns of a channel are taken together in each draw.

    Raises:
        InputError: If there is no such frequency.
    """
    timeline = fit.timeline
    bins, days = period_bins(timeline.dates, frequency)
    draws = timeline.contribution_draws(bins)
    channels = dict(zip(fit.campaign_ids, fit.channels, strict=True))
    together: dict[tuple[str, str], list[int]] = {}
    for position, part in enumerate(timeline.parts):
        media = part.kind == "media"
        name = channels.get(part.campaign_id or "", part.name) if media else part.name
        together.setdefault((name, part.kind), []).append(position)
    shares = []
    for (name, kind), members in together.items():
        values = draws[:, :, members].sum(axis=2)
        lower, upper = np.quantile(values, TAILS, axis=0)
        shares.append(Share(name, kind, values.mean(axis=0), lower, upper))
    shares.sort(key=lambda one: (one.kind == "media", -float(one.mean.sum())))
    observed = np.bincount(bins, np.nansum(timeline.observed, axis=1), len(days)).astype(float)
    return Decomposition(days, tuple(shares), observed)


def returns_by_period(fit: ResponseFit, frequency: str = "M") -> pd.DataFrame:
    """Return what the money of each campaign or channel brought, by period.

    An effect counts in the period in which it comes, with what earlier spend still brings. The next unit of money is
    worth the average one times the elasticity of the curve at the period's mean spend of days with spend.

    Returns:
        Columns period (first day), campaign_id, campaign, quantity (``roas``, ``marginal_roas``, ``cpa``), mean,
        lower, upper: 90 % intervals. Periods without spend are not in it.

    Raises:
        InputError: If there is no such frequency.
    """
    timeline = fit.timeline
    bins, days = period_bins(timeline.dates, frequency)
    draws = timeline.contribution_draws(bins)
    position = {p.campaign_id or p.name: k for k, p in enumerate(timeline.parts) if p.kind == "media"}
    rows = []
    for c, campaign_id in enumerate(fit.campaign_ids):
        spend = timeline.spend[:, c]
        total = np.bincount(bins, spend, len(days))
        active = np.bincount(bins, (spend > 0).astype(float), len(days))
        brought = draws[:, :, position.get(campaign_id, position.get(fit.campaigns[c], c))]
        for b in np.flatnonzero(total > 0):
            usual = float(total[b] / max(active[b], 1.0))
            level = np.maximum(curve_draws(fit.curves[c], usual), 1e-300)
            elasticity = slope_draws(fit.curves[c], usual) * usual / level
            average = brought[:, b] / total[b]
            cost = total[b] / np.maximum(brought[:, b], 1e-300)
            for quantity, values in (("roas", average), ("marginal_roas", average * elasticity), ("cpa", cost)):
                low, high = np.quantile(values, TAILS)
                # The mean of a cost has no bound where next to nothing is sold: the cost at the expected outcome.
                mean = 1 / max(average.mean(), 1e-300) if quantity == "cpa" else values.mean()
                rows.append((days[b], campaign_id, fit.campaigns[c], quantity, float(mean), float(low), float(high)))
    return pd.DataFrame(rows, columns=["period", "campaign_id", "campaign", "quantity", "mean", "lower", "upper"])


def period_bins(dates: pd.DatetimeIndex, frequency: str) -> tuple[NDArray[np.intp], tuple[date, ...]]:
    """Return the number of the period of each date, and the first day of each period.

    Raises:
        InputError: If there is no such frequency.
    """
    if frequency not in FREQUENCIES:
        raise InputError(f"“{frequency}” is no length of a period. Choose weeks (W) or months (M).")
    codes, periods = pd.factorize(dates.to_period(frequency), sort=True)
    return codes.astype(np.intp), tuple(p.start_time.date() for p in periods)
