"""The memo over a real Redis, started here on a free port of this machine and ended by its process id."""

import shutil
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from app.memo import redis_memo
from tests.app.processes import start, wait_for

SECRET = b"test"
LIFE = 1.0
"""Seconds that a lock lives without renewal, as memo_worker.py sets it."""


def answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed, so sharing results between hosts is not tested here")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path_factory.mktemp("r"))],
        stdout=subprocess.DEVNULL,
    )
    try:
        with redis.Redis(port=port) as client:
            wait_for(lambda: answers(client))
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def empty_address(address: str) -> str:
    with redis.Redis.from_url(address) as client:
        client.flushall()
    return address


def test_nested_questions_of_two_processes_are_computed_once(empty_address: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    processes = [start("nest", empty_address, log, 2) for _ in range(2)]
    for process in processes:
        assert process.wait(timeout=60) == 0
        process.communicate()
    computed = Counter(log.read_text().split())
    assert set(computed.values()) == {1}
    assert len(computed) == 2 * (1 + 2 + 4)


def test_a_killed_holder_blocks_no_longer_than_its_lock_lives(empty_address: str, tmp_path: Path) -> None:
    holder = start("hold", empty_address, tmp_path / "holding")
    wait_for((tmp_path / "holding").exists)
    waiter = start("ask", empty_address, tmp_path / "asking", "second")
    wait_for((tmp_path / "asking").exists)
    # Longer than the life of the lock: the holder renews it.
    with pytest.raises(subprocess.TimeoutExpired):
        waiter.communicate(timeout=1.5 * LIFE)
    holder.kill()
    killed = time.monotonic()
    assert waiter.communicate(timeout=20)[0] == "second"
    assert time.monotonic() - killed < LIFE + 1
    holder.communicate()


def test_a_value_that_the_product_did_not_write_is_computed_again(empty_address: str) -> None:
    memo = redis_memo(empty_address, SECRET)
    assert memo("a", lambda: 1) == 1
    with redis.Redis.from_url(empty_address) as client:
        (name,) = client.keys("memo:*")
        client.set(name, b"!cposix\nsystem\n(S'false'\ntR.")
    assert memo("a", lambda: 2) == 2
    assert redis_memo(empty_address, b"another secret")("a", lambda: 3) == 3


def test_without_redis_the_answer_still_comes() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = probe.getsockname()[1]
    assert redis_memo(f"redis://127.0.0.1:{nobody}/0", SECRET)("a", lambda: 1) == 1
