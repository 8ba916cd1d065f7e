"""Data sets of known make for the tests of forecasts."""

import numpy as np
import pandas as pd

from core.data import MEASURES, Dataset
from core.data.dataset import campaigns_of, tidy_daily_metrics

START = pd.Timestamp("2026-01-05")
"""A Monday."""


def dataset_of(values: dict[str, np.ndarray], channels: dict[str, str] | None = None, skip: tuple[int, ...] = ()):
    """Return a data set whose revenue is given by campaign and day; all other measures are a tenth of it.

    Args:
        values: Revenue by day, by campaign id.
        channels: Channel by campaign id; one channel where not given.
        skip: Days on which the data hold nothing.
    """
    frames = []
    for key, amounts in values.items():
        days = START + pd.to_timedelta(np.arange(len(amounts)), unit="D")
        frame = pd.DataFrame(
            {"date": days, "campaign_id": key, "campaign": f"Campaign {key}", "channel": (channels or {}).get(key, "A")}
        )
        for measure in MEASURES:
            frame[measure] = np.asarray(amounts, float) * (1.0 if measure == "revenue" else 0.1)
        frames.append(frame.drop(index=[d for d in skip if d < len(frame)]))
    metrics = tidy_daily_metrics(pd.concat(frames, ignore_index=True))
    return Dataset("made", metrics, campaigns_of(metrics), currency="EUR")


def weekly(days: int, level: float, rng: np.random.Generator, noise: float = 0.1) -> np.ndarray:
    """Return days around a level with a weekly pattern and independent noise, the share ``noise`` of the level."""
    pattern = np.array([1.1, 1.05, 1.0, 1.0, 1.05, 0.9, 0.9])[np.arange(days) % 7]
    return level * pattern * (1 + noise * rng.standard_normal(days))
