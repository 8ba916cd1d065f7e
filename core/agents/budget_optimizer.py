"""BudgetOptimizer: where money should be taken away and where it should go, and what that brings."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.agents.registry import register
from core.agents.report import Estimate, Finding, Recommendation, Report
from core.allocation.planning import LEVEL, Planner, PlanSettings
from core.assumptions import DEFAULTS
from core.curve_planning import choose_planner
from core.curves import Floats, mean_slope
from core.data import Dataset
from core.data.schema import MONEY_OUTCOMES
from core.errors import InputError
from core.memo import DictMemo, content_key
from core.optimizing import OptimizedPlan, optimize
from core.response import Assumptions
from core.response.external import CurveSet
from core.wording import between, date_text, money, number, percent

STEP = 0.5
"""A recommendation moves at most this share of a campaign's spend: a step that the data speak about."""
MOST_MOVES = 3
SMALLEST_CHANCE = 0.6


@dataclass(frozen=True)
class Move:
    """Money taken from one campaign and given to another: positions in the planner, amount over the horizon."""

    giver: int
    taker: int
    amount: float


class BudgetOptimizer:
    """Finds the best split of today's total and turns it into moves from one campaign to another."""

    name = "BudgetOptimizer"
    description = "Finds where money brings more, and says which amounts to move."

    def run(self, dataset: Dataset, **parameters: object) -> Report:
        """Return the moves that bring most, for today's total.

        Args:
            dataset: The data to learn from.
            **parameters: ``memo`` (Memo), ``outcome`` (default: the data's main one), ``days`` (default 30),
                ``assumptions`` (default: nothing stated), ``curves`` (CurveSet from elsewhere; default: none).

        Raises:
            NotEnoughDataError: If the data do not hold spend and outcome.
        """
        memo, curves = parameters.get("memo") or DictMemo(), parameters.get("curves")
        outcome, days = parameters.get("outcome"), parameters.get("days", 30)
        assumptions = parameters.get("assumptions") or DEFAULTS
        if not callable(memo) or not isinstance(outcome, str | None) or not isinstance(days, int):
            raise InputError("memo must be a memo, outcome a name and days a whole number")
        if not isinstance(assumptions, Assumptions) or not isinstance(curves, CurveSet | None):
            raise InputError("assumptions must be Assumptions and curves a CurveSet")
        planner = choose_planner(dataset, outcome, days, memo, assumptions, curves)
        settings = step_settings(planner)
        best = optimize(planner, settings, memo)
        moves = tuple(r for m in pair_moves(planner, best) if (r := recommendation(planner, m, dataset)) is not None)[
            :MOST_MOVES
        ]
        figures = best.figures
        unit = what(planner, figures.gain)
        if moves:
            headline = f"Moving money between campaigns would bring about {unit} more in {days} days."
        else:
            headline = "Today's split is about as good as the data can tell."
        findings = (
            Finding(
                f"Within {percent(STEP, 0)} up or down for each campaign, the best split of "
                f"{money(figures.spend, planner.currency, 'full')} brings {unit} more than today's "
                f"({interval(planner, figures.gain_lower, figures.gain_upper)}). {best.certificate}.",
                "good" if figures.gain_lower > 0 else "neutral",
            ),
        )
        table = pd.DataFrame(
            {
                "campaign": [c.name for c in figures.campaigns],
                "today": [c.today for c in figures.campaigns],
                "plan": [c.spend for c in figures.campaigns],
                "expected": [c.expected for c in figures.campaigns],
                "next_unit": [c.next_unit for c in figures.campaigns],
            }
        )
        return Report(self.name, headline, findings, moves, {"split": table})


def step_settings(planner: Planner) -> PlanSettings:
    """Return settings within a step of today's; a campaign that no longer runs stays as it is."""
    running = [c for c in planner.campaigns if c.running]
    return PlanSettings(
        outcome=planner.outcome,
        days=planner.days,
        lower={c.id: c.today * (1 - STEP) for c in running},
        upper={c.id: c.today * (1 + STEP) for c in running},
        locked={c.id: c.today for c in planner.campaigns if not c.running},
    )


