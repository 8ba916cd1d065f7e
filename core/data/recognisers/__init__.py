"""Recognisers: which source a file comes from and how its columns are named. One file a source.

A new source is a new module in this folder with a ``RECOGNISER``; nothing else has to change.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from core.data.recognisers.recogniser import Recogniser

__all__ = ["Recogniser", "recognise", "recognisers"]


@cache
def recognisers() -> tuple[Recogniser, ...]:
    """Return all recognisers, those that demand most columns first; ``plain`` fits every file and comes last."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    found = [module.RECOGNISER for module in modules if hasattr(module, "RECOGNISER")]
    return tuple(sorted(found, key=lambda r: (-len(r.signature), r.name)))


def recognise(headers: list[str]) -> Recogniser:
    """Return the recogniser of a file with these headers (as ``plain_header`` gives them)."""
    return next(r for r in recognisers() if r.matches(headers))
