"""The store: what is kept comes back the same, one data set is in use for all, damage is noticed."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest

from core.data import DatasetStore, read_campaign_file
from core.database import open_database
from core.errors import NotFoundError, ProductError
from core.simulation import DataGenerator, Truth
from tests.core.data.files import table


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "var"


@pytest.fixture
def store(folder):
    return open_store(folder)


def open_store(folder) -> DatasetStore:
    return DatasetStore(folder / "datasets", open_database(f"sqlite:///{folder}/data.db"), Truth.from_frames)


def generated(seed: int = 1):
    return DataGenerator(seed=seed, campaigns=6, customers=40, days=60).generate()


def imported():
    content = table("date,campaign,spend,revenue,row", "{},Brand,10,30,x", "2026-03-30,Brand,oops,1,y")
    return read_campaign_file(content, "mine.csv", mapping={"unreadable_spend": "set-aside"})


def test_a_data_set_comes_back_the_same_in_another_process(folder, store):
    made = generated()
    store.add(made)
    again = open_store(folder).load(made.content_hash)
    for name in ("daily_metrics", "campaigns", "customers", "interactions"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(made, name))
    assert (again.name, again.source, again.currency, again.measured) == (
        "Demo data",
        "generated",
        "EUR",
        made.measured,
    )
    assert again.content_hash == made.content_hash
    spend = [100.0] * 6
    assert list(again.truth.predict(spend)) == list(made.truth.predict(spend))
    pd.testing.assert_frame_equal(again.truth.events, made.truth.events)


def test_an_imported_data_set_without_customers_comes_back_the_same(folder, store):
    dataset = imported().dataset()
    store.add(dataset)
    again = open_store(folder).load(dataset.content_hash)
    assert again.content_hash == dataset.content_hash
    assert again.measured == ("spend", "revenue")
    assert again.truth is None


def test_the_record_says_who_and_what(store):
    result = imported()
    before = datetime.now(UTC)
    record = store.add(result.dataset("Mine"), "Ada", result)
    assert (record.name, record.added_by, record.source, record.rows) == ("Mine", "Ada", "plain", 3)
    assert before <= record.added <= datetime.now(UTC)
    assert not record.is_demo
    assert store.current() == record
    assert store.add(generated()).is_demo


def test_the_report_of_an_import_is_kept_with_the_rows_set_aside(folder, store):
    result = imported()
    record = store.add(result.dataset(), "Ada", result)
    kept = open_store(folder).report(record.content_hash)
    assert kept is not None
    for name in ("filename", "source", "issues", "rows_read", "rows_kept", "rows_set_aside", "measured", "columns"):
        assert getattr(kept, name) == getattr(result, name), name
    for name in ("totals_in", "totals_kept", "totals_set_aside"):
        assert getattr(kept, name) == pytest.approx(getattr(result, name))
    pd.testing.assert_frame_equal(kept.set_aside, result.set_aside)
    # The file has a column of its own called "row".
    assert list(kept.set_aside.columns) == ["row", "reason", "date", "campaign", "spend", "revenue", "row (2)"]


def test_generated_data_have_no_report(store):
    assert store.report(store.add(generated()).content_hash) is None


def test_nothing_is_in_use_at_first(store):
    assert store.current() is None
    assert store.previous() is None
    assert store.versions() == []
    with pytest.raises(NotFoundError, match="no earlier data set"):
        store.undo()


def test_undo_goes_back_one_by_one(store):
    records = [store.add(generated(seed)) for seed in (1, 2, 3)]
    assert store.previous() == records[1]
    assert store.undo() == records[1] == store.current()
    assert store.undo() == records[0] == store.current()
    with pytest.raises(NotFoundError):
        store.undo()
    assert store.current() == records[0]
    assert store.use(records[2].content_hash) == records[2] == store.current()
    assert store.undo() == records[0]
    assert {record.content_hash for record in store.versions()} == {record.content_hash for record in records}


def test_adding_the_same_again_is_no_step_back(store):
    first, second = store.add(generated(1)), store.add(generated(2))
    again = store.add(generated(2))
    assert again == second
    assert len(store.versions()) == 2
    assert store.undo() == first


def test_importing_the_same_content_again_keeps_the_newest_name_and_report(store):
    result = imported()
    store.add(result.dataset("First"), "Ada", result)
    store.add(replace(result, filename="again.csv").dataset("Second"), "Bea", replace(result, filename="again.csv"))
    assert [record.name for record in store.versions()] == ["Second"]
    assert store.report(store.versions()[0].content_hash).filename == "again.csv"
    assert store.load(store.versions()[0].content_hash).name == "Second"


def test_loading_twice_gives_the_same_object_and_old_ones_are_let_go(store):
    hashes = [store.add(generated(seed)).content_hash for seed in range(5)]
    first = store.load(hashes[0])
    assert store.load(hashes[0]) is first
    for content_hash in hashes[1:]:
        store.load(content_hash)
    assert store.load(hashes[0]) is not first


def test_what_is_not_known_is_said(store):
    store.add(generated())
    for unknown in ("0" * 32, "../../etc", ""):
        for ask in (store.load, store.use, store.report):
            with pytest.raises(NotFoundError, match="no such data set"):
                ask(unknown)


@pytest.mark.parametrize("damage", ["delete", "empty", "garbage", "other content", "no about"])
def test_damage_is_noticed_and_healed_by_adding_again(folder, store, damage):
    made = generated()
    store.add(made)
    place = folder / "datasets" / made.content_hash
    file = place / "daily_metrics.parquet"
    if damage == "delete":
        file.unlink()
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "garbage":
        file.write_bytes(b"PAR1" + bytes(200) + b"PAR1")
    elif damage == "other content":
        made.daily_metrics.assign(spend=1.0).to_parquet(file)
    else:
        (place / "about.json").write_text("[]")
    with pytest.raises(ProductError, match="“Demo data” are missing or damaged"):
        open_store(folder).load(made.content_hash)
    open_store(folder).add(made)
    assert open_store(folder).load(made.content_hash).content_hash == made.content_hash


def test_lost_rows_set_aside_are_said(folder, store):
    result = imported()
    record = store.add(result.dataset(), "", result)
    for file in (folder / "datasets" / "set-aside").iterdir():
        file.unlink()
    with pytest.raises(ProductError, match="set aside are missing or damaged"):
        store.report(record.content_hash)
    assert store.load(record.content_hash).content_hash == record.content_hash


def test_a_write_that_breaks_off_leaves_nothing_behind(folder, store, monkeypatch):
    made = generated()

    def full(*_args, **_kwargs):
        raise OSError("No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    with pytest.raises(OSError, match="No space"):
        store.add(made)
    monkeypatch.undo()
    assert list((folder / "datasets").iterdir()) == []
    assert store.current() is None
    store.add(made)
    assert store.load(made.content_hash).content_hash == made.content_hash


WRITER = """
import sys
from pathlib import Path
from core.data import DatasetStore
from core.database import open_database
from core.simulation import DataGenerator
folder = Path(sys.argv[1])
store = DatasetStore(folder / "datasets", open_database(f"sqlite:///{folder}/data.db"))
print("ready", flush=True)
sys.stdin.readline()
for seed in (1, 2, 3):
    store.add(DataGenerator(seed=seed, campaigns=6, customers=40, days=60).generate(), by=sys.argv[2])
"""


def test_two_processes_add_the_same_at_the_same_moment(folder):
    folder.mkdir()
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("Ada", "Bea")
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    store = open_store(folder)
    assert len(store.versions()) == 3
    for record in store.versions():
        assert store.load(record.content_hash).content_hash == record.content_hash
    assert store.current().content_hash == generated(3).content_hash
    assert not [path for path in (folder / "datasets").iterdir() if path.name.startswith(".")]
