"""ForecastDesk: the room where forecasts are asked for."""

from collections.abc import Callable, Sequence
from typing import Any

from core.data import Dataset
from core.forecasting.events import KnownEvent
from core.forecasting.making import Progress, make_forecasts
from core.forecasting.outlook import Forecasts
from core.memo import Memo, RecentMemo, memo_key

KEPT = 6
"""Forecasts kept in memory: some 8 MB each at 50 campaigns."""


class ForecastDesk:
    """Forecasts of the data set in use, the same for everybody.

    Args:
        dataset: Returns the data set in use.
        events: Returns the known events.
        memo: Where expensive results are shared.
    """

    def __init__(self, dataset: Callable[[], Dataset], events: Callable[[], Sequence[KnownEvent]], memo: Memo) -> None:
        self._dataset, self._events, self._memo = dataset, events, memo
        self._recent = RecentMemo(KEPT)

    def get(self, measure: str, days: int = 28, progress: Progress | None = None) -> Forecasts:
        """Return the forecasts of a measure.

        Args:
            measure: One of ``core.data.MEASURES``.
            days: Length of the horizon, 1 to 90. A shorter horizon is the beginning of a longer one.
            progress: Told how many steps of how many are done, where it has to be computed; it may raise to stop.

        Raises:
            InputError: If the measure is not measured or the horizon cannot be used.
        """
        dataset, events = self._dataset(), tuple(self._events())
        key = self.key(measure, dataset, events)
        found = self._recent(
            key, lambda: self._memo(key, lambda: make_forecasts(dataset, measure, events, progress=progress))
        )
        return found.until(days)

    def key(self, measure: str, dataset: Dataset | None = None, events: Sequence[KnownEvent] | None = None) -> str:
        """Return the key of the forecasts of a measure: same data, same known events, same key."""
        dataset = dataset or self._dataset()
        known = tuple(self._events()) if events is None else events
        return memo_key(
            "forecasts", data=dataset.content_hash, measure=measure, events=sorted(map(_plain, known), key=repr)
        )


def _plain(event: KnownEvent) -> list[Any]:
    days = [event.first.isoformat(), event.last.isoformat()]
    return [*days, event.label, sorted(event.campaign_ids), sorted(event.measures)]
