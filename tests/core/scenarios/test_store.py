"""The store: what goes in comes out, nothing is overwritten, several writers at once do not lose anything."""

import json
import sqlite3
import subprocess
import sys
import threading
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from core.allocation.planning import PlanSettings, plan_figures
from core.database import open_database
from core.errors import ConflictError, InputError, NotFoundError
from core.scenarios import ScenarioStore, WeeklySpend

NO = (0.0, 0.0, 0.0)
"""The weeks of 30 days are five; these get nothing."""


def test_round_trip_is_exact_to_the_last_bit(save, store, planner, dataset):
    spend = {"c1": 0.1 + 0.2, "c2": 6000 / 7, "c3": 1e-9}
    settings = PlanSettings(budget=10500 / 3, lower={"c1": 0.1}, upper={"c2": 1 / 3}, locked={"c3": 1e-9})
    saved = save("December", spend, note="Why", settings=settings, certificate="Proved", gap=1 / 3e7)
    read = store.get(saved.id)
    assert read == saved
    assert read.spend == spend
    assert read.settings == settings
    assert read.figures == plan_figures(planner, planner.spend_vector(spend))
    assert read.today == {"c1": 3000.0, "c2": 6000.0, "c3": 1500.0}
    assert [(c.id, c.name, c.channel) for c in read.campaigns] == [(c.id, c.name, c.channel) for c in planner.campaigns]
    assert (read.dataset_hash, read.dataset_name, read.last_day) == (dataset.content_hash, "Shop", dataset.last_day)
    assert (read.version, read.currency, read.gap, read.planner_key) == (1, "EUR", 1 / 3e7, planner.key)


def test_the_weeks_of_a_plan_come_back_with_the_same_bits(save, store):
    rest = (0.0, 2.5)
    weeks = {"c1": (0.1, 0.2, 0.0, *rest), "c2": (1 / 3, 1 / 7, 5.0, *rest), "c3": (0.0, 0.0, 1e-9, *rest)}
    spend = {key: sum(amounts) for key, amounts in weeks.items()}
    saved = save("By week", spend, weekly=WeeklySpend(date(2026, 12, 1), weeks))
    assert saved.weekly == WeeklySpend(date(2026, 12, 1), weeks)
    assert store.get(saved.id) == saved
    assert store.list() == [saved]
    even = save("Even", spend, scenario_id=saved.id, base_version=1)
    assert even.weekly is None
    assert [s.weekly is None for s in store.versions(saved.id)] == [True, False]


@pytest.mark.parametrize(
    ("weeks", "words"),
    [
        ({"c1": (1.0, 2.0)}, "other campaigns"),
        ({"c1": (3.0,), "c2": (1.0, 1.0), "c3": (1.0, 1.0)}, "an amount for each week"),
        ({"c1": (1.0, 2.0), "c2": (1.0, 1.0), "c3": (1.0, 1.0)}, "an amount for each week"),
        ({"c1": (4.0, -1.0, *NO), "c2": (1.0, 1.0, *NO), "c3": (1.0, 1.0, *NO)}, "0 or more"),
        ({"c1": (float("nan"), 1.0, *NO), "c2": (1.0, 1.0, *NO), "c3": (1.0, 1.0, *NO)}, "0 or more"),
        ({"c1": (1.0, 2.05, *NO), "c2": (1.0, 1.0, *NO), "c3": (1.0, 1.0, *NO)}, "do not add up"),
    ],
)
def test_weeks_that_are_not_those_of_the_plan_are_refused(save, store, weeks, words):
    weekly = WeeklySpend(date(2026, 12, 1), weeks)
    with pytest.raises(InputError, match=words):
        save("By week", {"c1": 3.0, "c2": 2.0, "c3": 2.0}, weekly=weekly)
    assert store.list() == []


def test_times_are_aware_utc_and_now(save):
    saved = save("December")
    assert saved.updated.tzinfo == UTC
    assert abs(datetime.now(UTC) - saved.updated) < timedelta(seconds=30)


def test_a_campaign_that_is_not_named_is_kept_at_todays_spend(save):
    assert save("One move", {"c1": 1.0}).spend == {"c1": 1.0, "c2": 6000.0, "c3": 1500.0}


