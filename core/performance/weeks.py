"""Weeks side by side: a figure by group and week, blank where nothing was spent."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.data import MEASURES
from core.performance.cube import DailyCube
from core.performance.figures import figure_of
from core.performance.groups import Groups
from core.performance.usual import WEEK

Floats = NDArray[np.float64]

MOST_WEEKS: Final = 53


@dataclass(frozen=True, eq=False)
class Weeks:
    """A figure by group and week, largest spend first.

    Attributes:
        figure: Which one.
        starts: First day of each week, the oldest first.
        groups: The groups; ``order`` says in which order their rows stand.
        order: Positions in ``groups``.
        values: Shape (rows, weeks) in that order; not a number where nothing was spent (in data that hold spend) or
            the figure is undefined.
        spend: Spend, in the same shape.
        total: The figure of all campaigns by week.
        money: Whether the data hold spend.
    """

    figure: str
    starts: tuple[date, ...]
    groups: Groups
    order: tuple[int, ...]
    values: Floats
    spend: Floats
    total: Floats
    money: bool = True


def weeks_side_by_side(cube: DailyCube, groups: Groups, values: Floats, figure: str, count: int) -> Weeks:
    """Return the last weeks, seven days each, counted back from the last day: so the newest is a whole one.

    Args:
        cube: Of the data set.
        groups: The groups.
        values: Daily sums by campaign with the contribution.
        figure: One of ``core.performance.figures.FIGURES``.
        count: How many weeks; no more than the data hold and than ``MOST_WEEKS``.
    """
    days = len(values)
    # Data of less than a week are shown as one.
    held = max(1, min(count, MOST_WEEKS, days // WEEK))
    span = values[max(0, days - held * WEEK) :]
    weekly = span.reshape(held, -1, *span.shape[1:]).sum(axis=1)
    own = groups.sums(weekly)
    spend = own[:, :, MEASURES.index("spend")]
    shown = figure_of(figure, own, cube.measured)
    weight = spend
    if "spend" in cube.measured:
        shown[spend == 0] = np.nan
    else:
        # Without spend, the figure itself says which rows there are and which of them are large.
        weight = np.nan_to_num(figure_of(figure, own, cube.measured))
    order = [int(i) for i in np.argsort(-weight.sum(axis=0), kind="stable") if weight[:, i].any()]
    starts = tuple(cube.first + timedelta(days=days - len(span) + WEEK * i) for i in range(held))
    whole = figure_of(figure, weekly.sum(axis=1), cube.measured)
    money = "spend" in cube.measured
    return Weeks(figure, starts, groups, tuple(order), shown[:, order].T, spend[:, order].T, whole, money)
