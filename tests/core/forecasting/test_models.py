"""Point forecasts, held against statsforecast and closed forms."""

import numpy as np
import pytest
from statsforecast.models import DynamicOptimizedTheta, SimpleExponentialSmoothing

from core.forecasting.models import (
    cap_outliers,
    forecast,
    learn_theta,
    smooth,
    theta_forecast,
    weekday_factors,
)
from tests.core.forecasting.made import weekly


@pytest.mark.parametrize("seed", range(4))
def test_theta_is_that_of_statsforecast(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = weekly(120, 100, rng) + np.linspace(0, 40, 120)
    asked = learn_theta(values)
    assert asked is not None
    direct = DynamicOptimizedTheta(season_length=7).forecast(y=values, h=21)["mean"]
    assert theta_forecast(values, 21, asked) == pytest.approx(direct, rel=1e-6)


def test_theta_says_nothing_of_few_days() -> None:
    assert learn_theta(np.arange(1.0, 6.0)) is None
    assert learn_theta(np.full(60, 3.0)) is None


def test_smoothing_is_that_of_statsforecast() -> None:
    values = 50 + np.cumsum(np.random.default_rng(1).standard_normal(90))
    found = smooth(values)
    level = values[:7].mean()
    for value in values:
        level += found.alpha * (value - level)
    assert found.level == pytest.approx(level)
    # From the first value instead of the first week: after 90 days that makes no difference.
    direct = SimpleExponentialSmoothing(alpha=found.alpha).forecast(y=values, h=1)["mean"][0]
    assert found.level == pytest.approx(direct, rel=1e-3)
    assert found.alpha > 0.5


def test_weekday_factors_find_the_pattern() -> None:
    pattern = np.array([1.3, 1.1, 1.0, 1.0, 0.9, 0.8, 0.9])
    factors = weekday_factors(np.tile(100 * pattern, 12))
    # Two weeks without any pattern are mixed in.
    assert factors == pytest.approx((pattern * 12 + 2) / 14, abs=0.02)


def test_the_first_factor_is_that_of_the_next_day() -> None:
    values = np.tile([10.0, 1, 1, 1, 1, 1, 1], 10)[:-2]
    assert int(np.argmax(weekday_factors(values))) == 2


def test_one_day_far_off_is_drawn_back() -> None:
    values = weekly(60, 100, np.random.default_rng(2), 0.05)
    values[30] = 2000
    capped = cap_outliers(values)
    assert capped[30] < 200
    assert np.abs(np.delete(capped - values, 30)).max() < 30


def test_the_middle_of_three_is_taken() -> None:
    values = weekly(98, 100, np.random.default_rng(3)) + np.linspace(0, 150, 98)
    theta = learn_theta(values)
    assert theta is not None
    factors = weekday_factors(cap_outliers(values))
    plain = values / np.tile(factors, 14)
    level = smooth(cap_outliers(values) / np.tile(factors, 14)).level
    ahead = np.tile(factors, 2)
    by_hand = np.sort([theta_forecast(values, 14, theta), level * ahead, plain[-14:].mean() * ahead], axis=0)[1]
    point = forecast(values, 14, theta)
    assert point.mean == pytest.approx(by_hand)
    assert "theta" in point.method
