"""Known events: the list with edit and remove, and the form that adds one or changes it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.format import counted, dates_text, time_text
from components.ids import Unusual
from components.parts import button, card, chip, empty, field, select, text_input
from core.data import Dataset
from core.event_book import OUTCOME_MEASURES, EventEntry

ALL: Final = "all"
CHANNEL: Final = "channel:"
CAMPAIGN: Final = "campaign:"
EVERY: Final = "all"
OUTCOMES: Final = "outcomes"
SPEND: Final = "spend"
MEASURE_CHOICES: Final = (
    (EVERY, "All figures"),
    (OUTCOMES, "Conversions and revenue only"),
    (SPEND, "Spend only"),
)
WHERE: Final = (
    "Days of known events do not train forecasts and raise no alarm. The curves of the Budget page still learn from "
    "them: what was spent on these days was spent."
)


def scope_options(dataset: Dataset) -> list[tuple[str, str]]:
    """Return what an event or a target can be for: all, each channel, each campaign."""
    table = dataset.campaigns
    channels = sorted(set(table["channel"].astype(str)))
    campaigns = sorted(zip(table["campaign"].astype(str), table["campaign_id"].astype(str), strict=True))
    return [
        (ALL, "All campaigns"),
        *((CHANNEL + c, f"Channel {c[:60]}") for c in channels),
        *((CAMPAIGN + i, name[:60]) for name, i in campaigns),
    ]


def scope_of(entry: EventEntry) -> str:
    """Return the choice of the form that an event has; of several campaigns the first."""
    if entry.campaign_ids:
        return CAMPAIGN + entry.campaign_ids[0]
    return CHANNEL + entry.channel if entry.channel else ALL


def measures_of(entry: EventEntry) -> str:
    """Return the choice of measures that an event has."""
    if set(entry.measures) == set(OUTCOME_MEASURES):
        return OUTCOMES
    return SPEND if entry.measures == (SPEND,) else EVERY


def event_form(dataset: Dataset, last_day: date) -> html.Section:
    """Return the form."""

    def day(label: str, name: str) -> Component:
        return field(label, dbc.Input(id=name, type="date", value=last_day.isoformat(), class_name="text-input"))

    held = {OUTCOMES: set(OUTCOME_MEASURES), SPEND: {SPEND}}
    choices = [pair for pair in MEASURE_CHOICES if pair[0] == EVERY or held[pair[0]] & set(dataset.measured)]
    body = html.Div(
        [
            day("First day", Unusual.FIRST),
            day("Last day", Unusual.LAST),
            html.Div(
                field("What was it?", text_input(id=Unusual.LABEL, maxlength=80, placeholder="Sale, outage, strike")),
                className="un-wide",
            ),
            field("Where", select(scope_options(dataset), ALL, id=Unusual.SCOPE)),
            field("What it touched", select(choices, EVERY, id=Unusual.MEASURES)),
            html.Div(id=Unusual.MESSAGE, className="un-wide"),
            html.Div(
                [
                    button("Add event", id=Unusual.SAVE),
                    button("Cancel", "ghost", id=Unusual.CANCEL, hidden=True),
                ],
                className="un-wide un-buttons",
            ),
            dcc.Store(id=Unusual.EDITED, data=""),
        ],
        className="un-form",
    )
    where = WHERE if "spend" in dataset.measured else "Days of known events do not train forecasts and raise no alarm."
    return card(html.Span("Note a day that you know of", id=Unusual.FORM_TITLE), where, body)


def event_list(entries: Sequence[EventEntry], names: dict[str, str]) -> html.Section:
    """Return the card with the known events.

    Args:
        entries: The latest first.
        names: Name of each campaign, by id.
    """
    if not entries:
        text = "A sale, an outage, a strike: note it once, and nobody has to explain the day again."
        return html.Section(empty("No known events yet", text, small=True), className="card")
    lines = [_line(entry, names) for entry in entries]
    return card(
        counted(len(entries), "known event"), "The latest first.", html.Ul(lines, className="un-events"), flush=True
    )


def _line(entry: EventEntry, names: dict[str, str]) -> html.Li:
    where = entry.channel or "All campaigns"
    if entry.campaign_ids:
        shown = [names.get(i, i) for i in entry.campaign_ids[:3]]
        more = len(entry.campaign_ids) - len(shown)
        where = ", ".join(shown) + (f" and {more} more" if more else "")
    touched = dict(MEASURE_CHOICES)[measures_of(entry)].lower() if entry.measures else ""
    who = f"{entry.saved_by}, " if entry.saved_by else ""
    facts = [dates_text(entry.first, entry.last), where, touched]
    words = [
        html.B(entry.label),
        html.Small(" · ".join(f for f in facts if f)),
        html.Small(f"{who}{time_text(entry.saved)}"),
    ]
    if entry.missing:
        whole = len(entry.missing) >= max(len(entry.campaign_ids), 1)
        words.append(chip("Not in the data in use" if whole else "In part not in the data in use", "warn"))
    tools = [
        button("Edit", "ghost", icon_name="edit", small=True, icon_only=True, id=Unusual.edit(entry.id)),
        button("Remove", "ghost", icon_name="trash", small=True, icon_only=True, id=Unusual.remove(entry.id)),
    ]
    return html.Li([html.Span(words), html.Span(tools, className="un-tools")])
