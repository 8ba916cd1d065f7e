"""The data behind a chart: what its table shows and its download holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Cell = float | int | str | None


@dataclass(frozen=True)
class Column:
    """One column of the table behind a chart.

    Attributes:
        title: Head, with the unit.
        kind: ``text``, ``date`` (ISO text) or ``number``.
        digits: Places after the point on the page; the download holds the full figure.
    """

    title: str
    kind: Literal["text", "date", "number"] = "number"
    digits: int = 0


@dataclass(frozen=True)
class ChartTable:
    """Columns and rows; missing values are None."""

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]

    def plain(self) -> dict[str, list[object]]:
        """Return the table as plain data for the browser."""
        columns = [{"title": c.title, "kind": c.kind, "digits": c.digits} for c in self.columns]
        return {"columns": list(columns), "rows": [list(row) for row in self.rows]}
