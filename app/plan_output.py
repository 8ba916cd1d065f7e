"""A plan as the command line gives it: JSON, a table with its certificate in words, CSV."""

import csv
import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypedDict

from core.allocation.planning import LEVEL, Planner
from core.data import ImportResult
from core.errors import InputError
from core.optimizing import OptimizedPlan
from core.wording import counted, money


class CampaignPlan(TypedDict):
    """One campaign of a plan; amounts are over the horizon, ``lower`` and ``upper`` an interval of ``LEVEL``.

    ``today`` is the mean of its last 28 active days, also where it has stopped since.
    """

    campaign: str
    today: float
    plan: float
    expected: float
    lower: float
    upper: float


class PlanResult(TypedDict):
    """A plan as ``--json`` prints it. The plans of the campaigns add up to the budget to the cent."""

    budget: float
    days: int
    outcome: str
    upper_bound: float
    gap: float
    campaigns: list[CampaignPlan]


def as_result(plan: OptimizedPlan, planner: Planner, budget: float) -> PlanResult:
    """Return a plan as plain data."""
    usual = {c.id: c.usual for c in planner.campaigns}
    campaigns = [
        CampaignPlan(
            campaign=c.name,
            today=round(usual[c.id], 2),
            plan=round(plan.spend[c.id], 2),
            expected=c.expected,
            lower=c.lower,
            upper=c.upper,
        )
        for c in plan.figures.campaigns
    ]
    return PlanResult(
        budget=budget,
        days=planner.days,
        outcome=planner.outcome,
        upper_bound=plan.upper_bound,
        gap=plan.gap,
        campaigns=campaigns,
    )


def as_json(result: PlanResult) -> str:
    """Return a plan as JSON text."""
    return json.dumps(result, ensure_ascii=False, allow_nan=False, indent=2)


def as_text(result: PlanResult, plan: OptimizedPlan, planner: Planner, notes: Sequence[str] = ()) -> str:
    """Return a plan as a table, with its certificate, what was left out and ``notes`` on where it comes from."""
    figures, outcome, days = plan.figures, result["outcome"], result["days"]
    today = sum(c["today"] for c in result["campaigns"])
    head = ("Campaign", "Today", "Plan", "Change", f"Expected {outcome}", f"{LEVEL * 100:.0f} % range")
    rows = [
        _row(c["campaign"], c["today"], c["plan"], c["expected"], c["lower"], c["upper"]) for c in result["campaigns"]
    ]
    total = _row("Total", today, result["budget"], figures.expected, figures.lower, figures.upper)
    widths = [max(map(len, column)) for column in zip(head, *rows, total, strict=True)]
    rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
    budget = money(result["budget"], planner.currency, "exact")
    return "\n".join(
        (
            f"Most {outcome} for {budget} in {counted(days, 'day')}",
            "",
            _line(head, widths),
            rule,
            *(_line(row, widths) for row in rows),
            rule,
            _line(total, widths),
            "",
            f"{plan.certificate.rstrip('.')}.",
            *(f"Left out: {name}, because {reason}." for name, reason in planner.left_out),
            *notes,
        )
    )


def about_import(imported: ImportResult) -> tuple[str, ...]:
    """Return what of the file the plan does not know, in words."""
    if not imported.rows_set_aside:
        return ()
    first = imported.set_aside.iloc[0]
    return (
        f"{counted(imported.rows_set_aside, 'row')} of {imported.rows_read:,} set aside; "
        f"row {first['row']}, for example: {first['reason']}.",
    )


def write_csv(path: Path, result: PlanResult) -> None:
    """Write the campaigns of a plan to a file, whole or not at all.

    Raises:
        InputError: If the file cannot be written.
    """
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(CampaignPlan.__annotations__)
            for c in result["campaigns"]:
                writer.writerow([_as_cell(c["campaign"]), *list(c.values())[1:]])
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise InputError(f"The plan cannot be written to “{path}”: {error.strerror}.") from None


def _row(name: str, today: float, plan: float, expected: float, lower: float, upper: float) -> tuple[str, ...]:
    change = _exact(plan - today, signed=True) if round(plan - today, 2) else "same"
    return name, _exact(today), _exact(plan), change, _exact(expected), f"{_exact(lower)} to {_exact(upper)}"


def _exact(value: float, signed: bool = False) -> str:
    return money(value, None, "exact", signed)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    name, *figures = cells
    return "  ".join([name.ljust(widths[0]), *(f.rjust(w) for f, w in zip(figures, widths[1:], strict=True))])


def _as_cell(text: str) -> str:
    """Return a text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "|", "\t", "\r")) else text
