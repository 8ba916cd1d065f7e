"""Recipe: how customers are to be grouped, as an address or a kept segmentation says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from core.errors import InputError

Method = Literal["kmeans", "mixture"]
FEWEST: Final = 2
MOST: Final = 10
"""Most segments that a person may ask for: more cannot be kept in mind."""
TRIED: Final = tuple(range(2, 9))
"""Numbers of segments that are tried where nobody says how many."""
SEED: Final = 8


@dataclass(frozen=True)
class Recipe:
    """How customers are grouped.

    Attributes:
        method: ``kmeans`` (round groups of like spread) or ``mixture`` (groups of any oblong shape).
        count: How many segments; 0: as many as the data hold.
        left_out: Columns that do not count.
    """

    method: Method = "kmeans"
    count: int = 0
    left_out: tuple[str, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """Return plain data that says the same; ``from_plain`` reads it."""
        return {"method": self.method, "count": self.count, "left_out": list(self.left_out)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Recipe:
        """Return the recipe that plain data say.

        Raises:
            InputError: If they say none.
        """
        left = plain.get("left_out", [])
        if not isinstance(left, list | tuple) or not all(isinstance(one, str) for one in left):
            raise InputError("What is left out must be names of columns. Choose them again.")
        return make_recipe(plain.get("method", "kmeans"), plain.get("count", 0), tuple(left))


def make_recipe(method: object = "kmeans", count: object = 0, left_out: tuple[str, ...] = ()) -> Recipe:
    """Return a checked recipe.

    Args:
        method: Name of the method.
        count: A whole number, or a text that says one; empty and 0 mean: as many as the data hold.
        left_out: Names of columns.

    Raises:
        InputError: If there is no such method, or no such number of segments can be made.
    """
    if method not in get_args(Method):
        raise InputError("There is no such way to group customers. Choose K-Means or mixture.")
    text = str(count or 0)[:12]
    if isinstance(count, bool) or not (text.isascii() and text.isdigit()):
        raise InputError(f"The number of segments must be a whole number from {FEWEST} to {MOST}.")
    number = int(text)
    if number and not FEWEST <= number <= MOST:
        raise InputError(f"The number of segments must be from {FEWEST} to {MOST}; {number:,} was asked for.")
    return Recipe(method, number, tuple(sorted(dict.fromkeys(left_out))))  # type: ignore[arg-type]
