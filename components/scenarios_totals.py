"""The totals of a comparison: budget, expected outcome, what it is against the base, and how sure that is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from dash import html
from dash.development.base_component import Component

from components.format import NBSP, NONE, chance, money, money_span, number, percent, ratio
from components.parts import Children, draw
from components.scenarios_cells import cell, row, section_head
from components.scenarios_words import interval_text, measure_text, subject
from core.agents.report import Estimate
from core.data.schema import MONEY_OUTCOMES
from core.scenarios import Comparison
from core.scenarios.comparison import TODAY


@dataclass(frozen=True)
class Column:
    """Today's split or a scenario, as the totals show it.

    Attributes:
        letter: ``TODAY`` or the letter of the scenario.
        question: Outcome and days.
        currency: ISO code or None.
        spend: Total spend.
        expected: Expected outcome.
        gain: Expected outcome against the base; None for the base itself and where none can be given.
        after_spend: What is left after ad spend, where the outcome is money.
        chance: Chance of beating the base; None where there is none.
        base: It is the base.
    """

    letter: str
    question: tuple[str, int]
    currency: str | None
    spend: float
    expected: Estimate
    gain: Estimate | None = None
    after_spend: Estimate | None = None
    chance: float | None = None
    base: bool = False


def totals_section(comparison: Comparison) -> list[Component]:
    """Return the rows of totals in their order."""
    columns = _columns(comparison)
    outcomes = list(dict.fromkeys(c.question[0] for c in columns))

    def line(label: str, content: Callable[[Column], Children], note: str | None = None) -> html.Div:
        cells = []
        for column in columns:
            shown = content(column)
            dash = html.Span(NONE, className="muted")
            cells.append(cell(html.Div(shown) if shown else dash, column.letter, base=column.base))
        return row(label, cells, note)

    def only(outcome: str, content: Callable[[Column], Children]) -> Callable[[Column], Children]:
        return lambda column: content(column) if column.question[0] == outcome else None

    base = next((c for c in columns if c.base), None)
    name = "today" if comparison.base == TODAY else comparison.base
    now = comparison.base != TODAY and any(s.stale for s in comparison.sides)
    parts: list[Component] = [
        section_head("Totals", f"Vertical line: {subject(comparison.base)}. Band: {interval_text()} interval."),
        line("Budget", lambda c: _budget(c, base, name)),
    ]
    for outcome in outcomes:
        group = [c for c in columns if c.question[0] == outcome]
        parts.append(line(f"Expected {outcome}", only(outcome, partial(_expected, group))))
    # What was saved is against today's split; against a scenario it can only be computed now.
    parts.append(line(f"Against {name}", _gain, "on the data of now" if now else None))
    if any(o in MONEY_OUTCOMES for o in outcomes):
        returns = line("Return on ad spend", lambda c: _return(c) if c.question[0] in MONEY_OUTCOMES else None)
        parts.append(returns)
    if "revenue" in outcomes:
        profit = comparison.margin < 1
        label = "Profit after ad spend" if profit else "Revenue after ad spend"
        parts.append(line(label, _after_spend, f"at {percent(comparison.margin, 0)} margin" if profit else None))
    for counted in (o for o in ("conversions", "clicks") if o in outcomes):
        parts.append(line(f"Cost per {counted.removesuffix('s')}", only(counted, _cost)))
    parts.append(line(f"Chance of beating {name}", _chance, f"by {measure_text(comparison)}"))
    return parts


def _columns(comparison: Comparison) -> list[Column]:
    today = comparison.today
    columns = []
    if today:
        columns.append(
            Column(TODAY, today.question, today.currency, today.spend, today.expected, None, today.after_spend)
        )
    for side in comparison.sides:
        question, currency = side.scenario.question, side.scenario.currency
        columns.append(Column(side.letter, question, currency, side.spend, side.expected, None, side.after_spend))
    base = next((c for c in columns if c.letter == comparison.base), None)
    return [_against(column, base, comparison) for column in columns]


def _against(column: Column, base: Column | None, comparison: Comparison) -> Column:
    """The column with what it is against the base; today's split stands as base even where it has no column."""
    if column.letter == comparison.base:
        return replace(column, base=True)
    if comparison.base == TODAY:
        side = comparison.side(column.letter)
        return replace(column, gain=side.gain, chance=side.chance)
    if base is None or column.question != base.question:
        return column
    odds = comparison.against(column.letter, comparison.base)
    return replace(column, gain=odds.gain, chance=None if odds.tie == 1.0 else odds.win)


def _value(text: str, small: str | None = None, tone: str = "") -> list[Component]:
    parts: list[Component] = [html.Span(text, className=f"v {tone}".strip())]
    return [*parts, html.Small(small)] if small else parts


def _budget(column: Column, base: Column | None, name: str) -> list[Component]:
    text = money(column.spend, column.currency, "full")
    if base is None or column.base:
        return _value(text)
    if column.question[1] != base.question[1]:
        return _value(text, f"over {column.question[1]} days")
    change = column.spend - base.spend
    # To the euro: totals of today's split are sums of daily means, plans are typed.
    if abs(change) < 1 or not base.spend:
        return _value(text, "same total")
    return _value(text, f"{percent(change / base.spend, signed=True)} on {name}")


def _expected(group: list[Column], column: Column) -> list[Component]:
    estimate = column.expected
    ends = [e for c in group for e in (c.expected.lower, c.expected.upper)]
    reach = (max(ends) - min(ends)) or max(abs(max(ends)), 1.0)
    base = next((c for c in group if c.base), None)
    if column.question[0] in MONEY_OUTCOMES:
        text = money(estimate.mean, column.currency)
        span = money_span(estimate.lower, estimate.upper, None)
    else:
        text = number(estimate.mean, "tile")
        span = f"{number(estimate.lower, 'tile')}{NBSP}–{NBSP}{number(estimate.upper, 'tile')}"
    values = {
        "low": estimate.lower,
        "mid": estimate.mean,
        "high": estimate.upper,
        "from": min(ends) - 0.12 * reach,
        "to": max(ends) + 0.12 * reach,
        "tick": base.expected.mean if base and base is not column else None,
        "role": "today" if column.letter == TODAY else "plan",
    }
    return [html.Div(text, className="v v-l"), html.Small(span), draw("interval", values, class_name="ivbar")]


def _gain(column: Column) -> list[Component] | None:
    gain = column.gain
    if gain is None or gain.mean == gain.lower == gain.upper == 0:
        return None

    def text(value: float, currency: str | None) -> str:
        if column.question[0] in MONEY_OUTCOMES:
            return money(value, currency, "round", signed=True)
        return number(value, "round", signed=True)

    tone = "pos" if gain.mean > 0 else "neg"
    return _value(text(gain.mean, column.currency), f"{text(gain.lower, None)} to {text(gain.upper, None)}", tone)


def _return(column: Column) -> list[Component] | None:
    return _value(ratio(column.expected.mean / column.spend)) if column.spend > 0 else None


def _cost(column: Column) -> list[Component] | None:
    mean = column.expected.mean
    return _value(money(column.spend / mean, column.currency, "exact")) if mean > 0 else None


def _after_spend(column: Column) -> list[Component] | None:
    left = column.after_spend
    if left is None:
        return None
    return _value(money(left.mean, column.currency), money_span(left.lower, left.upper, None))


def _chance(column: Column) -> list[Component] | None:
    return None if column.chance is None else _value(chance(column.chance))
