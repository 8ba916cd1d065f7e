"""From data to a plan: the memoized fit, the planner of a horizon, the best split and why it is the best."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from core.allocation import allocate, budget_frontier, exchange_cents, round_to_cents
from core.allocation.planning import (
    LEVEL,
    PlanCampaign,
    PlanFigures,
    Planner,
    PlanSettings,
    plan_figures,
)
from core.assumptions import DEFAULTS, applicable
from core.curves import Floats
from core.data import OUTCOMES, Dataset
from core.errors import InfeasibleError, InputError
from core.memo import Memo, content_key, memo_key
from core.plan_words import certificate, reasons
from core.response import MODEL_VERSION, Assumptions, ResponseFit, ResponseModel
from core.wording import money

UPPER_FACTOR = 3.0
"""Default upper limit as a multiple of today's spend: beyond it no data of the campaign speak."""
FRONTIER_POINTS = 25
LONGEST = 366
RECENT_DAYS = 28


@dataclass(frozen=True)
class Binding:
    """A limit that holds a plan back.

    Attributes:
        kind: ``budget``, ``campaign``, ``group``, ``floor`` (nothing or at least) or ``active`` (at most so many).
        about: Campaign id or name of the group; empty where it is about the whole.
        text: What it is and what easing it by one unit of money would bring, in one sentence.
        price: That, in outcome per unit of money; 0 where no number can be said.
    """

    kind: str
    about: str
    text: str
    price: float


