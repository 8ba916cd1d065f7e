"""DashboardVisualizer: what all charts of the product share."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.format import NBSP, currency_sign

Trace = dict[str, Any]
Layout = dict[str, Any]


@dataclass(frozen=True)
class DashboardVisualizer:
    """Makes figures as plain dicts from one template. Colours are names of tokens that the browser resolves.

    Attributes:
        currency: ISO code of amounts, or None where it is not known.
    """

    currency: str | None = None

    def layout(self, **parts: Any) -> Layout:
        """Return the shared layout with ``parts`` put over it."""
        base: Layout = {
            "font": {"family": "@font-sans", "size": 12, "color": "@chart-label"},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 44, "r": 12, "t": 12, "b": 24, "pad": 0},
            "showlegend": False,
            "hovermode": "x unified",
            "hoverlabel": {
                "bgcolor": "@overlay",
                "bordercolor": "@border-strong",
                "font": {"family": "@font-sans", "size": 12, "color": "@text"},
                "align": "left",
            },
            "dragmode": "zoom",
            "bargap": 0.38,
            "separators": ".,",
            "modebar": {"remove": ["logo"]},
        }
        return {**base, **parts}

    def time_axis(self, **parts: Any) -> Layout:
        """Return a date axis."""
        base: Layout = {
            "type": "date",
            "showgrid": False,
            "zeroline": False,
            "showline": False,
            "ticks": "",
            "tickformat": "%-d %b",
            "hoverformat": "%a %-d %b %Y",
            "nticks": 6,
            "fixedrange": False,
        }
        return {**base, **parts}

    def value_axis(self, highest: float, lowest: float = 0.0, count: int = 4, **parts: Any) -> Layout:
        """Return an axis with three or four round ticks, thousands as k and millions as M, and a line at zero.

        Args:
            highest: Largest value that is drawn.
            lowest: Smallest value that is drawn; the axis starts at zero unless it is below.
            count: About how many ticks.
            parts: Put over the result.
        """
        ticks = round_ticks(min(lowest, 0.0), highest, count)
        # A last tick far above the data would leave a quarter of the panel empty.
        if len(ticks) > 2 and ticks[-1] > 1.15 * highest:
            ticks = ticks[:-1]
        base: Layout = {
            "range": [ticks[0], max(ticks[-1], highest * 1.04)],
            "tickmode": "array",
            "tickvals": ticks,
            "ticktext": [tick_text(t) for t in ticks],
            "showgrid": True,
            "gridcolor": "@chart-grid",
            "gridwidth": 1,
            "zeroline": True,
            "zerolinecolor": "@chart-axis",
            "zerolinewidth": 1,
            "showline": False,
            "ticks": "",
            "fixedrange": True,
            "automargin": True,
        }
        return {**base, **parts}

    def line(self, x: Sequence[Any], y: Sequence[Any], role: str = "today", **parts: Any) -> Trace:
        """Return a line. ``role`` is today, plan, best, context, or before (dashed: the period before)."""
        colours = {"context": "@chart-context-1", "before": "@chart-context-1"}
        stroke: Trace = {"color": colours.get(role, f"@chart-{role}"), "width": 1.75}
        if role == "before":
            stroke |= {"width": 1.25, "dash": "3px,3px"}
        return {"type": "scatter", "mode": "lines", "x": list(x), "y": list(y), "line": stroke, **parts}

    def band(
        self, x: Sequence[Any], lower: Sequence[Any], upper: Sequence[Any], role: str = "today", **parts: Any
    ) -> Trace:
        """Return the fill of an interval, without an edge: one closed shape that does not answer to the pointer."""
        return {
            "type": "scatter",
            "mode": "lines",
            "x": [*x, *reversed(list(x))],
            "y": [*upper, *reversed(list(lower))],
            "fill": "toself",
            "fillcolor": f"@chart-{role}-soft",
            "line": {"width": 0},
            "hoverinfo": "skip",
            **parts,
        }

    def bars(self, x: Sequence[Any], y: Sequence[Any], role: str = "today", **parts: Any) -> Trace:
        """Return bars from zero."""
        return {
            "type": "bar",
            "x": list(x),
            "y": list(y),
            "marker": {"color": f"@chart-{role}", "opacity": 0.55, "cornerradius": 1},
            **parts,
        }

    def point(self, x: Sequence[Any], y: Sequence[Any], role: str = "today", **parts: Any) -> Trace:
        """Return marks: today is a ring, the plan a filled dot, the best a diamond, each with a rim."""
        rings = {"color": "@surface", "size": 8, "line": {"color": "@chart-today", "width": 1.75}}
        filled = {"color": f"@chart-{role}", "size": 10, "line": {"color": "@surface", "width": 1.5}}
        marker = rings if role == "today" else {**filled, "symbol": "diamond" if role == "best" else "circle"}
        return {"type": "scatter", "mode": "markers", "x": list(x), "y": list(y), "marker": marker, **parts}

    def label(self, text: str, x: Any, y: Any, strong: bool = False, **parts: Any) -> Layout:
        """Return a direct label: an annotation without an arrow."""
        base: Layout = {
            "text": f"<b>{text}</b>" if strong else text,
            "x": x,
            "y": y,
            "showarrow": False,
            "font": {"size": 12, "color": "@text" if strong else "@text-2"},
            "align": "left",
        }
        return {**base, **parts}

    def money_hover(self, axis: str = "y", digits: int = 0) -> str:
        """Return a money value for a hover template, e.g. ``€%{y:,.0f}``."""
        return f"{currency_sign(self.currency)}%{{{axis}:,.{digits}f}}"


def round_ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Return round ticks from at most ``low`` to at least ``high``, steps of 1, 2, 2.5 or 5 times a power of ten.

    Example:
        >>> round_ticks(0, 53_000)
        [0.0, 20000.0, 40000.0, 60000.0]
    """
    span = high - low
    if not (math.isfinite(span) and span > 0):
        return [0.0, 1.0]
    raw = span / max(count - 1, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    # A step slightly below the even one gives one tick more; the next larger one might leave a single line.
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.8)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 10) for i in range(first, last + 1)]


def tick_text(value: float) -> str:
    """Return the text of a tick.

    Example:
        >>> tick_text(20_000), tick_text(1_500_000), tick_text(2.5)
        ('20\\xa0k', '1.5\\xa0M', '2.5')
    """
    for scale, unit in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= scale:
            return f"{value / scale:g}{NBSP}{unit}".replace("-", "−")
    return f"{value:g}".replace("-", "−")
