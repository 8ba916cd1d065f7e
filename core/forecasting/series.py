"""Daily series of a data set by campaign, channel or in total, and what state each is in."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd

from core.data import MEASURES, Dataset
from core.errors import InputError

Level = Literal["campaign", "channel", "total"]
State = Literal["running", "sparse", "flat", "short", "paused", "ended", "empty"]

TOTAL: Final = "total"
"""Key of the one series of the level ``total``."""
WEEK: Final = 7
SHORT_DAYS: Final = 14
"""A series that began less than two weeks ago shows each weekday once at most."""
ENDED_DAYS: Final = 28
"""What brought nothing for four weeks is called ended, not paused."""
UNLIKELY: Final = 0.01
"""A run of zeros is a pause where chance alone makes so long a run in fewer cases than this."""


@dataclass(frozen=True, eq=False)
class DailySeries:
    """The days of one measure.

    Attributes:
        measure: One of ``core.data.MEASURES``.
        level: What a series is: a campaign, a channel, or the total.
        values: One column a series, one row for each day from the first to the last of the data. A campaign without a
            row on a day counts 0; a day on which the data hold nothing at all is not a number: a gap, not a zero.
        names: What people call each series, by key.
        channels: Channel of each series, by key; empty for the total.
        states: State of each series, by key.
    """

    measure: str
    level: Level
    values: pd.DataFrame
    names: dict[str, str]
    channels: dict[str, str]
    states: dict[str, State]


def daily_series(dataset: Dataset, measure: str, level: Level = "campaign") -> DailySeries:
    """Return the days of a measure.

    Args:
        dataset: The data.
        measure: One of ``core.data.MEASURES``.
        level: ``campaign`` (keys are campaign ids), ``channel`` (channel names) or ``total``.

    Raises:
        InputError: If the measure is unknown or not measured, or the level is unknown.
    """
    if measure not in MEASURES or measure not in dataset.measured:
        raise InputError(f"The data hold no {measure}. They hold {', '.join(dataset.measured)}.")
    if level not in get_args(Level):
        raise InputError(f"“{level}” is no level. Choose one of {', '.join(get_args(Level))}.")
    frame, table = dataset.daily_metrics, dataset.campaigns
    ids = table["campaign_id"].astype(str)
    if level == "campaign":
        keys = frame["campaign_id"].astype(str)
        names = dict(zip(ids, table["campaign"].astype(str), strict=True))
        channels = dict(zip(ids, table["channel"].astype(str), strict=True))
    elif level == "channel":
        keys = frame["channel"].astype(str)
        names = {channel: channel for channel in sorted(set(table["channel"].astype(str)))}
        channels = names
    else:
        keys = pd.Series(TOTAL, index=frame.index)
        names, channels = {TOTAL: "All campaigns"}, {TOTAL: ""}
    sums = frame.groupby([frame["date"], keys])[measure].sum().unstack(fill_value=0)  # noqa: PD010 keys are unique
    days = pd.date_range(dataset.first_day, dataset.last_day, freq="D", name="date")
    values = sums.reindex(index=days, columns=pd.Index(list(names), name=None)).astype(float)
    known = values.index.isin(sums.index)
    values.loc[known] = values.loc[known].fillna(0.0)
    states = {str(key): state_of(values[key].to_numpy()) for key in values.columns}
    return DailySeries(measure, level, values, names, channels, states)


def state_of(values: np.ndarray) -> State:
    """Return the state of one series; days that are not a number are left out.

    Args:
        values: By day, shape (days,).

    Example:
        >>> state_of(np.zeros(30)), state_of(np.r_[np.full(60, 9.0), np.zeros(10)]), state_of(np.full(60, 9.0))
        ('empty', 'paused', 'flat')
    """
    known = values[np.isfinite(values)]
    active = np.flatnonzero(known)
    if not len(active):
        return "empty"
    lived = known[active[0] : active[-1] + 1]
    idle = len(known) - 1 - int(active[-1])
    zero_share = float((lived == 0).mean())
    # One zero more than was seen, so that a series without any is not called paused after a single day.
    by_chance = ((zero_share * len(lived) + 1) / (len(lived) + 1)) ** idle
    if idle >= ENDED_DAYS and by_chance < UNLIKELY:
        return "ended"
    if idle >= WEEK and by_chance < UNLIKELY:
        return "paused"
    if len(known) - int(active[0]) < SHORT_DAYS:
        return "short"
    if zero_share > 0.5:
        return "sparse"
    return "flat" if np.ptp(lived) == 0 else "running"
