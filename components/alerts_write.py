"""Where a rule is written: the sentence, how it is understood, whom to tell, a form, and suggestions."""

from collections.abc import Sequence
from typing import Final

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.alerts_list import EXAMPLE
from components.attributes import attrs
from components.format import counted, dates_text
from components.icons import icon
from components.ids import Alerts
from components.parts import button, card, field, note, select, text_input
from core.alerts import MEASURES, Names, Preview
from core.alerts.rule import PACES
from core.alerts.words import subject_text
from core.errors import InputError

SAID_SHOWN: Final = 5
COMPARISONS: Final[tuple[tuple[str, str], ...]] = (
    ("below", "is below"),
    ("above", "is above"),
    ("no", "is none at all"),
    ("up week", "is up, %, on the week before"),
    ("down week", "is down, %, on the week before"),
    ("changed week", "changed, %, on the week before"),
    ("up four weeks", "is up, %, on the four weeks before"),
    ("down four weeks", "is down, %, on the four weeks before"),
    ("unusual", "has an unusual day"),
    ("over", "is heading over the target, %"),
    ("under", "is heading under the target, %"),
)
DAYS: Final = (
    ("for 1 day", "on one day"),
    ("for 2 days", "on each of 2 days"),
    ("for 3 days", "on each of 3 days"),
    ("for 7 days", "on each of 7 days"),
    ("over 7 days", "over 7 days together"),
    ("over 28 days", "over 28 days together"),
)


def write_card(names: Names, mail_missing: str, webhook_rules: str, example: str = EXAMPLE) -> Component:
    """Return the card.

    Args:
        names: What rules can speak of.
        mail_missing: What has to be set before e-mail can be sent; empty where it can.
        webhook_rules: Which addresses a webhook may have.
        example: A rule that the data could have.
    """
    # Read at every key: with a delay, what is kept a moment after the last key would be without it.
    sentence = dbc.Textarea(
        id=Alerts.SENTENCE,
        className="text-input al-sentence",
        rows=2,
        maxlength=300,
        placeholder=example,
        spellcheck="false",
    )
    body = [
        dcc.Store(id=Alerts.EDITING),
        field("Tell me when", sentence),
        html.Div(understood(None), id=Alerts.UNDERSTOOD, **attrs(aria_live="polite")),
        _form(names),
        _tell(mail_missing, webhook_rules),
        html.Div(id=Alerts.SAID, **attrs(aria_live="polite")),
        html.Div(
            [
                button("Keep the rule", "primary", id=Alerts.SAVE),
                button("Cancel", "ghost", id=Alerts.CANCEL, hidden=True),
            ],
            className="al-acts",
        ),
    ]
    wording = html.Span("Write a rule", id=Alerts.WRITE_TITLE)
    return card(wording, "One sentence: a figure, of what, its limit, for how many days.", body, id=Alerts.WRITE)


def understood(preview: Preview | InputError | None, nearest: str = "") -> Component:
    """Return how a sentence is understood and what it would have raised, or what is not understood.

    Args:
        preview: Of the rule, or why there is none; None where nothing is written.
        nearest: A sentence that is understood, where there is one near.
    """
    if preview is None:
        return html.P("How it is understood stands here.", className="field-note al-waits")
    if isinstance(preview, InputError):
        acts = [button(f"Take “{nearest}”", small=True, id=Alerts.use(nearest))] if nearest else []
        head, stop, rest = str(preview).partition(". ")
        return note("warn", head + stop.strip(), rest, acts)
    span = dates_text(preview.first_day, preview.last_day)
    count = len(preview.spells)
    told = "would not have alerted" if not count else f"would have alerted {_times(count)}"
    parts: list[Component] = [
        html.P([icon("check"), html.B(preview.text)], className="al-text"),
        html.P(f"On {span} it {told}{':' if count else '.'}", className="al-would"),
    ]
    if count:
        lines = [html.Li(one) for one in preview.said[:SAID_SHOWN]]
        if count > SAID_SHOWN:
            lines.append(html.Li(f"… and {counted(count - SAID_SHOWN, 'time')} before"))
        parts.append(html.Ul(lines, className="al-said"))
    if preview.remark:
        parts.append(html.P([icon("info", small=True), preview.remark], className="al-sent"))
    return html.Div(parts, className="al-preview")


