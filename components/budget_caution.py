"""What caution costs: the bad cases against the expected outcome, from no caution to full, and the finding."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from components.figures import ChartTable, Column, DashboardVisualizer
from components.figures.visualizer import round_ticks, tick_text
from components.format import currency_sign, money, number, percent
from core.budget_curves import CautionCurve
from core.data.schema import MONEY_OUTCOMES

NAME: Final = "budget-caution"
SENTENCE: Final = (
    "The mean of the bad cases against the expected outcome, from no caution to full caution; "
    "the chosen caution as a point."
)
LITTLE: Final = 0.0005
"""Below this share of the outcome, caution changes nothing that matters."""


@dataclass(frozen=True)
class CautionChoice:
    """What the chart shows.

    Attributes:
        curve: Expected outcome and bad cases by caution.
        caution: The weight that was chosen.
        tail: Share of cases that counts as bad.
        outcome: One of ``core.data.OUTCOMES``.
        currency: ISO code or None.
    """

    curve: CautionCurve
    caution: float
    tail: float
    outcome: str
    currency: str | None

    @property
    def chosen(self) -> tuple[float, float]:
        """Expected outcome and bad cases at the chosen caution."""
        curve = self.curve
        expected, bad = (np.interp(self.caution, curve.caution, values) for values in (curve.expected, curve.bad_cases))
        return float(expected), float(bad)

    def text(self, value: float) -> str:
        """Return an outcome in words: revenue as money, others as a count."""
        return money(value, self.currency, "round") if self.outcome in MONEY_OUTCOMES else number(value, "round")


def finding(choice: CautionChoice) -> str:
    """Return the title: what full caution costs, and what it saves."""
    curve = choice.curve
    cost, saves = float(curve.expected[0] - curve.expected[-1]), float(curve.bad_cases[-1] - curve.bad_cases[0])
    bad = f"the bad {percent(choice.tail, 0)}"
    if saves <= LITTLE * abs(float(curve.bad_cases[0])):
        return f"Caution changes little here: the best plan is about the best for {bad} too"
    what = "" if choice.outcome in MONEY_OUTCOMES else f" {choice.outcome}"
    return f"Full caution costs about {choice.text(cost)}{what} and brings {choice.text(saves)} more in bad cases"


def caution_note(tail: float | None = None) -> str:
    """Return the note of the chart: what its axes are."""
    bad = "bad cases" if tail is None else f"worst {percent(tail, 0)} of cases"
    return f"Up: mean of the {bad}. Right: expected. Each point is the best plan for one caution."


def caution_store(choice: CautionChoice) -> dict[str, Any]:
    """Return what the store of the chart holds: figure, table and name (see ``components.figures.chart_body``)."""
    return {"figure": _figure(choice), "table": caution_table(choice).plain(), "name": NAME}


def caution_table(choice: CautionChoice | None) -> ChartTable:
    """Return the data behind the chart; None is before there are any."""
    columns = (Column("Caution, %"), Column("Expected"), Column("Bad cases"))
    if choice is None:
        return ChartTable(columns, [])
    curve = choice.curve
    rows = zip(curve.caution * 100, curve.expected, curve.bad_cases, strict=True)
    return ChartTable(columns, [[float(v) for v in row] for row in rows])


def _figure(choice: CautionChoice) -> dict[str, Any]:
    curve, draw = choice.curve, DashboardVisualizer(choice.currency)
    expected, bad = curve.expected.tolist(), curve.bad_cases.tolist()
    is_money = choice.outcome in MONEY_OUTCOMES
    sign = currency_sign(choice.currency) if is_money else ""
    hover = f"Expected {sign}%{{x:,.0f}}<br>Bad cases {sign}%{{y:,.0f}}<extra>%{{text}}</extra>"
    weights = [f"Caution {percent(float(w), 0)}" for w in curve.caution]
    line = draw.line(expected, bad, "best", mode="lines+markers", marker={"size": 5}, text=weights, hovertemplate=hover)
    x, y = choice.chosen
    point = draw.point([x], [y], "plan", text=[f"Caution {percent(choice.caution, 0)}"], hovertemplate=hover)
    across, up = _ticks(expected), _ticks(bad)
    labels = [
        draw.label(
            "Expected", expected[0], bad[0], xanchor="right", yshift=-14, font={"size": 12, "color": "@warning"}
        ),
        draw.label(
            "Cautious", expected[-1], bad[-1], xanchor="left", yshift=14, font={"size": 12, "color": "@warning"}
        ),
    ]
    if 0 < choice.caution < 1:
        words = f"Caution {percent(choice.caution, 0)}"
        accent = {"size": 12, "color": "@accent-text"}
        labels.append(draw.label(words, x, y, True, xanchor="right", xshift=-9, yshift=-10, font=accent))
    layout = draw.layout(
        hovermode="closest",
        xaxis={**_axis(across, sign), "showgrid": False, "zeroline": False},
        yaxis=draw.value_axis(
            up[-1], up[0], range=[up[0], up[-1]], tickvals=up, ticktext=[sign + tick_text(t) for t in up]
        ),
        annotations=labels,
        margin={"l": 64, "r": 16, "t": 20, "b": 28, "pad": 4},
    )
    return {"data": [line, point], "layout": layout}


def _axis(ticks: list[float], sign: str) -> dict[str, Any]:
    return {
        "tickvals": ticks,
        "ticktext": [sign + tick_text(t) for t in ticks],
        "range": [ticks[0], ticks[-1]],
        "ticks": "",
    }


def _ticks(values: list[float]) -> list[float]:
    """Round ticks around values that may be close to each other; a line need not start at zero where labels say so."""
    low, high = min(values), max(values)
    room = max(0.15 * (high - low), 1e-4 * abs(high), 1e-9)
    return round_ticks(low - room, high + room, 4)
