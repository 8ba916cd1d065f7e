"""DatasetStore: keeps every data set that was added, and which one is in use, the same for everybody."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from core.data.dataset import Dataset
from core.data.files import DAMAGE, Frames, read_dataset, write_dataset, write_table
from core.data.import_result import ImportResult, Issue
from core.data.tables import UseTable, VersionTable
from core.database import make_tables
from core.errors import NotFoundError, ProductError

GENERATED = "generated"
"""Source of data sets that were generated, not imported."""
KEPT_IN_MEMORY = 3


@dataclass(frozen=True)
class DatasetRecord:
    """A data set version: who added what and when.

    Attributes:
        id: Number of the version.
        content_hash: Hash of its content.
        name: What people call it.
        source: Recogniser or generator that it comes from.
        currency: ISO code, or None.
        added: When, in UTC.
        added_by: Who; empty where nobody is known.
        first_day: First day with data.
        last_day: Last day with data.
        campaigns: Number of campaigns.
        rows: Rows of its daily metrics.
    """

    id: int
    content_hash: str
    name: str
    source: str
    currency: str | None
    added: datetime
    added_by: str
    first_day: date
    last_day: date
    campaigns: int
    rows: int

    @property
    def is_demo(self) -> bool:
        """Whether it was generated."""
        return self.source == GENERATED


@dataclass(frozen=True, eq=False)
class StoredReport:
    """What an import came to; the attributes are those of ``ImportResult``."""

    filename: str
    source: str
    issues: tuple[Issue, ...]
    set_aside: pd.DataFrame
    rows_read: int
    rows_kept: int
    rows_set_aside: int
    totals_in: dict[str, float]
    totals_kept: dict[str, float]
    totals_set_aside: dict[str, float]
    currency: str | None
    measured: tuple[str, ...]
    columns: dict[str, str]


_PLAIN = tuple(name for name in StoredReport.__annotations__ if name not in ("issues", "set_aside", "measured"))


class DatasetStore:
    """The data sets of a folder and a database.

    Args:
        folder: Where the files are.
        engine: From ``core.database.open_database``; the tables are made where they are missing.
        load_truth: Makes the truth of a generated data set out of its frames; without it, truth is not loaded.

    Attributes:
        on_use: Called whenever a data set was put to use; must not raise.
    """

    def __init__(self, folder: Path, engine: Engine, load_truth: Callable[[Frames], Any] | None = None) -> None:
        self._folder = folder
        self._engine = engine
        self._load_truth = load_truth
        self._loaded: OrderedDict[tuple[str, str], Dataset] = OrderedDict()
        self._lock = threading.Lock()
        self.on_use: Callable[[], object] = lambda: None
        make_tables(engine, VersionTable, UseTable)

    def add(self, dataset: Dataset, by: str = "", report: ImportResult | None = None) -> DatasetRecord:
        """Keep a data set and put it to use.

        Args:
            dataset: The data set.
            by: Who adds it.
            report: Of the import that it comes from.
        """
        write_dataset(dataset, self._folder / dataset.content_hash)
        row = VersionTable(
            content_hash=dataset.content_hash,
            name=dataset.name,
            source=dataset.source,
            currency=dataset.currency,
            added=datetime.now(UTC),
            added_by=by,
            first_day=dataset.first_day,
            last_day=dataset.last_day,
            campaigns=len(dataset.campaigns),
            rows=len(dataset.daily_metrics),
            report=_plain(report) if report else None,
        )
        with Session(self._engine) as session:
            newest = _newest(session, dataset.content_hash)
            if newest is not None and report is None and (newest.name, newest.report) == (row.name, None):
                # The demo data are added again at each first start of a server process.
                row = newest
            else:
                session.add(row)
                session.flush()
                if report is not None and len(report.set_aside):
                    write_table(report.set_aside, self._aside(row))
            self._put_to_use(session, row)
            session.commit()
            return self._told(row)

    def current(self) -> DatasetRecord | None:
        """Return the data set in use, or None where nothing was added yet."""
        with Session(self._engine) as session:
            used = _used(session, 1)
            return _record(used[0][1]) if used else None

    def stamp(self) -> str:
        """Return a text that begins with the content hash in use and changes when other data are put to use."""
        wanted = select(VersionTable.content_hash, VersionTable.id)
        wanted = wanted.join(UseTable, UseTable.version_id == VersionTable.id).where(UseTable.undone.is_(False))
        with self._engine.connect() as connection:
            used = connection.execute(wanted.order_by(UseTable.id.desc()).limit(1)).first()
        return f"{used[0][:16]}.{used[1]}" if used else ""

    def load(self, content_hash: str) -> Dataset:
        """Return a data set. The last few are kept in memory: they must not be changed.

        Raises:
            NotFoundError: If there is no such data set.
            ProductError: If its files are missing or damaged.
        """
        with Session(self._engine) as session:
            row = self._known(session, content_hash)
            key = (content_hash, row.name)
            source = row.source
        with self._lock:
            if key in self._loaded:
                self._loaded.move_to_end(key)
                return self._loaded[key]
        dataset = read_dataset(self._folder / content_hash, key[1], source, self._load_truth)
        with self._lock:
            self._loaded[key] = dataset
            while len(self._loaded) > KEPT_IN_MEMORY:
                self._loaded.popitem(last=False)
        return dataset

    def previous(self) -> DatasetRecord | None:
        """Return the data set to which ``undo`` would go back, or None."""
        with Session(self._engine) as session:
            used = _used(session)
            earlier = [row for _, row in used if row.content_hash != used[0][1].content_hash]
            return _record(earlier[0]) if earlier else None

    def undo(self) -> DatasetRecord:
        """Go back to the data set that was in use before.

        Raises:
            NotFoundError: If there is none.
        """
        with Session(self._engine) as session:
            used = _used(session)
            for use, row in used:
                if row.content_hash != used[0][1].content_hash:
                    session.commit()
                    return self._told(row)
                use.undone = True
            session.rollback()
        raise NotFoundError("There is no earlier data set to go back to. The one in use stays.")

    def use(self, content_hash: str) -> DatasetRecord:
        """Put a kept data set to use.

        Raises:
            NotFoundError: If there is no such data set.
        """
        with Session(self._engine) as session:
            row = self._known(session, content_hash)
            self._put_to_use(session, row)
            session.commit()
            return self._told(row)

    def versions(self) -> list[DatasetRecord]:
        """Return all data sets, newest first; one that was added several times stands there once, as added last."""
        with Session(self._engine) as session:
            rows = session.scalars(select(VersionTable).order_by(VersionTable.id.desc())).all()
            newest: dict[str, VersionTable] = {}
            for row in rows:
                newest.setdefault(row.content_hash, row)
            return [_record(row) for row in newest.values()]

    def report(self, content_hash: str) -> StoredReport | None:
        """Return what was kept and set aside when a data set was imported last; None where it was not imported.

        Raises:
            NotFoundError: If there is no such data set.
            ProductError: If the rows set aside are missing or damaged.
        """
        with Session(self._engine) as session:
            row = self._known(session, content_hash)
            if row.report is None:
                return None
            stored, path = dict(row.report), self._aside(row)
        try:
            aside = pd.read_parquet(path) if stored["rows_set_aside"] else pd.DataFrame(columns=["row", "reason"])
        except DAMAGE as error:
            raise ProductError(
                "The rows that were set aside are missing or damaged on the disk; the data set itself is untouched. "
                "Import the file again to see them."
            ) from error
        issues = tuple(Issue(**issue) for issue in stored.pop("issues"))
        measured = tuple(stored.pop("measured"))
        return StoredReport(issues=issues, set_aside=aside, measured=measured, **stored)

    def _aside(self, row: VersionTable) -> Path:
        return self._folder / "set-aside" / f"{row.id}.parquet"

    def _known(self, session: Session, content_hash: str) -> VersionTable:
        row = _newest(session, content_hash)
        if row is None:
            raise NotFoundError("There is no such data set. Choose one of the list on the Data page.")
        return row

    def _told(self, row: VersionTable) -> DatasetRecord:
        record = _record(row)
        self.on_use()
        return record

    def _put_to_use(self, session: Session, row: VersionTable) -> None:
        used = _used(session, 1)
        if used and used[0][1].content_hash == row.content_hash:
            used[0][0].version_id = row.id
        else:
            session.add(UseTable(version_id=row.id, undone=False))


def _newest(session: Session, content_hash: str) -> VersionTable | None:
    wanted = select(VersionTable).where(VersionTable.content_hash == content_hash).order_by(VersionTable.id.desc())
    return session.scalars(wanted.limit(1)).first()


def _used(session: Session, most: int | None = None) -> list[tuple[UseTable, VersionTable]]:
    """What was put to use and not undone, newest first."""
    wanted = select(UseTable, VersionTable).join(VersionTable, UseTable.version_id == VersionTable.id)
    wanted = wanted.where(UseTable.undone.is_(False)).order_by(UseTable.id.desc()).limit(most)
    return [(use, version) for use, version in session.execute(wanted).all()]


def _record(row: VersionTable) -> DatasetRecord:
    record = DatasetRecord(**{name: getattr(row, name) for name in DatasetRecord.__annotations__})
    # SQLite keeps no time zone.
    return replace(record, added=record.added.replace(tzinfo=UTC)) if record.added.tzinfo is None else record


def _plain(report: ImportResult) -> dict[str, Any]:
    """The report without its frames, as JSON holds it."""
    plain: dict[str, Any] = {name: getattr(report, name) for name in _PLAIN}
    return plain | {"issues": [asdict(issue) for issue in report.issues], "measured": list(report.measured)}
