"""Whether a table can be read under roles: roles may come from an address that somebody wrote by hand."""

from __future__ import annotations

from typing import Final

from core.customers.roles import NEEDED, UNITS, CustomerRoles
from core.errors import InputError
from core.files import KeptFile

NAMES: Final = {
    "customer": "the customer",
    "date": "the day",
    "value": "the amount",
    "kind": "the kind of contact",
    "channel": "the channel",
    "campaign": "the campaign",
    "frequency": "the repeat purchases",
    "recency": "the time to the last purchase",
    "age": "the time observed",
    "mean_value": "the mean amount",
}
"""What each role is called in sentences."""


def check_customer_roles(file: KeptFile, roles: CustomerRoles) -> None:
    """Check that the columns are there and can be what they are said to be.

    Raises:
        InputError: If not, in words.
    """
    for role, column in roles.columns.items():
        found = file.column(column)
        if found is None:
            raise InputError(
                f"{file.name} has no column “{column[:80]}”, which should say {NAMES[role]}. Choose another one."
            )
        if role in ("frequency", "recency", "age", "mean_value") and found.kind not in ("whole", "number"):
            raise InputError(f"The column “{column[:80]}” holds no numbers, so it cannot say {NAMES[role]}.")
        if role == "date" and found.kind in ("number", "yes-no"):
            raise InputError(f"The column “{column[:80]}” holds no days. Choose the column with the day of a purchase.")
        if role == "value" and found.kind in ("date", "yes-no"):
            raise InputError(f"The column “{column[:80]}” holds no amounts. Choose the column with the amount.")
    missing = [NAMES[role] for role in NEEDED[roles.shape] if not getattr(roles, role)]
    if missing:
        raise InputError(f"No column says {' and '.join(missing)}. Choose it, or say that rows are something else.")
    used = list(roles.columns.values())
    twice = next((column for column in used if used.count(column) > 1), None)
    if twice:
        raise InputError(f"The column “{twice[:80]}” is chosen for two things. Choose another column for one of them.")
    if roles.unit and roles.unit not in UNITS:
        raise InputError("Choose days, weeks or months as the unit of time.")
