"""The best outcome at each total budget: its chart, with today's split and the plan as points, and its finding."""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from components.figures import ChartTable, Column, DashboardVisualizer
from components.figures.visualizer import round_ticks, tick_text
from components.format import currency_sign, money, number, percent
from core.allocation.planning import LEVEL, PlanFigures
from core.budget_curves import BudgetCurve
from core.data.schema import MONEY_OUTCOMES

NAME: Final = "budget-frontier"
BLANK: Final[dict[str, Any]] = {"data": [], "layout": {"xaxis": {"visible": False}, "yaxis": {"visible": False}}}
STEP_SHARE: Final = 0.025
"""What "a little more money" is: the largest round amount within this share of the total."""


@dataclass(frozen=True)
class Frontier:
    """What the chart shows.

    Attributes:
        curve: The best outcome at each total.
        plan: Figures of the plan.
        today_spend: Total spend of today's split.
        today_expected: Its expected outcome.
        outcome: One of ``core.data.OUTCOMES``.
        currency: ISO code or None.
        ranged: Whether the curves have draws, so that there is an interval.
    """

    curve: BudgetCurve
    plan: PlanFigures
    today_spend: float
    today_expected: float
    outcome: str
    currency: str | None
    ranged: bool

    def text(self, value: float) -> str:
        """Return an estimated outcome in words: revenue as money, others as a count."""
        if self.outcome in MONEY_OUTCOMES:
            return money(value, self.currency, "round")
        return f"{number(value, 'round')} {self.outcome}"

    def short(self, value: float) -> str:
        """Return an outcome as a label of the chart."""
        return money(value, self.currency) if self.outcome in MONEY_OUTCOMES else number(value, "tile")


def sentence(ranged: bool) -> str:
    """Return what the chart shows, for those who cannot see it."""
    interval = f" with its {percent(LEVEL, 0)} interval" if ranged else ""
    return f"The best possible outcome at each total budget{interval}; today's split and the plan as points."


def finding(frontier: Frontier) -> str:
    """Return the title: what a little more money would bring at the total of the plan."""
    curve, spend = frontier.curve, frontier.plan.spend
    step, most = _round_step(spend * STEP_SHARE), float(curve.budget[-1])
    if spend + step > most:
        return f"Your limits leave room for a total of {money(most, frontier.currency, 'full')} at most"
    if spend < float(curve.budget[0]):
        return "The best outcome at each total"
    before, after = np.interp([spend, spend + step], curve.budget, curve.expected)
    return f"The next {money(step, frontier.currency, 'full')} would bring about {frontier.text(float(after - before))}"


def frontier_store(frontier: Frontier) -> dict[str, Any]:
    """Return what the store of the chart holds: figure, table and name (see ``components.figures.chart_body``)."""
    return {"figure": _figure(frontier), "table": frontier_table(frontier).plain(), "name": NAME}


def frontier_table(frontier: Frontier | None, ranged: bool = True) -> ChartTable:
    """Return the data behind the chart; None is before there are any, and ``ranged`` whether they will have ends."""
    outcome = frontier.outcome if frontier else "revenue"
    unit = f", {frontier.currency}" if frontier and frontier.currency else ""
    best = f"Best {outcome}{unit if outcome in MONEY_OUTCOMES else ''}"
    ranged = ranged if frontier is None else frontier.ranged
    ends = (f"{percent(LEVEL, 0)} interval from", "to") if ranged else ()
    columns = tuple(Column(title) for title in (f"Total budget{unit}", best, *ends))
    if frontier is None:
        return ChartTable(columns, [])
    curve = frontier.curve
    parts = (curve.budget, curve.expected, *((curve.lower, curve.upper) if ranged else ()))
    return ChartTable(columns, [[float(v) for v in row] for row in zip(*parts, strict=True)])


def _figure(frontier: Frontier) -> dict[str, Any]:
    curve, draw = frontier.curve, DashboardVisualizer(frontier.currency)
    budget, lower, upper = curve.budget.tolist(), curve.lower.tolist(), curve.upper.tolist()
    value = draw.money_hover() if frontier.outcome in MONEY_OUTCOMES else "%{y:,.0f}"
    likely = ", likely %{customdata[0]:,.0f} to %{customdata[1]:,.0f}" if frontier.ranged else ""
    best = draw.line(
        budget,
        curve.expected.tolist(),
        "best",
        customdata=list(zip(lower, upper, strict=True)),
        hovertemplate=f"Best {value}{likely}<extra></extra>",
    )
    today = draw.point([frontier.today_spend], [frontier.today_expected], "today", hovertemplate=_hover("Today", value))
    plan = draw.point([frontier.plan.spend], [frontier.plan.expected], "plan", hovertemplate=_hover("Plan", value))
    sign = currency_sign(frontier.currency)
    ticks = round_ticks(min([*lower, frontier.today_expected]), max(upper), 4)
    layout = draw.layout(
        xaxis={
            "tickvals": (along := _ticks(budget[0], budget[-1])),
            "ticktext": [sign + tick_text(t) for t in along],
            "range": [budget[0], budget[-1]],
            "unifiedhovertitle": {"text": f"Total {sign}%{{x:,.0f}}"},
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
        },
        # A line need not start at zero as long as its labels say so.
        yaxis=draw.value_axis(
            ticks[-1], ticks[0], range=[ticks[0], ticks[-1]], tickvals=ticks, ticktext=[tick_text(t) for t in ticks]
        ),
        annotations=_labels(frontier, draw),
        margin={"l": 52, "r": 12, "t": 16, "b": 28, "pad": 4},
    )
    return {
        "data": [*([draw.band(budget, lower, upper, "best")] if frontier.ranged else []), best, today, plan],
        "layout": layout,
    }


def _labels(frontier: Frontier, draw: DashboardVisualizer) -> list[dict[str, Any]]:
    plan, curve, text = frontier.plan, frontier.curve, {"size": 12}
    last = len(curve.budget) - 1
    labels = [
        draw.label(
            f"Plan {frontier.short(plan.expected)}",
            plan.spend,
            plan.expected,
            True,
            xanchor="right",
            xshift=-9,
            yshift=9,
            font={**text, "color": "@accent-text"},
        ),
        draw.label(
            "Best at each total",
            float(curve.budget[int(last * 0.84)]),
            float(curve.expected[int(last * 0.84)]),
            yshift=-14,
            font={**text, "color": "@warning"},
        ),
    ]
    same = math.isclose(plan.expected, frontier.today_expected, rel_tol=1e-4)
    if not same or abs(plan.spend - frontier.today_spend) > 1:
        today = f"Today {frontier.short(frontier.today_expected)}"
        labels.append(
            draw.label(today, frontier.today_spend, frontier.today_expected, xanchor="left", xshift=9, yshift=-10)
        )
    return labels


def _hover(name: str, value: str) -> str:
    return f"{name} {value}<extra></extra>"


def _ticks(low: float, high: float) -> list[float]:
    return [t for t in round_ticks(low, high, 8) if low <= t <= high]


def _round_step(value: float) -> float:
    """Return 1, 2 or 5 times a power of ten, at most ``value``; 1 where that is below 1."""
    if value < 1:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return max(m * power for m in (1, 2, 5) if m * power <= value * 1.0001)
