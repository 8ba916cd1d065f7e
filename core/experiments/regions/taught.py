"""What the tests in use have taught the model: what the next unit of money brings, and where the best plan moves."""

from dataclasses import dataclass

import numpy as np

from core.allocation.planning import LEVEL
from core.assumptions import applicable
from core.curves import slope_draws
from core.data import Dataset
from core.experiments.compare.effect import Interval
from core.experiments.regions.calibration import without_test
from core.fit_changes import HORIZON, fit_changes
from core.memo import Memo, memo_key
from core.planning import fit_content, make_planner
from core.response import Assumptions, LiftTest


@dataclass(frozen=True)
class NextUnit:
    """What the next unit of money of a campaign brings at today's spend, without and with a test."""

    campaign: str
    before: float
    after: float
    interval: Interval


@dataclass(frozen=True)
class Taught:
    """What one test has changed.

    Attributes:
        test: The test.
        campaigns: Those that it was about, largest spend first.
        moved: Money that the best split of today's total gives to another campaign than without the test. Currency
            over ``days``.
        days: Horizon of the split.
    """

    test: LiftTest
    campaigns: tuple[NextUnit, ...]
    moved: float
    days: int = HORIZON


def taught(dataset: Dataset, outcome: str, assumptions: Assumptions, memo: Memo) -> tuple[Taught, ...]:
    """Return what each test in use has changed: the model with it against the model without it.

    Tests that do not speak of the data set are not among them.

    Raises:
        InputError: If an assumption cannot be used.
        NotEnoughDataError: If the data do not hold spend and outcome.
    """
    used = applicable(assumptions, dataset)
    return tuple(taught_by(dataset, outcome, used, test, memo) for test in used.lift_tests)


def taught_by(dataset: Dataset, outcome: str, assumptions: Assumptions, test: LiftTest, memo: Memo) -> Taught:
    """Return what one test that is in use has changed.

    Raises:
        InputError: If an assumption cannot be used.
        NotEnoughDataError: If the data do not hold spend and outcome.
    """
    before = without_test(assumptions, test)

    def compute() -> Taught:
        moved = sum(abs(one.moved) for one in fit_changes(dataset, outcome, before, assumptions, memo)) / 2
        planners = [make_planner(dataset, outcome, HORIZON, memo, one) for one in (before, assumptions)]
        first = {
            c.id: slope_draws(curve, c.today)
            for c, curve in zip(planners[0].campaigns, planners[0].curves, strict=True)
        }
        found = []
        for campaign, curve in zip(planners[1].campaigns, planners[1].curves, strict=True):
            if test.subject not in (campaign.id, campaign.name, campaign.channel) or campaign.id not in first:
                continue
            draws = slope_draws(curve, campaign.today)
            low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
            was = float(np.mean(first[campaign.id]))
            found.append(NextUnit(campaign.name, was, float(np.mean(draws)), Interval(float(low), float(high))))
        return Taught(test, tuple(found), float(moved))

    parts = [fit_content(dataset, outcome, one) for one in (before, assumptions)]
    return memo(memo_key("taught", before=parts[0], after=parts[1], test=test.name, subject=test.subject), compute)
