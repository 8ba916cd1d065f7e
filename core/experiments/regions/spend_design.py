"""What a test of one campaign without regions could see: the power on its own history, by length."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from core.data import Dataset
from core.errors import NotEnoughDataError
from core.experiments.compare.effect import Interval
from core.experiments.regions.counterfactual import Windows, degrees_of_freedom, mix_of, placebo_starts
from core.experiments.regions.lift import LEAST_BEFORE, RIDGE
from core.experiments.regions.region_design import EFFECTS, power_curve, smallest_found
from core.experiments.regions.spend_test import MOST_BEFORE, campaign_days, question

LENGTHS: Final = (7, 14, 21, 28, 42, 56)


@dataclass(frozen=True)
class SpendPlan:
    """A test of one campaign.

    Attributes:
        campaign: Its name.
        change: Change of its spend as a share of today's.
        days: Length.
        spend_change: Money that is spent more (or less) over the test.
        expected: Change of the outcome over the test that the model expects.
        expected_interval: Its 80 % range.
        usual: Outcome of so many days without the test.
        power: Chance to find the expected change.
        smallest: Smallest change of the outcome over the test that is found with a chance of ``POWER``.
        false_alarms: Share of stretches in which a change would have been found although there was none.
        lengths: By length: smallest change that is found, and the change that is expected, as shares of the usual.
        needed: Days in which the expected change is found; None where none that was tried does.
    """

    campaign: str
    change: float
    days: int
    spend_change: float
    expected: float
    expected_interval: Interval
    usual: float
    power: float
    smallest: float
    false_alarms: float
    lengths: tuple[tuple[int, float, float], ...]
    needed: int | None


def plan_spend_test(
    dataset: Dataset,
    campaign_id: str,
    outcome: str,
    change: float,
    days: int,
    expected: tuple[float, Interval],
    today: float,
    level: float = 0.95,
) -> SpendPlan:
    """Return what a test could see.

    Args:
        dataset: The data.
        campaign_id: The campaign.
        outcome: one of ``core.data.OUTCOMES``.
        change: Change of its spend, a share.
        days: Length of the test.
        expected: Change of the outcome over these days and its range, from ``expected_change``.
        today: Spend a day now.
        level: Of the interval of the reading.

    Raises:
        InputError: If the campaign or the outcome is not in the data.
        NotEnoughDataError: If its history is too short.
    """
    known = campaign_days(dataset, campaign_id, outcome)
    length = len(known.series)
    begin = max(length - MOST_BEFORE, 0)
    donors = 1 + np.flatnonzero(known.series[begin:, 1:].sum(axis=0) > 0)
    before = length - begin
    if before < max(LEAST_BEFORE * days, 28):
        raise NotEnoughDataError(
            f"{known.name} has {before} days of history; a test of {days} days needs at least "
            f"{max(LEAST_BEFORE * days, 28)} to be planned. Choose fewer days."
        )
    asked = question(known, donors, begin, length, length)
    usual_a_day = float(asked.series[-28:, 0].mean())
    mix = mix_of(asked.series, asked.target, asked.donors, RIDGE)
    found = {}
    for one in sorted({*LENGTHS, days}):
        if before >= LEAST_BEFORE * one:
            windows = Windows(asked.fixed, asked.series, placebo_starts(before, one), one, before)
            found[one] = power_curve(windows.without(mix).relative, degrees_of_freedom(before, one), level)
    share = abs(expected[0]) / (usual_a_day * days) if usual_a_day > 0 else 0.0
    curve, smallest = found[days], {one: smallest_found(c) for one, c in found.items()}
    return SpendPlan(
        campaign=known.name,
        change=change,
        days=days,
        spend_change=change * today * days,
        expected=expected[0],
        expected_interval=expected[1],
        usual=usual_a_day * days,
        power=float(np.interp(share, EFFECTS, curve)),
        smallest=smallest[days] * usual_a_day * days,
        false_alarms=float(curve[0]),
        lengths=tuple((one, value, share) for one, value in smallest.items()),
        needed=next((one for one, value in smallest.items() if value <= share), None),
    )
