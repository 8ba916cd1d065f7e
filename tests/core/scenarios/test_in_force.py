"""The plan in force: one an outcome, the version that was chosen, a history that nothing overwrites."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.allocation.planning import PlanSettings
from core.database import open_database
from core.errors import InputError, NotFoundError
from core.scenarios import InForceStore, WeeklySpend, first_start, usual_start
from tests.core.plan_actual.worlds import plan_on


@pytest.fixture
def plan(dataset):
    return replace(plan_on(dataset, days=30), last_day=date(2026, 11, 22))


@pytest.fixture
def in_force(tmp_path):
    return InForceStore(open_database(f"sqlite:///{tmp_path / 'w.db'}"))


def test_a_plan_begins_on_the_day_after_its_data_and_lasts_its_days(in_force, plan):
    mark = in_force.put(plan, by=" Mara ")
    assert (mark.start, mark.end, mark.days) == (date(2026, 11, 23), date(2026, 12, 22), 30)
    assert (mark.outcome, mark.scenario_id, mark.version, mark.marked_by) == ("revenue", "plan", 1, "Mara")
    assert in_force.current("revenue") == mark
    assert in_force.current("conversions") is None


def test_weeks_say_when_a_plan_begins(plan):
    weeks = dict.fromkeys(plan.spend, (1.0,))
    assert usual_start(replace(plan, weekly=WeeklySpend(date(2026, 12, 7), weeks))) == date(2026, 12, 7)
    assert usual_start(replace(plan, weekly=WeeklySpend(date(2026, 11, 2), weeks))) == first_start(plan)


def test_days_that_the_model_has_seen_and_days_too_far_are_refused(in_force, plan):
    with pytest.raises(InputError, match="2026-11-23 at the earliest"):
        in_force.put(plan, date(2026, 11, 22))
    with pytest.raises(InputError, match="more than a year"):
        in_force.put(plan, plan.last_day + timedelta(days=368))
    assert in_force.all_current() == []


def test_one_an_outcome_and_history_is_kept(in_force, plan):
    first = in_force.put(plan)
    stamp = in_force.stamp()
    second = in_force.put(replace(plan, id="other", version=3))
    orders = in_force.put(replace(plan, settings=PlanSettings(outcome="conversions", days=7)))
    assert in_force.stamp() != stamp
    assert in_force.all_current() == [orders, second]
    assert in_force.history("revenue") == [second, first]
    assert in_force.lift("revenue") == second
    assert in_force.all_current() == [orders]
    back = in_force.put_back(first.id)
    assert replace(back, id=first.id, marked=first.marked) == first
    assert [m.scenario_id for m in in_force.history("revenue")] == ["plan", "other", "plan"]


def test_what_is_not_there_is_said(in_force, plan):
    with pytest.raises(NotFoundError):
        in_force.lift("revenue")
    mark = in_force.put(plan)
    in_force.lift("revenue")
    for foreign in (0, -1, mark.id + 1, 10**30):
        with pytest.raises(NotFoundError):
            in_force.put_back(foreign)


def test_several_at_once_leave_one_answer(in_force, plan, tmp_path):
    def put(number):
        InForceStore(open_database(f"sqlite:///{tmp_path / 'w.db'}")).put(replace(plan, id=f"plan{number}"))

    threads = [threading.Thread(target=put, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(in_force.all_current()) == 1
    assert len(in_force.history("revenue")) == 6
