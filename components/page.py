"""What the shell knows of a page: where it is, what it is called, where it stands in the navigation."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes:
        path: Path in the address, e.g. ``/budget``.
        title: Its name in the navigation and in the title of the window.
        icon: Name of its icon in ``components.icons``.
        group: ``answers`` for questions of marketing, ``upkeep`` for what keeps the product going.
    """

    path: str
    title: str
    icon: str
    group: Literal["answers", "upkeep"] = "answers"
