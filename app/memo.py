"""The memo of the server: results that all sessions and all server processes share, each computed once."""

import hashlib
import hmac
import logging
import os
import pickle
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, TypeVar

from cachelib.serializers import FileSystemSerializer, RedisSerializer
from flask_caching.backends.filesystemcache import FileSystemCache
from flask_caching.backends.rediscache import RedisCache

from app.locks import FileLocks, KeyLock, RedisLocks

if TYPE_CHECKING:
    import redis

T = TypeVar("T")

ENTRIES: Final = 2_000
"""Results kept before the oldest are removed. The default of the cache, 500, is one busy morning of plans."""

LIFE: Final = timedelta(days=90)
"""A result nobody can be waiting for any more. Its key is its content, so it never goes stale before."""

_logger = logging.getLogger(__name__)
_missing: Final = object()


class SharedMemo:
    """A ``core.memo.Memo`` over a flask-caching backend, with one computation a key at a time.

    Whoever asks for a key that is being computed waits for that result. Keys are independent: a computation may ask the
    memo for other keys (a plan asks for the fit). An error of ``compute`` reaches its caller and is not kept. A store
    that cannot be read or written costs time, never an answer.

    Args:
        cache: Where results are kept.
        lock: Makes the lock of a key.
    """

    def __init__(self, cache: "SignedFiles | SignedRedis", lock: KeyLock) -> None:
        self._cache = cache
        self._lock = lock
        self._held = threading.local()

    def __call__(self, key: str, compute: Callable[[], T]) -> T:
        """Return the value of ``key``; call ``compute``, once for all processes, where there is none.

        Raises:
            RuntimeError: If the computation of a key asks for that same key, which would wait for itself.
        """
        value = self._read(key)
        if value is not _missing:
            return value
        held: set[str] = self._held.__dict__.setdefault("keys", set())
        if key in held:
            raise RuntimeError(f"The computation of {key} asks for itself.")
        with self._lock(key):
            value = self._read(key)
            if value is not _missing:
                return value
            held.add(key)
            try:
                result = compute()
            finally:
                held.discard(key)
            self._write(key, result)
            return result

    def _read(self, key: str) -> Any:
        try:
            kept = self._cache.get(key)
        except Exception:  # an unreadable pickle can raise anything; a store that fails may not stop a page
            _logger.warning("What was kept under %s cannot be read; it is computed again.", key, exc_info=True)
            return _missing
        # The key stands in the value, so that a file under a wrong name is never taken for an answer.
        return kept[1] if isinstance(kept, tuple) and len(kept) == 2 and kept[0] == key else _missing

    def _write(self, key: str, value: Any) -> None:
        try:
            self._cache.set(key, (key, value))
        except Exception:
            _logger.warning("The result of %s could not be kept.", key, exc_info=True)


class SignedPickles(RedisSerializer, FileSystemSerializer):
    """Pickles with a keyed hash in front: what is damaged or was not written by this product reads as missing."""

    def __init__(self, secret: bytes) -> None:
        self._secret = hashlib.sha256(b"memo|" + secret).digest()

    def dumps(self, value: Any, protocol: int = pickle.HIGHEST_PROTOCOL) -> bytes:
        """Return signature and pickle."""
        data = pickle.dumps(value, protocol)
        return self._signature(data) + data

    def loads(self, bvalue: bytes | None) -> Any:
        """Return the value, or None where the signature does not fit."""
        if bvalue is None:
            return None
        signature, data = bvalue[:32], bvalue[32:]
        if not hmac.compare_digest(signature, self._signature(data)):
            _logger.warning("A kept result is damaged or was not written by this product; it is computed again.")
            return None
        return pickle.loads(data)  # noqa: S301 signed by this product

    def dump(self, value: Any, f: IO[bytes], protocol: int = pickle.HIGHEST_PROTOCOL) -> None:
        """Write signature and pickle."""
        f.write(self.dumps(value, protocol))

    def load(self, f: IO[bytes]) -> Any:
        """Read what ``dump`` wrote."""
        return self.loads(f.read())

    def _signature(self, data: bytes) -> bytes:
        return hashlib.blake2b(data, key=self._secret, digest_size=32).digest()


class SignedFiles(FileSystemCache):
    """Files that only a process with the same secret writes and reads."""

    def __init__(self, folder: Path, secret: bytes, entries: int) -> None:
        # Set first: the cache writes the number of its files as soon as it is made.
        self.serializer = SignedPickles(secret)
        super().__init__(str(folder), threshold=entries, default_timeout=int(LIFE.total_seconds()))


class SignedRedis(RedisCache):
    """Redis entries that only a process with the same secret writes and reads."""

    def __init__(self, client: "redis.Redis", secret: bytes) -> None:
        self.serializer = SignedPickles(secret)
        super().__init__(host=client, key_prefix="memo:", default_timeout=int(LIFE.total_seconds()))


def file_memo(folder: Path, secret: bytes, entries: int = ENTRIES) -> SharedMemo:
    """Return the memo of all processes of one host, in a folder that only this user may enter.

    Raises:
        PermissionError: If the folder belongs to somebody else.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.geteuid():
        raise PermissionError(f"{folder} belongs to another user. Remove it, or name another folder with VAR.")
    folder.chmod(0o700)
    values = folder / "values"
    _sweep(values)
    return SharedMemo(SignedFiles(values, secret, entries), FileLocks(folder / "locks"))


def _sweep(values: Path) -> None:
    """Remove what killed processes left half written; an hour is longer than any write takes."""
    before = time.time() - 3_600
    for path in values.glob("*.__wz_cache"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                path.unlink()


def redis_memo(url: str, secret: bytes, lock_life: float = 10.0) -> SharedMemo:
    """Return the memo of all processes of several hosts. All of them need the same secret.

    Args:
        url: The Redis server, e.g. ``redis://127.0.0.1:6379/0``.
        secret: Signs what is kept.
        lock_life: Seconds that a killed holder can make others wait.
    """
    import redis

    client = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=10)
    return SharedMemo(SignedRedis(client, secret), RedisLocks(client, lock_life))
