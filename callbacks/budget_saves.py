"""Saving a plan: arrives over ``POST /api/saves``, so that a browser can try again what did not get through.

The body is the plan as ``callbacks.budget_requests`` reads it with ``name``, ``note``, ``optimized``, ``person``, the
``scenario_id`` and ``base_version`` that it follows, and a ``token`` of this save: whatever arrives twice is kept once.
``POST /api/changes`` takes the same and answers what somebody else changed since ``base_version``.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from dash import Dash
from flask import Response, json, request

from callbacks.budget_requests import PlanRequest, error_plain, read_fields, read_plan, read_seq
from callbacks.budget_start import Start
from callbacks.budget_weeks import read_weekly
from components.budget_conflict import conflict_plain
from core.errors import ConflictError, ProductError
from core.scenarios import Scenario, checked_token, conflict
from core.workbench import Workbench

LARGEST: Final = 2 * 2**20
"""Bytes of a plan; 200 campaigns with limits and rules take some 40 kB."""
Answer = dict[str, Any]


def register(app: Dash, workbench: Workbench) -> None:
    """Register the addresses."""

    def route(name: str, answer: Callable[[Any], Answer]) -> None:
        app.server.add_url_rule(f"/api/{name}", name, lambda: _json(answer(read_json(LARGEST))), methods=["POST"])

    route("saves", lambda raw: answer_save(workbench, raw, raw.get("person") if isinstance(raw, dict) else None))
    route("changes", lambda raw: answer_changes(workbench, raw))


def read_json(largest: int) -> Any:
    """Return the body of a request; None where it is too large or no JSON.

    Only what says that it is JSON is read: another site cannot send that without being asked first.
    """
    length = request.content_length
    if length is None or length > largest:
        return None
    try:
        return request.get_json(silent=True)
    except RecursionError:
        # Thousands of brackets within each other.
        return None


def answer_save(workbench: Workbench, raw: Any, person: Any) -> Answer:
    """Save a plan as a scenario, or say why it cannot be saved; where somebody saved in between, with both versions."""
    seq, asked = read_seq(raw), None
    try:
        fields = read_fields(raw)
        token = checked_token(fields.get("token"))
        # Before anything else is read: what arrived once is kept, whatever became of the data meanwhile.
        kept = workbench.scenarios.saved_under(token)
        if kept is not None:
            return _saved(seq, kept)
        asked = read_plan(raw, workbench)
        scenario_id, base = _follows(fields)
        saved = workbench.plans.save(
            str(fields.get("name") or ""),
            asked.settings,
            asked.spend,
            note=str(fields.get("note") or ""),
            owner=person if isinstance(person, str) else "",
            optimized=fields.get("optimized") is True,
            scenario_id=scenario_id,
            base_version=base,
            weekly=read_weekly(fields, asked, workbench),
            token=token,
        )
    except ConflictError as error:
        return {"seq": seq, "ok": False, "error": error_plain(error), "conflict": _conflict(workbench, raw, asked)}
    except ProductError as error:
        return {"seq": seq, "ok": False, "error": error_plain(error)}
    return _saved(seq, saved)


def answer_changes(workbench: Workbench, raw: Any) -> Answer:
    """Return what somebody saved since the version that a plan follows, beside that plan."""
    seq = read_seq(raw)
    try:
        found = _conflict(workbench, raw, read_plan(raw, workbench))
    except ProductError as error:
        return {"seq": seq, "ok": False, "error": error_plain(error)}
    if found is None:
        gone = {"head": "There is no newer version.", "text": "What you see is the newest.", "reload": False}
        return {"seq": seq, "ok": False, "error": gone}
    return {"seq": seq, "ok": True, "conflict": found}


def _saved(seq: int, saved: Scenario) -> Answer:
    kept = {"id": saved.id, "version": saved.version, "name": saved.name, "note": saved.note}
    return {"seq": seq, "ok": True, "scenario": kept}


def _conflict(workbench: Workbench, raw: Any, asked: PlanRequest | None) -> Answer | None:
    """Both versions, where the error is about a version and not about other data."""
    scenario_id, base = _follows(raw)
    if asked is None or scenario_id is None or base is None:
        return None
    try:
        theirs, before = workbench.scenarios.get(scenario_id), workbench.scenarios.get(scenario_id, base)
        figures = workbench.figures(asked.settings, asked.spend)
    except ProductError:
        return None
    if theirs.version == base:
        return None
    found = conflict(before, theirs, asked.planner, asked.settings, figures)
    outcome, days = theirs.question
    # What the browser needs to open theirs in place, with mine one step back in its history.
    start = Start(outcome, days, scenario=theirs).plan(asked.planner)
    return conflict_plain(found, datetime.now().astimezone()) | {"outcome": outcome, "days": days, "start": start}


def _follows(fields: dict[str, Any]) -> tuple[str | None, int | None]:
    scenario_id, base = fields.get("scenario_id"), fields.get("base_version")
    number = isinstance(base, int) and not isinstance(base, bool) and 0 < base < 2**31
    return scenario_id if isinstance(scenario_id, str) else None, base if number else None


def _json(answer: Answer) -> Response:
    response = Response(json.dumps(answer), mimetype="application/json")
    response.cache_control.no_store = True
    return response
