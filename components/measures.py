"""The measures and ratios of campaigns: what they are called, how they are written, and which way is good."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from components.format import money, number, percent, ratio
from core.data import RATIOS, Kpis

MONEY_WORDS: Final = {"EUR": "Euros", "USD": "US dollars", "GBP": "Pounds", "JPY": "Yen", "INR": "Rupees"}

PROFIT: Final = "profit"


@dataclass(frozen=True)
class Measure:
    """One measure or ratio.

    Attributes:
        name: Name in the data.
        label: Name on a page.
        kind: How it is written.
        good: The direction that is good, or None where neither is.
        reported: Whether the platforms' own attribution is in it.
    """

    name: str
    label: str
    kind: Literal["money", "count", "ratio", "percent"]
    good: Literal["up", "down"] | None = None
    reported: bool = False

    def text(self, value: float | None, currency: str | None) -> str:
        """Return a value with three figures."""
        write: dict[str, Callable[[], str]] = {
            "money": lambda: money(value, currency),
            "count": lambda: number(value, "tile"),
            "ratio": lambda: ratio(value),
            "percent": lambda: percent(value, 2),
        }
        return write[self.kind]()

    def value(self, sums: Kpis) -> float | None:
        """Return the value over a period, None where it was not measured."""
        if self.name in RATIOS or self.name == PROFIT:
            value: float | None = getattr(sums, self.name)
            return value
        return float(getattr(sums, self.name)) if self.name in sums.measured else None

    def series(self, daily: pd.DataFrame, most: int = 60) -> list[float | None]:
        """Return the value over time, None where a ratio is not defined.

        Args:
            daily: Sums by day.
            most: More days than this are taken together, several a value: a line in a tile has no room for a year.
        """
        together = max(1, math.ceil(len(daily) / most))
        groups = daily.groupby(np.arange(len(daily)) // together)
        if self.name == PROFIT:
            return [float(v) for v in groups["contribution"].mean() - groups["spend"].mean()]
        if self.name not in RATIOS:
            return [float(v) for v in groups[self.name].mean()]
        over, under, factor = RATIOS[self.name]
        sums = groups[[over, under]].sum()
        pairs = zip(sums[over], sums[under], strict=True)
        return [factor * float(a) / float(b) if b else None for a, b in pairs]


MEASURES: Final = {
    m.name: m
    for m in (
        Measure("spend", "Spend", "money"),
        Measure("revenue", "Revenue", "money", "up", reported=True),
        Measure("roas", "Return on ad spend", "ratio", "up", reported=True),
        Measure("conversions", "Conversions", "count", "up", reported=True),
        Measure("cpa", "Cost per conversion", "money", "down", reported=True),
        Measure("cpc", "Cost per click", "money", "down"),
        Measure("ctr", "Click-through rate", "percent", "up"),
        Measure("clicks", "Clicks", "count", "up"),
        Measure("impressions", "Impressions", "count", "up"),
    )
}

ALL_MEASURES: Final = MEASURES | {
    m.name: m
    for m in (
        Measure(PROFIT, "Profit", "money", "up", reported=True),
        Measure("conversion_rate", "Conversions a click", "percent", "up", reported=True),
        Measure("aov", "Revenue a conversion", "money", "up", reported=True),
        Measure("cpm", "Cost per 1,000 impressions", "money", "down"),
    )
}
"""Those of the key figures, then what is shown where all are."""


def money_words(currency: str | None) -> str:
    """Return the name of a currency, e.g. for the unit of an axis; "Money" where it is not known."""
    return MONEY_WORDS.get(currency, currency) if currency else "Money"


def change(now: float | None, before: float | None) -> float | None:
    """Return the relative change, or None where it has no meaning: from nothing, or from a loss.

    Example:
        >>> change(6.0, 5.0), change(-10.0, -5.0)
        (0.19999999999999996, None)
    """
    return now / before - 1 if now is not None and before is not None and before > 0 else None
