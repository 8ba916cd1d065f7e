"""ScenarioStore: keeps scenarios and their versions for everybody; nothing is overwritten, nothing is deleted."""

import builtins
import hashlib
import secrets
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, func, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, CreateTable

from core.allocation.planning import PlanFigures, Planner, PlanSettings
from core.data import Dataset
from core.database import Base
from core.errors import ConflictError, InputError, NotFoundError
from core.response import MODEL_VERSION
from core.scenarios.rows import HALF_CENT, checked_name, checked_note, checked_weeks, finite, named, read_version
from core.scenarios.scenario import Scenario, WeeklySpend
from core.scenarios.tables import ScenarioRow, VersionRow, WeeksRow

# No 0, o, 1, l, i: an id is read aloud now and then. 10 letters of 31 are 49 bits.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_AT_ONCE = 400
"""Versions read in one query: databases limit the number of values in one."""
_KEPT = 1_000
"""Versions kept in memory, some 50 kB each at 200 campaigns."""


class ScenarioStore:
    """The scenarios of a database.

    Args:
        engine: From ``core.database.open_database``. The tables are made where they are missing.

    Attributes:
        engine: The same, for what is kept beside the scenarios.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = self._engine = engine
        # A version never changes, so what was read once needs no second look.
        self._read: dict[tuple[str, int], Scenario] = {}
        with engine.begin() as connection:
            for table in (Base.metadata.tables[row.__tablename__] for row in (ScenarioRow, VersionRow, WeeksRow)):
                # "If not exists", because several server processes start at the same moment.
                connection.execute(CreateTable(table, if_not_exists=True))
                for index in table.indexes:
                    connection.execute(CreateIndex(index, if_not_exists=True))

    def save(
        self,
        name: str,
        note: str,
        owner: str,
        dataset: Dataset,
        planner: Planner,
        settings: PlanSettings,
        spend: dict[str, float],
        figures: PlanFigures,
        certificate: str | None = None,
        gap: float | None = None,
        scenario_id: str | None = None,
        base_version: int | None = None,
        model_version: str = MODEL_VERSION,
        weekly: WeeklySpend | None = None,
    ) -> Scenario:
        """Keep a plan: as a new scenario, or as the next version of an existing one.

        Args:
            name: What people will call it, 1 to 80 characters; for an existing scenario it becomes its name.
            note: Why it exists. May be empty.
            owner: Who saves it. May be empty.
            dataset: The data it was made on.
            planner: The campaigns and curves it was made with.
            settings: What was asked.
            spend: Spend by campaign id over the horizon; a campaign that is not named keeps today's.
            figures: What that spend would bring (``plan_figures`` of the same planner).
            certificate: The proof in words, where the split was optimized.
            gap: Distance to the proved best, where the split was optimized.
            scenario_id: The scenario to add a version to; None makes a new one.
            base_version: The version that the person had before their eyes. Needed with ``scenario_id``.
            model_version: Version of the response model.
            weekly: How the spend is spread over the weeks; None where it is even.

        Returns:
            The scenario as saved.

        Raises:
            InputError: If the name is empty or too long, or an amount cannot be kept.
            NotFoundError: If there is no scenario of this id.
            ConflictError: If somebody saved a newer version than ``base_version``, or the data changed in between.
        """
        name, note = checked_name(name), checked_note(note)
        if planner.dataset_hash != dataset.content_hash:
            raise ConflictError("The data changed while this plan was made. Nothing was saved. Reload the page.")
        vector = planner.spend_vector(spend) + 0.0  # a negative zero is plain zero
        if abs(float(vector.sum()) - figures.spend) > HALF_CENT * max(len(vector), 1) + 1e-9 * abs(figures.spend):
            raise InputError("These figures belong to another split. Nothing was saved. Reload the page.")
        now = datetime.now(UTC)
        version = VersionRow(
            saved=now,
            owner=owner.strip()[:120],
            note=note,
            dataset_hash=dataset.content_hash,
            dataset_name=dataset.name,
            last_day=dataset.last_day,
            currency=planner.currency,
            planner_key=planner.key,
            model_version=model_version,
            settings=finite(asdict(settings)),
            spend=dict(zip((c.id for c in planner.campaigns), map(float, vector), strict=True)),
            today=dict(zip((c.id for c in planner.campaigns), map(float, planner.today), strict=True)),
            campaigns=[{"id": c.id, "name": c.name, "channel": c.channel} for c in planner.campaigns],
            figures=finite(asdict(figures)),
            certificate=certificate,
            gap=None if gap is None else float(gap),
        )
        version.weeks = None if weekly is None else checked_weeks(weekly, version.spend)
        if scenario_id is None:
            return self._save_first(name, now, version)
        if base_version is None:
            raise InputError("Say which version this one follows. Nothing was saved. Reload the page.")
        return self._save_next(scenario_id, base_version, name, version)

    def _save_first(self, name: str, now: datetime, version: VersionRow) -> Scenario:
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            head = ScenarioRow(id=_new_id(), name=name, version=1, created=now, archived=False)
            session.add(head)
            session.flush()
            version.scenario_id, version.version = head.id, 1
            session.add(version)
        return named(read_version(version), head)

    def _save_next(self, scenario_id: str, base_version: int, name: str, version: VersionRow) -> Scenario:
        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                # The update comes first: it takes the write lock before anything is read, so two writers queue up
                # and the second finds the number moved on.
                moved = session.connection().execute(
                    update(ScenarioRow)
                    .where(ScenarioRow.id == scenario_id, ScenarioRow.version == base_version)
                    .values(version=base_version + 1, name=name)
                )
                head = _known(session.get(ScenarioRow, scenario_id), scenario_id)
                if moved.rowcount == 0:
                    raise _conflict(head, base_version)
                version.scenario_id, version.version = scenario_id, base_version + 1
                session.add(version)
        except IntegrityError as error:
            raise ConflictError(
                "Somebody saved this scenario at the same moment. Nothing was overwritten. Open the newest version."
            ) from error
        return named(read_version(version), head)

    def list(self, include_archived: bool = False) -> list[Scenario]:
        """Return the newest version of each scenario, newest first; archived ones only where asked for."""
        query = select(ScenarioRow)
        if not include_archived:
            query = query.where(ScenarioRow.archived.is_(False))
        with Session(self._engine) as session:
            heads = list(session.scalars(query))
            read = dict(self._read)
            wanted = [(head.id, head.version) for head in heads if (head.id, head.version) not in read]
            for start in range(0, len(wanted), _AT_ONCE):
                keys = tuple_(VersionRow.scenario_id, VersionRow.version).in_(wanted[start : start + _AT_ONCE])
                read |= {
                    (r.scenario_id, r.version): read_version(r) for r in session.scalars(select(VersionRow).where(keys))
                }
        scenarios = [named(read[head.id, head.version], head) for head in heads]
        # Only the newest versions are kept: another thread sees the old dict or the new one, never half of one.
        self._read = {(head.id, head.version): read[head.id, head.version] for head in heads[:_KEPT]}
        return sorted(scenarios, key=lambda s: (s.updated, s.created, s.id), reverse=True)

    def count(self) -> int:
        """Return how many scenarios ``list`` would return."""
        query = select(func.count()).select_from(ScenarioRow).where(ScenarioRow.archived.is_(False))
        with Session(self._engine) as session:
            return session.scalar(query) or 0

    def stamp(self) -> str:
        """Return a text that changes whenever a list would: after a save, a rename, an archive or a restore."""
        query = select(ScenarioRow.id, ScenarioRow.version, ScenarioRow.name, ScenarioRow.archived)
        with Session(self._engine) as session:
            rows = session.execute(query.order_by(ScenarioRow.id)).all()
        return hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()[:16]

    def get(self, scenario_id: str, version: int | None = None) -> Scenario:
        """Return a scenario, archived or not; ``version`` None is the newest.

        Raises:
            NotFoundError: If there is no such scenario or version.
        """
        with Session(self._engine) as session:
            head = _known(session.get(ScenarioRow, scenario_id), scenario_id)
            row = session.get(VersionRow, (scenario_id, head.version if version is None else version))
            if row is None:
                raise NotFoundError(f"“{head.name}” has no version {version}. Its newest is version {head.version}.")
            return named(read_version(row), head)

    def versions(self, scenario_id: str) -> builtins.list[Scenario]:
        """Return all versions of a scenario, newest first.

        Raises:
            NotFoundError: If there is no such scenario.
        """
        with Session(self._engine) as session:
            head = _known(session.get(ScenarioRow, scenario_id), scenario_id)
            query = select(VersionRow).where(VersionRow.scenario_id == scenario_id).order_by(VersionRow.version.desc())
            return [named(read_version(row), head) for row in session.scalars(query)]

    def rename(self, scenario_id: str, name: str) -> Scenario:
        """Give a scenario another name; its versions stay as they are.

        Raises:
            InputError: If the name is empty or too long.
            NotFoundError: If there is no such scenario.
        """
        return self._change(scenario_id, name=checked_name(name))

    def archive(self, scenario_id: str) -> Scenario:
        """Put a scenario away: it leaves the list, ``restore`` brings it back.

        Raises:
            NotFoundError: If there is no such scenario.
        """
        return self._change(scenario_id, archived=True)

    def restore(self, scenario_id: str) -> Scenario:
        """Bring an archived scenario back into the list.

        Raises:
            NotFoundError: If there is no such scenario.
        """
        return self._change(scenario_id, archived=False)

    def _change(self, scenario_id: str, **values: Any) -> Scenario:
        with self._engine.begin() as connection:
            connection.execute(update(ScenarioRow).where(ScenarioRow.id == scenario_id).values(**values))
        return self.get(scenario_id)


def _new_id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


def _known(head: ScenarioRow | None, scenario_id: str) -> ScenarioRow:
    if head is None:
        raise NotFoundError(f"There is no scenario “{scenario_id[:20]}”. The link may be incomplete. See the list.")
    return head


def _conflict(head: ScenarioRow, base_version: int) -> ConflictError:
    return ConflictError(
        f"“{head.name}” has moved on to version {head.version} while you worked on version {base_version}. "
        "Nothing was overwritten. Open the newest version, or save yours under another name."
    )
