"""How long a test runs: different people over days as they return, whole weeks, and what each duration can see."""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from core.errors import InputError
from core.experiments.design.design_rules import USUAL, Design, Numbers
from core.experiments.design.measured import Measure
from core.experiments.design.power import smallest_effects

WEEK: Final = 7
LONG: Final = 8 * WEEK
"""Days after which cookies and seasons blur a test."""
LONGEST: Final = 3660
SHAPES: Final = (-40.0, 1.0)
PACES: Final = (1e-9, 1e9)


@dataclass(frozen=True)
class Reach:
    """Different people who were there at least once by the end of each day.

    ``people(t) = scale * ((1 + t / pace) ** shape - 1) / shape``. Where ``shape`` is negative this is the reach of a
    negative binomial (gamma-Poisson) frequency of visits with exponent ``-shape`` among ``-scale / shape`` people
    (Ehrenberg, 1959); at zero it is Fisher's logarithmic series, its limit (Fisher, Corbet and Williams, 1943); above
    zero new people keep coming, as in a power law; at one nobody returns and people grow with days.

    Attributes:
        scale: In people.
        pace: In days.
        shape: From far below zero (a closed crowd) to one (nobody returns).
        bends: Where no such curve goes through the given figures: people of one day and the powers of days with which
            they grow in the first week and after it; the other attributes say nothing then.

    Example:
        >>> [round(float(n)) for n in Reach.of(1000, 4000, 9000).people([1, 7, 28, 56])]
        [1000, 4000, 9000, 13062]
    """

    scale: float
    pace: float = 1.0
    shape: float = 1.0
    bends: tuple[float, float, float] | None = None

    @classmethod
    def of(cls, day: float, week: float | None = None, month: float | None = None) -> "Reach":
        """Return the curve through different people in 1, 7 and 28 days.

        Args:
            day: On an average day.
            week: In 7 days; None where it is not known.
            month: In 28 days; None where it is not known. With one of the two the logarithmic series is taken, with
                none nobody returns.

        Raises:
            InputError: If the figures contradict each other, in words.
        """
        if not 0 < day < math.inf:
            raise InputError("People a day must be a number above zero.")
        for known, days in ((week, WEEK), (month, 4 * WEEK)):
            if known is not None and not day <= known <= days * day * (1 + 1e-9):
                raise InputError(
                    f"Different people in {days} days lie between those of one day and {days} times as many: "
                    f"between {day:,.0f} and {days * day:,.0f}."
                )
        if week is not None and month is not None and not week <= month <= 4 * week * (1 + 1e-9):
            raise InputError(
                "Different people in 28 days lie between those of 7 days and 4 times as many: "
                f"between {week:,.0f} and {4 * week:,.0f}."
            )
        if week is None and month is None:
            return cls(day)
        if week is None or month is None:
            days, ratio = (WEEK, (week or 0) / day) if week is not None else (4 * WEEK, (month or 0) / day)
            pace = _pace(0.0, days, ratio)
            return cls(day / _curve(1.0, pace, 0.0), pace, 0.0)
        shape, pace = _through(week / day, month / week)
        curve = cls(day / _curve(1.0, pace, shape), pace, shape)
        ends = curve.people([WEEK, 4 * WEEK]) / [week, month]
        if max(abs(ends - 1)) < 0.005:
            return curve
        return cls(day, bends=(day, math.log(week / day) / math.log(WEEK), math.log(month / week) / math.log(4)))

    @property
    def ceiling(self) -> float:
        """People that there are at all; infinite where new ones keep coming."""
        return -self.scale / self.shape if self.shape < 0 and self.bends is None else math.inf

    def people(self, days: Any) -> Numbers:
        """Return the different people by the end of each day."""
        at = np.asarray(days, float)
        if self.bends:
            day, first, later = self.bends
            return day * np.where(at <= WEEK, at**first, WEEK**first * (at / WEEK) ** later)
        grown = np.log1p(at / self.pace)
        return self.scale * (grown if self.shape == 0 else np.expm1(self.shape * grown) / self.shape)

    def days(self, n: float) -> float:
        """Return the days, not rounded, in which ``n`` people come; infinite where they never do."""
        if n >= self.ceiling:
            return math.inf
        try:
            if self.bends:
                day, first, later = self.bends
                week = day * WEEK**first
                return float((n / day) ** (1 / first) if n <= week else WEEK * (n / week) ** (1 / later))
            if self.shape == 0:
                return self.pace * math.expm1(n / self.scale)
            return self.pace * math.expm1(math.log1p(self.shape * n / self.scale) / self.shape)
        except (OverflowError, ZeroDivisionError):
            return math.inf

    def part(self, share: float) -> "Reach":
        """Return the curve of a share of the people."""
        bends = (self.bends[0] * share, *self.bends[1:]) if self.bends else None
        return Reach(self.scale * share, self.pace, self.shape, bends)


def whole_days(reach: Reach, n: float) -> int | None:
    """Return the whole days in which ``n`` people come; None where that takes more than ten years.

    Example:
        >>> whole_days(Reach.of(1000), 18_200), whole_days(Reach.of(1000, 4000, 6000), 48_200)
        (19, None)
    """
    days = reach.days(n)
    return max(1, math.ceil(days - 1e-9)) if days <= LONGEST else None


def whole_weeks(days: int) -> int:
    """Return the whole weeks that hold so many days, so that each weekday counts the same.

    Example:
        >>> whole_weeks(3), whole_weeks(19), whole_weeks(21)
        (1, 3, 3)
    """
    return max(1, -(-days // WEEK))


def effects_by_day(measure: Measure, reach: Reach, days: Any, design: Design = USUAL, *, down: bool = False) -> Numbers:
    """Return the smallest effect that a test of each duration shows; NaN where it shows none.

    Args:
        measure: What is measured.
        reach: The people of the test over days.
        days: Durations.
        design: How the test is set up.
        down: Whether the effect is a decrease, where both directions count.
    """
    return smallest_effects(measure, reach.people(days), design, down=down)


def _curve(days: float, pace: float, shape: float) -> float:
    grown = math.log1p(days / pace)
    return grown if shape == 0 else math.expm1(shape * grown) / shape


def _pace(shape: float, days: float, ratio: float) -> float:
    """The pace at which people in so many days are ``ratio`` times those of one; the nearest where there is none."""
    low, high = (math.log(one) for one in PACES)
    for _ in range(100):
        middle = (low + high) / 2
        pace = math.exp(middle)
        # The slower the pace, the nearer to growth with days.
        below = _curve(days, pace, shape) / _curve(1.0, pace, shape) < ratio
        low, high = (middle, high) if below else (low, middle)
    return math.exp((low + high) / 2)


def _through(week: float, month: float) -> tuple[float, float]:
    """Shape and pace for people of a week over those of a day, and of four weeks over those of a week."""
    week = max(week, 1 + 1e-6)
    # With the slowest pace the curve is a power of days; no shape above that power goes through the week.
    low, high = SHAPES[0], min(SHAPES[1], math.log(week) / math.log(WEEK))
    for _ in range(60):
        shape = (low + high) / 2
        pace = _pace(shape, WEEK, week)
        below = _curve(4 * WEEK, pace, shape) / _curve(WEEK, pace, shape) < month
        low, high = (shape, high) if below else (low, shape)
    shape = (low + high) / 2
    return shape, _pace(shape, WEEK, week)
