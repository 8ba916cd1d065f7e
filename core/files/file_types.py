"""Which texts of a kept file are numbers, days or yes and no: a column becomes one where all of its cells are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.files import duck

if TYPE_CHECKING:
    import duckdb

NOTHING: Final = ("nan", "null", "none", "n/a", "#n/a", "na", "-", "--", "–", "−")
"""Words for a missing value in columns of numbers, days, and yes and no; in a column of texts they are texts."""
YES: Final = ("true", "yes", "t", "y")
NO: Final = ("false", "no", "f", "n")
DAY_FIRST: Final = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y")
SAMPLE: Final = 2_000
"""First rows on which it is found what a column could be."""
_SAMPLE: Final = "first_rows"
MONTH_FIRST: Final = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y")
OTHER_DATES: Final = ("%Y/%m/%d", "%d-%b-%y", "%d-%b-%Y", "%d %b %Y", "%b %d, %Y", "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M")

# Signs of currencies and all kinds of spaces around a number.
_AROUND = r"[€$£¥₹\s\x{00a0}\x{202f}'’]|\b(EUR|USD|GBP)\b"
_POINT = r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?|[+-]?\d*\.?\d+"
_COMMA = r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?|[+-]?\d*,?\d+"


def typed(connection: duckdb.DuckDBPyConnection, table: str, delimiter: str) -> str:
    """Return the SQL that selects all columns of a table of texts as what they are.

    What the first rows could be is found on a sample; only that is then checked on all rows.

    Args:
        connection: The database with the table.
        table: Its name; columns of other types stay what they are.
        delimiter: What separated cells: with a semicolon, "1,5" is one and a half.
    """
    described = connection.execute(f"DESCRIBE {table}").fetchall()
    texts = [row[0] for row in described if row[1] == "VARCHAR"]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_SAMPLE} AS SELECT * FROM {table} LIMIT {SAMPLE}")
    choices = {column: _choices(connection, _Cell(column), delimiter) for column in texts}
    first = [(column, found[0]) for column, found in choices.items() if found]
    wrong = dict(zip(texts, [0] * len(texts), strict=True))
    for (column, _), count in zip(first, _misfits(connection, table, first), strict=True):
        wrong[column] = count
    picked = []
    for column, kind, *_ in described:
        if kind == "VARCHAR":
            found = choices[column][1:] if wrong[column] else choices[column]
            sql = _settled(connection, table, _Cell(column), found, sure=not wrong[column])
        else:
            sql = _native(column, kind)
        if sql:
            picked.append(f"{sql} AS {duck.name(column)}")
    return f"SELECT {', '.join(picked)} FROM {table}"


def amount_choices(column: str) -> list[str]:
    """Return the SQL of a text as a number: with a decimal point, and with a decimal comma; null where it is none."""
    return _Cell(column).amounts(",")


@dataclass(frozen=True)
class _Cell:
    """SQL of a cell of a column of texts."""

    column: str

    @property
    def bare(self) -> str:
        return f"trim({duck.name(self.column)})"

    @property
    def missing(self) -> str:
        return f"({self.bare} = '' OR lower({self.bare}) IN ({', '.join(map(duck.text, NOTHING))}))"

    @property
    def as_text(self) -> str:
        return f"NULLIF({self.bare}, '')"

    @property
    def padded(self) -> str:
        """Whether a number begins with zeros that it would lose: such are ids and postcodes."""
        return f"regexp_matches({self.bare}, '^0[0-9]')"

    def plain(self) -> list[str]:
        """Whole numbers, numbers, yes and no, moments: values that are null where a cell is something else."""
        named, bare = duck.name(self.column), self.bare
        plain = f"NOT contains({named}, '.') AND NOT contains({named}, 'e') AND NOT {self.padded}"
        whole = f"CASE WHEN {plain} THEN TRY_CAST({named} AS BIGINT) END"
        # Numbers of more digits than a number holds are ids that would run into each other.
        short = (
            f"NOT {self.padded} AND (length({named}) < 19 OR contains({named}, '.') OR contains(lower({named}), 'e'))"
        )
        value = f"TRY_CAST({named} AS DOUBLE)"
        number = f"CASE WHEN {short} AND NOT contains({named}, '_') AND isfinite({value}) THEN {value} END"
        words = ", ".join(map(duck.text, YES + NO))
        yes = ", ".join(map(duck.text, YES))
        yes_no = f"CASE WHEN lower({bare}) IN ({words}) THEN lower({bare}) IN ({yes}) END"
        return [whole, number, yes_no, f"TRY_CAST({bare} AS TIMESTAMP)"]

    def amounts(self, delimiter: str) -> list[str]:
        """Numbers with thousands, a decimal comma, a currency or a percent sign."""
        bare = f"replace(regexp_replace({self.bare}, {duck.text(_AROUND)}, '', 'g'), '−', '-')"
        number = f"CASE WHEN NOT {self.padded} THEN rtrim({bare}, '%') END"
        joined = f"TRY_CAST(replace({number}, ',', '') AS DOUBLE)"
        point = f"CASE WHEN regexp_full_match({number}, {duck.text(_POINT)}) THEN {joined} END"
        swapped = f"replace(replace({number}, '.', ''), ',', '.')"
        comma = f"CASE WHEN regexp_full_match({number}, {duck.text(_COMMA)}) THEN TRY_CAST({swapped} AS DOUBLE) END"
        scale = f" / CASE WHEN suffix({bare}, '%') THEN 100 ELSE 1 END"
        both = [comma + scale, point + scale] if delimiter == ";" else [point + scale, comma + scale]
        return [f"({one})" for one in both]

    def days(self) -> list[str]:
        """Days in another order than year, month, day."""
        return [f"try_strptime({self.bare}, {duck.text(form)})" for form in (*DAY_FIRST, *MONTH_FIRST, *OTHER_DATES)]


def _native(column: str, kind: str) -> str:
    """A column of a Parquet file; empty where it is of a kind that nobody needs, such as lists."""
    named = duck.name(column)
    if kind in ("BIGINT", "BOOLEAN", "DATE", "TIMESTAMP"):
        return named
    if kind == "DOUBLE":
        # What is no number counts as missing, or every sum would be none.
        return f"CASE WHEN isfinite({named}) THEN {named} END"
    if kind in ("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"):
        return f"CAST({named} AS BIGINT)"
    if kind in ("UBIGINT", "HUGEINT", "UUID") or kind.startswith("ENUM"):
        return f"CAST({named} AS VARCHAR)"
    if kind == "FLOAT" or kind.startswith("DECIMAL"):
        return f"CASE WHEN isfinite(CAST({named} AS DOUBLE)) THEN CAST({named} AS DOUBLE) END"
    return f"CAST({named} AS TIMESTAMP)" if kind.startswith("TIMESTAMP") else ""


def _choices(connection: duckdb.DuckDBPyConnection, cell: _Cell, delimiter: str) -> list[str]:
    """Return the values that fit the sample, what is plainest first; days of which order is open stay together."""
    plain = cell.plain()
    column = cell.column
    found = [one for one in plain if not _misfits(connection, _SAMPLE, [(column, one)])[0]]
    amounts = (
        [] if found else [a for a in cell.amounts(delimiter) if not _misfits(connection, _SAMPLE, [(column, a)])[0]]
    )
    if found or amounts:
        return found + amounts + ([] if amounts else cell.amounts(delimiter))
    days = [(column, one) for one in cell.days()]
    fits = [day for (_, day), wrong in zip(days, _misfits(connection, _SAMPLE, days), strict=True) if not wrong]
    if not fits:
        return []
    spans = ", ".join(f"date_diff('day', min({day}), max({day}))" for day in fits)
    found_spans = connection.execute(f"SELECT {spans} FROM {_SAMPLE}").fetchone() or ()
    # Where the day and the month could be either, the order under which the days lie closer together comes first.
    return [
        day
        for _, _, day in sorted(
            (span or 0, i, day) for i, (span, day) in enumerate(zip(found_spans, fits, strict=True))
        )
    ]


def _misfits(connection: duckdb.DuckDBPyConnection, table: str, values: list[tuple[str, str]]) -> list[int]:
    """Return for each column and value the rows whose cell says something else."""
    if not values:
        return []
    parts = [f"count(*) FILTER ({value} IS NULL AND NOT {_Cell(column).missing})" for column, value in values]
    return list(connection.execute(f"SELECT {', '.join(parts)} FROM {table}").fetchone() or ())


def _settled(connection: duckdb.DuckDBPyConnection, table: str, cell: _Cell, choices: list[str], *, sure: bool) -> str:
    """Return the first value that fits all rows; a moment without hours is a day, and what fits nothing a text."""
    for value in choices:
        if sure or not _misfits(connection, table, [(cell.column, value)])[0]:
            if "AS TIMESTAMP" not in value and "strptime" not in value:
                return value
            hours = connection.execute(
                f"SELECT count(*) FROM {table} WHERE {value} <> date_trunc('day', {value})"
            ).fetchone()
            return value if hours and hours[0] else f"CAST({value} AS DATE)"
    return cell.as_text
