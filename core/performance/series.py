"""A figure over time by group: points of one or several days, ratios made of the sums of each."""

from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.performance.cube import DailyCube
from core.performance.figures import figure_of
from core.performance.periods import Span

Floats = NDArray[np.float64]

MOST_POINTS: Final = 62
WEEK: Final = 7


def point_days(days: int) -> int:
    """Return how many days a point takes together: one, or whole weeks where there were too many.

    Example:
        >>> point_days(28), point_days(90), point_days(730)
        (1, 7, 14)
    """
    return 1 if days <= MOST_POINTS else WEEK * -(-days // (WEEK * MOST_POINTS))


def over_time(
    cube: DailyCube, groups: Floats, figure: str, span: Span, step: int | None = None
) -> tuple[list[date], Floats]:
    """Return the first day of each point and the figure, shape (groups, points); counted back from the last day.

    Args:
        cube: Of the data set.
        groups: Daily sums by group.
        figure: One of ``core.performance.figures.FIGURES``.
        span: The days; the first ones that fill no point are left out.
        step: Days a point.
    """
    step = step or point_days(span.days)
    points = max(span.days // step, 1)
    length = min(points * step, span.days)
    last = cube.day(span.last) + 1
    values = groups[last - length : last].reshape(points, -1, *groups.shape[1:]).sum(axis=1)
    first = span.last - timedelta(days=length - 1)
    return [first + timedelta(days=step * i) for i in range(points)], figure_of(figure, values, cube.measured).T
