"""Pacing by hand: the rate of the last days, where it ends, what lands on the plan, and the day-by-day series."""

import numpy as np
import pytest

from core.agents.report import Estimate
from core.plan_actual.pacing import Ahead, make_ahead, make_pace, make_series, rate, spend_at_end
from tests.core.plan_actual.worlds import ledger_of

TARGET = Estimate(100.0, 90.0, 110.0)


def ledger(elapsed=9, days=12):
    spent = np.zeros((days, 1))
    spent[:elapsed, 0] = [100.0, 100.0, *range(1, elapsed - 1)]
    known = np.arange(days)[:, None] < elapsed
    return ledger_of(np.full((days, 1), 30.0), spent, np.where(known, 5.0, 0.0), known)


def test_the_last_seven_days_go_on_and_the_rest_lands_on_the_plan():
    one = ledger()
    assert rate(one)[0].tolist() == [4.0]  # the mean of 1 to 7
    pace = make_pace(one, TARGET, None)
    assert (pace.remaining, pace.rate_days) == (3, 7)
    assert pace.at_end == 228 + 3 * 4 == spend_at_end(one).sum()
    assert pace.needed == pytest.approx((360 - 228) / 3)
    assert (pace.chance, pace.going_on) == (None, None)


def test_of_a_first_day_the_rate_is_that_day_and_an_overspent_plan_needs_less_than_nothing():
    pace = make_pace(
        ledger_of([[10.0]] * 3, [[50.0], [0], [0]], np.zeros((3, 1)), [[True], [False], [False]]), None, None
    )
    assert (pace.rate, pace.rate_days, pace.at_end) == (50.0, 1, 150.0)
    assert pace.needed == -10.0


def test_chances_and_intervals_come_of_the_draws():
    draws = np.linspace(0, 40, 101)[:, None] * np.ones((1, 3))
    pace = make_pace(ledger(), TARGET, Ahead(draws, 2 * draws))
    assert pace.going_on.mean == pytest.approx(45 + 3 * 20)
    assert pace.chance == pytest.approx(np.mean(45 + 3 * draws[:, 0] >= 100))
    assert pace.chance_as_planned == pytest.approx(np.mean(45 + 6 * draws[:, 0] >= 100))
    assert pace.going_on.lower == pytest.approx(45 + 3 * 4)


def test_after_the_end_the_verdict_is_final():
    done = ledger(12, 12)
    assert make_pace(done, Estimate(60.0, 0, 99), None).chance == 1.0
    pace = make_pace(done, Estimate(60.1, 0, 99), None)
    assert (pace.chance, pace.needed, pace.remaining, pace.at_end) == (0.0, None, 0, done.spent.sum())
    series = make_series(done, np.ones(12), None)
    assert set(series.ahead) == set(series.spend_ahead) == {None}


def test_the_series_join_where_the_data_end():
    draws = np.ones((10, 3))
    series = make_series(ledger(), np.full(12, 2.0), Ahead(draws, draws))
    assert series.brought[8] == series.ahead[8] == series.lower[8] == 45.0
    assert series.brought[9] is None
    assert series.ahead[7] is None
    assert series.ahead[11] == series.upper[11] == 48.0
    assert series.spent[8] == series.spend_ahead[8] == 228.0
    assert series.spend_ahead[11] == 240.0
    assert series.expected[-1] == 24.0
    assert series.planned[-1] == 360.0
    assert len({len(getattr(series, name)) for name in ("dates", "spent", "ahead", "upper", "expected")}) == 1


def test_what_is_to_come_is_asked_at_both_spends():
    class Horizon:
        ids, days = ("b", "a"), 4

        def observed(self, spend, _rng):
            return np.stack([spend, spend])

    one = ledger_of(
        [[1.0, 2.0]] * 6, [[3.0, 4.0]] * 4 + [[0, 0]] * 2, np.zeros((6, 2)), [[True, True]] * 4 + [[False, False]] * 2
    )
    ahead = make_ahead(one, Horizon())
    assert ahead.going_on.tolist() == [[7.0, 7.0]] * 2
    assert ahead.as_planned.tolist() == [[3.0, 3.0]] * 2
