"""PlanBook: keeps plans as scenarios, with the figures that the model of now gives them."""

from collections.abc import Callable, Sequence

from core.allocation.planning import Planner, PlanSettings, plan_figures
from core.data import Dataset
from core.errors import ConflictError, InputError
from core.memo import Memo
from core.optimizing import proof
from core.plan_rerun import Rerun, Standing, rerun, standing
from core.plan_words import certificate
from core.scenarios import Scenario, ScenarioStore, WeeklySpend

BEST = 5e-5
"""A split that is no further from the best than this is called the best."""


class PlanBook:
    """What is done with plans where data and model are needed.

    Args:
        store: Where scenarios are kept.
        dataset: Returns the data set in use.
        planner: Returns campaigns and curves of an outcome and a horizon on a data set.
        planner_key: Returns the key that the planner of an outcome and a horizon has now.
        memo: Where expensive results are shared.
    """

    def __init__(
        self,
        store: ScenarioStore,
        dataset: Callable[[], Dataset],
        planner: Callable[..., Planner],
        planner_key: Callable[[str, int], str],
        memo: Memo,
    ) -> None:
        self._store, self._dataset, self._planner, self._memo = store, dataset, planner, memo
        self._planner_key = planner_key

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
        proved, gap = proof(planner, settings, figures, self._memo) if optimized else (None, None)
        return self._store.save(
            name,
            note,
            owner,
            dataset,
            planner,
            settings,
            spend,
            figures,
            certificate=proved,
            gap=gap,
            scenario_id=scenario_id,
            base_version=base_version,
            model_version=planner.model_version,
            weekly=weekly,
            token=token,
        )

    def older(self, scenarios: Sequence[Scenario]) -> dict[str, str]:
        """Return what moved on since each scenario was saved, by id: ``data``, ``model`` or nothing; learns nothing."""
        data = self._dataset().content_hash
        keys = {question: self._planner_key(*question) for question in {s.question for s in scenarios}}
        return {
            s.id: "data" if s.dataset_hash != data else "model" if s.planner_key != keys[s.question] else ""
            for s in scenarios
        }

    def standing(self, scenario: Scenario) -> Standing:
        """Return whether data or model moved on since a plan was saved, and whether it can be run again."""
        return standing(scenario, self._planner)

    def rerun(self, scenario: Scenario) -> Rerun:
        """Return the same split on the data of now, and the best one for its settings; nothing is saved.

        Raises:
            InputError: If it cannot be run again, with the reason.
        """
        found = self.standing(scenario)
        if found.reason:
            raise InputError(found.reason)
        return rerun(scenario, self._planner(*scenario.question), self._memo)

    def keep_rerun(self, scenario_id: str, base_version: int, key: str, which: str, owner: str = "") -> Scenario:
        """Keep what was shown of a re-run as the next version.

        Args:
            scenario_id: Whose.
            base_version: The version whose old figures stood beside the new ones.
            key: ``Rerun.key`` of the figures that were shown.
            which: ``same`` for the same split, ``best`` for the new best one.
            owner: Who keeps it.

        Raises:
            NotFoundError: If there is no such scenario or version.
            InputError: If there is nothing of this kind to keep.
            ConflictError: If somebody saved a newer version, or data or model changed since the figures were shown.
        """
        old, dataset = self._store.get(scenario_id, base_version), self._dataset()
        planner = self._planner(*old.question, dataset)
        if planner.key != key:
            raise ConflictError(
                "Data or model changed since these figures were shown. Nothing was saved. Look at the new ones first."
            )
        found = rerun(old, planner, self._memo)
        if which == "same":
            split, figures, gap = found.spend, found.figures, found.gap
            proved = None if gap is None else certificate(gap, proved=gap < BEST and old.settings.strategy == "exact")
        elif which == "best" and found.best is not None:
            best = found.best
            split, figures, gap, proved = best.spend, best.figures, best.gap, best.certificate
        else:
            raise InputError("There is no such split to keep. Nothing was saved.")
        # The weeks belong to the split; another split would need others.
        weekly = old.weekly if split == old.spend else None
        return self._store.save(
            old.name,
            old.note,
            owner,
            dataset,
            planner,
            old.settings,
            split,
            figures,
            certificate=proved,
            gap=gap,
            scenario_id=scenario_id,
            base_version=base_version,
            model_version=planner.model_version,
            weekly=weekly,
        )
