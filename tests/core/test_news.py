"""The stamps of the news: each change shows in its own part, and many questions cost one look."""

import pytest

from core.allocation.planning import PlanSettings
from core.memo import DictMemo
from core.news import FRESH, NewsDesk
from core.response import Assumptions
from core.simulation import DataGenerator
from core.workbench import open_workbench


@pytest.fixture(scope="module")
def benches(tmp_path_factory):
    """Two server processes over one folder."""
    folder, memo = tmp_path_factory.mktemp("news"), DictMemo()
    first = open_workbench(folder, memo)
    first._datasets.add(DataGenerator(seed=7, campaigns=3, customers=50, days=120, name="Shop").generate())
    return first, open_workbench(folder, memo)


def changed(benches, act) -> set[str]:
    one, other = benches
    before = other.news.now()
    act(one)
    after = other.news.now()
    return {name for name in ("scenarios", "data", "model", "advice") if getattr(before, name) != getattr(after, name)}


def test_each_act_changes_its_part_for_the_other_process(benches):
    kept = []
    assert changed(benches, lambda w: kept.append(w.plans.save("A", PlanSettings(), {}))) == {"scenarios"}
    scenario = kept[0]
    follow = {"scenario_id": scenario.id, "base_version": 1}
    assert changed(benches, lambda w: w.plans.save("A", PlanSettings(), {}, **follow)) == {"scenarios"}
    assert changed(benches, lambda w: w.scenarios.rename(scenario.id, "B")) == {"scenarios"}
    assert changed(benches, lambda w: w.scenarios.archive(scenario.id)) == {"scenarios"}
    assert changed(benches, lambda w: w.scenarios.restore(scenario.id)) == {"scenarios"}
    assert changed(benches, lambda w: w.set_assumptions(Assumptions(adstock="delayed"))) == {"model"}
    assert changed(benches, lambda w: w.undo_assumptions()) == {"model"}
    newer = DataGenerator(seed=8, campaigns=3, customers=50, days=120, name="Shop 2").generate()
    assert changed(benches, lambda w: w._datasets.add(newer)) == {"data"}
    assert changed(benches, lambda w: w.undo_import()) == {"data"}
    assert changed(benches, lambda w: w.scenarios.list()) == set()
    open_now = benches[0].advice.current().open
    if open_now:
        assert changed(benches, lambda w: w.advice.act(open_now[0].identity, "done")) == {"advice"}
    assert changed(benches, lambda w: w.advice.current()) == set()


def test_the_stamp_of_the_data_begins_with_the_hash_of_the_data_in_use(benches):
    bench = benches[0]
    assert bench.news.now().data.startswith(bench.dataset().content_hash[:16])


def test_many_questions_within_a_moment_cost_one_look():
    looks, now = [], [0.0]
    desk = NewsDesk(lambda: looks.append(1) or str(len(looks)), lambda: "", lambda: "", clock=lambda: now[0])
    assert {desk.now(fresh=False).scenarios for _ in range(100)} == {"1"}
    now[0] += FRESH - 0.01
    assert desk.now(fresh=False).scenarios == "1"
    assert desk.now().scenarios == "2"
    now[0] += FRESH
    assert desk.now(fresh=False).scenarios == "3"
