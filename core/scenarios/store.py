"""ScenarioStore: keeps scenarios and their versions for everybody; nothing is overwritten, nothing is deleted."""

import builtins
import hashlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, func, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.allocation.planning import PlanFigures, Planner, PlanSettings
from core.data import Dataset
from core.database import make_tables
from core.errors import ConflictError, InputError, NotFoundError
from core.response import MODEL_VERSION
from core.scenarios.comments import Comments
from core.scenarios.copies import copy_name, copy_of
from core.scenarios.rows import checked_name, checked_note, named, read_version, version_row
from core.scenarios.scenario import HALF_CENT, Head, Scenario, WeeklySpend
from core.scenarios.tables import ScenarioRow, VersionRow, WeeksRow
from core.scenarios.tags import Tags
from core.scenarios.tokens import TokenRow, keep_token, kept_under
from core.short_ids import new_id

TABLES = (ScenarioRow, VersionRow, WeeksRow, TokenRow)
_AT_ONCE = 400
"""Versions read in one query: databases limit the number of values in one."""
_KEPT = 1_000
"""Versions kept in memory, some 50 kB each at 200 campaigns."""


class ScenarioStore:
    """The scenarios of a database.

    Args:
        engine: From ``core.database.open_database``. The tables are made where they are missing.

    Attributes:
        engine: The same; what stands beside scenarios is kept in their database.
        tags: The words on them.
        comments: What people say about them.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # A version never changes, so what was read once needs no second look.
        self._read: dict[tuple[str, int], Scenario] = {}
        make_tables(engine, *TABLES)
        self.tags, self.comments = Tags(engine), Comments(engine)

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
        token: str | None = None,
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
            token: Name of this save; a second one under it keeps nothing and returns what the first one kept.

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
        version = version_row(
            dataset, planner, settings, vector, figures, now, owner, note, certificate, gap, model_version, weekly
        )
        if scenario_id is not None and base_version is None:
            raise InputError("Say which version this one follows. Nothing was saved. Reload the page.")
        try:
            if scenario_id is None or base_version is None:
                return self._save_first(name, now, version, token)
            return self._save_next(scenario_id, base_version, name, version, token)
        except (ConflictError, IntegrityError):
            # The first save under this token may have been what was in the way.
            kept = self.saved_under(token)
            if kept is None:
                raise
            return kept

    def saved_under(self, token: str | None) -> Scenario | None:
        """Return what an earlier save under a token kept, as it was kept; None where there was none."""
        if token is None:
            return None
        with Session(self.engine) as session:
            kept = kept_under(session, token)
        return None if kept is None else self.get(*kept)

    def _save_first(self, name: str, now: datetime, version: VersionRow, token: str | None) -> Scenario:
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            head = ScenarioRow(id=new_id(), name=name, version=1, created=now, archived=False)
            session.add(head)
            session.flush()
            version.scenario_id, version.version = head.id, 1
            session.add(version)
            keep_token(session, token, head.id, 1)
        return named(read_version(version), head)

    def _save_next(
        self, scenario_id: str, base_version: int, name: str | None, version: VersionRow, token: str | None = None
    ) -> Scenario:
        values: dict[str, Any] = {"version": base_version + 1} | ({} if name is None else {"name": name})
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                # The update comes first: it takes the write lock before anything is read, so two writers queue up
                # and the second finds the number moved on.
                moved = session.connection().execute(
                    update(ScenarioRow)
                    .where(ScenarioRow.id == scenario_id, ScenarioRow.version == base_version)
                    .values(**values)
                )
                head = _known(session.get(ScenarioRow, scenario_id), scenario_id)
                if moved.rowcount == 0:
                    raise _conflict(head, base_version)
                version.scenario_id, version.version = scenario_id, base_version + 1
                session.add(version)
                keep_token(session, token, scenario_id, base_version + 1)
        except IntegrityError as error:
            raise ConflictError(
                "Somebody saved this scenario at the same moment. Nothing was overwritten. Open the newest version."
            ) from error
        return named(read_version(version), head, self._tags_of(scenario_id))

    def duplicate(self, scenario_id: str, name: str | None = None, owner: str = "") -> Scenario:
        """Make a new scenario of the newest version of another: its content, its weeks and its tags.

        Args:
            scenario_id: What to copy; an archived one may be copied too.
            name: Of the copy; None is “Copy of …”.
            owner: Who makes it.

        Raises:
            InputError: If the name is empty or too long.
            NotFoundError: If there is no such scenario.
        """
        given, now = None if name is None else checked_name(name), datetime.now(UTC)
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            head, row = self._version(session, scenario_id, None)
            copy = ScenarioRow(id=new_id(), name=given or copy_name(head.name), version=1, created=now, archived=False)
            session.add(copy)
            session.flush()
            version = copy_of(row, owner, now)
            version.scenario_id, version.version = copy.id, 1
            session.add(version)
            session.flush()
            self.tags.copy(session.connection(), scenario_id, copy.id)
        return self.get(copy.id)

    def bring_back(self, scenario_id: str, version: int, owner: str, base_version: int) -> Scenario:
        """Make an old version the newest again, as a further version; its figures and data stay as they were saved.

        Args:
            scenario_id: Whose version.
            version: Which one.
            owner: Who brings it back.
            base_version: The newest version that the person had before their eyes.

        Raises:
            NotFoundError: If there is no such scenario or version.
            InputError: If it is the newest already.
            ConflictError: If somebody saved a newer version than ``base_version``.
        """
        with Session(self.engine, expire_on_commit=False) as session:
            head, row = self._version(session, scenario_id, version)
        if version == head.version:
            raise InputError(f"Version {version} is the newest already.")
        return self._save_next(scenario_id, base_version, None, copy_of(row, owner, datetime.now(UTC)))

    def list(self, include_archived: bool = False) -> list[Scenario]:
        """Return the newest version of each scenario, newest first; archived ones only where asked for."""
        query = select(ScenarioRow)
        if not include_archived:
            query = query.where(ScenarioRow.archived.is_(False))
        with Session(self.engine) as session:
            heads = list(session.scalars(query))
            read = dict(self._read)
            wanted = [(head.id, head.version) for head in heads if (head.id, head.version) not in read]
            for start in range(0, len(wanted), _AT_ONCE):
                keys = tuple_(VersionRow.scenario_id, VersionRow.version).in_(wanted[start : start + _AT_ONCE])
                read |= {
                    (r.scenario_id, r.version): read_version(r) for r in session.scalars(select(VersionRow).where(keys))
                }
        tags = self.tags.by_scenario()
        scenarios = [named(read[head.id, head.version], head, tags.get(head.id, ())) for head in heads]
        # Only the newest versions are kept: another thread sees the old dict or the new one, never half of one.
        self._read = {(head.id, head.version): read[head.id, head.version] for head in heads[:_KEPT]}
        return sorted(scenarios, key=lambda s: (s.updated, s.created, s.id), reverse=True)

    def archived(self) -> builtins.list[Scenario]:
        """Return the newest version of each scenario that was put away, newest first."""
        return [scenario for scenario in self.list(include_archived=True) if scenario.archived]

    def count(self, archived: bool = False) -> int:
        """Return how many scenarios ``list`` would return, or ``archived``."""
        query = select(func.count()).select_from(ScenarioRow).where(ScenarioRow.archived.is_(archived))
        with Session(self.engine) as session:
            return session.scalar(query) or 0

    def stamp(self) -> str:
        """Return a text that changes whenever what is shown would.

        That is after a save, a rename, an archive or a restore, and when a tag or a comment is added or taken away.
        """
        query = select(ScenarioRow.id, ScenarioRow.version, ScenarioRow.name, ScenarioRow.archived)
        with Session(self.engine) as session:
            rows = [tuple(row) for row in session.execute(query.order_by(ScenarioRow.id))]
        known = repr((rows, self.tags.by_scenario(), self.comments.stamp()))
        return hashlib.sha256(known.encode()).hexdigest()[:16]

    def get(self, scenario_id: str, version: int | None = None) -> Scenario:
        """Return a scenario, archived or not; ``version`` None is the newest.

        Raises:
            NotFoundError: If there is no such scenario or version.
        """
        with Session(self.engine) as session:
            head, row = self._version(session, scenario_id, version)
            return named(read_version(row), head, self._tags_of(scenario_id))

    def _version(self, session: Session, scenario_id: str, version: int | None) -> tuple[ScenarioRow, VersionRow]:
        head = _known(session.get(ScenarioRow, scenario_id), scenario_id)
        row = session.get(VersionRow, (scenario_id, head.version if version is None else version))
        if row is None:
            raise NotFoundError(f"“{head.name}” has no version {version}. Its newest is version {head.version}.")
        return head, row

    def _tags_of(self, scenario_id: str) -> tuple[str, ...]:
        return self.tags.by_scenario([scenario_id]).get(scenario_id, ())

    def head(self, scenario_id: str) -> Head:
        """Return what is newest of a scenario, without its plan: cheap enough to be asked every second.

        Raises:
            NotFoundError: If there is no such scenario.
        """
        newest = (VersionRow.scenario_id == ScenarioRow.id) & (VersionRow.version == ScenarioRow.version)
        query = select(ScenarioRow.version, ScenarioRow.name, VersionRow.owner, ScenarioRow.archived)
        with self.engine.connect() as connection:
            row = connection.execute(query.join(VersionRow, newest).where(ScenarioRow.id == scenario_id)).first()
        if row is None:
            raise _unknown(scenario_id)
        return Head(*row)

    def versions(self, scenario_id: str) -> builtins.list[Scenario]:
        """Return all versions of a scenario, newest first.

        Raises:
            NotFoundError: If there is no such scenario.
        """
        with Session(self.engine) as session:
            head = _known(session.get(ScenarioRow, scenario_id), scenario_id)
            query = select(VersionRow).where(VersionRow.scenario_id == scenario_id).order_by(VersionRow.version.desc())
            tags = self._tags_of(scenario_id)
            return [named(read_version(row), head, tags) for row in session.scalars(query)]

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
        with self.engine.begin() as connection:
            connection.execute(update(ScenarioRow).where(ScenarioRow.id == scenario_id).values(**values))
        return self.get(scenario_id)


def _known(head: ScenarioRow | None, scenario_id: str) -> ScenarioRow:
    if head is None:
        raise _unknown(scenario_id)
    return head


def _unknown(scenario_id: str) -> NotFoundError:
    return NotFoundError(f"There is no scenario “{scenario_id[:20]}”. The link may be incomplete. See the list.")


def _conflict(head: ScenarioRow, base_version: int) -> ConflictError:
    return ConflictError(
        f"“{head.name}” has moved on to version {head.version} while you worked on version {base_version}. "
        "Nothing was overwritten. Open the newest version, or save yours under another name."
    )
