"""What the tests of the memo run in processes of their own: ``python memo_worker.py JOB FOLDER ...``."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.locks import FileLocks
from app.memo import SharedMemo, file_memo, redis_memo

SECRET = b"test"


def open_memo(place: str) -> SharedMemo:
    """A Redis address or a folder."""
    return redis_memo(place, SECRET, lock_life=1) if place.startswith("redis://") else file_memo(Path(place), SECRET)


def append(path: Path, line: str) -> None:
    """One write call in append mode: lines of several processes never mix."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, f"{line}\n".encode())
    os.close(file)


def nest(place: str, counter: str, rounds: str) -> None:
    """Eight threads ask for reports; each report asks for its plan, all plans ask for one fit."""
    memo, log = open_memo(place), Path(counter)
    barrier = threading.Barrier(8)

    def counted(key: str, compute: Callable[[], object]) -> object:
        append(log, key)
        return compute()

    def remembered(key: str, compute: Callable[[], object]) -> object:
        return memo(key, lambda: counted(key, compute))

    def report(turn: int, number: int) -> object:
        def fit() -> object:
            return remembered(f"fit-{turn}", lambda: sum(range(200_000)))

        def plan() -> object:
            return remembered(f"plan-{turn}-{number % 2}", fit)

        return remembered(f"report-{turn}-{number % 4}", plan)

    def ask(number: int) -> None:
        for turn in range(int(rounds)):
            barrier.wait()
            report(turn, number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(8)))


def hold(place: str, started: str) -> None:
    """Begin a computation that never ends."""

    def compute() -> object:
        Path(started).touch()
        signal.pause()
        return None

    open_memo(place)("slow", compute)


def ask(place: str, started: str, value: str) -> None:
    """Ask for the key that another process holds."""
    memo = open_memo(place)
    Path(started).touch()
    sys.stdout.write(memo("slow", lambda: value))


def count_up(folder: str, number: str, times: str) -> None:
    """Four threads read, add one and write under a lock, without any other protection."""
    locks, path = FileLocks(Path(folder)), Path(number)

    def work(_: int) -> None:
        for _turn in range(int(times)):
            with locks("number"):
                value = int(path.read_text())
                path.write_text(str(value + 1))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
