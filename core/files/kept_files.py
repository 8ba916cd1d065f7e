"""KeptFiles: keeps uploaded tables as Parquet, by content hash, with what their columns hold."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, Literal

from core.data.table import check_kind
from core.errors import FileUnusableError, NotFoundError, ProductError
from core.files import duck
from core.files.file_text import RAW, load_text, load_workbook
from core.files.file_types import typed

if TYPE_CHECKING:
    import duckdb

LARGEST: Final = 300 * 1024 * 1024
"""Largest file that is read, bytes."""
MOST_ROWS: Final = 20_000_000
FEW: Final = 60
"""Values of a column that are listed; a column with more is no variant and no dimension."""
KEPT_SHOWN: Final = 50

Kind = Literal["whole", "number", "yes-no", "date", "text"]

_EXTENSIONS: Final = ("", ".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".parquet", ".pq")
_DATA, _ABOUT = "rows.parquet", "about.json"
_KINDS: Final[dict[str, Kind]] = {
    "BIGINT": "whole",
    "DOUBLE": "number",
    "BOOLEAN": "yes-no",
    "DATE": "date",
    "TIMESTAMP": "date",
    "VARCHAR": "text",
}


@dataclass(frozen=True)
class FileColumn:
    """One column of a kept file.

    Attributes:
        name: As the file writes it.
        kind: What all of its cells are: ``whole`` or other ``number``, ``yes-no``, ``date``, else ``text``.
        missing: Rows without a value.
        distinct: Different values; exact up to ``FEW``, about right above.
        low: Smallest number; None where it holds none.
        high: Largest number.
        mean: Mean of the numbers, to be subtracted before squares are taken.
        values: Each value as text and its rows, the most common first; empty above ``FEW``.
        example: A value.
    """

    name: str
    kind: Kind
    missing: int
    distinct: int
    low: float | None
    high: float | None
    mean: float | None
    values: tuple[tuple[str, int], ...]
    example: str

    @property
    def is_number(self) -> bool:
        """Whether it can be summed."""
        return self.kind in ("whole", "number", "yes-no")

    @property
    def is_share(self) -> bool:
        """Whether all of its values are yes or no, or 1 and 0."""
        return self.kind == "yes-no" or (
            self.is_number and self.low in (0, 1) and self.high in (0, 1) and self.distinct <= 2
        )


@dataclass(frozen=True)
class KeptFile:
    """A kept file.

    Attributes:
        hash: Of its content.
        name: Of the file when it was uploaded.
        rows: Number of rows.
        columns: What it holds.
        added: When, in UTC, ISO.
        added_by: Who; empty where nobody is known.
    """

    hash: str
    name: str
    rows: int
    columns: tuple[FileColumn, ...]
    added: str
    added_by: str

    def column(self, name: str) -> FileColumn | None:
        """Return a column by its name; None where there is none."""
        return next((one for one in self.columns if one.name == name), None)


class KeptFiles:
    """The kept files.

    Args:
        folder: Where they are; made when the first one is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, content: bytes, filename: str, by: str = "") -> KeptFile:
        """Keep a file: CSV with any delimiter and encoding, XLSX or Parquet.

        The same content again is the same file.

        Raises:
            FileUnusableError: If it is too large, empty, damaged, or no table.
        """
        _check(content, filename)
        file_hash = hashlib.sha256(content).hexdigest()[:32]
        if self._is_whole(file_hash):
            return self.get(file_hash)
        self._folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".adding-", dir=self._folder) as partial:
            folder = Path(partial)
            (folder / "new").mkdir()
            with duck.database() as connection:
                about = _written(connection, content, folder)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            added = {"name": Path(filename).name[:200] or "table", "added": now, "added_by": by.strip()[:120]}
            text = json.dumps(about | added, ensure_ascii=False)
            (folder / "new" / _ABOUT).write_text(text, encoding="utf-8")
            self._place(folder / "new", self._folder / file_hash)
        return self.get(file_hash)

    def get(self, file_hash: str) -> KeptFile:
        """Return a kept file.

        Raises:
            NotFoundError: If there is none, or it is damaged.
        """
        try:
            about = json.loads((self._place_of(file_hash) / _ABOUT).read_text(encoding="utf-8"))
            columns = tuple(_column(one) for one in about.pop("columns"))
            return KeptFile(hash=file_hash, columns=columns, **about)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NotFoundError("This file is not kept any more. Upload it again.") from error

    def path(self, file_hash: str) -> Path:
        """Return where the rows of a kept file are, as Parquet.

        Raises:
            NotFoundError: If there is no such file.
        """
        path = self._place_of(file_hash) / _DATA
        if not path.is_file():
            raise NotFoundError("This file is not kept any more. Upload it again.")
        return path

    def kept(self) -> list[KeptFile]:
        """Return the files that were added last, the newest first."""
        if not self._folder.is_dir():
            return []
        files = []
        for place in self._folder.iterdir():
            if len(place.name) == 32 and (place / _ABOUT).is_file():
                try:
                    files.append(self.get(place.name))
                except ProductError:
                    continue
        return sorted(files, key=lambda one: one.added, reverse=True)[:KEPT_SHOWN]

    def preview(self, file_hash: str, rows: int = 5) -> list[list[str]]:
        """Return the first rows as texts.

        Raises:
            NotFoundError: If there is no such file.
        """
        file, path = self.get(file_hash), self.path(file_hash)
        named = ", ".join(f"CAST({duck.name(one.name)} AS VARCHAR)" for one in file.columns)
        with duck.database() as connection:
            found = connection.execute(f"SELECT {named} FROM {duck.text(path)} LIMIT {int(rows)}").fetchall()
        return [["" if cell is None else str(cell) for cell in row] for row in found]

    def cells(self, file_hash: str, columns: Sequence[str]) -> list[list[Any]]:
        """Return some columns of all rows, in the order of the columns; a cell without a value is None.

        Raises:
            NotFoundError: If there is no such file.
        """
        import pyarrow.parquet as pq

        table = pq.read_table(self.path(file_hash), columns=list(dict.fromkeys(columns)))
        return [list(row) for row in zip(*(table.column(one).to_pylist() for one in columns), strict=True)]

    def _place_of(self, file_hash: str) -> Path:
        # Hashes come from addresses: nothing else than a hash may become part of a path.
        known = len(file_hash) == 32 and all(c in "0123456789abcdef" for c in file_hash)
        return self._folder / (file_hash if known else "no-such-file")

    def _is_whole(self, file_hash: str) -> bool:
        import pyarrow.parquet as pq

        try:
            return bool(pq.ParquetFile(self.path(file_hash)).metadata.num_rows == self.get(file_hash).rows)
        except (ProductError, OSError, ValueError):
            return False

    def _place(self, new: Path, place: Path) -> None:
        if place.exists() and not self._is_whole(place.name):
            shutil.rmtree(place, ignore_errors=True)
        try:
            new.rename(place)
        except OSError:
            # Another process was faster; what it wrote has the same content.
            if not place.exists():
                raise


