"""The tiles of a period: value, change, and whether the change is usual; profit where a margin is stated."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.measures import ALL_MEASURES, PROFIT, Measure
from components.tiles import MOST, basis_words, delta, tile, tiles
from core.data import Comparison
from core.performance import Usual

MARGIN_FORM: Final = "margin-form"
SHOWN: Final[tuple[str, ...]] = (
    "spend", "revenue", PROFIT, "roas", "conversions", "cpa", "cpc", "ctr", "clicks", "impressions",
)  # fmt: skip
"""In this order, as far as they are measured; the strip has room for six."""
WITHIN: Final = "Within the usual"


def kpi_tiles(comparison: Comparison, usual: Mapping[str, Usual], currency: str | None) -> html.Section:
    """Return the strip.

    Args:
        comparison: The period against what it is compared with.
        usual: What would be usual now, by figure, of all together.
        currency: Of amounts.
    """
    items = []
    for name in SHOWN:
        if name == PROFIT:
            one = _profit_tile(comparison, usual.get(name), currency)
        else:
            one = _tile(ALL_MEASURES[name], comparison, usual.get(name), currency)
        if one is not None:
            items.append(one)
    return tiles(items[:MOST])


def usual_words(measure: Measure, usual: Usual | None, currency: str | None) -> str | None:
    """Return whether a change is usual; None where nothing can be said.

    Example:
        >>> one = Usual(np.array([2.0]), np.array([3.0]), np.array([0.5]))
        >>> usual_words(ALL_MEASURES["roas"], one, None)
        'Within the usual'
    """
    if usual is None or not np.isfinite(usual.chance[0]):
        return None
    if not usual.unusual[0]:
        return WITHIN
    low, high = (measure.text(float(end[0]), currency) for end in (usual.lower, usual.upper))
    return f"Usual {low} to {high}"


def _tile(
    measure: Measure,
    comparison: Comparison,
    usual: Usual | None,
    currency: str | None,
    act: Sequence[Component | str] = (),
) -> html.Div | None:
    now = measure.value(comparison.now)
    if now is None and not _could_be(measure, comparison):
        return None
    before = measure.value(comparison.before) if comparison.before else None
    words = usual_words(measure, usual, currency)
    return tile(
        measure.label,
        measure.text(now, currency),
        # What is usual is neither good nor bad news.
        delta(now, before, measure.text(before, currency), None if words == WITHIN else measure.good),
        [words or basis_words(measure, comparison), *act],
        measure.series(comparison.daily),
    )


def _could_be(measure: Measure, comparison: Comparison) -> bool:
    """Whether a ratio without a value is a dash of this period, and not a measure that the source does not report."""
    return measure.name in ("roas", "cpa") and {"spend", "revenue" if measure.name == "roas" else "conversions"} <= set(
        comparison.now.measured
    )


def _profit_tile(comparison: Comparison, usual: Usual | None, currency: str | None) -> html.Div | None:
    if not {"spend", "revenue"} <= set(comparison.now.measured):
        return None
    measure = ALL_MEASURES[PROFIT]
    if comparison.now.profit is None:
        return tile(measure.label, measure.text(None, currency), None, _opener("Set your margin to see profit"))
    return _tile(measure, comparison, usual, currency, [" ", _opener("Margins")])


def _opener(text: str) -> html.Button:
    opens = attrs(data_expands=MARGIN_FORM, aria_expanded="false", aria_controls=MARGIN_FORM)
    return html.Button(text, type="button", className="text-button tile-act", **opens)
