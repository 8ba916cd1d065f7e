"""The table of all parts of a forecast: channels and their campaigns, each with what is expected and how sure it is."""

from typing import Any

from dash import dcc, html

from components.attributes import attrs
from components.forecast_choice import OutlookChoice
from components.forecast_words import STATES, amount, heading, span, state_words
from components.format import counted, percent
from components.measures import MEASURES
from components.parts import button, card, channel_class, chip, dot, draw
from core.forecasting.outlook import Forecasts
from core.forecasting.series import Level

MOST = 60
"""Campaigns with a row; the rest is asked for."""
SPARK_DAYS = 56


def parts_card(found: Forecasts, choice: OutlookChoice, everything: bool) -> html.Section:
    """Return the card.

    Args:
        found: The forecasts.
        choice: What the address asks for; rows lead to the same question of their part.
        everything: Whether all campaigns have a row, however many.
    """
    sums = {key: float(found.mean("campaign", key).sum()) for key in found.tree.campaigns}
    # What goes on comes first, by size; then what stopped.
    order = sorted(sums, key=lambda key: (not sums[key] and key in found.since, -sums[key], found.names[key]))
    shown = order if everything else order[:MOST]
    channel_of = {
        key: found.tree.channels[int(found.tree.sums[:-1, n].argmax())] for n, key in enumerate(found.tree.campaigns)
    }
    rows = [_row(found, choice, "campaign", key, channel_of[key]) for key in shown]
    single = len(found.tree.channels) < 2
    groups = [] if single else [_row(found, choice, "channel", key, key) for key in _by_size(found)]
    heads = [
        ("Part", ""),
        ("Last 8 weeks", "opt"),
        ("Expected", "r"),
        ("Likely range", "r opt"),
        ("Change", "r"),
        ("Missed by", "r opt"),
    ]
    head = html.Thead(html.Tr([html.Th(text, className=name, scope="col") for text, name in heads]))
    bodies = [html.Tbody(groups, className="out-channels")] if groups else []
    table = html.Table(
        [
            html.Caption("What is expected of each channel and campaign", className="sr"),
            head,
            *bodies,
            html.Tbody(rows),
            html.Tfoot(_row(found, choice, "total", "total", "")),
        ],
        className="table out-parts",
    )
    idle = len(found.since)
    title = f"{counted(len(sums) - idle, 'campaign')} {'goes' if len(sums) - idle == 1 else 'go'} on"
    if idle:
        title += f", of {counted(idle, 'other')} nothing is expected"
    note = (
        f"{MEASURES[found.measure].label}, next {counted(found.days, 'day')}, with the 80 % range; change against as "
        "many days before. Missed by: against repeating the last week, on past days. Parts add up to the total."
    )
    foot = None
    if len(order) > len(shown):
        foot = [
            f"The {len(order) - len(shown)} smallest are not shown.",
            button("Show all", "ghost", small=True, href=f"{choice.href()}{'&' if '?' in choice.href() else '?'}all=1"),
        ]
    return card(title, note, html.Div(table, className="out-scroll"), foot=foot, flush=True)


def _by_size(found: Forecasts) -> list[str]:
    return sorted(found.tree.channels, key=lambda key: -float(found.mean("channel", key).sum()))


def _row(found: Forecasts, choice: OutlookChoice, level: Level, key: str, channel: str) -> html.Tr:
    one = heading(found, level, key)
    part = "" if level == "total" else f"{level}:{key}"
    name: list[Any] = [] if level == "total" else [dot(channel)]
    text = "All campaigns" if level == "total" else found.names[key]
    name.append(dcc.Link(text, href=choice.href(part=part), className="out-name"))
    if level == "campaign":
        if not len(found.tree.channels) < 2:
            name.append(html.Span(channel, className="out-channel"))
        state = found.states["campaign"][key]
        if state in STATES:
            words = state_words(found, key)
            name.append(chip(words, STATES[state][1]))
    past = found.past(level, key)[-SPARK_DAYS:]
    spark = draw("spark", {"values": [None if v != v else round(float(v), 2) for v in past]})
    check = found.backtests[level][key]
    moved = one.moved
    cells = [
        html.Td(html.Div(name, className="out-part")),
        html.Td(spark, className="opt out-spark"),
        html.Td(amount(found, one.expected.mean), className="r"),
        html.Td(
            span(found, one.expected).removeprefix("between ") if one.expected.mean else "–", className="r opt muted"
        ),
        html.Td(_change(moved), className="r"),
        html.Td(_missed(check.against_baseline if check.checks else None), className="r opt"),
    ]
    on = (level, key) == (choice.level, choice.key)
    marks = attrs(aria_current="true") if on else {}
    return html.Tr(
        cells, className=" ".join([channel_class(channel) if channel else "", "is-on" if on else ""]), **marks
    )


def _change(moved: float | None) -> Any:
    if moved is None:
        return html.Span("–", className="muted")
    return percent(moved, 0, signed=True)


def _missed(better: float | None) -> Any:
    if better is None:
        return html.Span("too short", className="muted")
    return html.Span(f"{percent(abs(better), 0)} {'less' if better <= 0 else 'more'}")
