"""Readable names of columns, and what high and low of each is called."""

from __future__ import annotations

import re
from typing import Final

from core.customers.segments.features import Feature, Kind

_KNOWN: Final = {
    "kidhome": "small children",
    "teenhome": "teenagers",
    "mntgoldprods": "gold products",
    "numdealspurchases": "purchases with a discount",
    "numwebvisitsmonth": "website visits a month",
}
"""Names of well-known tables that no rule makes readable."""
_BUYERS: Final = {
    "since": ("longer ago", "more recent"),
    "purchases": ("more purchases", "fewer purchases"),
    "amount": ("larger amounts", "smaller amounts"),
    "tenure": ("known for long", "newer"),
    "span": ("over a long time", "within a short time"),
}
"""What more and less of a purchase feature is called."""
_BIRTH: Final = re.compile(r"^(year[ _]?(of[ _]?)?birth|birth[ _]?year|yob)$", re.IGNORECASE)
_BEGINNINGS: Final = re.compile(r"^(mnt|num|nb|n|no|cnt|count|total|amt|amount|z|is|has)\s+", re.IGNORECASE)
_ENDINGS: Final = re.compile(r"\s+(prods?|products?|amt|cnt)$", re.IGNORECASE)
_AMOUNTS: Final = re.compile(
    r"^(mnt|amt|amount|spend|spent|revenue|sales|value)|(spend|spent|amount|revenue)$", re.IGNORECASE
)
_COUNTS: Final = re.compile(r"^(num|nb|no|cnt|count)(?=[A-Z_ ])|(purchases|visits|orders|clicks|count)$", re.IGNORECASE)


def is_birth_year(column: str) -> bool:
    """Return whether a column holds years of birth."""
    return bool(_BIRTH.match(column.strip()))


def label_of(column: str) -> str:
    """Return what people call a column.

    Example:
        >>> label_of("MntMeatProducts"), label_of("NumCatalogPurchases"), label_of("Kidhome"), label_of("Z_CostContact")
        ('meat', 'catalog purchases', 'small children', 'cost contact')
    """
    flat = column.replace("\ufeff", "").strip()
    if known := _KNOWN.get(re.sub(r"[^a-z]", "", flat.lower())):
        return known
    parted = re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])|[_.\-]+", " ", flat)
    words = " ".join(parted.lower().split())
    for pattern in (_BEGINNINGS, _ENDINGS):
        shorter = pattern.sub("", words)
        words = shorter if len(shorter) > 1 else words
    return words or flat or "column"


def kind_of(column: str) -> Kind:
    """Return what the numbers of a column are, as its name says.

    Example:
        >>> kind_of("MntWines"), kind_of("NumWebPurchases"), kind_of("Income")
        ('amount', 'count', 'number')
    """
    if _AMOUNTS.search(column):
        return "amount"
    return "count" if _COUNTS.search(column) else "number"


def quality(feature: Feature, above: bool, mean: float) -> tuple[str, str]:
    """Return how a segment that is above or below the rest is spoken of: adjective and noun.

    Args:
        feature: By which it differs.
        above: Whether it has more of it.
        mean: Of the segment, in the feature's own unit.

    Example:
        >>> quality(Feature("Income", "income", "number"), True, 7e4)
        ('high', 'income')
        >>> quality(Feature("Kidhome", "small children", "number"), False, 0.02)
        ('no', 'small children')
    """
    if feature.column in _BUYERS and not feature.value:
        return (_BUYERS[feature.column][0 if above else 1], "")
    if feature.kind == "age":
        return ("older", "") if above else ("younger", "")
    if feature.kind in ("category", "share"):
        return ("mostly" if above and mean >= 0.5 else "often" if above else "seldom", feature.label)
    if feature.kind == "yes-no":
        return (
            "with" if above and mean >= 0.8 else "often" if above else "no" if mean < 0.02 else "seldom",
            feature.label,
        )
    if feature.kind == "days":
        return ("long" if above else "short", feature.label)
    if feature.kind == "amount":
        # One cannot spend "much wines".
        plural = feature.label.endswith("s") and not feature.label.endswith("ss")
        return ("much" if above else "little", feature.label[:-1] if plural else feature.label)
    if feature.kind == "few":
        return ("with" if above else "no" if mean < 0.15 else "few", feature.label)
    if not above and 0 <= mean < 0.15:
        return ("no", feature.label)
    if feature.kind == "count":
        return ("many" if above else "few", feature.label)
    return ("high" if above else "low", feature.label)
