"""Campaigns by week: a grid whose cells are tinted by a figure, the best darkest."""

from datetime import timedelta
from typing import Any, Final

import dash_ag_grid as dag
import numpy as np
from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import counted, date_text, dates_text, money
from components.ids import Kpi
from components.kpi_writing import grid_format, number_column, short_format
from components.measures import ALL_MEASURES, Measure
from components.parts import button, card, channel_class, empty
from components.period import address
from core.performance import Weeks

PATH: Final = "/campaigns"
STEPS: Final = 5
TALLEST: Final = 25
WEEKS: Final = {"13": "13 weeks", "26": "26 weeks", "52": "52 weeks"}
Row = dict[str, Any]


def weeks_title(weeks: Weeks, currency: str | None) -> str:
    """Return how the newest week stands among those shown."""
    measure = ALL_MEASURES[weeks.figure]
    known = weeks.total[np.isfinite(weeks.total)]
    newest = float(weeks.total[-1]) if len(weeks.total) else float("nan")
    if len(known) < 2 or not np.isfinite(newest):
        return f"{measure.label} by week"
    verb = "are" if measure.kind == "count" else "is"
    text = f"{measure.label} of the newest week {verb} {measure.text(newest, currency)}"
    if known.min() == known.max():
        return f"{text}, as in all {len(known)}"
    if newest >= known.max():
        return f"{text}, the highest of {len(known)}"
    if newest <= known.min():
        return f"{text}, the lowest of {len(known)}"
    usual = measure.text(float(np.median(known)), currency)
    return f"{text}; {'they were' if verb == 'are' else 'it was'} {usual} in a typical week"


def weeks_card(
    weeks: Weeks, grouped: Weeks | None, labels: dict[str, tuple[str, ...]], currency: str | None
) -> html.Section:
    """Return the grid with its key.

    Args:
        weeks: By campaign.
        grouped: By channel or tag, whose rows stand above their campaigns; None for campaigns alone.
        labels: By campaign id: the channel or the tags under which it stands; empty without groups.
        currency: Of amounts.
    """
    measure = ALL_MEASURES[weeks.figure]
    if not weeks.order:
        nothing = "Nothing was spent in these weeks. Choose more of them."
        if not weeks.money:
            nothing = f"There are no {measure.label.lower()} in these weeks. Choose another figure or more weeks."
        return html.Section(
            empty(
                "No campaign ran" if weeks.money else "Nothing to show",
                nothing,
                [button("Open the data", href="/data")],
            ),
            className="card",
        )
    cuts = heat_cuts(weeks.values)
    rows = _rows(weeks, grouped, labels)
    grid = dag.AgGrid(
        id=Kpi.WEEKS_GRID,
        columnDefs=week_columns(weeks, measure, cuts, currency),
        rowData=rows,
        defaultColDef={"sortable": True, "resizable": True, "suppressHeaderMenuButton": True, "minWidth": 60},
        dashGridOptions={
            "postSortRows": {"function": "productGroups(params)"},
            "rowClassRules": {"row-total": "params.data.is_total"},
            "enableCellTextSelection": True,
            "ensureDomOrder": True,
            **({"domLayout": "autoHeight"} if len(rows) <= TALLEST else {}),
        },
        getRowId="params.data.key",
        className="heat-grid " + ("grid-short" if len(rows) <= TALLEST else "grid-tall"),
        style={},
    )
    note = "Weeks of seven days, counted back from the last day; each is headed by its first day. "
    if weeks.money:
        note += "Blank: nothing was spent, or there is nothing to divide by."
    tools = [
        button(
            "Download the weeks (CSV)", "ghost", icon_name="download", small=True, icon_only=True,
            **attrs(data_grid_csv=Kpi.WEEKS_GRID),
        )
    ]  # fmt: skip
    return card(
        counted(len(weeks.order), "campaign"),
        note,
        [heat_key(measure, cuts, currency), grid],
        tools=tools,
        flush=True,
        class_name="grid-card",
    )


def heat_cuts(values: np.ndarray) -> tuple[float, ...]:
    """Return the bounds between the steps: a fifth of the cells in each, whatever a few large ones do."""
    known = values[np.isfinite(values)]
    if not len(known) or known.min() == known.max():
        return ()
    cuts = dict.fromkeys(float(v) for v in np.quantile(known, np.arange(1, STEPS) / STEPS))
    # Below the least value there is nothing to tint.
    return tuple(cut for cut in cuts if cut > known.min())


def heat_step(position: int, steps: int, measure: Measure) -> int:
    """Return the tint of a step, 1 to 5: the best is darkest; where neither way is good, the most is."""
    shade = 1 + round(position * (STEPS - 1) / max(steps - 1, 1))
    return STEPS + 1 - shade if measure.good == "down" else shade


