"""The robust score: against a loop that spells it out, causal, calm on chance, and honest about small counts."""

import numpy as np
import pytest

from core.forecasting.robust import DAILY, QUARTER, distance, score_steps


def _median(values: list[float], least: int) -> float:
    known = [v for v in values if np.isfinite(v)]
    return float(np.median(known)) if len(known) >= least else np.nan


def by_hand(x: np.ndarray) -> np.ndarray:
    """The score of one series of amounts, day by day, as the method says it."""
    y, season, expected, errors, scores = np.log(x), {}, {}, [], []
    around = [y[t] - _median(list(y[max(t - 7, 0) : t]), 4) for t in range(len(x))]
    for t in range(len(x)):
        same = [around[t - 7 * k] for k in range(1, 9) if t - 7 * k >= 0]
        known = [v for v in same if np.isfinite(v)]
        season[t] = float(np.median(known)) * len(known) / (len(known) + 1) if known else 0.0
        level = _median([y[s] - season[s] for s in range(max(t - 7, 0), t)], 4)
        expected[t] = level + season[t]
        past = [abs(e) for e in errors[-56:] if np.isfinite(e)]
        spread = max(1.4826 * float(np.median(past)), 0.02) if len(past) >= 21 else np.nan
        scores.append((y[t] - expected[t]) / spread)
        errors.append(y[t] - expected[t])
    return np.array(scores)


def amounts(seed: int, days: int = 200) -> np.ndarray:
    rng = np.random.default_rng(seed)
    weekday = np.exp(np.sin(np.arange(days) * 2 * np.pi / 7) * 0.3)
    return 1000 * weekday * np.exp(rng.normal(0, 0.1, days) + np.cumsum(rng.normal(0, 0.02, days)))


def test_the_score_is_what_the_method_says() -> None:
    x = amounts(1)
    score = score_steps(x[:, None]).score[:, 0]
    expected = by_hand(x)
    assert np.isfinite(score).sum() > 150
    assert np.array_equal(np.isfinite(score), np.isfinite(expected))
    known = np.isfinite(score)
    assert score[known] == pytest.approx(expected[known], abs=1e-3)


def test_later_days_change_nothing_about_earlier_ones() -> None:
    rng = np.random.default_rng(2)
    x = np.stack([amounts(3), rng.poisson(2.0, 200), rng.poisson(60.0, 200)], axis=1).astype(float)
    x[120] *= 9
    unit = np.array([[0.0, 1.0, 1.0]]).repeat(200, axis=0)
    whole = score_steps(x, DAILY, unit=unit).score
    for end in (90, 121, 150):
        part = score_steps(x[:end], DAILY, unit=unit[:end]).score
        assert np.array_equal(np.isfinite(part), np.isfinite(whole[:end]))
        assert np.nan_to_num(part) == pytest.approx(np.nan_to_num(whole[:end]))


@pytest.mark.parametrize("mean", [0.3, 1.5, 6.0, 40.0, 2000.0])
def test_chance_alone_rarely_raises_an_alarm(mean: float) -> None:
    x = np.random.default_rng(4).poisson(mean, (240, 150)).astype(float)
    score = score_steps(x, unit=1.0).score
    known = np.isfinite(score)
    assert known.mean() > 0.8
    assert (np.abs(score[known]) > 4.5).mean() < 0.002


def test_a_day_of_nothing_after_a_mean_of_one_and_a_half_is_no_alarm_and_after_forty_it_is() -> None:
    for mean, alarm in ((1.5, False), (40.0, True)):
        x = np.random.default_rng(5).poisson(mean, (120, 1)).astype(float)
        x[-1] = 0
        assert (score_steps(x, unit=1.0).score[-1, 0] < -4.5) == alarm


def test_the_distance_is_a_logarithm_for_many_and_a_square_root_for_few() -> None:
    one = np.ones(1)
    many = distance(one * 2e6, one * 1e6, one * 0.2, one)[0]
    assert many == pytest.approx(np.log(2) / 0.2, rel=1e-3)
    few = distance(one * 5, one * 2, one * 1e-4, one)[0]
    assert few == pytest.approx(2 * (np.sqrt(5 + QUARTER) - np.sqrt(2 + QUARTER)), rel=1e-3)


def test_the_bounds_are_where_the_score_meets_the_threshold() -> None:
    x = np.random.default_rng(6).poisson(30.0, (100, 1)).astype(float)
    scores = score_steps(x, unit=1.0)
    low, high = scores.bounds(2.0, 0)
    ends = [distance(v[-1:], scores.expected[-1:, 0], scores.spread[-1:, 0], np.ones(1))[0] for v in (low, high)]
    assert ends == pytest.approx([-2.0, 2.0], abs=1e-6)


def test_one_wild_day_neither_moves_what_is_expected_nor_widens_what_is_allowed() -> None:
    x = amounts(7)
    wild = x.copy()
    wild[150] *= 20
    calm, shaken = score_steps(x[:, None]), score_steps(wild[:, None])
    assert shaken.score[150, 0] > 20
    assert shaken.expected[151, 0] == pytest.approx(calm.expected[151, 0], rel=0.1)
    assert shaken.spread[151, 0] == pytest.approx(calm.spread[151, 0], rel=0.1)
