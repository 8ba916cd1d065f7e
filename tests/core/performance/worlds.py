"""Small data sets whose figures can be counted by hand."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from core.data import MEASURES, Comparison, Dataset, campaigns_of
from core.margins import Margins
from core.performance import KpiDesk, daily_cube

FIRST = date(2026, 1, 5)
"""A Monday."""


def world(
    rows: Sequence[tuple[int, str, str, float, float, float, float]],
    measured: Sequence[str] = MEASURES,
    objectives: dict[str, str] | None = None,
) -> Dataset:
    """A data set of (day, campaign, channel, spend, clicks, conversions, revenue)."""
    frame = pd.DataFrame(
        [
            {
                "date": pd.Timestamp(FIRST + timedelta(days=day)),
                "campaign_id": campaign,
                "campaign": campaign,
                "channel": channel,
                "spend": spend,
                "impressions": 100 * clicks,
                "clicks": clicks,
                "conversions": conversions,
                "revenue": revenue,
            }
            for day, campaign, channel, spend, clicks, conversions, revenue in rows
        ]
    )
    frame[list(MEASURES)] = frame[list(MEASURES)].astype(float)
    campaigns = campaigns_of(frame)
    if objectives:
        campaigns["objective"] = [objectives.get(i, "") for i in campaigns["campaign_id"]]
    return Dataset(
        "World", frame.sort_values(["date", "campaign_id"]), campaigns, currency="EUR", measured=tuple(measured)
    )


def random_world(seed: int, days: int = 60, campaigns: int = 5) -> Dataset:
    """A data set with gaps, starts and ends, and days without clicks."""
    rng = np.random.default_rng(seed)
    rows = []
    for c in range(campaigns):
        begin, end = sorted(rng.integers(0, days, 2))
        for day in range(begin, end + 1):
            if rng.random() < 0.1:
                continue
            clicks = float(rng.integers(0, 30))
            conversions = float(rng.integers(0, int(clicks) + 1))
            amount = round(float(rng.uniform(0, 90)), 2)
            rows.append((day, f"c{c}", f"ch{c % 2}", amount, clicks, conversions, round(conversions * 13.37, 2)))
    rows.append((0, "c0", "ch0", 10.0, 5.0, 1.0, 20.0))
    rows.append((days - 1, "c1", "ch1", 10.0, 5.0, 1.0, 20.0))
    frame = world(rows).daily_metrics
    sums = frame.groupby(["date", "campaign_id", "campaign", "channel"], as_index=False)[list(MEASURES)].sum()
    return Dataset("Random", sums, campaigns_of(sums), currency="EUR")


def desk_of(
    dataset: Dataset, margins: Margins | None = None, tags: dict[str, tuple[str, ...]] | None = None
) -> KpiDesk:
    """A desk over a data set."""
    cube, margins = daily_cube(dataset), margins or Margins()
    return KpiDesk(dataset, cube, cube.with_margins(margins), margins, tags or {})


def comparison_of(dataset: Dataset, asked: Mapping[str, str]) -> Comparison:
    """The periods that an address asks for, of a data set."""
    desk = desk_of(dataset)
    return desk.compare(desk.periods(asked))
