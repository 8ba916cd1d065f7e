"""Sums of daily metrics and the ratios made of them, and a period against the one before."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from core.data.dataset import Dataset
from core.data.schema import MEASURES
from core.errors import InputError

RATIOS = {
    "ctr": ("clicks", "impressions", 1.0),
    "cpc": ("spend", "clicks", 1.0),
    "cpm": ("spend", "impressions", 1000.0),
    "conversion_rate": ("conversions", "clicks", 1.0),
    "cpa": ("spend", "conversions", 1.0),
    "roas": ("revenue", "spend", 1.0),
    "aov": ("revenue", "conversions", 1.0),
}
"""Each ratio as numerator, denominator and factor. They are made of sums, never averaged."""


@dataclass(frozen=True)
class Kpis:
    """Sums over some rows and their ratios; a ratio is None where its denominator is 0 or a part was not measured.

    Attributes:
        spend: Spend, currency.
        impressions: Impressions.
        clicks: Clicks.
        conversions: Conversions.
        revenue: Revenue, currency.
        measured: The measures that the source reports.
        contribution: What the margin leaves of revenue before the ads are paid, currency; None where it is not known.
    """

    spend: float
    impressions: float
    clicks: float
    conversions: float
    revenue: float
    measured: tuple[str, ...] = MEASURES
    contribution: float | None = None

    @property
    def profit(self) -> float | None:
        """What the margin leaves of revenue, less spend."""
        return None if self.contribution is None else self.contribution - self.spend

    @property
    def ctr(self) -> float | None:
        """Clicks an impression."""
        return self._ratio("ctr")

    @property
    def cpc(self) -> float | None:
        """Spend a click."""
        return self._ratio("cpc")

    @property
    def cpm(self) -> float | None:
        """Spend a thousand impressions."""
        return self._ratio("cpm")

    @property
    def conversion_rate(self) -> float | None:
        """Conversions a click."""
        return self._ratio("conversion_rate")

    @property
    def cpa(self) -> float | None:
        """Spend a conversion."""
        return self._ratio("cpa")

    @property
    def roas(self) -> float | None:
        """Revenue per unit of money spent."""
        return self._ratio("roas")

    @property
    def aov(self) -> float | None:
        """Revenue a conversion: the average order value."""
        return self._ratio("aov")

    def _ratio(self, name: str) -> float | None:
        over, under, factor = RATIOS[name]
        if not {over, under} <= set(self.measured) or getattr(self, under) == 0:
            return None
        return float(factor * getattr(self, over) / getattr(self, under))


@dataclass(frozen=True, eq=False)
class Comparison:
    """The last days of a data set against as many days before them.

    Attributes:
        days: Length of the period.
        start: First day.
        end: Last day.
        now: Sums of the period.
        daily: Sums by day: ``date`` and the measures, one row for each day of the period.
        before_start: First day of the period before; None where the data do not reach that far back.
        before_end: Last day of the period before, or None.
        before: Sums of the period before, or None.
        daily_before: Sums by day of the period before; no rows where there is none.
        by_channel: One row a channel, largest spend first: ``channel``, the measures, the ratios of ``RATIOS`` (not a
            number where undefined), ``spend_share`` and ``revenue_share``, and each measure of the period before as
            ``<measure>_before`` (not a number where there is no period before).
        by_campaign: The same by campaign: ``campaign_id``, ``campaign``, ``channel`` and so on.
        against: What it is compared with, in words; empty for the same number of days before.
    """

    days: int
    start: date
    end: date
    now: Kpis
    daily: pd.DataFrame
    before_start: date | None
    before_end: date | None
    before: Kpis | None
    daily_before: pd.DataFrame
    by_channel: pd.DataFrame
    by_campaign: pd.DataFrame
    against: str = ""

    @property
    def against_text(self) -> str:
        """What it is compared with, in words."""
        return self.against or f"the {self.days:,} days before"


def kpis(frame: pd.DataFrame, measured: tuple[str, ...] = MEASURES) -> Kpis:
    """Return sums and ratios of daily metrics.

    Args:
        frame: Rows with the columns of ``MEASURES``.
        measured: The measures that the source reports.
    """
    return Kpis(**{name: float(frame[name].sum()) for name in MEASURES}, measured=measured)


def compare(dataset: Dataset, days: int | None = 28) -> Comparison:
    """Return the last days of a data set against as many days before them.

    Args:
        dataset: The data set.
        days: Length of the period, at least 1; None, or more than there are, for all days.

    Raises:
        InputError: If ``days`` is below 1.
    """
    if days is not None and days < 1:
        raise InputError(f"days == {days}, must be at least 1")
    first, end = dataset.first_day, dataset.last_day
    length = min(days or 10**6, (end - first).days + 1)
    start = end - timedelta(days=length - 1)
    before_start, before_end = start - timedelta(days=length), start - timedelta(days=1)
    now = _between(dataset.daily_metrics, start, end)
    complete = before_start >= first
    before = _between(dataset.daily_metrics, before_start, before_end) if complete else now.iloc[:0]
    return Comparison(
        days=length,
        start=start,
        end=end,
        now=kpis(now, dataset.measured),
        daily=_daily(now, start, end),
        before_start=before_start if complete else None,
        before_end=before_end if complete else None,
        before=kpis(before, dataset.measured) if complete else None,
        daily_before=_daily(before, before_start, before_end).iloc[: None if complete else 0],
        by_channel=_table(now, before, ["channel"], dataset.measured, complete),
        by_campaign=_table(now, before, ["campaign_id", "campaign", "channel"], dataset.measured, complete),
    )


def _between(frame: pd.DataFrame, start: date, end: date) -> pd.DataFrame:
    return frame.loc[frame["date"].between(pd.Timestamp(start), pd.Timestamp(end))]


def _daily(frame: pd.DataFrame, start: date, end: date) -> pd.DataFrame:
    days = pd.date_range(start, end, freq="D", name="date")
    sums = frame.groupby("date")[list(MEASURES)].sum()
    return sums.reindex(days, fill_value=0.0).reset_index()


def _table(
    now: pd.DataFrame, before: pd.DataFrame, keys: list[str], measured: tuple[str, ...], complete: bool
) -> pd.DataFrame:
    table = now.groupby(keys, sort=True)[list(MEASURES)].sum()
    for name, (over, under, factor) in RATIOS.items():
        known = {over, under} <= set(measured)
        table[name] = (factor * table[over] / table[under].where(table[under] != 0)) if known else np.nan
    for name in ("spend", "revenue"):
        total = table[name].sum()
        table[f"{name}_share"] = table[name] / total if total else np.nan
    earlier = before.groupby(keys)[list(MEASURES)].sum().reindex(table.index, fill_value=0.0 if complete else np.nan)
    table = table.join(earlier.add_suffix("_before"))
    return table.sort_values("spend", ascending=False, kind="stable").reset_index()
