"""What a variant's sums say of one person: how many people, the mean and the variance, checked for what cannot be."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from core.errors import InputError
from core.experiments.compare.samples import MeanSample, ProportionSample, RatioSample

LARGEST: Final = 1e100
"""Numbers beyond it are refused: their squares would overflow. A control nearer to zero than its inverse is zero."""
_ROUNDING: Final = 1e-12
"""A spread below this share of the sum of squares is what rounding leaves of none."""


@dataclass(frozen=True)
class Moments:
    """Of one variant.

    Attributes:
        n: People.
        mean: Of the metric.
        variance: Of what one person adds to it, so that ``variance / n`` is that of ``mean``.
    """

    n: int
    mean: float
    variance: float


def mean_moments(sample: MeanSample, who: str) -> Moments:
    """Return the moments of a value a person.

    Args:
        sample: The sums.
        who: The variant's name in a message.

    Raises:
        InputError: If no person can have these sums, or fewer than two people stand behind them.
    """
    check_people(sample.n, who)
    check_finite((sample.total, sample.squares), who)
    return Moments(sample.n, sample.total / sample.n, covariance(sample.n, sample.total, sample.squares, who))


def proportion_moments(sample: ProportionSample, who: str) -> Moments:
    """Return the moments of a yes or no a person; the variance is ``p (1 - p)``.

    Raises:
        InputError: If there are no people, or more successes than people.
    """
    check_proportion(sample, who)
    share = sample.successes / sample.n
    return Moments(sample.n, share, share * (1 - share))


def ratio_moments(sample: RatioSample, who: str) -> Moments:
    """Return the moments of a ratio of sums, its variance by the delta method.

    Raises:
        InputError: If no person can have these sums, or the denominator sums to zero.
    """
    check_people(sample.n, who)
    check_finite(tuple(sample.__dict__.values()), who)
    up, down = sample.numerator / sample.n, sample.denominator / sample.n
    if sample.denominator == 0:
        raise InputError(f"The denominator of {who} sums to zero, so there is no ratio.")
    up_variance = covariance(sample.n, sample.numerator, sample.numerator_squares, who)
    down_variance = covariance(sample.n, sample.denominator, sample.denominator_squares, who)
    shared = cross(sample.n, sample.numerator, sample.denominator, sample.products)
    check_products(shared, up_variance, down_variance, who)
    ratio = up / down
    variance = (up_variance - 2 * shared * ratio + down_variance * ratio * ratio) / (down * down)
    largest = (up_variance + down_variance * ratio * ratio) / (down * down)
    return Moments(sample.n, ratio, 0.0 if variance <= _ROUNDING * largest else variance)


def covariance(n: int, total: float, squares: float, who: str) -> float:
    """Return the sample variance of a value from its sums, divided by ``n - 1``; zero where only rounding is left.

    Raises:
        InputError: If the squares are smaller than the sum allows.
    """
    spread = squares - total * total / n
    if spread < -1e-9 * max(squares, total * total / n):
        raise InputError(f"The sum of squares of {who} is smaller than its sum allows. Check the columns.")
    return 0.0 if spread <= _ROUNDING * squares else spread / (n - 1)


def cross(n: int, left: float, right: float, products: float) -> float:
    """Return the sample covariance of two values from their sums."""
    return (products - left * right / n) / (n - 1)


def check_products(shared: float, left: float, right: float, who: str) -> None:
    """Refuse a covariance that is larger than the two variances allow."""
    if shared * shared > left * right * (1 + 1e-6) + 1e-300 and abs(shared) > 1e-9 * (left + right):
        raise InputError(f"The sum of products of {who} is larger than its sums of squares allow. Check the columns.")


def check_people(n: int, who: str, least: int = 2) -> None:
    """Refuse a number of people that is no whole number or too small to know a spread."""
    if not _is_number(n) or n != int(n) or n < 0:
        raise InputError(f"The number of people in {who} must be a whole number that is not negative.")
    if n < least:
        raise InputError(
            f"{who.capitalize()} has {int(n)} people: at least {least} are needed to know how people differ."
        )


def check_proportion(sample: ProportionSample, who: str) -> None:
    """Refuse counts that cannot be."""
    check_people(sample.n, who, least=1)
    if not _is_number(sample.successes) or sample.successes < 0:
        raise InputError(f"The conversions in {who} must be a number that is not negative.")
    if sample.successes > sample.n:
        raise InputError(f"{who.capitalize()} has more conversions ({sample.successes:,}) than people ({sample.n:,}).")


def check_finite(numbers: tuple[float, ...], who: str) -> None:
    """Refuse sums that are no finite numbers, or so large that their squares are none."""
    if not all(_is_number(one) for one in numbers):
        raise InputError(f"The sums of {who} hold a value that is no finite number.")


def _is_number(one: Any) -> bool:
    """Return whether something is a number that can be reckoned with; text, truth values and NaN are not."""
    known = isinstance(one, int | float | np.integer | np.floating) and not isinstance(one, bool)
    return known and bool(-LARGEST < one < LARGEST)
