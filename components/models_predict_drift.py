"""Models, view Predictions: whether a version still fits newer data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import counted
from components.ids import Predict
from components.models_predict_words import range_text, score_text
from components.parts import Children, button, card, chip, select, table, waiting_line
from core.learning.kept_models import TrainedVersion
from core.learning.newer import NewerCheck
from core.learning.version_compare import MEASURE_WORDS

NONE: Final = "-none-"
STATES: Final = {"same": ("As before", "line"), "moved": ("Moved", "warn"), "far": ("Far off", "neg")}
SHOWN: Final = 12


def drift_card(options: Sequence[tuple[str, str]], chosen: str, body: Children = None) -> Component:
    """Return the check before data are chosen, or while it goes on.

    Args:
        options: Value and name of the data that can be chosen.
        chosen: Value of the one that is.
        body: What is said instead of the usual.
    """
    usual = "Choose newer data with the same columns: another table, or the data in use now."
    return card("Does it still fit?", usual if body is None else None, body, tools=_tools(options, chosen))


def drift_waiting(options: Sequence[tuple[str, str]], chosen: str) -> Component:
    """Return the check until it is done."""
    return card(
        "Does it still fit?", None, waiting_line("Comparing the columns"), tools=_tools(options, chosen),
        **attrs(aria_busy="true"),
    )  # fmt: skip


def drift_result(
    options: Sequence[tuple[str, str]], chosen: str, name: str, version: TrainedVersion, found: NewerCheck, again: str
) -> Component:
    """Return what the check came to.

    Args:
        options: Value and name of the data that can be chosen.
        chosen: Value of those that were.
        name: Of them.
        version: The version that was checked.
        found: What it came to.
        again: Where it is trained again on them.
    """
    rows: list[list[Children]] = []
    for one in found.drifts[:SHOWN]:
        word, kind = STATES[one.state]
        rows.append([one.feature or html.B("The prediction"), chip(word, kind), one.words, f"{one.distance:.2f}"])
    body: list[Component] = []
    if found.now is not None and found.before is not None:
        was, now = found.before, found.now
        said = f"{MEASURE_WORDS.get(was.measure, was.measure)}: {score_text(version.card, was, now.mean)} "
        said += (
            f"({range_text(version.card, was, now)}) on {counted(found.known, 'newer case')} whose answer is known; "
        )
        said += f"it was {score_text(version.card, was, was.score.mean)} ({range_text(version.card, was)})."
        body.append(html.P(said, className="predict-same"))
    elif found.known == 0:
        body.append(
            html.P(
                "The newer data do not say what happened, so only columns are compared.", className="predict-same soft"
            )
        )
    else:
        body.append(
            html.P("Too few newer cases have a known answer to say how well it does.", className="predict-same soft")
        )
    heads = [("Column", ""), ("", ""), ("What happened", ""), ("Distance", "r opt")]
    body.append(html.Div(table(heads, rows, caption="Columns compared"), className="predict-wide"))
    rest = len(found.drifts) - SHOWN
    if rest > 0:
        body.append(html.P(f"{counted(rest, 'more column')}, less far.", className="predict-same soft"))
    if not found.fits:
        body.append(html.Div(button("Train again on them", href=again), className="predict-again"))
    note = f"{name}: {counted(found.rows, 'case')}. Distance is the population stability index: below 0.1 is little, "
    note += "above 0.25 is far."
    return card(found.verdict, note, body, tools=_tools(options, chosen), flush=True, class_name="predict-drift")


def _tools(options: Sequence[tuple[str, str]], chosen: str) -> list[Component | str | None]:
    choices = [(NONE, "Newer data…"), *options]
    return [html.Span(select(choices, chosen or NONE, id=Predict.AGAINST), **attrs(aria_label="Newer data"))]
