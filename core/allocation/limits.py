"""Checks what a caller asks of the optimizer and says in plain words where no split can fit."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.curve_forms import form_of
from core.curves import Curve, Floats, HillCurve
from core.errors import InfeasibleError, InputError

ROUNDING = 1e-9
"""Relative miss of a sum of limits that is taken for rounding of the caller's amounts, not for a contradiction."""


@dataclass(frozen=True, eq=False)
class Limits:
    """A budget and the limits of each campaign, checked: some split of the budget fits.

    Attributes:
        budget: Total to spend. Currency.
        lower: Lowest spend by campaign, shape (campaigns,).
        upper: Highest spend by campaign, shape (campaigns,); never above what the other minimums leave.
    """

    budget: float
    lower: Floats
    upper: Floats


def check_curves(curves: Sequence[Curve]) -> tuple[str, ...]:
    """Return the names of the campaigns.

    Raises:
        InputError: If there is no curve, two have the same name, or a draw is no rising curve of its form.
    """
    if len(curves) == 0:
        raise InputError("There is no campaign to spend on. Choose at least one.")
    called = Counter(curve.name for curve in curves if curve.name)
    for name, count in called.items():
        if count > 1:
            raise InputError(f"{count} campaigns are called “{name}”. Give each a name of its own.")
    for position, curve in enumerate(curves):
        if isinstance(curve, HillCurve):
            # Checked where it was made.
            continue
        form = form_of(curve.form)
        scale, half, slope = (np.asarray(p, float) for p in curve.parameters)
        sound = scale.ndim == 1 and scale.size > 0 and scale.shape == half.shape == slope.shape
        if sound:
            sound = bool(np.isfinite([scale, half, slope]).all() and (scale >= 0).all())
            sound = sound and bool((half > 0).all() and form.usable_slope(slope).all())
        if not sound:
            raise InputError(
                f"The curve of {label(curve.name, position)} cannot be used: each draw of the form {form.name} needs "
                f"{form.asks}."
            )
    return tuple(curve.name for curve in curves)


def check_budget(budget: float) -> float:
    """Return the budget as a number.

    Raises:
        InputError: If it is no finite number of 0 or more.
    """
    return float(check_amounts(budget, "The budget", 1)[0])


def check_limits(
    names: Sequence[str], budget: float, lower: ArrayLike | None = None, upper: ArrayLike | None = None
) -> Limits:
    """Return budget and limits by campaign.

    Args:
        names: Name of each campaign, for messages.
        budget: Total to spend. Currency.
        lower: Lowest spend: one amount for all, or one a campaign; None is 0.
        upper: Highest spend, likewise; None is the whole budget.

    Raises:
        InputError: If an amount is negative or not a finite number, or the number of limits is wrong.
        InfeasibleError: If no split of the budget fits the limits.
    """
    total = check_budget(budget)
    low = check_amounts(0.0 if lower is None else lower, "A minimum", len(names))
    high = np.full(len(names), np.inf) if upper is None else check_amounts(upper, "A maximum", len(names))
    for position in np.flatnonzero(low > high).tolist():
        raise InfeasibleError(
            f"The minimum of {label(names[position], position)} is {amount(low[position])}, "
            f"which is {amount(low[position] - high[position])} above its maximum of {amount(high[position])}. "
            "Lower the minimum or raise the maximum."
        )
    least, most = float(low.sum()), float(high.sum())
    if least > total * (1 + ROUNDING):
        raise InfeasibleError(
            f"The minimums add up to {amount(least)}, which is {amount(least - total)} more than the budget of "
            f"{amount(total)}. Raise the budget or lower a minimum."
        )
    if most < total * (1 - ROUNDING):
        raise InfeasibleError(
            f"The maximums add up to {amount(most)}, which is {amount(total - most)} less than the budget of "
            f"{amount(total)}. Lower the budget or raise a maximum."
        )
    # No campaign can get more than what the minimums of the others leave.
    return Limits(total, low, np.minimum(high, np.maximum(low, low + (total - least))))


def fill(spend: Floats, limits: Limits) -> Floats:
    """Return a split that adds up to the budget: changed in proportion to the room that the limits leave."""
    spend = np.clip(spend, limits.lower, limits.upper)
    rest = limits.budget - float(spend.sum())
    if abs(rest) > 1e-9 * limits.budget:
        room = limits.upper - spend if rest > 0 else spend - limits.lower
        spend = np.clip(spend + rest * room / max(float(room.sum()), 1e-300), limits.lower, limits.upper)
    return _last_digits(spend, limits)


def _last_digits(spend: Floats, limits: Limits) -> Floats:
    """Return the split with the rounding of its sum put right, where it leaves campaigns that are at a limit there."""
    for _ in range(4):
        rest = limits.budget - float(spend.sum())
        if rest == 0.0:
            break
        below, above = spend - limits.lower, limits.upper - spend
        row = int(np.minimum(below, above).argmax())
        if min(below[row], above[row]) < abs(rest):
            row = int((above if rest > 0 else below).argmax())
        spend = spend.copy()
        spend[row] = min(max(spend[row] + rest, limits.lower[row]), limits.upper[row])
    return spend


def label(name: str, position: int) -> str:
    """Return how a message calls a campaign: by name, or by its place where it has none."""
    return f"“{name}”" if name else f"campaign {position + 1}"


def amount(value: float) -> str:
    """Return an amount of money for a message: thousands with commas, cents where there are any.

    Example:
        >>> amount(456000.0), amount(12.5), amount(0.00012)
        ('456,000', '12.50', '0.00012')
    """
    if 0 < abs(value) < 0.005:
        return f"{value:.3g}"
    text = f"{value:,.2f}"
    return text.removesuffix(".00")


def check_amounts(values: ArrayLike, what: str, count: int) -> Floats:
    """Return amounts of money, one for each of ``count`` campaigns.

    Raises:
        InputError: If one is negative or not a finite number, or their number is wrong; ``what`` begins the sentence.
    """
    try:
        given = np.asarray(values, float)
    except (TypeError, ValueError) as error:
        raise InputError(f"{what} is not a number: {values!r}.") from error
    if given.ndim > 1 or (given.ndim == 1 and given.shape != (count,)) or (given.ndim == 1 and what == "The budget"):
        held = "values in more than one dimension" if given.ndim > 1 else f"{given.size} values"
        raise InputError(
            f"{what} is one amount for all, or one for each of the {count} campaigns, but there are {held}."
        )
    for value in given.flat:
        if not (np.isfinite(value) and value >= 0):
            raise InputError(f"{what} is {value:,}, but it must be a number of 0 or more.")
    return np.broadcast_to(given, (count,)).astype(float)
