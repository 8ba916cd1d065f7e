"""A kept plan beside itself on the data of now: old figures, new figures, and the new best, with their differences."""

from collections.abc import Callable
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import NONE, chance, counted, date_text, money, money_span, number, percent, ratio
from components.ids import Scenarios
from components.parts import Children, button, note
from components.scenarios_cells import cell, row
from components.scenarios_words import interval_text
from core.allocation.planning import PlanFigures
from core.data import Dataset
from core.data.schema import MONEY_OUTCOMES
from core.optimizing import OptimizedPlan
from core.plan_rerun import Rerun, Standing
from core.scenarios import Scenario

FEW = 4
"""So many campaigns are named in a sentence; of more the rest is counted."""


def stale_note(scenario: Scenario, standing: Standing, dataset: Dataset, kept: bool, href: str | None) -> Component:
    """Return what moved on since a plan was saved, and the way to the figures of now.

    Args:
        scenario: The plan.
        standing: How it stands to data and model of now; something moved on.
        dataset: In use.
        kept: Whether the data set that it was made on can still be looked at.
        href: Where the new figures are; None where they are shown already.
    """
    if standing.older == "model":
        head, text = "Made with an earlier model.", "The curves in use are others by now."
    else:
        head = "Made on older data."
        text = f"It was made on {scenario.dataset_name}, up to {date_text(scenario.last_day)}; "
        text += f"in use is {dataset.name}, up to {date_text(dataset.last_day)}."
    if not kept:
        text += " The data it was made on are no longer kept."
    if standing.reason:
        return note("warn", head, f"{text} {standing.reason} The figures stand as they were saved.")
    acts = [button("Run again on the data of now", href=href)] if href else []
    return note("warn", head, f"{text} The figures stand as they were saved.", acts)


@dataclass(frozen=True)
class _Side:
    """A column: its short name on narrow screens, its head, its figures, and what it adds to the old ones."""

    short: str
    title: str
    figures: PlanFigures
    old: PlanFigures | None = None
    gap: str | None = None


def rerun_card(found: Rerun, leave: str) -> Component:
    """Return the figures side by side and the ways to go on; nothing is saved before one is taken.

    Args:
        found: The re-run.
        leave: Address without it.
    """
    scenario, best = found.scenario, found.best
    old, following = scenario.figures, scenario.version + 1
    sides = [
        _Side("Saved", f"As saved, version {scenario.version}", old, gap=_saved_gap(scenario)),
        _Side("Now", "The same split, now", found.figures, old, _gap(found)),
    ]
    if best is not None:
        sides.append(_Side("Best", "The best split, now", best.figures, old, "This is the best"))
    table = html.Div(
        [
            _heads(sides),
            *_rows(sides, scenario, with_gap=scenario.gap is not None),
        ],
        className=f"cmp cmp-{len(sides)} rerun-table",
        role="table",
        style={"--cols": len(sides)},
        **attrs(aria_label="Old and new figures"),
    )
    acts: list[Component] = [
        button(
            f"Keep as version {following}",
            "primary",
            id=Scenarios.keep(scenario.id, "same", scenario.version, found.key),
        )
    ]
    if best is not None:
        acts.append(
            button(
                f"Keep the new best as version {following}",
                id=Scenarios.keep(scenario.id, "best", scenario.version, found.key),
            )
        )
    acts.append(button("Leave as it is", "ghost", href=leave))
    remarks = [html.P(text, className="soft fs-13") for text in found.remarks]
    if best is not None:
        remarks.insert(0, html.P(_moves(found, best), className="soft fs-13"))
    if best is not None and scenario.weekly is not None:
        remarks.append(html.P("The new best is spread evenly over its weeks.", className="soft fs-13"))
    head = html.Div(
        html.Div(
            [
                html.H2(_finding(found)),
                html.P(f"Below each figure its {interval_text()} interval, and the change on what was saved."),
            ]
        ),
        className="card-head",
    )
    foot = html.Div([*remarks, html.Div(acts, className="rerun-acts")], className="card-body")
    return html.Section([head, table, foot], className="card rerun", **attrs(aria_label="Run again"))


def _finding(found: Rerun) -> str:
    old, new = found.scenario.figures.expected, found.figures.expected
    moved = new - old
    amount = _outcome_text(found.scenario)(abs(moved))
    if abs(moved) < 0.005 * abs(old):
        return "The same split would bring about as much as before"
    return f"The same split would now bring about {amount} {'more' if moved > 0 else 'less'}"


