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
        stated: Changes when known events, mutes or targets do.
        alerts: Changes when a rule of alerts, an alert or what is sent of it does.
        advice: Changes when somebody does something with a piece of advice.
        kpis: Changes when margins or tags of campaigns do.
    """

    scenarios: str
    data: str
    model: str
    stated: str = ""
    alerts: str = ""
    advice: str = ""
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
        stated: Returns the stamp of events, mutes and targets.
        alerts: Returns the stamp of the alerts.
        advice: Returns the stamp of what was done with advice.
        kpis: Returns the stamp of margins and tags.
        clock: Seconds.
    """

    def __init__(
        self,
        scenarios: Callable[[], str],
        data: Callable[[], str],
        model: Callable[[], str],
        *,
        stated: Callable[[], str] = str,
        alerts: Callable[[], str] = str,
        advice: Callable[[], str] = str,
        kpis: Callable[[], str] = str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        stamps = (scenarios, data, model, stated, alerts, advice, kpis)
        self._now = Recent(lambda: News(*(stamp() for stamp in stamps)), FRESH, clock)

    def now(self, fresh: bool = True) -> News:
        """Return the news; without ``fresh`` they may be a quarter of a second old."""
        return self._now(fresh)
