"""Models, view Whom to target: what a campaign says of whom to contact."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.figures import DashboardVisualizer, chart
from components.figures.uplift import HEIGHT, qini_figure, qini_table, tenths_figure, tenths_table
from components.format import counted
from components.ids import Uplift
from components.models_uplift_form import PATH, VIEW, head, roles_card
from components.models_uplift_words import (
    best_words,
    effect_words,
    qini_words,
    signed,
    sub,
    target_words,
    title,
)
from components.parts import Child, button, card, error_note, field, note, text_input, waiting_card
from components.period import address
from core.errors import ProductError
from core.files import KeptFile
from core.learning.uplift import BestTarget, Target, UpliftReading, UpliftRoles

PAUSE: Final = 300
"""Milliseconds without a key before the answer follows."""


@dataclass(frozen=True)
class Answered:
    """What is said of a share, a cost and a value.

    Attributes:
        target: What the share brings.
        best: The share that brings most after its cost; None where no cost is typed.
        error: Why a typed figure cannot be used; None where all can.
    """

    target: Target
    best: BestTarget | None
    error: ProductError | None = None


def outline(parameters: dict[str, str], steps: int) -> Component:
    """Return the view of a file until it is read."""
    progress = html.Div(
        [
            html.Div(
                [html.Span(className="wait-bar"), html.Span(step_text(0, steps), id=Uplift.PROGRESS)],
                className="wait-line is-now",
                role="status",
            ),
            button("Cancel", small=True, href=address(PATH, view=VIEW)),
        ],
        className="uplift-progress",
    )
    waiting = [head("Whom to target?"), progress, waiting_card("Learning who answers because of the campaign", 320)]
    return html.Div(
        [
            dcc.Store(id=Uplift.ASK, data=parameters),
            dcc.Store(id=Uplift.STEP, data={"step": 0}),
            dcc.Store(id=Uplift.DONE),
            dcc.Download(id=Uplift.DOWNLOAD),
            html.Div(waiting, id=Uplift.BODY),
        ]
    )


def step_text(step: int, steps: int) -> str:
    """Return how far the learning is.

    Example:
        >>> step_text(1, 5)
        'Learning who answers: part 2 of 5'
    """
    return f"Learning who answers: part {min(step + 1, steps)} of {steps}"


def unread(file: KeptFile, roles: UpliftRoles, error: ProductError) -> list[Component]:
    """Return a file that cannot be read as it is: why, and the choice of columns, open."""
    said = f"{file.name}: {counted(file.rows, 'row')}, {counted(len(file.columns), 'column')}"
    parts = [error_note(error), roles_card(file, roles, is_open=True)]
    return [head("Say what the columns are", said), html.Div(parts, className="stack")]


def page(file: KeptFile, reading: UpliftReading, answered: Answered, typed: Mapping[str, str]) -> list[Component]:
    """Return all that is said of a campaign.

    Args:
        file: Its table.
        reading: What is said.
        answered: Of the share, cost and value of the address.
        typed: These as they were typed: ``cost``, ``value``, ``share``.
    """
    viz = DashboardVisualizer()
    outcome = reading.roles.outcome
    curve = chart(
        Uplift.CURVE,
        qini_figure(viz, reading, answered.target),
        _curve_title(reading),
        f"Extra {outcome} per 1,000 people by the share that is contacted, the most persuadable first, beside "
        f"contacting at random. {qini_words(reading)}",
        qini_table(reading),
        note=f"Extra “{outcome}” per 1,000 people, by share contacted. Shaded: likely range. Dashed: at random.",
        height=HEIGHT,
    )
    tenths = chart(
        Uplift.TENTHS,
        tenths_figure(viz, reading),
        _tenths_title(reading),
        f"Effect on {outcome} of each tenth of the people, from the most to the least persuadable.",
        tenths_table(reading),
        note=f"Effect on “{outcome}” per 1,000, measured in each tenth. Lines: likely range. Dashed: everybody.",
        height=HEIGHT,
    )
    broken = reading.validity.broken
    main = [html.Div([curve, tenths, _checks(reading)], className="stack"), _side(reading, answered, typed)]
    stop: list[Child] = []
    if broken:
        text = " ".join(reading.validity.words) + " What follows is shown for whoever looks for the cause."
        stop = [note("neg", "The randomisation looks broken.", text)]
    return [
        head(
            html.Span(title(reading, answered.target), id=Uplift.TITLE),
            html.Span(sub(reading, file.name, answered.target), id=Uplift.SUB),
        ),
        html.Div(
            [
                *stop,
                html.Div(main, className="uplift is-muted" if broken else "uplift"),
                roles_card(file, reading.roles, is_open=False),
                _method(),
            ],
            className="stack",
        ),
    ]


def answer(reading: UpliftReading, answered: Answered) -> list[Component]:
    """Return what a share, a cost and a value come to."""
    if answered.error is not None:
        return [error_note(answered.error)]
    said = [html.P(html.B(one) if at == 0 else one) for at, one in enumerate(_sentences(reading, answered))]
    return [html.Div(said, className="uplift-said")]


def _sentences(reading: UpliftReading, answered: Answered) -> list[str]:
    said = target_words(answered.target, reading.roles.outcome)
    if answered.best is None:
        return [*said, "Type what a contact costs, and the share that brings most is found."]
    if answered.target.share == answered.best.target.share:
        return [*best_words(answered.best), *said]
    net = answered.target.net
    after = f"After cost: {signed(net.mean)} per 1,000 people, between {signed(net.lower)} and {signed(net.upper)}."
    return [*said, after, *best_words(answered.best)]


def _side(reading: UpliftReading, answered: Answered, typed: Mapping[str, str]) -> html.Div:
    def number(name: str, control: str, label: str, example: str) -> html.Label:
        box = text_input(
            id=control,
            value=typed.get(name, ""),
            placeholder=example,
            inputmode="decimal",
            debounce=PAUSE,
            maxlength=20,
        )
        return field(label, html.Div(box, **attrs(data_address=name)))

    fields = html.Div(
        [
            number("cost", Uplift.COST, "A contact costs", "0.10"),
            number("value", Uplift.VALUE, f"“{reading.roles.outcome}” is worth", "1"),
            number("share", Uplift.SHARE, "Contact, %", f"{answered.target.share * 100:.0f}"),
        ],
        className="uplift-fields",
    )
    brings = card(
        "What it brings",
        "Per 1,000 people of the list",
        [fields, html.Div(answer(reading, answered), id=Uplift.ANSWER, **attrs(aria_live="polite"))],
    )
    save = button("Save scores", icon_name="download", small=True, id=Uplift.SAVE)
    who = card(
        "Who the most persuadable are" if reading.traits else "Nothing sets the most persuadable apart",
        "The most persuadable fifth beside the least",
        html.Ul([html.Li(one.words) for one in reading.traits], className="uplift-traits")
        if reading.traits
        else "In all that was known before they are like the others.",
        tools=[save],
        foot="These columns go with being persuadable; that they cause it is not said.",
    )
    return html.Div([brings, who], className="stack")


def _checks(reading: UpliftReading) -> html.Section:
    said = [*reading.validity.words, effect_words(reading), qini_words(reading)]
    heading = "The split looks broken" if reading.validity.broken else "The split can be believed"
    return card(
        heading,
        "Looked at before anything else",
        html.Ul([html.Li(one) for one in said], className="uplift-traits"),
    )


def _curve_title(reading: UpliftReading) -> str:
    if reading.verdict == "better":
        return "Choosing by score is better than chance"
    if reading.verdict == "worse":
        return "Choosing by score is worse than chance"
    return "Choosing by score is no better than chance"


def _tenths_title(reading: UpliftReading) -> str:
    if reading.harmed:
        return f"The least persuadable tenth does less “{reading.roles.outcome}” if contacted: leave them alone"
    known = [one.effect for one in reading.tenths if one.effect is not None]
    sure = sum(one.absolute_interval.lower > 0 for one in known)
    if not known:
        return "Too few people in each tenth to measure an effect"
    return f"Contacting surely helps in {sure} of {len(known)} tenths, each taken alone"


def _method() -> html.Section:
    words = [
        "Scores are learned from other people (DR-learner with scikit-learn’s histogram gradient boosting; the chance "
        "of being contacted is known from the randomisation). People are dealt into five parts; each part is scored "
        "from the parts before it, and the first one is only learned from. So no luck is counted twice.",
        "People are then ordered by score, and what those contacted did is held against what those left alone did, "
        "from the top down to each share: the Qini curve (Radcliffe 2007). Its range comes from drawing people anew "
        "400 times. Whether choosing beats chance is asked of the area between the curve and the dashed line.",
        "The share in the title is the tenth at which the curve is farthest above chance, unless a share or a cost is "
        "typed. The best of many estimates is a little too good; for the best share after cost that is taken off.",
        "The most persuadable fifth is set beside the least. Scores are learned with little certainty for a single "
        "person: they are good for an order of many, not for a promise about one.",
    ]
    details: list[Any] = [html.Summary(html.B("How this is found")), *[html.P(one) for one in words]]
    return html.Section(
        html.Div(html.Details(details, className="uplift-method"), className="card-body"), className="card"
    )
