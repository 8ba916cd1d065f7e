"""How well unusual days are found: ``python -m benchmarks.anomalies``.

Four tables: hours with windows that people labelled (the ad exchange of the Numenta benchmark), days of generated
noise with injected spikes and drops, real daily series with the same, and what the generator hides in its data; then
how often chance alone raises an alarm, and the time for many campaigns. A threshold is always chosen on other series
than those that are scored: on all other series of the table, or, for the product's own, on the generated ones.
"""

import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data import Dataset
from core.forecasting.anomalies import find_anomalies
from core.forecasting.judged import ALARM
from core.forecasting.robust import DAILY, HOURLY, Floats, score_steps
from core.simulation import DataGenerator

FOLDER: Final = Path(os.environ.get("CAMPAIGN_DATA") or Path(__file__).parents[2] / "shared" / "data")
GRID: Final = np.arange(3.0, 9.01, 0.5)
"""Thresholds to choose from; steps of a half, because a choice among finer ones follows single events."""
MOST_FALSE: Final = 4.0


@dataclass(frozen=True, eq=False)
class Scored:
    """A series with its scores and what is true of it.

    Attributes:
        name: Of the series.
        score: By step.
        windows: First and last step of each true event.
        days: Length in days.
        merge: Steps from one alarm to the next up to which both are one.
    """

    name: str
    score: Floats
    windows: tuple[tuple[int, int], ...]
    days: float
    merge: int

    def count(self, threshold: float) -> NDArray[np.int64]:
        """Return how many events were found, how many alarms were false, and how many events were missed."""
        odd = np.flatnonzero(np.abs(np.nan_to_num(self.score)) > threshold)
        alarms = np.split(odd, np.flatnonzero(np.diff(odd) > self.merge) + 1) if len(odd) else []
        found, false = set(), 0
        for alarm in alarms:
            hit = [n for n, (a, b) in enumerate(self.windows) if alarm[-1] >= a and alarm[0] <= b]
            found.update(hit)
            false += not hit
        return np.array([len(found), false, len(self.windows) - len(found)])


def f1(counts: NDArray[np.int64]) -> float:
    """Return the harmonic mean of precision and recall."""
    found, false, missed = counts
    return float(2 * found / max(2 * found + false + missed, 1))


def choose(others: Sequence[Scored]) -> float:
    """Return the threshold with the best F1 among those with few enough false alarms."""
    days = sum(s.days for s in others)
    sums = [(t, np.sum([s.count(t) for s in others], axis=0)) for t in GRID]
    allowed = [(f1(c), -t) for t, c in sums if 100 * c[1] / days <= MOST_FALSE] or [(f1(c), -t) for t, c in sums]
    return -max(allowed)[1]


def left_out(title: str, series: Sequence[Scored], groups: Sequence[str] | None = None) -> None:
    """Print F1 and false alarms with the threshold of each series, or group, chosen on all the others."""
    of = list(groups or [s.name for s in series])
    counts, chosen = np.zeros(3, np.int64), []
    for group in dict.fromkeys(of):
        others = [s for s, g in zip(series, of, strict=True) if g != group]
        threshold = choose(others)
        chosen.append(threshold)
        counts += np.sum([s.count(threshold) for s, g in zip(series, of, strict=True) if g == group], axis=0)
    show(title, series, counts, f"{min(chosen):g}–{max(chosen):g}, chosen on the others")


def fixed(title: str, series: Sequence[Scored]) -> None:
    """Print F1 and false alarms with the threshold of the product."""
    counts = np.sum([s.count(ALARM) for s in series], axis=0)
    show(title, series, counts, f"{ALARM:g}, the product's")


def show(title: str, series: Sequence[Scored], counts: NDArray[np.int64], threshold: str) -> None:
    """Print one line."""
    days = sum(s.days for s in series)
    rate = 100 * counts[1] / days
    print(f"{title:<34} F1 {f1(counts):.2f}   {rate:.1f} false alarms per 100 days   threshold {threshold}")


