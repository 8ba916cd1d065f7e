"""How much credit each rule misplaces, and how long attribution takes: ``python -m benchmarks.attribution``.

Errors: generated data whose causes are known, 30 seeds, 12 campaigns, 2,000 customers; by channel and by campaign, with
the 90 % interval of the mean over seeds, and how often each rule errs least. Then how often the 90 % ranges hold what
many more customers of the same kind give. Speed: a million contacts of 250,000 customers, as Parquet.
"""

import os
import tempfile
import time
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from core.attribution.credit import RULES, attribute
from core.attribution.judged import judge
from core.attribution.paths import By, find_paths
from core.customers import CustomerRoles, CustomerSource, source_of_dataset
from core.simulation import DataGenerator

SEEDS: Final = int(os.environ.get("ATTRIBUTION_SEEDS", "30"))
CONTACTS: Final = 1_000_000
LIMIT: Final = 3.0
"""Seconds for a million contacts and up to 12 channels, ranges included."""


def errors(by: By, lookback: int = 30) -> dict[str, list[float]]:
    """Return the share of misplaced credit by rule, one a seed."""
    found: dict[str, list[float]] = {}
    for seed in range(SEEDS):
        dataset = DataGenerator(seed=seed).generate()
        judged = judge(
            attribute(find_paths(source_of_dataset(dataset), by, lookback), resamples=1), dataset.truth.causes, by
        )
        for rule, error in judged.misplaced.items():
            found.setdefault(rule, []).append(error)
    return found


def print_errors(by: By) -> None:
    found = errors(by)
    rules = sorted(found, key=lambda rule: float(np.mean(found[rule])))
    least = [min(rules, key=lambda rule: found[rule][seed]) for seed in range(SEEDS)]
    print(f"credit misplaced, by {by}: mean of {SEEDS} seeds, 90 % interval of the mean, least of all in")
    for rule in rules:
        values = np.array(found[rule])
        margin = 1.645 * values.std(ddof=1) / np.sqrt(len(values))
        print(
            f"  {RULES[rule]:18} {values.mean():6.1%}  ({values.mean() - margin:.1%} to {values.mean() + margin:.1%})"
            f"  {least.count(rule):3d} of {SEEDS}"
        )


def print_coverage() -> None:
    """Each sample is a part of the customers of a large data set, so what all of them give is what it should hold."""
    dataset = DataGenerator(seed=7, customers=40_000).generate()
    whole = attribute(find_paths(source_of_dataset(dataset)), resamples=1)
    held = dict.fromkeys(whole.rules, 0)
    rng = np.random.default_rng(0)
    tries = 40
    for _ in range(tries):
        chosen = rng.choice(dataset.customers["customer_id"].to_numpy(), 2_000, replace=False)
        rows = dataset.interactions[dataset.interactions["customer_id"].isin(chosen)].reset_index(drop=True)
        source = CustomerSource("part", "part", source_of_dataset(dataset).roles, rows)
        part = attribute(find_paths(source))
        order = [part.names.index(name) for name in whole.names]
        for rule in whole.rules:
            lower, upper = part.interval(rule) or (np.nan, np.nan)
            held[rule] += int(((lower[order] <= whole.share(rule)) & (whole.share(rule) <= upper[order])).sum())
    print(f"90 % ranges that hold the share among 40,000 customers ({tries} samples of 2,000, 6 channels)")
    for rule, count in held.items():
        print(f"  {RULES[rule]:18} {count / tries / len(whole.names):6.1%}")


def print_speed(names: int, folder: Path) -> None:
    rng = np.random.default_rng(0)
    weight = 1 / np.arange(1, names + 1) ** 0.7
    frame = pd.DataFrame(
        {
            "customer": rng.integers(0, CONTACTS // 4, CONTACTS).astype(str),
            "time": pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 180 * 86_400, CONTACTS), "s"),
            "kind": rng.choice(["view", "click", "purchase"], CONTACTS, p=[0.5, 0.35, 0.15]),
            "value": rng.gamma(4, 20, CONTACTS),
            "channel": rng.choice([f"Channel {k}" for k in range(names)], CONTACTS, p=weight / weight.sum()),
        }
    )
    frame.to_parquet(folder / "contacts.parquet")
    roles = CustomerRoles("purchases", "customer", "time", "value", kind="kind", channel="channel")
    source = CustomerSource("speed", "speed", roles, folder / "contacts.parquet")
    cut, credit, used = [], [], []
    for _ in range(3):
        begin, spent = time.perf_counter(), time.process_time()
        paths = find_paths(source)
        cut.append(time.perf_counter() - begin)
        attribute(paths)
        credit.append(time.perf_counter() - begin - cut[-1])
        used.append(time.process_time() - spent)
    total = min(a + b for a, b in zip(cut, credit, strict=True))
    said = f", limit {LIMIT:.0f} s" if names <= 12 else ""
    print(
        f"{CONTACTS:,} contacts, {names} names, {paths.purchases:,} purchases: {total:.1f} s at best{said} "
        f"(paths {min(cut):.1f} s, credit with 200 resamples {min(credit):.1f} s; processor {min(used):.1f} s)"
    )


def main() -> None:
    print_errors("channel")
    print_errors("campaign")
    print_coverage()
    with tempfile.TemporaryDirectory() as folder:
        for names in (6, 12, 200):
            print_speed(names, Path(folder))


if __name__ == "__main__":
    main()
