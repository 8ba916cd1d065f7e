"""CustomerRoles: what the columns of a table about customers are, guessed or chosen by a person."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Literal, get_args

from core.errors import InputError

Shape = Literal["purchases", "summary", "people"]
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "purchases": ("customer", "date", "value", "kind", "channel", "campaign"),
    "summary": ("customer", "frequency", "recency", "age", "mean_value"),
    "people": ("customer",),
}
"""The roles of each shape that name a column."""
NEEDED: Final = {"purchases": ("customer", "date"), "summary": ("frequency", "recency", "age"), "people": ()}
UNITS: Final = {"days": 1 / 7, "weeks": 1.0, "months": 365.25 / 84}
"""Weeks in each unit of time."""


@dataclass(frozen=True)
class CustomerRoles:
    """Which column of a table is what; empty where none is.

    Attributes:
        shape: ``purchases``: one row a purchase (or contact); ``summary``: one row a customer with frequency, recency
            and age as the customer-value literature counts them; ``people``: one row a customer with anything else.
        customer: The id.
        date: Day of a purchase.
        value: Its amount, currency.
        kind: Column that tells purchases from other contacts (``purchase``, ``click``, ...); empty: all are purchases.
        bought: Its value that means a purchase; empty: the usual words for one.
        channel: Where the contact came from.
        campaign: The campaign of the contact.
        frequency: Of a summary: repeat purchases.
        recency: Of a summary: time from the first purchase to the last.
        age: Of a summary: time from the first purchase to the end of the observation.
        mean_value: Of a summary: mean amount of the repeat purchases.
        unit: Of a summary: what its times are counted in; empty: weeks.
    """

    shape: Shape
    customer: str = ""
    date: str = ""
    value: str = ""
    kind: str = ""
    bought: str = ""
    channel: str = ""
    campaign: str = ""
    frequency: str = ""
    recency: str = ""
    age: str = ""
    mean_value: str = ""
    unit: str = ""

    def to_plain(self) -> dict[str, str]:
        """Return plain data that says the same; ``from_plain`` reads it."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def columns(self) -> dict[str, str]:
        """The column of each role that has one and that this shape knows."""
        named = {role: getattr(self, role) for role in COLUMNS[self.shape]}
        return {role: column for role, column in named.items() if column}

    @classmethod
    def from_plain(cls, plain: Any) -> CustomerRoles:
        """Return the roles that plain data say, from an address.

        Raises:
            InputError: If they are no roles.
        """
        known = {one.name for one in fields(cls)}
        if (
            not isinstance(plain, dict)
            or plain.get("shape") not in get_args(Shape)
            or any(name not in known or not isinstance(value, str) or len(value) > 200 for name, value in plain.items())
        ):
            raise InputError("What the columns are cannot be read from the address. Choose them again.")
        return cls(**plain)