@dataclass(frozen=True)
class OptimizedPlan:
    """The best split for some settings.

    Attributes:
        spend: Spend by campaign id over the horizon; adds up to the budget to the cent.
        figures: What it would bring.
        upper_bound: No split within the limits can be expected to bring more than this.
        gap: (upper_bound - expected) / upper_bound.
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


@dataclass(frozen=True, eq=False)
class BudgetCurve:
    """The best expected outcome at each total budget; arrays of one length, intervals of ``LEVEL``."""

    budget: Floats
    expected: Floats
    lower: Floats
    upper: Floats


def fit_response(dataset: Dataset, outcome: str, memo: Memo, assumptions: Assumptions = DEFAULTS) -> ResponseFit:
    """Return the response fit of a data set, trained once for everybody who asks.

    Args:
        dataset: The data to learn from.
        outcome: ``revenue`` or ``conversions``.
        memo: Where fits are shared.
        assumptions: What people assume; what does not speak of this data set has no effect.

    Raises:
        InputError: If the outcome or an assumption cannot be used.
        NotEnoughDataError: If the data do not hold spend and outcome.
    """
    key = memo_key("fit", **fit_content(dataset, outcome, assumptions))
    return memo(key, lambda: model_of(dataset, assumptions).fit(dataset.daily_metrics, outcome))


def model_of(dataset: Dataset, assumptions: Assumptions) -> ResponseModel:
    """Return the model of a data set: of what people assume, the part that speaks of it."""
    assumed = applicable(assumptions, dataset)
    return ResponseModel(
        adstock=assumed.adstock,
        saturation=assumed.saturation,
        beliefs=assumed.beliefs,
        lift_tests=assumed.lift_tests,
    )


def fit_content(dataset: Dataset, outcome: str, assumptions: Assumptions) -> dict[str, Any]:
    """Return what a fit depends on, for the keys of everything that is made from it."""
    return {
        "data": dataset.content_hash,
        "outcome": outcome,
        "model": MODEL_VERSION,
        "assumptions": applicable(assumptions, dataset).plain(),
    }


def make_planner(dataset: Dataset, outcome: str, days: int, memo: Memo, assumptions: Assumptions = DEFAULTS) -> Planner:
    """Return the planner of a horizon.

    Args:
        dataset: The data to learn from.
        outcome: ``revenue`` or ``conversions``.
        days: Length of the horizon, 1 to 366.
        memo: Where fits are shared.
        assumptions: What people assume.

    Raises:
        InputError: If the outcome or the horizon cannot be used.
        NotEnoughDataError: If the data do not hold spend and outcome.
    """
    check_horizon(days)
    fit = fit_response(dataset, outcome, memo, assumptions)
    last_spend = last_days_of_spend(dataset)
    # What runs comes before what stopped, and much money before little.
    order = sorted(
        range(len(fit.campaign_ids)),
        key=lambda c: ((dataset.last_day - last_spend[fit.campaign_ids[c]]).days >= RECENT_DAYS, -fit.today[c]),
    )
    running = {i: (dataset.last_day - last_spend[i]).days < RECENT_DAYS for i in fit.campaign_ids}
    recent = recent_spend(dataset)
    campaigns = tuple(
        PlanCampaign(
            id=fit.campaign_ids[c],
            name=fit.campaigns[c],
            channel=fit.channels[c],
            today=recent.get(fit.campaign_ids[c], 0.0) * days,
            lower=0.0,
            upper=float(fit.today[c] * days * UPPER_FACTOR),
            seen=float(fit.seen[c, 1] * days),
            last_spend=last_spend[fit.campaign_ids[c]],
            running=running[fit.campaign_ids[c]],
            usual=float(fit.today[c] * days),
        )
        for c in order
    )
    return Planner(
        key=content_key("planner", days=days, **fit_content(dataset, outcome, assumptions)),
        dataset_hash=dataset.content_hash,
        outcome=outcome,
        days=days,
        currency=dataset.currency,
        campaigns=campaigns,
        curves=tuple(fit.curves[c].over(days) for c in order),
        left_out=fit.left_out,
        averaged=fit.averaged,
        model_version=MODEL_VERSION,
    )


def check_horizon(days: int) -> None:
    """Refuse a horizon that cannot be planned.

    Raises:
        InputError: If it is no whole number of days of up to a year.
    """
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= LONGEST:
        raise InputError(f"The horizon is {days!r} days; it must be a whole number from 1 to {LONGEST}.")


def last_days_of_spend(dataset: Dataset) -> dict[str, date]:
    """Return the last day with spend by campaign id; campaigns that never spent are not in it."""
    metrics = dataset.daily_metrics
    last = metrics.loc[metrics["spend"] > 0].groupby("campaign_id")["date"].max()
    return {str(campaign): day.date() for campaign, day in last.items()}


def recent_spend(dataset: Dataset) -> dict[str, float]:
    """Return the spend a day by campaign id over the last 28 days of the data, days without spend included.

    A campaign that began within them is averaged from its first day with spend. So the total is what the company
    spends now, also where campaigns run on some days only.
    """
    metrics = dataset.daily_metrics
    first = metrics.loc[metrics["spend"] > 0].groupby("campaign_id")["date"].min()
    age = (pd.Timestamp(dataset.last_day) - metrics["date"]).dt.days
    total = metrics.loc[age < RECENT_DAYS].groupby("campaign_id")["spend"].sum().clip(lower=0.0)
    days = ((pd.Timestamp(dataset.last_day) - first).dt.days + 1).clip(upper=RECENT_DAYS)
    return {str(i): float(total.get(i, 0.0)) / int(days[i]) for i in first.index}


def main_outcome(dataset: Dataset) -> str:
    """Return the outcome that a data set is about: revenue where it holds any, else conversions."""
    has_revenue = "revenue" in dataset.measured and dataset.daily_metrics["revenue"].sum() > 0
    return "revenue" if has_revenue else "conversions"


def outcomes_of(dataset: Dataset) -> tuple[str, ...]:
    """Return the outcomes that a data set holds, the main one first."""
    held = [o for o in OUTCOMES if o in dataset.measured and dataset.daily_metrics[o].sum() > 0]
    return tuple(held) or ("revenue",)


def limits(planner: Planner, settings: PlanSettings) -> tuple[float, Floats, Floats]:
    """Return budget, lower and upper limits in the order of the campaigns; a lock is a pair of equal limits.

    Raises:
        InputError: If an amount is no amount of money or an id is unknown.
        InfeasibleError: If a minimum is above its maximum.
    """
    planner.spend_vector({**settings.lower, **settings.upper, **settings.locked})
    for amounts in (settings.lower, settings.upper, settings.locked):
        planner.spend_vector(amounts)
    budget = float(planner.today.sum()) if settings.budget is None else settings.budget
    if isinstance(budget, bool) or not isinstance(budget, (int, float)) or not np.isfinite(budget) or budget < 0:
        raise InputError(f"{settings.budget!r} is not a budget; it must be an amount of 0 or more.")
    lower = np.array([settings.locked.get(c.id, settings.lower.get(c.id, c.lower)) for c in planner.campaigns])
    upper = np.array([settings.locked.get(c.id, settings.upper.get(c.id, c.upper)) for c in planner.campaigns])
    for c, low, high in zip(planner.campaigns, lower, upper, strict=True):
        if low > high:
            raise InfeasibleError(
                f"The minimum of {c.name} is {money(low, planner.currency, 'exact')}, above its maximum of "
                f"{money(high, planner.currency, 'exact')}. Lower the one or raise the other."
            )
    return round(float(budget), 2), lower, upper


def check_sums(planner: Planner, budget: float, lower: Floats, upper: Floats) -> None:
    """Refuse a budget that the limits leave no way to spend, with the amounts in words.

    Raises:
        InfeasibleError: If the budget is below the sum of the minimums or above the sum of the maximums.
    """

    def text(amount: float) -> str:
        return money(amount, planner.currency, "exact" if abs(amount) < 1000 else "full")

    if lower.sum() > budget + 0.005:
        raise InfeasibleError(
            f"No split fits these limits. The minimums add up to {text(lower.sum())}, which is "
            f"{text(lower.sum() - budget)} more than the total of {text(budget)}."
        )
    if upper.sum() < budget - 0.005:
        raise InfeasibleError(
            f"No split fits these limits. The maximums add up to {text(upper.sum())}, which is "
            f"{text(budget - upper.sum())} less than the total of {text(budget)}."
        )


def in_cents(budget: float, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Return the limits moved inwards to whole cents, as the plan is given in cents and must be proved in them.

    Limits stay as they are where they leave no whole cent between them, or no plan would be left.
    """
    low, high = np.ceil(lower * 100 - 1e-6) / 100, np.floor(upper * 100 + 1e-6) / 100
    torn = low > high
    low[torn], high[torn] = lower[torn], upper[torn]
    return (low, high) if low.sum() <= budget <= high.sum() else (lower, upper)


