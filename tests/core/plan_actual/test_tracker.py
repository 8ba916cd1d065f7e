"""The tracker on a real workbench: a plan is saved, put in force, and newer data come in."""

import shutil
from datetime import timedelta

import pytest

from core.allocation.planning import PlanSettings
from core.errors import InputError, NotEnoughDataError, NotFoundError
from core.memo import DictMemo
from core.response import Assumptions
from core.simulation import DataGenerator
from core.workbench import open_workbench
from tests.core.plan_actual.worlds import cut


def as_file(dataset, currency="EUR"):
    return dataset.daily_metrics.assign(currency=currency).to_csv(index=False).encode()


@pytest.fixture(scope="module")
def full():
    return DataGenerator(seed=5, campaigns=4, customers=0, days=120).generate()


class CountingMemo(DictMemo):
    """Says how often each kind of thing was computed."""

    def __init__(self):
        super().__init__()
        self.computed = []

    def __call__(self, key, compute):
        if key not in self._values:
            self.computed.append(key.rsplit("-", 1)[0])
        return super().__call__(key, compute)


MEMO = CountingMemo()


@pytest.fixture
def workbench(tmp_path, full):
    bench = open_workbench(tmp_path, MEMO)
    bench.import_file(as_file(cut(full, 8)), "before.csv")
    return bench


@pytest.fixture
def mark(workbench):
    plan = workbench.plans.save("December", PlanSettings(days=14), {})
    return workbench.tracker.put(plan.id, by="Mara")[0]


def test_before_the_first_day_nothing_is_claimed(workbench, mark):
    actual = workbench.tracker.against(mark)
    assert (actual.elapsed, actual.total, actual.pace, actual.series) == (0, None, None, None)
    assert mark.start == actual.last_day + timedelta(days=1)


def test_newer_data_fill_it_and_the_sums_are_those_of_the_file(workbench, mark, full):
    workbench.import_file(as_file(full), "after.csv")
    actual = workbench.tracker.against(mark)
    metrics = full.daily_metrics
    inside = metrics[metrics["date"].dt.date >= mark.start]
    assert (actual.elapsed, actual.held, actual.over) == (8, 8, False)
    assert actual.total.spent == pytest.approx(inside["spend"].sum())
    assert actual.total.actual == pytest.approx(inside["revenue"].sum())
    assert actual.total.planned == pytest.approx(workbench.scenarios.get(mark.scenario_id).figures.spend * 8 / 14)
    parts = actual.total.expected.mean + actual.total.differently.mean + actual.total.answered.mean
    assert parts == pytest.approx(actual.total.actual, rel=1e-9)
    assert 0 <= actual.pace.chance <= 1
    assert actual.pace.going_on.lower < actual.pace.going_on.mean < actual.pace.going_on.upper
    assert actual.series.brought[7] == pytest.approx(actual.total.actual)
    assert actual.reason == ""


def test_what_is_worked_out_once_serves_everybody(workbench, mark, full, tmp_path):
    workbench.import_file(as_file(full), "after.csv")
    first = workbench.tracker.against(mark)
    count = len(MEMO.computed)
    again = open_workbench(tmp_path, MEMO).tracker.against(mark)
    assert again == first
    assert len(MEMO.computed) == count


def test_a_newer_version_does_not_take_its_place(workbench, mark):
    plan = workbench.scenarios.get(mark.scenario_id)
    workbench.plans.save("December", PlanSettings(days=14), {}, scenario_id=plan.id, base_version=1)
    workbench.scenarios.archive(plan.id)
    actual = workbench.tracker.against(workbench.tracker.in_force.current("revenue"))
    assert (actual.mark.version, actual.newest, actual.archived) == (1, 2, True)


def test_after_its_end_the_period_is_over_and_later_days_do_not_count(workbench, full):
    plan = workbench.plans.save("Short", PlanSettings(days=3), {})
    mark, _ = workbench.tracker.put(plan.id)
    workbench.import_file(as_file(full), "after.csv")
    actual = workbench.tracker.against(mark)
    inside = full.daily_metrics[full.daily_metrics["date"].dt.date.between(mark.start, mark.end)]
    assert (actual.over, actual.elapsed, actual.pace.remaining) == (True, 3, 0)
    assert actual.total.actual == pytest.approx(inside["revenue"].sum())
    assert actual.pace.going_on.mean == pytest.approx(actual.total.actual)
    assert actual.pace.chance in (0.0, 1.0)


