"""Locks by key, for all threads and processes that share a memo: files on one host, Redis on several."""

import fcntl
import hashlib
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import redis

KeyLock = Callable[[str], AbstractContextManager[None]]
"""Makes the lock of a key; entering it waits until nobody else holds that key."""

_logger = logging.getLogger(__name__)


class FileLocks:
    """One ``flock`` file a key in a folder of one host.

    The operating system gives a lock back when its holder ends, however it ends: nobody waits for a killed process.
    Each caller opens the file anew, and a lock belongs to the opening, so threads exclude each other as processes do.
    A file lives only while its key is held: its holder removes it before letting go.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep()

    def path(self, key: str) -> Path:
        """Return the lock file of a key."""
        return self.folder / f"{hashlib.sha256(key.encode()).hexdigest()[:40]}.lock"

    @contextmanager
    def __call__(self, key: str) -> Iterator[None]:
        """Hold the lock of a key."""
        path = self.path(key)
        file = self._acquire(path)
        try:
            yield
        finally:
            # Removed while still held: whoever waits on this file sees that it is gone and takes a new one.
            path.unlink(missing_ok=True)
            # Said aloud, not left to close: a process forked in between would keep the lock with its copy of the file.
            fcntl.flock(file, fcntl.LOCK_UN)
            os.close(file)

    def _acquire(self, path: Path) -> int:
        while True:
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                if _is_file_at(file, path):
                    return file
            except BaseException:
                os.close(file)
                raise
            # The holder before us removed the file that we waited on; by now another may hold a new one of that name.
            os.close(file)

    def _sweep(self) -> None:
        """Remove the files that killed holders left behind."""
        for path in self.folder.glob("*.lock"):
            with suppress(OSError):
                file = os.open(path, os.O_RDWR)
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    if _is_file_at(file, path):
                        path.unlink()
                finally:
                    os.close(file)


def _is_file_at(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


class RedisLocks:
    """One Redis entry a key, for several hosts.

    Nothing tells Redis that a holder was killed. So an entry lives ``life`` seconds only, and its holder renews it for
    as long as it works: after a kill the next one waits at most that long.

    Args:
        client: The Redis server.
        life: Seconds until an entry that nobody renews is gone.
    """

    def __init__(self, client: "redis.Redis", life: float = 10.0) -> None:
        self._client = client
        self._life = life

    @contextmanager
    def __call__(self, key: str) -> Iterator[None]:
        """Hold the lock of a key. Where Redis does not answer, go on without: twice computed beats no answer."""
        from redis.exceptions import LockError, RedisError

        # Not bound to a thread: the one that renews is not the one that acquired.
        lock = self._client.lock(f"lock:{key}", timeout=self._life, sleep=0.05, thread_local=False)
        try:
            held = lock.acquire()
        except RedisError as error:
            _logger.warning("Computing %s without a lock: %s", key, error)
            held = False
        if not held:
            yield
            return
        done = threading.Event()

        def renew() -> None:
            while not done.wait(self._life / 3):
                try:
                    lock.reacquire()
                except LockError:
                    return
                except RedisError as error:
                    _logger.warning("The lock of %s was not renewed: %s", key, error)

        renewer = threading.Thread(target=renew, daemon=True, name=f"renew {key}")
        renewer.start()
        try:
            yield
        finally:
            done.set()
            renewer.join()
            with suppress(RedisError):
                lock.release()
