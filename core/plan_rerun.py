"""A kept plan on the data and the model of now, beside its old figures; nothing is kept here."""

from collections.abc import Callable
from dataclasses import dataclass

from core.allocation.goals import gap_of
from core.allocation.planning import PlanFigures, Planner, plan_figures
from core.errors import InfeasibleError, InputError, NotEnoughDataError, ProductError
from core.memo import Memo
from core.optimizing import OptimizedPlan, cautious_outcome, optimize
from core.plan_request import goal_of
from core.scenarios import Scenario

SAME_TOTAL = 0.005
"""Totals that differ by no more than this share are close enough to compare what they bring."""
NAMED = 3
"""So many campaigns are named in a sentence; of more the rest is counted."""


@dataclass(frozen=True)
class Standing:
    """How a kept plan stands to the data and the model of now.

    Attributes:
        older: What moved on since it was saved: ``data``, ``model`` or nothing.
        reason: Why it cannot be run again, in words; empty where it can.
    """

    older: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Rerun:
    """A kept plan on the data of now, and beside it the best split for the same settings.

    Attributes:
        scenario: The plan as it was saved; its figures are the old ones.
        key: Of the planner that the new figures come from.
        spend: The same split, for the campaigns of now.
        figures: What it would bring now.
        best: The best split now; None where the kept split was not optimized, or there is none.
        gap: How far the kept split is from the new best, relative, of what the goal is about; None where they
            cannot be compared.
        remarks: What to know, in words: campaigns that are new, why there is no best, why it cannot be compared.
    """

    scenario: Scenario
    key: str
    spend: dict[str, float]
    figures: PlanFigures
    best: OptimizedPlan | None
    gap: float | None
    remarks: tuple[str, ...] = ()


def standing(scenario: Scenario, planner_of: Callable[[str, int], Planner]) -> Standing:
    """Return whether data or model moved on since a plan was saved, and whether it can be run again.

    Args:
        scenario: The plan.
        planner_of: Returns the planner of now for an outcome and a horizon.
    """
    outcome, days = scenario.question
    try:
        planner = planner_of(outcome, days)
    except (NotEnoughDataError, InputError) as error:
        reason = f"The data in use cannot answer it: they hold no {outcome} that can be planned for. {error}"
        return Standing("data", reason)
    moved = planner.dataset_hash != scenario.dataset_hash
    older = "data" if moved else "model" if planner.key != scenario.planner_key else ""
    known = {c.id for c in planner.campaigns}
    gone = [c.name for c in scenario.campaigns if c.id not in known]
    if older and gone:
        verb = "is" if len(gone) == 1 else "are"
        return Standing(older, f"{_listed(gone)} {verb} not in the data in use, so the same split cannot be run again.")
    return Standing(older)


def rerun(scenario: Scenario, planner: Planner, memo: Memo) -> Rerun:
    """Return the same split on the data of now, and the best split for the same settings where it was optimized.

    Raises:
        InputError: If a campaign of the plan is gone.
    """
    found = standing(scenario, lambda _outcome, _days: planner)
    if found.reason:
        raise InputError(found.reason)
    # A campaign that began since the plan was made has no place in it: the same split gives it nothing.
    new = [c for c in planner.campaigns if c.id not in scenario.spend]
    spend = {c.id: scenario.spend.get(c.id, 0.0) for c in planner.campaigns}
    figures = plan_figures(planner, planner.spend_vector(spend))
    remarks = []
    if new:
        verb = "is" if len(new) == 1 else "are"
        remarks.append(f"{_listed([c.name for c in new])} {verb} new since then and would get nothing in this split.")
    best, gap = None, None
    if scenario.gap is not None:
        try:
            best = optimize(planner, scenario.settings, memo)
            gap = _gap(planner, scenario, figures, best)
        except ProductError as error:
            kind = "No split fits these settings any more" if isinstance(error, InfeasibleError) else "There is no best"
            remarks.append(f"{kind}: {error}")
        else:
            if gap is None:
                remarks.append(
                    "The same split no longer fits total and limits of these settings, or the goal is about the total: "
                    "how far it is from the new best cannot be said."
                )
    return Rerun(scenario, planner.key, spend, figures, best, gap, tuple(remarks))


def _gap(planner: Planner, scenario: Scenario, figures: PlanFigures, best: OptimizedPlan) -> float | None:
    """Return how far the kept split is from the new best; the proved bound stands for the best where there is one."""
    asked, goal = scenario.settings, goal_of(planner, scenario.settings)
    if not goal.free and abs(best.figures.spend - figures.spend) > SAME_TOTAL * max(best.figures.spend, 1.0):
        return None
    if asked.goal in ("least_spend", "average"):
        # What these goals are about is the total, and a kept total says nothing about how well it is split.
        return None
    if asked.caution:
        kept, top = (
            cautious_outcome(planner, asked, planner.spend_vector(spend))
            for spend in ({c.id: c.spend for c in figures.campaigns}, best.spend)
        )
    else:
        kept = goal.value(figures.expected, figures.spend)
        top = goal.value(best.figures.expected, best.figures.spend)
    if kept > top + 1e-6 * abs(top):
        # More than the best within the limits: it is outside of them, as limits move with what campaigns spend.
        return None
    return max(gap_of(kept, top, figures.expected), best.gap)


def _listed(names: list[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    if len(quoted) > NAMED + 1:
        quoted = [*quoted[:NAMED], f"{len(quoted) - NAMED} more campaigns"]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
