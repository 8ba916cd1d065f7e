"""The form of the view Design: what is measured, what would matter, who comes, and how the test is watched."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.ids import Design
from components.parts import Children, button, card, select, text_input
from core.experiments.design.question import Read
from core.experiments.design.traffic import Traffic
from core.wording import counted, number, percent

MEASURES = (
    ("share", "Share of people who do something"),
    ("mean", "Average a person, such as revenue"),
    ("ratio", "Ratio of two sums, such as revenue an order"),
)
WATCHES = (
    ("once", "Once, at the end"),
    ("any time", "Any time, and stopped when it is clear"),
    ("looks", "At planned looks"),
)
SPENDINGS = (("obrien-fleming", "Strict at first (O’Brien-Fleming)"), ("pocock", "The same each time (Pocock)"))
UNITS = (("relative", "in % of today"), ("absolute", "in units, points"))
SIDES = (("two", "Better or worse"), ("one", "Only the way that is asked for"))
NOTES = {
    "spread": "Standard deviation",
    "together": "Correlation, −1 to 1",
    "known": "Correlation of a person’s value before and during the test",
}
"""What stands below a field as long as nothing else is to be said."""
ALL = "all"
"""Stands for all campaigns where one is chosen."""
PAUSE = 250
"""Milliseconds without a key before the answer follows."""


def design_form(read: Read, texts: Mapping[str, str], found: Sequence[Traffic], start: str) -> html.Section:
    """Return the form.

    Args:
        read: How the texts were read.
        texts: Of all fields.
        found: What the data in use say; may be empty.
        start: Key of the campaign whose figures are offered.
    """

    def typed(name: str, label: Children, example: str = "") -> html.Label:
        control = text_input(
            id=Design.field(name),
            value=texts[name],
            placeholder=example,
            inputmode="text",
            debounce=PAUSE,
            maxlength=80,
            invalid=name in read.errors,
        )
        return _field(name, label, control, read)

    def chosen(name: str, label: Children, options: Sequence[tuple[str, str]]) -> html.Label:
        return _field(name, label, select(options, texts[name], id=Design.field(name)), read)

    measured = [
        chosen("measure", "What is measured", MEASURES),
        typed("metric", "What is it called", example="Orders"),
        html.Div(
            [
                typed(
                    "base",
                    [html.Span("Share today", className="of-share"), html.Span("Average today", className="of-mean")],
                    example="2.5 %",
                ),
                html.Div(typed("spread", "Spread between people", "60"), className="of-mean"),
            ],
            className="design-pair not-ratio",
        ),
        html.Div(
            [
                typed("top", "Upper sum, average a person", example="3.20"),
                typed("topspread", "Its spread", example="14"),
                typed("bottom", "Lower sum, average a person", example="0.21"),
                typed("bottomspread", "Its spread", example="0.55"),
                html.Div(typed("together", "How the two go together", "0.8"), className="design-wide"),
            ],
            className="design-pair of-ratio",
        ),
        html.Div(
            [
                typed("effect", "Smallest change to see", example="5 %"),
                chosen("unit", "Said", UNITS),
            ],
            className="design-pair",
        ),
    ]
    people = [
        html.Div("How many different people come", className="label"),
        html.Div(
            [
                typed("people", "In 1 day", example="1,200"),
                typed("week", "In 7 days", example="Not known"),
                typed("month", "In 28 days", example="Not known"),
            ],
            className="design-three",
        ),
        html.Div(
            [
                typed("split", "Split, the control first", example="50 / 50"),
                typed("known", "Known before", example="None"),
            ],
            className="design-pair",
        ),
        chosen("watch", "When is it looked at", WATCHES),
        html.Div(
            [typed("looks", "How many looks"), chosen("spending", "How they stop", SPENDINGS)],
            className="design-pair of-looks",
        ),
    ]
    more = html.Details(
        [
            html.Summary("Chances and part of the people"),
            html.Div(
                [
                    typed("power", "Chance to see the change"),
                    typed("alpha", "Chance of a false alarm"),
                    typed("part", "Part of the people in the test"),
                    chosen("sides", "What counts", SIDES),
                ],
                className="design-pair",
            ),
        ],
        className="design-more",
        open=any(name in read.errors for name in ("power", "alpha", "part")),
    )
    opened = not texts["base"] and not texts["people"]
    body = [_start(found, start, opened), *measured, html.Hr(), *people, more]
    return card(
        "What you ask",
        "Everything at the right follows. The address keeps it.",
        html.Div(body, className=form_class(texts), id=Design.FORM),
        class_name="design-ask",
    )


def form_class(texts: Mapping[str, str]) -> str:
    """Return the class of the form: it shows what its choices need."""
    return f"design-form is-{texts['measure']} is-{texts['watch'].replace(' ', '-')}"


def said(read: Read, name: str) -> tuple[str, str]:
    """Return what is said below a field, and its class."""
    if name in read.errors:
        return read.errors[name], "field-note field-error"
    return read.echoes.get(name, NOTES.get(name, "")), "field-note"


def start_note(found: Sequence[Traffic], key: str, href: str) -> list[Component]:
    """Return what the data say of a campaign, and the way to take it.

    Args:
        found: What the data in use say.
        key: Of the campaign, or ``ALL``.
        href: The address with these figures.
    """
    one = next((one for one in found if (one.key or ALL) == key), None)
    if one is None:
        return []
    text = (
        f"{number(one.clicks, 'tile')} clicks a day, {percent(one.rate, 2)} with a conversion (likely between "
        f"{percent(one.lower, 2)} and {percent(one.upper, 2)}), last {counted(one.days, 'day')}. These are clicks, not "
        "people: who clicks twice counts twice. "
    )
    return [html.Span(text), button("Take these figures", small=True, href=href)]


def _start(found: Sequence[Traffic], start: str, opened: bool) -> html.Details:
    options = [(one.key or ALL, one.name or "All campaigns") for one in found]
    control = select(options, start or ALL, id=Design.START)
    return html.Details(
        [
            html.Summary("Begin with figures of a campaign"),
            html.Label([html.Span("Campaign", className="sr"), control]),
            html.Div(id=Design.START_NOTE, className="design-start-note"),
        ],
        className="design-start",
        open=opened,
        # There where nothing is offered, too: the form always has the same fields.
        hidden=not found,
    )


def _field(name: str, label: Children, control: Any, read: Read) -> html.Label:
    text, class_name = said(read, name)
    return html.Label(
        [
            html.Span(label, className="label"),
            control,
            html.Span(text, className=class_name, id=Design.said(name)),
        ],
        className="field",
        **attrs(data_address=name),
    )
