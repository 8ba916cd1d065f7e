"""Ids of what shows and explains figures: on Overview, on the views of Campaigns and on the page of one campaign."""

from dash.dependencies import Wildcard


class Kpi:
    """Margins, tags, and why a figure changed."""

    MARGIN_SAVE = "kpi-margin-save"
    WHY_FIGURE = "kpi-why-figure"
    WHY_BY = "kpi-why-by"
    WHY_TITLE = "kpi-why-title"
    WHY_BODY = "kpi-why-body"
    # What the card of why speaks about: the parameters of the address.
    WHY_ASK = "kpi-why-ask"
    WEEKS_FIGURE = "kpi-weeks-figure"
    WEEKS_BY = "kpi-weeks-by"
    WEEKS_COUNT = "kpi-weeks-count"
    WEEKS_TITLE = "kpi-weeks-title"
    WEEKS_SUB = "kpi-weeks-sub"
    WEEKS_BODY = "kpi-weeks-body"
    WEEKS_GRID = "kpi-weeks-grid"
    # Nothing is kept there: a click on a cell opens the campaign.
    WEEKS_GO = "kpi-weeks-go"
    SIDES_ASK = "kpi-sides-ask"
    SIDES_BY = "kpi-sides-by"
    SIDES_FIGURE = "kpi-sides-figure"
    SIDES_TITLE = "kpi-sides-title"
    SIDES_BODY = "kpi-sides-body"
    SIDES_GRID = "kpi-sides-grid"
    SIDES_CHART = "kpi-sides-chart"
    TAG_TEXT = "kpi-tag-text"
    TAG_ADD = "kpi-tag-add"
    TAG_LIST = "kpi-tag-list"
    TAG_ERROR = "kpi-tag-error"
    OVER_TIME_FIGURE = "kpi-over-time-figure"
    OVER_TIME = "kpi-over-time"

    @staticmethod
    def margin(subject: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the field of a margin: a channel, or nothing for all campaigns."""
        return {"type": "kpi-margin", "subject": subject}

    @staticmethod
    def untag(tag: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the button that takes a tag off the campaign of the page."""
        return {"type": "kpi-untag", "tag": tag}
