"""A chart on a page: the graph, its sentence, its table and its downloads.

The figure lies in a store with token names for colours (``@chart-plan``). One client-side callback
(``assets/figures.js``) puts the colours of the theme in and draws it, again whenever the theme changes; another one
puts the graph in place as soon as the figure holds anything.
"""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.figures.data import ChartTable
from components.ids import Figure
from components.parts import Child, Children, button, card

BLANK: dict[str, Any] = {
    "data": [],
    "layout": {
        "xaxis": {"visible": False},
        "yaxis": {"visible": False},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    },
}
"""What the graph shows before its colours are known."""


def chart(
    name: str,
    figure: dict[str, Any],
    title: Children,
    sentence: str,
    table: ChartTable,
    *,
    note: Children = None,
    height: int = 308,
    tools: Sequence[Child] = (),
    class_name: str = "",
) -> html.Section:
    """Return a card with a chart.

    Args:
        name: Unique on the page; also the name of the downloads.
        figure: Plotly figure as a dict; may hold ``narrow``, a layout that is merged in below 640 px.
        title: The finding.
        sentence: What the chart shows, for screen readers.
        table: The data behind it.
        note: Unit, dates, what the shading means.
        height: Height in pixels.
        tools: Controls before the table and the downloads.
        class_name: Further classes of the card.
    """
    return card(
        title,
        note,
        chart_body(name, figure, sentence, table, height=height),
        tools=[*tools, *chart_tools(name)],
        class_name=class_name,
    )


def chart_body(
    name: str, figure: dict[str, Any], sentence: str, table: ChartTable, *, height: int = 308
) -> list[Component]:
    """Return a chart without a card around it. Arguments as of ``chart``."""
    graph = dcc.Graph(
        id=Figure.graph(name),
        figure=BLANK,
        responsive=True,
        config={"displayModeBar": False, "displaylogo": False, "doubleClick": "reset"},
        style={"height": f"{height}px"},
    )
    # The graph itself is put in place once there is something to draw: its library takes a second to start, and the
    # figures of a page should not wait for a chart that is still empty.
    return [
        dcc.Store(id=Figure.store(name), data={"figure": figure, "table": table.plain(), "name": name}),
        dcc.Store(id=Figure.waiting(name), data=graph.to_plotly_json()),
        html.Div(
            id=Figure.place(name),
            className="graph",
            role="img",
            style={"minHeight": f"{height}px"},
            **attrs(aria_label=sentence, data_graph=name),
        ),
        # The browser owns what is inside: assets/figures.js writes the table when it is asked for.
        html.Div(className="graph-table", hidden=True, **attrs(data_graph_table=name)),
    ]


def chart_tools(name: str) -> list[Component]:
    """Return the three tools of a chart: its table, its data, its picture."""
    return [
        _tool(name, "table", "table", "Show as table"),
        _tool(name, "csv", "download", "Download the data (CSV)"),
        _tool(name, "png", "image", "Download the picture (PNG)"),
    ]


def _tool(name: str, tool: str, icon_name: str, text: str) -> Component:
    data = attrs(data_chart=name, data_chart_tool=tool, aria_pressed="false" if tool == "table" else None)
    return button(text, "ghost", icon_name=icon_name, small=True, icon_only=True, **data)
