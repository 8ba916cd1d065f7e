"""Power from a standard error: of any test, of one that is read with a prior belief, and of one that runs already."""

import math
from typing import Final

from scipy.special import ndtr, ndtri

from core.errors import InputError
from core.experiments.sequential.confidence_sequences import half_width, mixture_scale

MOST: Final = 1e12
"""More people than this are never waited for."""


def power_from_error(
    effect: float,
    standard_error: float,
    *,
    alpha: float = 0.05,
    bound: float | None = None,
    prior: tuple[float, float] | None = None,
) -> float:
    """Return the chance that the two-sided interval of an estimate leaves out zero.

    With a prior it is the credible interval of the normal-normal model that leaves it out: the posterior mean is
    ``(m / s^2 + estimate / e^2) / (1 / s^2 + 1 / e^2)``.

    Args:
        effect: That is there.
        standard_error: Of the estimate, in the unit of the effect.
        alpha: One minus the level of the interval.
        bound: Half-width of the interval in standard errors; None for the normal quantile. Not with a prior.
        prior: Mean and standard deviation of what is believed of the effect, in its unit.

    Raises:
        InputError: If a value cannot be used, in words.

    Example:
        >>> round(power_from_error(2.8, 1.0), 3), round(power_from_error(2.8, 1.0, prior=(0.0, 1.0)), 3)
        (0.8, 0.511)
    """
    if not (0 < standard_error < math.inf and 0 < alpha < 1 and math.isfinite(effect)):
        raise InputError("The standard error must be above zero, and the level between 0 % and 100 %.")
    z = float(-ndtri(alpha / 2)) if bound is None else bound
    if prior is None:
        return float(ndtr(effect / standard_error - z) + ndtr(-effect / standard_error - z))
    mean, deviation = prior
    if not 0 < deviation < math.inf:
        raise InputError("The spread of what is believed must be above zero.")
    variance = standard_error**2
    away = z * variance * math.sqrt(1 / variance + 1 / deviation**2)
    shift = effect + variance * mean / deviation**2
    return float(ndtr((shift - away) / standard_error) + ndtr((-shift - away) / standard_error))


def people_still_needed(
    effect: float,
    standard_error: float,
    n: float,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    tuning: float | None = None,
    prior: tuple[float, float] | None = None,
) -> float:
    """Return how many more people a running comparison needs to show an effect; zero where it has enough.

    Its squared standard error falls in proportion to the people, and its interval is the fixed one, the always-valid
    one (with ``tuning``) or the credible one (with ``prior``).

    Args:
        effect: That is looked for, in the unit of the standard error.
        standard_error: Of the comparison so far.
        n: People so far, the control and the variant together.
        power: Chance to show it.
        alpha: One minus the level of the interval.
        tuning: People at which the always-valid interval is tightest; None where it is not always-valid.
        prior: As in ``power_from_error``.

    Raises:
        InputError: If a value cannot be used, or no number of people is enough, in words.

    Example:
        >>> round(people_still_needed(0.05, 0.05, 1000))
        6849
    """
    if not n > 0 or effect == 0 or not 0 < power < 1:
        raise InputError("This needs people so far, an effect other than zero, and a power between 0 % and 100 %.")

    def short(more: float) -> float:
        error = standard_error / math.sqrt(1 + more / n)
        bound = None
        if tuning is not None:
            rho = mixture_scale(tuning, level=1 - alpha)
            bound = float(half_width(1.0, n + more, rho=rho, level=1 - alpha))
        return power - power_from_error(effect, error, alpha=alpha, bound=bound, prior=prior)

    if short(0.0) <= 0:
        return 0.0
    if short(MOST) > 0:
        raise InputError("No number of people is enough to show this effect.")
    from scipy.optimize import brentq

    return float(brentq(short, 0.0, MOST, xtol=1e-6, rtol=1e-12))
