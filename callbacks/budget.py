"""The Budget page: where the browser's plans arrive, and the exact answers leave.

Curves travel once, over ``/api/curves/<planner key>?outcome=&days=``, in the layout of ``core.curves.curves_bytes``.
The key is content: the answer never changes, and browsers keep it for a year.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from dash import ClientsideFunction, Dash, Input, Output, no_update
from dash.development.base_component import Component
from flask import Response, request

from callbacks import budget_saves, budget_taught
from callbacks.budget_address import PAGE as LINKS
from callbacks.budget_address import parts, stamp
from callbacks.budget_requests import error_plain, read_fields, read_plan, read_question, read_seq
from callbacks.budget_rivals import answer_rivals
from callbacks.budget_rules import read_number
from callbacks.budget_start import Start, start_of
from callbacks.budget_weeks import register_weeks
from callbacks.shell import failed_page
from components.budget import page, stage
from components.budget_caution import NAME as CAUTION
from components.budget_caution import CautionChoice, caution_note, caution_store
from components.budget_caution import finding as caution_finding
from components.budget_frontier import NAME, Frontier, finding, frontier_store
from components.budget_weeks_words import weeks_plain
from components.budget_words import bindings_plain, figures_plain, moves, question
from components.ids import Budget, Figure
from components.page import Page
from core.allocation.planning import GOALS, PlanSettings, plan_figures
from core.curves import BYTES_VERSION, curves_bytes
from core.errors import ProductError
from core.optimizing import explain
from core.workbench import Workbench

PAGE = Page("/budget", "Budget", "budget")
GONE = "These curves belong to data that are no longer in use. Reload the page.\n"
YEAR = 365 * 24 * 3600
Answer = dict[str, Any]


def layout(workbench: Workbench, search: str) -> Component:  # noqa: ARG001
    """Return the page: an outline at once; its campaigns come by themselves as soon as they are known."""
    return stage(search)


def register(app: Dash, workbench: Workbench) -> None:
    """Register the curves' address and the callbacks of the page."""
    app.server.add_url_rule("/api/curves/<key>", "curves", lambda key: curves_response(workbench, key))
    budget_saves.register(app, workbench)
    budget_taught.register(app, workbench)

    @app.callback(Output(Budget.STAGE, "children"), Output(Budget.STAGE, "className"), Input(Budget.ASK, "data"))
    def _open(ask: Any) -> tuple[Any, str]:
        try:
            return page(open_page(app, workbench, (ask or {}).get("search") or "")), ""
        except ProductError as error:
            return failed_page(error), ""

    _ask(app, Budget.QUESTION, Budget.QUESTION_ANSWER, lambda raw: answer_question(app, workbench, raw))
    _ask(app, Budget.PLAN, Budget.FIGURES, lambda raw: answer_plan(workbench, raw))
    _ask(app, Budget.OPTIMIZE, Budget.OPTIMIZED, lambda raw: answer_optimize(workbench, raw))
    _ask(app, Budget.RIVALS_ASK, Budget.RIVALS, lambda raw: answer_rivals(workbench, raw))
    _ask(app, Budget.LINK, Budget.LINKED, lambda raw: answer_link(workbench, raw))

    @app.callback(
        Output(Figure.store(NAME), "data"),
        Output(Budget.FRONTIER_TITLE, "children"),
        Input(Budget.FRONTIER_ASK, "data"),
        prevent_initial_call=True,
    )
    def _frontier(raw: Any) -> tuple[Any, Any]:
        try:
            found = frontier_of(workbench, raw)
        except ProductError:
            # The note of the plan itself says what is wrong; the last curve stays.
            return no_update, no_update
        return frontier_store(found), finding(found)

    @app.callback(
        Output(Figure.store(CAUTION), "data"),
        Output(Budget.CAUTION_TITLE, "children"),
        Output(Budget.CAUTION_NOTE, "children"),
        Input(Budget.CAUTION_ASK, "data"),
        prevent_initial_call=True,
    )
    def _caution(raw: Any) -> tuple[Any, Any, Any]:
        try:
            choice = caution_of(workbench, raw)
        except ProductError:
            return no_update, no_update, no_update
        return caution_store(choice), caution_finding(choice), caution_note(choice.tail)

    register_weeks(app, workbench)
    for function, store in (
        ("start", Budget.META),
        ("question", Budget.QUESTION_ANSWER),
        ("figures", Budget.FIGURES),
        ("optimized", Budget.OPTIMIZED),
        ("rivals", Budget.RIVALS),
        ("linked", Budget.LINKED),
        ("weeks", Budget.WEEKS_ANSWER),
        ("bestWeeks", Budget.WEEKS_BEST_ANSWER),
    ):
        # The functions return nothing to Dash; but without any output they would not run when the page is put in place.
        app.clientside_callback(
            ClientsideFunction("budget", function), Output(store, "clear_data"), Input(store, "data")
        )


def _ask(app: Dash, asked: str, answered: str, answer: Callable[[Any], Answer]) -> None:
    @app.callback(Output(answered, "data"), Input(asked, "data"), prevent_initial_call=True)
    def _answer(raw: Any) -> Answer:
        return answer(raw)


def open_page(app: Dash, workbench: Workbench, search: str) -> dict[str, Any]:
    """Return the metadata that the page opens with, for the query of its address.

    Raises:
        NotEnoughDataError: If nothing can be planned with the data in use.
    """
    start = start_of(workbench, parts(search))
    # Parts of the page that are no part of the plan read their own state.
    return _question(app, workbench, start) | {"address": dict(start.address)}


