"""What the data in use say of clicks and conversions a day: figures to begin a design with."""

from dataclasses import dataclass
from typing import Final

from core.data import Dataset

DAYS: Final = 28
FEWEST: Final = 5
"""Conversions below which a rate says next to nothing."""


@dataclass(frozen=True)
class Traffic:
    """Clicks and conversions of a campaign, or of all, over the last days.

    Attributes:
        key: Of the campaign; empty for all together.
        name: As people know it; empty for all together.
        days: How many days are counted.
        clicks: A day.
        rate: Conversions over clicks.
        lower: Lower end of its 95 % interval (Wilson, 1927).
        upper: Upper end.
    """

    key: str
    name: str
    days: int
    clicks: float
    rate: float
    lower: float
    upper: float


def traffic(dataset: Dataset) -> tuple[Traffic, ...]:
    """Return all campaigns together first, then each with enough conversions, the most clicks first.

    Nothing where the data hold no clicks or no conversions.
    """
    if not {"clicks", "conversions"} <= set(dataset.measured):
        return ()
    table = dataset.daily_metrics
    last = table["date"].max()
    recent = table.loc[(last - table["date"]).dt.days < DAYS]
    days = int((last - recent["date"].min()).days) + 1
    sums = recent.groupby("campaign_id", sort=False)[["clicks", "conversions"]].sum()
    names = dict(zip(dataset.campaigns["campaign_id"], dataset.campaigns["campaign"].astype(str), strict=True))
    found = [_traffic("", "", days, float(sums["clicks"].sum()), float(sums["conversions"].sum()))]
    for key, clicks, conversions in sums.sort_values("clicks", ascending=False).itertuples():
        found.append(_traffic(str(key), names.get(key, str(key)), days, float(clicks), float(conversions)))
    return tuple(one for one in found if one is not None)


def _traffic(key: str, name: str, days: int, clicks: float, conversions: float) -> Traffic | None:
    # Data that count more conversions than clicks measure something else than people who do it.
    if not FEWEST <= conversions < clicks:
        return None
    rate, z = conversions / clicks, 1.959964
    middle = (rate + z * z / (2 * clicks)) / (1 + z * z / clicks)
    half = z * (rate * (1 - rate) / clicks + (z / (2 * clicks)) ** 2) ** 0.5 / (1 + z * z / clicks)
    return Traffic(key, name, days, clicks / days, rate, middle - half, middle + half)
