"""Workbench: the one door. Pages, command line and jobs ask here; expensive answers go through the memo."""

from pathlib import Path

from core.advice import AdviceMemory, AdviceRoom
from core.agents import Recommendation, Report, agent
from core.alert_wiring import wire
from core.alerts import AlertDesk
from core.allocation.caution import chance
from core.allocation.planning import PlanFigures, Planner, PlanSettings, plan_figures
from core.assumption_store import AssumptionRecord, AssumptionStore
from core.assumptions import DEFAULTS
from core.attribution.desk import AttributionDesk
from core.budget_curves import BudgetCurve, CautionCurve, budget_curve, caution_curve
from core.curve_planning import choose_key, choose_planner
from core.curve_store import CurveStore
from core.curves_in_use import BroughtCurves
from core.customer_value_planning import learned_outcome, planned_outcomes
from core.customers.desk import CustomerDesk
from core.data import Dataset, DatasetRecord, DatasetStore, ImportResult, StoredReport
from core.data import read_campaign_file as read_file
from core.database import open_database
from core.errors import NotEnoughDataError
from core.event_book import EventBook
from core.experiments.desk import ExperimentDesk
from core.files import KeptFiles
from core.fit_answers import FitAnswers
from core.forecasting.desk import ForecastDesk
from core.forecasting.unusual import AnomalyDesk
from core.learning.desk import LearningDesk
from core.links import LinkStore
from core.memo import Memo, RecentMemo, content_key, memo_key
from core.news import NewsDesk
from core.optimizing import OptimizedPlan, optimize
from core.performance import KpiBook
from core.plan_actual import PlanTracker
from core.plan_book import PlanBook
from core.planning import fit_content, fit_response, main_outcome, outcomes_of
from core.presence import Presence
from core.response import Assumptions, ResponseFit
from core.scenarios import ScenarioStore
from core.simulation import DataGenerator, Truth
from core.target_book import TargetBook
from core.week_plans import WeekBook

DEMO = "Demo shop"
PLANNERS_KEPT = 16
"""Planners kept in memory, some 2 MB each at 200 campaigns: every request of a plan needs one."""


