"""The Overview page: how we are doing, and what needs somebody."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from components.figures import DashboardVisualizer, chart
from components.figures.over_time import Series, over_time, over_time_table
from components.format import counted, dates_text, money, number, percent, ratio
from components.ids import Overview
from components.measures import MEASURES, change, money_words
from components.parts import button, card, channel_class, dot, page_head, waiting_card
from core.allocation.planning import CampaignFigures
from core.data import Comparison

COSTS: Final = {
    "revenue": ("roas", ""),
    "conversions": ("cpa", "a conversion"),
    "clicks": ("cpc", "a click"),
    "impressions": ("cpm", "a thousand impressions"),
}
"""By outcome, the figure that says what a channel brings for its money, and what it is a cost of."""


def overview(
    comparison: Comparison,
    outcome: str,
    currency: str | None,
    asked: Mapping[str, str],
    *,
    tools: Sequence[Component],
    above: Sequence[Component],
    explained: Sequence[Component],
    waiting: str,
) -> html.Div:
    """Return the page. Advice and the next euro follow when the response is learned.

    Args:
        comparison: The period against what it is compared with.
        outcome: The outcome that the data are about.
        currency: Of amounts.
        asked: The parameters of the address.
        tools: The choices in the head.
        above: What stands over the columns: notes and key figures.
        explained: Cards that say why, in the first column.
        waiting: What is done until the advice is there.
    """
    title: list[Any] = [headline(comparison, outcome, currency), html.Span(id=Overview.ADVICE_SENTENCE)]
    return html.Div(
        [
            dcc.Store(id=Overview.ASK, data=dict(asked)),
            page_head(title, sub_line(comparison, outcome), tools),
            *above,
            html.Div(
                [
                    html.Div(
                        [
                            over_time_card(comparison, outcome, currency),
                            *explained,
                            html.Div(channels_part(comparison, outcome, currency, {}), id=Overview.CHANNELS),
                        ],
                        className="stack",
                    ),
                    html.Div(waiting_card(waiting, 420), id=Overview.ADVICE, className="overview-advice"),
                ],
                className="overview",
            ),
        ]
    )


def headline(comparison: Comparison, outcome: str, currency: str | None) -> str:
    """Return the finding: how the outcome moved, and spend with it."""
    measure = MEASURES[outcome]
    now, before = comparison.now, comparison.before
    # From nothing, or from more returned than sold, no share of a change has a meaning.
    if before is None or getattr(before, outcome) <= 0:
        brought = measure.text(measure.value(now), currency)
        what = f"{brought} of revenue" if outcome == "revenue" else f"{brought} {outcome}"
        spent = f" on {money(now.spend, currency)} of spend" if has_spend(comparison) else ""
        return f"{what}{spent} in {counted(comparison.days, 'day')}."
    moved = change(getattr(now, outcome), getattr(before, outcome)) or 0.0
    moved_spend = change(now.spend, before.spend)
    verb = "is" if outcome == "revenue" else "are"
    up = f"up {percent(moved)}" if moved >= 0.0005 else f"down {percent(-moved)}" if moved <= -0.0005 else "unchanged"
    if moved_spend is None:
        return f"{measure.label} {verb} {up}."
    more = (
        f"{percent(abs(moved_spend))} {'more' if moved_spend > 0 else 'less'} spend"
        if abs(moved_spend) >= 0.0005
        else "the same spend"
    )
    return f"{measure.label} {verb} {up} on {more}."


def advice_sentence(count: int) -> str:
    """Return the second sentence of the headline."""
    words = {
        1: "One thing needs",
        2: "Two things need",
        3: "Three things need",
        4: "Four things need",
        5: "Five things need",
    }
    if not count:
        return ""
    return f" {words.get(count, f'{count} things need')} you."


def sub_line(comparison: Comparison, outcome: str) -> str:
    """Return which dates the page speaks about, and what kind of figures they are."""
    text = dates_text(comparison.start, comparison.end)
    if comparison.before:
        text += f", against {comparison.against}"
    if not has_spend(comparison):
        return f"{text}. The data hold no spend."
    what = MEASURES[outcome].label
    if not MEASURES[outcome].reported:
        return f"{text}. {what} are what the platforms report; the data hold neither revenue nor conversions."
    verb = "is" if outcome == "revenue" else "are"
    return f"{text}. {what} {verb} what the platforms report: some of it would have come without the ads."


def over_time_card(
    comparison: Comparison, outcome: str, currency: str | None, name: str = "overview-over-time"
) -> html.Section:
    """Return the chart of outcome and spend by day. ``name`` is that of the chart on its page."""
    daily, earlier = comparison.daily, comparison.daily_before
    main = Series(
        MEASURES[outcome].label, _values(daily, outcome), _values(earlier, outcome), is_money=outcome == "revenue"
    )
    spend = Series("Spend", _values(daily, "spend"), _values(earlier, "spend")) if has_spend(comparison) else None
    days, days_before = _days(daily), _days(earlier)
    paid = money_words(currency)
    units = [paid] if main.is_money else [main.label, *([paid if currency else paid.lower()] if spend else [])]
    title = f"{main.label} and spend by day" if spend else f"{main.label} by day"
    note = f"{' and '.join(units)} a day."
    if main.before:
        above = sum(a > b for a, b in zip(main.now, main.before, strict=True))
        side, count = ("above", above) if 2 * above >= len(days) else ("below", len(days) - above)
        title = f"{main.label} ran {side} {comparison.against} on {number(count)} of {number(len(days))} days"
        note += f" Dashed: {comparison.against}."
    peak, low = max(main.now), min(main.now)
    write = (lambda v: money(v, currency)) if main.is_money else (lambda v: number(v, "tile"))
    sentence = (
        f"Daily {main.label.lower()}{' and daily spend' if spend else ''}, "
        f"{dates_text(comparison.start, comparison.end)}. {main.label} between {write(low)} and {write(peak)} a day"
    )
    sentence += (
        f", spend between {money(min(spend.now), currency)} and {money(max(spend.now), currency)}" if spend else ""
    )
    sentence += "."
    return chart(
        name,
        over_time(DashboardVisualizer(currency), days, main, spend, days_before),
        title,
        sentence,
        over_time_table(days, main, spend, currency or "", days_before),
        note=note,
    )


def channels_part(
    comparison: Comparison, outcome: str, currency: str | None, next_unit: Mapping[str, float]
) -> html.Section | None:
    """Return what each channel takes and brings; nothing where the data hold no spend to compare with."""
    return channel_card(comparison, outcome, currency, next_unit) if has_spend(comparison) else None


def has_spend(comparison: Comparison) -> bool:
    """Return whether the data say what was spent."""
    return "spend" in comparison.now.measured


def channel_card(
    comparison: Comparison, outcome: str, currency: str | None, next_unit: Mapping[str, float]
) -> html.Section:
    """Return what each channel takes and brings.

    Args:
        comparison: The period.
        outcome: The outcome that the data are about.
        currency: Of amounts.
        next_unit: What the next unit of money brings by channel; empty while it is not known.
    """
    table = comparison.by_channel
    shares = table.assign(share=_share(table[outcome]))
    widest = max([*shares["spend_share"].fillna(0), *shares["share"]], default=1.0) or 1.0
    rows = [_channel_row(row, outcome, currency, widest, next_unit) for row in shares.to_dict("records")]
    one = f"Next {money(1, currency, 'full') if currency else '1'} brings"
    heads = (
        "Channel",
        "Spend",
        f"Share of spend, share of {outcome}",
        MEASURES[outcome].label,
        _efficiency(outcome),
        one,
    )
    classes = ("", "", "bars", "", "", "col-opt")
    head = html.Tr([html.Th(h, className=c, scope="col") for h, c in zip(heads, classes, strict=True)])
    foot = html.Tfoot(_total_row(comparison, outcome, currency, next_unit))
    body = html.Table([html.Thead(head), html.Tbody(rows), foot], className="mix")
    note = f"{dates_text(comparison.start, comparison.end)}. "
    note += (
        "Return: revenue for each unit of money spent." if outcome == "revenue" else f"Cost: spend {COSTS[outcome][1]}."
    )
    tools = [button("See campaigns", "ghost", small=True, href="/campaigns", class_name="hide-sm")]
    return card(channel_title(shares), note, body, tools=tools)


def channel_title(shares: pd.DataFrame) -> str:
    """Return which channels bring more than their share of the money, and which less."""
    gap = shares["share"] - shares["spend_share"].fillna(0.0)
    more = list(shares.loc[gap > 0.01].sort_values("share", ascending=False)["channel"][:2])
    less = list(shares.loc[gap < -0.01].sort_values("spend_share", ascending=False)["channel"][:2])
    if not more or not less:
        return "Each channel earns about its share"
    verb = "earns more than its share" if len(more) == 1 else "earn more than their share"
    return f"{' and '.join(more)} {verb}; {' and '.join(less)} less"


def next_unit_by_channel(figures: Sequence[CampaignFigures]) -> dict[str, float]:
    """Return what the next unit of money brings in each channel, spread over its campaigns as today's spend is.

    The channel ``""`` stands for all together.
    """
    sums: dict[str, list[float]] = {}
    for one in figures:
        for channel in (one.channel, ""):
            pair = sums.setdefault(channel, [0.0, 0.0])
            pair[0] += one.today * one.next_unit_today
            pair[1] += one.today
    return {channel: gain / spend for channel, (gain, spend) in sums.items() if spend > 0}


def _channel_row(
    row: Mapping[Any, Any], outcome: str, currency: str | None, widest: float, next_unit: Mapping[str, float]
) -> html.Tr:
    spend_share = 0.0 if pd.isna(row["spend_share"]) else float(row["spend_share"])
    pair = html.Div(
        [
            html.I(percent(spend_share, 0), style={"--v": round(spend_share / widest, 4)}),
            html.I(percent(float(row["share"]), 0), style={"--v": round(float(row["share"]) / widest, 4)}),
        ],
        className="pair",
    )
    cells = [
        html.Td([dot(row["channel"]), row["channel"]]),
        html.Td(money(row["spend"], currency)),
        html.Td(pair, className="bars"),
        html.Td(MEASURES[outcome].text(row[outcome], currency)),
        html.Td(_efficiency_text(row[COSTS[outcome][0]], outcome, currency)),
        html.Td(_next(next_unit.get(row["channel"]), outcome, currency), className="col-opt"),
    ]
    return html.Tr(cells, className=channel_class(row["channel"]))


def _total_row(comparison: Comparison, outcome: str, currency: str | None, next_unit: Mapping[str, float]) -> html.Tr:
    now = comparison.now
    cells = [
        html.Td("All"),
        html.Td(money(now.spend, currency)),
        html.Td(f"Grey: spend. Colour: {outcome}.", className="bars muted fs-12 regular"),
        html.Td(MEASURES[outcome].text(getattr(now, outcome), currency)),
        html.Td(_efficiency_text(getattr(now, COSTS[outcome][0]), outcome, currency)),
        html.Td(_next(next_unit.get(""), outcome, currency), className="col-opt"),
    ]
    return html.Tr(cells, className="strong")


def _efficiency(outcome: str) -> str:
    return "Return" if outcome == "revenue" else "Cost"


def _efficiency_text(value: float | None, outcome: str, currency: str | None) -> str:
    return ratio(value) if outcome == "revenue" else money(value, currency)


def _next(value: float | None, outcome: str, currency: str | None) -> Any:
    if value is None:
        return html.Span("–", className="muted")
    return money(value, currency, "exact") if outcome == "revenue" else number(value, "exact")


def _share(values: pd.Series) -> pd.Series:
    total = values.sum()
    return values / total if total else values * 0.0


def _values(frame: pd.DataFrame, name: str) -> list[float]:
    return [round(float(v), 2) for v in frame[name]]


def _days(frame: pd.DataFrame) -> list[date]:
    return [day.date() for day in frame["date"]]
