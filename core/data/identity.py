"""Which campaign a row belongs to: names, channels and ids that stay the same from import to import."""

import hashlib
import re
import unicodedata
from collections import Counter
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NO_CHANNEL: Final = "No channel"

# Spreadsheets write long ids as 1.23E+17: several campaigns then have the same text.
_SCIENTIFIC = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)


def cell_text(cell: Any) -> str:
    """Return a cell as a name or id: whole numbers without decimals, single spaces, no brackets around an id."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = " ".join(str(cell).split())
    return text[1:-1] if re.fullmatch(r"\[\d+\]", text) else text


def texts(cells: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return a column of names or ids."""
    codes, unique = pd.factorize(cells)
    return np.array([cell_text(cell) for cell in unique] + [""], dtype=object)[codes]


def usable_ids(ids: NDArray[np.object_]) -> bool:
    """Return whether a column of ids tells campaigns apart."""
    return not any(_SCIENTIFIC.fullmatch(text) for text in set(ids))


def campaign_ids(
    campaign: NDArray[np.object_], channel: NDArray[np.object_], ids: NDArray[np.object_] | None
) -> NDArray[np.object_]:
    """Return an id by row: the file's own, or one made of channel and campaign name.

    Two platforms may use the same id for different campaigns; then the channel becomes part of it.
    """
    if ids is None:
        codes, unique = _pairs(channel, campaign)
        return np.array(_distinct(unique), dtype=object)[codes]
    codes, unique = _pairs(ids, channel)
    shared = pd.Series([pair[0] for pair in unique]).duplicated(keep=False)
    made = [f"{i}-{slug(str(c))}" if twice else str(i) for (i, c), twice in zip(unique, shared, strict=True)]
    return np.array(made, dtype=object)[codes]


def slug(text: str) -> str:
    """Return a text as lower-case letters, digits and hyphens.

    Example:
        >>> slug("Été – Brand / Search")
        'ete-brand-search'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _pairs(first: NDArray[np.object_], second: NDArray[np.object_]) -> tuple[NDArray[np.int64], list[tuple[str, str]]]:
    """Number the different pairs of two columns: the number by row, and the pairs."""
    a, firsts = pd.factorize(first)
    b, seconds = pd.factorize(second)
    codes, numbers = pd.factorize(a * len(seconds) + b)
    return codes, [(firsts[n // len(seconds)], seconds[n % len(seconds)]) for n in numbers]


def _distinct(pairs: list[tuple[str, str]]) -> list[str]:
    """Ids of pairs of channel and campaign; where two come out the same, a part of their hash tells them apart."""
    names = [n if c == NO_CHANNEL or n.startswith(c) else f"{c} {n}" for c, n in pairs]
    slugs = [slug(name)[:60] for name in names]
    counts = Counter(slugs)
    distinct = []
    for short, pair in zip(slugs, pairs, strict=True):
        mark = hashlib.sha256("\x00".join(pair).encode("utf-8", "surrogatepass")).hexdigest()[:8]
        distinct.append(f"{short or 'campaign'}-{mark}" if not short or counts[short] > 1 else short)
    return distinct
