"""Ids of the list of advice, wherever it is shown."""

from dash.dependencies import Wildcard


class Advice:
    """The list of advice: a place that is filled again when somebody does something with it, and its acts."""

    @staticmethod
    def place(page: str | Wildcard, campaign: str | Wildcard = "") -> dict[str, str | Wildcard]:
        """Return the id of a place: ``overview``, ``campaigns`` or ``campaign`` with the campaign's id."""
        return {"type": "advice-place", "page": page, "campaign": campaign}

    @staticmethod
    def ask(page: str | Wildcard, campaign: str | Wildcard = "") -> dict[str, str | Wildcard]:
        """Return the id of the store that has a place filled after the page stands."""
        return {"type": "advice-ask", "page": page, "campaign": campaign}

    @staticmethod
    def act(act: str | Wildcard, key: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of a button: ``done``, ``later``, ``dismissed`` or ``open``, and the identity of the advice."""
        return {"type": "advice-act", "act": act, "key": key}
