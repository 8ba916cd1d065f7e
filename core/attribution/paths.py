"""Paths: the contacts of a customer up to a purchase, or up to none, as flat arrays from one question to DuckDB.

A purchase ends a path. Its path holds the contacts since the purchase before it that are at most ``lookback`` days
older, and the contact of the purchase row itself, last: it says which campaign brought the purchase. All other
contacts are open: paths that led to no purchase. An open path also ends where nothing follows for longer than the
lookback. Contacts of one moment stand in the order views, clicks, others, purchases; where even that is the same, in
one that has nothing to do with channels (a hash), so that no channel is first because of its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats
from core.customers import CustomerSource
from core.customers.source import PURCHASE
from core.errors import InputError, NotEnoughDataError
from core.files import duck

By = Literal["channel", "campaign"]
LOOKBACKS: Final = (7, 30, 90)
MOST_NAMES: Final = 200
"""Channels or campaigns that are told apart; of more, those with the fewest contacts are put together."""
OTHERS: Final = "All others"
GROUPS: Final = 1_000
"""Groups of customers that are drawn again for the intervals; up to so many customers, each is a group."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Paths:
    """Paths, one after the other. N contacts, P paths.

    Attributes:
        names: Of the channels or campaigns, shape (K,).
        lookback: Days before a purchase in which a contact counts.
        steps: Position in ``names`` of each contact, path by path, first to last, shape (N,).
        ages: Days from each contact to the end of its path, (N,).
        starts: Where each path begins in ``steps``, (P,).
        bought: Whether it ends with a purchase, (P,).
        value: Amount of the purchase, currency; 0 where none or unknown, (P,).
        group: Group of customers that the path belongs to, from 0, (P,).
        groups: How many groups there are: every group has customers.
        customers: How many customers there are.
        valued: Whether amounts are known.
        alone: Purchases of which no contact is known; no path, and credited to nobody.
        alone_value: Their amounts, currency.
        nameless: Contacts that do not say where they came from; they are left out.
        put_together: Names that became ``OTHERS``.
        first: First day of the contacts.
        last: Last day.
    """

    names: tuple[str, ...]
    lookback: int
    steps: Ints
    ages: Ints
    starts: Ints
    bought: NDArray[np.bool_]
    value: Floats
    group: Ints
    groups: int
    customers: int
    valued: bool
    alone: int
    alone_value: float
    nameless: int
    put_together: int
    first: np.datetime64
    last: np.datetime64

    @property
    def lengths(self) -> Ints:
        """Contacts of each path, (P,)."""
        return np.diff(self.starts, append=len(self.steps))

    @property
    def path_of(self) -> Ints:
        """Path of each contact, (N,)."""
        return np.repeat(np.arange(len(self.starts)), self.lengths)

    @cached_property
    def met(self) -> tuple[Ints, Ints]:
        """Path and position of the name of all that was met on it, each once, in order."""
        # Sorted rather than hashed: several times faster for a million numbers that hardly repeat.
        pairs = np.sort(self.path_of * len(self.names) + self.steps)
        pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])]
        return pairs // len(self.names), pairs % len(self.names)

    @property
    def purchases(self) -> int:
        """Purchases with a path."""
        return int(self.bought.sum())


def find_paths(source: CustomerSource, by: By = "channel", lookback: int = 30) -> Paths:
    """Return the paths of all customers.

    Args:
        source: Contacts and purchases.
        by: What credit goes to.
        lookback: One of ``LOOKBACKS``.

    Raises:
        InputError: If ``by`` or ``lookback`` is none of those.
        NotEnoughDataError: If the table says nothing of contacts, of purchases, or of where contacts came from.
    """
    if by not in ("channel", "campaign"):
        raise InputError(f"by == {by!r}, must be channel or campaign")
    if lookback not in LOOKBACKS:
        raise InputError(f"lookback == {lookback!r}, must be one of {', '.join(map(str, LOOKBACKS))}")
    if source.roles.shape != "purchases":
        raise NotEnoughDataError(
            "This table has one row a customer. Paths need one row a contact or purchase: who, when, what it was, and "
            "which channel it came from."
        )
    if not getattr(source.roles, by):
        raise NotEnoughDataError(
            f"No column says which {by} a contact came from, so a purchase cannot be credited to any. "
            f"Choose the column of the {by}, or drop a file that has one."
        )
    with source.open() as connection:
        connection.execute(_names(by))
        names = [
            row[0] for row in connection.execute("SELECT name FROM named WHERE code >= 0 ORDER BY code").fetchall()
        ]
        row = connection.execute(f"SELECT count(*) FROM named WHERE code = {MOST_NAMES - 1}").fetchone()
        found = connection.execute(_CONTACTS.format(by=by, amount=_amount(source))).fetchnumpy()
    together = int(row[0]) if row else 0
    if together > 1:
        names = [*names[: MOST_NAMES - 1], OTHERS]
    return _cut(found, tuple(names), lookback, bool(source.roles.value), together if together > 1 else 0, by)


def _names(by: str) -> str:
    # The most frequent names come first; beyond the limit they share the last code.
    return f"""
CREATE TEMP TABLE named AS
SELECT name, least(row_number() OVER (ORDER BY count DESC, name), {MOST_NAMES}) - 1 AS code
FROM (SELECT trim({by}) AS name, count(*) AS count FROM contacts WHERE trim({by}) <> '' GROUP BY 1)
"""


def _amount(source: CustomerSource) -> str:
    return "value > 0" if source.roles.value else "true"


