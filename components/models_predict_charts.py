"""The charts behind a trained model: calibration, importance, dependence, learning curve."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.figures import DashboardVisualizer, chart, chart_body, chart_tools
from components.figures.dependence import dependence_chart, dependence_height, dependence_table
from components.figures.predictions import (
    calibration_chart,
    calibration_table,
    importance_chart,
    importance_height,
    importance_table,
    learning_chart,
    learning_table,
)
from components.models_predict_words import (
    best_of,
    calibration_sentence,
    calibration_title,
    coverage_text,
    dependence_sentence,
    importance_note,
    importance_sentence,
    importance_title,
    learning_sentence,
    learning_title,
    scale_of,
    unit_suffix,
)
from components.parts import card as card_of
from core.learning.results import ModelCard
from core.learning.version_compare import MEASURE_WORDS

MOST_IMPORTANT = 12
MOST_PANELS = 6


def charts(card: ModelCard) -> list[Component]:
    """Return the charts of a card; what was not measured has none."""
    viz = DashboardVisualizer()
    found = [_calibration(viz, card), _importance(viz, card), _learning(viz, card)]
    grid = html.Div([one for one in found if one is not None], className="predict-charts")
    return [grid, *([_dependence(viz, card)] if card.dependences else [])]


def _calibration(viz: DashboardVisualizer, card: ModelCard) -> Component | None:
    if not card.calibration:
        return None
    sentence = calibration_sentence(card.calibration, card.calibration_error)
    return chart(
        "predict-calibration", calibration_chart(viz, card.calibration), calibration_title(card.calibration), sentence,
        calibration_table(card.calibration), note=f"{sentence}.", height=300,
    )  # fmt: skip


def _importance(viz: DashboardVisualizer, card: ModelCard) -> Component | None:
    shown = card.importances[:MOST_IMPORTANT]
    if not shown:
        return None
    return chart(
        "predict-importance", importance_chart(viz, shown), importance_title(card.importances),
        importance_sentence(shown), importance_table(card.importances), height=importance_height(len(shown)),
        note=importance_note(shown),
    )  # fmt: skip


def _learning(viz: DashboardVisualizer, card: ModelCard) -> Component | None:
    best = best_of(card)
    if len(card.learning) < 2 or best is None:
        return None
    digits = 3 if best.measure != "mae" else 2
    sentence = learning_sentence(card.learning, digits)
    covered = f" Ranges: {coverage_text(card)}." if card.interval_covered else ""
    return chart(
        "predict-learning", learning_chart(viz, card.learning, digits), learning_title(card.learning, best.measure),
        sentence, learning_table(card.learning, digits), height=260,
        note=f"{MEASURE_WORDS.get(best.measure, best.measure)} by rows learned from.{covered}",
    )  # fmt: skip


def _dependence(viz: DashboardVisualizer, card: ModelCard) -> Component:
    shown = card.dependences[:MOST_PANELS]
    scale, suffix = scale_of(card), unit_suffix(card)
    span = min(v for one in shown for v in one.lower), max(v for one in shown for v in one.upper)
    panels = []
    for place, one in enumerate(shown):
        name = f"predict-dependence-{place}"
        sentence = f"{one.feature}: {dependence_sentence(card, one)}"
        body = chart_body(
            name, dependence_chart(viz, one, scale, suffix, span), sentence,
            dependence_table(one, scale, ", %" if card.is_class else ""), height=dependence_height(one),
        )  # fmt: skip
        head = html.Div(
            [html.H3(one.feature), html.Div(chart_tools(name), className="card-tools")], className="predict-panel-head"
        )
        panels.append(html.Div([head, html.P(f"{dependence_sentence(card, one)}.", className="soft"), *body]))
    note = "The mean prediction over all cases when one column is set to each value in turn, on one scale. "
    note += "It says how the model thinks, not what causes what."
    return card_of("How the prediction moves with each column", note, html.Div(panels, className="predict-panels"))
