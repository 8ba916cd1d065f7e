"""Rounds a plan to whole cents without losing a cent of the budget."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.allocation.constraints import Group
from core.allocation.limits import check_limits
from core.curves import Curve, Floats, mean_curve

MOST_EXCHANGES = 500


def round_to_cents(
    spend: Floats, budget: float, lower: ArrayLike | None = None, upper: ArrayLike | None = None
) -> Floats:
    """Return the plan in whole cents: it adds up to the budget, itself rounded to cents, and the limits hold.

    Each amount is rounded down, and the cents that are left go to the largest remainders (Hamilton's method), the first
    campaign first among equals. A limit between two cents is moved inwards to the next whole cent. Where that leaves a
    campaign no whole cent, or leaves no plan at all (three minimums of a third of the budget), limits are passed by
    less than one cent: money comes in whole cents.

    Args:
        spend: Spend by campaign, shape (campaigns,). Currency.
        budget: Total to spend. Currency.
        lower: Lowest spend: one amount for all, or one a campaign; None is 0.
        upper: Highest spend, likewise; None is the whole budget.

    Raises:
        InputError: If an amount is negative or not a finite number.
        InfeasibleError: If no split of the budget fits the limits.

    Example:
        >>> round_to_cents([33.335, 33.335, 33.33], 100).tolist()
        [33.34, 33.33, 33.33]
    """
    cents = np.asarray(spend, float) * 100.0
    limits = check_limits([""] * len(cents), budget, lower, upper)
    low, high = limits.lower * 100.0, limits.upper * 100.0
    total = round(limits.budget * 100.0)
    # A limit of 0.07 is 7.000000000000001 cents: what is nearly whole is whole.
    near = 1e-6 + 4e-16 * high
    least, most = np.ceil(low - near), np.floor(high + near)
    torn = least > most
    least[torn] = most[torn] = np.rint(low[torn])
    if least.sum() > total:
        least = np.floor(low)
    if most.sum() < total:
        most = np.ceil(high)
    whole = np.clip(np.floor(cents + near), least, most)
    whole = _spread(whole, cents, total - int(whole.sum()), least, most)
    # Adding zero turns a negative zero into a plain one.
    return whole / 100.0 + 0.0


def round_groups(spend: Floats, budget: float, lower: Floats, upper: Floats, groups: Sequence[Group]) -> Floats:
    """Return the plan in whole cents, as ``round_to_cents``, with the limits of nested groups kept as well.

    The whole is rounded first, then each group's part of it, then the campaigns' parts of that: amounts between limits
    in whole cents are so never moved past one. Of groups that overlap only the one named first is looked at.

    Args:
        spend: Spend by campaign, shape (campaigns,). Currency.
        budget: Total to spend. Currency.
        lower: Lowest spend by campaign.
        upper: Highest spend by campaign.
        groups: Groups of positions with their limits, without shares.
    """
    rounded = np.zeros(len(spend))

    def split(members: frozenset[int], inner: list[tuple[frozenset[int], Group]], total: float) -> None:
        parts: list[tuple[frozenset[int], float, float]] = []
        for rows, group in sorted(inner, key=lambda one: -len(one[0])):
            if not any(rows & taken for taken, _, _ in parts):
                own = list(rows)
                most = float(upper[own].sum()) if group.upper is None else min(group.upper, float(upper[own].sum()))
                parts.append((rows, max(group.lower, float(lower[own].sum())), most))
        alone = members.difference(*(rows for rows, _, _ in parts))
        parts += [(frozenset([c]), float(lower[c]), float(upper[c])) for c in sorted(alone)]
        sums = np.array([float(spend[list(rows)].sum()) for rows, _, _ in parts])
        low, high = np.array([[low, max(low, high)] for _, low, high in parts]).T
        # Sums of limits may miss a sum of amounts by their last digits.
        low, high = np.minimum(low, np.maximum(sums, 0)), np.maximum(high, sums)
        for (rows, _, _), amount in zip(parts, round_to_cents(sums, total, low, high).tolist(), strict=True):
            if len(rows) == 1:
                rounded[list(rows)] = amount
            else:
                split(rows, [one for one in inner if one[0] < rows], amount)

    sets = [(frozenset(int(c) for c in group.campaigns), group) for group in groups]
    lower, upper = lower.copy(), upper.copy()
    for rows, group in sets:
        if len(rows) == 1:
            (c,) = rows
            lower[c] = max(lower[c], group.lower)
            upper[c] = min(upper[c], np.inf if group.upper is None else group.upper)
    split(frozenset(range(len(spend))), [one for one in sets if len(one[0]) > 1], budget)
    return rounded


def exchange_cents(
    curves: Sequence[Curve], spend: Floats, lower: Floats, upper: Floats, groups: Sequence[Group] = ()
) -> Floats:
    """Return the plan after single cents went from where one is missed least to where one brings most.

    Rounding knows nothing of the curves; where amounts are a few cents, the right cent matters.

    Args:
        curves: One a campaign.
        spend: A plan in whole cents, shape (campaigns,). Currency.
        lower: Lowest spend by campaign.
        upper: Highest spend by campaign.
        groups: Groups of positions; cents stay within campaigns of the same groups.
    """
    alike: dict[tuple[bool, ...], list[int]] = {}
    for c in range(len(curves)):
        alike.setdefault(tuple(c in group.campaigns for group in groups), []).append(c)
    spend = spend.copy()
    for rows in alike.values():
        spend[rows] = _exchange([curves[c] for c in rows], spend[rows], lower[rows], upper[rows])
    return spend + 0.0


def _exchange(curves: Sequence[Curve], spend: Floats, lower: Floats, upper: Floats) -> Floats:
    steps = np.array([-0.01, 0.0, 0.01])
    # Outcome with a cent less, as it is, with a cent more.
    around = np.array([mean_curve(c, np.maximum(x + steps, 0.0)) for c, x in zip(curves, spend, strict=True)])
    for _ in range(MOST_EXCHANGES):
        gain = np.where(spend + 0.01 <= upper + 1e-9, around[:, 2] - around[:, 1], -np.inf)
        loss = np.where(spend - 0.01 >= lower - 1e-9, around[:, 1] - around[:, 0], np.inf)
        taker, giver = int(gain.argmax()), int(loss.argmin())
        if taker == giver or not gain[taker] - loss[giver] > 1e-12 * abs(around[:, 1].sum()):
            break
        for campaign, sign in ((taker, 1), (giver, -1)):
            spend[campaign] = round(spend[campaign] * 100 + sign) / 100
            around[campaign] = mean_curve(curves[campaign], np.maximum(spend[campaign] + steps, 0.0))
    return spend


def _spread(whole: Floats, cents: Floats, missing: int, least: Floats, most: Floats) -> Floats:
    """Return amounts with the missing cents added, or those too many taken, where it changes the plan the least."""
    while missing != 0:
        sign = 1 if missing > 0 else -1
        room = (most - whole) if sign > 0 else (whole - least)
        able: NDArray[np.intp] = np.flatnonzero(room > 0)
        if len(able) == 0:
            break
        order = able[np.argsort(-sign * (cents - whole)[able], kind="stable")]
        rounds = max(1, abs(missing) // len(order)) if abs(missing) >= len(order) else 1
        chosen = order[: abs(missing)]
        step = np.minimum(room[chosen], rounds)
        whole = whole.copy()
        whole[chosen] += sign * step
        missing -= sign * int(step.sum())
    return whole
