"""The comparison as a document: what it takes to defend a plan in a meeting, on white pages without the frame."""

from datetime import date, datetime

from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import NBSP, date_text
from components.ids import Scenarios
from components.parts import button
from components.scenarios_address import Choice
from components.scenarios_compare import care_note, comparison_table, heads, notes_section, strip
from components.scenarios_constraints import constraint_section
from components.scenarios_flow import flow_card
from components.scenarios_split import split_section
from components.scenarios_totals import totals_section
from components.scenarios_words import verdict
from core.scenarios import Comparison
from core.scenarios.spending import CAMPAIGN, CHANNEL, WEEK


def print_page(comparison: Comparison, choice: Choice, until: date, now: datetime, dataset: str) -> html.Div:
    """Return the document.

    Args:
        comparison: What stands side by side.
        choice: The address, with the ids that are shown.
        until: Last day of the data in use.
        now: The moment of printing.
        dataset: Name of the data in use.
    """
    found = verdict(comparison)

    def table(rows: list[Component], label: str) -> html.Section:
        # Each table has heads of its own: it may begin a sheet of paper.
        return comparison_table(comparison, [heads(comparison, now), *rows], label)

    bar = html.Div(
        [
            html.A("Back to the comparison", href=choice.href(printed=False), className="btn"),
            button("Print or save as PDF", "primary", **attrs(data_print="")),
        ],
        className="print-bar",
    )
    made = f"{dataset}, data up to {date_text(until)}. Made {date_text(now.date())}, {now:%H:%M}."
    parts = [
        bar,
        html.Header(
            [html.H1(found.title), html.P(found.sub, className="sub"), html.P(made, className="fs-12 muted")],
            className="print-head",
        ),
        strip(comparison, is_open=True),
        care_note(comparison),
        table(totals_section(comparison), "Totals"),
        flow_card(comparison, choice),
        table(split_section(comparison, by=CAMPAIGN, whole=True), "Split by campaign"),
        table(split_section(comparison, by=CHANNEL, whole=True), "Split by channel"),
        table(split_section(comparison, by=WEEK, whole=True), "Split by week"),
        table([*constraint_section(comparison, until), *notes_section(comparison)], "Constraints and notes"),
        html.Footer(
            [
                f"The same comparison, live:{NBSP}",
                html.Span(id=Scenarios.PRINTED_LINK, title=choice.href(printed=False)),
            ],
            className="fs-12 muted print-foot",
        ),
    ]
    # Paper is white whatever the theme; below this element all tokens are those of the light one.
    return html.Div([p for p in parts if p is not None], className="print-page", **attrs(data_bs_theme="light"))
