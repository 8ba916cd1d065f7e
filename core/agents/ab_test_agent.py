"""ABTestAgent: which test is worth it, because its answer would change the plan."""

import pandas as pd

from core.agents.budget_optimizer import pair_moves, step_settings
from core.agents.registry import register
from core.agents.report import Estimate, Finding, Recommendation, Report
from core.allocation.planning import Planner
from core.assumptions import DEFAULTS
from core.curve_planning import choose_planner
from core.data import Dataset
from core.errors import InfeasibleError, InputError
from core.experiments.worth.suggestion import LEVEL, Suggestion, SuggestionList
from core.experiments.worth.suggestion_words import amount, length
from core.experiments.worth.suggestions import HORIZON, suggest
from core.memo import DictMemo, Memo
from core.optimizing import optimize
from core.response import Assumptions
from core.response.external import CurveSet
from core.wording import between, counted, number

MOST_TESTS = 2
"""Tests among the advice of all agents; the page has them all."""
MOVES_OVER = 30
"""Days over which the moves of the BudgetOptimizer are planned."""
PAGE = "/experiments"


class ABTestAgent:
    """Weighs tests of spend, ads, audiences and pages by what their answer is worth to the plan."""

    name = "ABTestAgent"
    description = "Says which test is worth it, for how long, and what its answer would change."

    def run(self, dataset: Dataset, **parameters: object) -> Report:
        """Return the tests that are worth more than they cost.

        Args:
            dataset: The data to learn from.
            **parameters: ``memo`` (Memo), ``outcome`` (default: the data's main one), ``days`` over which an answer
                counts (default 90), ``assumptions`` (default: nothing stated), ``curves`` (CurveSet from elsewhere;
                default: none).

        Returns:
            A report with the table ``suggestions``, the most valuable test first.

        Raises:
            InputError: If a parameter cannot be used.
            NotEnoughDataError: If the data do not hold spend and outcome.
        """
        memo, curves = parameters.get("memo") or DictMemo(), parameters.get("curves")
        outcome, days = parameters.get("outcome"), parameters.get("days", HORIZON)
        assumptions = parameters.get("assumptions") or DEFAULTS
        if not callable(memo) or not isinstance(outcome, str | None) or not isinstance(days, int):
            raise InputError("memo must be a memo, outcome a name and days a whole number")
        if not isinstance(assumptions, Assumptions) or not isinstance(curves, CurveSet | None):
            raise InputError("assumptions must be Assumptions and curves a CurveSet")
        listed = suggest(dataset, memo, assumptions, curves, outcome, days)
        planner = choose_planner(dataset, listed.outcome, MOVES_OVER, memo, assumptions, curves)
        growing = _growing(planner, memo)
        # A check stands before more money (core.advice.agreement), and a test can wait where money is to move now.
        free = [s for s in listed.found if growing.isdisjoint(s.campaign_ids)]
        findings = [Finding(f"{s.action}: {worth_words(s, listed)}.") for s in listed.found[:5]]
        findings += [Finding(text) for text in listed.skipped]
        waiting = len(listed.found) - len(free)
        if waiting:
            findings.append(
                Finding(
                    f"{counted(waiting, 'test')} of campaigns to which money is to be moved now "
                    f"{'is' if waiting == 1 else 'are'} listed on the page Experiments alone."
                )
            )
        return Report(
            self.name,
            headline(listed),
            tuple(findings),
            tuple(_recommendation(s, listed) for s in _apart(free)),
            {"suggestions": table(listed)},
        )


def headline(listed: SuggestionList) -> str:
    """Return the finding: the most valuable test, or that none is worth it."""
    if not listed.found:
        return "No test would change the plan by more than it costs."
    best = listed.found[0]
    what = "test" if best.kind in ("spend", "holdout") else f"{best.kind} test"
    lasting = length(best.days).replace(" weeks", "-week").replace(" days", "-day")
    worth = amount(best.worth, listed.outcome, listed.currency)
    return f"A {lasting} {what} of {best.name} is worth about {worth} over the next {number(listed.days)} days."


def worth_words(one: Suggestion, listed: SuggestionList) -> str:
    """Return what a test is worth, with its likely range."""
    if listed.outcome == "revenue":
        spread = between(one.lower, one.upper, listed.currency)
    else:
        spread = f"between {number(one.lower, 'round')} and {number(one.upper, 'round')}"
    return f"worth about {amount(one.worth, listed.outcome, listed.currency)} in {listed.days} days, {spread}"


def table(listed: SuggestionList) -> pd.DataFrame:
    """Return the tests as a table."""
    columns: tuple[str, ...] = (
        "id",
        "kind",
        "name",
        "action",
        "days",
        "worth",
        "lower",
        "upper",
        "cost",
        "net",
        "perfect",
        "changes",
    )
    columns += ("hypothesis", "metric", "design", "sample", "smallest")
    return pd.DataFrame([[getattr(s, c) for c in columns] for s in listed.found], columns=list(columns))


def _growing(planner: Planner, memo: Memo) -> set[str]:
    """Return the campaigns that the BudgetOptimizer gives more money."""
    try:
        moves = pair_moves(planner, optimize(planner, step_settings(planner), memo))
    except InfeasibleError:
        return set()
    return {planner.campaigns[m.taker].id for m in moves}


def _apart(free: list[Suggestion]) -> list[Suggestion]:
    """Return the first tests that touch no campaign twice: two tests of one campaign at once blur each other."""
    chosen: list[Suggestion] = []
    for one in free:
        if len(chosen) < MOST_TESTS and all(set(one.campaign_ids).isdisjoint(c.campaign_ids) for c in chosen):
            chosen.append(one)
    return chosen


def _recommendation(one: Suggestion, listed: SuggestionList) -> Recommendation:
    answers = ". ".join(f"{a.when}: {a.then}" for a in one.answers)
    return Recommendation(
        id=one.id,
        agent=ABTestAgent.name,
        action=one.action,
        why=f"{one.why} {answers}. While it runs: {one.cost_words[:1].lower()}{one.cost_words[1:]}.",
        effect=Estimate(one.net, max(one.lower - one.cost, -one.cost), one.upper - one.cost, LEVEL),
        effect_unit=listed.outcome,
        effect_period=f"in {listed.days} days",
        campaign_ids=one.campaign_ids,
        turns=dict.fromkeys(one.campaign_ids, 0),
        evidence=(("Suggested tests", PAGE),),
    )


register(ABTestAgent())