def test_days_between_the_data_and_the_start_are_bridged(workbench, full):
    plan = workbench.plans.save("Later", PlanSettings(days=7), {})
    mark, _ = workbench.tracker.put(plan.id, workbench.dataset().last_day + timedelta(days=4))
    workbench.import_file(as_file(full), "after.csv")
    actual = workbench.tracker.against(mark)
    assert actual.elapsed == 5
    assert actual.total.expected.mean > 0


def test_without_the_data_of_the_plan_spend_is_still_compared(workbench, mark, full, tmp_path):
    plan = workbench.scenarios.get(mark.scenario_id)
    workbench.import_file(as_file(full), "after.csv")
    shutil.rmtree(tmp_path / "datasets" / plan.dataset_hash)
    actual = open_workbench(tmp_path, MEMO).tracker.against(mark)
    assert "not kept any more" in actual.reason
    assert actual.total.expected is actual.total.differently is None
    assert actual.total.adherence == pytest.approx(actual.total.spent / actual.total.planned)
    assert actual.pace.target.mean == pytest.approx(plan.figures.expected)
    assert actual.pace.chance is not None


def test_the_assumptions_of_the_plan_are_found_again_by_its_key(workbench, full):
    workbench.set_assumptions(Assumptions(adstock="none"))
    plan = workbench.plans.save("No carry-over", PlanSettings(days=14), {})
    mark, _ = workbench.tracker.put(plan.id)
    workbench.import_file(as_file(full), "after.csv")
    first = workbench.tracker.against(mark)
    workbench.set_assumptions(Assumptions(adstock="delayed"))
    later = workbench.tracker.against(mark)
    assert later.total.expected == first.total.expected
    assert later.notes == first.notes
    assert later.pace.going_on != first.pace.going_on
    workbench.undo_assumptions()
    workbench.undo_assumptions()
    # Undone, they are not known any more: it is judged by what is assumed now, and says so.
    assert any("assumptions or the model" in line for line in workbench.tracker.against(mark).notes)


def test_what_cannot_be_compared_is_said(workbench, mark, full):
    workbench.import_file(as_file(full, "USD"), "dollars.csv")
    with pytest.raises(NotEnoughDataError, match="USD"):
        workbench.tracker.against(mark)
    bare = full.daily_metrics.drop(columns=["revenue"]).assign(currency="EUR")
    workbench.import_file(bare.to_csv(index=False).encode(), "bare.csv")
    with pytest.raises(NotEnoughDataError, match="revenue"):
        workbench.tracker.against(mark)
    with pytest.raises(NotFoundError):
        workbench.tracker.put("nobody")
    with pytest.raises(InputError, match="earliest"):
        workbench.tracker.put(mark.scenario_id, mark.start - timedelta(days=1))


def test_data_of_another_shop_show_every_campaign_on_its_side(workbench, mark):
    other = DataGenerator(seed=9, campaigns=2, customers=0, days=120).generate()
    metrics = other.daily_metrics.assign(currency="EUR")
    metrics["campaign_id"] = "x" + metrics["campaign_id"].astype(str)
    metrics["campaign"] = "X " + metrics["campaign"].astype(str)
    workbench.import_file(metrics.to_csv(index=False).encode(), "other.csv")
    actual = workbench.tracker.against(mark)
    assert {line.state for line in actual.campaigns} >= {"new", "silent"}
    total = actual.total
    assert total.expected.mean + total.differently.mean + total.answered.mean == pytest.approx(total.actual)


def test_plans_for_counts_go_the_same_way(workbench, full):
    plan = workbench.plans.save("Orders", PlanSettings(outcome="conversions", days=14), {})
    mark, before = workbench.tracker.put(plan.id)
    assert before is None
    workbench.import_file(as_file(full), "after.csv")
    actual = workbench.tracker.against(mark)
    inside = full.daily_metrics[full.daily_metrics["date"].dt.date >= mark.start]
    assert actual.total.actual == pytest.approx(inside["conversions"].sum())
