"""Scenarios side by side: the chances in a strip, then one table of totals, split, constraints and notes."""

from datetime import date, datetime

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import NONE, chance, date_text
from components.icons import icon
from components.parts import chip, note
from components.plan_actual_choose import put_in_force_button
from components.scenarios_cells import cell, row, section_head
from components.scenarios_split import constraint_section, split_section
from components.scenarios_totals import totals_section
from components.scenarios_words import TODAY_TEXT, verdict, verdict_text
from core.scenarios import Comparison, Odds
from core.scenarios.comparison import TODAY


def comparison_view(comparison: Comparison, until: date, now: datetime) -> list[Component]:
    """Return the strip of chances and the table.

    Args:
        comparison: What stands side by side.
        until: Last day of the data in use.
        now: The moment of looking; its zone is that of the times shown.
    """
    limits = [*comparison.warnings, *(s.reason for s in comparison.sides if s.reason)]
    columns = len(comparison.sides) + (comparison.base is not None)
    table = html.Section(
        [
            _heads(comparison, now),
            *totals_section(comparison),
            *split_section(comparison),
            *constraint_section(comparison, until),
            *_notes(comparison),
        ],
        className=f"card cmp cmp-{columns}",
        role="table",
        style={"--cols": columns},
        **attrs(aria_label="Comparison"),
    )
    parts: list[Component] = [_strip(comparison)]
    if limits:
        text = [item for limit in dict.fromkeys(limits) for item in (limit, html.Br())][:-1]
        parts.append(note("warn", "Read with care.", text))
    return [*parts, table]


def letter_box(letter: str) -> html.Span:
    """Return the letter of a scenario; today's split has a clock."""
    if letter == TODAY:
        return html.Span(icon("clock", small=True), className="letter is-base")
    return html.Span(letter, className="letter")


def saved_text(moment: datetime, now: datetime) -> str:
    """Return when something was saved: the time of today, the day of this year, the date before.

    Args:
        moment: When it was saved, aware.
        now: The moment of looking, aware; its zone is used.
    """
    there = moment.astimezone(now.tzinfo)
    if there.date() == now.date():
        return f"today {there:%H:%M}"
    return date_text(there.date(), year=there.year != now.year)


def older_chip(older: str) -> html.Span | None:
    """Return the chip of figures that may have moved: ``older`` is data, model or nothing."""
    if not older:
        return None
    return chip("Older data" if older == "data" else "Older model", "warn", "clock")


def _strip(comparison: Comparison) -> html.Section:
    odds = verdict(comparison).odds
    return html.Section(
        [_chance(o, comparison) for o in odds],
        className=f"card verdicts verdicts-{len(odds)}",
        **attrs(aria_label="Which is better"),
    )


def _chance(odds: Odds, comparison: Comparison) -> html.Div:
    def who(letter: str) -> Component:
        return html.Span(TODAY_TEXT) if letter == TODAY else letter_box(letter)

    title = html.Div(["Chance that ", who(odds.first), " beats ", who(odds.second)], className="ttl")
    shown = "Same split" if odds.tie == 1.0 else "Not known" if odds.win is None else chance(odds.win)
    bar = None
    if odds.win is not None and odds.tie != 1.0:
        bar = html.Div([html.I(), html.I()], className="oddsbar", style={"--v": odds.win}, **attrs(aria_hidden="true"))
    known = "v" if odds.win is not None else "v soft"
    return html.Div(
        [title, html.Div(shown, className=known), bar, html.P(verdict_text(odds, comparison))], className="verdict"
    )


def _heads(comparison: Comparison, now: datetime) -> html.Div:
    days = comparison.sides[0].scenario.settings.days
    corner = f"{days} days" + (f", {comparison.currency}" if comparison.currency else "")
    heads = []
    if comparison.base:
        title = html.Div([letter_box(TODAY), html.Span("Today’s split")], className="ttl")
        heads.append(_head([title, html.Div(chip("Base", "line"), className="meta")], TODAY, base=True))
    for side in comparison.sides:
        scenario = side.scenario
        person = scenario.owner
        initials = "".join(w[0] for w in person.split()[:1] + person.split()[1:][-1:]).upper()
        meta = [
            html.Span(initials, className="avatar avatar-s", title=person) if person else None,
            f"v{scenario.version}, {saved_text(scenario.updated, now)}",
            older_chip(side.older),
            chip("Archived", "line") if scenario.archived else None,
        ]
        link = dcc.Link("Open in Budget", href=f"/budget?scenario={scenario.id}", className="fs-12")
        title = html.Div([letter_box(side.letter), html.Span(scenario.name)], className="ttl")
        force = None if scenario.archived else put_in_force_button(scenario)
        acts = html.Div([part for part in (link, force) if part], className="meta")
        heads.append(_head([title, html.Div([m for m in meta if m], className="meta"), acts], side.letter))
    return html.Div(
        [html.Div(corner, className="lab fs-12 muted", role="columnheader"), *heads],
        className="cmp-row cmp-head",
        role="row",
    )


def _head(content: list[Component], letter: str, base: bool = False) -> html.Div:
    return html.Div(content, className="is-base" if base else "", role="columnheader", **attrs(data_l=letter))


def _notes(comparison: Comparison) -> list[Component]:
    cells = [cell("What is spent if nobody changes anything.", TODAY, base=True)] if comparison.base else []
    cells += [cell(s.scenario.note or html.Span(NONE, className="muted"), s.letter) for s in comparison.sides]
    return [section_head("Notes"), row("", cells, class_name="cmp-notes")]