def _check(content: bytes, filename: str) -> None:
    extension = Path(filename).suffix.lower()
    if len(content) > LARGEST:
        raise FileUnusableError(
            f"The file has {len(content) / 2**20:.0f} MB; the limit is {LARGEST // 2**20} MB. Leave out columns that "
            "are not needed, or upload sums instead."
        )
    if extension not in _EXTENSIONS:
        raise FileUnusableError(
            f"Files that end in “{extension[:20]}” cannot be read. Save it as CSV, XLSX or Parquet."
        )
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise FileUnusableError("The file is empty. Export it again and check that it has rows.")
    if not content.startswith(b"PAR1"):
        check_kind(content)


def _written(connection: duckdb.DuckDBPyConnection, content: bytes, folder: Path) -> dict[str, Any]:
    """Write the rows into the folder and return what is known of them."""
    import duckdb

    delimiter = ""
    try:
        if content.startswith(b"PAR1"):
            given = folder / "given.parquet"
            given.write_bytes(content)
            connection.execute(f"CREATE VIEW {RAW} AS SELECT * FROM read_parquet({duck.text(given)})")
        elif content.startswith(b"PK"):
            load_workbook(connection, content)
        else:
            delimiter = load_text(connection, content, folder)
        path = folder / "new" / _DATA
        connection.execute(
            f"COPY ({typed(connection, RAW, delimiter)} LIMIT {MOST_ROWS + 1}) TO {duck.text(path)} (FORMAT parquet)"
        )
    except duckdb.Error as error:
        raise FileUnusableError(
            "The file is damaged or not a table, and cannot be read. Save it again as CSV, XLSX or Parquet."
        ) from error
    rows, columns = _described(connection, path)
    if rows == 0:
        raise FileUnusableError("The file has no rows. Export it again.")
    if rows > MOST_ROWS:
        raise FileUnusableError(f"The file has more than {MOST_ROWS // 10**6} million rows. Upload sums instead.")
    return {"rows": rows, "columns": [asdict(one) for one in columns]}


def _described(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[int, list[FileColumn]]:
    source = f"read_parquet({duck.text(path)})"
    kinds = [(row[0], _KINDS[row[1]]) for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
    if len(kinds) < 2:
        raise FileUnusableError("The file has one column only; at least two are needed.")
    parts = ["count(*)"]
    for column, kind in kinds:
        named = duck.name(column)
        number = f"CAST({named} AS DOUBLE)" if kind in ("whole", "number", "yes-no") else "CAST(NULL AS DOUBLE)"
        parts += [
            f"count({named})",
            f"approx_count_distinct({named})",
            f"min({number})",
            f"max({number})",
            f"avg({number})",
            f"CAST(any_value({named}) AS VARCHAR)",
        ]
    rows, *found = connection.execute(f"SELECT {', '.join(parts)} FROM {source}").fetchone() or (0,)
    columns = []
    for i, (column, kind) in enumerate(kinds):
        filled, distinct, low, high, mean, example = found[6 * i : 6 * i + 6]
        values: tuple[tuple[str, int], ...] = ()
        if distinct <= 1.3 * FEW:
            named = duck.name(column)
            counts = connection.execute(
                f"SELECT CAST({named} AS VARCHAR), count(*) FROM {source} WHERE {named} IS NOT NULL "
                f"GROUP BY 1 ORDER BY 2 DESC, 1"
            ).fetchall()
            distinct = len(counts)
            values = tuple((text, count) for text, count in counts) if distinct <= FEW else ()
        columns.append(
            FileColumn(column, kind, rows - filled, distinct, low, high, mean, values, (example or "")[:100])
        )
    return rows, columns


def _column(plain: dict[str, Any]) -> FileColumn:
    return FileColumn(**{**plain, "values": tuple((text, count) for text, count in plain["values"])})
