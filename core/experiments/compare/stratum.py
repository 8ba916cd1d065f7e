"""One stratum of a post-stratified comparison: its levels in the control, what the variant adds, and how they vary."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.experiments.compare.moments import check_finite, check_people
from core.experiments.compare.samples import MeanSample, PairedRatioSample, PairedSample, ProportionSample, RatioSample

StratumSample: TypeAlias = MeanSample | ProportionSample | RatioSample | PairedSample | PairedRatioSample


@dataclass(frozen=True)
class Sums:
    """Of one variant: sums and products of one or two outcomes, and of as many values from before or none.

    Attributes:
        n: People.
        outcomes: How many of the totals are outcomes, the first ones.
        totals: Sum of each value.
        products: Sum of each product of two values, the squares on the diagonal.
        binary: The values are 0 or 1, and variances divide by n.
    """

    n: int
    outcomes: int
    totals: NDArray[np.float64]
    products: NDArray[np.float64]
    binary: bool = False

    def __add__(self, other: "Sums") -> "Sums":
        """Return the sums of both people together."""
        totals, products = self.totals + other.totals, self.products + other.products
        return Sums(self.n + other.n, self.outcomes, totals, products, self.binary)

    @property
    def means(self) -> NDArray[np.float64]:
        """Of each value."""
        return self.totals / self.n

    @property
    def covariances(self) -> NDArray[np.float64]:
        """Of each two values; what is only rounding counts as none."""
        spread = self.products - np.outer(self.totals, self.totals) / self.n
        sizes = np.diagonal(self.products)
        if (np.diagonal(spread) < -1e-9 * np.maximum(sizes, self.totals**2 / self.n)).any():
            raise InputError("A sum of squares is smaller than its sum allows. Check the columns.")
        flat = np.diagonal(spread) <= 1e-12 * sizes
        spread[flat, :] = spread[:, flat] = 0.0
        return np.asarray(spread / (self.n if self.binary else self.n - 1))


@dataclass(frozen=True)
class Stratum:
    """A stratum as the sum over strata needs it.

    Attributes:
        n: People.
        levels: Of each outcome its mean in the control and what the variant adds.
        covariances: Of ``levels``, times ``n``.
    """

    n: int
    levels: NDArray[np.float64]
    covariances: NDArray[np.float64]


def sums_of(sample: StratumSample, who: str, least: int = 0) -> Sums:
    """Return any sample as totals and products.

    Raises:
        InputError: If a sum is no finite number, or there are fewer than ``least`` people.
    """
    check_people(sample.n, who, least)
    check_finite(tuple(sample.__dict__.values()), who)
    if isinstance(sample, ProportionSample):
        if not 0 <= sample.successes <= sample.n:
            raise InputError(f"The conversions of {who} do not lie between none and all people.")
        return _sums(sample.n, 1, [sample.successes], [[sample.successes]], binary=True)
    if isinstance(sample, MeanSample):
        return _sums(sample.n, 1, [sample.total], [[sample.squares]])
    if isinstance(sample, PairedSample):
        squares = [[sample.squares, sample.products], [sample.products, sample.before_squares]]
        return _sums(sample.n, 1, [sample.total, sample.before], squares)
    if isinstance(sample, RatioSample):
        squares = [[sample.numerator_squares, sample.products], [sample.products, sample.denominator_squares]]
        return _sums(sample.n, 2, [sample.numerator, sample.denominator], squares)
    both, before = sample.products, sample.products_before
    crossed = sample.numerator_denominator_before, sample.denominator_numerator_before
    return _sums(
        sample.n,
        2,
        [sample.numerator, sample.denominator, sample.numerator_before, sample.denominator_before],
        [
            [sample.numerator_squares, both, sample.numerators, crossed[0]],
            [both, sample.denominator_squares, crossed[1], sample.denominators],
            [sample.numerators, crossed[1], sample.numerator_before_squares, before],
            [crossed[0], sample.denominators, before, sample.denominator_before_squares],
        ],
    )


def stratum(old: Sums, new: Sums) -> Stratum:
    """Return a stratum: by its means, or by a regression on what was known before where that varies."""
    outcomes = old.outcomes
    before = np.diagonal(old.covariances)[outcomes:], np.diagonal(new.covariances)[outcomes:]
    if len(before[0]) and (np.concatenate(before) > 0).all():
        return _regressed(old, new)
    return _plain(old, new)


def _plain(old: Sums, new: Sums) -> Stratum:
    k, n = old.outcomes, old.n + new.n
    of_old = old.covariances[:k, :k] * n / old.n
    of_new = new.covariances[:k, :k] * n / new.n
    base, top = old.means[:k], new.means[:k]
    covariances = np.zeros((2 * k, 2 * k))
    covariances[::2, ::2] = of_old
    covariances[::2, 1::2] = covariances[1::2, ::2] = -of_old
    covariances[1::2, 1::2] = of_old + of_new
    return Stratum(n, np.ravel([base, top - base], order="F"), covariances)


def _regressed(old: Sums, new: Sums) -> Stratum:
    """Return the levels at the mean of what was known before: outcomes on 1, the variant, and what was known."""
    both, k = old + new, old.outcomes
    n, before = both.n, both.totals[k:]
    design = np.block(
        [
            [np.array([[n, new.n]]), before[None, :]],
            [np.array([[new.n, new.n]]), new.totals[None, k:]],
            [before[:, None], new.totals[k:, None], both.products[k:, k:]],
        ]
    )
    answers = np.vstack([both.totals[:k], new.totals[:k], both.products[k:, :k]])
    try:
        inverse = np.linalg.inv(design)
    except np.linalg.LinAlgError as error:
        raise InputError("What was known before the test cannot be told apart in one stratum.") from error
    slopes = inverse @ answers
    noise = (both.products[:k, :k] - answers.T @ slopes) / (n - 3 * k)
    contrasts = np.zeros((2, len(design)))
    contrasts[0, 0] = contrasts[1, 1] = 1
    contrasts[0, 2:] = both.means[k:]
    of_mean = both.covariances[k:, k:] / n
    covariances = np.kron(noise, contrasts @ inverse @ contrasts.T)
    covariances[::2, ::2] += noise * np.sum(inverse[2:, 2:] * of_mean) + slopes[2:].T @ of_mean @ slopes[2:]
    return Stratum(n, (contrasts @ slopes).ravel(order="F"), np.asarray(n * covariances, dtype=np.float64))


def _sums(n: int, outcomes: int, totals: Any, products: Any, binary: bool = False) -> Sums:
    return Sums(int(n), outcomes, np.array(totals, dtype=float), np.array(products, dtype=float), binary)
