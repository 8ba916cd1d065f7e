"""RecentMemo: keeps the last results, also with several threads, and nothing that failed; a change is never missed."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.errors import InputError
from core.memo import DictMemo, RecentMemo
from core.response import Assumptions
from core.simulation import DataGenerator
from core.workbench import open_workbench


def test_what_was_asked_last_is_kept_and_the_oldest_goes():
    recent, made = RecentMemo(2), []

    def ask(key: str) -> str:
        return recent(key, lambda: made.append(key) or key)

    for key in ("a", "b", "a", "c", "a", "b"):
        assert ask(key) == key
    assert made == ["a", "b", "c", "b"]


def test_all_threads_get_one_object_and_what_fails_is_asked_again():
    recent, gate = RecentMemo(4), threading.Barrier(8)

    def ask(_: int) -> object:
        gate.wait()
        return recent("key", object)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(map(id, pool.map(ask, range(8))))) == 1

    def fails() -> object:
        raise InputError("No.")

    with pytest.raises(InputError):
        recent("other", fails)
    assert "other" not in recent
    assert recent("other", lambda: 5) == 5


def test_a_planner_is_kept_until_anything_it_depends_on_changes(tmp_path):
    workbench = open_workbench(tmp_path, DictMemo())
    small = DataGenerator(seed=2, campaigns=3, customers=0, days=90)
    workbench._datasets.add(small.generate())
    first = workbench.planner("revenue", 30)
    assert workbench.planner("revenue", 30) is first
    assert workbench.planner(None, 30).key == first.key
    assert workbench.planner("conversions", 30).outcome == "conversions"
    assert workbench.planner("revenue", 14).days == 14
    with pytest.raises(InputError):
        workbench.planner("revenue", True)
    workbench.set_assumptions(Assumptions(saturation="michaelis_menten"))
    assumed = workbench.planner("revenue", 30)
    assert assumed.key != first.key
    workbench.undo_assumptions()
    assert workbench.planner("revenue", 30).key == first.key
    workbench._datasets.add(DataGenerator(seed=3, campaigns=3, customers=0, days=90).generate())
    assert workbench.planner("revenue", 30).dataset_hash != first.dataset_hash
