"""Plans by week: against a simulation day by day, and every spread of a grid."""

from datetime import date
from itertools import pairwise, product

import numpy as np
import pytest

from core.allocation.weekly_response import CarriedCurve
from core.assumption_store import AssumptionStore
from core.curve_store import CurveStore
from core.data import DatasetStore
from core.database import open_database
from core.errors import InfeasibleError, InputError
from core.memo import DictMemo
from core.scenarios import ScenarioStore
from core.simulation import DataGenerator
from core.week_plans import BestWeeks, WeekAsk, WeekRules, best_weeks, even_weeks, week_figures
from core.weeks import weeks_of
from core.workbench import Workbench
from tests.core.allocation.test_flighting import campaign
from tests.core.allocation.test_part_weeks import simulated
from tests.core.test_curves_in_use import ONE

START = date(2026, 11, 28)


@pytest.fixture(scope="module")
def workbench(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weeks")
    engine = open_database(f"sqlite:///{folder / 'w.db'}")
    store = DatasetStore(folder / "data", engine)
    store.add(DataGenerator(seed=7, campaigns=4, customers=50, days=420, name="Shop").generate())
    scenarios = ScenarioStore(engine)
    return Workbench(
        DictMemo(), store, scenarios, AssumptionStore(engine), CurveStore(folder / "curves", engine), folder / "results"
    )


def test_weeks_follow_one_another_and_fill_the_horizon():
    for days in (1, 6, 7, 8, 30, 90, 366):
        weeks = weeks_of(START, days)
        assert sum(week.days for week in weeks) == days
        assert all(week.days == 7 for week in weeks[:-1])
        assert 1 <= weeks[-1].days <= 7
        assert all((b.first - a.last).days == 1 for a, b in pairwise(weeks))
        amounts = np.array([3000.0, 0.0, 17.3])
        np.testing.assert_allclose(even_weeks(amounts, weeks).sum(axis=1), amounts)
    np.testing.assert_allclose(even_weeks(np.array([3000.0]), weeks_of(START, 30))[0], [700, 700, 700, 700, 200])


@pytest.mark.parametrize("after_end", [False, True])
def test_figures_are_those_of_the_days(after_end):
    rng = np.random.default_rng(3)
    weeks = weeks_of(START, 16)
    responses = tuple(campaign(rng, name, 3, steep=steep, draws=40) for name, steep in (("A", False), ("B", True)))
    spend = rng.uniform(0, 1500, (2, 3))
    found = week_figures(responses, weeks, spend, after_end)
    level = spend.sum(axis=1)[:, None] * np.array([7, 7, 2]) / 16
    plan, even = (
        sum(simulated(r, row, 2, after_end) for r, row in zip(responses, rows, strict=True)) for rows in (spend, level)
    )
    np.testing.assert_allclose(found.expected, plan[:, :3].mean(axis=0))
    np.testing.assert_allclose(found.lower, np.quantile(plan[:, :3], 0.1, axis=0))
    np.testing.assert_allclose(found.upper, np.quantile(plan[:, :3], 0.9, axis=0))
    np.testing.assert_allclose(found.even_expected, even[:, :3].mean(axis=0))
    np.testing.assert_allclose([found.spend, found.even_spend], [spend.sum(axis=0), level.sum(axis=0)])
    gain = (plan - even).sum(axis=1)
    assert found.total == pytest.approx(plan.sum(axis=1).mean())
    assert (found.after_end is None) is not after_end
    if after_end:
        assert found.after_end == pytest.approx(plan[:, 3].mean())
    np.testing.assert_allclose(
        [found.gain, found.gain_lower, found.gain_upper, found.chance],
        [gain.mean(), np.quantile(gain, 0.1), np.quantile(gain, 0.9), (gain > 0).mean()],
    )
    assert week_figures(responses, weeks, level, after_end).chance is None


def test_the_best_spread_keeps_amount_held_weeks_and_pace_and_no_spread_of_a_grid_beats_it():
    rng = np.random.default_rng(4)
    weeks = weeks_of(START, 16)
    grid = np.array([(a, 300.0, c) for a, c in product(np.arange(0, 1201, 50.0), repeat=2) if a + c == 1200])
    for steep in (False, True):
        response = campaign(rng, "A", 3, steep=steep)
        ask = WeekAsk("a", 1500.0, 4000.0, (None, 300.0, None))
        found = best_weeks(response, weeks, ask, WeekRules(), "A")
        assert sum(found.spend) == pytest.approx(1500, abs=1e-7)
        assert found.spend[1] == pytest.approx(300, abs=1e-9)
        pace = 4000 / 16
        assert all(amount <= pace * week.days + 1e-6 for amount, week in zip(found.spend, weeks, strict=True))
        fits = (grid <= pace * np.array([7, 7, 2]) + 1e-9).all(axis=1)
        assert fits.sum() > 5
        best = CarriedCurve(response, 3, True, last_days=2).values(grid[fits]).max()
        assert found.bound >= found.outcome >= best * (1 - 1e-9)
        assert found.outcome == pytest.approx(simulated(response, found.spend, 2, True).sum(axis=1).mean())


def test_what_leaves_no_choice_is_returned_as_it_is():
    response = campaign(np.random.default_rng(4), "A", 2, steep=False)
    weeks = weeks_of(START, 14)
    all_held = best_weeks(response, weeks, WeekAsk("a", 300.0, 0.0, (100.0, 200.0)), WeekRules(0.1), "A")
    assert all_held.spend == (100.0, 200.0)
    nothing = best_weeks(response, weeks, WeekAsk("a", 0.0, 0.0, (None, None)), WeekRules(), "A")
    assert nothing.spend == (0.0, 0.0)
    # What was spent before still brings something.
    assert nothing.outcome == nothing.bound > 0


def test_a_rule_that_cannot_be_kept_names_the_campaign():
    response = campaign(np.random.default_rng(4), "A", 3, steep=False)
    ask = WeekAsk("a", 3000.0, 9000.0, (100.0, None, None))
    with pytest.raises(InfeasibleError, match="Shoes & Socks cannot be spread within these rules"):
        best_weeks(response, weeks_of(START, 21), ask, WeekRules(0.1), "Shoes & Socks")


def test_a_book_of_a_workbench(workbench):
    planner = workbench.planner("revenue", 30)
    weeks = workbench.weeks.weeks(30)
    assert weeks[0].first == date.fromordinal(workbench.dataset().last_day.toordinal() + 1)
    season = workbench.weeks.season("revenue", 30)
    assert season is not None
    assert len(season) == 5
    assert all(0 < one < 10 for one in season)
    asks = [WeekAsk(c.id, c.today, c.upper, (None,) * 5) for c in planner.campaigns]
    found: dict[str, BestWeeks] = {}
    rounds = 0
    while len(found) < len(asks):
        more = workbench.weeks.best("revenue", 30, [a for a in asks if a.id not in found], WeekRules(0.5), seconds=0.0)
        assert len(more) == 1
        found |= more
        rounds += 1
    assert rounds == len(asks)
    spend = {ask.id: found[ask.id].spend for ask in asks}
    for ask in asks:
        assert sum(spend[ask.id]) == pytest.approx(ask.amount, rel=1e-9)
        daily = np.array(spend[ask.id]) / [7, 7, 7, 7, 2]
        assert (np.abs(np.diff(daily)) <= 0.5 * daily[:-1] + 1e-6).all()
    figures = workbench.weeks.figures("revenue", 30, spend, after_end=True)
    assert figures.total == pytest.approx(sum(one.outcome for one in found.values()))
    assert figures.gain > 0
    assert sum(one.bound for one in found.values()) >= figures.total


def test_brought_curves_do_not_say_what_a_week_brings(workbench):
    try:
        workbench.curves.use(ONE, "curves.csv")
        with pytest.raises(InputError, match="do not say how spend carries over"):
            workbench.weeks.season("revenue", 30)
    finally:
        workbench.curves.drop()
