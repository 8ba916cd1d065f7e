"""People over days against simulated visitors; durations against the curve they come from."""

import math

import numpy as np
import pytest

from core.errors import InputError
from core.experiments import Design, ProportionMeasure, Reach, effects_by_day, power_of, whole_days, whole_weeks


def visitors(rng: np.random.Generator, exponent: float, pace: float, people: int, days: int) -> np.ndarray:
    """Different people by day among so many, whose visits a day are Poisson with gamma rates."""
    rates = rng.gamma(exponent, 1 / pace, people)
    # The first visit of a Poisson process comes after an exponential time.
    first = rng.exponential(1.0, people) / np.maximum(rates, 1e-300)
    return np.array([(first <= day).sum() for day in range(1, days + 1)])


@pytest.mark.parametrize(("exponent", "pace"), [(0.5, 2.0), (1.5, 20.0), (3.0, 60.0)])
def test_three_figures_tell_the_people_of_all_days(exponent: float, pace: float) -> None:
    people = visitors(np.random.default_rng(3), exponent, pace, 400_000, 112)
    reach = Reach.of(people[0], people[6], people[27])
    assert reach.bends is None
    days = np.array([2, 4, 14, 21, 56])
    assert reach.people(days) == pytest.approx(people[days - 1], rel=0.02)
    assert float(reach.people(112)) == pytest.approx(people[111], rel=0.05)
    exact = [100_000 * (1 - (1 + day / pace) ** -exponent) for day in (1, 7, 28)]
    known = Reach.of(*exact)
    assert (known.shape, known.pace, known.ceiling) == pytest.approx((-exponent, pace, 100_000), rel=1e-4)
    assert reach.people([1, 7, 28]) == pytest.approx(people[[0, 6, 27]], rel=0.006)


def test_days_are_the_inverse_of_people() -> None:
    figures = [
        (1_000, None, None),
        (1_000, 7_000, 28_000),
        (1_000, 4_000, None),
        (1_000, None, 9_000),
        (1_000, 4_000, 9_000),
        (1_000, 2_000, 2_100),
        (1_000, 7_000, 20_000),
        (1_000, 4_000, 15_900),
    ]
    for day, week, month in figures:
        reach = Reach.of(day, week, month)
        for known, days in ((day, 1), (week, 7), (month, 28)):
            if known:
                assert float(reach.people(days)) == pytest.approx(known, rel=0.006)
        at = np.arange(1, 200)
        grown = np.diff(reach.people(at))
        assert (grown >= 0).all()
        for n in (1_500.0, 2_050.0):
            assert float(reach.people(reach.days(n))) == pytest.approx(n)
        assert reach.part(0.3).people(at) == pytest.approx(0.3 * reach.people(at))
        assert whole_days(reach.part(0.1), 150) == whole_days(reach, 1_500)


def test_without_returning_people_days_add_up_and_with_them_they_do_not() -> None:
    assert Reach.of(500).people([1, 10, 100]) == pytest.approx([500, 5_000, 50_000])
    closed = Reach.of(1_000, 2_000, 2_100)
    assert closed.ceiling < 2_200
    assert closed.days(closed.ceiling + 1) == math.inf
    assert whole_days(closed, 5_000) is None
    assert whole_days(Reach.of(1), 10_000) is None
    # Fisher's series, with a week alone: people(28) from the same pace.
    week = Reach.of(1_000, 4_000)
    assert math.log1p(7 / week.pace) / math.log1p(1 / week.pace) == pytest.approx(4)
    assert float(week.people(28)) == pytest.approx(4_000 * math.log1p(28 / week.pace) / math.log1p(7 / week.pace))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ((0, None, None), "above zero"),
        ((math.nan, None, None), "above zero"),
        ((1_000, 900, None), "between 1,000 and 7,000"),
        ((1_000, 8_000, None), "between 1,000 and 7,000"),
        ((1_000, None, 30_000), "between 1,000 and 28,000"),
        ((1_000, 4_000, 3_000), "between 4,000 and 16,000"),
        ((1_000, 4_000, 17_000), "between 4,000 and 16,000"),
    ],
)
def test_figures_that_contradict_each_other_say_so(given: tuple[float, ...], says: str) -> None:
    with pytest.raises(InputError, match=says):
        Reach.of(*given)


def test_weeks_are_whole_and_the_curve_tells_the_effect_of_each_day() -> None:
    assert [whole_weeks(days) for days in (1, 7, 8, 19, 56)] == [1, 1, 2, 3, 8]
    measure, reach, design = ProportionMeasure(0.03), Reach.of(2_000, 9_000, 22_000), Design(split=(2, 1))
    days = np.array([7, 28, 90])
    curve = effects_by_day(measure, reach, days, design)
    assert (np.diff(curve) < 0).all()
    for day, effect in zip(days, curve, strict=True):
        found = power_of(measure, float(reach.people(day)), design, effect=float(effect))
        assert found.power == pytest.approx(0.8)
    falls = effects_by_day(measure, reach, days, design, down=True)
    assert (falls < 0).all()
    assert np.isnan(effects_by_day(measure, Reach.of(3), [1], design)).all()
