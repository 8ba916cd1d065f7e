"""Unusual days: the finding, the list with what was expected, and what can be done about each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import counted, date_text, number
from components.ids import Unusual
from components.parts import button, card, chip, dot, draw, empty, field, select, text_input
from components.period import address
from core.forecasting.anomalies import Anomaly
from core.forecasting.anomalies import Unusual as Found
from core.forecasting.unusual_words import CAUSE_WORDS, finding, headline, sentence, when

PATH: Final = "/forecast"
EVERY: Final = "*"
"""All channels, in the choice of one: an empty value would show nothing."""
RECENT: Final = 28
"""Days before the last one of the data that the title speaks of."""
SHOWN: Final = 20
"""Days that are listed unless all are asked for."""
CHIPS: Final = {"tracking": "neg", "gap": "neg", "empty": "warn", "unknown": "line"}
SUGGESTED: Final = {
    "tracking": "Tracking was down",
    "gap": "No records",
    "empty": "Bot clicks",
    "spend": "Budget was changed",
    "price": "Prices of clicks moved",
}
"""What an event is called unless somebody says otherwise."""


@dataclass(frozen=True)
class UnusualChoice:
    """What the address asks for.

    Attributes:
        cause: One of ``CAUSE_WORDS``, or empty for all.
        channel: A channel, or empty for all.
        by_money: Whether the costliest come first rather than the newest.
        all: Whether all are listed.
    """

    cause: str = ""
    channel: str = ""
    by_money: bool = False
    all: bool = False

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "UnusualChoice":
        """Return what parameters ask for; what there is not is not asked for."""
        cause = parameters.get("cause", "")
        return cls(
            cause=cause if cause in CAUSE_WORDS else "",
            channel=parameters.get("channel", "")[:200],
            by_money=parameters.get("order") == "money",
            all=parameters.get("show") == "all",
        )

    def at(self, **changed: str | None) -> str:
        """Return the address with parts of the choice changed."""
        parts: dict[str, str | None] = {
            "view": "unusual",
            "cause": self.cause,
            "channel": self.channel,
            "order": "money" if self.by_money else "",
            "show": "all" if self.all else "",
        }
        return address(PATH, **(parts | changed))


def unusual_title(shown: Sequence[Anomaly], last_day: date) -> str:
    """Return the title: the weightiest of the last weeks, and how many more there were."""
    recent = [a for a in shown if a.last > last_day - timedelta(days=RECENT)]
    if not recent:
        return f"Nothing unusual in the last {RECENT} days"
    # A gap has no money, and is the first thing to know all the same.
    top = next((a for a in recent if a.cause == "gap"), recent[0])
    rest = len(recent) - 1
    return finding(top) + (f"; {rest} other {'day was' if rest == 1 else 'days were'} unusual" if rest else "")


def unusual_sub(found: Found, shown: int, last_day: date) -> str:
    """Return the line below the title."""
    if found.not_daily:
        return f"Data up to {date_text(last_day)}. Too few of their days hold records to be judged by day."
    if found.too_short:
        return f"Data up to {date_text(last_day)}."
    chance = max(round(found.by_chance), 1)
    was = "was" if shown == 1 else "were"
    return (
        f"Data up to {date_text(last_day)}. Each day is judged by the days before it alone. "
        f"Of {counted(found.judged_days, 'day')} of campaigns {number(shown)} {was} unusual; "
        f"chance alone makes about {chance}."
    )


def unusual_list(
    shown: Sequence[Anomaly], muted: Sequence[Anomaly], choice: UnusualChoice, found: Found, currency: str | None
) -> html.Section:
    """Return the card with the list.

    Args:
        shown: What is not muted, the costliest first.
        muted: What is muted.
        choice: What the address asks for.
        found: All that was found.
        currency: Of amounts.
    """
    if found.too_short or not (shown or muted):
        return html.Section(_nothing(found), className="card")
    wanted = [a for a in shown if choice.cause in ("", a.cause) and choice.channel in ("", a.channel)]
    if not choice.by_money:
        wanted.sort(key=lambda a: (a.last, a.weight), reverse=True)
    listed = wanted if choice.all else wanted[:SHOWN]
    order = "the costliest first" if choice.by_money else "the newest first"
    tools = [
        html.Div(
            [
                dcc.Link("Newest", href=choice.at(order=""), className="" if choice.by_money else "seg-on"),
                dcc.Link("Costliest", href=choice.at(order="money"), className="seg-on" if choice.by_money else ""),
            ],
            className="seg",
            **attrs(aria_label="Order", role="group"),
        )
    ]
    rest = len(wanted) - len(listed)
    more = button(f"Show {counted(rest, 'more', 'more')}", small=True, href=choice.at(show="all")) if rest else None
    body: list[Component] = [_filters(shown, choice)]
    if listed:
        body.append(html.Ol([_day(a, currency) for a in listed], className="un-list"))
    else:
        text = "No unusual day has this cause and this channel."
        clear = [button("Clear the filters", href=choice.at(cause="", channel=""))]
        body.append(empty("Nothing matches", text, clear, small=True))
    foot = [x for x in (more, _muted(muted)) if x is not None]
    return card(
        f"{counted(len(wanted), 'unusual day or stretch', 'unusual days and stretches')}, {order}",
        "Shaded: where a day was expected, 95\u00a0%. The dot is the unusual day.",
        body,
        tools=tools,
        flush=True,
        foot=foot or None,
    )


def _nothing(found: Found) -> Component:
    if found.not_daily:
        text = "More than one day in five is without records. Import daily data, and each day can be judged."
        return empty("The data are not daily", text, [button("Open the data", href="/data")], small=True)
    if found.too_short:
        text = (
            "A day is judged by the weeks before it, and about five weeks are needed before the first one. "
            "Nothing is called unusual until then. Days that you know of can be noted already."
        )
        return empty("Too little history to call a day unusual", text, [button("Open the data", href="/data")])
    text = "Every day lies where the days before it let it expect. New days are looked at as soon as they are imported."
    return empty("Nothing is unusual", text, [button("See the outlook", href=PATH)])


def _filters(shown: Sequence[Anomaly], choice: UnusualChoice) -> html.Div:
    count: Counter[str] = Counter(a.cause for a in shown if choice.channel in ("", a.channel))
    links = [("", f"All {sum(count.values())}")]
    links += [(cause, f"{words} {count[cause]}") for cause, words in CAUSE_WORDS.items() if count.get(cause)]
    chosen = [
        dcc.Link(text, href=choice.at(cause=cause, show=""), className="un-on" if cause == choice.cause else "")
        for cause, text in links
    ]
    channels = sorted({a.channel for a in shown if a.channel} | ({choice.channel} - {""}))
    options = [(EVERY, "All channels"), *((c, c) for c in channels)]
    return html.Div(
        [
            html.Div(chosen, className="un-causes", **attrs(role="group", aria_label="Cause")),
            # The field has a label of its own, read out and not shown: the choice says itself what it is.
            html.Label(
                [html.Span("Channel", className="sr"), select(options, choice.channel or EVERY, id=Unusual.CHANNEL)],
                className="un-channel",
            ),
        ],
        className="un-filters",
    )


def _day(anomaly: Anomaly, currency: str | None) -> html.Li:
    place = "All campaigns" if anomaly.level == "total" else anomaly.name
    top = html.Div(
        [
            html.Span(when(anomaly, year=True)),
            html.Span("·", **attrs(aria_hidden="true")),
            *([dot(anomaly.channel)] if anomaly.channel else []),
            html.Span(anomaly.channel or place),
            chip(CAUSE_WORDS[anomaly.cause], CHIPS.get(anomaly.cause, "")),
        ],
        className="un-top",
    )
    name = f"unusual-mark-{anomaly.id}"
    mark = attrs(data_expands=name, aria_expanded="false", aria_controls=name)
    acts = [
        button("Mark as known event", small=True, **mark),
        button("Mute", "ghost", small=True, id=Unusual.mute(anomaly.id), title="Do not show this alarm again"),
    ]
    if anomaly.level == "campaign":
        href = address("/campaigns", campaign=anomaly.key)
        acts.append(button("Open the campaign", "ghost", small=True, href=href))
    words = [
        top,
        html.H3(headline(anomaly)),
        html.P(sentence(anomaly, currency)),
        html.Div(acts, className="un-acts"),
        html.Div(_marking(anomaly), id=name, className="un-mark", hidden=True),
    ]
    return html.Li([html.Div(words, className="un-words"), _drawing(anomaly)], className="un-day")


def _marking(anomaly: Anomaly) -> list[Component]:
    touched = "Its conversions and revenue" if anomaly.cause == "tracking" else "These days"
    label = text_input(id=Unusual.name(anomaly.id), value=SUGGESTED.get(anomaly.cause, ""), maxlength=80)
    return [
        field("What was it?", label, f"{touched} will not train forecasts, and raise no alarm."),
        button("Mark", "primary", small=True, id=Unusual.mark(anomaly.id)),
    ]


def _drawing(anomaly: Anomaly) -> Component | None:
    track = anomaly.track
    if track is None:
        return None
    start = (anomaly.first - track.first).days
    ends = [date_text(d, year=False) for d in (track.first, track.first + timedelta(days=len(track.values) - 1))]
    values = {
        "values": track.values,
        "lower": track.lower,
        "upper": track.upper,
        "odd": [start, start + anomaly.days - 1],
        "ends": ends,
    }
    return draw("days", values, f"{headline(anomaly)}, {when(anomaly, year=True)}: the days around it")


def _muted(muted: Sequence[Anomaly]) -> Component | None:
    if not muted:
        return None
    lines = [
        html.Li(
            [
                html.Span([html.B(headline(a)), html.Small(when(a, year=True))]),
                button("Show again", "ghost", small=True, id=Unusual.unmute(a.id)),
            ]
        )
        for a in muted[:50]
    ]
    title = html.Summary(f"{counted(len(muted), 'muted alarm')}")
    return html.Details([title, html.Ul(lines, className="un-events")], className="grow")
