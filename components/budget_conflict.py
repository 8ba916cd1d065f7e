"""Two versions of a scenario side by side, in the words of the dialog that asks which one to go on with."""

from datetime import datetime
from typing import Any, Final

from components.format import NONE, counted, money, money_span, number, percent
from components.scenarios_compare import saved_text
from core.allocation.planning import LEVEL, PlanFigures, PlanSettings
from core.data.schema import MONEY_OUTCOMES
from core.scenarios import Conflict, Scenario
from core.scenarios.conflict import changed_by_both

MOST_ROWS: Final = 40
"""Campaigns shown; the rest is counted."""


def conflict_plain(found: Conflict, now: datetime) -> dict[str, Any]:
    """Return the dialog as plain texts: what is marked up in a name stays a name.

    Args:
        found: What differs.
        now: The moment of looking, aware; its zone is used.
    """
    base, theirs = found.base, found.theirs
    shown = found.rows[:MOST_ROWS]
    return {
        "id": theirs.id,
        "name": theirs.name,
        "note": theirs.note,
        "version": theirs.version,
        "base_version": base.version,
        "who": theirs.owner or "Somebody",
        "saved": saved_text(theirs.updated, now),
        "archived": theirs.archived,
        "theirs_note": theirs.note if theirs.note != base.note else "",
        "heads": [
            ["Before", f"version {base.version}"],
            ["Theirs", f"version {theirs.version}"],
            ["Yours", "not saved yet"],
        ],
        "totals": _totals(found),
        "rows": [
            {
                "name": row.name,
                "cells": [_spend(a, found.currency) for a in (row.base, row.theirs, row.mine)],
                "both": changed_by_both(row),
            }
            for row in shown
        ],
        "more": f"{counted(len(found.rows) - len(shown), 'more campaign')} differ" if found.rows[MOST_ROWS:] else "",
        "words": _words(found),
    }


def _totals(found: Conflict) -> list[dict[str, Any]]:
    mine = (found.mine, found.settings, found.currency, found.ranged)
    sides = [(s.figures, s.settings, s.currency, s.figures.lower < s.figures.upper) for s in (found.base, found.theirs)]
    columns = [*sides, mine]
    outcomes = {settings.outcome for _, settings, _, _ in columns}
    label = next(iter(outcomes)).capitalize() if len(outcomes) == 1 else "Outcome"
    return [
        {"label": "Spend", "note": "", "cells": [[_spend(f.spend, currency), ""] for f, _, currency, _ in columns]},
        {"label": label, "note": f"{percent(LEVEL, 0)} interval", "cells": [_expected(*column) for column in columns]},
    ]


def _expected(figures: PlanFigures, settings: PlanSettings, currency: str | None, ranged: bool) -> list[str]:
    if settings.outcome in MONEY_OUTCOMES:
        value, span = money(figures.expected, currency), money_span(figures.lower, figures.upper, currency)
    else:
        value = number(figures.expected, "tile")
        span = f"{number(figures.lower, 'tile')} to {number(figures.upper, 'tile')}"
    return [value, span if ranged else "range not known"]


def _spend(amount: float | None, currency: str | None) -> str:
    if amount is None:
        return NONE
    return money(amount, currency, "full" if abs(amount) >= 100 or float(amount).is_integer() else "exact")


def _words(found: Conflict) -> list[str]:
    """What to know about the columns before choosing."""
    words = []
    if not found.rows:
        words.append("All spend the same by campaign. They differ in what is asked of the plan, in name or in note.")
    questions = {found.base.question, found.theirs.question, (found.settings.outcome, found.settings.days)}
    if len(questions) > 1:
        asked = [*(s.question for s in (found.base, found.theirs)), (found.settings.outcome, found.settings.days)]
        names = ("before", "theirs", "yours")
        each = [f"{name} {o} in {counted(d, 'day')}" for name, (o, d) in zip(names, asked, strict=True)]
        words.append(f"They do not plan the same: {', '.join(each)}.")
    both = sum(changed_by_both(row) for row in found.rows)
    if both:
        words.append(f"{counted(both, 'campaign')} moved in both, to different amounts. Marked below.")
    if _moved(found.base, found.theirs):
        words.append(f"Version {found.theirs.version} was made on other data than version {found.base.version}.")
    return words


def _moved(base: Scenario, theirs: Scenario) -> bool:
    return base.dataset_hash != theirs.dataset_hash
