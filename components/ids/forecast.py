"""Ids of the Forecast page, view Outlook."""


class Outlook:
    """The view of where figures are heading.

    ``ASK`` holds what the address asks for, ``STEP`` which request of making forecasts is out (written by
    assets/steps.js), ``DONE`` what it came to.
    """

    ASK = "outlook-ask"
    BODY = "outlook-body"
    STEP = "outlook-step"
    DONE = "outlook-done"
    PROGRESS = "outlook-progress"
    LINE = "outlook-line"
    STOP = "outlook-stop"
    STOPPED = "outlook-stopped"
    GO_ON = "outlook-go-on"
    PART = "outlook-part"
    PLAN = "outlook-plan"
    COUNTRY = "outlook-country"
    STAMP = "outlook-stamp"
