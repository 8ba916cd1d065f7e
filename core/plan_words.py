"""What is said about a plan: its proof, and why each campaign moves."""

import numpy as np

from core.allocation.planning import PlanFigures, Planner
from core.curves import Floats
from core.wording import money, number


def certificate(gap: float) -> str:
    """Return the proof in words.

    Example:
        >>> certificate(2e-8)
        'Proved within 0.00\\xa0% of the best possible'
    """
    # Rounded up: a bound may be said looser than it is, never tighter. Below a hundred-thousandth it is zero to people.
    shown = 0.0 if gap < 1e-5 else np.ceil(gap * 1e4) / 1e2
    return f"Proved within {shown:.2f}\u00a0% of the best possible"


def reasons(planner: Planner, figures: PlanFigures, lower: Floats, upper: Floats) -> dict[str, str]:
    """Return for each campaign one sentence on why it moves, or why it stays."""

    is_money = planner.outcome == "revenue"
    piece = money(1 if is_money else 100, planner.currency, "full") if planner.currency else "unit of money"
    if not is_money and not planner.currency:
        piece = "100 spent"

    def brings(slope: float) -> str:
        return money(slope, planner.currency, "exact") if is_money else f"{number(100 * slope, 'round')} conversions"

    def lost(amount: float) -> str:
        text = money(amount, planner.currency, "round") if is_money else number(amount, "round")
        return f"{text} {'of revenue' if is_money else 'conversions'}"

    words = {}
    for c, low, high in zip(figures.campaigns, lower, upper, strict=True):
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
        words[c.id] = text
    return words
