"""Features of customers from what they bought: how recently, how often, how much, since when, through what."""

from __future__ import annotations

from typing import Final

import numpy as np

from core.customers.histories import DAYS_A_WEEK, Histories
from core.customers.segments.features import Feature, FeatureTable, Wanted, check_enough, cleaned

SINCE: Final = Feature("since", "days since last purchase", "days")
PURCHASES: Final = Feature("purchases", "purchases", "count")
AMOUNT: Final = Feature("amount", "amount a purchase", "amount")
TENURE: Final = Feature("tenure", "days as a customer", "known")
SPAN: Final = Feature("span", "days first to last purchase", "days")
REPEATS: Final = "all repeat purchases"
"""What a summary holds the sum of: it does not know first purchases."""
MOST_CHANNELS: Final = 8
RARE: Final = 0.02


def purchase_table(found: Histories, left_out: tuple[str, ...] = (), wanted: Wanted | None = None) -> FeatureTable:
    """Return the features of histories.

    Days since the last purchase and days as a customer are counted to the end of the observation. The amount is the
    mean of all purchase days; of a summary, that of the repeat purchases, which those who bought once do not have.

    Args:
        found: What each customer bought.
        left_out: Names of features that a person left out.
        wanted: What an earlier segmentation needs.

    Raises:
        NotEnoughDataError: If there are too few customers, or nothing tells them apart.
        InputError: If something that is wanted is not there.
    """
    check_enough(len(found))
    bought = found.frequency + 1
    columns = [
        (SINCE, np.round((found.age - found.recency) * DAYS_A_WEEK, 6)),
        (PURCHASES, bought),
        (TENURE, np.round(found.age * DAYS_A_WEEK, 6)),
        (SPAN, np.round(found.recency * DAYS_A_WEEK, 6)),
    ]
    summary = found.end is None
    notes: list[str] = []
    if found.has_value:
        each = np.where(found.frequency > 0, found.mean_value, np.nan) if summary else found.total / bought
        columns.insert(2, (AMOUNT, each))
    columns += channel_columns(found, wanted)
    aside = [(name, "left out by you") for name in left_out if any(f.column == name for f, _ in columns)]
    if not (found.frequency > 0).any():
        notes.append("Everybody bought once, so how often and how regularly says nothing.")
    chosen = [(feature, values) for feature, values in columns if feature.column not in left_out]
    features, values = cleaned(chosen, aside, notes, wanted)
    return FeatureTable(
        found.ids,
        features,
        values,
        tuple(aside),
        tuple(notes),
        found.total if found.has_value else None,
        REPEATS if summary else "all purchases",
        found.channel if len(found.channel) else None,
    )


def channel_columns(found: Histories, wanted: Wanted | None = None) -> list[tuple[Feature, np.ndarray]]:
    """Return one column for each common channel of the first purchase, 1 where a customer came from there."""
    if not len(found.channel):
        return []
    named = np.array([one or "" for one in found.channel], dtype=str)
    names, counts = np.unique(named, return_counts=True)
    if wanted is not None:
        common = [f.value for f in wanted.features if f.column == "channel"]
        return [(_came_from(name), (named == name).astype(float)) for name in common]
    common = sorted((n for n, c in zip(names, counts, strict=True) if n and c >= RARE * len(named)))
    if not 2 <= len(common) <= MOST_CHANNELS:
        return []
    return [(_came_from(name), (named == name).astype(float)) for name in common]


def _came_from(name: str) -> Feature:
    return Feature("channel", f"came from {name}", "share", name)