def pair_moves(planner: Planner, best: OptimizedPlan) -> list[Move]:
    """Return the best split as moves: the largest giver with the largest taker, until all that matters is moved."""
    change = np.array([best.spend[c.id] for c in planner.campaigns]) - planner.today
    moves: list[Move] = []
    smallest = 0.005 * float(planner.today.sum())
    while True:
        giver, taker = int(change.argmin()), int(change.argmax())
        amount = rounded(min(-change[giver], change[taker]))
        if amount < smallest or amount <= 0:
            return moves
        moves.append(Move(giver, taker, amount))
        change[giver] += amount
        change[taker] -= amount


def rounded(amount: float) -> float:
    """Return an amount as people would move it: two figures, never more than given."""
    if amount <= 0:
        return 0.0
    unit = 10.0 ** (np.floor(np.log10(amount)) - 1)
    return float(np.floor(amount / unit) * unit)


def recommendation(planner: Planner, move: Move, dataset: Dataset) -> Recommendation | None:
    """Return a move in words with its effect, or None where it is hardly more likely to help than not."""
    giver, taker = planner.campaigns[move.giver], planner.campaigns[move.taker]
    spend = planner.today
    spend[move.giver] -= move.amount
    spend[move.taker] += move.amount
    effect: Floats = (planner.outcome_draws(spend) - planner.outcome_draws(planner.today)).sum(axis=1)
    chance = float((effect > 0).mean())
    if (planner.ranged and chance < SMALLEST_CHANCE) or effect.mean() <= 0:
        return None
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(effect, [tail, 1 - tail])
    slopes = _slopes(planner, move)
    return Recommendation(
        id=content_key("move", data=planner.key, giver=giver.id, taker=taker.id, days=planner.days)[:17],
        agent=BudgetOptimizer.name,
        action=f"Move {money(move.amount, planner.currency, 'full')} from {giver.name} to {taker.name}",
        why=f"{giver.name} brings {_brings(planner, slopes[0])} for its last {_piece(planner)}; "
        f"{taker.name} brings {_brings(planner, slopes[1])} for the next. "
        f"Today's spend is the mean of the 28 days up to {date_text(dataset.last_day)}."
        f"{' So say the curves that were brought from elsewhere.' if planner.brought else ''}",
        effect=Estimate(float(effect.mean()), float(low), float(high), LEVEL),
        effect_unit=planner.outcome,
        effect_period=f"in {planner.days} days",
        chance=chance if planner.ranged else None,
        campaign_ids=(giver.id, taker.id),
        shifts={giver.id: -move.amount, taker.id: move.amount},
    )


def _slopes(planner: Planner, move: Move) -> tuple[float, float]:
    return (
        float(mean_slope(planner.curves[move.giver], planner.campaigns[move.giver].today)),
        float(mean_slope(planner.curves[move.taker], planner.campaigns[move.taker].today)),
    )


def _piece(planner: Planner) -> str:
    """The amount that a marginal return is said for: one for revenue, a hundred for counts."""
    return money(1 if planner.outcome in MONEY_OUTCOMES else 100, planner.currency, "full")


def _brings(planner: Planner, slope: float) -> str:
    if planner.outcome in MONEY_OUTCOMES:
        return money(slope, planner.currency, "exact")
    return f"{number(100 * slope, 'round')} {planner.outcome}"


def what(planner: Planner, amount: float) -> str:
    """Return an outcome in words, as money or as a count."""
    if planner.outcome in MONEY_OUTCOMES:
        return f"{money(amount, planner.currency, 'round')} of {planner.outcome}"
    return f"{number(amount, 'round')} {planner.outcome}"


def interval(planner: Planner, lower: float, upper: float) -> str:
    """Return an interval of an outcome in words."""
    if not planner.ranged:
        return "the curves do not say how sure that is"
    if planner.outcome in MONEY_OUTCOMES:
        return between(lower, upper, planner.currency)
    return f"between {number(lower, 'round')} and {number(upper, 'round')}"


register(BudgetOptimizer())
