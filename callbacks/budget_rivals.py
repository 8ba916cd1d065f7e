"""The scenarios that can stand beside a plan on the Budget page: those that answer the same question."""

from datetime import datetime
from typing import Any

from callbacks.budget_requests import error_plain, read_fields, read_question, read_seq
from components.format import counted
from components.scenarios_compare import saved_text
from core.errors import ProductError
from core.workbench import Workbench

MOST = 100
"""So many are offered, the newest first: their amounts travel with them."""


def answer_rivals(workbench: Workbench, raw: Any) -> dict[str, Any]:
    """Return the scenarios of an outcome and a horizon with their amounts by campaign, newest first."""
    seq = read_seq(raw)
    try:
        planner = workbench.planner(*read_question(read_fields(raw), workbench))
    except ProductError as error:
        return {"seq": seq, "ok": False, "error": error_plain(error)}
    known, now = {c.id for c in planner.campaigns}, datetime.now().astimezone()
    found = []
    for scenario in workbench.scenarios.list():
        if scenario.question != (planner.outcome, planner.days) or scenario.currency != planner.currency:
            continue
        gone = len(set(scenario.spend) - known)
        who = f"{scenario.owner}, " if scenario.owner else ""
        found.append(
            {
                "id": scenario.id,
                "name": scenario.name,
                "saved": f"{who}v{scenario.version}, {saved_text(scenario.updated, now)}",
                "spend": {key: amount for key, amount in scenario.spend.items() if key in known},
                "missing": f"{counted(gone, 'campaign')} of it cannot be planned now and is left out." if gone else "",
            }
        )
    return {"seq": seq, "ok": True, "scenarios": found[:MOST]}
