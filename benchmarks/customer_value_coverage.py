"""How often ranges of the value of customers hold: ``python -m benchmarks.customer_value_coverage``.

Customers are drawn from BG/NBD and Gamma-Gamma, 13 to 52 weeks of each are seen, and what they bring in the year after
is compared with the 80 % ranges: of all together, and of the tenth that is expected to bring most.
"""

import argparse

import numpy as np

from core.customers import customer_value
from tests.core.customers.value.public import drawn

FIRST_SEED = 1_000


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--worlds", type=int, default=60)
    worlds = options.parse_args().worlds
    print("customers  worlds  single  total  best tenth")
    for customers in (200, 500, 2_000):
        single, total, best_tenth = [], [], []
        for world in range(worlds):
            known, _, brought = drawn(FIRST_SEED + world, customers)
            values = customer_value(known, months=12, discount=0.0)
            single.append(np.mean((values.lower <= brought) & (brought <= values.upper)))
            total.append(values.total.lower <= brought.sum() <= values.total.upper)
            best = np.argsort(-values.value)[: customers // 10]
            part = values.total_of(best)
            best_tenth.append(part.lower <= brought[best].sum() <= part.upper)
        shares = "  ".join(f"{np.mean(one):.1%}" for one in (single, total, best_tenth))
        print(f"{customers:>9}  {worlds:>6}  {shares}", flush=True)


if __name__ == "__main__":
    main()
