"""A registry of things that register themselves: each is one file of a folder, and a new file is all that it takes."""

import importlib
import pkgutil
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """What has a name."""

    name: str


T = TypeVar("T", bound=Named)


class Registry(Generic[T]):
    """Things by name, from the modules of a package; they are imported when one is first asked for."""

    def __init__(self, package: str) -> None:
        self._package = package
        self._known: dict[str, T] = {}
        self._loaded = False

    def register(self, one: T) -> T:
        """Add one under its name; returns it."""
        self._known[one.name] = one
        return one

    def forget(self, name: str) -> None:
        """Take one out again."""
        del self._known[name]

    def known(self) -> dict[str, T]:
        """Return all by name."""
        if not self._loaded:
            for module in pkgutil.iter_modules(importlib.import_module(self._package).__path__):
                importlib.import_module(f"{self._package}.{module.name}")
            self._loaded = True
        return dict(self._known)
