"""Starts memo_worker.py in processes of their own, and waits for conditions."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORKER = Path(__file__).with_name("memo_worker.py")


def start(job: str, *arguments: object) -> subprocess.Popen[str]:
    """Run a job of memo_worker.py."""
    return subprocess.Popen(
        [sys.executable, str(WORKER), job, *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.005)
