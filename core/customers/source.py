"""CustomerSource: where the customer pages get purchases from: the data set in use, or a file that was uploaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from core.customers.days import EARLIEST, amount_sql, day_sql, id_sql, key_sql
from core.customers.roles import CustomerRoles
from core.data import Dataset
from core.data.headers import SIGNS, currency_code, header_mark
from core.errors import NotEnoughDataError
from core.files import KeptFile, duck
from core.memo import memo_key

if TYPE_CHECKING:
    import duckdb

PURCHASE: Final = "purchase"
BOUGHT: Final = (
    *("purchase", "purchased", "order", "ordered", "order placed", "buy", "bought", "sale", "sold", "transaction"),
    *("conversion", "converted", "checkout", "paid", "kauf", "gekauft", "bestellung", "bestellt", "verkauf", "umsatz"),
)
"""Words for a purchase in a column of kinds, in small letters."""
NO_CUSTOMER, NO_DAY, FUTURE, EARLY = "no-customer", "no-day", "future", "early"
NO_AMOUNT, RETURN = "no-amount", "return"
"""Why a row is set aside."""
_OF_DATASET: Final = CustomerRoles(
    "purchases", "customer_id", "date", "value", kind="kind", channel="channel", campaign="campaign_id"
)


@dataclass(frozen=True, eq=False)
class CustomerSource:
    """A table about customers, and what its columns are.

    Attributes:
        key: Content key: the same rows and roles give the same key. Goes into the keys of the memo.
        name: What people call it.
        roles: What the columns are.
        rows: The Parquet file or the frame with the rows.
        currency: ISO code of the amounts; None where nobody says.
        file: The hash of the uploaded file; empty for the data set in use.
        until: Last day, ISO, that can be in the table: later ones are in the future; empty where nothing is known.
    """

    key: str
    name: str
    roles: CustomerRoles
    rows: Path | pd.DataFrame
    currency: str | None = None
    file: str = ""
    until: str = ""

    @contextmanager
    def open(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open a database with the table ``given`` (all rows as they are) and, of purchases, three views.

        ``contacts`` has the columns customer (text), key (the same as a number), day (date), moment (with the time of
        the day, where the column says it), value (number, null where unknown), kind (text; ``purchase`` where it is
        one), channel, campaign (text, null where unknown); rows without a customer or a day that can be are not in it.
        ``purchases`` has those of them that are purchases with an amount of more than zero, or without any where no
        column says amounts: returns are no purchases. ``marked`` has all rows, and in the column ``aside`` why a row is
        not in those views (``core.customers.checks``).
        """
        with duck.database() as connection:
            if isinstance(self.rows, Path):
                connection.execute(f"CREATE VIEW given AS SELECT * FROM read_parquet({duck.text(self.rows)})")
            else:
                connection.register("given", self.rows)
            if self.roles.shape == "purchases":
                connection.execute(_marked(connection, self.roles, self.until))
                connection.execute(
                    "CREATE VIEW contacts AS SELECT * EXCLUDE (aside) FROM marked "
                    f"WHERE aside IS NULL OR aside IN ('{NO_AMOUNT}', '{RETURN}')"
                )
                connection.execute(
                    f"CREATE VIEW purchases AS SELECT * EXCLUDE (aside) FROM marked "
                    f"WHERE aside IS NULL AND kind = '{PURCHASE}'"
                )
            yield connection


def source_of_dataset(dataset: Dataset) -> CustomerSource:
    """Return the purchases of the data set in use.

    Raises:
        NotEnoughDataError: If it holds no customers.
    """
    if not len(dataset.interactions):
        raise NotEnoughDataError(
            "The data in use hold no customers. Drop a file with one row a purchase here: who, when, and how much."
        )
    key = memo_key("customers", data=dataset.content_hash)
    return CustomerSource(key, dataset.name, _OF_DATASET, dataset.interactions, dataset.currency)


def source_of_file(file: KeptFile, path: Path, roles: CustomerRoles, currency: str | None = None) -> CustomerSource:
    """Return an uploaded table under its roles; nothing is checked here.

    Args:
        file: What is known of it.
        path: Of its rows.
        roles: What the columns are.
        currency: Of the amounts, where somebody says.
    """
    until = _day_after(file.added)
    key = memo_key("customers", file=file.hash, roles=roles.to_plain(), until=until)
    return CustomerSource(key, file.name, roles, path, currency or currency_of(file, roles), file.hash, until)


def currency_of(file: KeptFile, roles: CustomerRoles) -> str | None:
    """Return the currency that the name of the column of amounts says; None where it says none."""
    column = roles.value or roles.mean_value
    code = header_mark(column)
    if code:
        return currency_code(code)
    found = file.column(column)
    marks = {sign for sign in SIGNS if found is not None and found.kind == "text" and sign in found.example}
    return SIGNS[max(marks, key=len)] if marks else None


def _day_after(added: str) -> str:
    """The day after a file was uploaded: where it was made, that day may have come already."""
    try:
        return (date.fromisoformat(added[:10]) + timedelta(days=1)).isoformat()
    except ValueError:
        return ""


def _marked(connection: duckdb.DuckDBPyConnection, roles: CustomerRoles, until: str) -> str:
    def text(column: str) -> str:
        return f"NULLIF(trim(CAST({duck.name(column)} AS VARCHAR)), '')" if column else "CAST(NULL AS VARCHAR)"

    customer = id_sql(connection, "given", roles.customer)
    key, day = key_sql(connection, "given", roles.customer), day_sql(connection, "given", roles.date)
    # Days that are no moments, such as 19970101, have no time of the day.
    moment = f"coalesce(TRY_CAST({duck.name(roles.date)} AS TIMESTAMP), CAST({day} AS TIMESTAMP))"
    value = amount_sql(connection, "given", roles.value) if roles.value else "CAST(NULL AS DOUBLE)"
    kind = f"'{PURCHASE}'"
    if roles.kind:
        said = f"lower(coalesce({text(roles.kind)}, ''))"
        words = [roles.bought.strip().lower()] if roles.bought else BOUGHT
        kind = f"CASE WHEN {said} IN ({', '.join(map(duck.text, words))}) THEN '{PURCHASE}' "
        # A contact of another kind must not become a purchase by its name.
        kind += f"WHEN {said} = '{PURCHASE}' THEN 'other' ELSE {said} END"
    late = f"WHEN day > DATE {duck.text(until)} THEN '{FUTURE}' " if until else ""
    amounts = f"WHEN value IS NULL THEN '{NO_AMOUNT}' WHEN value <= 0 THEN '{RETURN}' " if roles.value else ""
    return (
        f"CREATE VIEW marked AS SELECT *, CASE WHEN customer IS NULL THEN '{NO_CUSTOMER}' "
        f"WHEN day IS NULL THEN '{NO_DAY}' {late}WHEN day < DATE '{EARLIEST}' THEN '{EARLY}' "
        f"WHEN kind <> '{PURCHASE}' THEN NULL {amounts}END AS aside "
        f"FROM (SELECT {customer} AS customer, {key} AS key, {day} AS day, {moment} AS moment, {value} AS value, "
        f"{kind} AS kind, "
        f"{text(roles.channel)} AS channel, {text(roles.campaign)} AS campaign FROM given)"
    )