class Workbench:
    """Everything that the product can be asked.

    Args:
        memo: Where expensive results are shared.
        datasets: Keeps the data set versions, and which one is in use.
        scenarios: Keeps the scenarios.
        assumptions: Keeps what people assume.
        curves: Keeps the response curves that people bring.
        uploads: Folder of uploaded tables: results of tests and tables about people.

    Methods that speak of data take the data set in use, unless one is given.

    Attributes:
        scenarios: What was kept of plans: names, versions, what is put away.
        plans: What needs data and model besides: keeping a plan with its figures.
        weeks: What is asked about the weeks of a plan.
        tracker: Which plan is in force, and how it goes against what happened.
        kpis: All figures over any period and grouping, and why they changed; margins and tags.
        news: What others should see of all that, as texts to compare.
        presence: Who is here now.
        curves: Response curves from elsewhere: putting them to use, what is in use.
        forecasts: Where figures are heading, with intervals.
        events: Known events and muted alarms.
        anomalies: Unusual days.
        pacing: Targets and how they go.
        links: States of pages that are too long for an address, by short id.
        alerts: Rules, checked whenever data are put to use, and what they raised.
        experiments: Tests: which is worth it, design, results, registry.
        customers: Who they are and what they are worth.
        attribution: Which contacts conversions are owed to.
        learning: Predictions of campaigns and people.
        advice: What all agents recommend, and what people did with it.
    """

    def __init__(
        self,
        memo: Memo,
        datasets: DatasetStore,
        scenarios: ScenarioStore,
        assumptions: AssumptionStore,
        curves: CurveStore,
        uploads: Path,
    ) -> None:
        self._memo = memo
        self._planners = RecentMemo(PLANNERS_KEPT)
        self._datasets = datasets
        self._assumptions = assumptions
        self.curves = BroughtCurves(curves, self.dataset, memo)
        self.scenarios = scenarios
        self.plans = PlanBook(scenarios, self.dataset, self.planner, self.planner_key, memo)
        self.weeks = WeekBook(self.dataset, self.planner, self.fit, memo)
        self.tracker = PlanTracker(scenarios, datasets, self.dataset, assumptions, memo)
        self.events = EventBook(scenarios.engine, self.dataset)
        self.anomalies = AnomalyDesk(self.dataset, self.events, memo)
        self.forecasts = ForecastDesk(self.dataset, self.events.known, self.planner, scenarios, memo)
        self.pacing = TargetBook(scenarios.engine, self.dataset, self.forecasts.get)
        self.alerts = AlertDesk(scenarios.engine, self.dataset)
        wire(self.alerts, self.anomalies, self.pacing)
        datasets.on_use = self.alerts.check_safely
        self.advice = AdviceRoom(self.dataset, self.report, AdviceMemory(scenarios.engine))
        self.kpis = KpiBook(self.dataset, scenarios.engine)
        self.experiments = ExperimentDesk(uploads / "results", scenarios.engine, self.dataset, memo)
        people = KeptFiles(uploads / "people")
        self.customers = CustomerDesk(people, scenarios.engine, self.dataset, memo, datasets.add)
        self.attribution = AttributionDesk(self.customers, self.dataset, memo)
        self.learning = LearningDesk(people, scenarios.engine, self.dataset, memo)
        self.news = NewsDesk(
            self._scenario_stamp,
            datasets.stamp,
            self.model_stamp,
            stated=self._stated_stamp,
            alerts=self.alerts.stamp,
            advice=self.advice.stamp,
            kpis=self.kpis.stamp,
        )
        self.presence = Presence(scenarios.engine)
        self.links = LinkStore(scenarios.engine)

    def _stated_stamp(self) -> str:
        kept = (self.experiments.book, self.learning.registry, self.customers.kept_segments)
        books = (self.events, self.pacing, *kept)
        return ".".join(str(one.stamp()) for one in books)

    def _scenario_stamp(self) -> str:
        return f"{self.scenarios.stamp()}.{self.tracker.in_force.stamp()}"

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

    def outcomes(self) -> tuple[str, ...]:
        """Return the outcomes that the data hold, the main one first."""
        return outcomes_of(self.dataset())

    def fit(
        self, outcome: str | None = None, dataset: Dataset | None = None, assumptions: Assumptions | None = None
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
        """Return an agent's report on the data set in use, and the curves in use.

        Raises:
            NotFoundError: If there is no such agent.
            NotEnoughDataError: If the data do not hold what it needs.
        """
        dataset, chosen, curves = dataset or self.dataset(), agent(name), self.curves.current()
        asked = parameters.get("outcome")
        outcome = asked if isinstance(asked, str) else main_outcome(dataset)
        assumptions, brought = self.assumptions(outcome), curves and curves.content_hash
        content = fit_content(dataset, outcome, assumptions)
        key = memo_key("report", agent=name, fit=content, curves=brought, parameters=parameters)
        known = {"memo": self._memo, "assumptions": assumptions, "curves": curves}
        return self._memo(key, lambda: chosen.run(dataset, **known, **parameters))

    def recommendations(self) -> tuple[Recommendation, ...]:
        """Return what is to be done by the advice of all agents, without contradictions, the most money first."""
        return self.advice.recommendations()

    # Assumptions

    def assumptions(self, outcome: str | None = None) -> Assumptions:
        """Return what is assumed of an outcome, the same for everybody."""
        record = self.assumption_record(outcome)
        return DEFAULTS if record is None else record.assumptions

    def assumption_record(self, outcome: str | None = None) -> AssumptionRecord | None:
        """Return who put the assumptions in use there, and when; None where nobody stated anything."""
        return self._assumptions.current(learned_outcome(outcome or main_outcome(self.dataset())))

    def model_stamp(self) -> str:
        """Return a text that changes when what is assumed does, or which curves are in use."""
        return f"{self._assumptions.stamp()}.{self.curves.stamp()}"

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

    # Planning

    def plan_outcomes(self) -> tuple[str, ...]:
        """Return the outcomes that can be planned for, the one to begin with first: that of the curves in use."""
        curves, dataset = self.curves.current(), self.dataset()
        key = content_key("planned-outcomes", data=dataset.content_hash)
        held = self._planners(key, lambda: planned_outcomes(dataset))
        return held if curves is None else (curves.outcome, *(o for o in held if o != curves.outcome))

    def planner(
        self, outcome: str | None = None, days: int = 30, dataset: Dataset | None = None, own: bool = False
    ) -> Planner:
        """Return campaigns and curves of a horizon: brought curves of that outcome come before ``own`` fitted ones.

        Raises:
            InputError: If the outcome or the horizon cannot be used.
            NotEnoughDataError: If the data do not hold spend and outcome.
        """
        dataset, curves = dataset or self.dataset(), None if own else self.curves.current()
        assumed, brought = self.assumptions(outcome), curves and curves.content_hash
        content = fit_content(dataset, outcome or main_outcome(dataset), assumed)
        key = content_key("planner", asked=repr((outcome, days)), curves=brought, **content)
        return self._planners(key, lambda: choose_planner(dataset, outcome, days, self._memo, assumed, curves))

    def planner_key(self, outcome: str, days: int) -> str:
        """Return the key that the planner of a question has now; nothing has to be learned for it."""
        return choose_key(self.dataset(), outcome, days, self.assumptions(outcome), self.curves.current())

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

    def caution_curve(self, settings: PlanSettings) -> CautionCurve:
        """Return the plans between the highest expected outcome and the best bad cases, within the same limits."""
        return caution_curve(self.planner(settings.outcome, settings.days), settings, self._memo)

    def chance(self, settings: PlanSettings, spend: dict[str, float], target: float) -> float:
        """Return the chance that a plan brings at least a target; errors are those of ``figures``."""
        planner = self.planner(settings.outcome, settings.days)
        return chance(planner.curves, planner.spend_vector(spend), target)


def open_workbench(folder: Path, memo: Memo, database_url: str | None = None) -> Workbench:
    """Return the workbench over a folder.

    Args:
        folder: Where data set versions and brought curves are kept; made where it is missing.
        memo: Where expensive results are shared.
        database_url: Where scenarios, assumptions and the list of data sets are kept; SQLite in the folder by default.
    """
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_database(database_url or f"sqlite:///{folder / 'optimizer.db'}")
    datasets = DatasetStore(folder / "datasets", engine, Truth.from_frames)
    curves = CurveStore(folder / "curves", engine)
    return Workbench(memo, datasets, ScenarioStore(engine), AssumptionStore(engine), curves, folder)
