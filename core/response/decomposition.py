"""Decomposition: what the outcome of each week, month or quarter is made of, and what spend returned in it."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats, slope_draws
from core.errors import InputError
from core.response.fit import ResponseFit
from core.response.timeline import Timeline

FREQUENCIES: Final = {"W": "W-SUN", "M": "M", "Q": "Q", "all": ""}
RESIDUAL: Final = "Unexplained"


def bins_of(dates: pd.DatetimeIndex, freq: str) -> tuple[NDArray[np.intp], pd.DatetimeIndex]:
    """Return the bin of each period and the first day of each bin.

    A period of several days belongs to the bin of its first day.

    Args:
        dates: First day of each period, ascending.
        freq: ``W`` (from Monday), ``M``, ``Q`` or ``all``.

    Raises:
        InputError: If ``freq`` is none of these.
    """
    if freq not in FREQUENCIES:
        raise InputError(f"freq == {freq!r}, must be one of {', '.join(FREQUENCIES)}")
    if freq == "all":
        return np.zeros(len(dates), np.intp), dates[:1]
    starts = dates.to_period(FREQUENCIES[freq]).start_time
    number, first = pd.factorize(starts)
    return np.asarray(number, np.intp), pd.DatetimeIndex(first)


def decompose(timeline: Timeline, freq: str = "W") -> pd.DataFrame:
    """Return what the outcome of each bin of time is made of.

    The means of all parts and of the residual (kind ``residual``) add up to what was observed. Each interval is that
    of the sum over the bin, from common draws. A period without a known outcome counts as nothing in ``observed``.

    Args:
        timeline: What a fit says about each period.
        freq: ``W``, ``M``, ``Q`` or ``all``.

    Returns:
        Columns period (first day), part, kind, campaign_id, mean, lower, upper (90 %), spend (of the part; 0 where it
        has none) and observed (all series together, the same in all rows of a period).

    Raises:
        InputError: If ``freq`` is unknown.
    """
    bins, periods = bins_of(timeline.dates, freq)
    draws = timeline.contribution_draws(bins)
    observed = _sum(np.nansum(timeline.observed, axis=1), bins, len(periods))
    spend = _sum(timeline.spend, bins, len(periods))
    residual = observed - draws.sum(axis=2)
    means = np.column_stack([draws.mean(axis=0), observed - draws.mean(axis=0).sum(axis=1)])
    lower, upper = np.quantile(np.concatenate([draws, residual[..., None]], axis=2), [0.05, 0.95], axis=0)
    media = [number for number, part in enumerate(timeline.parts) if part.kind == "media"]
    spent = np.zeros_like(means)
    spent[:, media] = spend
    count = len(timeline.parts) + 1
    return pd.DataFrame(
        {
            "period": np.repeat(periods, count),
            "part": [*(part.name for part in timeline.parts), RESIDUAL] * len(periods),
            "kind": [*(part.kind for part in timeline.parts), "residual"] * len(periods),
            "campaign_id": [*(part.campaign_id for part in timeline.parts), None] * len(periods),
            "mean": means.ravel(),
            "lower": lower.ravel(),
            "upper": upper.ravel(),
            "spend": spent.ravel(),
            "observed": np.repeat(observed, count),
        }
    )


def returns_by_period(fit: ResponseFit, freq: str = "M", level: float = 0.9) -> pd.DataFrame:
    """Return what each campaign or channel brought for its money, by bin of time.

    What came in a bin includes the effect of money spent before it. ``marginal`` is the slope of the curve at the mean
    spend of the bin's periods with spend, at the averaged level of season.

    Args:
        fit: A fit with a timeline.
        freq: ``W``, ``M``, ``Q`` or ``all``.
        level: Of the intervals, between 0 and 1.

    Returns:
        Columns period, campaign_id, campaign, spend, and each of outcome, roas, cpa and marginal with ``_lower`` and
        ``_upper``. Where nothing was spent, roas, cpa and marginal are NaN; ``cpa`` is the cost at the mean outcome.

    Raises:
        InputError: If ``freq`` is unknown or ``level`` is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise InputError(f"level == {level!r}, must be between 0 and 1")
    timeline = fit.timeline
    bins, periods = bins_of(timeline.dates, freq)
    part_of = {part.campaign_id: number for number, part in enumerate(timeline.parts) if part.kind == "media"}
    columns = {part.campaign_id: n for n, part in enumerate(p for p in timeline.parts if p.kind == "media")}
    every = timeline.contribution_draws(bins)
    spent = _sum(timeline.spend, bins, len(periods))
    active = _sum((timeline.spend > 0).astype(float), bins, len(periods))
    tails = [(1 - level) / 2, (1 + level) / 2]
    tables = []
    for c, campaign in enumerate(fit.campaign_ids):
        brought, money = every[..., part_of[campaign]], spent[:, columns[campaign]]
        known = money > 0
        some = np.where(known, money, np.nan)
        usual = money / np.maximum(active[:, columns[campaign]], 1)
        marginal = np.full(brought.shape, np.nan)
        for b in np.flatnonzero(known):
            marginal[:, b] = slope_draws(fit.curves[c], float(usual[b]))
        cost = some / np.maximum(brought, 1e-300)
        table = {"period": periods, "campaign_id": campaign, "campaign": fit.campaigns[c], "spend": money}
        for name, draws in (("outcome", brought), ("roas", brought / some), ("cpa", cost), ("marginal", marginal)):
            lower, upper = np.quantile(draws, tails, axis=0)
            mean = some / np.maximum(brought.mean(axis=0), 1e-300) if name == "cpa" else draws.mean(axis=0)
            table |= {name: mean, f"{name}_lower": lower, f"{name}_upper": upper}
        tables.append(pd.DataFrame(table))
    return pd.concat(tables, ignore_index=True).sort_values(["period", "campaign_id"], ignore_index=True)


def _sum(values: Floats, bins: NDArray[np.intp], count: int) -> Floats:
    out = np.zeros((count, *values.shape[1:]))
    np.add.at(out, bins, values)
    return out
