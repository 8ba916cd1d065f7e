"""All cohorts as rows of a table, for a download."""

from __future__ import annotations

from collections.abc import Iterator

from core.customers.cohorts.cohort import Cohort, Cohorts
from core.sheets import Plain

HEADS = (
    "cohort", "first_purchase_in", "customers", "month", "customers_seen", "bought_again", "share", "share_lower",
    "share_upper", "spent_a_customer", "spent_lower", "spent_upper",
)  # fmt: skip


def cohort_table(found: Cohorts) -> Iterator[list[Plain]]:
    """Yield the head and one row a cohort and month of age; intervals are those of the page."""
    yield list(HEADS)
    for kind, listed in (("month", found.months), ("channel", found.channels), ("all", (found.everyone,))):
        for one in listed:
            yield from _rows(kind, one)


def _rows(kind: str, one: Cohort) -> Iterator[list[Plain]]:
    back, value = one.retention, one.value
    lower, upper = back.interval()
    ends = value.interval() if value is not None else None
    for k in range(1 + max(len(back.count), value.months if value is not None else 0)):
        cells: list[Plain] = [kind, one.name, one.size, k]
        if 0 < k <= len(back.count):
            cells += [int(back.count[k - 1]), int(back.again[k - 1])]
            cells += [round(float(part[k - 1]), 5) for part in (back.share, lower, upper)]
        else:
            cells += [one.size if k == 0 else None, *[None] * 4]
        if value is not None and ends is not None and k <= value.months:
            cells += [round(float(part[k]), 4) for part in (value.mean, *ends)]
        yield cells
