"""A save under a token is kept once: again, at the same moment from threads, and from several processes."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.allocation.planning import PlanSettings
from core.memo import DictMemo
from core.scenarios import checked_token
from core.scenarios.tables import ScenarioRow, VersionRow
from core.simulation import DataGenerator
from core.workbench import Workbench, open_workbench

TOKEN = "0123456789abcdef"


def bench(folder: Path, memo: DictMemo | None = None) -> Workbench:
    return open_workbench(folder, memo or DictMemo())


@pytest.fixture
def workbench(tmp_path):
    made = bench(tmp_path)
    made._datasets.add(DataGenerator(seed=7, campaigns=3, customers=50, days=90, name="Shop").generate())
    made.planner()
    return made


def rows(workbench: Workbench) -> tuple[int, int]:
    with Session(workbench.scenarios.engine) as session:
        return tuple(session.scalar(select(func.count()).select_from(table)) for table in (ScenarioRow, VersionRow))


def test_the_same_save_again_returns_what_was_kept_though_it_was_renamed_and_followed(workbench):
    first = workbench.plans.save("A", PlanSettings(), {}, token=TOKEN)
    workbench.plans.save("B", PlanSettings(), {}, scenario_id=first.id, base_version=1)
    again = workbench.plans.save("A", PlanSettings(), {}, token=TOKEN)
    assert (again.id, again.version, again.name) == (first.id, 1, "B")
    assert rows(workbench) == (1, 2)


def test_a_next_version_again_is_no_conflict_with_itself(workbench):
    first = workbench.plans.save("A", PlanSettings(), {})
    follow = {"scenario_id": first.id, "base_version": 1, "token": TOKEN}
    saved = [workbench.plans.save("A", PlanSettings(), {}, **follow) for _ in range(3)]
    assert {s.version for s in saved} == {2}
    assert rows(workbench) == (1, 2)


@pytest.mark.parametrize("follows", [False, True])
def test_at_the_same_moment_from_many_threads_it_is_kept_once(workbench, follows):
    more = {}
    if follows:
        more = {"scenario_id": workbench.plans.save("A", PlanSettings(), {}).id, "base_version": 1}
    with ThreadPoolExecutor(8) as pool:
        saved = list(pool.map(lambda _: workbench.plans.save("A", PlanSettings(), {}, token=TOKEN, **more), range(8)))
    assert len({(s.id, s.version) for s in saved}) == 1
    assert rows(workbench) == (1, 2 if follows else 1)


def _save(folder: str) -> tuple[str, int]:
    saved = bench(Path(folder)).plans.save("A", PlanSettings(), {}, token=TOKEN)
    return saved.id, saved.version


def test_from_two_processes_it_is_kept_once(workbench, tmp_path):
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        saved = pool.map(_save, [str(tmp_path)] * 4)
    assert len(set(saved)) == 1
    assert rows(workbench) == (1, 1)


@pytest.mark.parametrize(
    "raw", [None, 3, "", "short", "x" * 65, "with space 0123456789", ["a" * 20], "'; drop table--0123"]
)
def test_what_is_no_token_is_none(raw):
    assert checked_token(raw) is None


def test_saves_without_a_token_are_all_kept(workbench):
    for _ in range(2):
        workbench.plans.save("A", PlanSettings(), {})
    assert rows(workbench) == (2, 2)
