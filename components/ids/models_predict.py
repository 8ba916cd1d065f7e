"""Ids of the Models page, views Predictions and What if."""

from dash.dependencies import Wildcard


class Training:
    """The training of a model, on both views; only one of them is on the page.

    ``ASK`` holds what the address asks for, ``STEP`` which request of training is out (written by
    assets/steps.js), ``DONE`` what it came to.
    """

    ASK = "training-ask"
    BODY = "training-body"
    STEP = "training-step"
    DONE = "training-done"
    PROGRESS = "training-progress"
    BAR = "training-bar"
    LINE = "training-line"
    STOP = "training-stop"
    STOPPED = "training-stopped"
    GO_ON = "training-go-on"


class Predict:
    """The view Predictions: what is to be predicted, what was learned, and the versions that are kept."""

    UPLOAD = "predict-upload"
    FILE = "predict-file"
    READING = "predict-reading"
    MESSAGE = "predict-message"
    ASKED_FILE = "predict-asked-file"
    TARGET = "predict-target"
    POSITIVE = "predict-positive"
    POSITIVE_FIELD = "predict-positive-field"
    LEFT_OUT = "predict-left-out"
    TIME = "predict-time"
    SECONDS = "predict-seconds"
    TRAIN = "predict-train"
    TRAIN_MESSAGE = "predict-train-message"
    CSV = "predict-csv"
    DOWNLOAD = "predict-download"
    PRINT = "predict-print"
    KEEP = "predict-keep"
    KEEP_NAME = "predict-keep-name"
    KEEP_MESSAGE = "predict-keep-message"
    KEPT = "predict-kept"
    FIND = "predict-find"
    LIST = "predict-list"
    STAMP = "predict-stamp"
    LEFT = "predict-left"
    RIGHT = "predict-right"
    COMPARE = "predict-compare"
    AGAINST = "predict-against"
    DRIFT = "predict-drift"
    DRIFT_ASK = "predict-drift-ask"

    @staticmethod
    def campaigns(part: str | Wildcard, kind: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the choice of seconds, or of the button, of a question about campaigns."""
        return {"type": f"predict-campaigns-{part}", "kind": kind}

    @staticmethod
    def act(act: str, model: str | Wildcard, number: int | Wildcard) -> dict[str, str | int | Wildcard]:
        """Return the id of a button that puts a version to use, or retires it."""
        return {"type": f"predict-{act}", "model": model, "number": number}


class WhatIf:
    """The view What if: one case and what a model expects of it."""

    HEAD = "whatif-head"
    ANSWER = "whatif-answer"
    SEARCH = "whatif-search"
    TYPICAL = "whatif-typical"
    ROW = "whatif-row"
    TAKE = "whatif-take"
    PIN = "whatif-pin"
    PINNED = "whatif-pinned"
    UNPIN = "whatif-unpin"
    MESSAGE = "whatif-message"

    @staticmethod
    def field(place: int | Wildcard) -> dict[str, str | int | Wildcard]:
        """Return the id of the field of a feature, by its place in the form."""
        return {"type": "whatif-field", "place": place}

    @staticmethod
    def real(row: int | Wildcard) -> dict[str, str | int | Wildcard]:
        """Return the id of the button that puts a real case into the form."""
        return {"type": "whatif-real", "row": row}