def optimize(planner: Planner, settings: PlanSettings, memo: Memo) -> OptimizedPlan:
    """Return the split with the highest expected outcome within the limits, with its certificate.

    Raises:
        InputError: If a setting cannot be used.
        InfeasibleError: If no split fits the limits.
    """
    budget, lower, upper = limits(planner, settings)
    check_sums(planner, budget, lower, upper)
    key = memo_key("optimize", planner=planner.key, settings=asdict(settings), budget=budget)

    def compute() -> OptimizedPlan:
        low, high = in_cents(budget, lower, upper)
        exact = allocate(planner.curves, budget, low, high)
        cents = exchange_cents(planner.curves, round_to_cents(exact.spend, budget, low, high), low, high)
        figures = plan_figures(planner, cents)
        # The bound holds for the exact optimum; the gap is that of the plan in whole cents, which is what is given out.
        gap = max(0.0, (exact.upper_bound - figures.expected) / exact.upper_bound) if exact.upper_bound > 0 else 0.0
        return OptimizedPlan(
            spend={c.id: float(x) for c, x in zip(planner.campaigns, cents, strict=True)},
            figures=figures,
            upper_bound=exact.upper_bound,
            gap=gap,
            price=exact.price,
            certificate=certificate(gap),
            reasons=reasons(planner, figures, lower, upper),
        )

    return memo(key, compute)


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


def budget_curve(planner: Planner, settings: PlanSettings, memo: Memo) -> BudgetCurve:
    """Return the best outcome at total budgets around today's, within the same limits and locks.

    Raises:
        InputError: If a setting cannot be used.
        InfeasibleError: If the limits clash.
    """
    budget, lower, upper = limits(planner, settings)
    key = memo_key("frontier", planner=planner.key, settings=asdict(settings), points=FRONTIER_POINTS)

    def compute() -> BudgetCurve:
        centre = max(budget, float(planner.today.sum()))
        first, last = max(lower.sum(), 0.4 * min(budget, centre)), min(upper.sum(), 1.6 * centre)
        # Today's total is one of the points, so that its best stands on the line and not on a chord beside it.
        total = float(np.clip(planner.today.sum(), first, max(first, last)))
        budgets = np.unique(np.append(np.linspace(first, max(first, last), FRONTIER_POINTS), total))
        splits = budget_frontier(planner.curves, budgets.tolist(), lower, upper)
        totals = np.array([planner.outcome_draws(split.spend).sum(axis=1) for split in splits])
        tail = (1 - LEVEL) / 2
        low, high = np.quantile(totals, [tail, 1 - tail], axis=1)
        return BudgetCurve(budgets, totals.mean(axis=1), low, high)

    return memo(key, compute)