def exchange() -> list[Scored]:
    """Return the hours of the ad exchange; nothing where the files are absent."""
    folder = FOLDER / "nab"
    if not folder.exists():
        return []
    labels = json.loads((folder / "nab_labels_combined_windows.json").read_text())
    found = []
    for file in sorted(folder.glob("*_hourly.csv")):
        name = file.name.removeprefix("nab_").removesuffix("_hourly.csv")
        frame = pd.read_csv(file, parse_dates=["timestamp"])
        stamps = frame["timestamp"].dt.floor("s")
        spans = [
            [pd.Timestamp(t).floor("s") for t in window] for window in labels[f"realAdExchange/{name}_results.csv"]
        ]
        windows = tuple((int((stamps < a).sum()), int((stamps <= b).sum()) - 1) for a, b in spans)
        score = score_steps(frame[["value"]].to_numpy(), HOURLY).score[:, 0]
        found.append(Scored(name, score, windows, len(frame) / 24, merge=24))
    return found


def injected(name: str, values: Floats, rng: np.random.Generator, unit: float, sizes: tuple[float, float]) -> Scored:
    """Return a daily series with a spike or drop on about one day in thirty, scored."""
    x, last, windows = values.astype(float).copy(), 0, []
    for day in range(40, len(x)):
        if day - last > 10 and rng.random() < 0.04:
            factor = rng.uniform(*sizes)
            x[day] = x[day] * factor if rng.random() < 0.5 else x[day] / factor
            x[day] = np.round(x[day]) if unit == 1 else x[day]
            windows.append((day, day))
            last = day
    score = score_steps(x[:, None], DAILY, unit=unit).score[:, 0]
    return Scored(name, score, tuple(windows), len(x), merge=2)


def noises(seed: int, days: int = 400) -> dict[str, tuple[Floats, float]]:
    """Return a year and more of each kind of noise, with the amount of one event."""
    rng = np.random.default_rng(seed)
    week = np.exp(rng.normal(0, 0.2, 7))[np.arange(days) % 7]
    drift = np.exp(np.cumsum(rng.normal(0, 0.02, days)))
    mean = week * drift
    steady = 200 * mean
    return {
        "lognormal": (5000 * mean * np.exp(rng.normal(0, 0.12, days)), 0.0),
        "heavy tails": (5000 * mean * np.exp(0.1 * rng.standard_t(4, days)), 0.0),
        "counts, overdispersed": (rng.poisson(steady * rng.gamma(1 / 0.15**2, 0.15**2, days)).astype(float), 1.0),
        "counts, few": (rng.poisson(25 * mean * rng.gamma(1 / 0.15**2, 0.15**2, days)).astype(float), 1.0),
    }


def generated(sizes: tuple[float, float]) -> tuple[list[Scored], list[str]]:
    """Return series of all kinds of noise, and the kind of each."""
    series, kinds = [], []
    for seed in range(12):
        for kind, (values, unit) in noises(seed).items():
            series.append(injected(f"{kind} {seed}", values, np.random.default_rng(1000 + seed), unit, sizes))
            kinds.append(kind)
    return series, kinds


def real() -> list[Scored]:
    """Return real daily series with injections; their own events count as false alarms."""
    wanted = {
        "web_visits_daily.csv": ("users", 1.0),
        "online_retail_daily.csv": ("total sales", 0.0),
        "ad_network_daily.csv": ("clicks", 1.0),
    }
    found = []
    for name, (column, unit) in wanted.items():
        if (FOLDER / name).exists():
            frame = pd.read_csv(FOLDER / name)
            days = pd.to_datetime(frame["date"], format="mixed", dayfirst=name.startswith("web"))
            values = frame.groupby(days)[column].sum().sort_index().to_numpy(float)
            for seed in range(8):
                found.append(injected(name, values, np.random.default_rng(seed), unit, (1.8, 3.0)))
    return found


