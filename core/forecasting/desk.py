"""ForecastDesk: the room where forecasts are asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from core.allocation.planning import Planner
from core.data import Dataset
from core.forecasting.events import KnownEvent
from core.forecasting.holidays import HolidayStore
from core.forecasting.making import Making, Progress
from core.forecasting.outlook import Forecasts
from core.forecasting.under_plan import under_plan
from core.memo import Memo, RecentMemo, memo_key
from core.scenarios import ScenarioStore

KEPT = 6
"""Forecasts kept in memory: some 8 MB each at 50 campaigns."""
A_REQUEST = 1.5
"""Seconds after which a request of the page begins no further step."""


@dataclass(frozen=True)
class Advance:
    """How far forecasts are: ``done`` of ``steps``, and what comes next in words."""

    done: int
    steps: int
    doing: str

    @property
    def ready(self) -> bool:
        """Whether they can be had at once."""
        return self.done >= self.steps


class ForecastDesk:
    """Forecasts of the data set in use, the same for everybody.

    Args:
        dataset: Returns the data set in use.
        events: Returns the known events.
        planner: Returns campaigns and curves of an outcome and a horizon.
        scenarios: Where plans are kept.
        memo: Where expensive results are shared.

    Attributes:
        holidays: Whose public holidays count.
    """

    def __init__(
        self,
        dataset: Callable[[], Dataset],
        events: Callable[[], Sequence[KnownEvent]],
        planner: Callable[..., Planner],
        scenarios: ScenarioStore,
        memo: Memo,
    ) -> None:
        self._dataset, self._events, self._planner, self._memo = dataset, events, planner, memo
        self._scenarios = scenarios
        self._recent = RecentMemo(KEPT)
        self.holidays = HolidayStore(scenarios.engine)

    def get(self, measure: str, days: int = 28, progress: Progress | None = None) -> Forecasts:
        """Return the forecasts of a measure.

        Args:
            measure: One of ``core.data.MEASURES``.
            days: Length of the horizon, 1 to 90. A shorter horizon is the beginning of a longer one.
            progress: Told how many steps of how many are done, where it has to be computed; it may raise to stop.

        Raises:
            InputError: If the measure is not measured or the horizon cannot be used.
        """
        return self._whole(measure, progress).until(days)

    def under_plan(self, measure: str, scenario_id: str, days: int = 28) -> Forecasts:
        """Return the forecasts if a scenario is followed from the first day ahead on.

        Raises:
            NotFoundError: If there is no such scenario.
            InputError: If the scenario says nothing of the measure, or cannot be asked on the data in use.
        """
        scenario = self._scenarios.get(scenario_id)
        planner = self._planner(*scenario.question)
        return under_plan(self._whole(measure), scenario, planner).until(days)

    def advance(self, measure: str, seconds: float = A_REQUEST) -> Advance:
        """Take the next steps of making forecasts for a short while; each step is kept for everybody.

        Raises:
            InputError: If the measure is not measured.
        """
        making, key = self._making(measure)
        if key in self._recent:
            return Advance(making.steps, making.steps, "")
        started = monotonic()
        for step in range(making.steps):
            making.step(step)
            if monotonic() - started > seconds and step + 1 < making.steps:
                return Advance(step + 1, making.steps, making.doing(step + 1))
        self._whole(measure)
        return Advance(making.steps, making.steps, "")

    def key(self, measure: str) -> str:
        """Return the key of the forecasts of a measure: same data, known events and holidays, same key."""
        return self._making(measure)[1]

    def _whole(self, measure: str, progress: Progress | None = None) -> Forecasts:
        making, key = self._making(measure)
        return self._recent(key, lambda: self._memo(key, lambda: making.make(progress)))

    def _making(self, measure: str) -> tuple[Making, str]:
        dataset, events, country = self._dataset(), tuple(self._events()), self.holidays.country()
        key = memo_key(
            "forecasts",
            data=dataset.content_hash,
            measure=measure,
            events=sorted(map(_plain, events), key=repr),
            holidays=country,
        )
        return Making(dataset, measure, events, country, key, self._memo), key


def _plain(event: KnownEvent) -> list[Any]:
    days = [event.first.isoformat(), event.last.isoformat()]
    return [*days, event.label, sorted(event.campaign_ids), sorted(event.measures)]
