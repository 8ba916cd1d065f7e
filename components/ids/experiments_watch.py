"""Ids of the view Running of the Experiments page."""


class Watch:
    """The view that watches running tests."""

    ASK = "watch-ask"
    HEAD = "watch-head"
    BODY = "watch-body"
    STAMP = "watch-stamp"

    @staticmethod
    def chart(at: int) -> str:
        """Return the name of the chart of a variant, by its place."""
        return f"watch-days-{at}"