def test_a_version_follows_another_and_both_stay(save, store):
    first = save("Plan", {"c1": 1000.0}, note="first")
    second = save("Plan B", {"c1": 2000.0}, note="second", scenario_id=first.id, base_version=1, owner="Jonas")
    assert (second.version, second.id, second.created) == (2, first.id, first.created)
    assert store.get(first.id) == second
    old = store.get(first.id, version=1)
    assert (old.spend["c1"], old.note, old.owner) == (1000.0, "first", "Mara Keller")
    assert [s.version for s in store.versions(first.id)] == [2, 1]
    assert len(store.list()) == 1


def test_a_save_on_an_outdated_version_is_refused_and_changes_nothing(save, store):
    first = save("Plan", {"c1": 1000.0})
    second = save("Plan", {"c1": 2000.0}, scenario_id=first.id, base_version=1)
    with pytest.raises(ConflictError, match=r"version 2 while you worked on version 1\. Nothing was overwritten"):
        save("Taken over", {"c1": 3000.0}, scenario_id=first.id, base_version=1)
    assert store.get(first.id) == second
    assert len(store.versions(first.id)) == 2


def test_unknown_ids_and_versions_are_named(save, store):
    saved = save("Plan")
    for call in (store.get, store.versions, store.archive, store.restore, lambda i: store.rename(i, "x")):
        with pytest.raises(NotFoundError, match="no scenario “nothere”"):
            call("nothere")
    with pytest.raises(NotFoundError, match="no version 7"):
        store.get(saved.id, version=7)
    with pytest.raises(NotFoundError):
        save("Plan", scenario_id="nothere", base_version=1)
    with pytest.raises(InputError, match="which version"):
        save("Plan", scenario_id=saved.id)


@pytest.mark.parametrize(("name", "message"), [("", "needs a name"), (" \n ", "needs a name"), ("x" * 81, "81")])
def test_names_are_checked(save, store, name, message):
    with pytest.raises(InputError, match=message):
        save(name)
    saved = save("x" * 80)
    with pytest.raises(InputError, match=message):
        store.rename(saved.id, name)
    assert [s.name for s in store.list()] == ["x" * 80]


def test_bad_amounts_and_foreign_figures_are_refused(save, store, dataset, planner):
    with pytest.raises(InputError):
        save("Negative", {"c1": -1.0})
    with pytest.raises(InputError, match="no campaign"):
        save("Unknown", {"c9": 1.0})
    figures = plan_figures(planner, planner.today)
    with pytest.raises(InputError, match="another split"):
        store.save("Mixed up", "", "", dataset, planner, PlanSettings(), {"c1": 1.0}, figures)
    with pytest.raises(InputError, match="not a number"):
        save("Endless", settings=PlanSettings(upper={"c1": float("inf")}))
    with pytest.raises(ConflictError, match="data changed"):
        save("Moved", planner=replace(planner, dataset_hash="another"))
    assert store.list() == []


def test_rename_archive_and_restore_lose_nothing(save, store):
    older, newer = save("Older"), save("Newer")
    assert [s.name for s in store.list()] == ["Newer", "Older"]
    store.rename(newer.id, "  New   name ")
    assert store.get(newer.id) == replace(newer, name="New name")
    assert store.archive(older.id).archived
    assert [s.id for s in store.list()] == [newer.id]
    assert [s.id for s in store.list(include_archived=True)] == [newer.id, older.id]
    assert store.restore(older.id) == older
    assert [s.id for s in store.list()] == [newer.id, older.id]


def test_the_stamp_moves_with_every_change_and_only_then(save, store):
    stamps = [store.stamp()]

    def changed() -> bool:
        stamps.append(store.stamp())
        return stamps[-1] != stamps[-2]

    saved = save("Plan")
    assert changed()
    assert not changed()
    save("Plan", scenario_id=saved.id, base_version=1)
    assert changed()
    store.rename(saved.id, "Other")
    assert changed()
    store.archive(saved.id)
    assert changed()
    store.restore(saved.id)
    assert changed()


def test_what_a_caller_changes_in_a_scenario_stays_with_the_caller(save, store):
    saved = save("Plan", settings=PlanSettings(lower={"c1": 1.0}))
    for _ in range(2):
        mine = store.list()[0]
        assert mine == saved
        mine.spend["c1"] = mine.settings.lower["c1"] = mine.today["c1"] = -1.0
    assert store.get(saved.id) == saved


def test_lists_longer_than_one_query_are_whole(save, store, monkeypatch):
    monkeypatch.setattr("core.scenarios.store._AT_ONCE", 2)
    monkeypatch.setattr("core.scenarios.store._KEPT", 3)
    names = [save(str(i)).name for i in range(7)]
    for _ in range(2):
        assert [s.name for s in store.list()] == names[::-1]
    assert store.count() == 7
    store.archive(store.list()[0].id)
    assert (store.count(), len(store.list())) == (6, 6)


