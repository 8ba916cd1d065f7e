"""Ids of the view Whom to target of the Models page."""

from dash.dependencies import Wildcard


class Uplift:
    """The view Whom to target.

    Stores: ``ASK`` (the parameters of the address), ``STEP`` (the step of learning that is asked for), ``DONE`` (the
    one that is done), ``FILE`` (a file that was too large to be sent). ``CURVE`` and ``TENTHS`` are charts.
    """

    ASK = "uplift-ask"
    STEP = "uplift-step"
    DONE = "uplift-done"
    PROGRESS = "uplift-progress"
    BODY = "uplift-body"
    UPLOAD = "uplift-upload"
    FILE = "uplift-file"
    READING = "uplift-reading"
    MESSAGE = "uplift-message"
    ARM = "uplift-arm"
    CONTROL = "uplift-control"
    TREATMENT = "uplift-treatment"
    FEATURES = "uplift-features"
    AGAIN = "uplift-again"
    ROLES_MESSAGE = "uplift-roles-message"
    COST = "uplift-cost"
    VALUE = "uplift-value"
    SHARE = "uplift-share"
    TITLE = "uplift-title"
    SUB = "uplift-sub"
    ANSWER = "uplift-answer"
    CURVE = "uplift-curve"
    TENTHS = "uplift-tenths"
    SAVE = "uplift-save"
    DOWNLOAD = "uplift-download"

    @staticmethod
    def role(name: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the choice of a role."""
        return {"type": "uplift-role", "id": name}
