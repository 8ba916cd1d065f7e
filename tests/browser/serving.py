"""Starts the real server, as ``make run`` does, on a free port of this machine, and ends it by its process id."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from app.factory import open_data
from app.settings import Settings

ROOT = Path(__file__).parents[2]
before_end: list[Callable[[], None]] = []
"""Called before a server ends. A page left open would ask it for news and report that nobody answers."""
PATIENCE = 120
"""Seconds for a first start on a busy machine: it makes the demo data."""


@cache
def _kept(name: str) -> Path:
    """A folder of this test process, gone when it ends."""
    folder = tempfile.TemporaryDirectory(prefix=f"{name}-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


@cache
def _demo() -> Path:
    """What a server keeps after its first start with demo data, the model of them learned."""
    var = _kept("demo") / "var"
    workbench = open_data(Settings.from_environment({"VAR": str(var)}))
    workbench.planner()
    workbench.recommendations()
    return var


def demo_var(folder: Path) -> Path:
    """A folder to serve from that knows the demo data: a server that makes them itself takes much longer to start."""
    return Path(shutil.copytree(_demo(), folder / "var"))


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def serve(var: Path, workers: str = "1", **environment: str) -> Iterator[str]:
    """Serve with everything kept in ``var``; gives the address. One process starts in half the time of two."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    var.mkdir(parents=True, exist_ok=True)
    if not (var / "static").exists():
        # Compressed libraries go by their content: one server after the other can use the same.
        (var / "static").symlink_to(_kept("static"), target_is_directory=True)
    settings = {"HOST": "127.0.0.1", "PORT": str(port), "WORKERS": workers, "THREADS": "8", "VAR": str(var)}
    log = var / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve"],
            cwd=ROOT,
            env=os.environ | settings | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        end = time.monotonic() + PATIENCE
        while not is_healthy(url):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"The server did not start:\n{log.read_text()}")
            time.sleep(0.05)
        yield url
    finally:
        for close in before_end:
            close()
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
