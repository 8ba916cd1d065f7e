"""Customers, view Value: the most valuable customers, one by one."""

from typing import Any, Final

import dash_ag_grid as dag
from dash import dcc, html

from components.column_room import room_for
from components.format import counted, currency_sign, money, percent
from components.ids import CustomersValue
from components.parts import button, card
from core.customers.outlook import Outlook

DROPS: Final = ("expected", "spent", "last", "weeks_since", "purchases", "alive")
"""Columns that a narrow grid leaves out, first to last."""
NUMBERS: Final = {"type": "rightAligned", "filter": "agNumberColumnFilter"}
TALLEST: Final = 12


def best_customers(found: Outlook, most: int) -> html.Section:
    """Return the grid of the best customers.

    Args:
        found: The answer.
        most: Customers in the download.
    """
    rows = [
        {
            "customer": row.customer,
            "purchases": row.purchases,
            "last": row.last.isoformat() if row.last else None,
            "weeks_since": row.weeks_since,
            "alive": row.alive,
            "expected": row.expected,
            "spent": row.spent,
            "value": row.value,
            "lower": row.lower,
            "upper": row.upper,
            "key": str(at),
        }
        for at, row in enumerate(found.rows)
    ]
    short = len(rows) <= TALLEST
    grid = dag.AgGrid(
        id=CustomersValue.GRID,
        columnDefs=_columns(found, rows),
        rowData=rows,
        defaultColDef={"sortable": True, "resizable": True, "suppressHeaderMenuButton": False, "minWidth": 60},
        dashGridOptions={
            "enableCellTextSelection": True,
            "ensureDomOrder": True,
            "suppressColumnVirtualisation": True,
            **({"domLayout": "autoHeight"} if short else {}),
        },
        getRowId="params.data.key",
        className="grid-short" if short else "value-grid",
        style={},
    )
    shown = counted(len(rows), "customer")
    title = "The most valuable customers" if found.value is not None else "The customers who will buy most"
    note = f"{shown} of {found.customers:,}, best first."
    if found.value is not None:
        note += f" Ranges hold {percent(found.question.level, 0)} of customers like these."
    text = "All customers (CSV)" if found.customers <= most else f"The best {most:,} (CSV)"
    tools = [button(text, "ghost", icon_name="download", small=True, id=CustomersValue.SAVE_CSV)]
    return card(
        title, note, [grid, dcc.Store(id=CustomersValue.LEFT_OUT)], tools=tools, flush=True, class_name="grid-card"
    )


def _columns(found: Outlook, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sign = currency_sign(found.currency)
    amount = {"valueFormatter": {"function": f"productMoney(params.value, '{sign}')"}, **NUMBERS}
    ids = room_for([str(row["customer"]) for row in rows], 110, 280)
    columns: list[dict[str, Any]] = [
        {"field": "customer", "headerName": "Customer", "filter": "agTextColumnFilter", "flex": 1, "minWidth": ids},
        {"field": "purchases", "headerName": "Purchases", "width": 108, **NUMBERS},
    ]
    if found.last_day is not None:
        day = "params.value ? d3.timeFormat('%-d %b %Y')(d3.timeParse('%Y-%m-%d')(params.value)) : '–'"
        columns.append(
            {"field": "last", "headerName": "Last purchase", "width": 128, "valueFormatter": {"function": day}}
        )
    else:
        weeks = {"valueFormatter": {"function": "productNumber(params.value, 1)"}, **NUMBERS}
        columns.append({"field": "weeks_since", "headerName": "Weeks since last", "width": 142, **weeks})
    sure = (
        "params.value > 0.99 ? 'over 99\u00a0%' : params.value < 0.01 ? 'under 1\u00a0%' : productShare(params.value)"
    )
    columns.append(
        {"field": "alive", "headerName": "Still active", "width": 118, "valueFormatter": {"function": sure}, **NUMBERS}
    )
    times = {"valueFormatter": {"function": "productNumber(params.value, 1)"}, **NUMBERS}
    columns.append({"field": "expected", "headerName": "Purchases ahead", "width": 144, **times})
    if any(row["spent"] is not None for row in rows):
        columns.append({"field": "spent", "headerName": "Spent so far", "width": 124, **amount})
    if found.value is not None:
        widest = room_for([money(row["value"], found.currency, "full") for row in rows], 100, 160, extra=46)
        # One column: the range must stand beside the value on a narrow screen too.
        ends = [f"productMoney(params.data.{end}, '{sign}')" for end in ("lower", "upper")]
        spans = [" – ".join(money(row[end], found.currency, "full") for end in ("lower", "upper")) for row in rows]
        room = room_for(spans, 116, 240)
        between = {"function": f"{ends[0]} + ' – ' + {ends[1]}"}
        columns += [
            {"field": "value", "headerName": "Value ahead", "width": max(widest, 112), **amount},
            {"field": "upper", "headerName": "Likely between", "width": room, "valueFormatter": between, **NUMBERS},
        ]
    for column in columns:
        name = column["field"]
        column["context"] = {"drop": DROPS.index(name) + 1 if name in DROPS else None, "csv": column["headerName"]}
    return columns
