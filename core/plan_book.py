"""PlanBook: keeps plans as scenarios, with the figures that the model of now gives them."""

from collections.abc import Callable

from core.allocation.planning import Planner, PlanSettings, plan_figures
from core.data import Dataset
from core.memo import Memo
from core.optimizing import proof
from core.scenarios import Scenario, ScenarioStore, WeeklySpend


class PlanBook:
    """What is done with plans where data and model are needed.

    Args:
        store: Where scenarios are kept.
        dataset: Returns the data set in use.
        planner: Returns campaigns and curves of an outcome and a horizon on a data set.
        memo: Where expensive results are shared.
    """

    def __init__(
        self, store: ScenarioStore, dataset: Callable[[], Dataset], planner: Callable[..., Planner], memo: Memo
    ) -> None:
        self._store, self._dataset, self._planner, self._memo = store, dataset, planner, memo

    def save(
        self,
        name: str,
        settings: PlanSettings,
        spend: dict[str, float],
        *,
        note: str = "",
        owner: str = "",
        optimized: bool = False,
        scenario_id: str | None = None,
        base_version: int | None = None,
        weekly: WeeklySpend | None = None,
        token: str | None = None,
    ) -> Scenario:
        """Keep a plan under a name; its figures are computed here, so that what is kept is what the model says.

        Args:
            optimized: Whether the split was claimed to be the best one; the claim is checked before it is kept.
            (the others): As in ``ScenarioStore.save``.

        Raises:
            InputError: If the name or an amount cannot be kept.
            ConflictError: If somebody saved a newer version.
        """
        dataset = self._dataset()
        planner = self._planner(settings.outcome, settings.days, dataset)
        figures = plan_figures(planner, planner.spend_vector(spend))
        # With the same planner: the assumptions or the curves may change at any moment.
        certificate, gap = proof(planner, settings, figures, self._memo) if optimized else (None, None)
        return self._store.save(
            name,
            note,
            owner,
            dataset,
            planner,
            settings,
            spend,
            figures,
            certificate=certificate,
            gap=gap,
            scenario_id=scenario_id,
            base_version=base_version,
            model_version=planner.model_version,
            weekly=weekly,
            token=token,
        )
