"""What is said about a plan: its proof, and why each campaign moves."""

import numpy as np

from core.allocation.planning import PlanFigures, Planner, PlanSettings
from core.curves import Floats
from core.data.schema import MONEY_OUTCOMES
from core.wording import money, number


def certificate(gap: float, proved: bool = True) -> str:
    """Return the proof in words; of a plan that was not searched for, how far it is from the proved best.

    Example:
        >>> certificate(2e-8), certificate(0.1167, proved=False)
        ('Proved within 0.00\xa0% of the best possible', '11.67\xa0% below the best possible')
    """
    # Rounded up: a bound may be said looser than it is, never tighter. Below a hundred-thousandth it is zero to people.
    shown = f"{0.0 if gap < 1e-5 else np.ceil(gap * 1e4) / 1e2:.2f}\u00a0%"
    return f"Proved within {shown} of the best possible" if proved else f"{shown} below the best possible"


class Speech:
    """How outcomes of a plan are spoken of: as money, or as counts."""

    def __init__(self, planner: Planner) -> None:
        self._currency, self._outcome = planner.currency, planner.outcome
        self._is_money = planner.outcome in MONEY_OUTCOMES
        self.piece = money(1 if self._is_money else 100, planner.currency, "full") if planner.currency else "1"
        """The amount that a marginal return is said for: one for revenue, a hundred for counts."""
        if not planner.currency:
            self.piece = "unit of money" if self._is_money else "100 spent"

    def brings(self, slope: float) -> str:
        """Return what a piece of money brings."""
        if self._is_money:
            return money(slope, self._currency, "exact")
        return f"{number(100 * slope, 'round')} {self._outcome}"

    def lost(self, amount: float) -> str:
        """Return an outcome."""
        text = money(amount, self._currency, "round") if self._is_money else number(amount, "round")
        return f"{text} {'of ' if self._is_money else ''}{self._outcome}"


def reached(planner: Planner, settings: PlanSettings, figures: PlanFigures) -> str:
    """Return in one sentence what a plan has reached of its goal."""
    speech = Speech(planner)
    outcome, spent = speech.lost(figures.expected), money(figures.spend, planner.currency, "full")
    amount = money(settings.amount, planner.currency, "full")
    ratio = figures.expected / figures.spend if figures.spend > 0 else 0.0
    match settings.goal:
        case "next":
            return f"{amount} more would bring {speech.lost(figures.gain)} more than today."
        case "cut":
            return f"{amount} less would lose {speech.lost(-figures.gain)}."
        case "profit":
            profit = money(settings.margin * figures.expected - figures.spend, planner.currency, "round")
            return f"The most profit is about {profit}: {outcome} for {spent}."
        case "roi":
            return f"The best return: {spent} would bring {outcome}, {speech.brings(ratio)} for each {speech.piece}."
        case "least_spend":
            return f"{outcome} can be expected for {spent}; less money would not be enough."
        case "average":
            return f"Up to {spent} can be spent while each {speech.piece} brings {speech.brings(ratio)} on average."
        case "marginal":
            target = speech.brings(settings.target or 0.0)
            return f"Up to {spent} can be spent while the next {speech.piece} still brings {target}."
    return f"{spent} would bring {outcome}."


def reasons(planner: Planner, figures: PlanFigures, lower: Floats, upper: Floats) -> dict[str, str]:
    """Return for each campaign one sentence on why it moves, or why it stays."""
    speech = Speech(planner)
    piece, brings, lost = speech.piece, speech.brings, speech.lost
    words = {}
    for c, low, high, full in zip(figures.campaigns, lower, upper, planner.saturation, strict=True):
        change = c.spend - c.today
        small = max(1.0, 0.005 * c.today)
        if low == high:
            text = "it is locked." if abs(change) < small else f"you locked it; it would bring {lost(c.expected)}."
        elif c.today == 0:
            text = f"it does not run today; {money(c.spend, planner.currency, 'round')} would bring {lost(c.expected)}."
            if abs(change) < small:
                text = "it does not run today, and money brings more elsewhere."
        elif abs(change) < small:
            text = f"it stays: the next {piece} brings {brings(c.next_unit)}, about what it brings elsewhere."
        elif change > 0:
            text = f"each extra {piece} brings {brings(c.next_unit_today)} at today's spend; "
            text += f"at the plan it brings {brings(c.next_unit)}."
        elif c.expected_today - c.expected < -change * c.next_unit_today:
            # S-shaped: the last unit brings more than the money on the whole, which is what is taken away.
            taken, gone = money(-change, planner.currency, "round"), lost(c.expected_today - c.expected)
            text = f"the {taken} taken away brought {gone} in all."
        else:
            text = f"the last {piece} brings only {brings(c.next_unit_today)}; "
            text += f"spending less loses {lost(c.expected_today - c.expected)}."
        if low < high and abs(change) >= small:
            if c.spend >= high - 0.01:
                text = text[:-1] + ", and its maximum stops it there."
            elif c.spend <= low + 0.01 and low > 0:
                text = text[:-1] + ", and its minimum holds it there."
            if change > 0 and full > 3 * planner.seen(c.id):
                text += " It is far from saturated."
            elif change > 0:
                where = "beyond what was ever spent, near" if full > planner.seen(c.id) else "near"
                text += f" It saturates {where} {money(full, planner.currency, 'round')}."
        words[c.id] = text
    return words