def form_sentence(measure: object, subject: object, comparison: object, value: object, days: object) -> str:
    """Return the sentence of what was chosen in the form; what is no choice gives an empty one."""
    texts = (measure, subject, comparison, days)
    if not all(isinstance(one, str) for one in texts) or measure not in MEASURES:
        return ""
    name, of = MEASURES[str(measure)].name, str(subject)[:200]
    limit = str(value if value is not None else "").strip()[:30]
    if comparison == "no":
        return f"No {name} of {of} {days}"
    if comparison == "unusual":
        return f"Unusual day in {name} of {of}"
    if comparison in PACES:
        return f"Pace of {of} {limit} % {comparison}"
    direction, _, base = str(comparison)[:40].partition(" ")
    if base:
        by = "changed by" if direction == "changed" else direction
        return f"{name[0].upper()}{name[1:]} of {of} {by} {limit} % on the {base} before {days}"
    return f"{name[0].upper()}{name[1:]} of {of} {direction} {limit} {days}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _form(names: Names) -> Component:
    subjects = [("all campaigns", "all campaigns")]
    subjects += [(subject_text(one), f"{one.name} (channel)") for one in names.channels]
    subjects += [(subject_text(one), one.name) for one in names.campaigns]
    subjects += [(subject_text(one), f"{one.name} (target)") for one in names.targets]
    without = ("unusual",) * (not names.unusual) + PACES * (not names.targets)
    comparisons = [one for one in COMPARISONS if one[0] not in without]
    controls = [
        field("Figure", select([(k, m.name) for k, m in MEASURES.items()], "roas", id=Alerts.MEASURE)),
        field("Of", select(subjects, "all campaigns", id=Alerts.SUBJECT)),
        field("When it", select(comparisons, "below", id=Alerts.COMPARISON)),
        field("Limit", text_input(id=Alerts.VALUE, value="2", inputmode="decimal", maxlength=30)),
        field("How long", select(DAYS, "for 3 days", id=Alerts.DAYS)),
        button("Write it", id=Alerts.TAKE),
    ]
    return html.Details(
        [html.Summary("Choose instead of writing"), html.Div(controls, className="al-form")], className="al-more"
    )


def _tell(mail_missing: str, webhook_rules: str) -> Component:
    mail = text_input(id=Alerts.EMAILS, placeholder="mara@example.com, jonas@example.com", maxlength=2_000, type="text")
    hook = text_input(id=Alerts.WEBHOOK, placeholder="https://example.com/hook", maxlength=2_000, inputmode="url")
    test = "Send a test message"
    return html.Div(
        [
            html.P("The app always shows it. Also tell:", className="al-also"),
            html.Div(
                [
                    field("E-mail addresses", mail),
                    button(test, small=True, id=Alerts.TEST_EMAIL, **attrs(aria_label=f"{test} by e-mail")),
                ],
                className="al-tell",
            ),
            html.P([icon("info", small=True), mail_missing], className="al-sent") if mail_missing else None,
            html.Div(
                [
                    field("Webhook", hook),
                    button(test, small=True, id=Alerts.TEST_WEBHOOK, **attrs(aria_label=f"{test} to the webhook")),
                    html.P(webhook_rules, className="field-note"),
                ],
                className="al-tell",
            ),
            html.Div(id=Alerts.TESTED, **attrs(aria_live="polite")),
        ],
        className="al-recipients",
    )


def suggestions_card(found: Sequence[Preview]) -> Component | None:
    """Return rules that fit the data, with what they would have raised; None where there are none."""
    if not found:
        return None
    rows = [
        html.Li(
            [
                html.Div(
                    [
                        html.B(one.text, className="al-rule"),
                        html.P(_record(one), className="al-about"),
                    ]
                ),
                button("Take", small=True, id=Alerts.use(one.text), **attrs(aria_label=f"Take “{one.text}”")),
            ],
            className="al-row al-suggestion",
        )
        for one in found
    ]
    title, about = "Suggestions from these data", "Limits that the last half year seldom crossed."
    return card(title, about, html.Ul(rows, className="al-list"), flush=True)


def _record(preview: Preview) -> str:
    days = (preview.last_day - preview.first_day).days + 1
    count = len(preview.spells)
    told = "Would not have alerted" if not count else f"Would have alerted {_times(count)}"
    return f"{told} on the last {counted(days, 'day')}"
