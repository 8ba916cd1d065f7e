"""Models, view What if: what the model says of the case, what moves it, and real cases that are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import counted, percent
from components.ids import WhatIf
from components.models_predict_address import PATH, PREDICT, WHATIF, Addresser
from components.models_predict_words import feature_text, prediction_text
from components.models_whatif import pin_tools
from components.parts import Children, button, card, note, page_head, table
from components.period import address
from components.views import MODELS, view_choice
from core.learning.asking import Answer, RealCase
from core.learning.cases import Rung
from core.learning.results import Feature, ModelCard
from core.learning.task import TaskSpec


@dataclass(frozen=True)
class Pinned:
    """The case that was kept to compare with.

    Attributes:
        mean: What the model says of it.
        lower: Lower end of its range.
        upper: Upper end.
        differs: Features that are not the same: name, value of it, value of the case in the form.
    """

    mean: float
    lower: float
    upper: float
    differs: tuple[tuple[str, Feature | None, Feature | None], ...]


def whatif_head(card_: ModelCard, answer: Answer | None, spec: TaskSpec, to: Addresser) -> Component:
    """Return the head: what is foretold of the case."""
    acts = [
        button("About the model", small=True, href=to(PREDICT, spec)),
        button("Another model", "ghost", small=True, href=address(PATH, view=WHATIF)),
    ]
    title = "This case cannot be read" if answer is None else title_of(card_, answer)
    sub = f"Foretold: {card_.target}. {card_.verdict}"
    head = page_head(title, sub, [view_choice(PATH, MODELS, WHATIF)])
    return html.Div([head, html.Div(acts, className="predict-acts predict-bar")])


def title_of(card_: ModelCard, answer: Answer) -> str:
    """Return the finding about the case."""
    said = prediction_text(card_, answer.mean)
    what = f"A chance of {said}" if card_.is_class else f"About {said}"
    return f"{what}: {against_average(card_, answer)}"


def against_average(card_: ModelCard, answer: Answer) -> str:
    """Return how a prediction stands against the average."""
    base = prediction_text(card_, answer.base)
    if answer.base <= 0:
        return f"the average is {base}"
    times = answer.mean / answer.base
    if 0.95 <= times <= 1.05:
        return f"about the average of {base}"
    if times >= 1.5:
        return f"{times:.{0 if times >= 3 else 1}f} times the average of {base}"
    if times > 1:
        return f"{percent(times - 1, 0)} above the average of {base}"
    return f"{percent(1 - times, 0)} below the average of {base}"


def answer_parts(card_: ModelCard, answer: Answer, pinned: Pinned | None) -> list[Component]:
    """Return what stands beside the form."""
    parts: list[Component] = []
    if answer.warnings:
        text = f"{'; '.join(answer.warnings)}. The model learned nothing there: take its answer with care."
        parts.append(note("warn", "Outside of what was learned.", text))
    if not card_.useful:
        parts.append(
            note(
                "warn",
                "Do not use it.",
                f"This model is no better than {card_.naive or 'the average'}, so neither is its answer.",
            )
        )
    parts += [_said(card_, answer, pinned), _ladder(card_, answer), _nearest(card_, answer.nearest)]
    return parts


def _said(card_: ModelCard, answer: Answer, pinned: Pinned | None) -> Component:
    span = f"{prediction_text(card_, answer.lower)} to {prediction_text(card_, answer.upper)}"
    label = "Case B" if pinned else "Expected"
    level = percent(card_.interval_level, 0)
    rows = [_line(card_, label, answer.mean, answer.lower, answer.upper, answer, pinned)]
    if pinned is not None:
        rows.insert(0, _line(card_, "Case A", pinned.mean, pinned.lower, pinned.upper, answer, pinned))
    about = f"Likely {span} ({level}); {against_average(card_, answer)}."
    body: list[Component] = [
        html.Div(prediction_text(card_, answer.mean), className="whatif-number"),
        html.P(about, className="soft"),
        html.Div(rows, className="whatif-lines"),
    ]
    if pinned is not None:
        body.append(_differences(card_, answer, pinned))
    title = "Case B against case A" if pinned else card_.target
    return card(
        title, "The line is the range; the tick is the average of all", body, tools=pin_tools(pinned is not None)
    )


def _line(
    card_: ModelCard, label: str, mean: float, lower: float, upper: float, answer: Answer, pinned: Pinned | None
) -> Component:
    ends = [answer.lower, answer.upper, answer.base, answer.mean, 0.0]
    ends += [pinned.lower, pinned.upper] if pinned else []
    low, high = min(ends), max(ends)
    whole = (high - low) or 1.0

    def at(value: float) -> str:
        return f"{100 * (value - low) / whole:.2f}%"

    style = {"--lower": at(lower), "--upper": at(upper), "--value": at(mean), "--base": at(answer.base)}
    spoken = (
        f"{label}: {prediction_text(card_, mean)}, {prediction_text(card_, lower)} to {prediction_text(card_, upper)}"
    )
    line = html.Div(
        [html.I(className="whatif-range"), html.I(className="whatif-base"), html.I(className="whatif-point")],
        className="whatif-line",
        style=style,
        role="img",
        **attrs(aria_label=spoken),
    )
    return html.Div([html.Span(label), line, html.Span(prediction_text(card_, mean), className="whatif-value")])


def _differences(card_: ModelCard, answer: Answer, pinned: Pinned) -> Component:
    if not pinned.differs:
        return html.P("Both cases are the same. Change the form to see case B.", className="soft")
    rows: list[list[Children]] = [[name, feature_text(a), feature_text(b)] for name, a, b in pinned.differs[:12]]
    more = answer.mean - pinned.mean
    scale = 100 if card_.is_class else 1
    size = f"{abs(more) * scale:,.1f} points" if card_.is_class else prediction_text(card_, abs(more))
    said = f"Case B is {size} {'higher' if more > 0 else 'lower'}." if more else "Both are expected to be the same."
    found = table([("What differs", ""), ("Case A", ""), ("Case B", "")], rows, caption="What differs")
    return html.Div([html.P(said), html.Div(found, className="predict-wide")], className="whatif-differs")


def _ladder(card_: ModelCard, answer: Answer) -> Component:
    if not answer.rungs:
        return card("Nothing moves it", None, "No single column changes what is foretold of this case.")
    low = min(answer.mean, *(one.lowest[1] for one in answer.rungs))
    high = max(answer.mean, *(one.highest[1] for one in answer.rungs))
    rows = [_rung(card_, one, answer.mean, low, (high - low) or 1.0) for one in answer.rungs]
    first = answer.rungs[0]
    title = f"{first.feature} would move it most"
    note_ = (
        "One column changed at a time, the others as in the form. It says what the model expects, not what causes it."
    )
    return card(title, note_, html.Div(rows, className="whatif-ladder"))


def _rung(card_: ModelCard, one: Rung, mean: float, low: float, whole: float) -> Component:
    def at(value: float) -> str:
        return f"{100 * (value - low) / whole:.2f}%"

    style: dict[str, Any] = {"--lower": at(one.lowest[1]), "--upper": at(one.highest[1]), "--value": at(mean)}
    ends = (
        f"{prediction_text(card_, one.lowest[1])} at {feature_text(one.lowest[0])}, "
        f"{prediction_text(card_, one.highest[1])} at {feature_text(one.highest[0])}"
    )
    line = html.Div(
        [html.I(className="whatif-range"), html.I(className="whatif-point")],
        className="whatif-line",
        style=style,
        role="img",
        **attrs(aria_label=f"{one.feature}: {ends}"),
    )
    return html.Div([html.B(one.feature), line, html.Span(ends, className="soft")])


def _nearest(card_: ModelCard, found: Sequence[RealCase]) -> Component:
    if not found:
        return card("No real cases to compare", None, "The table is empty.")
    rows: list[list[Children]] = []
    for one in found:
        differs = ", ".join(f"{name} {feature_text(value)}" for name, value in one.differs) or "nothing"
        look = button("Take", "ghost", small=True, id=WhatIf.real(one.row), **attrs(aria_label=f"Take {one.label}"))
        rows.append([one.label, _happened(card_, one.happened), percent(one.alike, 0), differs, look])
    heads = [("Case", ""), ("What happened", ""), ("Alike", "r"), ("What differs", "soft opt"), ("", "r")]
    wide = html.Div(table(heads, rows, caption="The nearest real cases"), className="predict-wide")
    return card(_nearest_title(card_, found), "Real cases of the table, by the columns that matter", wide, flush=True)


def _nearest_title(card_: ModelCard, found: Sequence[RealCase]) -> str:
    if card_.is_class:
        yes = sum(one.happened > 0.5 for one in found)
        return f"Of the {counted(len(found), 'nearest real case')}, {yes or 'none'} said “{card_.unit}”"
    values = sorted(one.happened for one in found)
    return f"The nearest real cases: {prediction_text(card_, values[0])} to {prediction_text(card_, values[-1])}"


def _happened(card_: ModelCard, value: float) -> str:
    if not card_.is_class:
        return prediction_text(card_, value)
    return card_.unit if value > 0.5 else f"not {card_.unit}"
