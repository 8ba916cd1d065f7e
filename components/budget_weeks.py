"""The card of the weeks on the Budget page: containers that the browser fills, and the chart of spend and outcome."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from dash import html

from components.attributes import attrs
from components.budget_weeks_words import finding, outcome_text, total_words
from components.figures import ChartTable, Column, DashboardVisualizer, chart_body, chart_tools
from components.figures.card import BLANK
from components.format import counted, date_text, money, percent
from components.ids import Budget
from core.allocation.planning import LEVEL
from core.data.schema import MONEY_OUTCOMES
from core.week_plans import WeekFigures

NAME: Final = "budget-weeks"
SENTENCE: Final = (
    "Expected outcome by week with its interval above, spend by week below, each beside an even spread; "
    "the title says what the spread brings, the table holds the figures."
)
HEIGHT: Final = 300
UPPER: Final = (0.47, 1.0)
LOWER: Final = (0.0, 0.33)
DAY: Final = 24 * 3600 * 1000
"""Milliseconds, in which a time axis measures widths."""
BAR: Final = 0.7
"""Share of its days that a bar covers."""


@dataclass(frozen=True)
class WeekChart:
    """What the chart shows.

    Attributes:
        figures: Of the plan, beside those of the even spread.
        outcome: One of ``core.data.OUTCOMES``.
        currency: ISO code or None.
        ranged: Whether the curves have draws, and the outcome an interval.
        seasonal: Whether the season of the weeks is known.
    """

    figures: WeekFigures
    outcome: str
    currency: str | None
    ranged: bool = True
    seasonal: bool = False

    @property
    def title(self) -> str:
        """The finding."""
        return finding(self.figures, self.outcome, self.currency)


def weeks_card() -> html.Section:
    """Return the card: one line until it is opened. The chart is Dash's, all else the browser's."""
    head = html.Div(
        [
            html.Div(
                [html.H3(html.Span("What each week brings", id=Budget.WEEKS_TITLE)), html.P(id=Budget.WEEKS_NOTE)]
            ),
            html.Div(chart_tools(NAME), className="card-tools"),
        ],
        className="bud-weeks-finding",
    )
    chart = html.Div(
        [
            head,
            html.Div(id=Budget.WEEKS_PROOF, className="bud-weeks-proof"),
            *chart_body(NAME, BLANK, SENTENCE, weeks_table(None), height=HEIGHT),
        ],
        id=Budget.WEEKS_CHART,
        className="card-body bud-weeks-chart",
    )
    body = html.Div(
        [html.Div(id=Budget.WEEKS_TOOLS, className="bud-weeks-tools"), html.Div(id=Budget.WEEKS_TABLE), chart],
        id=Budget.WEEKS_BODY,
        hidden=True,
    )
    return html.Section(
        [html.Div(id=Budget.WEEKS_HEAD, className="card-head"), body],
        id=Budget.WEEKS,
        className="card o-3 bud-weeks",
        **attrs(aria_label="Spend by week"),
    )


def weeks_note(chart: WeekChart) -> str:
    """Return the note of the chart: its unit, what is counted, and what the shading means."""
    shading = f" Shading: {percent(LEVEL, 0)} interval." if chart.ranged else ""
    total = total_words(chart.figures, chart.outcome, chart.currency, chart.seasonal)
    return f"A day, as the mean of each week. Dashed: spread evenly.{shading} {total}"


def weeks_store(chart: WeekChart) -> dict[str, Any]:
    """Return what the store of the chart holds: figure, table and name (see ``components.figures.chart_body``)."""
    return {"figure": _figure(chart), "table": weeks_table(chart).plain(), "name": NAME}


def weeks_table(chart: WeekChart | None) -> ChartTable:
    """Return the data behind the chart; None is before there are any."""
    unit = f", {chart.currency}" if chart and chart.currency else ""
    of_outcome = unit if chart and chart.outcome in MONEY_OUTCOMES else ""
    name = chart.outcome.capitalize() if chart else "Outcome"
    columns = (
        Column("Week of", "date"),
        Column("Days", "number", 0),
        Column(f"Spend{unit}", "number", 2),
        Column(f"Spread evenly{unit}", "number", 2),
        Column(f"{name}{of_outcome}", "number", 2),
        Column(f"{percent(LEVEL, 0)} interval from", "number", 2),
        Column("to", "number", 2),
        Column(f"{name} if spread evenly{of_outcome}", "number", 2),
    )
    if chart is None:
        return ChartTable(columns, [])
    f = chart.figures
    values = (f.spend, f.even_spend, f.expected, f.lower, f.upper, f.even_expected)
    rows = [
        [week.first.isoformat(), week.days, *(float(v) for v in row)]
        for week, *row in zip(f.weeks, *values, strict=True)
    ]
    return ChartTable(columns, rows)


def _figure(chart: WeekChart) -> dict[str, Any]:
    figures, draw = chart.figures, DashboardVisualizer(chart.currency)
    name, weeks = chart.outcome.capitalize(), figures.weeks
    days = [week.days for week in weeks]
    middle = [_moment(week.first, week.days / 2) for week in weeks]

    def daily(values: Any) -> list[float]:
        return [float(value) / length for value, length in zip(values, days, strict=True)]

    def words(values: Any) -> list[str]:
        return [outcome_text(float(value), chart.outcome, chart.currency) for value in values]

    likely = zip(words(figures.lower), words(figures.upper), strict=True)
    brings = [
        f"{name} in {counted(length, 'day')} {value}" + (f", likely {low} to {high}" if chart.ranged else "")
        for length, value, (low, high) in zip(days, words(figures.expected), likely, strict=True)
    ]
    spends = [
        f"Spend in {counted(length, 'day')} {money(float(value), chart.currency, 'full')}"
        for length, value in zip(days, figures.spend, strict=True)
    ]
    evens = [f"Spread evenly {value}" for value in words(figures.even_expected)]
    lower, upper, even = daily(figures.lower), daily(figures.upper), daily(figures.even_expected)
    spend, level = daily(figures.spend), daily(figures.even_spend)
    text = "%{text}<extra></extra>"
    data = [
        *([draw.band(middle, lower, upper, "plan", yaxis="y")] if chart.ranged else []),
        draw.line(middle, even, "before", yaxis="y", text=evens, hovertemplate=text),
        draw.line(
            middle,
            daily(figures.expected),
            "plan",
            yaxis="y",
            mode="lines+markers",
            marker={"size": 6},
            text=brings,
            hovertemplate=text,
        ),
        draw.bars(
            middle,
            spend,
            "plan",
            yaxis="y2",
            width=[length * DAY * BAR for length in days],
            hovertext=spends,
            hovertemplate="%{hovertext}<extra></extra>",
        ),
        draw.line(
            [_moment(weeks[0].first, 0), _moment(weeks[-1].first, days[-1])],
            [level[0], level[0]],
            "before",
            yaxis="y2",
            hoverinfo="skip",
        ),
    ]
    # At most some eight dates fit below the panels.
    shown = [week for place, week in enumerate(weeks) if place % -(-len(weeks) // 8) == 0]
    layout = draw.layout(
        height=HEIGHT,
        margin={"l": 52, "r": 12, "t": 24, "b": 24, "pad": 4},
        xaxis=draw.time_axis(
            anchor="y2",
            range=[_moment(weeks[0].first, 0), _moment(weeks[-1].first, days[-1])],
            tickmode="array",
            tickvals=[_moment(week.first, week.days / 2) for week in shown],
            ticktext=[date_text(week.first, year=False) for week in shown],
            unifiedhovertitle={"text": "Week around %{x|%-d %b}"},
            fixedrange=True,
        ),
        yaxis=draw.value_axis(max([*upper, *even, *daily(figures.expected)]), domain=list(UPPER)),
        yaxis2=draw.value_axis(max([*spend, *level]), count=3, domain=list(LOWER)),
        annotations=[
            _panel_label(draw, f"{name} a day", UPPER[1]),
            _panel_label(draw, "Spend a day", LOWER[1]),
        ],
    )
    return {"data": data, "layout": layout}


def _moment(day: date, after: float) -> str:
    return (datetime.combine(day, time()) + timedelta(days=after)).isoformat()


def _panel_label(draw: DashboardVisualizer, text: str, top: float) -> dict[str, Any]:
    return draw.label(
        text, 0, top, True, xref="paper", yref="paper", xanchor="left", yanchor="bottom", yshift=4, xshift=-4
    )
