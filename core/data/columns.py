"""Which column of a file holds which field."""

from dataclasses import dataclass, field

from core.data.dates import ORDERS
from core.data.headers import DATE_ENDS, PERIODS, REQUIRED, SERIES_SYNONYMS, SYNONYMS, plain_header
from core.data.recognisers import Recogniser, recognise
from core.data.schema import MEASURES
from core.data.table import Table, column_of
from core.errors import FileUnusableError

ORDER_KEY = "date_order"
"""Key of a mapping under which a person says whether dates are day-first or month-first."""
UNREADABLE_KEY = "unreadable_spend"
"""Key of a mapping under which a person says what becomes of rows with text in spend: ``set-aside``, or a refusal."""


@dataclass(frozen=True)
class Columns:
    """Positions of the columns that are read.

    Attributes:
        recogniser: The source.
        fields: Position by field of the schema.
        within: Positions of the columns that name the campaign together; empty where one column does.
        date_end: Position of the column with the last day of a row, or None.
        passed_over: For each field, further headers that could have been meant.
        date_order: What a person said about dates, or None.
        series: Whether the file is one daily series, such as the visits of a website: neither campaigns nor spend.
        leave_out_unreadable: Whether a person said that rows with text in spend may be set aside.
    """

    recogniser: Recogniser
    fields: dict[str, int]
    within: tuple[int, ...] = ()
    date_end: int | None = None
    passed_over: dict[str, tuple[str, ...]] = field(default_factory=dict)
    date_order: str | None = None
    leave_out_unreadable: bool = False
    series: bool = False


def find_columns(table: Table, mapping: dict[str, str] | None = None) -> Columns:
    """Return the columns of a table.

    Args:
        table: The file.
        mapping: What a person said: header by field (an empty header: not in the file), ``date_order`` and
            ``unreadable_spend``.

    Raises:
        FileUnusableError: If a needed column is missing, or the mapping names what does not exist.
    """
    mapping = mapping or {}
    names = [plain_header(header) for header in table.headers]
    recogniser = recognise(names)
    fields: dict[str, int] = {}
    passed_over: dict[str, tuple[str, ...]] = {}
    for name in SYNONYMS:
        found = list(dict.fromkeys(names.index(c) for c in recogniser.candidates(name) if c in names))
        if found:
            fields[name] = found[0]
            passed_over[name] = tuple(table.headers[position] for position in found[1:])
    within = tuple(names.index(name) for name in recogniser.campaign_within if name in names)
    fields |= _said(table, mapping)
    for name in (*mapping, *(name for name, position in fields.items() if position < 0)):
        passed_over.pop(name, None)
    fields = {name: position for name, position in fields.items() if position >= 0}
    if mapping.get("campaign"):
        within = ()
    if "campaign" not in fields and within:
        fields["campaign"] = within[-1]
    if "campaign" not in fields and "campaign_id" in fields:
        fields["campaign"] = fields["campaign_id"]
    series = _as_series(fields, names, mapping)
    _check(table, fields, names, ("date",) if series else REQUIRED)
    end = DATE_ENDS.get(names[fields["date"]])
    return Columns(
        recogniser=recogniser,
        fields=fields,
        within=within,
        date_end=names.index(end) if end in names else None,
        passed_over={name: headers for name, headers in passed_over.items() if headers},
        date_order=mapping.get(ORDER_KEY) or None,
        leave_out_unreadable=mapping.get(UNREADABLE_KEY) == "set-aside",
        series=series,
    )


def _as_series(fields: dict[str, int], names: list[str], mapping: dict[str, str]) -> bool:
    """Return whether a file is one daily series without campaigns and spend; add the fields that such files have."""
    if "date" not in fields or {"campaign", "spend", "channel"} & fields.keys():
        return False
    taken = set(fields.values())
    for name, synonyms in SERIES_SYNONYMS.items():
        found = next((names.index(c) for c in synonyms if c in names and names.index(c) not in taken), None)
        if name not in fields and name not in mapping and found is not None:
            fields[name] = found
    return any(name in fields for name in MEASURES)


def _said(table: Table, mapping: dict[str, str]) -> dict[str, int]:
    """Positions by field as the mapping gives them; -1 for a field that is not in the file."""
    order = mapping.get(ORDER_KEY)
    if order and order not in ORDERS:
        raise FileUnusableError(f"The order of dates is “{order}”; it can be {' or '.join(ORDERS)}.")
    said = {}
    for name, header in mapping.items():
        if name in (ORDER_KEY, UNREADABLE_KEY):
            continue
        if name not in SYNONYMS:
            raise FileUnusableError(f"There is no field “{name}”. The fields are {', '.join(SYNONYMS)}.")
        position = column_of(table, header) if header else -1
        if position is None:
            raise FileUnusableError(
                f"The file has no column “{header}” for {name}. Its columns are {_listed(table.headers)}."
            )
        said[name] = position
    return said


def _check(table: Table, fields: dict[str, int], names: list[str], required: tuple[str, ...]) -> None:
    periods = [header for name, header in zip(names, table.headers, strict=True) if name in PERIODS]
    missing = [name for name in required if name not in fields]
    if missing == ["date"] and periods:
        period = PERIODS[plain_header(periods[0])]
        raise FileUnusableError(
            f"Each row covers a {period} (column “{periods[0]}”), so there are no daily figures. "
            "Export the report split by day."
        )
    if missing:
        such_as = f", such as “{'”, “'.join(SYNONYMS[missing[0]][:3])}”" if len(missing) == 1 else ""
        raise FileUnusableError(
            f"The file has no column for {' or '.join(missing)}{such_as}. Its columns are {_listed(table.headers)}. "
            "Rename a column in the file, or say which one it is."
        )
    used: dict[int, str] = {}
    for name, position in fields.items():
        if position in used and {name, used[position]} != {"campaign", "campaign_id"}:
            raise FileUnusableError(
                f"The column “{table.headers[position]}” is meant for both {used[position]} and {name}. "
                "Choose a different column for one of them."
            )
        used[position] = name


def _listed(headers: list[str], most: int = 12) -> str:
    shown = ", ".join(f"“{header[:40]}”" for header in headers[:most])
    return f"{shown} and {len(headers) - most} more" if len(headers) > most else shown