def answer_question(app: Dash, workbench: Workbench, raw: Any) -> Answer:
    """Return the metadata of another outcome or horizon."""
    seq = read_seq(raw)
    try:
        outcome, days = read_question(read_fields(raw), workbench)
        return {"seq": seq, "ok": True, "meta": _question(app, workbench, Start(outcome, days))}
    except ProductError as error:
        return {"seq": seq, "ok": False, "error": error_plain(error)}


def answer_plan(workbench: Workbench, raw: Any) -> Answer:
    """Return the exact figures of a plan, and its five largest moves with their reasons."""
    seq = read_seq(raw)
    try:
        asked = read_plan(raw, workbench)
        figures = workbench.figures(asked.settings, asked.spend)
        words = explain(asked.planner, asked.settings, figures)
        target = read_fields(raw).get("reach")
        what = "The outcome to reach"
        chance = None if target is None else workbench.chance(asked.settings, asked.spend, read_number(target, what))
    except ProductError as error:
        return {"seq": seq, "ok": False, "error": error_plain(error)}
    plain_figures = figures_plain(figures) | {"reach": chance}
    return {"seq": seq, "ok": True, "figures": plain_figures, "moves": moves(figures, words)}


def answer_optimize(workbench: Workbench, raw: Any) -> Answer:
    """Return the best split within the limits, with its certificate, or why there is none."""
    seq, asked = read_seq(raw), None
    try:
        asked = read_plan(raw, workbench)
        best = workbench.optimize(asked.settings)
    except ProductError as error:
        return {"seq": seq, "ok": False, "error": error_plain(error, asked)}
    return {
        "seq": seq,
        "ok": True,
        "spend": best.spend,
        "figures": figures_plain(best.figures),
        "certificate": best.certificate,
        "gap": best.gap,
        "reached": best.reached,
        "bindings": bindings_plain(best.bindings),
        "bad_cases": best.bad_cases,
    }


def answer_link(workbench: Workbench, raw: Any) -> Answer:
    """Keep a state that is too long for an address, and return its short id; or say why it cannot be kept."""
    seq = read_seq(raw)
    try:
        return {"seq": seq, "ok": True, "id": workbench.links.keep(LINKS, read_fields(raw).get("state") or {})}
    except ProductError as error:
        return {"seq": seq, "ok": False, "error": error_plain(error)}


def frontier_of(workbench: Workbench, raw: Any) -> Frontier:
    """Return the best outcome at each total with the plan and today's split on it."""
    asked = read_plan(raw, workbench)
    planner = asked.planner
    today, plan = plan_figures(planner, planner.today), workbench.figures(asked.settings, asked.spend)
    return Frontier(
        curve=workbench.budget_curve(plain(asked.settings, plan.spend, today.spend)),
        plan=plan,
        today_spend=today.spend,
        today_expected=today.expected,
        outcome=planner.outcome,
        currency=planner.currency,
        ranged=planner.ranged,
    )


def caution_of(workbench: Workbench, raw: Any) -> CautionChoice:
    """Return what caution costs within the limits of a plan, with the caution that was chosen."""
    asked = read_plan(raw, workbench)
    settings, planner = asked.settings, asked.planner
    curve = workbench.caution_curve(settings)
    return CautionChoice(curve, settings.caution, settings.tail, planner.outcome, planner.currency)


def plain(settings: PlanSettings, total: float, today: float) -> PlanSettings:
    """Return settings with the same limits and rules, and without a goal or caution: what the chart of totals asks.

    Args:
        settings: What was asked; its budget is not where the plan is where the goal leaves the total free.
        total: What the plan spends.
        today: What is spent today.
    """
    return replace(
        settings,
        budget=around(total, today),
        goal=GOALS[0],
        target=None,
        amount=None,
        margin=1.0,
        caution=0.0,
        strategy="exact",
    )


def around(budget: float, today: float) -> float | None:
    """Return the total around which the chart is drawn: today's for all plans near it, so that they share one curve.

    Example:
        >>> around(90.0, 100.0) is None, around(400.0, 100.0)
        (True, 506.25)
    """
    if budget <= 0 or today <= 0 or abs(math.log(budget / today)) <= math.log(1.5):
        return None
    return today * 1.5 ** math.ceil(math.log(budget / today) / math.log(1.5))


def curves_response(workbench: Workbench, key: str) -> Response:
    """Return the curves of a planner, or 404 with a sentence where no such planner is in use."""
    gone = Response(GONE, 404, mimetype="text/plain")
    try:
        asked = {"outcome": request.args.get("outcome"), "days": request.args.get("days", type=int)}
        planner = workbench.planner(*read_question(asked, workbench))
    except ProductError:
        return gone
    if planner.key != key:
        return gone
    answer = Response(curves_bytes(planner.curves), mimetype="application/octet-stream")
    answer.cache_control.private, answer.cache_control.immutable, answer.cache_control.max_age = True, True, YEAR
    return answer


def _question(app: Dash, workbench: Workbench, start: Start) -> dict[str, Any]:
    # Before the planner: whoever changes the model in between is noticed by the page.
    model = workbench.model_stamp()
    planner = workbench.planner(start.outcome, start.days)
    address = app.get_relative_path(f"/api/curves/{planner.key}")
    # A browser keeps what an address once gave: another layout needs another address.
    query = urlencode({"outcome": planner.outcome, "days": planner.days, "layout": BYTES_VERSION})
    last_day = workbench.dataset().last_day
    plan = start.plan(planner)
    asked = question(planner, workbench.plan_outcomes(), last_day, f"{address}?{query}", plan, start.note(planner))
    record = workbench.curves.record() if planner.brought else None
    asked |= {"curves_from": record and record.name, "model": model, "made": stamp(planner)}
    return asked | weeks_plain(workbench.weeks.weeks(planner.days))