def test_a_restart_keeps_everything(save, url):
    saved = [save("One"), save("Two", {"c2": 5.0})]
    assert ScenarioStore(open_database(url)).list() == saved[::-1]


def test_another_process_sees_what_was_saved(save, url):
    saved = save("Shared", {"c1": 1234.5678901234567})
    code = (
        "import json, sys; from core.database import open_database; from core.scenarios import ScenarioStore;"
        "print(json.dumps(ScenarioStore(open_database(sys.argv[1])).list()[0].spend))"
    )
    out = subprocess.run([sys.executable, "-c", code, url], capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(out.stdout) == saved.spend


def test_threads_racing_for_one_version_give_one_winner_each_round(save, store, url, dataset, planner):
    saved = save("Contested")
    figures = plan_figures(planner, planner.today)
    for base in range(1, 4):
        outcomes: list[str] = []
        barrier = threading.Barrier(6)

        def race(base: int = base, barrier: threading.Barrier = barrier, outcomes: list[str] = outcomes) -> None:
            mine = ScenarioStore(open_database(url))  # its own connections, as another server process has
            barrier.wait()
            try:
                mine.save("C", "", "", dataset, planner, PlanSettings(), {}, figures, None, None, saved.id, base)
                outcomes.append("saved")
            except ConflictError:
                outcomes.append("conflict")

        threads = [threading.Thread(target=race) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["conflict"] * 5 + ["saved"]
    assert [s.version for s in store.versions(saved.id)] == [4, 3, 2, 1]


WRITER = """
import pickle, sys
from core.database import open_database
from core.errors import ConflictError
from core.scenarios import ScenarioStore, WeeklySpend
url, path, scenario_id = sys.argv[1:]
dataset, planner, settings, figures = pickle.load(open(path, "rb"))
store = ScenarioStore(open_database(url))
print("ready", flush=True)
sys.stdin.readline()
for number in range(20):
    store.save(f"{number}", "", "", dataset, planner, settings, {}, figures)
saved = 0
while saved < 10:
    base = store.get(scenario_id).version
    try:
        store.save("Shared", "", "", dataset, planner, settings, {}, figures, None, None, scenario_id, base)
        saved += 1
    except ConflictError:
        pass
"""


def test_two_processes_writing_at_once_lose_nothing(save, store, url, dataset, planner, tmp_path):
    import pickle

    shared = save("Shared")
    path = tmp_path / "plan.pickle"
    path.write_bytes(pickle.dumps((dataset, planner, PlanSettings(), plan_figures(planner, planner.today))))
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, url, str(path), shared.id], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    for writer in writers:
        assert writer.stdout.readline() == b"ready\n"
    for writer in writers:
        writer.stdin.write(b"go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    assert [s.version for s in store.versions(shared.id)] == list(range(21, 0, -1))
    assert len(store.list()) == 41


def test_processes_that_start_at_once_on_no_database_all_start(tmp_path):
    code = "import sys; from core.database import open_database; from core.scenarios import ScenarioStore; "
    code += "print('ready', flush=True); sys.stdin.readline(); ScenarioStore(open_database(sys.argv[1]))"
    url = f"sqlite:///{tmp_path / 'new' / 'folder' / 'fresh.db'}"
    starters = [
        subprocess.Popen([sys.executable, "-c", code, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    for process in starters:
        assert process.stdout.readline() == b"ready\n"
    for process in starters:
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in starters:
        process.communicate(timeout=60)
    assert [process.returncode for process in starters] == [0, 0, 0]


def test_the_database_itself_refuses_a_second_row_of_one_version(save, url):
    saved = save("Plan")
    with sqlite3.connect(Path(url.removeprefix("sqlite:///"))) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(scenario_versions)")]
        query = (
            f"INSERT INTO scenario_versions SELECT {', '.join(columns)} FROM scenario_versions WHERE scenario_id = ?"
        )
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            connection.execute(query, (saved.id,))
    connection.close()


def test_a_row_of_a_newer_release_still_opens(save, store, url):
    saved = save("Plan")
    path = Path(url.removeprefix("sqlite:///"))
    with sqlite3.connect(path) as connection:
        newer = json.dumps({**asdict(saved.settings), "weather": 0.9})
        connection.execute("UPDATE scenario_versions SET settings = ?", (newer,))
    connection.close()
    assert store.get(saved.id) == saved
