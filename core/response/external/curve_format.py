"""CurveFormat: how to know a file of one origin, and how to read it."""

from collections.abc import Callable
from dataclasses import dataclass

from core.response.external.curve_set import CurveSet
from core.response.external.document import Document


@dataclass(frozen=True)
class CurveFormat:
    """A format of files of response curves.

    Attributes:
        name: Short stable name.
        title: What people call it.
        matches: Whether a file is of this format.
        read: Reads it; raises ``FileUnusableError`` with one sentence where it cannot be used.
        order: Formats are asked in this order; one that demands more comes first.
    """

    name: str
    title: str
    matches: Callable[[Document], bool]
    read: Callable[[Document], CurveSet]
    order: int = 0
