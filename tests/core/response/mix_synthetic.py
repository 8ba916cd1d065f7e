"""Mixes drawn independently of the model's code: recursive adstock, Hill curves, and several kinds of noise."""

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pandas as pd

from core.response.assumptions import LiftTest


@dataclass(frozen=True)
class KnownMix:
    """Weeks of a business and the truth behind them; ``names`` are the columns of spend."""

    frame: pd.DataFrame
    names: list
    scale: np.ndarray
    half: np.ndarray
    slope: np.ndarray
    decay: np.ndarray
    brought: np.ndarray
    tests: tuple = ()

    def outcome(self, spend):
        return self.scale * spend**self.slope / (spend**self.slope + self.half**self.slope)

    def marginal(self, spend):
        return (self.outcome(spend * 1.0001) - self.outcome(spend * 0.9999)) / (spend * 0.0002)

    def _brought(self, spend, channel):
        stock = adstocked(spend[:, None], self.decay[[channel]])[:, 0]
        k, h = self.slope[channel], self.half[channel]
        return self.scale[channel] * stock**k / (stock**k + h**k)

    def lift_test(self, channel, start, weeks, added, error, seed):
        """The result of an experiment that added so much spend a week; ``error`` is a share of the true change."""
        spend = self.frame[self.names[channel]].to_numpy()
        without = spend.copy()
        window = slice(start, start + weeks)
        without[window] -= added
        true = (self._brought(spend, channel) - self._brought(without, channel))[window].sum()
        first = self.frame["date"].iloc[start].date()
        measured = true * (1 + error * np.random.default_rng(seed).normal())
        last = first + timedelta(days=7 * weeks - 1)
        return LiftTest(self.names[channel], first, last, added * weeks, measured, error * true)


def adstocked(spend, decay):
    stock, left = np.empty_like(spend), spend[:4].mean(axis=0)
    for week in range(len(spend)):
        left = stock[week] = (1 - decay) * spend[week] + decay * left
    return stock


def repeated(rng, weeks, memory):
    """A process of mean 0 and variance 1 whose neighbours are correlated by ``memory``."""
    slow = rng.normal(size=weeks)
    for week in range(1, weeks):
        slow[week] = memory * slow[week - 1] + np.sqrt(1 - memory**2) * slow[week]
    return slow


def draw_mix(
    seed,
    channels=4,
    weeks=156,
    noise="normal",
    size=0.06,
    memory=0.0,
    confounded=0.0,
    correlated=0.3,
    tested=(),
    demand_memory=0.95,
    followers=None,
):
    """Draw one mix.

    ``size`` is the standard deviation of the noise as a share of the outcome; ``memory`` the autocorrelation of half of
    it; ``confounded`` how strongly a hidden demand moves spend (in log) and outcome (two thirds of it as a share).
    ``demand_memory`` is the autocorrelation of demand, and only the first ``followers`` channels follow it (None: all).
    ``tested`` are experiments (channel, first week, weeks) in which half of the usual spend was added, with results in
    ``tests``.
    """
    rng = np.random.default_rng(seed)
    names = [f"channel {c}" for c in range(channels)]
    usual = np.exp(rng.normal(np.log(20_000), 0.6, channels))
    slope, half = rng.uniform(0.7, 2.2, channels), usual * np.exp(rng.normal(0.2, 0.5, channels))
    decay = rng.uniform(0.1, 0.7, channels)
    share = rng.uniform(0.2, 0.45) * rng.dirichlet(np.full(channels, 3.0))
    business = usual.sum() / rng.uniform(0.08, 0.2)
    demand = repeated(rng, weeks, demand_memory)
    together = rng.normal(size=(weeks, 1))
    own = rng.normal(size=(weeks, channels))
    spend = usual * np.exp(0.5 * (np.sqrt(correlated) * together + np.sqrt(1 - correlated) * own))
    spend[:, :followers] *= np.exp(confounded * demand)[:, None]
    dark = rng.random((weeks // 8 + 1, channels)) < 0.15
    spend *= ~np.repeat(dark, 8, axis=0)[:weeks]
    for channel, start, length in tested:
        spend[start : start + length, channel] += 0.5 * usual[channel]
    stock = adstocked(spend, decay)
    scale = business * share * (usual**slope + half**slope) / usual**slope
    brought = scale * stock**slope / (stock**slope + half**slope)
    t = np.arange(weeks)
    price, event = rng.normal(size=weeks), rng.random(weeks) < 0.04
    other = 1 + 0.1 * np.sin(2 * np.pi * t / 52.18 + rng.uniform(0, 6)) + rng.uniform(-0.05, 0.15) * t / weeks
    other += 0.03 * price + 0.15 * event + 0.66 * confounded * demand
    if noise == "heavy":
        shock = rng.standard_t(4, size=weeks) / np.sqrt(2)
    elif noise == "skewed":
        shock = rng.gamma(4, 0.5, weeks) - 2
    else:
        shock = rng.normal(size=weeks)
    if memory:
        shock = np.sqrt(0.5) * (shock + repeated(rng, weeks, memory))
    outcome = business * ((1 - share.sum()) * other + size * shock) + brought.sum(axis=1)
    frame = pd.DataFrame({"date": pd.date_range("2022-01-03", periods=weeks, freq="7D"), "revenue": outcome})
    frame[names] = spend
    frame["price"], frame["event"] = price, event.astype(int)
    known = KnownMix(frame, names, scale, half, slope, decay, brought)
    tests = [
        known.lift_test(channel, start, length, 0.5 * usual[channel], 0.1, seed + i)
        for i, (channel, start, length) in enumerate(tested)
    ]
    return replace(known, tests=tuple(tests))
