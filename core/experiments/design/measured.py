"""What a test measures: a share of people, an average a person, or a ratio of sums, with its spread."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import InputError
from core.experiments.compare.samples import MeanSample, PairedSample, ProportionSample, RatioSample

Numbers = npt.NDArray[np.float64]
Scalars = Any
"""A number or an array of numbers."""


@dataclass(frozen=True)
class ProportionMeasure:
    """The share of people who do something.

    Attributes:
        rate: In the control, between 0 and 1.

    Example:
        >>> ProportionMeasure.of(ProportionSample(1000, 50)).base
        0.05
    """

    rate: float

    def __post_init__(self) -> None:
        if not 0 < self.rate < 1:
            raise InputError("The base rate is a share of people: it lies between 0 % and 100 %, and is neither.")

    @classmethod
    def of(cls, sample: ProportionSample) -> "ProportionMeasure":
        """Return what a sample says."""
        if sample.n < 1:
            raise InputError("A rate needs at least one person.")
        return cls(sample.successes / sample.n)

    @property
    def base(self) -> float:
        """Value in the control."""
        return self.rate

    @property
    def most(self) -> float:
        """Largest value that there can be."""
        return 1.0

    @property
    def least(self) -> float:
        """Smallest value that there can be."""
        return 0.0

    def variances(self, effect: Scalars) -> tuple[Numbers, Numbers]:
        """Return the variance a person in the control and in a variant that differs by ``effect``."""
        changed = np.clip(self.rate + np.asarray(effect, float), 0.0, 1.0)
        return np.full_like(changed, self.rate * (1 - self.rate)), changed * (1 - changed)


@dataclass(frozen=True)
class Spread:
    """An average or a ratio, with what people differ by.

    Attributes:
        mean: In the control.
        deviation: Standard deviation between people in the control.
        changed_deviation: The same in a variant; None for as ``growth`` says.
        growth: Power of the average with which the variance grows under an effect: 0 where everybody gets the same
            more, 1 where more people do the same, 2 where everybody does as much more in proportion.
    """

    mean: float
    deviation: float
    changed_deviation: float | None = None
    growth: float = 0.0

    def __post_init__(self) -> None:
        spreads = (self.deviation, self.deviation if self.changed_deviation is None else self.changed_deviation)
        if not math.isfinite(self.mean) or not all(0 < one < math.inf for one in spreads):
            raise InputError("The spread between people must be above zero. Without any, one person would do.")

    @property
    def base(self) -> float:
        """Value in the control."""
        return self.mean

    @property
    def most(self) -> float:
        """Largest value that there can be."""
        return math.inf

    @property
    def least(self) -> float:
        """Smallest value that there can be."""
        return -math.inf

    def variances(self, effect: Scalars) -> tuple[Numbers, Numbers]:
        """Return the variance a person in the control and in a variant that differs by ``effect``."""
        effect = np.asarray(effect, float)
        same = np.full_like(effect, self.deviation**2)
        if self.changed_deviation is not None:
            return same, np.full_like(effect, self.changed_deviation**2)
        if not self.growth or not self.mean:
            return same, same
        return same, same * np.maximum(1 + effect / self.mean, 1e-3) ** self.growth


@dataclass(frozen=True)
class MeanMeasure(Spread):
    """An average a person.

    Example:
        >>> round(MeanMeasure.of(MeanSample(4, 10.0, 30.0)).deviation ** 2, 3)
        1.667
    """

    @classmethod
    def of(cls, sample: MeanSample) -> "MeanMeasure":
        """Return what a sample says."""
        if sample.n < 2:
            raise InputError("A spread needs at least two people.")
        mean = sample.total / sample.n
        return cls(mean, math.sqrt(max(sample.squares - sample.n * mean * mean, 0.0) / (sample.n - 1)))


@dataclass(frozen=True)
class RatioMeasure(Spread):
    """A ratio of two sums, such as revenue an order; people are what is assigned.

    ``mean`` is the ratio, ``deviation`` that of the linearised ratio a person,
    ``(numerator - ratio * denominator) / average denominator``.
    """

    @classmethod
    def of(cls, sample: RatioSample) -> "RatioMeasure":
        """Return what a sample says, by the delta method (Deng, Knoblich and Lu, 2018)."""
        n = sample.n
        if n < 2 or sample.denominator == 0:
            raise InputError("A ratio needs at least two people, and a denominator that does not add up to zero.")
        top, bottom = sample.numerator / n, sample.denominator / n
        ratio = top / bottom
        over = (sample.numerator_squares - n * top * top) / (n - 1)
        under = (sample.denominator_squares - n * bottom * bottom) / (n - 1)
        both = (sample.products - n * top * bottom) / (n - 1)
        return cls(ratio, math.sqrt(max(over - 2 * ratio * both + ratio * ratio * under, 0.0)) / abs(bottom))


Measure = ProportionMeasure | MeanMeasure | RatioMeasure


def explained(sample: PairedSample) -> float:
    """Return the share of the variance that what was known before explains: the squared correlation (CUPED).

    Example:
        >>> explained(PairedSample(3, 6.0, 14.0, 12.0, 56.0, 28.0))
        1.0
    """
    n = sample.n
    if n < 3:
        raise InputError("What was known before explains something only among three people or more.")
    value = sample.squares - sample.total**2 / n
    before = sample.before_squares - sample.before**2 / n
    both = sample.products - sample.total * sample.before / n
    return 0.0 if value <= 0 or before <= 0 else min(both * both / (value * before), 1.0)