def heat_key(measure: Measure, cuts: tuple[float, ...], currency: str | None) -> html.Div:
    """Return the key of the tints, worst or least first."""
    ends = ("Least", "Most") if measure.good is None else ("Worse", "Better")
    bounds = [measure.text(cut, currency) for cut in cuts]
    spans = []
    for position in range(len(cuts) + 1):
        if not cuts:
            text = "all alike"
        elif position == 0:
            text = f"under {bounds[0]}"
        else:
            text = f"{bounds[position - 1]} and more" if position == len(cuts) else f"from {bounds[position - 1]}"
        step = heat_step(position, len(cuts) + 1, measure)
        spans.append((step, html.Span(text, className=f"heat-{step}")))
    ordered = [span for _, span in sorted(spans, key=lambda pair: pair[0])]
    return html.Div([html.Span(ends[0]), *ordered, html.Span(ends[1])], className="heat-key")


def week_columns(weeks: Weeks, measure: Measure, cuts: tuple[float, ...], currency: str | None) -> list[Row]:
    """Return the columns: the name, the spend of all weeks, then the weeks."""
    written = short_format(measure, currency)
    rules = _rules(measure, cuts)
    columns: list[Row] = [
        {
            "field": "campaign",
            "headerName": "Campaign",
            "cellRenderer": "ProductCampaign",
            "filter": "agTextColumnFilter",
            "width": 208,
            "pinned": "left",
            "context": {"csv": "Campaign"},
        },
    ]
    if weeks.money:
        columns.append(
            number_column("spend", "Spend", 104, grid_format(ALL_MEASURES["spend"], currency), sort="desc",
                          context={"csv": f"Spend, {currency}" if currency else "Spend"})
        )  # fmt: skip
    for position, start in enumerate(weeks.starts):
        columns.append(
            number_column(
                f"w{position}",
                date_text(start, year=False),
                78,
                written,
                cellClassRules=rules,
                cellClass="heat ag-right-aligned-cell",
                flex=1,
                context={"csv": f"{measure.label}, week of {start.isoformat()}"},
            )
        )
    return columns


def _rules(measure: Measure, cuts: tuple[float, ...]) -> dict[str, str]:
    rules: dict[str, list[str]] = {}
    bounds = [None, *cuts, None]
    for position in range(len(cuts) + 1):
        low, high = bounds[position], bounds[position + 1]
        parts = ["params.value != null"]
        parts += [f"params.value >= {low!r}"] if low is not None else []
        parts += [f"params.value < {high!r}"] if high is not None else []
        rules.setdefault(f"heat-{heat_step(position, len(cuts) + 1, measure)}", []).append(f"({' && '.join(parts)})")
    return {name: " || ".join(tests) for name, tests in rules.items()}


def _rows(weeks: Weeks, grouped: Weeks | None, labels: dict[str, tuple[str, ...]]) -> list[Row]:
    rows = []
    for position, row in enumerate(weeks.order):
        key, name, channel = (part[row] for part in (weeks.groups.keys, weeks.groups.names, weeks.groups.channels))
        for label in labels.get(key, ("",)):
            rows.append(
                _row(weeks, position)
                | {
                    "key": f"{label}:{key}" if label else key,
                    "campaign": name,
                    "channel": label or channel,
                    "tone": channel_class(channel),
                    "href": address(PATH, campaign=key),
                    "is_total": False,
                }
            )
    if grouped is not None:
        for position, row in enumerate(grouped.order):
            label = grouped.groups.keys[row]
            count = sum(1 for one in rows if one["channel"] == label and not one["is_total"])
            rows.append(
                _row(grouped, position)
                | {
                    "key": f"group:{label}",
                    "campaign": f"{label}, {counted(count, 'campaign')}",
                    "channel": label,
                    "tone": channel_class(grouped.groups.channels[row]) if grouped.groups.channels[row] else "",
                    "is_total": True,
                }
            )
    return rows


def _row(weeks: Weeks, position: int) -> Row:
    values = weeks.values[position]
    cells: Row = {f"w{i}": round(float(v), 6) if np.isfinite(v) else None for i, v in enumerate(values)}
    return cells | {"spend": round(float(weeks.spend[position].sum()), 2)}


def weeks_note(weeks: Weeks, currency: str | None) -> list[Component | str]:
    """Return which weeks the page speaks about."""
    if not weeks.starts:
        return []
    last = weeks.starts[-1] + timedelta(days=6)
    text = f"{dates_text(weeks.starts[0], last)}, {counted(len(weeks.starts), 'week')}. "
    if not weeks.money:
        return [text, "The data hold no spend."]
    spent = money(float(weeks.spend.sum()), currency)
    return [text, f"{spent} was spent. Figures of sales are what the platforms report."]
