"""Channels, objectives or tags side by side: every figure with its change, shares, and figures over time."""

from collections.abc import Mapping
from typing import Any, Final

import dash_ag_grid as dag
import numpy as np
import pandas as pd
from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.column_room import room_for
from components.figures import DashboardVisualizer, chart_body, chart_tools
from components.figures.small_multiples import Panel, multiples_height, multiples_table, small_multiples
from components.format import NBSP, number, percent
from components.ids import Kpi
from components.kpi_writing import SIDES, grid_format, hover_format, number_column
from components.measures import ALL_MEASURES, change
from components.parts import button, card, channel_class, dot
from core.performance import Periods, Usual

PATH: Final = "/campaigns"
MOST_PANELS: Final = 8
TALLEST: Final = 25
MANIFOLD: Final = 9.0
"""A change from which on the figure is said as a multiple of what it was."""
SHOWN: Final[tuple[str, ...]] = (
    "spend", "revenue", "profit", "roas", "conversions", "cpa", "aov", "conversion_rate",
    "clicks", "cpc", "ctr", "impressions", "cpm",
)  # fmt: skip
Row = dict[str, Any]


def sides_title(table: pd.DataFrame, outcome: str, by: str) -> str:
    """Return which bring more than their share of the money, and which less."""
    share = f"{outcome}_share"
    if len(table) < 2 or share not in table or table[share].isna().all() or table["spend_share"].isna().all():
        return f"{SIDES[by]} side by side"
    gap = table[share].fillna(0.0) - table["spend_share"].fillna(0.0)
    best, worst = int(gap.to_numpy().argmax()), int(gap.to_numpy().argmin())
    if float(gap.iloc[best]) < 0.01:
        return "Each earns about its share"
    more, less = table.iloc[best], table.iloc[worst]
    return (
        f"{more['name']} takes {percent(more['spend_share'], 0)} of the spend and brings {percent(more[share], 0)} of "
        f"the {outcome}; {less['name']} takes {percent(less['spend_share'], 0)} and brings {percent(less[share], 0)}"
    )


def sides_grid(
    table: pd.DataFrame,
    figures: tuple[str, ...],
    usual: Mapping[str, Usual],
    keys: tuple[str, ...],
    sparks: Mapping[str, list[float | None]],
    currency: str | None,
    by: str,
) -> html.Section:
    """Return the grid of every figure with its change.

    Args:
        table: From ``KpiDesk.table``.
        figures: Those that the data can answer.
        usual: What would be usual, by figure, in the order of ``keys``.
        keys: Keys of all groups.
        sparks: The outcome over time, by key.
        currency: Of amounts.
        by: One of ``SIDES``.
    """
    shown = [name for name in SHOWN if name in figures]
    columns: list[Row] = [
        {
            "field": "campaign", "headerName": SIDES[by][:-1], "cellRenderer": "ProductCampaign",
            "width": room_for([str(name) for name in table["name"]], 168, 240, extra=56),
            "pinned": "left", "context": {"csv": SIDES[by][:-1]},
        },
        {"field": "key", "headerName": "", "colId": "spark", "cellRenderer": "ProductSpark", "width": 112,
         "sortable": False, "context": {"csv": "Key"}},
    ]  # fmt: skip
    for name in shown:
        measure = ALL_MEASURES[name]
        unit = f", {currency}" if currency and measure.kind == "money" else ""
        columns.append(
            number_column(
                name, _short(name), 124, grid_format(measure, currency), cellRenderer="ProductFigure",
                cellRendererParams={"good": measure.good}, context={"csv": f"{measure.label}{unit}"},
            )
        )  # fmt: skip
        hidden = {"field": f"{name}_before", "hide": True, "context": {"csv": f"{measure.label} before{unit}"}}
        columns.append({**hidden, "headerName": f"{measure.label} before"})
    at = {key: i for i, key in enumerate(keys)}
    rows = [_row(r, shown, usual, at[r["key"]], sparks) for r in table.to_dict("records")]
    grid = dag.AgGrid(
        id=Kpi.SIDES_GRID,
        columnDefs=columns,
        rowData=rows,
        defaultColDef={"sortable": True, "resizable": True, "suppressHeaderMenuButton": True, "minWidth": 60},
        dashGridOptions={
            "rowHeight": 52,
            "enableCellTextSelection": True,
            "ensureDomOrder": True,
            **({"domLayout": "autoHeight"} if len(rows) <= TALLEST else {}),
        },
        getRowId="params.data.key",
        className="figure-grid " + ("grid-short" if len(rows) <= TALLEST else "grid-tall"),
        style={},
    )
    tools = [
        button(
            "Download the figures (CSV)", "ghost", icon_name="download", small=True, icon_only=True,
            **attrs(data_grid_csv=Kpi.SIDES_GRID),
        )
    ]  # fmt: skip
    note = "Below each figure its change; grey where nine of ten such changes are as large. "
    note += "A campaign with several tags counts at each of them." if by == "tag" else "Ratios are those of sums."
    return card(f"All figures, {SIDES[by].lower()}", note, grid, tools=tools, flush=True, class_name="grid-card")


