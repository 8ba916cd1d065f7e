"""Makes days of campaigns for tests."""

import numpy as np
import pandas as pd

from core.campaigns import CampaignDays, campaign_days
from core.data import Dataset, campaigns_of
from core.data.schema import DAILY_METRICS, MEASURES


def frame(values: dict[str, np.ndarray], channels: list[str] | None = None, end: str = "2026-11-22") -> pd.DataFrame:
    """Daily metrics from measures of shape (days, campaigns); what is not given is 0."""
    days, count = next(iter(values.values())).shape
    names = [f"Campaign {i}" for i in range(count)]
    channels = channels or ["Search"] * count
    dates = pd.date_range(end=end, periods=days, freq="D")
    rows = {
        "date": np.repeat(dates.to_numpy(), count),
        "campaign_id": np.tile([f"c{i}" for i in range(count)], days),
        "campaign": np.tile(names, days),
        "channel": np.tile(channels, days),
    }
    for name in MEASURES:
        rows[name] = values.get(name, np.zeros((days, count))).astype(float).ravel()
    return pd.DataFrame(rows)[list(DAILY_METRICS)]


def dataset(
    values: dict[str, np.ndarray], channels: list[str] | None = None, measured: tuple[str, ...] = MEASURES, **more
) -> Dataset:
    """A data set of them."""
    metrics = frame(values, channels)
    return Dataset("made", metrics, campaigns_of(metrics), currency="EUR", measured=measured, **more)


def days(
    values: dict[str, np.ndarray], channels: list[str] | None = None, measured: tuple[str, ...] = MEASURES
) -> CampaignDays:
    """The days of them."""
    return campaign_days(dataset(values, channels, measured))
