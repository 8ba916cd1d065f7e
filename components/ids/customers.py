"""Ids of the Customers page."""

from dash.dependencies import Wildcard


class Customers:
    """What the views of the page share: which table they speak of.

    Stores: ``SOURCE`` (the parameters of the address), ``FILE`` (a file that was too large to be sent).
    """

    SOURCE = "customers-source"
    REPORT = "customers-report"
    TABLE = "customers-table"
    UPLOAD = "customers-upload"
    FILE = "customers-file"
    READING = "customers-reading"
    MESSAGE = "customers-message"
    SHAPE = "customers-shape"
    FIELDS = "customers-fields"
    AGAIN = "customers-again"
    ROLES_MESSAGE = "customers-roles-message"
    USE = "customers-use"

    @staticmethod
    def role(name: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the choice of the column for a role."""
        return {"type": "customers-role", "id": name}


class CustomersValue:
    """The view Value.

    Stores: ``ASK`` (the parameters of the address).
    """

    ASK = "customers-value-ask"
    BODY = "customers-value-body"
    HEAD = "customers-value-head"
    GRID = "customers-value-grid"
    LEFT_OUT = "customers-value-left-out"
    SAVE_CSV = "customers-value-csv"
    DOWNLOAD = "customers-value-download"
