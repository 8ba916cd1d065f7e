"""The guess of what the columns of a table about customers are, from their names and types."""

from __future__ import annotations

import re
from typing import Final

from core.customers.roles import CustomerRoles
from core.files import FileColumn, KeptFile

_NAMES: Final = {
    "customer": re.compile(r"^(customer|client|user|buyer|member|person)?[ _]?(id|no|number|key)?$", re.IGNORECASE),
    "date": re.compile(r"date|day|time|when", re.IGNORECASE),
    "value": re.compile(r"value|amount|revenue|sales?|price|total|spend|dollar", re.IGNORECASE),
    "kind": re.compile(r"^(kind|type|event|action)", re.IGNORECASE),
    "channel": re.compile(r"channel|source|medium", re.IGNORECASE),
    "campaign": re.compile(r"campaign", re.IGNORECASE),
    "frequency": re.compile(r"^(x|frequency|repeat.*)$", re.IGNORECASE),
    "recency": re.compile(r"^(t_x|tx|recency)$"),
    "age": re.compile(r"^(T|age|tenure)$"),
    "mean_value": re.compile(r"^(zbar|m_x|monetary.*|mean[ _]value|average.*)$", re.IGNORECASE),
}


def guess_customer_roles(file: KeptFile) -> CustomerRoles:
    """Return what the columns most likely are; what cannot be guessed stays empty, for a person to choose."""

    def first(role: str, fits: tuple[str, ...] = ()) -> str:
        found = (one for one in file.columns if _NAMES[role].search(one.name) and (not fits or one.kind in fits))
        return next((one.name for one in found), "")

    numbers = ("whole", "number")
    customer = first("customer")
    summary = {role: first(role, numbers) for role in ("frequency", "recency", "age")}
    if all(summary.values()):
        return CustomerRoles("summary", customer, **summary, mean_value=first("mean_value", numbers))
    date = first("date", ("date", "whole"))
    if customer and date and _repeats(file, customer):
        kind = first("kind", ("text",))
        texts = {role: first(role) for role in ("channel", "campaign")}
        return CustomerRoles("purchases", customer, date, first("value", numbers), kind, **texts)
    return CustomerRoles("people", customer)


def _repeats(file: KeptFile, customer: str) -> bool:
    column: FileColumn | None = file.column(customer)
    return column is not None and column.distinct < 0.98 * file.rows
