"""Speed of experiments: reading a million rows of a test, and suggesting tests for 50 campaigns.

Each reading is a process of its own: from the kept Parquet file to the answer, with and without loading of libraries.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

ROWS, METRICS, RUNS = 1_000_000, 10, 5
MOST_SECONDS, MOST_MB = 3.0, 1024
MOST_SUGGESTING = 5.0


def generated() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    columns = {"user_id": rng.permutation(ROWS), "variant": np.array(["control", "B", "C"])[rng.integers(0, 3, ROWS)]}
    for i in range(METRICS):
        columns[f"pre_m{i}"] = rng.gamma(2, 10, ROWS).round(2)
        columns[f"m{i}"] = (0.5 * columns[f"pre_m{i}"] + rng.gamma(2, 8, ROWS)).round(2)
    return pd.DataFrame(columns)


def one(folder: str, file_hash: str) -> None:
    begin = time.perf_counter()
    from core.experiments.results.reading import read
    from core.experiments.results.role_guess import guess_roles
    from core.files.kept_files import KeptFiles

    files = KeptFiles(Path(folder))
    file = files.get(file_hash)
    read(files.path(file_hash), file, guess_roles(file))
    cold = time.perf_counter() - begin
    begin = time.perf_counter()
    read(files.path(file_hash), file, guess_roles(file))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(cold, time.perf_counter() - begin, peak)


def reading() -> bool:
    from core.files.kept_files import KeptFiles

    with tempfile.TemporaryDirectory() as folder:
        content = generated().to_csv(index=False).encode()
        begin = time.perf_counter()
        file = KeptFiles(Path(folder)).add(content, "test.csv")
        print(f"CSV of {len(content) / 2**20:.0f} MB to Parquet: {time.perf_counter() - begin:.1f} s")
        command = [sys.executable, "-m", "benchmarks.experiments", folder, file.hash]
        runs = [
            [float(v) for v in subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()]
            for _ in range(RUNS)
        ]
    cold, warm, peak = (statistics.median(column) for column in zip(*runs, strict=True))
    print(f"{ROWS:,} rows, 3 variants, {METRICS} metrics with CUPED, median of {RUNS}:")
    print(f"reading {warm:.2f} s (first one of a process, with libraries: {cold:.2f} s), peak {peak:.0f} MB")
    return warm <= MOST_SECONDS and peak <= MOST_MB


def suggesting() -> bool:
    from core.assumptions import DEFAULTS
    from core.experiments.worth.suggestions import HORIZON, suggest
    from core.memo import DictMemo
    from core.planning import make_planner
    from core.simulation import DataGenerator

    dataset = DataGenerator(seed=3, campaigns=50, customers=10, days=365).generate()
    times = []
    for _ in range(RUNS):
        memo = DictMemo()
        begin = time.perf_counter()
        make_planner(dataset, "revenue", HORIZON, memo)
        fit = time.perf_counter() - begin
        begin = time.perf_counter()
        listed = suggest(dataset, memo, DEFAULTS)
        times.append(time.perf_counter() - begin)
    took = statistics.median(times)
    print(f"suggestions for 50 campaigns, median of {RUNS}: {took:.1f} s, {listed.looked} tests; the fit {fit:.1f} s")
    return took <= MOST_SUGGESTING


def main() -> int:
    return int(not all([reading(), suggesting()]))


if __name__ == "__main__":
    if len(sys.argv) > 2:
        one(sys.argv[1], sys.argv[2])
    else:
        sys.exit(main())
