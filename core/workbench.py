"""Workbench: the one door. Pages, command line and jobs ask here; expensive answers go through the memo."""

from pathlib import Path

from core.agents import Recommendation, Report, agent, agents
from core.allocation.planning import PlanFigures, Planner, PlanSettings, plan_figures
from core.assumption_store import AssumptionRecord, AssumptionStore
from core.assumptions import DEFAULTS
from core.data import Comparison, Dataset, DatasetRecord, DatasetStore, ImportResult, StoredReport, compare
from core.data import read_campaign_file as read_file
from core.database import open_database
from core.errors import InputError, NotEnoughDataError
from core.fit_answers import FitAnswers
from core.fit_changes import CampaignChange, fit_changes
from core.memo import Memo, memo_key
from core.planning import (
    BudgetCurve,
    OptimizedPlan,
    budget_curve,
    fit_content,
    fit_response,
    main_outcome,
    make_planner,
    optimize,
    outcomes_of,
)
from core.response import MODEL_VERSION, Assumptions, ResponseFit
from core.scenarios import Scenario, ScenarioStore
from core.simulation import DataGenerator, Truth

DEMO = "Demo shop"


class Workbench:
    """Everything that the product can be asked.

    Args:
        memo: Where expensive results are shared.
        datasets: Keeps the data set versions, and which one is in use.
        scenarios: Keeps the scenarios.
        assumptions: Keeps what people assume.

    Every method that speaks of data takes the data set in use, unless one is given.
    """

    def __init__(
        self, memo: Memo, datasets: DatasetStore, scenarios: ScenarioStore, assumptions: AssumptionStore
    ) -> None:
        self._memo = memo
        self._datasets = datasets
        self._assumptions = assumptions
        self.scenarios = scenarios

    # Data

    def dataset(self) -> Dataset:
        """Return the data set in use, the same for everybody; the demo data where nothing was imported yet."""
        record = self._datasets.current()
        return self.use_demo() if record is None else self._datasets.load(record.content_hash)

    def dataset_record(self) -> DatasetRecord:
        """Return who put the data set in use there, and when."""
        record = self._datasets.current()
        if record is None:
            self.use_demo()
            record = self._datasets.current()
        if record is None:
            raise NotEnoughDataError("There is no data set in use. Import a file on the Data page.")
        return record

    def import_file(
        self, content: bytes, filename: str, mapping: dict[str, str] | None = None, by: str = ""
    ) -> ImportResult:
        """Read a file and put it to use.

        Raises:
            FileUnusableError: If it cannot be read; the data set in use is untouched.
        """
        result = read_file(content, filename=filename, mapping=mapping)
        self._datasets.add(result.dataset(filename), by=by, report=result)
        return result

    def import_report(self) -> StoredReport | None:
        """Return what was kept and set aside when the data set in use was imported; None for demo data."""
        return self._datasets.report(self.dataset_record().content_hash)

    def dataset_versions(self) -> list[DatasetRecord]:
        """Return all data set versions, newest first."""
        return self._datasets.versions()

    def use_dataset(self, content_hash: str) -> Dataset:
        """Put a kept version to use."""
        self._datasets.use(content_hash)
        return self.dataset()

    def undo_import(self) -> Dataset:
        """Go back to the data set that was in use before."""
        self._datasets.undo()
        return self.dataset()

    def use_demo(self) -> Dataset:
        """Put generated demo data to use: the same for everybody."""
        dataset = DataGenerator(name=DEMO).generate()
        self._datasets.add(dataset)
        return dataset

    # Knowledge

    def performance(self, days: int | None = 28) -> Comparison:
        """Return the sums of the last days against the days before; None is all days."""
        return compare(self.dataset(), days)

    def outcomes(self) -> tuple[str, ...]:
        """Return the outcomes that the data hold, the main one first."""
        return outcomes_of(self.dataset())

    def fit(
        self,
        outcome: str | None = None,
        dataset: Dataset | None = None,
        assumptions: Assumptions | None = None,
    ) -> ResponseFit:
        """Return how campaigns answer to money, under the assumptions in use unless others are given.

        Raises:
            InputError: If an assumption cannot be used.
            NotEnoughDataError: If the data do not hold spend and outcome.
        """
        dataset = dataset or self.dataset()
        outcome = outcome or main_outcome(dataset)
        return fit_response(dataset, outcome, self._memo, assumptions or self.assumptions(outcome))

    def about(self, outcome: str | None = None) -> FitAnswers:
        """Return what can be asked of the fit in use: its card, its holdout, what it says over time."""
        dataset = self.dataset()
        outcome = outcome or main_outcome(dataset)
        return FitAnswers(dataset, outcome, self.assumptions(outcome), self._memo)

    def report(self, name: str, dataset: Dataset | None = None, **parameters: object) -> Report:
        """Return an agent's report on the data set in use.

        Raises:
            NotFoundError: If there is no such agent.
            NotEnoughDataError: If the data do not hold what it needs.
        """
        dataset, chosen = dataset or self.dataset(), agent(name)
        asked = parameters.get("outcome")
        outcome = asked if isinstance(asked, str) else main_outcome(dataset)
        assumptions = self.assumptions(outcome)
        content = fit_content(dataset, outcome, assumptions)
        key = memo_key("report", agent=name, fit=content, parameters=parameters)
        return self._memo(key, lambda: chosen.run(dataset, memo=self._memo, assumptions=assumptions, **parameters))

    def recommendations(self) -> tuple[Recommendation, ...]:
        """Return what all agents recommend, by expected gain; advice without an amount comes last."""
        dataset = self.dataset()
        found: list[Recommendation] = []
        for one in agents():
            try:
                found.extend(self.report(one.name, dataset).recommendations)
            except NotEnoughDataError:
                continue
        return tuple(sorted(found, key=lambda r: -(r.effect.mean if r.effect else -1.0)))

    # Assumptions

    def assumptions(self, outcome: str | None = None) -> Assumptions:
        """Return what is assumed of an outcome, the same for everybody."""
        record = self.assumption_record(outcome)
        return DEFAULTS if record is None else record.assumptions

    def assumption_record(self, outcome: str | None = None) -> AssumptionRecord | None:
        """Return who put the assumptions in use there, and when; None where nobody stated anything."""
        return self._assumptions.current(outcome or main_outcome(self.dataset()))

    def assumption_stamp(self) -> str:
        """Return a text that changes when what is assumed does."""
        return self._assumptions.stamp()

    def set_assumptions(self, assumptions: Assumptions, by: str = "", outcome: str | None = None) -> ResponseFit:
        """Put assumptions to use, after the model was trained with them: what cannot be trained is not put to use.

        Raises:
            InputError: If an assumption cannot be used.
            NotEnoughDataError: If the data do not hold spend and outcome.
        """
        outcome = outcome or main_outcome(self.dataset())
        fit = self.fit(outcome, assumptions=assumptions)
        self._assumptions.use(outcome, assumptions, by)
        return fit

    def undo_assumptions(self, outcome: str | None = None) -> Assumptions:
        """Go back to the assumptions that were in use before; the first ones go back to the defaults.

        Raises:
            NotFoundError: If nothing was stated.
        """
        outcome = outcome or main_outcome(self.dataset())
        self._assumptions.undo(outcome)
        return self.assumptions(outcome)

    def assumption_changes(
        self, before: Assumptions, after: Assumptions, outcome: str | None = None
    ) -> tuple[CampaignChange, ...]:
        """Return what changes by campaign from one set of assumptions to another.

        Raises:
            InputError: If an assumption cannot be used.
            NotEnoughDataError: If the data do not hold spend and outcome.
        """
        dataset = self.dataset()
        return fit_changes(dataset, outcome or main_outcome(dataset), before, after, self._memo)

    # Planning

    def planner(self, outcome: str | None = None, days: int = 30, dataset: Dataset | None = None) -> Planner:
        """Return campaigns and curves of a horizon.

        Raises:
            InputError: If the outcome or the horizon cannot be used.
            NotEnoughDataError: If the data do not hold spend and outcome.
        """
        dataset = dataset or self.dataset()
        outcome = outcome or main_outcome(dataset)
        return make_planner(dataset, outcome, days, self._memo, self.assumptions(outcome))

    def figures(self, settings: PlanSettings, spend: dict[str, float], dataset: Dataset | None = None) -> PlanFigures:
        """Return what a split would bring.

        Raises:
            InputError: If an id is unknown or an amount cannot be spent.
        """
        planner = self.planner(settings.outcome, settings.days, dataset)
        return plan_figures(planner, planner.spend_vector(spend))

    def optimize(self, settings: PlanSettings, dataset: Dataset | None = None) -> OptimizedPlan:
        """Return the best split within the limits, with its certificate.

        Raises:
            InputError: If a setting cannot be used.
            InfeasibleError: If no split fits the limits.
        """
        return optimize(self.planner(settings.outcome, settings.days, dataset), settings, self._memo)

    def budget_curve(self, settings: PlanSettings, dataset: Dataset | None = None) -> BudgetCurve:
        """Return the best outcome at each total budget, within the same limits."""
        return budget_curve(self.planner(settings.outcome, settings.days, dataset), settings, self._memo)

    # Scenarios

    def save_scenario(
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
    ) -> Scenario:
        """Keep a plan under a name; its figures are computed here, so that what is kept is what the model says.

        Args:
            name: 1 to 80 characters.
            settings: What was asked.
            spend: Spend by campaign id over the horizon.
            note: Why it exists.
            owner: Who saves it.
            optimized: Whether the split was claimed to be the best one; the claim is checked before it is kept.
            scenario_id: The scenario to add a version to; None makes a new one.
            base_version: The version that the person had before their eyes.

        Raises:
            InputError: If the name or an amount cannot be kept.
            ConflictError: If somebody saved a newer version.
        """
        dataset = self.dataset()
        planner = self.planner(settings.outcome, settings.days, dataset)
        figures = plan_figures(planner, planner.spend_vector(spend))
        certificate, gap = None, None
        if optimized:
            # With the same planner: the assumptions may change at any moment.
            best = optimize(planner, settings, self._memo)
            if any(abs(best.spend[c.id] - c.spend) > 0.005 for c in figures.campaigns):
                raise InputError("This split is no longer the best one for these settings. Optimize again, then save.")
            certificate, gap = best.certificate, best.gap
        return self.scenarios.save(
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
            model_version=MODEL_VERSION,
        )


def open_workbench(folder: Path, memo: Memo, database_url: str | None = None) -> Workbench:
    """Return the workbench over a folder.

    Args:
        folder: Where data set versions are kept; made where it is missing.
        memo: Where expensive results are shared.
        database_url: Where scenarios, assumptions and the list of data sets are kept; SQLite in the folder by default.
    """
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_database(database_url or f"sqlite:///{folder / 'optimizer.db'}")
    datasets = DatasetStore(folder / "datasets", engine, Truth.from_frames)
    return Workbench(memo, datasets, ScenarioStore(engine), AssumptionStore(engine))
