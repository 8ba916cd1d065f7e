"""SegmentBook: segmentations that people keep, one for each kind of table, with every version, so that undo undoes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from sqlalchemy import Engine

from core.curves import Floats
from core.customers.segments.recipe import Recipe
from core.customers.segments.segmentation import Model, Segmentation
from core.customers.source import CustomerSource
from core.errors import InputError
from core.memo import content_key
from core.stated_store import Stated, StatedStore

LONGEST_NAME: Final = 60
QUANTILES: Final = np.linspace(0, 1, 201)


@dataclass(frozen=True, eq=False)
class KeptSegments:
    """A segmentation as it is kept.

    Attributes:
        version: For undo, and for the keys of what is worked out with it.
        model: Puts customers into its segments.
        recipe: Under which it was found.
        sizes: Customers of each segment when it was kept.
        quantiles: Of each feature then, 201 x features: against them it is seen what changed.
        table: Name of the table that it was made of.
        saved: When it was kept, in UTC.
        saved_by: By whom.
    """

    version: int
    model: Model
    recipe: Recipe
    sizes: tuple[int, ...]
    quantiles: Floats
    table: str
    saved: datetime
    saved_by: str


class SegmentBook:
    """The kept segmentations of a database.

    Args:
        engine: From ``core.database.open_database``; the table is made where it is missing.
    """

    def __init__(self, engine: Engine) -> None:
        self._store = StatedStore(engine, "segments", "segmentation")

    def stamp(self) -> str:
        """Return a text that changes whenever a segmentation is kept, renamed or undone."""
        return self._store.stamp()

    def kept(self, source: CustomerSource) -> KeptSegments | None:
        """Return what is kept for tables like this one: the data in use, or files with the same columns; else None."""
        found = self._store.find(family(source))
        return None if found is None or found.removed else _read(found)

    def keep(self, source: CustomerSource, found: Segmentation, by: str = "") -> Stated:
        """Keep a segmentation: later data are put into its segments."""
        content: dict[str, Any] = {
            "model": found.model.to_plain(),
            "recipe": found.recipe.to_plain(),
            "sizes": list(found.sizes),
            "quantiles": np.quantile(found.table.values, QUANTILES, axis=0).tolist(),
            "table": source.name,
        }
        return self._store.put(family(source), content, by)

    def rename(self, source: CustomerSource, found: Segmentation, at: object, name: object, by: str = "") -> Stated:
        """Give a segment another name; the segmentation is kept with it.

        Raises:
            InputError: If there is no such segment, or the name is empty, too long or taken.
        """
        position = int(at) if isinstance(at, int) and not isinstance(at, bool) else -1
        if not 0 <= position < found.count:
            raise InputError("This segment is not there any more. Reload the page.")
        given = checked_name(name)
        others = {one.casefold() for k, one in enumerate(found.names) if k != position}
        if given.casefold() in others:
            raise InputError(f"Another segment is called “{given}”. Choose a name of its own.")
        names = tuple(given if k == position else one for k, one in enumerate(found.names))
        earlier = self.kept(source)
        renamed = found.named(names)
        if earlier is None or found.choice is not None:
            return self.keep(source, renamed, by)
        # Sizes and values stay those of when it was kept: a new name is no new measure.
        now = self._store.find(family(source))
        content = dict(now.content if now else {}) | {"model": renamed.model.to_plain()}
        return self._store.put(family(source), content, by)

    def undo(self, version: int, by: str = "") -> Stated:
        """Go back to what was kept before a version.

        Raises:
            NotFoundError: If it is not the newest any more.
        """
        return self._store.undo(version, by)


def family(source: CustomerSource) -> str:
    """Return what tables have in common of which the later one is put into the segments of the earlier one."""
    roles = source.roles.to_plain() if source.file else "data in use"
    return content_key("", roles=roles).lstrip("-")[:16]


def checked_name(name: object) -> str:
    """Return a name without spaces around it.

    Raises:
        InputError: If it is empty or too long.
    """
    given = " ".join("".join(c for c in name if c.isprintable()).split()) if isinstance(name, str) else ""
    if not given:
        raise InputError("A segment needs a name. Type one.")
    if len(given) > LONGEST_NAME:
        raise InputError(f"A name has up to {LONGEST_NAME} letters; this one has {len(given)}. Shorten it.")
    return given


def _read(found: Stated) -> KeptSegments:
    content = found.content
    model = Model.from_plain(content["model"])
    return KeptSegments(
        found.version,
        model,
        Recipe.from_plain(content["recipe"]),
        tuple(content["sizes"]),
        np.asarray(content["quantiles"], float),
        content["table"],
        found.saved,
        found.saved_by,
    )
