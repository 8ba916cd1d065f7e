"""How long the generator takes: 50 campaigns x 730 days with 100,000 customers. Run: python -m benchmarks.generator."""

import resource
import time

from core.simulation import DataGenerator


def main() -> None:
    times = []
    for seed in range(5):
        start = time.perf_counter()
        dataset = DataGenerator(seed=seed, campaigns=50, customers=100_000, days=730).generate()
        times.append(time.perf_counter() - start)
    start = time.perf_counter()
    content_hash = dataset.content_hash
    hashing = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("50 campaigns x 730 days, 100,000 customers, 5 seeds")
    print(f"generate: {min(times):.2f} s at best, {max(times):.2f} s at worst (limit 5 s)")
    print(f"content hash: {hashing:.2f} s ({content_hash})")
    print(f"rows: {len(dataset.daily_metrics):,} of metrics, {len(dataset.interactions):,} interactions")
    print(f"peak memory of the process: {peak:.0f} MB")


if __name__ == "__main__":
    main()
