"""Paths: the tails of Student's t, blocks of a week, and a mean that is the forecast."""

import numpy as np
import pytest
from scipy import stats

from core.forecasting.models import Point
from core.forecasting.paths import draw_days, moods, paths


def test_normal_surprises_get_the_tails_of_student_with_three_and_a_half_degrees() -> None:
    rng = np.random.default_rng(1)
    drawn = (rng.standard_normal((400_000, 1)) * moods(400_000, rng))[:, 0]
    # Of variance one, so that the spread is that of the past.
    student = stats.t(3.5, scale=np.sqrt(1.5 / 3.5))
    for level in (0.6, 0.8, 0.95, 0.99):
        assert np.quantile(np.abs(drawn), level) == pytest.approx(student.ppf((1 + level) / 2), rel=0.02)


def test_days_come_in_weeks_and_from_the_past_alone() -> None:
    days = draw_days(50, 20, 300, np.random.default_rng(2))
    assert days.shape == (300, 20)
    assert days.min() >= 0
    assert days.max() < 50
    steps = np.diff(days, axis=1)
    inside = np.ones(19, bool)
    inside[6::7] = False
    assert (steps[:, inside] == 1).all()
    assert (steps[:, ~inside] != 1).mean() > 0.9


def test_the_mean_of_the_paths_is_the_forecast_and_none_is_below_zero() -> None:
    rng = np.random.default_rng(4)
    point = Point(np.array([5.0, 9.0, 0.0, 7.0]), rng.normal(0, 0.6, 80), 0.3, "m")
    found = paths(point, point.surprises, draw_days(80, 4, 2_000, rng), moods(2_000, rng), 1)
    assert found.min() >= 0
    assert found.mean(axis=0) == pytest.approx(point.mean, rel=1e-4)
