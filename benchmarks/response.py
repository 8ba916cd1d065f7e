"""Time and memory of the response model, each size in a fresh process: ``python -m benchmarks.response``.

Seconds include the imports. Peers were measured on the same kind of machine, on data of the size given.
"""

import statistics
import subprocess
import sys
import tempfile

REPEATS = 3
SIZES = ((12, 365, 2.0, None), (50, 365, 3.0, None), (500, 730, 15.0, 500))
MIX_LIMIT = 8.0
PEERS = (
    ("Google Meridian, 156 weeks x 4 channels", 253),
    ("PyMC-Marketing, 179 weeks x 2 channels", 231),
)

FIT = """
import sys, tempfile, time, pathlib
import numpy as np, resource
start = time.perf_counter()
import pandas as pd
from core.response import ResponseModel
frame = pd.read_pickle(sys.argv[1])
loaded = time.perf_counter()
fit = ResponseModel().fit(frame)
end = time.perf_counter()
print(end - start, end - loaded, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
MIX = """
import sys, time
import resource
start = time.perf_counter()
from core.response import ResponseModel
from tests.core.response.mix_synthetic import draw_mix
known = draw_mix(1, channels=8)
loaded = time.perf_counter()
fit = ResponseModel("mix").fit(known.frame, spend=known.names, controls=["price"], events=["event"])
end = time.perf_counter()
done = fit.computation
print(end - start, end - loaded, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, done.r_hat, done.effective)
"""
DRAW = """
import sys
import tempfile
from tests.core.response.synthetic import draw
draw(1, campaigns=int(sys.argv[1]), days=int(sys.argv[2])).frame.to_pickle(sys.argv[3])
"""


def python(code, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    return [float(word) for word in done.stdout.split()]


def main():
    print(f"Campaign mode, cold process, median of {REPEATS}")
    print(f"{'campaigns x days':>17} {'seconds':>8} {'limit':>6} {'of which fit':>13} {'peak MB':>8} {'limit':>6}")
    with tempfile.TemporaryDirectory() as folder:
        for campaigns, days, limit, memory in SIZES:
            path = f"{folder}/{campaigns}.pickle"
            python(DRAW, campaigns, days, path)
            runs = [python(FIT, path) for _ in range(REPEATS)]
            total, fit, peak = (statistics.median(column) for column in zip(*runs, strict=True))
            size = f"{campaigns} x {days}"
            print(f"{size:>17} {total:8.2f} {limit:6.1f} {fit:13.2f} {peak:8.0f} {memory or '':>6}", flush=True)
    total, fit, peak, r_hat, effective = (
        statistics.median(column) for column in zip(*(python(MIX) for _ in range(REPEATS)), strict=True)
    )
    print(f"{'mix, 156 weeks x 8':>17} {total:7.2f} {MIX_LIMIT:6.1f} {fit:13.2f} {peak:8.0f}", end="")
    print(f"        R-hat {r_hat:.3f}, effective sample size {effective:.0f}")
    for name, seconds in PEERS:
        print(f"{name}: {seconds} s, and 35 to 50 s of imports")


if __name__ == "__main__":
    main()
