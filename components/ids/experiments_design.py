"""Ids of the view Design of the Experiments page."""


class Design:
    """The view that designs a test."""

    FORM = "design-form"
    HEAD = "design-head"
    ANSWER = "design-answer"
    TILES = "design-tiles"
    NOTES = "design-notes"
    CURVE = "design-curve"
    CURVE_TITLE = "design-curve-title"
    START = "design-start"
    START_NOTE = "design-start-note"
    HANDED = "design-handed"
    NAME = "design-name"
    HYPOTHESIS = "design-hypothesis"
    KEEP = "design-keep"
    KEPT = "design-kept"

    @staticmethod
    def field(name: str) -> dict[str, str]:
        """Return the id of a field of the form: a name of ``core.experiments.design.question.DEFAULTS``."""
        return {"type": "design-field", "name": name}

    @staticmethod
    def said(name: str) -> dict[str, str]:
        """Return the id of what is said below a field."""
        return {"type": "design-said", "name": name}
