"""What a scenario is, in words and figures: what it comes to, how it is split, what was asked, what it was made on."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from components.budget_goals import active_short, caution_short, floors_short, strategy_short
from components.format import MINUS, NBSP, NONE, chance, counted, date_text, money, money_span, number, ratio
from components.parts import Children, dot, table
from components.scenarios_changes import model_text, weeks_text
from components.scenarios_constraints import goal_text, groups_text, limits_text, locked_text, proof_text, total_text
from components.scenarios_words import interval_text
from components.tiles import tile, tiles
from core.data.schema import MONEY_OUTCOMES
from core.plan_rerun import Standing
from core.scenarios import Scenario


def finding_text(scenario: Scenario) -> str:
    """Return what a plan comes to, in a sentence."""
    figures, asked, currency = scenario.figures, scenario.settings, scenario.currency
    spend = money(figures.spend, currency, "full")
    what = f"{spend} over {counted(asked.days, 'day')} would bring about {_outcome(scenario, figures.expected)}"
    what += f" {asked.outcome}" if asked.outcome in MONEY_OUTCOMES else ""
    if figures.gain == figures.gain_lower == figures.gain_upper == 0:
        return f"{what}, as today’s split does."
    low, high = (_signed(scenario, value) for value in (figures.gain_lower, figures.gain_upper))
    return f"{what}. Against today’s split: {_signed(scenario, figures.gain)}, between {low} and {high}."


def key_figures(scenario: Scenario) -> Component:
    """Return the strip of totals as they were saved."""
    figures, asked, currency = scenario.figures, scenario.settings, scenario.currency
    same = figures.gain == figures.gain_lower == figures.gain_upper == 0
    gains = " to ".join(_signed(scenario, value) for value in (figures.gain_lower, figures.gain_upper))
    if asked.outcome in MONEY_OUTCOMES:
        unit, value = "Return on ad spend", ratio(figures.ratio)
    else:
        unit = f"Cost per {asked.outcome.removesuffix('s')}"
        value = money(figures.spend / figures.expected, currency, "exact") if figures.expected > 0 else NONE
    return tiles(
        [
            tile("Spend", money(figures.spend, currency), basis=f"over {counted(asked.days, 'day')}"),
            tile(f"Expected {asked.outcome}", _outcome(scenario, figures.expected, False), basis=_span(scenario)),
            tile("Against today", NONE if same else _signed(scenario, figures.gain), basis=None if same else gains),
            tile("Chance of beating today", NONE if same else chance(figures.chance)),
            tile(unit, value, basis=f"Ranges: {interval_text()} interval"),
        ],
        "Totals as saved",
    )


def split_table(scenario: Scenario) -> Component:
    """Return spend, change and expected outcome by campaign, in the order of the plan."""
    currency, outcome = scenario.currency, scenario.settings.outcome
    rows: list[list[Children]] = []
    for c in scenario.figures.campaigns:
        change = c.spend - c.today
        shown = NONE if abs(change) < 1 else money(change, currency, "full", signed=True)
        if outcome in MONEY_OUTCOMES:
            brings, span = money(c.expected, currency), money_span(c.lower, c.upper, None)
        else:
            brings, span = number(c.expected, "tile"), f"{number(c.lower, 'tile')} – {number(c.upper, 'tile')}"
        name = html.Span([dot(c.channel), html.Span(c.name)], className="detail-campaign")
        rows.append([name, money(c.spend, currency, "full"), shown, html.Span([brings, html.Small(f" {span}")])])
    heads = (("Campaign", ""), ("Spend", "r"), ("Change", "r"), (f"Expected {outcome}", "r opt"))
    return html.Div(table(heads, rows, caption="Spend by campaign"), className="detail-split")


def asked_list(scenario: Scenario) -> Component:
    """Return every setting in words; what is as usual is said too."""
    asked, currency = scenario.settings, scenario.currency
    searched = strategy_short(asked) if scenario.certificate is not None else "By hand"
    return _list(
        [
            ("Planned for", asked.outcome.capitalize()),
            ("Horizon", counted(asked.days, "day")),
            ("Goal", goal_text(scenario)),
            ("Total", total_text(scenario)),
            ("Fixed", locked_text(scenario)),
            ("Limits", _limits(scenario)),
            ("Groups", groups_text(scenario)),
            ("Least if at all", floors_short(asked, currency)),
            ("Campaigns that run", active_short(asked)),
            ("Caution", caution_short(asked)),
            ("How it was split", searched),
            ("Proof", proof_text(scenario)),
            ("Over the weeks", weeks_text(scenario)),
        ]
    )


def made_on_list(scenario: Scenario, standing: Standing, kept: bool) -> Component:
    """Return data and model behind the figures, in plain words.

    Args:
        scenario: The plan.
        standing: How it stands to data and model of now.
        kept: Whether the data set can still be looked at.
    """
    data = f"{scenario.dataset_name}, up to {date_text(scenario.last_day)}"
    state = "Other data are in use by now." if standing.older == "data" else "These data are in use."
    if not kept:
        state = "No longer kept: the figures stand as saved, what they came from cannot be looked at."
    model = model_text(scenario)
    if not scenario.brought:
        model += f", version {scenario.model_version}"
    moved = {"data": "It learned from the data above.", "model": "What it says has changed since."}
    return _list(
        [
            ("Data", [html.Div(data), html.Small(state)]),
            ("Model", [html.Div(model), html.Small(moved.get(standing.older, "This is the model in use."))]),
            ("Intervals", f"Hold the truth in {interval_text()} of cases, as far as the model is right."),
        ]
    )


def _limits(scenario: Scenario) -> Children:
    """Return all limits one a line; many of them are counted, and stand behind a switch."""
    lower, upper = scenario.settings.lower, scenario.settings.upper
    ids = list(dict.fromkeys([*lower, *upper]))
    if len(ids) <= 2:
        return limits_text(scenario)
    names = {c.id: c.name for c in scenario.campaigns}
    lines = []
    for key in ids:
        low, high = (
            None if limit is None else money(limit, scenario.currency, "full")
            for limit in (lower.get(key), upper.get(key))
        )
        span = f"{low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}"
        lines.append(html.Div(f"{names.get(key, key)}: {span}"))
    return html.Details([html.Summary(limits_text(scenario)), html.Div(lines)])


def _list(rows: Sequence[tuple[str, Children]]) -> Component:
    parts: list[Component] = []
    for title, content in rows:
        parts += [html.Dt(title), html.Dd(content)]
    return html.Dl(parts, className="facts")


def _outcome(scenario: Scenario, value: float, named: bool = True) -> str:
    if scenario.settings.outcome in MONEY_OUTCOMES:
        return money(value, scenario.currency)
    return number(value, "tile") + (f" {scenario.settings.outcome}" if named else "")


def _span(scenario: Scenario) -> str:
    figures = scenario.figures
    if scenario.settings.outcome in MONEY_OUTCOMES:
        return money_span(figures.lower, figures.upper, scenario.currency)
    return f"{number(figures.lower, 'tile')}{NBSP}–{NBSP}{number(figures.upper, 'tile')}"


def _signed(scenario: Scenario, value: float) -> str:
    revenue = scenario.settings.outcome in MONEY_OUTCOMES
    text = money(value, scenario.currency, "round", signed=True) if revenue else number(value, "round", signed=True)
    # A line must not end between a sign and its amount.
    return f"{text[0]}\u2060{text[1:]}" if text[0] in f"+{MINUS}" else text
