"""What a comparison of two variants found: the difference, absolute and relative, each with its interval."""

import math
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from core.errors import InputError

Alternative: TypeAlias = Literal["two-sided", "greater", "less"]
ALTERNATIVES: Final = ("two-sided", "greater", "less")


@dataclass(frozen=True)
class Interval:
    """A range; an end may be infinite where a comparison is one-sided or nothing bounds it."""

    lower: float
    upper: float


@dataclass(frozen=True)
class Effect:
    """A variant against the control.

    Attributes:
        control: Value of the metric in the control.
        treatment: Value of the metric in the variant.
        absolute: ``treatment - control``, in the unit of the metric.
        absolute_interval: Of ``absolute``.
        relative: ``(treatment - control) / |control|``; NaN where the control is zero.
        relative_interval: Of ``relative``.
        standard_error: Of ``absolute``.
        p_value: Probability of a difference at least as large where there is none.
        statistic: ``absolute / standard_error``.
        freedom: Degrees of freedom of the t distribution; infinite where the normal one is used.
        level: Probability that an interval holds the truth.
        n_control: People (or other units) in the control.
        n_treatment: People in the variant.
        method: Name of the method, as the field knows it.
        relative_error: Standard error of ``relative`` by the delta method; NaN where it is not known.
        relative_p_value: As ``p_value``, of ``relative / relative_error``; NaN where that is not known.
    """

    control: float
    treatment: float
    absolute: float
    absolute_interval: Interval
    relative: float
    relative_interval: Interval
    standard_error: float
    p_value: float
    statistic: float
    freedom: float
    level: float
    n_control: int
    n_treatment: int
    method: str
    relative_error: float = math.nan
    relative_p_value: float = math.nan


def check_question(level: float, alternative: str) -> None:
    """Refuse a level outside of 0 to 1 and an unknown alternative.

    Raises:
        InputError: In a sentence.
    """
    if not (isinstance(level, int | float) and 0 < level < 1):
        raise InputError("The level of an interval must lie between 0 and 1, for example 0.95.")
    if alternative not in ALTERNATIVES:
        raise InputError("Ask for a difference that is two-sided, greater or less.")
