"""How well days ahead are forecast, and how fast: ``python -m benchmarks.forecasting [accuracy] [worlds] [speed]``.

Accuracy: every series of the public daily data (see README), forecast 14 days ahead from four days in its past, as the
product does it: by campaign, reconciled with channels and total, each origin from the days before it alone. Reported
for all series that ran at each of the four origins: MASE against that of repeating the last week, as the ratio of the
means, and the ratio of mean absolute errors by its mean, median and geometric mean; the share of days within the 80 and
95 % ranges, whose width was chosen at the other origins. How forecasts are combined was chosen on every other running
series; both halves are reported apart.

Worlds: generated data, the last 28 days held out: the share of days and of sums over 28 days within the ranges.

Speed: medians of three runs on generated data, 100 and 500 campaigns x 400 days.
"""

import os
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from core.curves import Floats
from core.data import Dataset, read_campaign_file
from core.data.dataset import campaigns_of, tidy_daily_metrics
from core.forecasting.backtest import CHECKS, Backtest
from core.forecasting.making import make_forecasts
from core.forecasting.series import daily_series
from core.simulation import DataGenerator

DATA = Path(os.environ.get("CAMPAIGN_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
MEASURES = ("spend", "clicks", "conversions", "revenue")
RUNS = 3
WORLDS = 8
HELD_OUT = 28


def sources() -> list[tuple[str, Dataset, tuple[str, ...]]]:
    """Return name, data and measures of each source that is there."""
    found = []
    for name in ("ad_network_daily.csv", "listing_sites_daily.csv"):
        if (DATA / name).exists():
            data = read_campaign_file((DATA / name).read_bytes(), filename=name).dataset(name)
            held = tuple(m for m in MEASURES if m in data.measured and data.daily_metrics[m].sum() > 0)
            found.append((name, data, held))
    for name, column, dates in (
        ("web_visits_daily.csv", "users", "%d/%m/%y"),
        ("online_retail_daily.csv", "total sales", "%Y-%m-%d"),
    ):
        if (DATA / name).exists():
            found.append((name, single(pd.read_csv(DATA / name), column, dates), ("revenue",)))
    return found


def single(frame: pd.DataFrame, column: str, dates: str) -> Dataset:
    """Return one series as the revenue of one campaign."""
    rows = pd.DataFrame({"date": pd.to_datetime(frame["date"], format=dates), "revenue": frame[column].astype(float)})
    rows = rows.assign(campaign_id="one", campaign="One", channel="One")
    for other in ("spend", "impressions", "clicks", "conversions"):
        rows[other] = 0.0
    metrics = tidy_daily_metrics(rows)
    return Dataset(column, metrics, campaigns_of(metrics), measured=("revenue",))


def collect() -> pd.DataFrame:
    """Return one row a series: where it comes from, its kind, and how its checks went."""
    rows = []
    for name, data, measures in sources():
        for measure in measures:
            found = make_forecasts(data, measure)
            for level in ("campaign", "channel", "total"):
                # A sum of one part is that part again.
                if level != "campaign" and len(found.keys("campaign")) == 1:
                    continue
                for key, check in found.backtests[level].items():
                    kind = found.states[level][key] if level == "campaign" else level
                    if usable(check) and kind not in ("paused", "ended", "empty"):
                        rows.append({"source": name, "measure": measure, "kind": kind, **vars_of(check)})
    return pd.DataFrame(rows)


def usable(check: Backtest) -> bool:
    """Return whether a series could be checked at every origin, against a baseline that was ever wrong."""
    return check.checks == CHECKS and check.mase is not None and check.against_baseline is not None


def vars_of(check: Backtest) -> dict[str, float]:
    """Return the figures of a series."""
    assert check.against_baseline is not None
    return {
        "mase": float(check.mase or 0.0),
        "baseline": float(check.mase_baseline or 0.0),
        "ratio": 1.0 + check.against_baseline,
        "held80": float(check.covered80 or 0.0),
        "held95": float(check.covered95 or 0.0),
    }


def summary(rows: pd.DataFrame) -> str:
    """Return one line of figures."""
    ratio, own, base = rows["ratio"].clip(lower=1e-3), rows["mase"], rows["baseline"]
    return (
        f"{len(rows):4d} series   MASE {own.mean():.3f} (median {own.median():.3f}), last week {base.mean():.3f} "
        f"({base.median():.3f}): {own.mean() / base.mean():.3f}   error ratio mean {ratio.mean():.3f} "
        f"median {ratio.median():.3f} geometric {np.exp(np.log(ratio).mean()):.3f}   "
        f"in 80 %: {rows['held80'].mean():.3f}  in 95 %: {rows['held95'].mean():.3f}"
    )


def accuracy() -> None:
    """Print how well the days ahead were forecast."""
    rows = collect()
    if rows.empty:
        print(f"No data in {DATA}; CAMPAIGN_DATA names another folder.")
        return
    campaigns = rows[~rows["kind"].isin(["channel", "total"])]
    running = campaigns[campaigns["kind"].isin(["running", "flat"])]
    groups = {
        "campaigns, all": campaigns,
        "campaigns, running": running,
        "  chosen on": running.iloc[::2],
        "  not chosen on": running.iloc[1::2],
        "campaigns, sparse": campaigns[campaigns["kind"] == "sparse"],
        "channels": rows[rows["kind"] == "channel"],
        "totals": rows[rows["kind"] == "total"],
    }
    groups |= {f"campaigns of {name}": part for name, part in campaigns.groupby("source")}
    for name, part in groups.items():
        if len(part):
            print(f"{name:40s}{summary(part)}")


def worlds() -> None:
    """Print how often ranges hold days and sums that were held out of generated data."""
    rows = []
    for seed in range(1, WORLDS + 1):
        data = DataGenerator(seed=seed, campaigns=10, customers=0, days=300).generate()
        end = pd.Timestamp(data.last_day) - pd.Timedelta(days=HELD_OUT)
        before = replace(data, daily_metrics=data.daily_metrics[data.daily_metrics["date"] <= end])
        for measure in ("revenue", "spend"):
            found = make_forecasts(before, measure).until(HELD_OUT)
            for level in ("campaign", "channel", "total"):
                came = daily_series(data, measure, level).values.iloc[-HELD_OUT:]
                for key in found.keys(level):
                    if found.mean(level, key).any():
                        rows.append(
                            {"measure": measure, "level": level, **held(found.daily_draws(level, key), came[key])}
                        )
    print(pd.DataFrame(rows).groupby(["measure", "level"]).mean().round(2).to_string())


def held(draws: Floats, came: pd.Series) -> dict[str, float]:
    """Return the share of days, and whether the sum, within both ranges."""
    truth, found = came.to_numpy(float), {}
    for level in (0.8, 0.95):
        ends = [(1 - level) / 2, (1 + level) / 2]
        low, high = np.quantile(draws, ends, axis=0)
        found[f"days in {level:.0%}"] = float(((truth >= low) & (truth <= high)).mean())
        low, high = np.quantile(draws.sum(axis=1), ends)
        found[f"sums in {level:.0%}"] = float(low <= truth.sum() <= high)
    return found


def speed() -> None:
    """Print how long forecasts take."""
    make_forecasts(DataGenerator(seed=1, campaigns=2, customers=0, days=60).generate(), "revenue")
    for campaigns in (100, 500):
        data = DataGenerator(seed=3, campaigns=campaigns, customers=0, days=400).generate()
        taken, used = [], []
        for _ in range(RUNS):
            begin, cpu = time.perf_counter(), time.process_time()
            make_forecasts(data, "revenue")
            taken.append(time.perf_counter() - begin)
            used.append(time.process_time() - cpu)
        print(
            f"{campaigns} campaigns x 400 days, channels and total besides: {statistics.median(taken):.1f} s "
            f"({statistics.median(used):.1f} s of one core), 90 days ahead, four checks"
        )


if __name__ == "__main__":
    asked = sys.argv[1:] or ["accuracy", "worlds", "speed"]
    for part in asked:
        {"accuracy": accuracy, "worlds": worlds, "speed": speed}[part]()
