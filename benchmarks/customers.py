"""Customer value of 5 million customers, and of 100,000 one by one: ``python -m benchmarks.customers``.

Each measurement runs in a process of its own; seconds are the median of three, without the imports.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

CUSTOMERS = 5_000_000
DAYS = 730
CHUNK = 250_000
REPEATS = 3
LIMIT = 20.0
R, ALPHA, A, B = 0.6, 60.0, 0.8, 2.4
"""Of the customers that are made; alpha in days."""

MEASURE = """
import json, resource, sys, time
from pathlib import Path
import scipy.optimize
from core.customers import (CustomerRoles, CustomerSource, customer_value, fit_bgnbd, histories, rfm, sufficient)

roles = CustomerRoles("purchases", "customer", "day", "amount")
source = CustomerSource("benchmark", "benchmark", roles, Path(sys.argv[1]))

def timed(name, act):
    begin = time.perf_counter()
    result = act()
    print(name, time.perf_counter() - begin)
    return result

if sys.argv[2] == "many":
    rows = timed("aggregation", lambda: sufficient(source))
    model = timed("fit", lambda: fit_bgnbd(rows.frequency, rows.recency, rows.age, rows.weights))
    print("rows", len(rows))
    for name, value in zip(model.names, model.parameters):
        print(name, value)
else:
    known = timed("histories", lambda: histories(source))
    timed("rfm", lambda: rfm(known))
    timed("value", lambda: customer_value(known))
print("memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def purchases(first, rng):
    """Customer and day of each purchase of customers who buy, and leave, as BG/NBD says."""
    people = len(first)
    rate, leave = rng.gamma(R, 1 / ALPHA, people), rng.beta(A, B, people)
    who, days = [np.arange(people)], [first]
    here, time = np.arange(people), first.astype(float)
    while len(here):
        time = time + rng.exponential(1 / rate[here])
        here, time = here[time < DAYS], time[time < DAYS]
        who.append(here)
        days.append(time.astype(int))
        stays = rng.random(len(here)) > leave[here]
        here, time = here[stays], time[stays]
    return np.concatenate(who), np.concatenate(days)


def make(path, customers):
    """Write the purchases of customers to a Parquet file, in no order; return how many there are."""
    import pyarrow as pa
    from pyarrow import parquet

    rng, rows, writer = np.random.default_rng(1), 0, None
    for begin in range(0, customers, CHUNK):
        who, days = purchases(rng.integers(0, DAYS, min(CHUNK, customers - begin)), rng)
        mixed = rng.permutation(len(who))
        dates = np.datetime64("2024-01-01") + days[mixed].astype("timedelta64[D]")
        amounts = np.round(5 * rng.gamma(6, 1, len(who)) * rng.gamma(4, 0.25, CHUNK)[who[mixed]], 2) + 0.01
        table = pa.table({"customer": who[mixed] + begin, "day": dates, "amount": amounts})
        writer = writer or parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
        rows += len(who)
    writer.close()
    return rows


def measured(path, which):
    done = subprocess.run([sys.executable, "-c", MEASURE, str(path), which], capture_output=True, text=True, check=True)
    return {name: float(value) for name, value in (line.split() for line in done.stdout.splitlines())}


def medians(path, which):
    runs = [measured(path, which) for _ in range(REPEATS)]
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--customers", type=int, default=CUSTOMERS)
    customers = options.parse_args().customers
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "purchases.parquet"
        rows = make(path, customers)
        found = medians(path, "many")
        total = found["aggregation"] + found["fit"]
        print(f"{customers:,} customers, {rows:,} purchases on {DAYS} days, {found['rows']:,.0f} unique histories")
        print(
            f"aggregation {found['aggregation']:.1f} s, fit {found['fit']:.1f} s, together {total:.1f} s of {LIMIT:.0f}"
        )
        print(f"peak memory {found['memory']:,.0f} MB")
        print("alpha in weeks, made with / found:")
        for name, true in (("r", R), ("alpha", ALPHA / 7), ("a", A), ("b", B)):
            print(f"  {name:<6}{true:8.3f} {found[name]:8.3f}")
        few = Path(folder) / "few.parquet"
        rows = make(few, 100_000)
        found = medians(few, "few")
        print(f"\n100,000 customers, {rows:,} purchases")
        for name in ("histories", "rfm", "value"):
            print(f"  {name:<10}{found[name]:6.2f} s")
        print(f"  peak memory {found['memory']:,.0f} MB")
    return total > LIMIT and customers >= CUSTOMERS


if __name__ == "__main__":
    sys.exit(main())
