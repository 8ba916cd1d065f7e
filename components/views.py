"""The views of pages that have several, as a choice in the head: each is an address."""

from typing import Final

from dash import html

from components.parts import segments
from components.period import address

FORECAST: Final = (("", "Outlook"), ("pace", "Pace"), ("unusual", "Unusual days"), ("alerts", "Alerts"))
EXPERIMENTS: Final = (
    ("", "Suggestions"),
    ("design", "Design"),
    ("read", "Result"),
    ("watch", "Running"),
    ("regions", "Regions"),
    ("tests", "All tests"),
)
OVERVIEW: Final = (("", "Period"), ("today", "Today"))
CUSTOMERS: Final = (("", "Segments"), ("value", "Value"), ("cohorts", "Cohorts"))
MODELS: Final = (("", "Response"), ("predict", "Predictions"), ("whatif", "What if"), ("uplift", "Whom to target"))
CAMPAIGNS: Final = (("", "Ranking"), ("weeks", "By week"), ("channels", "Channels"))


def view_choice(path: str, views: tuple[tuple[str, str], ...], view: str, **kept: str | None) -> html.Div:
    """Return the choice of the view.

    Args:
        path: Of the page.
        views: Value of the parameter ``view`` and text of each.
        view: The one that is on.
        kept: Parameters of the address that all views understand.
    """
    options = [(address(path, view=one, **kept), text) for one, text in views]
    return segments(options, address(path, view=view, **kept), "View")
