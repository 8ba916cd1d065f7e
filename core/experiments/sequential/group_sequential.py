"""Group sequential tests: a few looks are planned, and the bounds at them keep the error that was allowed.

Bounds come from spending the error over the looks (Lan and DeMets 1983) or are the classical ones of Pocock (1977) and
O'Brien and Fleming (1979). Statistics are standardised (z); information is the share of the planned people seen.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from scipy.special import ndtri

from core.errors import InputError
from core.experiments.sequential.recursion import Walk, fineness_for
from core.experiments.sequential.spending import spent

MOST_LOOKS: Final = 200
CLOSEST: Final = 1e-4
"""Two looks must differ by at least this share of the information of the later one."""
NOTHING: Final = 1e-18
"""An error below this is none: the look cannot stop the test."""
NEVER: Final = math.inf


@dataclass(frozen=True)
class GroupSequential:
    """The bounds of a test with planned looks.

    Attributes:
        information: Share of the planned people seen at each look.
        upper: Stop for benefit at or above, by look; infinite where a look cannot stop.
        lower: Stop for harm at or below; minus infinity in one-sided tests.
        futility: Stop for futility at or below; minus infinity where there is none. Not binding: the error is kept also
            if nobody stops there.
        spent: Error used up until each look, both sides together.
        alpha: Error allowed in all.
        sides: 1 or 2.
        method: Name of the bounds.
        drift: Mean of z at information 1 under which the test has the power asked for; NaN where none was asked for.
        power: The power asked for; NaN where none was.
    """

    information: tuple[float, ...]
    upper: tuple[float, ...]
    lower: tuple[float, ...]
    futility: tuple[float, ...]
    spent: tuple[float, ...]
    alpha: float
    sides: int
    method: str
    drift: float = math.nan
    power: float = math.nan

    @property
    def inflation(self) -> float:
        """How many times the people of a test with one look this one needs at most, for the same power."""
        fixed = ndtri(1 - self.alpha / self.sides) + ndtri(self.power)
        return float((self.drift / fixed) ** 2)


def group_sequential(
    looks: int | Sequence[float],
    *,
    alpha: float = 0.05,
    sides: int = 2,
    spending: str = "obrien-fleming",
    shape: float | None = None,
    power: float | None = None,
    futility: str | None = None,
    futility_shape: float | None = None,
) -> GroupSequential:
    """Return bounds that spend the error over the looks.

    Args:
        looks: How many, equally spaced, or the share of the planned people at each, increasing. Shares need not be
            equally spaced nor reach 1: looks that did happen can be given.
        alpha: Error allowed in all.
        sides: 2 stops for benefit and for harm, each with half of the error; 1 for benefit alone.
        spending: Kind of spending, see ``core.experiments.sequential.spending.spent``.
        shape: Of the spending, where it has one.
        power: Chance to see the effect that the test was planned for; gives ``drift``.
        futility: Kind of spending of 1 - power at a look that stops for futility; needs ``power``. Not binding.
        futility_shape: Of that spending.

    Raises:
        InputError: If an argument cannot be used.

    >>> [round(bound, 3) for bound in group_sequential(5).upper]
    [4.877, 3.357, 2.68, 2.29, 2.031]
    """
    information = _schedule(looks)
    side = _error(alpha, sides)
    allowed = [spent(share, side, spending, shape) for share in information]
    upper = _upper(information, allowed, sides)
    design = GroupSequential(
        information=information,
        upper=upper,
        lower=tuple(-bound if sides == 2 else -NEVER for bound in upper),
        futility=(-NEVER,) * len(information),
        spent=tuple(sides * one for one in allowed),
        alpha=alpha,
        sides=sides,
        method=spending,
    )
    if power is None:
        if futility is not None:
            raise InputError("A bound for futility needs the power that the test is planned with.")
        return design
    return with_power(design, power, futility, futility_shape)


def classical(
    looks: int, *, alpha: float = 0.05, sides: int = 2, kind: str | float = "obrien-fleming", power: float | None = None
) -> GroupSequential:
    """Return classical bounds at equally spaced looks: c (k / K)^(delta - 1/2).

    Args:
        looks: How many (K).
        alpha: Error allowed in all.
        sides: 2 or 1.
        kind: ``pocock`` (delta 1/2: the same bound at each look), ``obrien-fleming`` (delta 0: c sqrt(K / k)), or delta
            itself (Wang and Tsiatis 1987).
        power: As in ``group_sequential``.

    Raises:
        InputError: If an argument cannot be used.

    >>> round(classical(5, kind="pocock").upper[0], 3), round(classical(5).upper[-1], 3)
    (2.413, 2.04)
    """
    information = _schedule(looks)
    _error(alpha, sides)
    named = {"pocock": 0.5, "obrien-fleming": 0.0}
    delta = named.get(kind) if isinstance(kind, str) else float(kind)
    if delta is None or not -2 <= delta <= 0.5:
        raise InputError(
            f"There are no classical bounds “{kind}”. Known are pocock, obrien-fleming and delta from -2 to 0.5."
        )
    forms = [share ** (delta - 0.5) for share in information]
    fineness = fineness_for(information)

    def crossed(c: float) -> list[float]:
        walk, until, total = Walk(0.0, fineness), [], 0.0
        for share, form in zip(information, forms, strict=True):
            total += walk.above(c * form, share)
            walk.go_on(-c * form if sides == 2 else -NEVER, c * form, share)
            until.append(sides * total)
        return until

    from scipy.optimize import brentq

    c = float(brentq(lambda one: crossed(one)[-1] - alpha, 0.1, 10.0, xtol=1e-10))
    upper = tuple(c * form for form in forms)
    design = GroupSequential(
        information=information,
        upper=upper,
        lower=tuple(-bound if sides == 2 else -NEVER for bound in upper),
        futility=(-NEVER,) * looks,
        spent=tuple(crossed(c)),
        alpha=alpha,
        sides=sides,
        method=kind if isinstance(kind, str) else f"wang-tsiatis {delta:g}",
    )
    return design if power is None else with_power(design, power)


def with_power(
    design: GroupSequential, power: float, futility: str | None = None, shape: float | None = None
) -> GroupSequential:
    """Return the design with the drift that has a power, and with bounds for futility where their spending is named.

    Raises:
        InputError: If an argument cannot be used, or the last look is not at all planned people.
    """
    from scipy.optimize import brentq

    if not design.alpha / design.sides < power < 1:
        raise InputError(f"The power is {power:g}; it must be above the allowed error and below 1.")
    if futility is None:

        def short(drift: float) -> float:
            return power - benefit(design, drift)

        drift = float(brentq(short, 0.0, 20.0, xtol=1e-10))
        return replace(design, drift=drift, power=power)
    if abs(design.information[-1] - 1) > 1e-9:
        raise InputError("Bounds for futility need a last look at all planned people.")
    beta = 1 - power
    allowed = [spent(share, beta, futility, shape) for share in design.information]

    def missed(drift: float) -> float:
        """Return by how much the chance to miss exceeds what may be missed, with bounds that spend it at each look."""
        return _futility(design, drift, allowed)[1] - beta

    drift = float(brentq(missed, 0.0, 20.0, xtol=1e-10))
    return replace(design, futility=_futility(design, drift, allowed)[0], drift=drift, power=power)


def benefit(design: GroupSequential, drift: float) -> float:
    """Return the chance to stop for benefit if z has a mean of ``drift`` at information 1; futility not followed."""
    walk, total = Walk(drift, fineness_for(design.information)), 0.0
    for share, lower, upper in zip(design.information, design.lower, design.upper, strict=True):
        total += walk.above(upper, share)
        walk.go_on(lower, upper, share)
    return total


def _futility(design: GroupSequential, drift: float, allowed: list[float]) -> tuple[tuple[float, ...], float]:
    """Return the bounds for futility under a drift and the chance to miss the effect with them."""
    walk, used = Walk(drift, fineness_for(design.information)), 0.0
    bounds: list[float] = []
    looks = list(zip(design.information, design.lower, design.upper, allowed, strict=True))
    for share, harm, upper, may in looks[:-1]:
        bound = max(_bound(walk.below, share, may - used, -NEVER), harm)
        bound = min(bound, upper)
        used += walk.below(bound, share)
        walk.go_on(bound, upper, share)
        bounds.append(bound)
    last, _, upper, _ = looks[-1]
    return (*bounds, upper), used + walk.below(upper, last)


def _upper(information: tuple[float, ...], allowed: list[float], sides: int) -> tuple[float, ...]:
    walk, used, bounds = Walk(0.0, fineness_for(information)), 0.0, []
    for share, may in zip(information, allowed, strict=True):
        bound = _bound(walk.above, share, may - used, NEVER)
        used = may
        walk.go_on(-bound if sides == 2 else -NEVER, bound, share)
        bounds.append(bound)
    return tuple(bounds)


def _bound(tail: Callable[[float, float], float], share: float, error: float, never: float) -> float:
    """Return the bound beyond which the walk is with a probability at its next look; ``never`` where that is none."""
    if error <= NOTHING:
        return never
    if error >= tail(-never, share):
        return -never
    from scipy.optimize import brentq

    return float(brentq(lambda bound: tail(bound, share) - error, -40.0, 40.0, xtol=1e-12))


def _schedule(looks: int | Sequence[float]) -> tuple[float, ...]:
    if isinstance(looks, int):
        if not 1 <= looks <= MOST_LOOKS:
            raise InputError(f"{looks} looks are planned; it must be 1 to {MOST_LOOKS}.")
        return tuple((one + 1) / looks for one in range(looks))
    if isinstance(looks, float):
        raise InputError(f"The number of looks must be a whole number from 1 to {MOST_LOOKS}.")
    information = tuple(float(one) for one in looks)
    if not 1 <= len(information) <= MOST_LOOKS:
        raise InputError(f"{len(information)} looks are planned; it must be 1 to {MOST_LOOKS}.")
    earlier = (0.0, *information[:-1])
    if not all(
        math.isfinite(late) and late - early > CLOSEST * late for early, late in zip(earlier, information, strict=True)
    ):
        raise InputError("The share of people seen must grow from look to look.")
    return information


def _error(alpha: float, sides: int) -> float:
    """Return the error allowed on one side."""
    if sides not in (1, 2):
        raise InputError(f"A test has one side or two, not {sides}.")
    if not 0 < alpha < 1:
        raise InputError(f"The allowed error is {alpha:g}; it must be between 0 and 1.")
    return alpha / sides
