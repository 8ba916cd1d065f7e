"""What is learned from: days filled from their weekday, trimmed to the life of a campaign."""

import numpy as np

from core.forecasting.prepare import MOST_DAYS, fill, prepare


def test_a_gap_is_filled_with_the_median_of_its_weekday_around_it() -> None:
    values = np.arange(70.0)
    values[35] = np.nan
    around = [values[35 + 7 * k] for k in (-4, -3, -2, -1, 1, 2, 3, 4)]
    assert fill(values)[35] == np.median(around)
    values[3] = np.nan
    assert fill(values)[3] == np.median([10.0, 17.0, 24.0, 31.0])


def test_days_of_known_events_are_replaced_and_marked() -> None:
    values = np.tile([1.0, 2, 3, 4, 5, 6, 7], 6)
    values[20] = 900
    out = np.zeros(42, bool)
    out[20] = True
    found = prepare(values, out)
    assert found.values[20] == 7
    assert found.filled.tolist() == out.tolist()


def test_days_before_the_first_and_too_old_ones_do_not_teach() -> None:
    found = prepare(np.r_[np.zeros(10), np.full(30, 2.0)], np.zeros(40, bool))
    assert len(found.values) == 30
    assert len(prepare(np.ones(1000), np.zeros(1000, bool)).values) == MOST_DAYS


def test_corrections_below_zero_count_as_nothing() -> None:
    found = prepare(np.r_[np.full(20, 5.0), -100, np.full(9, 5.0)], np.zeros(30, bool))
    assert found.values.min() == 0
