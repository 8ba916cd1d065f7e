"""The memo of the server: shared by processes, computed once, and never in the way."""

import pickle
import stat
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from app.locks import FileLocks
from app.memo import SharedMemo, file_memo
from core.data import Dataset, campaigns_of
from core.memo import content_key
from tests.app.processes import start, wait_for

SECRET = b"test"


@pytest.fixture
def memo(tmp_path: Path) -> SharedMemo:
    return file_memo(tmp_path / "memo", SECRET)


def never() -> object:
    raise AssertionError("computed although it was kept")


def value_files(tmp_path: Path) -> list[Path]:
    """The files of results: all but the one in which the cache counts them, which is the smallest."""
    return sorted((tmp_path / "memo" / "values").iterdir(), key=lambda path: path.stat().st_size)[1:]


def test_result_is_kept_for_other_processes(tmp_path: Path, memo: SharedMemo, caplog: pytest.LogCaptureFixture) -> None:
    assert memo("a", lambda: {"x": 1.5}) == {"x": 1.5}
    assert file_memo(tmp_path / "memo", SECRET)("a", never) == {"x": 1.5}
    assert caplog.messages == []


def test_none_is_a_result(memo: SharedMemo) -> None:
    assert memo("a", lambda: None) is None
    assert memo("a", never) is None


def test_nested_questions_of_two_processes_are_computed_once_and_never_lock_up(tmp_path: Path) -> None:
    log = tmp_path / "log"
    processes = [start("nest", tmp_path / "memo", log, 5) for _ in range(2)]
    for process in processes:
        assert process.wait(timeout=60) == 0
        process.communicate()
    computed = Counter(log.read_text().split())
    expected = {f"fit-{t}" for t in range(5)}
    expected |= {f"plan-{t}-{n}" for t in range(5) for n in range(2)}
    expected |= {f"report-{t}-{n}" for t in range(5) for n in range(4)}
    assert computed == dict.fromkeys(expected, 1)
    assert list((tmp_path / "memo" / "locks").iterdir()) == []


def test_a_lock_excludes_threads_and_processes_while_its_file_comes_and_goes(tmp_path: Path) -> None:
    number = tmp_path / "number"
    number.write_text("0")
    processes = [start("count_up", tmp_path / "locks", number, 250) for _ in range(3)]
    for process in processes:
        assert process.wait(timeout=60) == 0
        process.communicate()
    assert number.read_text() == "3000"
    assert list((tmp_path / "locks").iterdir()) == []


def test_a_killed_holder_does_not_block_the_next(tmp_path: Path) -> None:
    holder = start("hold", tmp_path / "memo", tmp_path / "holding")
    wait_for((tmp_path / "holding").exists)
    waiter = start("ask", tmp_path / "memo", tmp_path / "asking", "second")
    wait_for((tmp_path / "asking").exists)
    with pytest.raises(subprocess.TimeoutExpired):
        waiter.communicate(timeout=0.5)
    holder.kill()
    killed = time.monotonic()
    assert waiter.communicate(timeout=20)[0] == "second"
    assert time.monotonic() - killed < 2
    holder.communicate()
    assert list((tmp_path / "memo" / "locks").iterdir()) == []


def test_lock_files_of_killed_holders_are_removed_at_start_and_held_ones_stay(tmp_path: Path) -> None:
    locks = FileLocks(tmp_path)
    locks.path("left behind").touch()
    with locks("held"):
        FileLocks(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == [locks.path("held").name]


def test_an_error_reaches_the_caller_is_not_kept_and_blocks_nobody(memo: SharedMemo) -> None:
    def fail() -> object:
        raise ValueError("no data")

    for _ in range(2):
        with pytest.raises(ValueError, match="no data"):
            memo("a", fail)
    assert memo("a", lambda: 1) == 1


def test_a_computation_that_asks_for_itself_says_so(memo: SharedMemo) -> None:
    with pytest.raises(RuntimeError, match="asks for itself"):
        memo("a", lambda: memo("a", lambda: 1))


def test_other_keys_do_not_wait(memo: SharedMemo) -> None:
    started, finish = threading.Event(), threading.Event()

    def slow() -> str:
        started.set()
        assert finish.wait(20)
        return "slow"

    thread = threading.Thread(target=memo, args=("slow", slow))
    thread.start()
    assert started.wait(20)
    assert memo("quick", lambda: "quick") == "quick"
    finish.set()
    thread.join()
    assert memo("slow", never) == "slow"


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "noise"])
def test_a_damaged_file_is_computed_again(tmp_path: Path, memo: SharedMemo, damage: str) -> None:
    memo("a", lambda: list(range(1000)))
    (path,) = value_files(tmp_path)
    content = path.read_bytes()
    path.write_bytes(
        {
            "cut": content[: len(content) // 2],
            "flipped": content[:-100] + bytes([content[-100] ^ 1]) + content[-99:],
            "empty": b"",
            "noise": bytes(range(256)) * 8,
        }[damage]
    )
    assert memo("a", lambda: "again") == "again"
    assert memo("a", never) == "again"


class Trap:
    """A pickle that leaves a mark where it is read."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self.mark,)


def test_a_pickle_that_the_product_did_not_write_is_not_run(tmp_path: Path, memo: SharedMemo) -> None:
    memo("a", lambda: list(range(1000)))
    (path,) = value_files(tmp_path)
    expiry = path.read_bytes()[:4]
    for forged in (pickle.dumps(Trap(tmp_path / "run")), b"0" * 32 + pickle.dumps(Trap(tmp_path / "run"))):
        path.write_bytes(expiry + forged)
        assert memo("a", lambda: "again") == "again"
    assert not (tmp_path / "run").exists()


def test_a_result_that_cannot_be_kept_still_reaches_the_caller(memo: SharedMemo) -> None:
    assert memo("a", lambda: lambda: 7)() == 7


def test_the_folder_is_private(tmp_path: Path, memo: SharedMemo) -> None:
    memo("a", lambda: 1)
    assert stat.S_IMODE((tmp_path / "memo").stat().st_mode) == 0o700
    for path in (tmp_path / "memo" / "values").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_number_of_kept_results_stays_bounded(tmp_path: Path) -> None:
    for start_of_server in range(6):
        memo = file_memo(tmp_path / "memo", SECRET, entries=20)
        for number in range(10):
            memo(f"key-{start_of_server}-{number}", lambda: 1)
    assert memo("key-5-9", never) == 1
    assert len(list((tmp_path / "memo" / "values").iterdir())) <= 22


def test_a_changed_cell_is_another_question(memo: SharedMemo) -> None:
    frame = pd.DataFrame(
        {"date": pd.date_range("2026-01-01", periods=3), "campaign_id": "a", "campaign": "A", "channel": "Search"}
    ).assign(spend=1.0, impressions=10, clicks=1, conversions=0.5, revenue=2.0)
    changed = frame.assign(spend=[1.0, 1.0, 1.01])

    def total(daily: pd.DataFrame) -> float:
        dataset = Dataset("data", daily, campaigns_of(daily))
        return memo(content_key("total", data=dataset.content_hash), lambda: float(daily["spend"].sum()))

    assert total(frame) == 3.0
    assert total(changed) == 3.01
    assert total(frame.copy()) == 3.0
