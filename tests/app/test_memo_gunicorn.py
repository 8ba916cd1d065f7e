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
    command += ["--worker-class", "gthread", "--no-control-socket", "tests.app.memo_site:make_site()"]
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


def ask_all_at_once(port: int) -> list[dict]:
    ready = threading.Barrier(PEOPLE)

    def ask(_: int) -> dict:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        connection.connect()
        ready.wait()
        connection.request("GET", "/")
        answer = connection.getresponse()
        assert answer.status == 200
        result: dict = json.loads(answer.read())
        connection.close()
        return result

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(ask, range(PEOPLE)))


def fits(folder: Path) -> list[str]:
    return [line.split()[0] for line in (folder / "computed").read_text().splitlines() if line.startswith("fit-")]


def test_twenty_first_requests_train_once_and_a_changed_cell_trains_again(folder: Path, port: int) -> None:
    answers = ask_all_at_once(port)
    assert len({json.dumps(a["roas"]) for a in answers}) == 1
    assert len({a["process"] for a in answers}) == 2
    assert len(fits(folder)) == 1

    frame = pd.read_csv(folder / "data.csv")
    last = frame.index[frame["spend"] > 0][-1]
    frame.loc[last, "spend"] += 0.01
    open_workbench(folder, DictMemo()).import_file(frame.to_csv(index=False).encode(), "data.csv")

    changed = ask_all_at_once(port)
    assert len({json.dumps(a["today"]) for a in changed}) == 1
    assert changed[0]["today"] != answers[0]["today"]
    first, second = fits(folder)
    assert first != second

    ask_all_at_once(port)
    assert len(fits(folder)) == 2
