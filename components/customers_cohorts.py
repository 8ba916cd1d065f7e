"""Customers, view Cohorts: who stays, what they bring by age, and when a channel's cost comes back."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.campaigns_weeks import heat_cuts
from components.customers_cohorts_words import (
    amount_range,
    curve_title,
    heat_note,
    heat_title,
    limits,
    payback_notes,
    payback_range,
    payback_text,
    sub,
    title,
)
from components.figures import DashboardVisualizer, chart
from components.figures.cohort_curves import HEIGHT, cohort_curves, cohort_curves_table
from components.format import NONE, counted, money, number, percent, ratio
from components.ids import CohortView
from components.parts import Children, button, card, dot, note, page_head, segments, select, table
from components.period import address
from components.views import CUSTOMERS, view_choice
from core.customers.cohorts import YEAR, Amount, ChannelPayback, Cohort, CohortAnswer

PATH: Final = "/customers"
VIEW: Final = "cohorts"
MONTHS_SHOWN: Final = 12
"""Months of age in the table; its download holds all."""
ALL: Final = "-all-"
BY: Final = (("channel", "By channel"), ("month", "By month"))
ASKING: Final = "Counting who came back"


def cohorts_head(kept: dict[str, str | None], answer: CohortAnswer | None, by: str = "") -> Component:
    """Return the head of the view; without an answer the outline of one."""
    choice = view_choice(PATH, CUSTOMERS, VIEW, **kept)
    if answer is None:
        return page_head("Who stays, and what pays back?", tools=[choice])
    tools: list[Component] = [choice]
    if answer.channels:
        options = [(address(PATH, view=VIEW, by=one, **kept), text) for one, text in BY]
        tools.append(segments(options, address(PATH, view=VIEW, by=by, **kept), "Cohorts"))
    return page_head(title(answer, by), sub(answer), tools=tools)


def by_of(parameters: dict[str, str], answer: CohortAnswer) -> str:
    """Return by what the cohorts are shown: by channel where any is known, unless months are asked for."""
    return "month" if parameters.get("by") == "month" or not answer.channels else "channel"


def cohorts_body(answer: CohortAnswer, by: str, channel: str, currency: str | None) -> list[Component]:
    """Return the view.

    Args:
        answer: What is known.
        by: ``channel`` or ``month``.
        channel: The channel that the months are of; empty for all.
        currency: Of amounts.
    """
    found = answer.cohorts
    by_channel = by == "channel"
    shown = found.channels if by_channel else found.months
    parts: list[Component] = []
    if by_channel or not answer.channels:
        parts.append(payback_card(answer, currency))
    curved = [one for one in shown if one.value is not None and one.value.months]
    if curved:
        parts.append(_curves(answer, curved, by_channel, currency))
    parts.append(_heat(answer, shown, by_channel, channel))
    told = limits(answer)
    if told:
        parts.append(note("warn", "Read with care.", " ".join(told)))
    return parts


def payback_card(answer: CohortAnswer, currency: str | None) -> Component:
    """Return what new customers cost and bring by channel, or what is missing for it."""
    found = answer.paybacks
    if not found.channels:
        return note("info", "When a cost comes back cannot be told.", found.missing)
    heads = [
        ("Channel", ""),
        ("New customers", "r opt"),
        ("Cost of one", "r"),
        ("Spent so far", "r opt"),
        (f"In {YEAR} months", "r opt"),
        (f"For each {money(1, currency, 'full')}", "r opt"),
        ("Paid back after", "r"),
    ]
    rows = [_payback_row(one, currency) for one in found.channels]
    notes = html.Details(
        [
            html.Summary("How this is counted"),
            *(html.P(text) for text in payback_notes(answer)),
        ],
        className="cohort-notes",
    )
    body = html.Div(table(heads, rows, caption="Cost, value and payback by channel"), className="cohort-table")
    return card(
        "What a new customer costs, brings, and when that comes back",
        "By channel of the first purchase; soonest first. Small: likely range.",
        [body, notes],
        flush=True,
        class_name="cohort-payback",
    )


def _payback_row(one: ChannelPayback, currency: str | None) -> list[Children]:
    def amount(value: Amount | None, small: str = "") -> Children:
        if value is None:
            return NONE
        span = amount_range(value.lower, value.upper, currency) if value.lower < value.upper else "Measured"
        return _cell(money(value.mean, currency), f"{span}{small}")

    worth: Children = NONE
    if one.ratio is not None:
        worth = _cell(ratio(one.ratio.mean), f"{ratio(one.ratio.lower)} – {ratio(one.ratio.upper)}")
    new = "" if one.counted_on else "all known"
    return [
        html.Span([dot(one.channel), html.Span(one.channel, title=one.channel)], className="cell-name"),
        _cell(number(one.won, "tile"), f"{number(one.known)} known" if one.counted_on else new),
        amount(one.cost),
        amount(one.to_date, f", {counted(one.seen, 'month')}"),
        amount(one.year),
        worth,
        _cell(payback_text(one.payback), payback_range(one.payback)),
    ]


def _cell(text: str, small: str) -> Component:
    return html.Span([text, html.Small(small) if small else None], className="cohort-cell")


def _curves(answer: CohortAnswer, curved: Sequence[Cohort], by_channel: bool, currency: str | None) -> Component:
    found = answer.cohorts
    everyone = found.everyone if by_channel and found.everyone.value and len(curved) > 1 else None
    strong = [one for one in curved if not one.few and one.settled]
    common = min((one.value.months for one in strong if one.value is not None), default=0)
    text = "Across: months since the first purchase. "
    text += "Dark: all new customers. " if everyone else ""
    text += "Bars at the ends and shading: 80\u00a0% interval. Months that are not over are left out."
    listed = (*curved, everyone) if everyone else curved
    return chart(
        "cohort-curves",
        cohort_curves(DashboardVisualizer(currency), curved, everyone),
        curve_title(curved, common, currency),
        "What a customer has spent by months since the first purchase, one line for each "
        + ("channel." if by_channel else "month of first purchase."),
        cohort_curves_table(listed, currency),
        note=text,
        height=HEIGHT,
    )


def _heat(answer: CohortAnswer, shown: Sequence[Cohort], by_channel: bool, channel: str) -> Component:
    months = min(max((len(one.retention.count) for one in shown), default=0), MONTHS_SHOWN)
    shares = [float(v) for one in shown if not one.few for v in one.retention.share[:months]]
    cuts = heat_cuts(np.array(shares)) if shares else ()
    heads = [html.Th("First purchase", scope="col"), html.Th("Customers", scope="col", className="r")]
    heads += [html.Th(str(k), scope="col", className="r") for k in range(1, months + 1)]
    rows = [_heat_row(one, months, cuts, by_channel) for one in shown]
    body = html.Table(
        [html.Caption("Share who bought again", className="sr"), html.Thead(html.Tr(heads)), html.Tbody(rows)],
        className="table cohort-heat",
    )
    tools: list[Any] = []
    if answer.channels and not by_channel:
        options = [(ALL, "All channels"), *((one, one) for one in answer.channels)]
        control = select(options, channel or ALL, id=CohortView.CHANNEL)
        tools.append(html.Label([html.Span("Channel", className="sr"), control]))
    tools.append(
        button("Download the cohorts (CSV)", "ghost", icon_name="download", small=True, icon_only=True,
               id=CohortView.SAVE_CSV)
    )  # fmt: skip
    return card(
        heat_title(answer, shown, by_channel),
        heat_note(by_channel),
        html.Div(body, className="cohort-scroll", tabIndex=0, role="region", **attrs(aria_label="Who bought again")),
        tools=tools,
        flush=True,
        class_name="cohort-heat-card",
    )


def _heat_row(one: Cohort, months: int, cuts: tuple[float, ...], by_channel: bool) -> Component:
    lower, upper = one.retention.interval()
    name: list[Any] = [dot(one.name)] if by_channel else []
    name.append(html.Span(one.name, title=one.name))
    marks = []
    if not by_channel and not one.settled:
        marks.append("may be old customers")
    if not one.whole:
        marks.append("part of the month")
    if marks:
        name.append(html.Small(", ".join(marks)))
    cells = [html.Th(html.Span(name, className="cell-name"), scope="row"), html.Td(number(one.size), className="r")]
    for k in range(months):
        if k >= len(one.retention.count):
            cells.append(html.Td("", className="heat"))
            continue
        share = float(one.retention.share[k])
        step = "" if one.few or not cuts else f" heat-{1 + sum(share >= cut for cut in cuts)}"
        said = (
            f"{percent(share)} of {counted(int(one.retention.count[k]), 'customer')} bought again in month {k + 1}; "
            f"likely {percent(float(lower[k]))} to {percent(float(upper[k]))}"
        )
        few = " cohort-few" if one.few else ""
        cells.append(html.Td(percent(share, 0), className=f"r heat{step}{few}", title=said))
    return html.Tr(cells)
