"""The editor of assumptions: what people believe of channels and campaigns, and the shapes that they choose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dash import dcc, html

from components.format import counted, currency_sign, time_text
from components.ids import Models
from components.models_lifts import lift_part
from components.parts import button, card, dot, field, select, text_input, waiting_line
from core.assumption_store import AssumptionRecord
from core.assumptions import Aside
from core.response import ADSTOCKS, SATURATIONS, Assumptions

FIELDS: Final = ("return_low", "return_high", "days_low", "days_high")
ADSTOCK_WORDS: Final = {
    "geometric": "Fades day by day",
    "delayed": "Builds up first, then fades",
    "weibull_density": "Comes later, in a shape that is learned",
    "weibull_survival": "Holds, then fades, in a shape that is learned",
    "binomial": "Fades and then stops",
    "none": "Works on the same day only",
}
SATURATION_WORDS: Final = {
    "hill": "Levels off, and may start slowly",
    "michaelis_menten": "Levels off from the start",
    "logistic": "Levels off soon",
    "tanh": "Levels off soon (the same, said otherwise)",
    "root": "Slows down, never levels off",
}


@dataclass(frozen=True)
class Subject:
    """Something that a person can state a belief of.

    Attributes:
        name: What is stored: a channel or a campaign; ``EVERYTHING`` is all of them.
        channel: Its channel, for the dot; None without one.
        kind: ``all``, ``channel``, ``campaign`` or ``unknown`` (not in the data set in use).
        default_return: Range that is assumed where nothing is stated, where it is known.
        default_days: The same of the carry-over.
    """

    name: str
    channel: str | None
    kind: str
    default_return: tuple[float, float] | None = None
    default_days: tuple[float, float] | None = None


@dataclass(frozen=True)
class Editor:
    """What the editor shows.

    Attributes:
        assumptions: In use.
        record: Who put them there, and when; None where nobody stated anything.
        subjects: In the order of the rows.
        aside: What has no effect on the data set in use, and why.
        outcome: one of ``core.data.OUTCOMES``.
        currency: Of amounts.
        campaigns: How many campaigns the training takes in.
    """

    assumptions: Assumptions
    record: AssumptionRecord | None
    subjects: Sequence[Subject]
    aside: Sequence[Aside]
    outcome: str
    currency: str | None
    campaigns: int


def editor_card(editor: Editor) -> html.Section:
    """Return the card with everything that a person may state, and the button that learns from it."""
    used = editor.assumptions
    body = [
        dcc.Store(id=Models.CANDIDATE),
        dcc.Store(id=Models.TRAINED),
        dcc.Store(id=Models.STOPPED),
        html.Div(
            [
                field("An effect", select(choices(ADSTOCKS, ADSTOCK_WORDS), used.adstock, id=Models.ADSTOCK)),
                field(
                    "More money",
                    select(choices(SATURATIONS, SATURATION_WORDS), used.saturation, id=Models.SATURATION),
                ),
            ],
            className="assume-shapes",
        ),
        beliefs(editor),
        lift_part(used.lift_tests, lift_subjects(editor.subjects), editor.outcome, editor.currency),
        html.Div(id=Models.MESSAGE, className="assume-message"),
        html.Div(
            [
                waiting_line(f"Learning again how {counted(editor.campaigns, 'campaign')} answer to money"),
                button("Cancel", small=True, id=Models.STOP),
            ],
            id=Models.PROGRESS,
            className="assume-progress",
            hidden=True,
        ),
    ]
    note = "Empty means: the default, which is shown. Each range is meant to hold the truth in 9 of 10 cases."
    return card("What you assume", note, body, foot=_foot(editor), class_name="assume")


def choices(registry: Mapping[str, Any], words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the shapes of a registry in everyday words; one without words has its title."""
    return [(name, words.get(name, str(shape.title))) for name, shape in registry.items()]


def lift_subjects(subjects: Sequence[Subject]) -> list[tuple[str, str]]:
    """Return what a lift test may have been of, as options: channels first, then campaigns."""
    words = {"channel": "Channel", "campaign": "Campaign"}
    return [(s.name, f"{words[s.kind]}: {s.name}") for s in subjects if s.kind in words]


