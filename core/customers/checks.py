"""What was read of a table about customers and what was set aside: read = kept + set aside, in rows and in money.

Returns (rows of purchases with an amount of zero or below) are no purchases: they neither make a customer more
frequent nor count against what the customer bought, because a table seldom says which purchase they take back. Their
number and sum are said, so that whoever reads a value knows how much of it came back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from core.customers.source import (
    EARLY,
    FUTURE,
    NO_AMOUNT,
    NO_CUSTOMER,
    NO_DAY,
    PURCHASE,
    RETURN,
    CustomerSource,
)
from core.customers.summary_rows import NO_NUMBERS, NO_SENSE, NO_SPEND, summary_view
from core.files import duck
from core.wording import counted, date_text, money, percent

_WHY: Final = {
    NO_CUSTOMER: "without a customer",
    NO_DAY: "without a day that can be read",
    FUTURE: "with a day in the future",
    EARLY: "with a day before 1971, where none is known",
    NO_AMOUNT: "without an amount that can be read",
    RETURN: "with an amount of zero or below, such as gifts and returns",
    NO_NUMBERS: "without numbers for how often, how recently and since when",
    NO_SENSE: "whose times cannot be: a last purchase after the end, or times below zero",
    NO_SPEND: "with repeat purchases but no mean amount above zero",
}


@dataclass(frozen=True)
class Aside:
    """Rows that were set aside for one reason.

    Attributes:
        code: The reason.
        text: The reason in words, after "rows".
        rows: How many.
        money: Sum of their amounts, currency; None where no column says amounts.
    """

    code: str
    text: str
    rows: int
    money: float | None


@dataclass(frozen=True)
class SourceReport:
    """What a table came to.

    Attributes:
        rows_read: Rows of the table.
        rows_kept: Rows that count: purchases, other contacts, customers of a summary, people.
        rows_aside: The others.
        money_read: Sum of all amounts that can be read, currency; None where no column says amounts.
        money_kept: Of the rows that count.
        money_aside: Of the others.
        aside: By reason, the most rows first.
        customers: Different customers among the rows kept.
        purchases: Rows kept that are purchases; of a summary, all repeat purchases.
        contacts: Rows kept that are other contacts.
        first: First day of the rows kept; None where no days are known.
        last: Last day.
        notes: What else should be known, in sentences.
        currency: ISO code of the amounts, or None.
    """

    rows_read: int
    rows_kept: int
    rows_aside: int
    money_read: float | None
    money_kept: float | None
    money_aside: float | None
    aside: tuple[Aside, ...]
    customers: int
    purchases: int
    contacts: int
    first: date | None
    last: date | None
    notes: tuple[str, ...]
    currency: str | None

    @property
    def returns(self) -> Aside | None:
        """Rows with an amount of zero or below; None where there are none."""
        return next((one for one in self.aside if one.code == RETURN), None)

    @property
    def sentence(self) -> str:
        """What was read, in one sentence."""
        parts = [counted(self.customers, "customer")]
        if self.purchases:
            parts.append(counted(self.purchases, "purchase" if self.first else "repeat purchase"))
        if self.contacts:
            parts.append(counted(self.contacts, "other contact"))
        said = " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
        if self.money_kept is not None and self.purchases:
            said += f" of {money(self.money_kept, self.currency)}"
        if self.first and self.last:
            said += f", {date_text(self.first)} to {date_text(self.last)}"
        aside = f"; {counted(self.rows_aside, 'row')} set aside" if self.rows_aside else "; no row set aside"
        return said + aside + "."


def source_report(source: CustomerSource) -> SourceReport:
    """Return what a table came to."""
    with source.open() as connection:
        if source.roles.shape == "purchases":
            return _of_purchases(connection, source)
        if source.roles.shape == "summary":
            return _of_summary(connection, source)
        return _of_people(connection, source)


def _of_purchases(connection: Any, source: CustomerSource) -> SourceReport:
    bought = f"count(*) FILTER (aside IS NULL AND kind = '{PURCHASE}')"
    sums = connection.execute(
        f"SELECT aside, count(*), sum(value), {bought}, min(day), max(day) FROM marked GROUP BY aside"
    ).fetchall()
    kept = next((row for row in sums if row[0] is None), (None, 0, 0.0, 0, None, None))
    (customers,) = connection.execute("SELECT count(DISTINCT customer) FROM marked WHERE aside IS NULL").fetchone()
    valued = bool(source.roles.value)
    notes = _equal_rows(connection)
    back = next((row for row in sums if row[0] == RETURN), None)
    if back and back[2] and kept[2]:
        notes.append(
            f"Values are before returns: {counted(back[1], 'row')} with an amount of zero or below come to "
            f"{money(back[2], source.currency)}, {percent(abs(back[2]) / kept[2])} of what was bought."
        )
    if source.roles.kind and not kept[3]:
        notes.append(f"No value of “{source.roles.kind}” says a purchase. Choose the one that does.")
    return _report(
        source,
        [(row[0], row[1], row[2]) for row in sums],
        valued,
        customers=customers,
        purchases=kept[3],
        contacts=kept[1] - kept[3],
        first=kept[4],
        last=kept[5],
        notes=tuple(notes),
    )


def _of_summary(connection: Any, source: CustomerSource) -> SourceReport:
    connection.execute(summary_view(connection, source.roles))
    sums = connection.execute("SELECT aside, count(*), sum(x * zbar), sum(x) FROM summary GROUP BY aside").fetchall()
    kept = next((row for row in sums if row[0] is None), (None, 0, 0.0, 0.0))
    unit = source.roles.unit or "weeks"
    notes = [f"Times are taken to be in {unit}. " + ("" if source.roles.unit else "The table does not say so: choose.")]
    if not source.roles.mean_value:
        notes.append("The table holds no amounts: purchases can be foretold, money cannot.")
    return _report(
        source,
        [row[:3] for row in sums],
        bool(source.roles.mean_value),
        customers=kept[1],
        purchases=round(kept[3] or 0),
        notes=tuple(one.strip() for one in notes),
    )


def _of_people(connection: Any, source: CustomerSource) -> SourceReport:
    (rows,) = connection.execute("SELECT count(*) FROM given").fetchone()
    customer = source.roles.customer
    # Without an id two people may well be alike.
    notes = _equal_rows(connection) if customer else []
    sums: list[tuple[Any, ...]] = [(None, rows, None)]
    if customer:
        known, twice = connection.execute(
            f"SELECT count({duck.name(customer)}), count({duck.name(customer)}) - "
            f"count(DISTINCT {duck.name(customer)}) FROM given"
        ).fetchone()
        if rows > known:
            sums = [(None, known, None), (NO_CUSTOMER, rows - known, None)]
        if twice:
            notes.append(f"{counted(twice, 'row')} name a customer that another row names, too.")
    return _report(source, sums, False, customers=sums[0][1] or 0, notes=tuple(notes))


def _report(source: CustomerSource, sums: list[tuple[Any, ...]], valued: bool, **known: Any) -> SourceReport:
    def total(kept: bool) -> tuple[int, float | None]:
        rows = [row for row in sums if (row[0] is None) == kept]
        return sum(row[1] for row in rows), float(sum(row[2] or 0.0 for row in rows)) if valued else None

    (kept, money_kept), (aside, money_aside) = total(kept=True), total(kept=False)
    reasons = sorted(
        (Aside(code, _WHY[code], rows, float(sum_ or 0.0) if valued else None) for code, rows, sum_ in sums if code),
        key=lambda one: (-one.rows, one.code),
    )
    given: dict[str, Any] = {"purchases": 0, "contacts": 0, "first": None, "last": None} | known
    money_read = None if money_kept is None or money_aside is None else money_kept + money_aside
    return SourceReport(
        kept + aside,
        kept,
        aside,
        money_read,
        money_kept,
        money_aside,
        tuple(reasons),
        currency=source.currency,
        **given,
    )


def _equal_rows(connection: Any) -> list[str]:
    """What is said of rows that are the same in all columns: two equal purchases can be, so they count."""
    (copies,) = connection.execute(
        "SELECT (SELECT count(*) FROM given) - (SELECT count(*) FROM (SELECT DISTINCT * FROM given))"
    ).fetchone()
    if not copies:
        return []
    said = "looks exactly like another one and was" if copies == 1 else "look exactly like another one and were"
    return [f"{counted(copies, 'row')} {said} counted. If the export was pasted twice, remove them."]