def _moves(found: Rerun, best: OptimizedPlan) -> str:
    """Return by how much the best split gives each campaign more or less than the kept one, the largest first."""
    names = {c.id: c.name for c in found.figures.campaigns}
    moves = [(best.spend[key] - amount, key) for key, amount in found.spend.items()]
    moves = sorted((m for m in moves if abs(m[0]) >= 1), key=lambda m: -abs(m[0]))
    if not moves:
        return "The best split is still the same one."
    texts = [f"{names[key]} {money(x, found.scenario.currency, 'full', signed=True)}" for x, key in moves[:FEW]]
    rest = f" and {counted(len(moves) - FEW, 'more campaign')}" if len(moves) > FEW else ""
    return f"The best split against the same one: {', '.join(texts)}{rest}."


def _heads(sides: list[_Side]) -> html.Div:
    corner = html.Div("", className="lab", role="columnheader", **attrs(aria_label="Figure"))
    columns = [
        html.Div(html.Span(s.title, className="strong"), role="columnheader", **attrs(data_l=s.short)) for s in sides
    ]
    return html.Div([corner, *columns], className="cmp-row rerun-heads", role="row")


def _rows(sides: list[_Side], scenario: Scenario, with_gap: bool) -> list[Component]:
    outcome, currency = scenario.settings.outcome, scenario.currency
    text = _outcome_text(scenario)

    def spend(side: _Side) -> Children:
        moved = None if side.old is None else side.figures.spend - side.old.spend
        return _value(
            money(side.figures.spend, currency, "full"),
            "" if moved is None or abs(moved) < 1 else f"{money(moved, currency, 'full', signed=True)} on the saved",
        )

    def expected(side: _Side) -> Children:
        f = side.figures
        span = (
            money_span(f.lower, f.upper, None)
            if outcome in MONEY_OUTCOMES
            else f"{number(f.lower, 'tile')} – {number(f.upper, 'tile')}"
        )
        moved = None if side.old is None else f.expected - side.old.expected
        change = "" if moved is None else f"{_signed(moved, scenario)} on the saved"
        return _value(text(f.expected), span, change)

    def gain(side: _Side) -> Children:
        f = side.figures
        if f.gain == f.gain_lower == f.gain_upper == 0:
            return _value("Today’s split")
        span = f"{_signed(f.gain_lower, scenario)} to {_signed(f.gain_upper, scenario)}"
        return _value(_signed(f.gain, scenario), span)

    def sure(side: _Side) -> Children:
        return _value(chance(side.figures.chance))

    def unit(side: _Side) -> Children:
        f = side.figures
        if outcome in MONEY_OUTCOMES:
            return _value(ratio(f.ratio))
        return _value(money(f.spend / f.expected, currency, "exact") if f.expected > 0 else NONE)

    lines: list[tuple[str, Callable[[_Side], Children]]] = [
        ("Spend", spend),
        (f"Expected {outcome}", expected),
        ("Against today", gain),
        ("Chance of beating today", sure),
        ("Return on ad spend" if outcome in MONEY_OUTCOMES else f"Cost per {outcome.removesuffix('s')}", unit),
    ]
    if with_gap:
        lines.append(("From the best possible", lambda side: _value(side.gap or "Not known")))
    return [row(title, [cell(html.Div(show(side)), side.short) for side in sides]) for title, show in lines]


def _value(text: str, *small: str) -> list[Component]:
    return [html.Span(text, className="v"), *(html.Small(line) for line in small if line)]


def _outcome_text(scenario: Scenario) -> Callable[[float], str]:
    if scenario.settings.outcome in MONEY_OUTCOMES:
        return lambda value: money(value, scenario.currency)
    return lambda value: number(value, "tile")


def _signed(value: float, scenario: Scenario) -> str:
    if scenario.settings.outcome in MONEY_OUTCOMES:
        return money(value, scenario.currency, "round", signed=True)
    return number(value, "round", signed=True)


def _saved_gap(scenario: Scenario) -> str | None:
    return None if scenario.gap is None else _gap_text(scenario.gap, "The best then")


def _gap(found: Rerun) -> str | None:
    return None if found.gap is None else _gap_text(found.gap)


def _gap_text(gap: float, best: str = "Still the best") -> str:
    if gap < 5e-5:
        return best
    return f"{percent(gap, 1 if gap >= 0.001 else 2)} below"


def archived_note() -> Component:
    """Return what stands over a scenario that was put away."""
    text = "It left the list and keeps all its versions. What links to it still works. Restore brings it back."
    return note("info", "Archived.", text)
