"""What is known of one variant: sums that say all that a comparison needs, however many people stand behind them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MeanSample:
    """Sums of one value a person.

    Attributes:
        n: People.
        total: Sum of the values.
        squares: Sum of the squared values.
    """

    n: int
    total: float
    squares: float


@dataclass(frozen=True)
class ProportionSample:
    """People who did something, of all people.

    Attributes:
        n: People.
        successes: Those who did it.
    """

    n: int
    successes: int


@dataclass(frozen=True)
class RatioSample:
    """Sums of two values a person, for a ratio of sums such as revenue per order.

    Attributes:
        n: People.
        numerator: Sum of the numerator.
        numerator_squares: Sum of its squares.
        denominator: Sum of the denominator.
        denominator_squares: Sum of its squares.
        products: Sum of numerator times denominator.
    """

    n: int
    numerator: float
    numerator_squares: float
    denominator: float
    denominator_squares: float
    products: float


@dataclass(frozen=True)
class PairedSample:
    """Sums of a value and of what was known of the same person before the test, for CUPED.

    Attributes:
        n: People.
        total: Sum of the values.
        squares: Sum of their squares.
        before: Sum of what was known before.
        before_squares: Sum of its squares.
        products: Sum of value times what was known before.
    """

    n: int
    total: float
    squares: float
    before: float
    before_squares: float
    products: float


@dataclass(frozen=True)
class PairedRatioSample:
    """Sums of a ratio's two values a person, in the test and before it, for CUPED of ratios.

    Attributes:
        n: People.
        numerator: Sum of the numerator in the test.
        numerator_squares: Sum of its squares.
        denominator: Sum of the denominator in the test.
        denominator_squares: Sum of its squares.
        products: Sum of numerator times denominator.
        numerator_before: Sum of the numerator before the test.
        numerator_before_squares: Sum of its squares.
        denominator_before: Sum of the denominator before the test.
        denominator_before_squares: Sum of its squares.
        products_before: Sum of numerator times denominator, both before.
        numerators: Sum of numerator times numerator before.
        denominators: Sum of denominator times denominator before.
        numerator_denominator_before: Sum of numerator times denominator before.
        denominator_numerator_before: Sum of denominator times numerator before.
    """

    n: int
    numerator: float
    numerator_squares: float
    denominator: float
    denominator_squares: float
    products: float
    numerator_before: float
    numerator_before_squares: float
    denominator_before: float
    denominator_before_squares: float
    products_before: float
    numerators: float
    denominators: float
    numerator_denominator_before: float
    denominator_numerator_before: float


@dataclass(frozen=True)
class QuantileSample:
    """A quantile of one variant with the two order statistics around it that bound it.

    Attributes:
        n: Values.
        value: The quantile.
        lower: The value at the lower rank of its 95 % interval, ``q - 1.96 sqrt(q (1 - q) / n_bounds)``.
        upper: The value at the upper rank.
        quantile: Which quantile, between 0 and 1.
        n_bounds: Values that the ranks of the bounds were computed for; 0 means ``n``.
        design_effect: How many times larger than of independent values the variance is, where people bring many values.
    """

    n: int
    value: float
    lower: float
    upper: float
    quantile: float
    n_bounds: int = 0
    design_effect: float = 1.0
