"""How long segments of many customers take: ``python -m benchmarks.segments``.

Customers of generated purchases: reading their features, choosing the number of segments, finding and naming them. Then
how often groups that are planted are found, and how often customers without groups are said to have none.
"""

import time
from dataclasses import dataclass
from statistics import median
from typing import Final

import numpy as np
import pandas as pd

from core.customers import CustomerRoles, CustomerSource, histories
from core.customers.segments import Recipe, make_recipe, purchase_table, segment
from core.customers.segments.features import Feature, FeatureTable

CUSTOMERS: Final = 100_000
LIMIT: Final = 5.0
"""Seconds that segments of 100,000 customers may take."""


@dataclass(frozen=True)
class SegmentsSpeed:
    """Medians of several runs, seconds.

    Attributes:
        customers: How many.
        features: From purchases to features.
        segments: From features to named segments, the number chosen.
        cpu: The same by the time that processors worked: it does not depend on what else a machine does.
    """

    customers: int
    features: float
    segments: float
    cpu: float

    @property
    def total(self) -> float:
        """Features and segments together."""
        return self.features + self.segments


def world(customers: int, seed: int = 1) -> CustomerSource:
    """Return purchases of so many customers: some buy often, some much, some only once."""
    rng = np.random.default_rng(seed)
    pace = rng.gamma(0.6, 2.2, customers)
    counts = 1 + rng.poisson(pace)
    who = np.repeat(np.arange(customers), counts)
    start = rng.integers(0, 700, customers)
    ago = np.floor(start[who] * rng.beta(1, 0.8, len(who)) ** 0.7).astype(int)
    amount = np.exp(rng.normal(3.5, 0.7, customers))[who] * np.exp(rng.normal(0, 0.3, len(who)))
    frame = pd.DataFrame(
        {
            "customer": np.char.add("c", who.astype(str)),
            "day": pd.Timestamp("2026-11-20") - pd.to_timedelta(ago, unit="D"),
            "amount": amount.round(2),
            "channel": np.array(["Search", "Social", "Display", "Shopping"])[rng.integers(0, 4, customers)][who],
        }
    )
    roles = CustomerRoles("purchases", "customer", "day", "amount", channel="channel")
    return CustomerSource(f"world-{customers}-{seed}", "world", roles, frame, "EUR")


def segments_speed(customers: int = CUSTOMERS, runs: int = 3, method: str = "kmeans") -> SegmentsSpeed:
    """Return how long segments of so many customers take; the first run warms up and does not count."""
    source, recipe = world(customers), make_recipe(method)
    taken: list[tuple[float, float, float]] = []
    for _ in range(runs + 1):
        begin, work = time.perf_counter(), time.process_time()
        table = purchase_table(histories(source))
        read = time.perf_counter()
        segment(table, recipe)
        taken.append((read - begin, time.perf_counter() - read, time.process_time() - work))
    features, found, cpu = (median(column) for column in zip(*taken[1:], strict=True))
    return SegmentsSpeed(customers, features, found, cpu)


def right_number(groups: int, worlds: int = 10) -> float:
    """Return the share of worlds in which as many groups are found as are planted."""
    hits = 0
    for seed in range(worlds):
        rng = np.random.default_rng(seed)
        centres = rng.normal(0, 4.0, (groups, 5))
        values = centres[rng.integers(0, groups, 1500)] + rng.normal(size=(1500, 5))
        hits += segment(plain(values), Recipe()).count == groups
    return hits / worlds


def none_said(worlds: int = 10) -> float:
    """Return the share of worlds without groups that are said to have none."""
    said = 0
    for seed in range(worlds):
        rng = np.random.default_rng(100 + seed)
        values = rng.lognormal(0, 1, (1500, 4)) if seed % 2 else rng.normal(size=(1500, 4)) @ rng.normal(size=(4, 4))
        found = segment(plain(values))
        said += found.choice is not None and not found.choice.grouped
    return said / worlds


def plain(values: np.ndarray) -> FeatureTable:
    """Return a table of plain numbers."""
    features = tuple(Feature(f"f{i}", f"f{i}", "number") for i in range(values.shape[1]))
    return FeatureTable(np.array([f"c{i}" for i in range(len(values))], object), features, values)


def main() -> None:
    """Print speed and how often the number is right."""
    for method in ("kmeans", "mixture"):
        speed = segments_speed(method=method)
        print(
            f"{speed.customers:,} customers, {method}: features {speed.features:.2f} s, segments "
            f"{speed.segments:.2f} s, together {speed.total:.2f} s "
            f"(limit {LIMIT:g} s); processors worked {speed.cpu:.2f} s"
        )
    for groups in (2, 3, 4, 6):
        print(f"{groups} planted groups: number found in {right_number(groups):.0%} of 10 worlds")
    print(f"no groups: said in {none_said():.0%} of 10 worlds")


if __name__ == "__main__":
    main()
