"""The form for margins: one for all, and one of their own for channels that differ."""

from collections.abc import Sequence
from typing import Any

from dash import html

from components.attributes import attrs
from components.format import number, time_text
from components.ids import Kpi
from components.kpi_tiles import MARGIN_FORM
from components.parts import button, card, channel_class, dot, field, text_input
from core.margins import MarginRecord

MOST_CHANNELS = 12


def margin_form(record: MarginRecord | None, channels: Sequence[str], missing: Sequence[str]) -> html.Div:
    """Return the form, hidden until somebody asks for it.

    Args:
        record: What is in use.
        channels: Of the data set.
        missing: Channels that sell and have no margin although others have one.
    """
    margins = record.margins if record else None
    overall = margins.overall if margins else None
    fields = [field("All campaigns, %", _input("", overall), "Of revenue, before the ads are paid.")]
    for channel in channels[:MOST_CHANNELS]:
        own = margins.channels.get(channel) if margins else None
        label: Any = [dot(channel), f" {channel}, %"]
        fields.append(
            html.Label(
                [html.Span(label, className=f"label {channel_class(channel)}"), _input(channel, own)],
                className="field",
            )
        )
    note = "What is left of a sale after goods and shipping. Profit is this share of revenue less the spend. "
    if record:
        who = f" by {record.saved_by}" if record.saved_by else ""
        note += f"Stated{who} on {time_text(record.saved)}. "
    if missing:
        note += f"Still without one: {', '.join(missing[:4])}{' and others' if len(missing) > 4 else ''}. "
    note += "Channels left empty take that of all."
    foot = [
        button("Save margins", small=True, id=Kpi.MARGIN_SAVE),
        button("Close", "ghost", small=True, **attrs(data_expands=MARGIN_FORM, aria_controls=MARGIN_FORM)),
    ]
    body = [html.Div(fields, className="margin-fields"), html.Div(foot, className="acts")]
    return html.Div(
        card("Your margin", note, body, class_name="margin-card"), id=MARGIN_FORM, hidden=True, className="margin-form"
    )


def _input(subject: str, share: float | None) -> Any:
    shown = "" if share is None else f"{share * 100:.6g}"
    return text_input(
        id=Kpi.margin(subject), value=shown, placeholder=number(40) if not subject else "As all", inputmode="decimal"
    )
