"""Daily metrics drawn independently of the product's generator: log-normal noise around known Hill curves."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Known:
    """Data and the response behind them; ``outcome`` and ``marginal`` take spend a day by campaign."""

    frame: pd.DataFrame
    scale: np.ndarray
    half: np.ndarray
    slope: np.ndarray

    def outcome(self, spend):
        return self.scale * spend**self.slope / (spend**self.slope + self.half**self.slope)

    def marginal(self, spend):
        return (self.outcome(spend * 1.0001) - self.outcome(spend * 0.9999)) / (spend * 0.0002)


def draw(seed, campaigns=12, days=365, noise=0.25, repeat=0.0, varied=0.4, demand=0.0, follow=0.0):
    """Draw one data set. ``repeat`` is the autocorrelation of half of the noise; ``varied`` how much spend varies.

    ``demand`` is the standard deviation of a slow demand (log) that all share, ``follow`` by how much the log of spend
    follows a standard deviation of it.
    """
    rng = np.random.default_rng(seed)
    channel = rng.integers(0, 4, campaigns)
    usual = np.exp(rng.normal(np.log(800), 0.7, campaigns))
    slope, half = rng.uniform(0.8, 2.5, campaigns), usual * np.exp(rng.normal(0.2, 0.6, campaigns))
    decay = rng.uniform(0.1, 0.7, campaigns)
    roas = np.exp(rng.normal(np.log(2.5), 0.5, campaigns))
    scale = usual * roas * (usual**slope + half**slope) / usual**slope
    weekly = np.exp(rng.normal(0, varied, (days // 7 + 2, campaigns)))[np.arange(days) // 7]
    spend = usual * weekly * np.exp(rng.normal(0, 0.4 * varied, (days, campaigns)))
    t = np.arange(days)
    factor = np.exp(
        0.2 * np.sin(2 * np.pi * t / 365 + rng.uniform(0, 6)) + 0.1 * t / 365 + rng.normal(0, 0.1, 7)[t % 7]
    )
    if demand or follow:
        wander = rng.normal(size=days)
        for day in range(1, days):
            wander[day] = 0.9 * wander[day - 1] + np.sqrt(1 - 0.81) * wander[day]
        factor = factor * np.exp(demand * wander)
        spend = spend * np.exp(follow * wander)[:, None]
    stock, left = np.empty_like(spend), usual
    for day in range(days):
        left = stock[day] = (1 - decay) * spend[day] + decay * left
    mean = factor[:, None] * scale * stock**slope / (stock**slope + half**slope)
    shock = rng.normal(size=(days, campaigns))
    if repeat:
        slow = rng.normal(size=(days, campaigns))
        for day in range(1, days):
            slow[day] = repeat * slow[day - 1] + np.sqrt(1 - repeat**2) * slow[day]
        shock = np.sqrt(0.5) * (shock + slow)
    sigma = np.sqrt(np.log(1 + noise**2))
    revenue = mean * np.exp(sigma * shock - sigma**2 / 2)
    ids = np.array([f"c{i:03d}" for i in range(campaigns)])
    frame = pd.DataFrame(
        {
            "date": np.repeat(pd.date_range("2025-01-01", periods=days), campaigns),
            "campaign_id": np.tile(ids, days),
            "campaign": np.tile(ids, days),
            "channel": np.tile([f"channel {c}" for c in channel], days),
            "spend": spend.ravel(),
            "impressions": 0.0,
            "clicks": 0.0,
            "conversions": np.round(revenue.ravel() / 50),
            "revenue": revenue.ravel(),
        }
    )
    level = factor[-365:].mean() if days >= 365 else factor[-28:].mean()
    return Known(frame, scale * level, half, slope)
