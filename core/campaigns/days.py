"""CampaignDays: the days of all campaigns side by side, and what each did of late."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data import MEASURES, Dataset

Floats = NDArray[np.float64]

RECENT_DAYS = 28
"""What a campaign is judged by: four whole weeks, so that no weekday weighs more than another."""
WEEK = 7


@dataclass(frozen=True, eq=False)
class CampaignDays:
    """Daily figures of all campaigns. A campaign without a row on a day counts 0 there.

    Attributes:
        ids: Campaign ids, and ``names`` and ``channels`` in the same order.
        dates: All days from the first to the last.
        values: By measure, shape (days, campaigns).
        measured: The measures that the source reports.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    channels: tuple[str, ...]
    dates: pd.DatetimeIndex
    values: dict[str, Floats]
    measured: tuple[str, ...]

    @cached_property
    def last_spend(self) -> tuple[date | None, ...]:
        """The last day with spend of each campaign; None where it never spent."""
        spends = self.values["spend"] > 0
        last = len(spends) - 1 - spends[::-1].argmax(axis=0)
        return tuple(self.dates[row].date() if spends[row, i] else None for i, row in enumerate(last))

    @cached_property
    def running(self) -> NDArray[np.bool_]:
        """Whether each campaign spent in the last 28 days."""
        return np.asarray((self.values["spend"][-RECENT_DAYS:] > 0).any(axis=0))

    @cached_property
    def window(self) -> NDArray[np.bool_]:
        """The days that each campaign is judged by, shape (days, campaigns).

        They are the last 28 days of the data, or for one that has stopped the 28 days up to its last spend.
        """
        count = len(self.dates)
        spends = self.values["spend"] > 0
        last = np.where(spends.any(axis=0), count - 1 - spends[::-1].argmax(axis=0), count - 1)
        end = np.where(self.running, count - 1, last)
        rows = np.arange(count)[:, None]
        return np.asarray((rows <= end) & (rows > end - RECENT_DAYS))

    def recent(self, measure: str) -> Floats:
        """Return sums over the window, shape (campaigns,). Corrections below zero count as zero."""
        return np.asarray(np.where(self.window, self.values[measure], 0.0).sum(axis=0).clip(min=0.0))

    def weeks(self, measure: str, most: int) -> Floats:
        """Return sums of whole weeks that end on the last day, oldest first, shape (weeks, campaigns)."""
        values = self.values[measure]
        count = min(len(values) // WEEK, most)
        tail = values[len(values) - count * WEEK :]
        return np.asarray(tail.reshape(count, WEEK, values.shape[1]).sum(axis=1).clip(min=0.0))


def campaign_days(dataset: Dataset) -> CampaignDays:
    """Return the days of all campaigns of a data set."""
    frame = dataset.daily_metrics
    named = frame.groupby("campaign_id", sort=True)[["campaign", "channel"]].last()
    dates = pd.date_range(dataset.first_day, dataset.last_day, freq="D")
    row = (frame["date"] - dates[0]).dt.days.to_numpy()
    column = named.index.get_indexer(pd.Index(frame["campaign_id"]))
    values = {}
    for measure in MEASURES:
        table = np.zeros((len(dates), len(named)))
        np.add.at(table, (row, column), np.nan_to_num(frame[measure].to_numpy(float)))
        values[measure] = table
    texts = [tuple(str(v) for v in part) for part in (named.index, named["campaign"], named["channel"])]
    return CampaignDays(texts[0], texts[1], texts[2], dates, values, tuple(dataset.measured))
