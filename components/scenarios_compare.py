"""Scenarios side by side: the chances, one table of totals, split, constraints and notes, and where money moves."""

from collections.abc import Collection
from datetime import date, datetime

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import NONE, chance, date_text
from components.parts import chip, note
from components.scenarios_address import Choice
from components.scenarios_cells import cell, row, section_head
from components.scenarios_cells import letter_box as letter_box
from components.scenarios_constraints import constraint_section
from components.scenarios_flow import flow_card
from components.scenarios_pairs import pairs_details
from components.scenarios_split import split_section
from components.scenarios_totals import totals_section
from components.scenarios_words import TODAY_TEXT, verdict, verdict_text
from core.scenarios import Comparison, Odds
from core.scenarios.comparison import TODAY


def comparison_view(
    comparison: Comparison, until: date, now: datetime, choice: Choice | None = None, in_force: Collection[str] = ()
) -> list[Component]:
    """Return the strip of chances, the table, and where the money moves.

    Args:
        comparison: What stands side by side.
        until: Last day of the data in use.
        now: The moment of looking; its zone is that of the times shown.
        choice: The address, with the ids that are shown; what is chosen on the page goes into it.
        in_force: Ids of the plans in force.
    """
    choice = choice or Choice(ids=tuple(s.scenario.id for s in comparison.sides), base=comparison.base)
    sections = [
        *totals_section(comparison),
        *split_section(comparison, choice),
        *constraint_section(comparison, until),
        *notes_section(comparison),
    ]
    table = comparison_table(comparison, [heads(comparison, now, choice, in_force), *sections])
    parts = [strip(comparison), care_note(comparison), table, flow_card(comparison, choice)]
    return [part for part in parts if part is not None]


def comparison_table(comparison: Comparison, rows: list[Component], label: str = "Comparison") -> html.Section:
    """Return rows as one table whose columns are those of the comparison."""
    columns = len(comparison.letters)
    return html.Section(
        rows,
        className=f"card cmp cmp-{columns}",
        role="table",
        style={"--cols": columns},
        **attrs(aria_label=label),
    )


def care_note(comparison: Comparison) -> Component | None:
    """Return what limits the comparison, or None."""
    limits = [*comparison.warnings, *(s.reason for s in comparison.sides if s.reason)]
    if not limits:
        return None
    text = [item for limit in dict.fromkeys(limits) for item in (limit, html.Br())][:-1]
    return note("warn", "Read with care.", text)


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


def strip(comparison: Comparison, is_open: bool = False) -> html.Section:
    """Return how the best split stands against the others, and behind a switch all pairs."""
    odds = verdict(comparison).odds
    chances = html.Div([_chance(o, comparison) for o in odds], className=f"verdicts verdicts-{len(odds)}")
    parts = [chances, pairs_details(comparison, len(odds), is_open)]
    return html.Section(
        [part for part in parts if part is not None],
        className="card verdicts-card",
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


def heads(
    comparison: Comparison, now: datetime, choice: Choice | None = None, in_force: Collection[str] = ()
) -> html.Div:
    """Return the heads of the columns.

    Args:
        comparison: What stands side by side.
        now: The moment of looking.
        choice: The address; each head but the base's then leads to itself as the base.
        in_force: Ids of the plans in force.
    """
    days = comparison.sides[0].scenario.settings.days
    corner = f"{days} days" + (f", {comparison.currency}" if comparison.currency else "")
    cells = []
    if comparison.today:
        title = html.Div([letter_box(TODAY), html.Span("Today’s split")], className="ttl")
        acts = _head_acts(TODAY, comparison, choice)
        cells.append(_head([title, *acts], TODAY, base=comparison.base == TODAY))
    for side in comparison.sides:
        scenario = side.scenario
        person = scenario.owner
        initials = "".join(w[0] for w in person.split()[:1] + person.split()[1:][-1:]).upper()
        meta = [
            html.Span(initials, className="avatar avatar-s", title=person) if person else None,
            f"v{scenario.version}, {saved_text(scenario.updated, now)}",
            chip("In force", "pos", "check") if scenario.id in in_force else None,
            older_chip(side.older),
            chip("Archived", "line") if scenario.archived else None,
        ]
        name: Component = html.Span(scenario.name)
        if choice is not None:
            name = dcc.Link(scenario.name, href=choice.opened(scenario.id), className="ttl-link", title="Show details")
        title = html.Div([letter_box(side.letter), name], className="ttl")
        acts = _head_acts(side.letter, comparison, choice)
        if choice is not None:
            link = dcc.Link("Open in Budget", href=f"/budget?scenario={scenario.id}", className="fs-12")
            acts = [html.Div([*acts, link], className="head-acts")]
        content = [title, html.Div([m for m in meta if m], className="meta"), *acts]
        cells.append(_head(content, side.letter, base=comparison.base == side.letter))
    return html.Div(
        [html.Div(corner, className="lab fs-12 muted", role="columnheader"), *cells],
        className="cmp-row cmp-head",
        role="row",
    )


def _head_acts(letter: str, comparison: Comparison, choice: Choice | None) -> list[Component]:
    if letter == comparison.base:
        return [html.Span(chip("Base", "line"), className="meta")]
    if choice is None:
        return []
    name = "today’s split" if letter == TODAY else letter
    link = dcc.Link("Use as base", href=choice.href(base=letter), className="fs-12", title=f"Compare with {name}")
    return [link]


def _head(content: list[Component], letter: str, base: bool = False) -> html.Div:
    return html.Div(content, className="is-base" if base else "", role="columnheader", **attrs(data_l=letter))


def notes_section(comparison: Comparison) -> list[Component]:
    """Return the notes of the scenarios."""
    base = comparison.base
    today = "What is spent if nobody changes anything."
    cells = [cell(today, TODAY, base=base == TODAY)] if comparison.today else []
    cells += [
        cell(s.scenario.note or html.Span(NONE, className="muted"), s.letter, base=base == s.letter)
        for s in comparison.sides
    ]
    return [section_head("Notes"), row("", cells, class_name="cmp-notes")]
