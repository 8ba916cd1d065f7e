"""A save under a token is kept once: again, at the same moment from threads, and from several processes."""

import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.allocation.planning import PlanSettings, plan_figures
from core.database import open_database
from core.scenarios import ScenarioStore, checked_token
from core.scenarios.tables import ScenarioRow, VersionRow

TOKEN = "0123456789abcdef"


def rows(store: ScenarioStore) -> tuple[int, int]:
    with Session(store.engine) as session:
        return tuple(session.scalar(select(func.count()).select_from(table)) for table in (ScenarioRow, VersionRow))


def test_the_same_save_again_returns_what_was_kept_though_it_was_renamed_and_followed(save, store):
    first = save("A", token=TOKEN)
    save("B", scenario_id=first.id, base_version=1)
    again = save("A", token=TOKEN)
    assert (again.id, again.version, again.name) == (first.id, 1, "B")
    assert rows(store) == (1, 2)
    assert store.saved_under(TOKEN) == again
    assert store.saved_under("another-token-0123") is None


def test_a_next_version_again_is_no_conflict_with_itself(save, store):
    first = save("A")
    saved = [save("A", scenario_id=first.id, base_version=1, token=TOKEN) for _ in range(3)]
    assert {s.version for s in saved} == {2}
    assert rows(store) == (1, 2)


@pytest.mark.parametrize("follows", [False, True])
def test_at_the_same_moment_from_many_threads_it_is_kept_once(save, store, url, dataset, planner, follows):
    more = {"scenario_id": save("A").id, "base_version": 1} if follows else {}
    figures = plan_figures(planner, planner.spend_vector({}))

    def one(_: int) -> tuple[str, int]:
        mine = ScenarioStore(open_database(url))  # its own connections, as another server process has
        kept = mine.save("A", "", "", dataset, planner, PlanSettings(), {}, figures, token=TOKEN, **more)
        return kept.id, kept.version

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(one, range(6)))) == 1
    assert rows(store) == (1, 2 if follows else 1)


WRITER = """
import pickle, sys
from core.allocation.planning import PlanSettings, plan_figures
from core.database import open_database
from core.scenarios import ScenarioStore
dataset, planner = pickle.load(open(sys.argv[2], "rb"))
store, figures = ScenarioStore(open_database(sys.argv[1])), plan_figures(planner, planner.spend_vector({}))
print("ready", flush=True)
sys.stdin.readline()
saved = store.save("A", "", "", dataset, planner, PlanSettings(), {}, figures, token=sys.argv[3])
print(saved.id, saved.version)
"""


def test_from_two_processes_at_the_same_moment_it_is_kept_once(store, url, dataset, planner, tmp_path):
    path = tmp_path / "plan.pickle"
    path.write_bytes(pickle.dumps((dataset, planner)))
    command = [sys.executable, "-c", WRITER, url, str(path), TOKEN]
    running = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for process in running:
        assert process.stdout.readline() == "ready\n"
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0] for process in running]
    assert said[0] == said[1] != ""
    assert rows(store) == (1, 1)


@pytest.mark.parametrize(
    "raw", [None, 3, "", "short", "x" * 65, "with space 0123456789", ["a" * 20], "';--0123456789ab"]
)
def test_what_is_no_token_is_none(raw):
    assert checked_token(raw) is None
    assert checked_token(TOKEN) == TOKEN


def test_saves_without_a_token_are_all_kept(save, store):
    for _ in range(2):
        save("A")
    assert rows(store) == (2, 2)
