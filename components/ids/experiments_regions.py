"""Ids of the view Regions of Experiments, and of the card on the Budget page about what tests have taught."""

from dash.dependencies import Wildcard


class Regions:
    """The view Regions."""

    ASK = "regions-ask"
    HEAD = "regions-head"
    BODY = "regions-body"
    SHOW = "regions-show"
    UPLOAD = "regions-upload"
    FILE = "regions-file"
    READING = "regions-reading"
    MESSAGE = "regions-message"
    NAME = "regions-name"
    KEEP = "regions-keep"
    TEACH = "regions-teach"
    FORGET = "regions-forget"
    TAUGHT = "regions-taught"
    SAID = "regions-said"
    LEARNED_ASK = "budget-learned-ask"
    LEARNED = "budget-learned"
    LEARNED_CLOSE = "budget-learned-close"
    LEARNED_CLOSED = "budget-learned-closed"

    @staticmethod
    def field(name: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of a field of the form."""
        return {"type": "regions-field", "name": name}
