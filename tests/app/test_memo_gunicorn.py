"""Twenty people open the first page at once on two server processes of eight threads: the fit is trained once."""

import http.client
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from core.memo import DictMemo
from core.workbench import open_workbench
from tests.app.data import generated_file
from tests.app.processes import ROOT, wait_for
from tests.browser.serving import free_port

PEOPLE = 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    workbench = open_workbench(tmp_path, DictMemo())
    workbench.import_file(generated_file(tmp_path / "data.csv").read_bytes(), "data.csv")
    return tmp_path


@pytest.fixture
def port(folder: Path) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "8"]
    command += [
        "--worker-class",
        "gthread",
        "--keep-alive",
        "100",
        "--no-control-socket",
        "tests.app.memo_site:make_site()",
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"MEMO_SITE": str(folder)}, stderr=subprocess.DEVNULL
    )

    def listens() -> bool:
        assert process.poll() is None, "the server ended"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.connect()
        except OSError:
            return False
        connection.close()
        return True

    try:
        wait_for(listens)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def ask(connection: http.client.HTTPConnection, path: str) -> dict:
    connection.request("GET", path)
    answer = connection.getresponse()
    assert answer.status == 200
    result: dict = json.loads(answer.read())
    return result


@pytest.fixture
def connections(port: int) -> Iterator[list[http.client.HTTPConnection]]:
    """Open connections, half of them to each server process: which one takes a connection is chance."""
    taken: dict[int, list[http.client.HTTPConnection]] = {}
    opened: list[http.client.HTTPConnection] = []

    def both_have_enough() -> bool:
        opened.append(http.client.HTTPConnection("127.0.0.1", port, timeout=120))
        taken.setdefault(ask(opened[-1], "/")["process"], []).append(opened[-1])
        return len(taken) == 2 and all(len(one) >= PEOPLE / 2 for one in taken.values())

    wait_for(both_have_enough, 60)
    yield [connection for one in taken.values() for connection in one[: PEOPLE // 2]]
    for connection in opened:
        connection.close()


def ask_all_at_once(connections: list[http.client.HTTPConnection]) -> list[dict]:
    ready = threading.Barrier(PEOPLE)

    def wait_and_ask(connection: http.client.HTTPConnection) -> dict:
        ready.wait()
        return ask(connection, "/fit")

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(wait_and_ask, connections))


def fits(folder: Path) -> list[str]:
    return [line.split()[0] for line in (folder / "computed").read_text().splitlines() if line.startswith("fit-")]


def test_twenty_first_requests_train_once_and_a_changed_cell_trains_again(
    folder: Path, connections: list[http.client.HTTPConnection]
) -> None:
    answers = ask_all_at_once(connections)
    assert len({json.dumps(a["roas"]) for a in answers}) == 1
    assert len({a["process"] for a in answers}) == 2
    assert len(fits(folder)) == 1

    frame = pd.read_csv(folder / "data.csv")
    last = frame.index[frame["spend"] > 0][-1]
    frame.loc[last, "spend"] += 0.01
    open_workbench(folder, DictMemo()).import_file(frame.to_csv(index=False).encode(), "data.csv")

    changed = ask_all_at_once(connections)
    assert len({json.dumps(a["today"]) for a in changed}) == 1
    assert changed[0]["today"] != answers[0]["today"]
    first, second = fits(folder)
    assert first != second

    ask_all_at_once(connections)
    assert len(fits(folder)) == 2
