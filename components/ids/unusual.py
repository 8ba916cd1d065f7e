"""Ids of the views Unusual days and Pace of the Forecast page."""

from dash.dependencies import Wildcard


class Unusual:
    """The view Unusual days.

    Stores: ``ASK`` (the parameters of the address), ``STAMP`` (what is shown, as a text to compare), ``EDITED`` (id of
    the event that the form holds, empty for a new one).
    """

    ASK = "unusual-ask"
    HEAD = "unusual-head"
    BODY = "unusual-body"
    EVENTS = "unusual-events"
    STAMP = "unusual-stamp"
    CHANNEL = "unusual-channel"
    FORM_TITLE = "unusual-form-title"
    FIRST = "unusual-first"
    LAST = "unusual-last"
    LABEL = "unusual-label"
    SCOPE = "unusual-scope"
    MEASURES = "unusual-measures"
    SAVE = "unusual-save"
    CANCEL = "unusual-cancel"
    EDITED = "unusual-edited"
    MESSAGE = "unusual-message"

    @staticmethod
    def mute(anomaly: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the button that mutes an alarm."""
        return {"type": "unusual-mute", "id": anomaly}

    @staticmethod
    def unmute(anomaly: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the button that shows a muted alarm again."""
        return {"type": "unusual-unmute", "id": anomaly}

    @staticmethod
    def name(anomaly: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the field with the name of an event that a day is to become."""
        return {"type": "unusual-name", "id": anomaly}

    @staticmethod
    def mark(anomaly: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the button that makes an unusual day a known event."""
        return {"type": "unusual-mark", "id": anomaly}

    @staticmethod
    def edit(event: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the button that puts a known event into the form."""
        return {"type": "unusual-edit", "id": event}

    @staticmethod
    def remove(event: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the button that removes a known event."""
        return {"type": "unusual-remove", "id": event}


class Pacing:
    """The view Pace. Stores as of ``Unusual``."""

    ASK = "pacing-ask"
    HEAD = "pacing-head"
    BODY = "pacing-body"
    STAMP = "pacing-stamp"
    FORM_TITLE = "pacing-form-title"
    SCOPE = "pacing-scope"
    MEASURE = "pacing-measure"
    AMOUNT = "pacing-amount"
    FIRST = "pacing-first"
    LAST = "pacing-last"
    SAVE = "pacing-save"
    CANCEL = "pacing-cancel"
    EDITED = "pacing-edited"
    MESSAGE = "pacing-message"
    FROM_PLAN = "pacing-from-plan"

    @staticmethod
    def edit(target: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the button that puts a target into the form."""
        return {"type": "pacing-edit", "id": target}

    @staticmethod
    def remove(target: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the button that removes a target."""
        return {"type": "pacing-remove", "id": target}
