"""The Campaigns page: which work, which do not."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_ag_grid as dag
import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.campaign_columns import column_definitions, grid_rows
from components.campaign_extremes import extremes_card
from components.figures import DashboardVisualizer, chart
from components.figures.efficiency import HEIGHT, Spot, efficiency, efficiency_table, efficiency_title
from components.format import counted, dates_text, money, number
from components.ids import Campaigns
from components.parts import button, card, page_head, segments, text_input
from components.period import address, period_choice
from components.views import CAMPAIGNS, view_choice
from core.agents import Finding, Report
from core.data import Comparison

PATH = "/campaigns"
AT_ONCE = 6
"""So many findings are shown at once; a button shows the others."""
MORE = "more-findings"
TALLEST = 25
"""Up to so many rows the grid is as tall as its rows; above, it scrolls."""


def campaigns_page(
    comparison: Comparison,
    report: Report,
    outcome: str,
    currency: str | None,
    next_unit: Mapping[str, float],
    period: str,
    grouped: bool,
    find: str = "",
    by_volume: bool = False,
    advice: Component | None = None,
) -> list[Any]:
    """Return the page.

    Args:
        comparison: The period against the one before.
        report: Of the CampaignAnalyzer.
        outcome: The outcome that the data are about.
        currency: Of amounts.
        next_unit: What the next unit of money brings by campaign id.
        period: The choice in the address.
        grouped: Whether campaigns stand below their channel.
        find: What the grid is searched for.
        by_volume: Whether the order is how much they bring, instead of how much for their money.
        advice: What to do about it.
    """
    ranking = report.tables["ranking"]
    parts: list[Any] = [
        page_head(
            report.headline,
            _sub(comparison, ranking),
            [view_choice(PATH, CAMPAIGNS, "", days=period), period_choice(PATH, period, group=_group(grouped))],
        ),
        grid_card(comparison, ranking, outcome, currency, next_unit, period, grouped, find, by_volume),
    ]
    parts.append(extremes_card(ranking, outcome, currency, by_volume))
    told: list[Any] = [findings_card(report.findings)]
    if outcome == "revenue":
        told.insert(0, efficiency_card(ranking, currency))
    columns = [html.Div(told, className="stack")]
    if advice is not None:
        columns.append(html.Div(advice, className="stack campaigns-advice"))
    parts.append(html.Div(columns, className="campaigns-below"))
    return parts


def grid_card(
    comparison: Comparison,
    ranking: pd.DataFrame,
    outcome: str,
    currency: str | None,
    next_unit: Mapping[str, float],
    period: str,
    grouped: bool,
    find: str = "",
    by_volume: bool = False,
) -> html.Section:
    """Return the ranked grid with search, order, grouping and export."""
    rows, total = grid_rows(comparison, ranking, outcome, next_unit, grouped, period)
    options: dict[str, Any] = {
        "pinnedBottomRowData": [total],
        "quickFilterText": find,
        "postSortRows": {"function": "productGroups(params)"},
        "rowClassRules": {"row-total": "params.data.is_total"},
        "suppressCellFocus": False,
        "enableCellTextSelection": True,
        "ensureDomOrder": True,
        "suppressColumnVirtualisation": True,
        "localeText": {"noMatchingRows": "No campaign matches.", "noRowsToShow": "No campaign matches."},
    }
    short = len(rows) <= TALLEST
    if short:
        options["domLayout"] = "autoHeight"
    grid = dag.AgGrid(
        id=Campaigns.GRID,
        columnDefs=column_definitions(outcome, currency, ranking, grouped, by_volume, [*rows, total]),
        rowData=rows,
        defaultColDef={"sortable": True, "resizable": True, "suppressHeaderMenuButton": False, "minWidth": 60},
        dashGridOptions=options,
        getRowId="params.data.key",
        className="grid-short" if short else "grid-tall",
        style={},
    )
    field = text_input(id=Campaigns.FILTER, placeholder="Find a campaign", type="search", value=find)
    label = [html.Span("Find a campaign", className="sr"), field]

    def there(channels: bool, volume: bool) -> str:
        return address(PATH, days=period, group=_group(channels), order="volume" if volume else None)

    orders = [(there(grouped, volume), text) for volume, text in ((False, "For their money"), (True, "In all"))]
    views = [(there(channels, by_volume), text) for channels, text in ((False, "All"), (True, "By channel"))]
    tools = [
        html.Label(label, className="grid-find", **attrs(data_address="find")),
        segments(orders, there(grouped, by_volume), "Order"),
        segments(views, there(grouped, by_volume), "Groups"),
        button(
            "Download the grid (CSV)", "ghost", icon_name="download", small=True, icon_only=True,
            **attrs(data_grid_csv=Campaigns.GRID),
        ),
    ]  # fmt: skip
    modelled = "basis" not in ranking or bool((ranking["basis"] == "model").any())
    note = "Likely: what the model expects of a unit of money at today's spend and average demand, 80 % interval. "
    if not modelled:
        note = "Likely: the sums of the last 28 days with chance taken off, 80 % interval. "
    note += "All else: as the platforms report for these dates."
    title = counted(len(comparison.by_campaign), "campaign")
    left_out = dcc.Store(id=Campaigns.LEFT_OUT)
    return card(title, note, [grid, left_out], tools=tools, flush=True, class_name="grid-card")


def efficiency_card(ranking: pd.DataFrame, currency: str | None) -> html.Section:
    """Return the chart of return against spend, of the campaigns that run."""
    running = ranking[ranking["running"]]
    # A range as wide as its value says nothing and would press all others together.
    known = running[running["known"]] if "known" in running else running
    left = len(running) - len(known) if len(known) else 0
    running = known if len(known) else running
    spots = [
        Spot(
            str(r["campaign"]),
            str(r["channel"]),
            float(r["today"]),
            float(r["mean"]),
            float(r["lower"]),
            float(r["upper"]),
        )
        for r in (running if len(running) else ranking).to_dict("records")
    ]
    best, worst = max(spots, key=lambda s: s.mean), min(spots, key=lambda s: s.mean)
    sentence = (
        f"Return over spend a day of {counted(len(spots), 'campaign')}. Highest: {best.name} with {best.mean:.2f} for "
        f"{money(best.spend, currency)} a day. Lowest: {worst.name} with {worst.mean:.2f} for "
        f"{money(worst.spend, currency)}."
    )
    note = "Up: revenue for each unit of money. Right: spend a day. Bars: 80 % interval."
    if left:
        note += f" {counted(left, 'campaign')} with too little data left out."
    return chart(
        "campaigns-efficiency",
        efficiency(DashboardVisualizer(currency), spots),
        efficiency_title(spots),
        sentence,
        efficiency_table(spots, currency or ""),
        note=note,
        height=HEIGHT,
    )


def findings_card(findings: Sequence[Finding], title: str = "What stands out", linked: bool = True) -> html.Section:
    """Return findings in words, each with its sign; they lead to the campaign that they are about."""
    if not findings:
        return card(
            title,
            None,
            html.P("Nothing stands out: no campaign is near its ceiling or too little known.", className="soft fs-13"),
        )
    items = [html.Li(_finding(f, linked), className=f"finding finding-{f.kind}") for f in findings]
    if len(items) <= AT_ONCE + 1:
        return card(title, None, html.Ul(items, className="findings"), flush=True)
    more = html.Ul(items[AT_ONCE:], id=MORE, className="findings findings-more", hidden=True)
    expand = attrs(data_expands=MORE, aria_expanded="false", aria_controls=MORE)
    tools = [button(f"All {number(len(items))}", "ghost", small=True, **expand)]
    return card(title, None, [html.Ul(items[:AT_ONCE], className="findings"), more], tools=tools, flush=True)


def _finding(finding: Finding, linked: bool) -> list[Any]:
    marks = {"good": ("▲", "Good"), "bad": ("▼", "Bad"), "warning": ("?", "Uncertain"), "neutral": ("–", "Note")}
    mark, word = marks.get(finding.kind, marks["neutral"])
    parts: list[Any] = [
        html.Span(mark, className="finding-mark", **attrs(aria_hidden="true")),
        html.Span([html.Span(f"{word}: ", className="sr"), finding.text]),
    ]
    if linked and finding.campaign_id:
        parts.append(
            button(
                ["See", html.Span(f" what this is about: {finding.text}", className="sr")],
                "ghost",
                small=True,
                href=address(PATH, campaign=finding.campaign_id),
            )
        )
    return parts


def _sub(comparison: Comparison, ranking: pd.DataFrame) -> str:
    idle = int((~ranking["running"]).sum())
    text = f"{dates_text(comparison.start, comparison.end)}"
    if comparison.before:
        text += f", changes against the {number(comparison.days)} days before"
    text += ". What they bring is what the platforms report."
    return text + (f" {counted(idle, 'campaign')} did not run in the last 28 days." if idle else "")


def _group(grouped: bool) -> str | None:
    return "channel" if grouped else None
