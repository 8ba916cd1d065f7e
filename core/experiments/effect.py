"""What a comparison of two variants found: the difference, absolute and relative, each with its interval."""

from dataclasses import dataclass


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
        relative: ``treatment / control - 1``; NaN where the control is zero.
        relative_interval: Of ``relative``.
        standard_error: Of ``absolute``.
        p_value: Probability of a difference at least as large where there is none.
        statistic: ``absolute / standard_error``.
        freedom: Degrees of freedom of the t distribution; infinite where the normal one is used.
        level: Probability that an interval holds the truth.
        n_control: People (or other units) in the control.
        n_treatment: People in the variant.
        method: Name of the method, as the field knows it.
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
