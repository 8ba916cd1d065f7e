"""Ids of the view Segments of the Customers page."""

from dash.dependencies import Wildcard


class Segments:
    """The view Segments. Stores: ``ASK`` (the parameters of the address), ``STAMP`` (what is shown, to compare)."""

    ASK = "segments-ask"
    HEAD = "segments-head"
    BODY = "segments-body"
    STAMP = "segments-stamp"
    DRIFT = "segments-drift"
    DOWNLOAD = "segments-download"
    KEEP = "segments-keep"
    COLUMNS = "segments-columns"
    AGAIN = "segments-again"
    MESSAGE = "segments-message"

    @staticmethod
    def export(at: int | Wildcard) -> dict[str, int | str | Wildcard]:
        """Return the id of the button that saves the customers of a segment."""
        return {"type": "segments-export", "at": at}

    @staticmethod
    def rename(at: int | Wildcard) -> dict[str, int | str | Wildcard]:
        """Return the id of the button that gives a segment another name."""
        return {"type": "segments-rename", "at": at}

    @staticmethod
    def name(at: int | Wildcard) -> dict[str, int | str | Wildcard]:
        """Return the id of the field with the name of a segment."""
        return {"type": "segments-name", "at": at}
