"""Small tables of contacts for tests."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from core.attribution.paths import Paths, find_paths
from core.customers import CustomerRoles, CustomerSource

ROLES = CustomerRoles("purchases", "customer", "time", "value", kind="kind", channel="channel", campaign="campaign")


def source_of(frame: pd.DataFrame, **changes: str) -> CustomerSource:
    """A source of contacts in memory."""
    return CustomerSource("key", "Contacts", CustomerRoles(**{**ROLES.to_plain(), **changes}), frame, "EUR")


def events(*rows: tuple[int, int, str, str | None, float]) -> pd.DataFrame:
    """Rows of customer, day of January 2026, kind, channel, value."""
    frame = pd.DataFrame(rows, columns=["customer", "time", "kind", "channel", "value"])
    frame["time"] = pd.Timestamp("2025-12-31") + pd.to_timedelta(frame["time"], "D")
    return frame.assign(campaign=frame["channel"])


def paths_of(ways: Sequence[tuple[str, bool]], value: float = 1.0) -> Paths:
    """Paths of one customer each from texts such as ``"ab"``, and whether they ended with a purchase."""
    rows = []
    for customer, (way, bought) in enumerate(ways):
        for place, step in enumerate(way):
            kind = "purchase" if bought and place == len(way) - 1 else "click"
            rows.append((customer, place + 1, kind, step, value if kind == "purchase" else 0.0))
    return find_paths(source_of(events(*rows)))


def random_ways(seed: int, channels: str = "abcd", count: int = 200, longest: int = 5) -> list[tuple[str, bool]]:
    """Random paths of which half end with a purchase."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        way = "".join(rng.choice(list(channels), rng.integers(1, longest + 1)))
        made.append((way, bool(rng.random() < 0.5)))
    return made
