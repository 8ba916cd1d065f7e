"""CustomerSource: where the customer pages get purchases from: the data set in use, or a file that was uploaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from core.customers.roles import CustomerRoles
from core.data import Dataset
from core.errors import NotEnoughDataError
from core.files import KeptFile, duck
from core.memo import memo_key

if TYPE_CHECKING:
    import duckdb

PURCHASE: Final = "purchase"
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
    """

    key: str
    name: str
    roles: CustomerRoles
    rows: Path | pd.DataFrame
    currency: str | None = None
    file: str = ""

    @contextmanager
    def open(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open a database with the table ``given`` (all rows as they are) and, of purchases, the view ``contacts``.

        ``contacts`` has the columns customer (text), day (date), moment (with the time of the day, where the column
        says it), value (number, null where unknown), kind (text), channel, campaign (text, null where unknown); rows
        without a customer or a day are not in it. The view ``purchases`` has those of them that are purchases with an
        amount of more than zero, or without any where no column says amounts.
        """
        with duck.database() as connection:
            if isinstance(self.rows, Path):
                connection.execute(f"CREATE VIEW given AS SELECT * FROM read_parquet({duck.text(self.rows)})")
            else:
                connection.register("given", self.rows)
            if self.roles.shape == "purchases":
                connection.execute(_contacts(self.roles))
                amount = "value > 0" if self.roles.value else "true"
                connection.execute(
                    f"CREATE VIEW purchases AS SELECT * FROM contacts WHERE kind = {duck.text(PURCHASE)} AND {amount}"
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
    key = memo_key("customers", file=file.hash, roles=roles.to_plain())
    return CustomerSource(key, file.name, roles, path, currency, file.hash)


def _contacts(roles: CustomerRoles) -> str:
    def column(name: str, kind: str = "VARCHAR") -> str:
        return f"TRY_CAST({duck.name(name)} AS {kind})" if name else f"CAST(NULL AS {kind})"

    kind = f"lower(trim({column(roles.kind)}))" if roles.kind else duck.text(PURCHASE)
    return (
        f"CREATE VIEW contacts AS SELECT * FROM (SELECT {column(roles.customer)} AS customer, "
        f"{column(roles.date, 'DATE')} AS day, {column(roles.date, 'TIMESTAMP')} AS moment, "
        f"{column(roles.value, 'DOUBLE')} AS value, {kind} AS kind, "
        f"{column(roles.channel)} AS channel, {column(roles.campaign)} AS campaign FROM given) "
        "WHERE customer IS NOT NULL AND day IS NOT NULL"
    )
