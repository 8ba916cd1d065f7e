"""Worlds with known truth for the response model, drawn independently of the product's own generator."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

NOISE = (0.15, 0.40)
"""Coefficient of variation of a day, drawn anew for each data set."""


@dataclass(frozen=True)
class World:
    """Daily metrics and the response behind them; the methods take spend a day by campaign, steady.

    ``mean`` is the true expected outcome by day and campaign, and ``name`` the outcome that is to be learned.
    """

    frame: pd.DataFrame
    name: str
    scale: np.ndarray
    half: np.ndarray
    slope: np.ndarray
    mean: np.ndarray

    def outcome(self, spend):
        return self.scale * spend**self.slope / (spend**self.slope + self.half**self.slope)

    def marginal(self, spend):
        return (self.outcome(spend * 1.0001) - self.outcome(spend * 0.9999)) / (spend * 0.0002)


def slow(rng, days, campaigns, repeat):
    """An autoregression with unit variance, shape (days, campaigns)."""
    values = rng.normal(size=(days, campaigns))
    for day in range(1, days):
        values[day] = repeat * values[day - 1] + np.sqrt(1 - repeat**2) * values[day]
    return values


def world(
    seed,
    campaigns=12,
    days=365,
    repeat=0.0,
    varied=0.4,
    slopes=(0.8, 2.5),
    drift=0.0,
    demand=0.0,
    a_day=None,
):
    """Draw one data set.

    Args:
        seed: Of everything.
        campaigns: Their number, in four channels.
        days: Length.
        repeat: Autocorrelation of half of the noise.
        varied: Standard deviation of the log of weekly budgets; 0 is the same spend every day.
        slopes: Range of the Hill slope.
        drift: Standard deviation of a campaign's own slow changes (autocorrelation 0.97), in log.
        demand: By how much one standard deviation of demand (autocorrelation 0.9) moves both outcome and spend.
        a_day: Mean number of conversions a day; None is revenue with log-normal noise.
    """
    rng = np.random.default_rng(seed)
    noise = rng.uniform(*NOISE)
    channel = rng.integers(0, 4, campaigns)
    usual = np.exp(rng.normal(np.log(800), 0.7, campaigns))
    slope, half = rng.uniform(*slopes, campaigns), usual * np.exp(rng.normal(0.2, 0.6, campaigns))
    decay = rng.uniform(0.1, 0.7, campaigns)
    roas = np.exp(rng.normal(np.log(2.5), 0.5, campaigns))
    if a_day is not None:
        roas *= a_day / (usual * roas) * np.exp(rng.normal(0, 0.5, campaigns))
    scale = usual * roas * (usual**slope + half**slope) / usual**slope
    weekly = np.exp(rng.normal(0, varied, (days // 7 + 2, campaigns)))[np.arange(days) // 7]
    wanted = slow(rng, days, campaigns, 0.9) * demand
    spend = usual * weekly * np.exp(rng.normal(0, 0.4 * varied, (days, campaigns)) + wanted)
    t = np.arange(days)
    factor = np.exp(
        0.2 * np.sin(2 * np.pi * t / 365 + rng.uniform(0, 6)) + 0.1 * t / 365 + rng.normal(0, 0.1, 7)[t % 7]
    )
    factor = factor[:, None] * np.exp(drift * slow(rng, days, campaigns, 0.97))
    stock, left = np.empty_like(spend), usual
    for day in range(days):
        left = stock[day] = (1 - decay) * spend[day] + decay * left
    mean = factor * np.exp(wanted) * scale * stock**slope / (stock**slope + half**slope)
    shock = rng.normal(size=(days, campaigns))
    if repeat:
        shock = np.sqrt(0.5) * (shock + slow(rng, days, campaigns, repeat))
    sigma = np.sqrt(np.log(1 + noise**2))
    level = mean * np.exp(sigma * shock - sigma**2 / 2)
    outcome = level if a_day is None else rng.poisson(level)
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
            "conversions": np.zeros(days * campaigns) if a_day is None else outcome.ravel().astype(float),
            "revenue": outcome.ravel() if a_day is None else np.zeros(days * campaigns),
        }
    )
    averaged = factor[-365:] if days >= 365 else factor[-28:]
    return World(frame, "revenue" if a_day is None else "conversions", scale * averaged.mean(axis=0), half, slope, mean)


def sparse(seed, campaigns=42, days=193):
    """Many small campaigns that run on some days and hardly ever sell; other days have no row, as in exports."""
    rng = np.random.default_rng(seed)
    channel = rng.integers(0, 3, campaigns)
    usual = np.exp(rng.normal(np.log(8), 0.9, campaigns))
    running = np.exp(rng.normal(np.log(0.3), 0.9, campaigns)).clip(0.01, 0.9)
    # Runs of days: on and off with a memory of five days.
    on = np.empty((days, campaigns), bool)
    on[0] = rng.random(campaigns) < running
    for day in range(1, days):
        on[day] = np.where(rng.random(campaigns) < 0.2, rng.random(campaigns) < running, on[day - 1])
    on[rng.integers(0, days, campaigns), np.arange(campaigns)] = True
    spend = np.round(usual * np.exp(rng.normal(0, 0.4, (days, campaigns))), 2).clip(0.5) * on
    slope, half = rng.uniform(0.8, 1.6, campaigns), usual * np.exp(rng.normal(0.4, 0.6, campaigns))
    decay = rng.uniform(0.05, 0.5, campaigns)
    rate = np.exp(rng.normal(-4.6, 0.7, campaigns) + np.array([0.2, 0.0, -0.3])[channel])
    scale = usual * rate * (usual**slope + half**slope) / usual**slope
    stock, left = np.zeros_like(spend), np.zeros(campaigns)
    for day in range(days):
        left = stock[day] = (1 - decay) * spend[day] + decay * left
    mean = scale * stock**slope / (stock**slope + half**slope)
    sold = rng.poisson(mean).astype(float)
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
            "conversions": sold.ravel(),
            "revenue": 0.0,
        }
    )
    frame = frame[(frame["spend"] > 0) | (frame["conversions"] > 0)].reset_index(drop=True)
    return World(frame, "conversions", scale, half, slope, mean)
