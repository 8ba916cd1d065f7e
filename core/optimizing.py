"""From settings to the best plan: in whole cents, with its proof, why it is the best and what holds it back."""

from dataclasses import asdict, dataclass

import numpy as np

from core.allocation import exchange_cents, round_groups
from core.allocation.answer import Allocation, desk_for
from core.allocation.caution import CautiousPlan, allocate_cautiously
from core.allocation.clash import ClashError
from core.allocation.goals import gap_of
from core.allocation.joint_draws import cvar
from core.allocation.planning import PlanFigures, Planner, PlanSettings, plan_figures
from core.allocation.strategies import find_strategy
from core.allocation.total_goals import LeastSpend, MostSpend
from core.curves import Floats
from core.errors import InfeasibleError, InputError
from core.memo import Memo, memo_key
from core.plan_bindings import Binding, bindings
from core.plan_request import PlanRequest, limits, request_of
from core.plan_words import certificate, reached, reasons


@dataclass(frozen=True)
class OptimizedPlan:
    """The best plan for some settings.

    Attributes:
        spend: Spend by campaign id over the horizon, in whole cents.
        figures: What it would bring.
        upper_bound: No plan within the limits that spends as much can be expected to bring more.
        gap: How far the plan, in whole cents, may be from the best possible: relative, of what the goal is about.
        price: What one more unit of budget would bring.
        certificate: The proof in words.
        reasons: For each campaign id why it moves, in one sentence.
        reached: What the goal has reached, in one sentence.
        bindings: Limits that hold the plan back, the dearest first.
        bad_cases: Mean outcome of the bad cases, for a cautious plan; None for one of the expected outcome.
    """

    spend: dict[str, float]
    figures: PlanFigures
    upper_bound: float
    gap: float
    price: float
    certificate: str
    reasons: dict[str, str]
    reached: str = ""
    bindings: tuple[Binding, ...] = ()
    bad_cases: float | None = None


def optimize(planner: Planner, settings: PlanSettings, memo: Memo) -> OptimizedPlan:
    """Return the plan that reaches the goal of some settings best, with its certificate.

    Raises:
        InputError: If a setting cannot be used.
        InfeasibleError: If no plan fits the limits, or a target is out of reach.
    """
    try:
        request = request_of(planner, settings)
        key = memo_key("optimize", planner=planner.key, settings=asdict(settings), budget=request.question.most)
        return memo(key, lambda: _optimize(planner, settings, request))
    except ClashError as error:
        raise InfeasibleError(f"No split fits these limits. {error}") from error


def _optimize(planner: Planner, settings: PlanSettings, request: PlanRequest) -> OptimizedPlan:
    question = request.question
    desk = desk_for(planner.curves, question)
    plan = find_strategy(settings.strategy).answer(desk, question, planner.today)
    cautious = _cautious(planner, settings, request)
    spend = plan.spend if cautious is None else cautious.spend
    cents = in_whole_cents(planner, request, spend)
    figures = plan_figures(planner, cents)
    gap = _gap(request, plan, figures)
    if cautious is not None:
        gap = gap_of(cautious_outcome(planner, settings, cents), cautious.upper_bound, cautious.expected)
    return OptimizedPlan(
        spend={c.id: float(x) for c, x in zip(planner.campaigns, cents, strict=True)},
        figures=figures,
        upper_bound=plan.upper_bound,
        gap=gap,
        price=plan.price,
        certificate=certificate(gap, proved=settings.strategy == "exact"),
        reasons=reasons(planner, figures, request.lower, request.upper),
        reached=reached(planner, settings, figures),
        bindings=bindings(planner, desk, question, plan, cents) if cautious is None else (),
        bad_cases=None if cautious is None else bad_cases(planner, cents, settings.tail),
    )


def _cautious(planner: Planner, settings: PlanSettings, request: PlanRequest) -> CautiousPlan | None:
    question = request.question
    if request.caution is None:
        return None
    if question.goal.free or settings.strategy != "exact":
        raise InputError(
            "Caution goes with a total that is spent, added to or cut, and with the best split. Set it to “expected” "
            "for this goal."
        )
    return allocate_cautiously(planner.curves, caution=request.caution, **request.asked)


def _gap(request: PlanRequest, plan: Allocation, figures: PlanFigures) -> float:
    """Return the gap of the plan in whole cents; its bound is for split cents, so it holds for whole ones too."""
    goal = request.question.goal
    bound = plan.bound if goal.free else plan.upper_bound
    return gap_of(goal.value(figures.expected, figures.spend), bound, figures.expected)


def cautious_outcome(planner: Planner, settings: PlanSettings, spend: Floats) -> float:
    """Return what a plan brings to somebody as cautious as the settings say."""
    totals = planner.outcome_draws(spend).sum(axis=1)
    return (1 - settings.caution) * float(totals.mean()) + settings.caution * cvar(totals, settings.tail)


def bad_cases(planner: Planner, spend: Floats, tail: float) -> float:
    """Return the mean outcome of the bad cases of a plan, the worst share ``tail`` of the draws."""
    return cvar(planner.outcome_draws(spend).sum(axis=1), tail)


def in_whole_cents(planner: Planner, request: PlanRequest, spend: Floats) -> Floats:
    """Return a plan in whole cents that keeps limits, groups and the goal's own condition.

    Args:
        planner: Campaigns and curves.
        request: What was asked.
        spend: The plan in split cents, shape (campaigns,).
    """
    question, goal = request.question, request.question.goal
    kept = question.constraints
    lower, upper = question.lower, question.upper
    rests = (kept.at_least > 0) | (kept.most_active is not None)
    # Cents do not switch a campaign on or off.
    lower = np.where(spend > 0, np.maximum(lower, kept.at_least), lower)
    upper = np.where(rests & (spend <= 0), 0.0, upper)
    total, up = question.most, isinstance(goal, LeastSpend)
    if goal.free:
        cents = float(spend.sum()) * 100
        total = min((np.ceil(cents - 1e-6) if up else np.floor(cents + 1e-6)) / 100, question.most)
    plan = spend
    for _ in range(5):
        plan = round_groups(spend, total, lower, upper, request.groups)
        plan = exchange_cents(planner.curves, plan, lower, upper, request.groups)
        outcome = float(planner.outcome_draws(plan).sum(axis=1).mean())
        # A cent more or less where rounding missed what the goal asks for.
        if isinstance(goal, LeastSpend) and outcome < goal.target and total + 0.01 <= question.most:
            total = round(total + 0.01, 2)
        elif isinstance(goal, MostSpend) and not goal.marginal and outcome < goal.at_return * plan.sum():
            total = round(total - 0.01, 2)
        else:
            break
    return plan


def proof(planner: Planner, settings: PlanSettings, figures: PlanFigures, memo: Memo) -> tuple[str, float]:
    """Return certificate and gap of a plan that is claimed to be the best one.

    Raises:
        InputError: If it is not.
    """
    best = optimize(planner, settings, memo)
    if any(abs(best.spend[c.id] - c.spend) > 0.005 for c in figures.campaigns):
        raise InputError("This split is no longer the best one for these settings. Optimize again, then save.")
    return best.certificate, best.gap


def explain(planner: Planner, settings: PlanSettings, figures: PlanFigures) -> dict[str, str]:
    """Return why each campaign of a plan moves; limits that clash say nothing about it and are left aside.

    Raises:
        InputError: If a setting cannot be used.
    """
    try:
        _, lower, upper = limits(planner, settings)
    except InfeasibleError:
        lower, upper = np.zeros(len(figures.campaigns)), np.full(len(figures.campaigns), np.inf)
    return reasons(planner, figures, lower, upper)