def beliefs(editor: Editor) -> html.Div:
    """Return the table of ranges: all together, by channel, and by campaign one click away."""
    stated = {b.subject: b for b in editor.assumptions.beliefs}
    first = [s for s in editor.subjects if s.kind in ("all", "channel")]
    own = [s for s in editor.subjects if s.kind == "campaign"]
    unknown = [s for s in editor.subjects if s.kind == "unknown"]
    reasons = {a.subject: a.reason for a in editor.aside}
    sign = currency_sign(editor.currency).strip()
    brings = _return_head(editor.outcome, sign)
    heads = html.Div(
        [html.Span(), html.Span(brings), html.Span("Effect lasts, days")], className="assume-heads", role="presentation"
    )

    def rows(subjects: Sequence[Subject]) -> list[html.Div]:
        return [_row(s, stated.get(s.name), editor.outcome, reasons.get(s.name, "")) for s in subjects]

    parts: list[Any] = [heads, *rows(first), *rows(unknown)]
    if own:
        some = [s for s in own if s.name in stated]
        text = f"By campaign: {counted(len(some), 'range')} stated" if some else f"By campaign ({len(own)})"
        parts.append(html.Details([html.Summary(text), *rows(own)], className="assume-more", open=bool(some)))
    return html.Div(parts, className="assume-table")


def range_text(span: tuple[float, float] | None, outcome: str, quantity: str) -> tuple[str, str]:
    """Return both ends as they are typed: a return as money for money, or as the cost of a conversion.

    Example:
        >>> range_text((1.0, 4.5), "revenue", "return"), range_text((0.02, 0.05), "conversions", "return")
        (('1', '4.5'), ('20', '50'))
    """
    if span is None:
        return "", ""
    low, high = span if outcome == "revenue" or quantity == "days" else (1 / span[1], 1 / span[0])
    return f"{low:.6g}", f"{high:.6g}"


def _row(subject: Subject, stated: Any, outcome: str, aside: str) -> html.Div:
    name = subject.name or "All channels"
    shown = [*range_text(getattr(stated, "roas", None), outcome, "return")]
    shown += range_text(getattr(stated, "carry_over", None), outcome, "days")
    hints = [*_hint(subject.default_return, outcome, "return"), *_hint(subject.default_days, outcome, "days")]
    labels = (
        *(f"{_return_words(outcome)} of {name}, {end}" for end in ("lowest", "highest")),
        *(f"Days that the effect of {name} lasts, {end}" for end in ("fewest", "most")),
    )
    inputs = [
        html.Label(
            [
                html.Span(label, className="sr"),
                text_input(
                    id=Models.belief(subject.name, key),
                    value=value,
                    placeholder=hint,
                    inputmode="decimal",
                    maxlength=20,
                ),
            ]
        )
        for key, value, hint, label in zip(FIELDS, shown, hints, labels, strict=True)
    ]
    pair = [
        html.Div([inputs[i], html.Span("–", className="muted"), inputs[i + 1]], className="assume-pair") for i in (0, 2)
    ]
    mark = dot(subject.channel) if subject.channel else None
    what = html.Div([mark, html.Span(name, title=name)], className="assume-name")
    says = html.Div(aside, className="assume-aside") if aside else None
    error = html.Div(id=Models.belief_error(subject.name), className="field-error", role="alert")
    return html.Div([what, *pair, says, error], className=f"assume-row is-{subject.kind}")


def _foot(editor: Editor) -> list[Any]:
    record = editor.record
    who = "Nobody has stated anything yet: these are the defaults."
    if record is not None:
        who = f"In use since {time_text(record.saved)} UTC, by {record.saved_by or 'someone'}, for everybody."
    parts: list[Any] = [button("Learn again", "primary", id=Models.LEARN, icon_name="spark")]
    parts.append(
        button(
            "Undo", icon_name="undo", id=Models.UNDO, disabled=record is None, title="Back to what was assumed before"
        )
    )
    return [*parts, html.Span(who, className="fs-12 muted grow right")]


def _hint(span: tuple[float, float] | None, outcome: str, quantity: str) -> tuple[str, str]:
    if span is None:
        return "", ""
    low, high = span if outcome == "revenue" or quantity == "days" else (1 / span[1], 1 / span[0])
    return tuple(f"{v:.2g}" if v < 100 else f"{v:.0f}" for v in (low, high))  # type: ignore[return-value]


def _return_head(outcome: str, sign: str) -> str:
    if outcome == "revenue":
        return f"{sign or 'Each '}1 brings{', ' + sign if sign else ''}"
    return f"A conversion costs{', ' + sign if sign else ''}"


def _return_words(outcome: str) -> str:
    return "Return" if outcome == "revenue" else "Cost of a conversion"
