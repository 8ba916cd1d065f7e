"""The rows of a summary: one customer each, with the sums that the customer-value literature counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.customers.days import id_sql
from core.customers.roles import UNITS, CustomerRoles
from core.files import duck

if TYPE_CHECKING:
    import duckdb

NO_NUMBERS, NO_SENSE, NO_SPEND = "no-numbers", "no-sense", "no-spend"
"""Why a row is set aside."""

_ROUNDING: Final = 1e-9


def summary_view(connection: duckdb.DuckDBPyConnection, roles: CustomerRoles) -> str:
    """Return the SQL of the view ``summary``: customer (text), x, t_x, t (weeks), zbar, position, aside (or null).

    Args:
        connection: A database with the table ``given``.
        roles: What its columns are.
    """
    weeks = UNITS.get(roles.unit, 1.0)

    def number(column: str, scale: float = 1.0) -> str:
        return f"TRY_CAST({duck.name(column)} AS DOUBLE) * {scale!r}" if column else "CAST(NULL AS DOUBLE)"

    customer = id_sql(connection, "given", roles.customer) if roles.customer else "CAST(NULL AS VARCHAR)"
    spend = f"WHEN x > 0 AND NOT coalesce(zbar > 0, false) THEN '{NO_SPEND}' " if roles.mean_value else ""
    return (
        "CREATE VIEW summary AS SELECT coalesce(customer, CAST(position AS VARCHAR)) AS customer, x, t_x, t, zbar, "
        f"position, CASE WHEN x IS NULL OR t_x IS NULL OR t IS NULL THEN '{NO_NUMBERS}' "
        f"WHEN x < 0 OR t_x < 0 OR t <= 0 OR t_x > t + {_ROUNDING} THEN '{NO_SENSE}' {spend}END AS aside "
        f"FROM (SELECT row_number() OVER () AS position, {customer} AS customer, {number(roles.frequency)} AS x, "
        f"{number(roles.recency, weeks)} AS t_x, {number(roles.age, weeks)} AS t, {number(roles.mean_value)} AS zbar "
        "FROM given)"
    )
