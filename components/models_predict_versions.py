"""Models, view Predictions: the models that are kept, the versions of one, and two versions side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import counted, number
from components.ids import Predict
from components.models_predict_address import PATH, PREDICT, WHATIF, model_address
from components.models_predict_report import kept_text
from components.models_predict_words import range_text, score_text
from components.parts import Children, button, card, chip, empty, page_head, select, table, text_input
from components.period import address
from components.views import MODELS, view_choice
from core.learning.kept_models import KeptModel, KeptVersion, TrainedVersion
from core.learning.results import ModelScore
from core.learning.version_compare import KIND_WORDS, MEASURE_WORDS, Compared

STATE_KINDS: Final = {"in use": "pos", "kept": "line", "retired": "warn"}


def list_card(models: Sequence[KeptModel]) -> Component:
    """Return the card of the kept models with its search."""
    typed = text_input(id=Predict.FIND, placeholder="Find a model by name, table or person", type="search")
    search = html.Label([html.Span("Find a model", className="sr"), typed])
    body = [html.Div(search, className="predict-find"), html.Div(list_rows(models, models, ""), id=Predict.LIST)]
    return card("Models that are kept", "Each with its versions; one of them is in use", body, flush=True)


def list_rows(models: Sequence[KeptModel], all_models: Sequence[KeptModel], find: str) -> Component:
    """Return the rows of the list; where nothing is kept or found, what to do."""
    if not all_models:
        text = "Train one above and keep it. Versions can be compared, and checked against newer data."
        return empty("No model is kept yet", text, small=True)
    if not models:
        return empty(f"No model is called “{find[:60]}”", "Search with fewer words.", small=True)
    rows: list[list[Children]] = []
    for one in models:
        newest = one.versions[0]
        used = next((v for v in one.versions if v.number == one.in_use), None)
        shown = used or newest
        rows.append(
            [
                html.Span(
                    [dcc.Link(one.name, href=model_address(one.id)), html.Small(f"{one.target}, from {one.data}")]
                ),
                chip(f"Version {one.in_use} in use", "pos") if used else chip("None in use", "warn"),
                html.Span([_score(shown), html.Small(shown.verdict)], className="predict-verdict"),
                counted(len(one.versions), "version"),
                kept_text(newest),
            ]
        )
    heads = [("Model", ""), ("State", ""), ("Score", ""), ("Versions", "r opt"), ("Last kept", "opt soft")]
    return html.Div(table(heads, rows, caption="Models that are kept"), className="predict-wide predict-kept")


def model_page(
    model: KeptModel, compared: Component | None, drift: Component, message: Component | None = None
) -> Component:
    """Return the page of one kept model.

    Args:
        model: With its versions.
        compared: Two versions side by side; None where there is one only.
        drift: The check against newer data.
        message: What stands above all that.
    """
    used = model.in_use
    title = f"{model.name}: version {used} is in use" if used else f"{model.name}: no version is in use"
    ask = [button("Ask what if", "primary", href=address(PATH, view=WHATIF, model=model.id))] if used else []
    tools = [
        view_choice(PATH, MODELS, PREDICT),
        html.Div([button("All models", href=address(PATH, view=PREDICT)), *ask], className="predict-acts"),
    ]
    sub = f"{KIND_WORDS.get(model.kind, model.kind)}: {model.target}, from {model.data}. "
    sub += f"{counted(len(model.versions), 'version')}."
    parts = [part for part in (message, _versions_card(model), drift, compared) if part is not None]
    return html.Div([page_head(title, sub, tools), html.Div(parts, className="stack")])


def compared_card(model: KeptModel, compared: Compared | None, left: int, right: int, problem: Children) -> Component:
    """Return two versions side by side, with the choice of them."""
    options = [(str(one.number), f"Version {one.number}") for one in model.versions]
    tools = [
        html.Div(
            [
                html.Span(select(options, str(left), id=Predict.LEFT), **attrs(aria_label="One version")),
                html.Span(select(options, str(right), id=Predict.RIGHT), **attrs(aria_label="The other version")),
            ],
            className="predict-acts",
        )
    ]
    if compared is None:
        return card("Compare versions", None, problem, tools=tools)
    names = (f"Version {compared.left.kept.number}", f"Version {compared.right.kept.number}")
    scores: list[list[Children]] = [
        [title, _side(compared.left, a), _side(compared.right, b)] for title, a, b in compared.scores
    ]
    lines: list[list[Children]] = [
        [html.B(one.what), one.left, html.B(one.right)] for one in compared.lines if one.differs
    ]
    same = [one.what.lower() for one in compared.lines if not one.differs]
    heads = [("", ""), (names[0], ""), (names[1], "")]
    changed = (
        table(heads, lines, caption="What changed")
        if lines
        else html.P("Nothing else differs.", className="predict-same")
    )
    body = [
        html.Div(table([("Score", ""), *heads[1:]], scores, caption="Scores"), className="predict-wide"),
        html.H3("What changed", className="predict-sub"),
        html.Div(changed, className="predict-wide"),
        html.P(f"The same in both: {', '.join(same)}.", className="predict-same soft") if same else None,
    ]
    best = compared.left.card.scores[0].measure if compared.left.card.scores else ""
    note = f"{MEASURE_WORDS.get(best, best)} on cases held back, with its range"
    return card(compared.verdict, note, body, tools=tools, flush=True, class_name="predict-compared")


def _versions_card(model: KeptModel) -> Component:
    rows: list[list[Children]] = []
    for one in model.versions:
        state = model.state(one)
        spoken = f"version {one.number}"
        acts = []
        if state != "in use":
            acts.append(
                button(
                    "Use", small=True, id=Predict.act("use", model.id, one.number), **attrs(aria_label=f"Use {spoken}")
                )
            )
        if state != "retired":
            retire = Predict.act("retire", model.id, one.number)
            acts.append(button("Retire", "ghost", small=True, id=retire, **attrs(aria_label=f"Retire {spoken}")))
        rows.append(
            [
                dcc.Link(f"Version {one.number}", href=model_address(model.id, number=str(one.number))),
                chip(state.capitalize(), STATE_KINDS[state]),
                html.Span([_score(one), html.Small(one.verdict)], className="predict-verdict"),
                one.best,
                number(one.rows),
                kept_text(one),
                html.Div(acts, className="predict-acts"),
            ]
        )
    heads = [
        ("Version", ""),
        ("State", ""),
        ("Score", ""),
        ("Model", "opt"),
        ("Cases", "r opt"),
        ("Kept", "opt soft"),
        ("", "r"),
    ]
    note = "Nothing is deleted: what is retired can be put to use again."
    wide = html.Div(table(heads, rows, caption="Versions"), className="predict-wide predict-kept")
    return card("Versions", note, wide, flush=True)


def _score(one: KeptVersion) -> str:
    mean, lower, upper = one.score
    if mean is None:
        return "–"
    name = {"auc": "AUC", "log_loss": "Log loss", "brier": "Brier", "mae": "Mean error", "r2": "R²"}.get(
        one.measure, ""
    )
    ends = f" ({_figure(lower)} to {_figure(upper)})" if lower is not None and upper is not None else ""
    return f"{name} {_figure(mean)}{ends}"


def _figure(value: float) -> str:
    return (f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}").replace("-", "−")


def _side(version: TrainedVersion, one: ModelScore | None) -> Component | str:
    if one is None:
        return "–"
    used: list[Component | str] = [" ", chip("Used", "plan")] if one.name == version.card.best else []
    return html.Span(
        [html.B(score_text(version.card, one, one.score.mean)), *used, html.Small(range_text(version.card, one))]
    )
