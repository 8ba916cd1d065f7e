"""Difference in differences of a panel in closed form, with errors that regions share over time."""

from dataclasses import dataclass

import numpy as np

from core.curves import Floats
from core.errors import InputError
from core.experiments.compare.effect import Interval


@dataclass(frozen=True)
class DifferenceInDifferences:
    """The mean change of the treated less the mean change of the others.

    Attributes:
        estimate: Effect a region and period.
        standard_error: Robust to any dependence within a region (clusters).
        interval: Of the estimate, by Student's t with one degree less than there are regions.
        p_value: Probability of an effect at least as large where there is none.
        level: Probability that the interval holds the truth.
    """

    estimate: float
    standard_error: float
    interval: Interval
    p_value: float
    level: float


def difference_in_differences(
    outcome: Floats, treated: np.ndarray, start: int, stop: int, level: float = 0.95
) -> DifferenceInDifferences:
    """Return the effect on regions that were treated together.

    The coefficient of "treated and in the test" in a regression with a constant for each region and each period; in a
    balanced panel that is the difference of mean differences (Angrist & Pischke, 2009, ch. 5). The error is that of
    clusters by region (Liang & Zeger, 1986; Bertrand, Duflo & Mullainathan, 2004) with the correction
    G/(G-1) (n-1)/(n-k). With few treated regions it is too small (Conley & Taber, 2011): the readings use the errors
    of earlier stretches instead (``core.experiments.regions.counterfactual``).

    Args:
        outcome: Shape (periods, regions).
        treated: Positions of the treated regions.
        start: First period of the test.
        stop: The period after its last; periods from there on are left out.
        level: Of the interval.

    Raises:
        InputError: If there are no controls, no treated regions, or no period before or in the test.
    """
    from scipy.stats import t as student

    panel = outcome[:stop]
    periods, regions = panel.shape
    chosen = np.isin(np.arange(regions), treated)
    if not 0 < chosen.sum() < regions or regions < 3 or not 0 < start < stop <= len(outcome):
        raise InputError("A comparison needs regions with and without the test, and time before it and in it.")
    during = np.arange(periods) >= start
    dummy = np.outer(during, chosen).astype(float)
    own = _within(dummy)
    squares = float((own**2).sum())
    estimate = float((own * panel).sum() / squares)
    left = _within(panel) - estimate * own
    parameters = regions + periods - 1 + 1
    count = regions * periods
    correction = regions / (regions - 1) * (count - 1) / (count - parameters)
    error = float(np.sqrt(correction * ((own * left).sum(axis=0) ** 2).sum()) / squares)
    freedom = regions - 1
    reach = float(student.ppf((1 + level) / 2, freedom)) * error
    p_value = float(2 * student.sf(abs(estimate) / error, freedom)) if error > 0 else float(estimate == 0)
    return DifferenceInDifferences(estimate, error, Interval(estimate - reach, estimate + reach), p_value, level)


def _within(values: Floats) -> Floats:
    found: Floats = values - values.mean(axis=0, keepdims=True) - values.mean(axis=1, keepdims=True) + values.mean()
    return found
