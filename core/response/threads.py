"""Two campaigns at a time, each on one core: NumPy's matrix products would otherwise start threads of their own.

Threads of OpenBLAS inside of threads wait for one another and take ten times as long. The library is asked to use one
while campaigns are worked on side by side; where it cannot be found, nothing is asked.
"""

import ctypes
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import numpy as np
import scipy

THREADS = 2
Item = TypeVar("Item")
Result = TypeVar("Result")

_lock = Lock()
_inside = 0
_before: list[int] = []


def side_by_side(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """Return ``work`` of every item in their order, two at a time. Each has to be its own computation."""
    with one_blas_thread(), ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, items))


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Hold matrix products to one thread, for a whole fit: on a busy machine threads wait for one another."""
    global _inside
    with _lock:
        _inside += 1
        if _inside == 1:
            _before[:] = [get() for get, _ in _libraries()]
            for _, put in _libraries():
                put(1)
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                for (_, put), threads in zip(_libraries(), _before, strict=True):
                    put(threads)


@cache
def _libraries() -> tuple[tuple[Any, Any], ...]:
    """Return the functions that tell and set the number of threads of the OpenBLAS of NumPy and of SciPy."""
    found = []
    for module in (np, scipy):
        folder = Path(str(module.__file__)).parent
        for path in sorted(folder.parent.glob(f"{folder.name}.libs/*openblas*")):
            library = ctypes.CDLL(str(path))
            for end in ("64_", ""):
                names = (f"scipy_openblas_{verb}_num_threads{end}" for verb in ("get", "set"))
                get, put = (getattr(library, name, None) for name in names)
                if get and put:
                    found.append((get, put))
                    break
    return tuple(found)
