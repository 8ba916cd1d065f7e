"""Panel: daily metrics as arrays of days by campaigns, with what may be learned from and what is set aside."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats
from core.data.schema import OUTCOMES
from core.errors import InputError, NotEnoughDataError

CARRY_OVER_DAYS = 7
"""A day counts while the campaign spent in the last days: later, what comes in is not told apart from organic sales."""
TODAY_DAYS = 28


@dataclass(frozen=True, eq=False)
class Panel:
    """Days by campaigns.

    Attributes:
        dates: The days, without gaps, shape (days,).
        ids: Campaign ids, sorted; ``names`` and ``channels`` go with them.
        names: Campaign names.
        channels: Channel names.
        spend: Currency per day, shape (days, campaigns); 0 where there is no row.
        outcome: Outcome per day, the same shape; 0 where there is no row.
        counted: Whether a day is learned from, the same shape.
        left_out: Name and reason of campaigns that no curve can be learned for.
    """

    dates: pd.DatetimeIndex
    ids: tuple[str, ...]
    names: tuple[str, ...]
    channels: tuple[str, ...]
    spend: Floats
    outcome: Floats
    counted: NDArray[np.bool_]
    left_out: tuple[tuple[str, str], ...]

    @property
    def today(self) -> Floats:
        """Today's spend a day: mean of the last 28 days on which the campaign spent, shape (campaigns,)."""
        return np.array([self._active(c)[-TODAY_DAYS:].mean() for c in range(len(self.ids))])

    @property
    def usual(self) -> Floats:
        """Mean spend of the days with spend, shape (campaigns,)."""
        return np.array([self._active(c).mean() for c in range(len(self.ids))])

    @property
    def seen(self) -> Floats:
        """Lowest and highest weekly mean of spend while running, shape (campaigns, 2)."""
        weekly = pd.DataFrame(self.spend).rolling(7, min_periods=1).mean().to_numpy()
        return np.array(
            [[(w := weekly[self.spend[:, c] > 0, c]).min(), max(w.max(), 0.0)] for c in range(len(self.ids))]
        )

    def _active(self, campaign: int) -> Floats:
        column = self.spend[:, campaign]
        return column[column > 0]


def make_panel(daily_metrics: pd.DataFrame, outcome: str) -> Panel:
    """Return the panel of one outcome.

    Args:
        daily_metrics: Columns of the schema. Rows of the same day and campaign are added up; credits (negative spend)
            lower the day's spend, not below zero.
        outcome: ``revenue`` or ``conversions``.

    Raises:
        InputError: If the outcome or a column is unknown.
        NotEnoughDataError: If no campaign has both spend and outcome.
    """
    if outcome not in OUTCOMES:
        raise InputError(f"outcome == {outcome!r}, must be one of {', '.join(OUTCOMES)}")
    needed = ("date", "campaign_id", "campaign", "channel", "spend", outcome)
    if missing := [column for column in needed if column not in daily_metrics.columns]:
        raise InputError(f"The daily metrics have no column {', '.join(missing)}.")
    if daily_metrics.empty:
        raise NotEnoughDataError("There are no rows to learn from.")
    daily_metrics = _plain(daily_metrics, outcome)
    dates = pd.date_range(daily_metrics["date"].min(), daily_metrics["date"].max(), freq="D")
    names = daily_metrics.sort_values("date", kind="stable").groupby("campaign_id")[["campaign", "channel"]].last()
    grid = daily_metrics.pivot_table(
        index="date", columns="campaign_id", values=["spend", outcome], aggfunc="sum", sort=True
    ).reindex(dates)
    unknown = daily_metrics.pivot_table(index="date", columns="campaign_id", values="unknown", aggfunc="max", sort=True)
    ids = [str(i) for i in names.index]
    columns = pd.MultiIndex.from_product([["spend", outcome], names.index])
    cube = grid.reindex(columns=columns).to_numpy(float).reshape(len(dates), 2, len(ids))
    has_row = np.isfinite(cube[:, 0]) & ~(unknown.reindex(index=dates, columns=names.index).to_numpy(float) > 0)
    spend_values, outcome_values = np.maximum(np.nan_to_num(cube), 0.0).swapaxes(0, 1)

    left_out = tuple(
        (str(names["campaign"].iloc[c]), "it never spent anything")
        for c in range(len(ids))
        if spend_values[:, c].max() <= 0
    )
    keep = spend_values.max(axis=0) > 0
    if not keep.any():
        raise NotEnoughDataError("No campaign in this data spent anything, so nothing can be learned about spending.")
    if outcome_values[:, keep].sum() <= 0:
        raise NotEnoughDataError(f"No campaign in this data brought any {outcome}, so there is nothing to learn from.")

    # A day in the reach of recent spend, and not in the first week of a long series, whose carry-over is unknown.
    recent = pd.DataFrame(spend_values).rolling(CARRY_OVER_DAYS, min_periods=1).sum().to_numpy() > 0
    counted = has_row & recent
    if len(dates) > 8 * CARRY_OVER_DAYS:
        first_week = counted.copy()
        first_week[CARRY_OVER_DAYS:] = False
        enough = (counted & ~first_week).sum(axis=0) >= 4 * CARRY_OVER_DAYS
        counted &= ~(first_week & enough)
    return Panel(
        dates=dates,
        ids=tuple(np.array(ids)[keep]),
        names=tuple(names["campaign"].astype(str).to_numpy()[keep]),
        channels=tuple(names["channel"].astype(str).to_numpy()[keep]),
        spend=spend_values[:, keep],
        outcome=outcome_values[:, keep],
        counted=counted[:, keep],
        left_out=left_out,
    )


def _plain(daily_metrics: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Return the needed columns as days, texts and numbers; ``unknown`` marks rows of which an amount is missing.

    Raises:
        InputError: If dates or amounts cannot be read.
    """
    frame = daily_metrics[["date", "campaign_id", "campaign", "channel", "spend", outcome]].reset_index(drop=True)
    try:
        dates = pd.to_datetime(frame["date"])
        frame["date"] = (dates.dt.tz_localize(None) if dates.dt.tz is not None else dates).dt.normalize()
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError("The column date must hold dates, such as 2026-01-31.") from error
    for name in ("spend", outcome):
        try:
            frame[name] = frame[name].astype(float)
        except (ValueError, TypeError) as error:
            raise InputError(f"The column {name} must hold numbers.") from error
        if np.isinf(frame[name]).any():
            raise InputError(f"The column {name} holds an infinite amount.")
    frame = frame.dropna(subset=["date", "campaign_id"])
    if frame.empty:
        raise NotEnoughDataError("There are no rows with a date and a campaign to learn from.")
    for name in ("campaign_id", "campaign", "channel"):
        frame[name] = frame[name].astype(str)
    # What is not known is not zero: such a day is not learned from.
    frame["unknown"] = (frame["spend"].isna() | frame[outcome].isna()).astype(float)
    return frame.fillna({"spend": 0.0, outcome: 0.0})