_KIND: Final = f"kind = {duck.text(PURCHASE)}"
_CONTACTS: Final = f"""
SELECT who, CAST(day - DATE '1970-01-01' AS BIGINT) AS day, coalesce(code, -1) AS code, bought,
       CASE WHEN bought THEN coalesce(value, 0) ELSE 0 END AS value
FROM (
    SELECT hash(customer) AS who, day, moment, value, trim({{by}}) AS name, {_KIND} AS bought,
           CASE WHEN {_KIND} THEN 3 WHEN kind LIKE '%view%' OR kind LIKE '%impression%' THEN 0
                WHEN kind LIKE '%click%' THEN 1 ELSE 2 END AS rank
    FROM contacts WHERE NOT {_KIND} OR {{amount}}
) LEFT JOIN named USING (name)
ORDER BY who, moment, rank, hash(who, name), code
"""


def _cut(found: dict[str, Any], names: tuple[str, ...], lookback: int, valued: bool, together: int, by: str) -> Paths:
    who, day, code = found["who"], np.asarray(found["day"], np.int64), np.asarray(found["code"], np.int64)
    bought, value = np.asarray(found["bought"], bool), np.asarray(found["value"], float)
    if not bought.any():
        raise NotEnoughDataError(
            "The table holds no purchases, so there is nothing to credit. One row a purchase is needed, with the word "
            "“purchase” in the column that says the kind."
        )
    if not len(names):
        raise NotEnoughDataError(
            f"There are purchases, but no contact says which {by} it came from. Drop a file that also has the clicks "
            f"and views, each with its {by}."
        )
    new_customer = np.append(True, who[1:] != who[:-1])
    customer = np.cumsum(new_customer) - 1
    groups = min(int(customer[-1]) + 1, GROUPS)

    # A stretch is what happened up to a purchase, or after the last one.
    stretch = np.cumsum(new_customer | np.append(False, bought[:-1])) - 1
    ends = np.append(np.flatnonzero(np.diff(stretch)), len(stretch) - 1)
    won = bought[ends]
    inside = won[stretch] & (day[ends][stretch] - day <= lookback)

    kept = np.flatnonzero(code >= 0)
    of, counts, at = stretch[kept], inside[kept], day[kept]
    same = (of[1:] == of[:-1]) & (counts[1:] == counts[:-1])
    paused = ~counts[1:] & (at[1:] - at[:-1] > lookback)
    starts = np.flatnonzero(np.append(True, ~same | paused))
    reached = np.zeros(len(ends), bool)
    reached[of[counts]] = True
    lost = ends[won & ~reached]
    path_stretch, path_won = of[starts], counts[starts]
    lengths = np.diff(starts, append=len(kept))
    last_day = np.where(path_won, day[ends][path_stretch], at[starts + lengths - 1])
    return Paths(
        names=names,
        lookback=lookback,
        steps=code[kept],
        ages=np.repeat(last_day, lengths) - at,
        starts=starts,
        bought=path_won,
        value=np.where(path_won, value[ends][path_stretch], 0.0),
        group=customer[ends][path_stretch] % groups,
        groups=groups,
        customers=int(customer[-1]) + 1,
        valued=valued,
        alone=len(lost),
        alone_value=float(value[lost].sum()),
        nameless=int((~bought & (code < 0)).sum()),
        put_together=together,
        first=np.datetime64(int(day.min()), "D"),
        last=np.datetime64(int(day.max()), "D"),
    )


@dataclass(frozen=True)
class CommonPath:
    """A path that many customers went.

    Attributes:
        steps: Names, first to last.
        purchases: Purchases that it ended with.
        value: Their amounts, currency.
        open: How often it led to none.
    """

    steps: tuple[str, ...]
    purchases: int
    value: float
    open: int


def common_paths(paths: Paths, most: int = 100, longest: int = 8) -> tuple[list[CommonPath], int]:
    """Return the distinct paths with the most purchases, and how many distinct paths there are in all.

    Args:
        paths: All paths.
        most: So many are returned at most.
        longest: Paths of more contacts are counted but not returned.
    """
    place = np.arange(len(paths.steps)) - np.repeat(paths.starts, paths.lengths)
    # A sum of 64 bits over place and name stands for the path: the same for the same paths, and for no others.
    mixed = np.add.reduceat(scattered(place * len(paths.names) + paths.steps), paths.starts)
    keys, inverse = np.unique(mixed, return_inverse=True)
    count = np.bincount(inverse, paths.bought, len(keys))
    value = np.bincount(inverse, paths.value, len(keys))
    opened = np.bincount(inverse, ~paths.bought, len(keys))
    example = np.empty(len(keys), np.int64)
    example[inverse] = np.arange(len(inverse))
    lengths = paths.lengths
    order = np.lexsort((keys, -opened, -count))
    order = order[lengths[example[order]] <= longest][:most]
    made = []
    for k in order:
        start = paths.starts[example[k]]
        steps = tuple(paths.names[s] for s in paths.steps[start : start + lengths[example[k]]])
        made.append(CommonPath(steps, int(count[k]), float(value[k]), int(opened[k])))
    return made, len(keys)


def scattered(numbers: Ints) -> NDArray[np.uint64]:
    """Return a number of 64 bits for each number, as if drawn (the end of SplitMix64; Steele, Lea & Flood, 2014)."""
    with np.errstate(over="ignore"):
        z = (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(z ^ (z >> np.uint64(31)))
