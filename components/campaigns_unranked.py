"""The Campaigns page where nothing can be ranked: what was measured of each campaign, and why there is no order."""

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from components.format import counted, dates_text, number, percent
from components.measures import ALL_MEASURES, change
from components.overview import over_time_card
from components.parts import button, card, dot, note, page_head, table
from components.period import address, period_choice
from components.views import CAMPAIGNS, view_choice
from core.data import Comparison

PATH = "/campaigns"
SHOWN = ("spend", "revenue", "conversions", "clicks", "impressions")
MONEY = ("spend", "revenue")


def unranked_page(comparison: Comparison, leading: str, currency: str | None, period: str, why: str) -> list[Any]:
    """Return the page.

    Args:
        comparison: The period against the one before.
        leading: The measure that the data are about.
        currency: Of amounts.
        period: The choice in the address.
        why: Why nothing can be ranked, and what would be needed.
    """
    money = "spend" in comparison.now.measured
    title = (
        "Which campaign works cannot be said without what it brings" if money else "Without spend, nothing is ranked"
    )
    sub = dates_text(comparison.start, comparison.end)
    if comparison.before:
        sub += f", changes against the {counted(comparison.days, 'day')} before"
    tools = [view_choice(PATH, CAMPAIGNS, "", days=period), period_choice(PATH, period)]
    acts = [
        button("Open the data", small=True, href="/data"),
        button("See the forecast", "ghost", small=True, href="/forecast"),
    ]
    return [
        page_head(title, f"{sub}.", tools),
        note("info", "Measured figures alone.", why, acts),
        html.Div(
            [
                figures_card(comparison, leading, currency, period),
                over_time_card(comparison, leading, currency, "campaigns-over-time"),
            ],
            className="stack",
        ),
    ]


def figures_card(comparison: Comparison, leading: str, currency: str | None, period: str) -> html.Section:
    """Return what was measured of each campaign, the most first, with the way to its page."""
    measured = [name for name in SHOWN if name in comparison.now.measured]
    rows = comparison.by_campaign.sort_values(leading, ascending=False, kind="stable").to_dict("records")
    heads = [("Campaign", ""), ("Channel", "opt soft"), *((ALL_MEASURES[name].label, "r") for name in measured)]
    heads += [(f"Change of {leading}", "r")] if comparison.before else []
    body = [_row(row, measured, leading, currency, period, bool(comparison.before)) for row in rows]
    note_text = "As the data have them, the most first."
    figures = html.Div(table(heads, body, caption="Figures of campaigns"), className="table-top")
    return card(counted(len(rows), "campaign"), note_text, figures, flush=True)


def _row(
    row: Mapping[Any, Any], measured: list[str], leading: str, currency: str | None, period: str, changes: bool
) -> list[Any]:
    name, channel = str(row["campaign"]), str(row["channel"])
    link = dcc.Link(name, href=address(PATH, campaign=str(row["campaign_id"]), days=period))
    moved = change(float(row[leading]), float(row[f"{leading}_before"])) if changes else None
    cells = [ALL_MEASURES[m].text(float(row[m]), currency) if m in MONEY else number(float(row[m])) for m in measured]
    last = ["–" if moved is None else percent(moved, signed=True)] if changes else []
    return [html.Span([dot(channel), link], className="cell-name"), channel, *cells, *last]
