"""Ids of the view Suggestions of the Experiments page."""

from dash.dependencies import Wildcard


class Suggest:
    """The view Suggestions.

    Stores: ``ASK`` (the parameters of the address), ``STAMP`` (what is shown, as a text to compare).
    """

    ASK = "suggest-ask"
    BODY = "suggest-body"
    STAMP = "suggest-stamp"

    @staticmethod
    def keep(suggestion: str | Wildcard, horizon: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the button that keeps a suggestion, weighed for days of a horizon, as an idea."""
        return {"type": "suggest-keep", "id": suggestion, "horizon": horizon}
