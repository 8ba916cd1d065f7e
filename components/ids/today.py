"""Ids of the view of the newest day."""


class Today:
    """The view of the Overview page that looks again by itself."""

    ASK = "today-ask"
    BODY = "today-body"
    STAMP = "today-stamp"
    CLOCK = "today-clock"
    CHECKED = "today-checked"
