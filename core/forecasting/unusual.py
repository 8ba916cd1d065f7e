"""AnomalyDesk: the room where unusual days are asked for."""

from collections.abc import Callable
from dataclasses import dataclass

from core.data import Dataset
from core.errors import NotFoundError
from core.event_book import EventBook
from core.forecasting.anomalies import Anomaly, Unusual, find_anomalies
from core.forecasting.events import KnownEvent
from core.forecasting.newest import NewestDay, newest_day
from core.memo import Memo, memo_key


@dataclass(frozen=True)
class UnusualDays:
    """What a page shows.

    Attributes:
        found: All that is unusual, muted or not.
        shown: What is not muted, the costliest first.
        muted: What is muted.
    """

    found: Unusual
    shown: tuple[Anomaly, ...]
    muted: tuple[Anomaly, ...]


class AnomalyDesk:
    """Unusual days of the data set in use, the same for everybody.

    Args:
        dataset: Returns the data set in use.
        events: Known events and mutes.
        memo: Where expensive results are shared.
    """

    def __init__(self, dataset: Callable[[], Dataset], events: EventBook, memo: Memo) -> None:
        self._dataset, self._events, self._memo = dataset, events, memo

    def find(self, dataset: Dataset | None = None) -> Unusual:
        """Return what is unusual, known events left out."""
        dataset = dataset or self._dataset()
        known = self._events.known(dataset)
        key = memo_key("anomalies", data=dataset.content_hash, events=[_plain(event) for event in known])
        return self._memo(key, lambda: find_anomalies(dataset, known))

    def newest(self) -> NewestDay:
        """Return the newest day of the data against what was to be expected of it."""
        dataset = self._dataset()
        known = self._events.known(dataset)
        key = memo_key("newest", data=dataset.content_hash, events=[[*_plain(event), event.label] for event in known])
        return self._memo(key, lambda: newest_day(dataset, known))

    def days(self) -> UnusualDays:
        """Return what is unusual, apart from what somebody muted."""
        found, muted = self.find(), self._events.muted()
        shown = tuple(a for a in found.anomalies if a.id not in muted)
        return UnusualDays(found, shown, tuple(a for a in found.anomalies if a.id in muted))

    def get(self, anomaly_id: str) -> Anomaly:
        """Return one.

        Raises:
            NotFoundError: If it is not found in the data in use.
        """
        for one in self.find().anomalies:
            if one.id == anomaly_id:
                return one
        raise NotFoundError("This day is not unusual any more: the data or the known events changed. Reload the page.")


def _plain(event: KnownEvent) -> list[object]:
    days = [event.first.isoformat(), event.last.isoformat()]
    return [*days, sorted(event.campaign_ids), sorted(event.measures)]
