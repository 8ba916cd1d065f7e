"""Seconds from `python -m app serve` to the first page, at first start (demo data are made) and at the next ones."""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]
STARTS = 5


def seconds_to_first_page(var: Path) -> float:
    """Start a server, wait for its first page, end it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"HOST": "127.0.0.1", "PORT": str(port), "VAR": str(var)}
    begin = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "serve"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while time.monotonic() - begin < 120:
            if process.poll() is not None:
                raise RuntimeError("The server ended. Start it by hand to see why: python -m app serve")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as page:
                    page.read()
                return time.monotonic() - begin
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.01)
        raise RuntimeError("No page within two minutes.")
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Print the first start and the median of the next ones."""
    with tempfile.TemporaryDirectory() as folder:
        first, *next_ones = (seconds_to_first_page(Path(folder)) for _ in range(STARTS + 1))
    print(f"first start: {first:.2f} s")
    print(f"next starts: {statistics.median(next_ones):.2f} s (median of {STARTS}, slowest {max(next_ones):.2f} s)")


if __name__ == "__main__":
    main()
