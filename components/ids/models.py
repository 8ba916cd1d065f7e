"""Ids of the Models page."""

from dash.dependencies import Wildcard


class Models:
    """The Models page.

    Stores: ``LIFTS`` (lift tests as they stand on the page, learned from or not yet), ``CANDIDATE`` (assumptions that
    were checked and are to be learned from), ``TRAINED`` (the same after the training), ``STOPPED`` (number of the
    training that a person does not wait for), ``FOLD`` (the next piece of the check against the last weeks).
    """

    ASK = "models-ask"
    BODY = "models-body"
    METHOD = "models-method"
    CHANGED = "models-changed"
    MESSAGE = "models-message"
    ADSTOCK = "models-adstock"
    SATURATION = "models-saturation"
    LEARN = "models-learn"
    UNDO = "models-undo"
    PROGRESS = "models-progress"
    STOP = "models-stop"
    CANDIDATE = "models-candidate"
    TRAINED = "models-trained"
    STOPPED = "models-stopped"
    LIFTS = "models-lifts"
    LIFT_LIST = "models-lift-list"
    LIFT_FORM = "models-lift-form"
    LIFT_ADD = "models-lift-add"
    HOLDOUT = "models-holdout"
    HOLDOUT_START = "models-holdout-start"
    HOLDOUT_STOP = "models-holdout-stop"
    HOLDOUT_STOPPED = "models-holdout-stopped"
    HOLDOUT_PROGRESS = "models-holdout-progress"
    HOLDOUT_TEXT = "models-holdout-text"
    HOLDOUT_DONE = "models-holdout-done"
    HOLDOUT_MESSAGE = "models-holdout-message"
    FOLD = "models-fold"
    FOLDED = "models-folded"
    EXPORT = "models-export"
    DOWNLOAD = "models-download"
    CURVES_UPLOAD = "models-curves-upload"
    CURVES_DROP = "models-curves-drop"
    CURVES_MESSAGE = "models-curves-message"
    CURVES_FILE = "models-curves-file"
    CURVES_READING = "models-curves-reading"

    @staticmethod
    def belief(subject: str | Wildcard, field: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of one end of what is believed of a channel or campaign."""
        return {"type": "models-belief", "subject": subject, "field": field}

    @staticmethod
    def belief_error(subject: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the sentence about what was typed in a row."""
        return {"type": "models-belief-error", "subject": subject}

    @staticmethod
    def lift(field: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of a field of a new lift test."""
        return {"type": "models-lift", "field": field}

    @staticmethod
    def lift_error(field: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the sentence about a field of a new lift test."""
        return {"type": "models-lift-error", "field": field}

    @staticmethod
    def lift_remove(position: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the button that takes a lift test from the list."""
        return {"type": "models-lift-remove", "position": position}
