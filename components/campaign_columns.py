"""Rows and columns of the grid of campaigns."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from components.column_room import room_for
from components.format import currency_sign, money
from components.measures import change
from components.parts import channel_class
from components.period import address
from core.data import Comparison

Row = dict[str, Any]
LAST = 10**6
TOO_LITTLE = "too little data"
NUMBERS = {"type": "rightAligned", "filter": "agNumberColumnFilter"}
DROPPED = {
    "revenue": ("spend_share", "cpa", "channel", "conversions", "likely", "change", "next_unit", "revenue"),
    "conversions": ("spend_share", "channel", "next_unit", "likely", "change", "conversions"),
}
"""Columns that a narrow grid leaves out, first to last."""


def grid_rows(
    comparison: Comparison,
    ranking: pd.DataFrame,
    outcome: str,
    next_unit: Mapping[str, float],
    grouped: bool,
    period: str,
) -> tuple[list[Row], Row]:
    """Return the rows of the grid, best return first, and the row of all together.

    Args:
        comparison: The period against the one before.
        ranking: Table of the CampaignAnalyzer.
        outcome: The outcome that the data are about.
        next_unit: What the next unit of money brings by campaign id.
        grouped: Whether channel rows stand above their campaigns.
        period: The choice in the address, kept in the links.
    """
    ranks = {str(r["campaign_id"]): r | {"rank": at} for at, r in enumerate(ranking.to_dict("records"))}
    rows = [
        _row(r, outcome)
        | _likely(ranks.get(str(r["campaign_id"])), outcome)
        | _standing(ranks.get(str(r["campaign_id"])))
        | {
            "key": str(r["campaign_id"]),
            "next_unit": _number(next_unit.get(str(r["campaign_id"]))),
            "href": address("/campaigns", campaign=str(r["campaign_id"]), days=period),
            "is_total": False,
        }
        for r in comparison.by_campaign.to_dict("records")
    ]
    if grouped:
        for r in comparison.by_channel.to_dict("records"):
            count = sum(1 for row in rows if row["channel"] == r["channel"] and not row["is_total"])
            name = f"{r['channel']}, {count} campaign{'s' if count != 1 else ''}"
            best = min((row["rank"] for row in rows if row["channel"] == r["channel"]), default=LAST)
            total = {"campaign": name, "key": f"channel:{r['channel']}", "is_total": True, "rank": best}
            rows.append(_row(r, outcome) | total)
    return rows, _total(comparison, outcome)


def column_definitions(
    outcome: str,
    currency: str | None,
    ranking: pd.DataFrame,
    grouped: bool,
    by_volume: bool = False,
    shown: Sequence[Row] = (),
) -> list[Row]:
    """Return the columns. ``context.drop`` says which go first where the grid is too narrow for all of them.

    ``shown``: the rows and their total, so that columns are as wide as what stands in them.

    By return, rows stand as the analyzer ranks them: a high figure of which little is known is not the best one.
    """
    sign = currency_sign(currency)
    one = f"Next {money(1, currency, 'full') if currency else '1'}"
    following = f"productMoney(params.value, '{sign}', 2)" if outcome == "revenue" else "productNumber(params.value, 3)"
    change_column = {"field": "change", "headerName": "Change", "cellRenderer": "ProductChange", "width": 84, **NUMBERS}
    conversions = _column("conversions", "Conversions", 108, "productNumber(params.value)")
    columns: list[Row] = [
        {
            "field": "campaign",
            "headerName": "Campaign",
            "cellRenderer": "ProductCampaign",
            "filter": "agTextColumnFilter",
            "flex": 2,
            "minWidth": 150,
            "tooltipField": "reason",
        },
        {
            "field": "channel",
            "headerName": "Channel",
            "filter": "agTextColumnFilter",
            "width": room_for([str(r["channel"]) for r in shown], 96, 168),
            "hide": grouped,
        },
        _column("spend", "Spend", _money_room(shown, "spend", currency, 92), f"productMoney(params.value, '{sign}')"),
        _column("spend_share", "Share", 76, "productShare(params.value)"),
    ]
    if outcome == "revenue":
        columns += [
            _column(
                "revenue",
                "Revenue",
                _money_room(shown, "revenue", currency, 100),
                f"productMoney(params.value, '{sign}')",
            ),
            change_column,
            _column("roas", "Return", 82, "productNumber(params.value, 2)"),
            _range_column("Likely return", outcome, ranking),
            conversions,
        ]
    else:
        columns += [conversions, change_column, _range_column("Likely cost a conv.", outcome, ranking)]
    columns += [
        _column("cpa", "Cost a conv.", 106, f"productMoney(params.value, '{sign}', 2)"),
        _column("next_unit", one, 84, following),
    ]
    columns += [
        {"field": "rank", "headerName": "Rank", "hide": True, "sort": None if by_volume else "asc", **NUMBERS},
        {"field": "note", "headerName": "How much is known", "hide": True},
        {"field": "reason", "headerName": "Reason", "hide": True},
    ]
    if by_volume:
        next(c for c in columns if c["field"] == outcome)["sort"] = "desc"
    order = DROPPED[outcome]
    for column in columns:
        name = column["field"]
        unit = f", {currency}" if currency and name in ("spend", "revenue", "cpa") else ""
        column["context"] = {
            "drop": order.index(name) + 1 if name in order else None,
            "csv": column["headerName"] + unit,
            "room": _name_room(shown) if name == "campaign" else None,
        }
    return columns


def _name_room(shown: Sequence[Row]) -> int:
    """Room for the names, with the chip beside those of which too little is known."""
    plain = room_for([str(r["campaign"]) for r in shown], 150, 260, extra=56)
    noted = room_for([str(r["campaign"]) for r in shown if r.get("note")], 150, 320, extra=150)
    return max(plain, noted)


def _money_room(shown: Sequence[Row], name: str, currency: str | None, least: int) -> int:
    return room_for([money(r.get(name), currency, "full") for r in shown], least, 160, extra=46)


def _row(r: Mapping[Any, Any], outcome: str) -> Row:
    names = ("spend", "spend_share", "revenue", "roas", "conversions", "cpa")
    row = {name: _number(r[name]) for name in names}
    return row | {
        "campaign": r.get("campaign", r["channel"]),
        "channel": r["channel"],
        "tone": channel_class(str(r["channel"])),
        "change": change(_number(r[outcome]), _number(r[f"{outcome}_before"])),
    }


def _standing(rank: Mapping[Any, Any] | None) -> Row:
    """Where the analyzer puts a campaign, whether enough is known of it, and why it stands there."""
    if rank is None or "known" not in rank:
        return {"rank": LAST if rank is None else 0, "note": "", "reason": ""}
    note = "" if rank["known"] else TOO_LITTLE
    return {"rank": int(rank["rank"]), "note": note if rank["running"] else "", "reason": str(rank["reason"])}


def _likely(rank: Mapping[Any, Any] | None, outcome: str) -> Row:
    if rank is None:
        return {"likely": None, "likely_lower": None, "likely_upper": None}
    mean, lower, upper = (float(rank[name]) for name in ("mean", "lower", "upper"))
    if outcome != "revenue":
        # Cost of a conversion: the inverse, ends exchanged.
        mean, lower, upper = (1 / v if v > 0 else float("nan") for v in (mean, upper, lower))
    return {"likely": _number(mean), "likely_lower": _number(lower), "likely_upper": _number(upper)}


def _total(comparison: Comparison, outcome: str) -> Row:
    now, before = comparison.now, comparison.before
    return {
        "campaign": "All",
        "channel": "",
        "spend": now.spend,
        "spend_share": 1.0,
        "revenue": now.revenue,
        "change": change(getattr(now, outcome), getattr(before, outcome) if before else None),
        "roas": now.roas,
        "conversions": now.conversions,
        "cpa": now.cpa,
        "key": "all",
        "is_total": True,
    }


def _range_column(title: str, outcome: str, ranking: pd.DataFrame) -> Row:
    ends = [_likely(r, outcome) for r in ranking.to_dict("records")]
    top = max((e["likely_upper"] for e in ends if e["likely_upper"] is not None), default=1.0)
    return {
        "field": "likely",
        "headerName": title,
        "cellRenderer": "ProductRange",
        "cellRendererParams": {"lower": "likely_lower", "upper": "likely_upper", "from": 0, "to": top},
        # Room for the longest interval of counts beside the bar.
        "width": 194 if outcome == "revenue" else 232,
        **NUMBERS,
    }


def _column(field: str, title: str, width: int, written: str) -> Row:
    return {"field": field, "headerName": title, "width": width, "valueFormatter": {"function": written}, **NUMBERS}


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
