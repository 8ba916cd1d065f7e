"""The Models page: can the curves be trusted, what are they made of, and what is assumed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import counted, dates_text
from components.ids import Models
from components.models_assumptions import Editor, editor_card
from components.models_card import finding, health_card
from components.models_prior import prior_card
from components.models_words import method_panel, model_words
from components.parts import Child, button, card, note, page_head, segments
from components.period import address
from components.views import MODELS, view_choice
from core.data import Dataset
from core.response import Card, ResponseFit

PATH = "/models"
OUTCOMES = {"revenue": "Revenue", "conversions": "Conversions", "clicks": "Clicks", "impressions": "Impressions"}


@dataclass(frozen=True)
class ModelsView:
    """Everything that the page shows.

    Attributes:
        dataset: The data set in use.
        fit: What was learned from it.
        found: Its card, where there is one.
        outcomes: The outcomes that the data hold; one can be chosen.
        editor: What is assumed.
        left: Further cards of the first column, e.g. the decomposition and the check against the last weeks.
        top: Cards before what is assumed.
        right: Further cards of the second column.
        below: Cards over both columns.
        brought: What is said where plans are made with curves from elsewhere.
        changed: What the last change of assumptions did, in sentences.
    """

    dataset: Dataset
    fit: ResponseFit
    found: Card | None
    outcomes: Sequence[str]
    editor: Editor
    left: Sequence[Component] = ()
    top: Sequence[Component] = ()
    right: Sequence[Component] = ()
    below: Sequence[Component] = ()
    brought: Component | None = None
    changed: Sequence[str] = field(default_factory=tuple)


def models_page(view: ModelsView) -> list[Any]:
    """Return the page."""
    names, noun = subject_names(view.fit), subject_noun(view.fit)
    title = finding(view.found, names, noun) if view.found else f"{counted(len(names), 'curve')} were learned"
    prior = prior_card(view.fit, view.dataset.currency)
    health = [health_card(view.found, names, noun, linked=view.fit.mode == "campaign")] if view.found else []
    panel = card(
        "How the model works",
        "Formulas: l is a number of days, x spend, h the spend at half of the ceiling, k the slope.",
        html.Div(method_panel(view.fit), className="method"),
    )
    return [
        page_head(title, _sub(view), _tools(view)),
        html.Div(panel, id=Models.METHOD, className="method-panel", hidden=True),
        html.Div(view.brought, className="models-changed"),
        html.Div(change_note(view.changed), id=Models.CHANGED, className="models-changed"),
        html.Div(
            [
                html.Div([*health, *view.left], className="stack"),
                html.Div([*view.top, editor_card(view.editor), *view.right], className="stack"),
            ],
            className="models",
        ),
        html.Div([*([prior] if prior else []), *view.below], className="stack models-below"),
    ]


def change_note(sentences: Sequence[str]) -> Component | None:
    """Return what the last change of assumptions did, with the way back."""
    if not sentences:
        return None
    # The button of the editor does it; this one presses it.
    undo = button("Undo", icon_name="undo", small=True, **attrs(data_presses=Models.UNDO))
    text = html.Span(" ".join(sentences), className="change-list")
    return note("info", "Learned again with what you assume.", [text], [undo])


def subject_names(fit: ResponseFit) -> Mapping[str, str]:
    """Return the names of campaigns or channels by id."""
    return dict(zip(fit.campaign_ids, fit.campaigns, strict=True))


def subject_noun(fit: ResponseFit) -> str:
    """Return what a curve is of."""
    return "channel" if fit.mode == "mix" else "campaign"


def _sub(view: ModelsView) -> list[Child]:
    dataset, fit = view.dataset, view.fit
    text = f"{dataset.name}, {dates_text(dataset.first_day, dataset.last_day)}. {model_words(fit)}"
    if fit.left_out:
        name, reason = fit.left_out[0]
        others = " and others" if len(fit.left_out) > 1 else ""
        text += f" {counted(len(fit.left_out), subject_noun(fit))} left out: {name} ({reason}){others}."
    return [text]


def _tools(view: ModelsView) -> list[Child]:
    expand = attrs(data_expands=Models.METHOD, aria_expanded="false", aria_controls=Models.METHOD)
    tools: list[Child] = [view_choice(PATH, MODELS, ""), button("How it works", icon_name="info", **expand)]
    if len(view.outcomes) > 1:
        links = [(outcome_address(o, view.outcomes), OUTCOMES.get(o, o)) for o in view.outcomes]
        tools.append(segments(links, outcome_address(view.fit.outcome, view.outcomes), "Outcome"))
    return tools


def outcome_address(outcome: str, outcomes: Sequence[str]) -> str:
    """Return the address of the page for an outcome; the main one is not in it."""
    return address(PATH, outcome=None if outcome == outcomes[0] else outcome)
