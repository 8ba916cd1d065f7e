"""InForceStore: which scenario is the plan in force for an outcome, since when, and who said so."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine, Integer, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.data.schema import MEASURES
from core.database import Base, make_tables
from core.errors import InputError, NotFoundError
from core.scenarios.scenario import Scenario
from core.scenarios.tables import UtcDateTime

NOTHING = ""
"""Stands for the scenario where a plan was taken out of force."""
LATEST_START = 366
"""So many days after its data a plan may start at most: the model would foretell too far."""


class InForceTable(Base):
    """One row for each time that somebody put a plan in force or took it out; rows are only ever added.

    The newest row of an outcome says what is in force, so two people who act at the same moment leave one answer.
    """

    __tablename__ = "plans_in_force"

    id: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(String(60), index=True)
    scenario_id: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(Integer)
    start: Mapped[date | None]
    end: Mapped[date | None]
    marked: Mapped[datetime] = mapped_column(UtcDateTime)
    marked_by: Mapped[str] = mapped_column(String(120))


@dataclass(frozen=True)
class InForce:
    """A version of a scenario that is, or was, the plan in force.

    Attributes:
        id: Number of the mark.
        outcome: Outcome that the plan is for.
        scenario_id: The scenario, and ``version`` the version: one that is saved later does not take its place.
        start: First day of the period.
        end: Last day of the period.
        marked: When it was put in force, in UTC.
        marked_by: Who did; empty where nobody is known.
    """

    id: int
    outcome: str
    scenario_id: str
    version: int
    start: date
    end: date
    marked: datetime
    marked_by: str

    @property
    def days(self) -> int:
        """Length of the period."""
        return (self.end - self.start).days + 1


def first_start(scenario: Scenario) -> date:
    """Return the first day on which a plan can start: the day after its data, which its model has learned from."""
    return scenario.last_day + timedelta(days=1)


def usual_start(scenario: Scenario) -> date:
    """Return when a plan starts unless somebody says otherwise: with its weeks, or the day after its data."""
    weeks = scenario.weekly
    return max(weeks.start, first_start(scenario)) if weeks else first_start(scenario)


class InForceStore:
    """The plans in force of a database.

    Args:
        engine: From ``core.database.open_database``; the table is made where it is missing.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        make_tables(engine, InForceTable)

    def put(self, scenario: Scenario, start: date | None = None, by: str = "") -> InForce:
        """Put a version of a scenario in force for its outcome, in place of the one before.

        Args:
            scenario: The scenario, in the version that is to hold.
            start: First day of the period; None is ``usual_start``.
            by: Who does it.

        Raises:
            InputError: If the plan cannot start on that day, or is for what no day's data measure.
        """
        if scenario.settings.outcome not in MEASURES:
            raise InputError(
                f"“{scenario.name}” is planned for the {scenario.settings.outcome}, which no day of the data measures, "
                "so it cannot be held against what happens. Save the same split for conversions and put that in force."
            )
        start, earliest = start or usual_start(scenario), first_start(scenario)
        if start < earliest:
            raise InputError(
                f"“{scenario.name}” was made on data up to {scenario.last_day.isoformat()}, so it can start on "
                f"{earliest.isoformat()} at the earliest. Choose a later day."
            )
        if (start - earliest).days > LATEST_START:
            raise InputError(f"{start.isoformat()} is more than a year after the data of “{scenario.name}”.")
        end = start + timedelta(days=scenario.settings.days - 1)
        return self._add(scenario.settings.outcome, scenario.id, scenario.version, start, end, by)

    def lift(self, outcome: str, by: str = "") -> InForce:
        """Take the plan of an outcome out of force; returns what was in force.

        Raises:
            NotFoundError: If none is in force.
        """
        current = self.current(outcome)
        if current is None:
            raise NotFoundError("There is no plan in force for this outcome any more. Reload the page.")
        self._add(outcome, NOTHING, 0, None, None, by)
        return current

    def put_back(self, mark_id: int, by: str = "") -> InForce:
        """Put in force again what an earlier mark put in force.

        Raises:
            NotFoundError: If there is no such mark.
        """
        with Session(self._engine) as session:
            row = session.get(InForceTable, mark_id) if 0 < mark_id < 2**31 else None
        if row is None or row.scenario_id == NOTHING:
            raise NotFoundError("The plan that was in force before is not known any more. Choose it from the list.")
        return self._add(row.outcome, row.scenario_id, row.version, row.start, row.end, by)

    def current(self, outcome: str) -> InForce | None:
        """Return what is in force for an outcome."""
        return next((mark for mark in self.all_current() if mark.outcome == outcome), None)

    def all_current(self) -> list[InForce]:
        """Return what is in force, one an outcome, the latest put in force first."""
        newest = select(func.max(InForceTable.id)).group_by(InForceTable.outcome)
        query = select(InForceTable).where(InForceTable.id.in_(newest)).order_by(InForceTable.id.desc())
        with Session(self._engine) as session:
            return [_mark(row) for row in session.scalars(query) if row.scenario_id != NOTHING]

    def history(self, outcome: str) -> list[InForce]:
        """Return everything that was ever put in force for an outcome, newest first."""
        query = select(InForceTable).where(InForceTable.outcome == outcome, InForceTable.scenario_id != NOTHING)
        with Session(self._engine) as session:
            return [_mark(row) for row in session.scalars(query.order_by(InForceTable.id.desc()))]

    def stamp(self) -> str:
        """Return a text that changes whenever a plan is put in force or taken out."""
        with Session(self._engine) as session:
            return str(session.scalar(select(func.max(InForceTable.id))) or 0)

    def _add(
        self, outcome: str, scenario_id: str, version: int, start: date | None, end: date | None, by: str
    ) -> InForce:
        row = InForceTable(
            outcome=outcome,
            scenario_id=scenario_id,
            version=version,
            start=start,
            end=end,
            marked=datetime.now(UTC),
            marked_by=str(by or "").strip()[:120],
        )
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            session.add(row)
        return _mark(row)


def _mark(row: InForceTable) -> InForce:
    start = row.start or date.min
    return InForce(
        row.id, row.outcome, row.scenario_id, row.version, start, row.end or start, row.marked, row.marked_by
    )
