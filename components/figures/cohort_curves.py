"""What a customer has spent by age: one line a cohort, labelled at its end, with its interval there."""

from collections.abc import Sequence
from typing import Any, Final

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer
from core.customers.cohorts import Cohort

HEIGHT: Final = 300
LABEL_PIXELS: Final = 16
"""Height of a label: ends of lines closer than that move apart."""
MOST_LABELS: Final = 8


def cohort_curves(viz: DashboardVisualizer, shown: Sequence[Cohort], everyone: Cohort | None) -> dict[str, Any]:
    """Return the figure.

    Args:
        viz: What all charts share.
        shown: The cohorts, each with a curve of at least one month.
        everyone: All of them together, with its interval as a band; None where there is one only.
    """
    value = viz.money_hover(digits=0)
    highest, longest = 1.0, 1
    traces: list[dict[str, Any]] = []
    ends: list[tuple[str, int, float, bool]] = []
    for one in (*shown, *([everyone] if everyone else [])):
        curve = one.value
        if curve is None:
            continue
        lower, upper = curve.interval()
        age, strong = list(range(len(curve.mean))), one is everyone or len(shown) == 1
        highest, longest = max(highest, float(upper.max())), max(longest, curve.months)
        if strong:
            traces.insert(0, viz.band(age, lower.tolist(), upper.tolist()))
        traces.append(
            viz.line(
                age,
                curve.mean.tolist(),
                "today" if strong else "context",
                name=one.name,
                hovertemplate=f"{_safe(one.name)} {value}<extra></extra>",
            )
        )
        if not strong:
            last = curve.months
            traces.append(
                viz.point(
                    [last],
                    [float(curve.mean[last])],
                    hoverinfo="skip",
                    error_y={
                        "type": "data",
                        "symmetric": False,
                        "array": [float(upper[last] - curve.mean[last])],
                        "arrayminus": [float(curve.mean[last] - lower[last])],
                        "color": "@chart-context-1",
                        "thickness": 1.25,
                        "width": 3,
                    },
                )
            )
        ends.append((one.name, curve.months, float(curve.mean[-1]), strong))
    layout = viz.layout(
        height=HEIGHT,
        margin={"l": 48, "r": 104, "t": 12, "b": 24, "pad": 0},
        xaxis={
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
            "range": [0, longest + 0.1],
            "dtick": 1 if longest <= 12 else 3,
            "fixedrange": True,
            "hoverformat": "d",
            "ticksuffix": "",
        },
        yaxis=viz.value_axis(highest),
        annotations=_labels(viz, ends, highest),
    )
    narrow = {"margin": {"l": 44, "r": 72, "t": 12, "b": 24, "pad": 0}}
    return {"data": traces, "layout": layout, "narrow": narrow}


def cohort_curves_table(shown: Sequence[Cohort], currency: str | None) -> ChartTable:
    """Return the data behind the figure."""
    unit = f", {currency}" if currency else ""
    columns = (
        Column("First purchase", "text"),
        Column("Months since"),
        Column("Customers"),
        *(Column(f"{head}{unit}", "number", 2) for head in ("Spent a customer", "80 % interval from", "to")),
    )
    rows = []
    for one in shown:
        if one.value is None:
            continue
        lower, upper = one.value.interval()
        rows += [
            [one.name, k, int(n), float(m), float(lo), float(hi)]
            for k, (n, m, lo, hi) in enumerate(zip(one.value.count, one.value.mean, lower, upper, strict=True))
        ]
    return ChartTable(columns, rows)


def _labels(viz: DashboardVisualizer, ends: list[tuple[str, int, float, bool]], highest: float) -> list[dict[str, Any]]:
    """Labels at the ends of the lines, moved apart where several lines end at the same age close to each other."""
    kept = sorted(ends, key=lambda one: (not one[3], -one[1]))[:MOST_LABELS]
    placed, last = [], max((one[1] for one in kept), default=0)
    for age in sorted({one[1] for one in kept}):
        own = sorted((one for one in kept if one[1] == age), key=lambda one: one[2])
        at = [value / highest * (HEIGHT - 36) for _, _, value, _ in own]
        spread = list(at)
        for i in range(1, len(spread)):
            spread[i] = max(spread[i], spread[i - 1] + LABEL_PIXELS)
        # Half of the way down again, so that the labels stand around their lines and none above the panel.
        down = max((spread[-1] - at[-1]) / 2, spread[-1] - (HEIGHT - 44))
        for (name, _, value, strong), pixels, moved in zip(own, at, spread, strict=True):
            text = _safe(name if len(name) <= 16 else f"{name[:15]}…")
            # Where other lines go on, above the point: they would strike the label through.
            above = 0 if age == last else 10
            shift = {"xanchor": "left", "xshift": 8, "yanchor": "middle", "yshift": moved - down - pixels + above}
            placed.append({**viz.label(text, age, value, strong), **shift})
    return placed


def _safe(name: str) -> str:
    """A name as text: the chart library reads tags and templates in it."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("%{", "% {")
