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
