"""Ids of the view Result of the Experiments page."""

from dash.dependencies import Wildcard


class Read:
    """The view Result.

    Stores: ``ASK`` (the parameters of the address), ``FILE`` (a file that was too large to be sent).
    """

    ASK = "read-ask"
    BODY = "read-body"
    UPLOAD = "read-upload"
    FILE = "read-file"
    READING = "read-reading"
    MESSAGE = "read-message"
    ROLES_MESSAGE = "read-roles-message"
    VARIANT = "read-variant"
    CONTROL = "read-control"
    AGAIN = "read-again"
    KEEP = "read-keep"
    KEEP_RUNS = "read-keep-runs"
    KEEP_WITH = "read-keep-with"
    KEEP_NAME = "read-keep-name"
    KEEP_MESSAGE = "read-keep-message"
    SAVE_CSV = "read-save-csv"
    DOWNLOAD = "read-download"

    @staticmethod
    def role(name: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the choice of a role."""
        return {"type": "read-role", "id": name}

    @staticmethod
    def metric(column: str | Wildcard, name: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of a choice of how a column is measured; ``column`` is its position in the file."""
        return {"type": "read-metric", "column": column, "id": name}
