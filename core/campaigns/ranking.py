"""Ranking: campaigns by what they bring for their money and by how much they bring, each with its uncertainty.

Where the response model could be fitted, likely figures are its draws at today's spend. Where it could not, they are
the sums of the last four weeks with chance taken off (``core.campaigns.shrinkage``). A campaign that the model left out
has the latter as well.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.allocation.planning import LEVEL
from core.campaigns.days import RECENT_DAYS, CampaignDays, Floats
from core.campaigns.dispersion import WEEKS, dispersion, event_size
from core.campaigns.reasons import reasons
from core.campaigns.shrinkage import DRAWS, shrink
from core.curves import mean_slope
from core.errors import NotEnoughDataError
from core.response import ResponseFit

UNCERTAIN: Final = 1.0
"""A range as wide as the value itself: nothing can be said of the campaign yet."""
FEWEST: Final = 6.5
"""So many results of its own make a range of that width (2 x 1.28 / sqrt(n)); with fewer, its likes speak for it."""
WORST_SHARE: Final = 0.2
"""Among the worst is who is in the lowest fifth."""


@dataclass(frozen=True, eq=False)
class Ranking:
    """Campaigns in their order.

    Attributes:
        outcome: ``revenue`` or ``conversions``.
        table: One row a campaign, described below. Campaigns that run and are known come first, then those of which
            little is known, then those that stopped; the highest mean first in each.
        draws: Outcome per unit of money by draw and row of the table, shape (draws, campaigns).
        places: Position in ``CampaignDays`` by row of the table.

    Columns of the table: ``campaign_id, campaign, channel, today`` (spend a day), ``running, last_spend``.

    Likely: ``mean, lower, upper`` (80 % interval of the outcome per unit of money), ``chance_best``, ``chance_worst``
    (to be in the lowest fifth), ``next_unit`` (what the next unit of money brings; not a number where no model knows
    it), ``basis`` (``model`` or ``sums``), ``known`` (whether the range is narrow enough to judge by, and made of the
    campaign's own results).

    Measured over its 28 days: ``spend, brought, measured`` (the one over the other), ``share`` of all that was brought,
    ``against`` (log of ``measured`` over that of the rest of its channel, not a number where it cannot be said),
    ``reason`` (that in words).
    """

    outcome: str
    table: pd.DataFrame
    draws: Floats
    places: NDArray[np.int64]


def rank(days: CampaignDays, outcome: str, fit: ResponseFit | None, rng: np.random.Generator) -> Ranking:
    """Return the ranking.

    Args:
        days: All campaigns.
        outcome: ``revenue`` or ``conversions``.
        fit: What the response model learned of that outcome, or None where it could not.
        rng: Source of the draws.

    Raises:
        NotEnoughDataError: If nothing was spent or nothing was brought.
    """
    spend, brought = days.recent("spend"), days.recent(outcome)
    ever = days.values["spend"].clip(min=0.0).sum(axis=0)
    if ever.sum() <= 0:
        raise NotEnoughDataError(
            "The data hold no spend, so what campaigns bring for their money cannot be said. Import daily figures of "
            "campaigns with their spend on the Data page."
        )
    if days.values[outcome].clip(min=0.0).sum() <= 0:
        raise NotEnoughDataError("The data hold neither revenue nor conversions, so campaigns cannot be ranked.")
    scale = _scale(days, outcome)
    draws, basis = _draws(days, outcome, fit, rng, scale)
    keep = np.flatnonzero(ever > 0)
    draws, running = draws[:, keep], days.running[keep]
    why = reasons(days, outcome, _counts(days))
    lower, upper = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    mean = draws.mean(axis=0)
    judged = draws[:, running]
    best, worst = np.zeros(len(keep)), np.zeros(len(keep))
    if judged.shape[1]:
        best[running] = np.bincount(judged.argmax(axis=1), minlength=judged.shape[1]) / len(judged)
        place = judged.argsort(axis=1).argsort(axis=1)
        worst[running] = (place < max(1, int(WORST_SHARE * judged.shape[1]))).mean(axis=0)
    today, next_unit = _today(days, fit)
    own = _results(days, outcome, basis, scale)[keep] >= FEWEST
    whole = float(brought.sum())
    table = pd.DataFrame(
        {
            "campaign_id": [days.ids[i] for i in keep],
            "campaign": [days.names[i] for i in keep],
            "channel": [days.channels[i] for i in keep],
            "today": today[keep],
            "mean": mean,
            "lower": lower,
            "upper": upper,
            "next_unit": next_unit[keep],
            "chance_best": best,
            "chance_worst": worst,
            "running": running,
            "last_spend": [days.last_spend[i] for i in keep],
            "basis": [basis[i] for i in keep],
            "known": own & (upper - lower <= UNCERTAIN * mean),
            "spend": spend[keep],
            "brought": brought[keep],
            "measured": np.divide(brought[keep], spend[keep], out=np.full(len(keep), np.nan), where=spend[keep] > 0),
            "share": brought[keep] / whole if whole > 0 else 0.0,
            "against": why.whole[keep],
            "reason": [why.texts[i] for i in keep],
        }
    )
    group = np.where(~running, 2, np.where(table["known"], 0, 1))
    order = np.lexsort((table["campaign_id"].to_numpy(str), -mean, group))
    return Ranking(outcome, table.iloc[order].reset_index(drop=True), draws[:, order], keep[order])


def _counts(days: CampaignDays) -> Floats:
    """Overdispersion of conversions by campaign; of clicks where there are none."""
    name = "conversions" if "conversions" in days.measured else "clicks"
    return dispersion(days.weeks("spend", WEEKS), days.weeks(name, WEEKS), np.ones(len(days.ids)))


def _scale(days: CampaignDays, outcome: str) -> Floats:
    """The outcome that makes one independent result by campaign: a conversion or an order, times its overdispersion."""
    unit = np.ones(len(days.ids))
    if outcome == "revenue":
        sold = days.values["conversions"].clip(min=0.0).sum(axis=0)
        revenue = days.values["revenue"].clip(min=0.0).sum(axis=0)
        unit = event_size(revenue, sold, np.array(days.channels, dtype=object))
    return dispersion(days.weeks("spend", WEEKS), days.weeks(outcome, WEEKS), unit)


def _results(days: CampaignDays, outcome: str, basis: list[str], scale: Floats) -> Floats:
    """How many independent results a campaign has, or would have had at the return of all, where it has none.

    The model learned from all days, the sums are those of the window.
    """
    modelled = np.array([one == "model" for one in basis])
    spend, brought = (
        np.where(modelled, days.values[m].clip(min=0.0).sum(axis=0), days.recent(m)) for m in ("spend", outcome)
    )
    usual = brought.sum() / spend.sum() if spend.sum() > 0 else 0.0
    return np.asarray(np.where(brought > 0, brought, spend * usual) / scale)


def _draws(
    days: CampaignDays, outcome: str, fit: ResponseFit | None, rng: np.random.Generator, scale: Floats
) -> tuple[Floats, list[str]]:
    spend, brought = days.recent("spend"), days.recent(outcome)
    if brought.sum() <= 0 or spend.sum() <= 0:
        # Nothing of late: all that is known then.
        spend, brought = (days.values[m].clip(min=0.0).sum(axis=0) for m in ("spend", outcome))
    learned = set(fit.campaign_ids) if fit else set()
    count = len(fit.scale) if fit else DRAWS
    basis = ["model" if i in learned else "sums" for i in days.ids]
    draws = np.empty((count, len(days.ids)))
    if "sums" in basis:
        draws = shrink(spend, brought, scale, np.array(days.channels, dtype=object), rng, count).draws
    if fit:
        at = {i: k for k, i in enumerate(days.ids)}
        learned_draws = fit.predict(fit.today) / fit.today
        for k, campaign in enumerate(fit.campaign_ids):
            if campaign in at:
                draws[:, at[campaign]] = learned_draws[:, k]
    return draws, basis


def _today(days: CampaignDays, fit: ResponseFit | None) -> tuple[Floats, Floats]:
    """Spend a day and what the next unit brings: as the model has them, else the mean of the window and nothing."""
    lived = np.where(days.window, 1.0, 0.0)
    started = (days.values["spend"] > 0).cumsum(axis=0) > 0
    length = (lived * started).sum(axis=0).clip(min=1.0, max=RECENT_DAYS)
    today, next_unit = days.recent("spend") / length, np.full(len(days.ids), np.nan)
    if fit:
        at = {i: k for k, i in enumerate(days.ids)}
        for campaign, curve, usual in zip(fit.campaign_ids, fit.curves, fit.today, strict=True):
            if campaign in at:
                today[at[campaign]], next_unit[at[campaign]] = usual, float(mean_slope(curve, usual))
    return today, next_unit
