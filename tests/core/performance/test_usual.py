"""A change is called more than usual about as often as it should be, and where it clearly is."""

import numpy as np
import pytest

from tests.core.performance.worlds import desk_of, world


def noisy(seed: int, days: int, factor: float = 1.0, last: int = 28, sd: float = 0.2):
    """A campaign whose days vary by themselves; the last ones bring ``factor`` times as much."""
    rng = np.random.default_rng(seed)
    rows = []
    for day in range(days):
        weekday = 1 + 0.3 * np.sin(2 * np.pi * day / 7)
        revenue = 1000 * weekday * rng.lognormal(0, sd) * (factor if day >= days - last else 1)
        rows.append((day, "a", "S", 300 * weekday, 100, 10, round(revenue, 2)))
    return desk_of(world(rows))


@pytest.mark.parametrize(("asked", "days"), [("7", 200), ("28", 365), ("90", 365), ("28", 100)])
@pytest.mark.parametrize("figure", ["revenue", "roas"])
def test_nine_of_ten_changes_of_nothing_are_usual(asked, days, figure):
    outside = 0
    for seed in range(120):
        desk = noisy(seed, days)
        outside += int(desk.usual(desk.periods({"days": asked}), figure).unusual[0])
    # 10 % are meant; 120 trials tell 2 % from 20 %.
    assert 0.02 <= outside / 120 <= 0.2


@pytest.mark.parametrize("factor", [0.6, 1.6])
def test_a_clear_change_is_more_than_usual_and_lies_outside_of_its_range(factor):
    desk = noisy(1, 365, factor)
    periods = desk.periods({})
    for figure in ("revenue", "roas"):
        found = desk.usual(periods, figure)
        now = getattr(desk.compare(periods).now, figure)
        assert found.unusual[0]
        assert not found.lower[0] <= now <= found.upper[0]
    assert not desk.usual(periods, "spend").unusual[0]


def test_what_is_judged_is_no_part_of_what_it_is_judged_by():
    calm, moved = noisy(2, 200), noisy(2, 200, 0.5)
    ranges = [desk.usual(desk.periods({}), "revenue") for desk in (calm, moved)]
    assert ranges[0].lower[0] == pytest.approx(ranges[1].lower[0])
    assert ranges[0].upper[0] == pytest.approx(ranges[1].upper[0])


def test_within_is_the_same_as_inside_of_the_range():
    for seed in range(30):
        desk = noisy(seed, 150)
        periods = desk.periods({})
        found, now = desk.usual(periods, "roas"), desk.compare(periods).now.roas
        assert bool(found.unusual[0]) == (not found.lower[0] <= now <= found.upper[0])


def test_too_little_history_says_nothing():
    desk = noisy(1, 30)
    assert np.isnan(desk.usual(desk.periods({"days": "28"}), "roas").chance[0])
    week = noisy(1, 7)
    assert week.periods({"days": "7"}).before is None
    assert not desk.usual(desk.periods({"days": "all"}), "roas").unusual[0]


def test_few_weeks_are_enough_where_periods_are_too_few():
    # 28 days against 28 days leave no room for six positions in 70 days, but weeks there are.
    desk = noisy(3, 70)
    found = desk.usual(desk.periods({"days": "28"}), "roas")
    assert np.isfinite(found.chance[0])
    assert found.lower[0] < found.upper[0]


def test_what_never_changes_makes_any_change_unusual():
    rows = [(d, "a", "S", 10, 10, 1, 50 if d < 93 else 60) for d in range(100)]
    desk = desk_of(world(rows))
    periods = desk.periods({"days": "7"})
    assert desk.usual(periods, "revenue").unusual[0]
    assert not desk.usual(periods, "spend").unusual[0]
