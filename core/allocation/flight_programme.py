"""Linear programmes over plans by week: a plan that fits, and the bound that tangent planes set."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_array, eye_array, hstack, kron, vstack

from core.allocation.flight_limits import FlightLimits
from core.allocation.limits import ROUNDING, amount
from core.curves import Floats
from core.errors import InfeasibleError

Matrix = Any
"""A sparse array; the types of SciPy's do not go together."""
Rows = Callable[[Floats], tuple[Floats, Floats]]

_PLANES = 8
"""Most planes a campaign."""
_TIGHT = 1e-7
"""Share of the bound by which it may lie above the plan that it was found with."""
_TOWARDS = 0.03
"""How far on the way to the highest plan under the planes the next ones touch: farther, they would say little here."""
_ROUNDING = 1e-9
"""Share by which the bound is raised: ten times the tolerances of the linear programmes."""


def check_path(limits: FlightLimits) -> None:
    """Check that weekly totals can be reached within the limit on change.

    Raises:
        InfeasibleError: If they cannot.
    """
    if not (limits.by_week and np.isfinite(limits.change).any()):
        return
    share, totals = float(limits.change.max()), limits.totals
    for week in range(1, len(totals)):
        before, now = float(totals[week - 1] * limits.grows[week - 1]), float(totals[week])
        least, most = before * max(1.0 - share, 0.0), before * (1.0 + share)
        if now > most * (1 + ROUNDING) or now < least * (1 - ROUNDING):
            fits = f"at most {amount(most)}" if now > most else f"at least {amount(least)}"
            last = amount(float(totals[week - 1]))
            raise InfeasibleError(
                f"Week {week + 1} has a total of {amount(now)} after {last} in week {week}, but with a change of "
                f"at most {100 * share:g} % it can have {fits}. "
                "Let spend change more from week to week, or make the totals more alike."
            )
    _, missed = feasible(limits)
    worst = int(np.abs(missed).argmax())
    if abs(missed[worst]) > 1e-8 * float(totals.max()):
        nearest = amount(float(totals[worst] - missed[worst]))
        raise InfeasibleError(
            f"No plan keeps the limits, the limit on change from week to week and all totals: the plan that misses "
            f"least spends {nearest} in week {worst + 1}, whose total is {amount(float(totals[worst]))}. "
            "Let spend change more from week to week, make the totals more alike, or widen the limits."
        )


def feasible(limits: FlightLimits) -> tuple[Floats, Floats]:
    """Return a plan that misses the totals least, and by how much it misses each: total less plan, shape (totals,)."""
    count, weeks = limits.lower.shape
    if not limits.by_week:
        # Least and highest plans keep all limits, and so does anything between them.
        least, most = float(limits.lower.sum()), float(limits.upper.sum())
        part = (float(limits.totals[0]) - least) / (most - least) if most > least else 0.0
        return limits.lower + min(max(part, 0.0), 1.0) * (limits.upper - limits.lower), np.zeros(1)
    part = (limits.totals - limits.lower.sum(axis=0)) / np.maximum((limits.upper - limits.lower).sum(axis=0), 1e-300)
    plan = limits.lower + np.clip(part, 0.0, 1.0) * (limits.upper - limits.lower)
    if not np.isfinite(limits.change).any():
        return plan, limits.totals - limits.gather(plan)
    # Short and over are what a week misses its total by.
    sums = hstack([_sums(limits), eye_array(weeks), -eye_array(weeks)])
    found = _programme(limits, np.concatenate([np.zeros(count * weeks), np.ones(2 * weeks)]), sums, 2 * weeks)
    unit = max(float(limits.totals.mean()), 1e-300)
    plan = limits.within(found[: count * weeks].reshape(count, weeks) * unit)
    return plan, (found[count * weeks : -weeks] - found[-weeks:]) * unit


