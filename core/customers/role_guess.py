"""The guess of what the columns of a table about customers are, from their names and types."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from core.customers.days import looks_like_days
from core.customers.roles import CustomerRoles
from core.files import FileColumn, KeptFile

FEW_COLUMNS: Final = 8
"""A table with days and amounts and one row a customer is one of purchases only where it has little else."""

_WHO = r"(customer|client|cust|user|buyer|member|shopper|visitor|person|account|kunden?|kaeufer|nutzer|mitglieds?)"
_ID = r"(id|no|nr|num|number|nummer|key|code|ref|kennung)"
_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "customer": (
        rf"^{_WHO}_?{_ID}$",
        rf"^{_ID}_?{_WHO}$",
        rf"^{_WHO}$",
        r"^e_?mail(_?address|_?adresse)?$",
        rf"^{_ID}$",
    ),
    "date": (
        r"(order|purchase|invoice|transaction|sales?|event|bestell|kauf|rechnungs|buchungs)_?(date|day|time|datum|tag)",
        r"(^|_)(date|datum|day|tag)(_|$)",
        r"date|datum|timestamp|zeitpunkt|zeitstempel|_at$|^(time|zeit|when|wann|ts)$",
    ),
    "value": (
        r"(amount|betrag|revenue|umsatz|turnover|erloes|dollar_?value)",
        r"(^|_)(value|wert|total|summe|sales?|spend|spent|gross|brutto|net|netto)(_|$)",
        r"value|total|price|preis|wert",
    ),
    "kind": (r"^(event|kind|type|action|activity|art|typ|ereignis|aktion)(_?(type|name|kind|typ|art))?$",),
    "channel": (r"channel|kanal", r"(^|_)(source|medium|quelle|herkunft)(_|$)"),
    "campaign": (r"(campaign|kampagnen?)_?id$", r"campaign|kampagne"),
    "frequency": (r"^(x|frequency|freq|repeat.*|haeufigkeit|wiederkaeufe)$",),
    "recency": (r"^(t_x|tx|recency)$",),
    "age": (r"^(t|age|tenure|customer_age)$",),
    "mean_value": (r"^(zbar|m_x|mx|monetary.*|mean_.*|avg_.*|average.*|durchschnitt.*|mittel.*)$",),
}
_NO_VALUE: Final = re.compile(r"(^|_)(unit|einzel|stueck|tax|steuer|vat|mwst|discount|rabatt|shipping|versand)")
_NO_DAY: Final = re.compile(r"of_?(week|month|year)|birth|geburt|wochentag")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_AMOUNT: Final = re.compile(r"^[^A-Za-z]{0,3}\s*[-+−]?\d[\d.,'\s]*\s*(€|\$|£|[A-Za-z]{3})?$")


def guess_customer_roles(file: KeptFile) -> CustomerRoles:
    """Return what the columns most likely are; what cannot be guessed stays empty, for a person to choose."""
    numbers = ("whole", "number")
    customer = _first(file, "customer", lambda one: one.kind in ("whole", "text"))
    summary = {role: _first(file, role, lambda one: one.kind in numbers) for role in ("frequency", "recency", "age")}
    if all(summary.values()):
        mean = _first(file, "mean_value", lambda one: one.kind in numbers)
        return CustomerRoles("summary", customer, **summary, mean_value=mean)
    date = _first(file, "date", lambda one: looks_like_days(one) and not _NO_DAY.search(plain_name(one.name)))
    if not date:
        date = next((one.name for one in file.columns if one.kind == "date"), "")
    value = _first(file, "value", lambda one: _is_amount(one) and one.name not in (customer, date))
    bought = _repeats(file, customer) or bool(value and len(file.columns) <= FEW_COLUMNS)
    if customer and date and bought:
        taken = (customer, date, value)
        kind = _first(file, "kind", lambda one: one.kind == "text" and bool(one.values))
        texts = {
            role: _first(file, role, lambda one: one.kind in ("text", "whole") and one.name not in taken)
            for role in ("channel", "campaign")
        }
        return CustomerRoles("purchases", customer, date, value, kind, **texts)
    return CustomerRoles("people", customer)


def plain_name(name: str) -> str:
    """Return the name of a column in small letters, its words apart, without umlauts.

    Example:
        >>> plain_name("OrderValue (EUR)"), plain_name("Käufer-Nr."), plain_name("T")
        ('order_value_eur', 'kaeufer_nr', 't')
    """
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip()).lower().translate(_UMLAUTS)
    return re.sub(r"[^a-z0-9]+", "_", apart).strip("_")


def _first(file: KeptFile, role: str, fits: Callable[[FileColumn], bool]) -> str:
    """Return the first column that fits and is named so; better names come before earlier columns."""
    for pattern in _NAMES[role]:
        for one in file.columns:
            if re.search(pattern, plain_name(one.name)) and fits(one):
                return one.name
    return ""


def _is_amount(column: FileColumn) -> bool:
    if _NO_VALUE.search(plain_name(column.name)):
        return False
    return column.kind in ("whole", "number") or (column.kind == "text" and bool(_AMOUNT.match(column.example)))


def _repeats(file: KeptFile, customer: str) -> bool:
    column = file.column(customer)
    return column is not None and column.distinct < 0.98 * file.rows
