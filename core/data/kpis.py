"""Sums of daily metrics and the ratios made of them; what a period against another one is."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from core.data.schema import MEASURES

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
    """A period against what it is compared with; ``core.performance.KpiDesk.compare`` makes it.

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
            No rows in the comparison of one campaign, whose channel holds others too.
        by_campaign: The same by campaign: ``campaign_id``, ``campaign``, ``channel`` and so on.
        against: What it is compared with, in words; empty where with nothing.
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
    against: str


def kpis(frame: pd.DataFrame, measured: tuple[str, ...] = MEASURES) -> Kpis:
    """Return sums and ratios of daily metrics.

    Args:
        frame: Rows with the columns of ``MEASURES``.
        measured: The measures that the source reports.
    """
    return Kpis(**{name: float(frame[name].sum()) for name in MEASURES}, measured=measured)