def shares_card(table: pd.DataFrame, outcome: str) -> html.Section:
    """Return the share of the spend against the share of the outcome."""
    share = f"{outcome}_share"
    pairs = table[["spend_share", share]].fillna(0.0)
    widest = float(np.nanmax([pairs.to_numpy().max(initial=0.0), 1e-9]))
    rows = []
    for row, (spent, brought) in zip(table.to_dict("records"), pairs.to_numpy(), strict=True):
        bars = html.Div(
            [
                html.I(percent(spent, 0), style={"--v": round(float(spent) / widest, 4)}),
                html.I(percent(brought, 0), style={"--v": round(float(brought) / widest, 4)}),
            ],
            className="pair",
        )
        tone = row["channel"] or row["name"]
        name = html.Td([dot(tone), row["name"]])
        moved = change(_number(row[share]), _number(row[f"{share}_before"]))
        rows.append(
            html.Tr(
                [name, html.Td(bars, className="bars"), html.Td(_moved(moved))],
                className=channel_class(tone),
            )
        )
    heads = [("", ""), ("Share", "bars"), (f"Share of {outcome}, change", "")]
    head = html.Tr([html.Th(text, className=classes, scope="col") for text, classes in heads])
    body = html.Table([html.Thead(head), html.Tbody(rows)], className="mix")
    return card("Share of spend against share of what it brings", f"Grey: spend. Colour: {outcome}.", body)


def multiples_shown(
    figure: str,
    days: list[str],
    names: list[str],
    values: list[list[float | None]],
    now: list[float | None],
    currency: str | None,
    step: int,
    name: str = "kpi-sides",
) -> list[Component]:
    """Return a figure over time by group, as small multiples.

    Args:
        figure: Which one.
        days: First day of each point.
        names: Of the groups, the largest first.
        values: By group and point.
        now: The figure over the whole period, by group.
        currency: Of amounts.
        step: Days a point.
        name: Of the chart on its page.
    """
    measure = ALL_MEASURES[figure]
    panels = [
        Panel(n, measure.text(total, currency), v)
        for n, v, total in zip(names[:MOST_PANELS], values[:MOST_PANELS], now[:MOST_PANELS], strict=True)
    ]
    viz = DashboardVisualizer(currency)
    digits = 4 if measure.kind == "percent" else 0 if hover_format(measure) == ",.0f" else 2
    said = f"{measure.label} over time: " + "; ".join(f"{p.name} {p.said}" for p in panels) + "."
    unit = f", {currency}" if currency and measure.kind == "money" else ""
    note = f"{measure.label}, {'a day' if step == 1 else f'{step} days a point'}. "
    if len(panels) > 1:
        note += "The panels share their form, not their scale. "
    if len(names) > MOST_PANELS:
        note += f"The {MOST_PANELS} with the largest spend of {len(names)}."
    return [
        html.Div(
            [html.P(note.strip(), className="soft fs-13"), html.Div(chart_tools(name), className="why-tools")],
            className="why-notes",
        ),
        *chart_body(
            name,
            small_multiples(viz, days, panels, hover_format(measure)),
            said,
            multiples_table(days, panels, unit, digits),
            height=multiples_height(len(panels)),
        ),
    ]


def sides_note(periods: Periods, money: bool = True) -> str:
    """Return which dates the page speaks about; ``money``: whether the data hold spend."""
    against = f", changes against {periods.against_text}" if periods.against_text else ""
    known = "Figures of sales are what the platforms report." if money else "The data hold no spend."
    return f"{periods.now.text}{against}. {known}"


def _moved(moved: float | None) -> str:
    """A change; above tenfold a percentage says nothing to anybody."""
    if moved is None:
        return "–"
    return f"×{NBSP}{number(moved + 1)}" if moved >= MANIFOLD else percent(moved, signed=True)


def _short(name: str) -> str:
    short = {"roas": "Return", "cpa": "Cost a conv.", "conversion_rate": "Conv. a click", "aov": "Revenue a conv.",
             "ctr": "Click-through", "cpm": "Cost per 1,000", "cpc": "Cost a click"}  # fmt: skip
    return short.get(name, ALL_MEASURES[name].label)


def _row(
    row: Mapping[Any, Any], shown: list[str], usual: Mapping[str, Usual], at: int, sparks: Mapping[str, Any]
) -> Row:
    made: Row = {
        "key": row["key"],
        "campaign": row["name"],
        "tone": channel_class(row["channel"] or row["name"]),
        "spark": sparks.get(row["key"], []),
        "is_total": False,
    }
    for name in shown:
        now, before = _number(row[name]), _number(row[f"{name}_before"])
        chance = float(usual[name].chance[at]) if name in usual else float("nan")
        made |= {
            name: now,
            f"{name}_before": before,
            f"{name}_change": change(now, before) if before is None or before > 0 else None,
            f"{name}_usual": bool(chance >= 0.1) if np.isfinite(chance) else None,
        }
    return made


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
