"""News: short texts that change when something does that others should see, cheap enough to be asked every second."""

import time
from collections.abc import Callable
from dataclasses import astuple, dataclass
from typing import Final

from core.recent import Recent

FRESH: Final = 0.25
"""Seconds for which one look at the tables answers everybody in this process."""


@dataclass(frozen=True)
class News:
    """What is true now, as texts to compare.

    Attributes:
        scenarios: Changes when one is saved, renamed, put away or brought back.
        data: Changes when other data are put to use.
        model: Changes when assumptions or brought curves do.
        kpis: Changes when margins or tags of campaigns do.
    """

    scenarios: str
    data: str
    model: str
    kpis: str = ""

    @property
    def stamp(self) -> str:
        """All of them in one."""
        return "-".join(astuple(self))


class NewsDesk:
    """Answers what is new.

    Args:
        scenarios: Returns the stamp of the scenarios.
        data: Returns the stamp of the data in use.
        model: Returns the stamp of what is assumed.
        kpis: Returns the stamp of margins and tags.
        clock: Seconds.
    """

    def __init__(
        self,
        scenarios: Callable[[], str],
        data: Callable[[], str],
        model: Callable[[], str],
        kpis: Callable[[], str] = str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._now = Recent(lambda: News(scenarios(), data(), model(), kpis()), FRESH, clock)

    def now(self, fresh: bool = True) -> News:
        """Return the news; without ``fresh`` they may be a quarter of a second old."""
        return self._now(fresh)
