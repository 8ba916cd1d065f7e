"""The weeks of a plan: what the browser asks about them, checked, and what the model answers."""

from datetime import date
from typing import Any

from dash import Dash, Input, Output, no_update

from callbacks.budget_requests import (
    CHANGED,
    PlanRequest,
    error_plain,
    read_amount,
    read_fields,
    read_plan,
    read_seq,
)
from callbacks.budget_rules import short
from components.budget_weeks import NAME, WeekChart, weeks_note, weeks_store
from components.format import money
from components.ids import Budget, Figure
from core.errors import ConflictError, InputError, ProductError
from core.scenarios import WeeklySpend
from core.week_plans import WeekAsk, WeekRules
from core.weeks import Week
from core.workbench import Workbench

Answer = dict[str, Any]
MOST_CHANGE = 10.0
"""Highest share of change from week to week that is taken as a limit."""
CENT = 0.01


def register_weeks(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the card."""

    @app.callback(
        Output(Budget.WEEKS_ANSWER, "data"),
        Output(Figure.store(NAME), "data"),
        Output(Budget.WEEKS_TITLE, "children"),
        Output(Budget.WEEKS_NOTE, "children"),
        Input(Budget.WEEKS_ASK, "data"),
        prevent_initial_call=True,
    )
    def _weeks(raw: Any) -> tuple[Any, Any, Any, Any]:
        answer, chart = answer_weeks(workbench, raw)
        if chart is None:
            return answer, no_update, no_update, no_update
        return answer, weeks_store(chart), chart.title, weeks_note(chart)

    @app.callback(Output(Budget.WEEKS_BEST_ANSWER, "data"), Input(Budget.WEEKS_BEST, "data"), prevent_initial_call=True)
    def _best(raw: Any) -> Answer:
        return answer_best(workbench, raw)


def answer_weeks(workbench: Workbench, raw: Any) -> tuple[Answer, WeekChart | None]:
    """Return what a spread over the weeks brings, and its chart; None where it cannot be said."""
    part = _whole(raw, "part")
    try:
        fields, asked = read_fields(raw), read_plan(raw, workbench)
        planner = asked.planner
        weekly = read_weekly(fields, asked, workbench)
        if weekly is None:
            raise InputError("This request holds no weeks. Reload the page.")
        figures = workbench.weeks.figures(planner.outcome, planner.days, weekly.spend, read_after(fields))
        season = workbench.weeks.season(planner.outcome, planner.days)
    except ProductError as error:
        return {"seq": read_seq(raw), "part": part, "ok": False, "error": error_plain(error)}, None
    lengths = [week.days for week in figures.weeks]
    shares = None if season is None else [m * days for m, days in zip(season, lengths, strict=True)]
    answer = {"seq": read_seq(raw), "part": part, "ok": True, "total": figures.total, "season": shares}
    return answer, WeekChart(figures, planner.outcome, planner.currency, planner.ranged, season is not None)


def answer_best(workbench: Workbench, raw: Any) -> Answer:
    """Return the best spread of as many campaigns as a short while allows; the browser asks again for the rest."""
    job = _whole(raw, "job")
    try:
        fields, asked = read_fields(raw), read_plan(raw, workbench)
        planner = asked.planner
        held = read_held(fields.get("held"), asked, len(workbench.weeks.weeks(planner.days)))
        rules = WeekRules(read_change(fields.get("change")), read_after(fields))
        todo = read_todo(fields.get("todo"), asked)
        asks = [week_ask(asked, campaign, held) for campaign in todo]
        found = workbench.weeks.best(planner.outcome, planner.days, asks, rules)
    except ProductError as error:
        return {"seq": read_seq(raw), "job": job, "ok": False, "error": error_plain(error)}
    spreads = {key: {"spend": list(one.spend), "bound": one.bound} for key, one in found.items()}
    return {"seq": read_seq(raw), "job": job, "ok": True, "spreads": spreads}


def week_ask(asked: PlanRequest, campaign: str, held: dict[str, tuple[float | None, ...]]) -> WeekAsk:
    """Return the amount of a campaign as it is to be spread: within the pace of its maximum."""
    known = next(c for c in asked.planner.campaigns if c.id == campaign)
    count = len(next(iter(held.values())))
    amount = asked.spend.get(campaign, known.today)
    most = asked.settings.upper.get(campaign, known.upper)
    own = held[campaign]
    kept = sum(cents for cents in own if cents is not None)
    if kept > amount + CENT * count:
        raise InputError(
            f"What is held of {known.name} adds up to {money(kept, asked.planner.currency, 'exact')}, more than its "
            f"amount of {money(amount, asked.planner.currency, 'exact')}. Release a week of it."
        )
    return WeekAsk(campaign, max(amount, kept), most, own)


def read_weekly(fields: dict[str, Any], asked: PlanRequest, workbench: Workbench) -> WeeklySpend | None:
    """Return the weeks of a plan; None where it is spread evenly.

    Args:
        fields: Of the request: ``weekly`` with the ``start`` of the first week and ``spend`` by campaign id.
        asked: The plan.
        workbench: Knows the weeks.

    Raises:
        InputError: If they are no amounts by week of the plan's campaigns, or do not add up to the plan.
        ConflictError: If they begin on another day than the plan.
    """
    raw = fields.get("weekly")
    if raw is None:
        return None
    if not isinstance(raw, dict) or not isinstance(raw.get("spend"), dict):
        raise InputError("The weeks are not given by campaign. Reload the page.")
    weeks = workbench.weeks.weeks(asked.planner.days)
    if read_day(raw.get("start")) != weeks[0].first:
        raise ConflictError(CHANGED)
    names = {c.id: c.name for c in asked.planner.campaigns}
    unknown = next((key for key in raw["spend"] if key not in names), None)
    if unknown is not None:
        raise InputError(f"There is no campaign {short(unknown)} in this plan. Reload the page.")
    spend = {}
    for campaign in asked.planner.campaigns:
        if campaign.id not in raw["spend"]:
            raise InputError(f"The weeks of {campaign.name} are missing. Reload the page.")
        row = read_row(raw["spend"][campaign.id], campaign.name, weeks)
        amount = asked.spend.get(campaign.id, campaign.today)
        # A plan's amount of today may hold parts of a cent.
        if abs(sum(row) - amount) > CENT / 2 + 1e-9 * (amount + 1):
            raise InputError(
                f"The weeks of {campaign.name} add up to {money(sum(row), asked.planner.currency, 'exact')}, but its "
                f"amount in the plan is {money(amount, asked.planner.currency, 'exact')}. Reload the page."
            )
        spend[campaign.id] = row
    return WeeklySpend(weeks[0].first, spend)


def read_row(raw: Any, name: str, weeks: tuple[Week, ...]) -> tuple[float, ...]:
    """Return the amounts of a campaign by week.

    Raises:
        InputError: If they are not as many amounts of money as there are weeks.
    """
    if not isinstance(raw, list) or len(raw) != len(weeks):
        raise InputError(f"{name} needs an amount for each of the {len(weeks)} weeks. Reload the page.")
    return tuple(read_amount(amount, f"A week of {name}") for amount in raw)


def read_held(raw: Any, asked: PlanRequest, weeks: int) -> dict[str, tuple[float | None, ...]]:
    """Return by campaign id what is held in each week, None where it is free; all campaigns of the plan.

    Raises:
        InputError: If a campaign is unknown, or what is held is no amount of money.
    """
    raw = {} if raw is None else raw
    if not isinstance(raw, dict):
        raise InputError("What is held is not given by campaign. Reload the page.")
    held: dict[str, tuple[float | None, ...]] = {c.id: (None,) * weeks for c in asked.planner.campaigns}
    names = {c.id: c.name for c in asked.planner.campaigns}
    for campaign, row in raw.items():
        if campaign not in held:
            raise InputError(f"There is no campaign {short(campaign)} in this plan. Reload the page.")
        if not isinstance(row, list) or len(row) != weeks:
            raise InputError(f"{names[campaign]} has {weeks} weeks, but other weeks of it are held. Reload the page.")
        what = f"What is held of {names[campaign]}"
        held[campaign] = tuple(None if one is None else read_amount(one, what) for one in row)
    return held


def read_todo(raw: Any, asked: PlanRequest) -> list[str]:
    """Return the campaigns that are still to be spread, each once.

    Raises:
        InputError: If there is none, or one is unknown.
    """
    known = {c.id for c in asked.planner.campaigns}
    if not isinstance(raw, list) or not raw:
        raise InputError("This request names no campaign to spread. Reload the page.")
    for campaign in raw:
        if not isinstance(campaign, str) or campaign not in known:
            raise InputError(f"There is no campaign {short(campaign)} in this plan. Reload the page.")
    return list(dict.fromkeys(raw))


def read_change(raw: Any) -> float | None:
    """Return the most change from week to week as a share; None is any.

    Raises:
        InputError: If it is no share.
    """
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 <= raw <= MOST_CHANGE:
        raise InputError(f"{short(raw)} is not a change from week to week. Choose one from the list.")
    return float(raw)


def read_after(fields: dict[str, Any]) -> bool:
    """Return whether what carries over after the end counts."""
    return fields.get("after") is not False


def read_day(raw: Any) -> date | None:
    """Return a day; None where it is none."""
    try:
        return date.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        return None


def _whole(raw: Any, name: str) -> int:
    """Return a number that the answer repeats; −1 where there is none."""
    value = raw.get(name) if isinstance(raw, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else -1