def highest(derivatives: Rows, limits: FlightLimits, spend: Floats) -> float:
    """Return an outcome that no plan exceeds where the outcome of each campaign is concave.

    A plane that touches a concave function lies above it. The highest plan under the planes at a near-best plan is a
    bound; where it is far off, planes on the way to it are added (Kelley, 1960).

    Args:
        derivatives: Takes weekly spends (campaigns, weeks); returns outcome by campaign and gradient.
        limits: Totals and limits.
        spend: A plan near the best, shape (campaigns, weeks).
    """
    count, weeks = spend.shape
    value, gradient = derivatives(spend)
    here, size = float(value.sum()), max(float(np.abs(value).max()), 1e-300)
    unit = max(float(limits.totals.mean()), 1e-300)
    cost = np.concatenate([np.zeros(count * weeks), -np.ones(count)])
    sums = hstack([_sums(limits), csr_array((len(limits.totals), count))])
    planes: list[Matrix] = []
    sides: list[Floats] = []
    bound = np.inf
    at = spend
    for _ in range(_PLANES):
        slopes = block_diag([-own[None] * (unit / size) for own in gradient], format="csr")
        planes.append(csr_array(hstack([slopes, eye_array(count)])))
        sides.append((value - (gradient * at).sum(axis=1)) / size)
        found = _programme(limits, cost, sums, count, (csr_array(vstack(planes)), np.concatenate(sides)))
        before, bound = bound, min(bound, float(found[count * weeks :].sum()) * size)
        if bound - here <= _TIGHT * abs(bound) or before - bound < 0.1 * (before - here):
            break
        at = spend + _TOWARDS * (found[: count * weeks].reshape(count, weeks) * unit - spend)
        value, gradient = derivatives(at)
    return bound * (1.0 + _ROUNDING)


def _sums(limits: FlightLimits) -> Matrix:
    """Return the matrix that adds up weekly spends to totals."""
    count, weeks = limits.lower.shape
    by_week = kron(np.ones((1, count)), eye_array(weeks))
    return csr_array(by_week if limits.by_week else np.ones((1, count * weeks)))


def _programme(
    limits: FlightLimits, cost: Floats, sums: Matrix, more: int, planes: tuple[Matrix, Floats] | None = None
) -> Floats:
    """Return the cheapest columns: weekly spends within limits and totals, in mean totals, and ``more`` others.

    The others are of 0 or more, or, if there are planes, free and held below them.
    """
    count, weeks = limits.lower.shape
    unit = max(float(limits.totals.mean()), 1e-300)
    matrix, side = limits.rows()
    inner: Matrix = block_diag([matrix[c, 2 * weeks :] for c in range(count)], format="csr")
    rows, sides = csr_array(hstack([inner, csr_array((inner.shape[0], more))])), side[:, 2 * weeks :].ravel()
    if planes is not None:
        rows, sides = csr_array(vstack([rows, planes[0]])), np.concatenate([sides, planes[1]])
    spends = np.column_stack([limits.lower.ravel(), limits.upper.ravel()]) / unit
    others = np.tile([0.0 if planes is None else -np.inf, np.inf], (more, 1))
    bounds = np.concatenate([spends, others])
    found = cheapest(cost, sums, limits.totals / unit, (rows, sides) if len(sides) else None, bounds)
    if found is None:
        raise ArithmeticError("HiGHS found no plan where the limits leave one")
    return found


def cheapest(
    cost: Floats, sums: Matrix, totals: Floats, rows: tuple[Matrix, Floats] | None = None, bounds: Floats | None = None
) -> Floats | None:
    """Return the cheapest columns with given sums, below the rows and within bounds (0 or more); None if none is found.

    HiGHS is asked for rows to 1e-10: with its own 1e-7 a plan borrows cents, and a bound lies by as much.
    """
    above, sides = rows or (None, None)
    exact: Any = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
    within: Any = (0, None) if bounds is None else bounds
    found = linprog(cost, above, sides, sums, totals, bounds=within, method="highs", options=exact)
    return None if found.x is None else np.asarray(found.x)