def hidden(worlds: int = 30) -> None:
    """Print how much of what the generator hides is found under its name."""
    rows: dict[str, list[bool]] = {}
    names = {"budget_cut": "spend", "tracking_outage": "tracking", "bot_clicks": "empty"}
    for seed in range(worlds):
        dataset = DataGenerator(seed=seed, campaigns=12, customers=0, days=365).generate()
        found = find_anomalies(dataset).anomalies
        for event in dataset.truth.events.itertuples():
            hits = [a for a in found if a.first <= event.start.date() <= a.last and a.cause == names[event.kind]]
            if event.kind == "bot_clicks":
                hits = [a for a in hits if a.key == event.campaign_id]
            elif event.kind == "tracking_outage":
                hits = [a for a in hits if a.channel == event.channel]
            rows.setdefault(event.kind, []).append(bool(hits))
    for kind, hits in rows.items():
        print(f"{kind.replace('_', ' '):<34} {sum(hits)} of {len(hits)} found under the right cause")


def calm(seed: int, campaigns: int = 40, days: int = 300) -> Dataset:
    """Return campaigns to which nothing happens: weekdays, drift and chance alone."""
    rng = np.random.default_rng(seed)
    dates = pd.date_range("2026-01-01", periods=days)
    frames = []
    for number in range(campaigns):
        mean = np.exp(rng.normal(0, 0.2, 7))[np.arange(days) % 7] * np.exp(np.cumsum(rng.normal(0, 0.02, days)))
        clicks = rng.poisson(rng.uniform(100, 1500) * mean * np.exp(rng.normal(0, 0.08, days)))
        rate = rng.uniform(0.01, 0.06) * rng.gamma(1 / 0.15**2, 0.15**2, days)
        conversions = rng.poisson(clicks * rate)
        revenue = rng.standard_gamma(4.0 * conversions) * 15
        frames.append(
            pd.DataFrame(
                {
                    "date": dates,
                    "campaign_id": f"c{number:03d}",
                    "campaign": f"Campaign {number}",
                    "channel": f"Channel {number % 6}",
                    "spend": clicks * 0.5 * np.exp(rng.normal(0, 0.06, days)),
                    "impressions": clicks * 25.0 * np.exp(rng.normal(0, 0.1, days)),
                    "clicks": clicks.astype(float),
                    "conversions": conversions.astype(float),
                    "revenue": revenue,
                }
            )
        )
    frame = pd.concat(frames).sort_values(["date", "campaign_id"], kind="stable").reset_index(drop=True)
    table = frame.groupby("campaign_id", as_index=False)[["campaign", "channel"]].first()
    table = table.assign(objective="", start=dates[0], end=dates[-1], budget=np.nan)
    return Dataset("Calm", frame, table, currency="EUR")


def main() -> None:
    """Print all tables."""
    if hours := exchange():
        left_out("ad exchange, by hour", hours)
    else:
        print(f"The hours of the ad exchange are absent ({FOLDER / 'nab'}).")
    series, kinds = generated((1.8, 3.0))
    left_out("generated, spikes and drops", series, kinds)
    fixed("generated, spikes and drops", series)
    for kind in dict.fromkeys(kinds):
        fixed(f"  {kind}", [s for s, k in zip(series, kinds, strict=True) if k == kind])
    days = real()
    for name in dict.fromkeys(s.name for s in days):
        fixed(f"real: {name.removesuffix('_daily.csv')}", [s for s in days if s.name == name])
    hidden()
    found = [find_anomalies(calm(seed)) for seed in range(3)]
    alarms, judged = sum(len(f.anomalies) for f in found), sum(f.judged_days for f in found)
    print(f"{'by chance alone':<34} {alarms} alarms in {judged:,} days of campaigns: {alarms / judged:.5f} a day")
    many = DataGenerator(seed=1, campaigns=500, customers=0, days=400).generate()
    begin, busy = time.monotonic(), time.process_time()
    count = len(find_anomalies(many).anomalies)
    print(
        f"{'500 campaigns x 400 days':<34} {time.monotonic() - begin:.1f} s, {time.process_time() - busy:.1f} s of "
        f"processor, {count} anomalies"
    )


if __name__ == "__main__":
    main()
