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
STRAY_DAYS, STRAY_GAP = 28, 180
"""Fewer days than the first, followed by more days without any row than the second, are not part of the series."""


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
        learned: Number of first days that are learned from; the others are held out.
    """

    dates: pd.DatetimeIndex
    ids: tuple[str, ...]
    names: tuple[str, ...]
    channels: tuple[str, ...]
    spend: Floats
    outcome: Floats
    counted: NDArray[np.bool_]
    left_out: tuple[tuple[str, str], ...]
    learned: int

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
            [[(w := weekly[: self.learned][self._running(c), c]).min(), w.max()] for c in range(len(self.ids))]
        )

    def _active(self, campaign: int) -> Floats:
        return self.spend[: self.learned][self._running(campaign), campaign]

    def _running(self, campaign: int) -> NDArray[np.bool_]:
        """Return which of the learned days the campaign spent on; the last one, where it only starts afterwards."""
        running = self.spend[: self.learned, campaign] > 0
        return running if running.any() else np.arange(self.learned) == self.learned - 1


def make_panel(daily_metrics: pd.DataFrame, outcome: str, hold_out: int = 0) -> Panel:
    """Return the panel of one outcome.

    Args:
        daily_metrics: Columns of the schema. Rows of the same day and campaign are added up; credits (negative spend)
            lower the day's spend, not below zero.
        outcome: ``revenue`` or ``conversions``.
        hold_out: Number of last days that are kept but not learned from.

    Raises:
        InputError: If the outcome or a column is unknown, or the days held out are not fewer than there are.
        NotEnoughDataError: If no campaign has both spend and outcome.
    """
    if outcome not in OUTCOMES:
        raise InputError(f"outcome == {outcome!r}, must be one of {', '.join(OUTCOMES)}")
    needed = ("date", "campaign_id", "campaign", "channel", "spend", outcome)
    if missing := [column for column in needed if column not in daily_metrics.columns]:
        raise InputError(f"The daily metrics have no column {', '.join(missing)}.")
    if daily_metrics.empty:
        raise NotEnoughDataError("There are no rows to learn from.")
    rows = _plain(daily_metrics, outcome)
    dates, day = _calendar(rows["date"])
    if day.min() < 0:
        rows, day = rows[day >= 0], day[day >= 0]
    if not 0 <= hold_out < len(dates):
        raise InputError(f"hold_out == {hold_out}, must be at least 0 and below the {len(dates)} days of the data.")
    learned = len(dates) - hold_out
    code, index = pd.factorize(rows["campaign_id"], sort=True)
    # The last row of a campaign has its name and channel: a later assignment goes over an earlier one.
    last = np.zeros(len(index), int)
    by_day = np.argsort(day, kind="stable")
    last[code[by_day]] = by_day
    ids, names, channels = (rows[k].astype(str).to_numpy()[last] for k in ("campaign_id", "campaign", "channel"))
    cell = day * len(ids) + code

    def total(column: str) -> Floats:
        summed = np.bincount(cell, rows[column].to_numpy(float), len(dates) * len(ids))
        return np.maximum(summed, 0.0).reshape(len(dates), len(ids))

    spend_values, outcome_values, unknown = total("spend"), total(outcome), total("unknown")
    has_row = np.bincount(cell, minlength=len(dates) * len(ids)).reshape(len(dates), len(ids)) > 0
    # Exports leave out days on which nothing happened: where others of the channel have a row, no row is no outcome.
    # Left uncounted, what is carried over to the days after a pause would be foretold but never held against zero.
    for channel in np.unique(channels):
        has_row[:, channels == channel] |= has_row[:, channels == channel].any(axis=1, keepdims=True)
    has_row &= unknown == 0

    keep = spend_values.max(axis=0) > 0
    left_out = tuple((str(name), "it never spent anything") for name in names[~keep])
    if not keep.any() or spend_values[:learned].max() <= 0:
        raise NotEnoughDataError("No campaign in this data spent anything, so nothing can be learned about spending.")
    if outcome_values[:learned, keep].sum() <= 0:
        raise NotEnoughDataError(f"No campaign in this data brought any {outcome}, so there is nothing to learn from.")

    # A day in the reach of recent spend, and not in the first week of a long series, whose carry-over is unknown.
    reach = np.cumsum(np.vstack([np.zeros((CARRY_OVER_DAYS, len(ids))), spend_values > 0]), axis=0)
    counted = has_row & (reach[CARRY_OVER_DAYS:] > reach[:-CARRY_OVER_DAYS])
    counted[learned:] = False
    if learned > 8 * CARRY_OVER_DAYS:
        first_week = counted.copy()
        first_week[CARRY_OVER_DAYS:] = False
        enough = (counted & ~first_week).sum(axis=0) >= 4 * CARRY_OVER_DAYS
        counted &= ~(first_week & enough)
    if (outcome_values * counted).sum() <= 0:
        raise NotEnoughDataError(
            f"No campaign brought any {outcome} while it spent or in the week after, so there is nothing to learn from."
        )
    return Panel(
        dates=dates,
        ids=tuple(ids[keep]),
        names=tuple(names[keep]),
        channels=tuple(channels[keep]),
        spend=spend_values[:, keep],
        outcome=outcome_values[:, keep],
        counted=counted[:, keep],
        left_out=left_out,
        learned=learned,
    )


def _calendar(dates: pd.Series) -> tuple[pd.DatetimeIndex, NDArray[np.intp]]:
    """Return the days without gaps, and the number of each row's day; -1 for a stray row long before all others.

    A few rows dated years before the rest (a slip of typing, a test entry) would stretch season and drift over years
    that hold nothing.
    """
    day = dates.to_numpy().astype("datetime64[D]").astype(np.intp)
    known = np.unique(day)
    start = known[0]
    for gap in np.flatnonzero(np.diff(known) > STRAY_GAP):
        if known[gap] - start < STRAY_DAYS:
            start = known[gap + 1]
    calendar = pd.date_range(pd.Timestamp(int(start), unit="D"), pd.Timestamp(int(known[-1]), unit="D"), freq="D")
    return calendar, np.where(day >= start, day - start, -1)


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
    usable = frame["date"].notna() & frame["campaign_id"].notna()
    frame = frame if usable.all() else frame[usable].copy()
    if frame.empty:
        raise NotEnoughDataError("There are no rows with a date and a campaign to learn from.")
    for name in ("campaign_id", "campaign", "channel"):
        frame[name] = frame[name].astype(str)
    # What is not known is not zero: such a day is not learned from.
    frame["unknown"] = (frame["spend"].isna() | frame[outcome].isna()).astype(float)
    for name in ("spend", outcome):
        frame[name] = frame[name].fillna(0.0)
    return frame
