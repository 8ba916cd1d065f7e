"""What the reading of a file comes to: what was kept, what was set aside and why."""

from dataclasses import dataclass

import pandas as pd

from core.data.dataset import Dataset, campaigns_of


@dataclass(frozen=True)
class Issue:
    """Something that a person should know about an import.

    Attributes:
        code: Stable name of the kind, e.g. ``total_rows``.
        text: One sentence.
        rows: How many rows it touches; 0 where it is about the whole file.
        spend: Spend of these rows.
    """

    code: str
    text: str
    rows: int = 0
    spend: float = 0.0


@dataclass(frozen=True, eq=False)
class ImportResult:
    """A file that was read.

    Attributes:
        frame: Tidy daily metrics, columns ``core.data.schema.DAILY_METRICS``.
        source: Name of the recogniser that read it.
        issues: What a person should know.
        set_aside: Rows that were not used: their number in the file (``row``), ``reason``, and the cells as they were.
        rows_read: Rows below the header that are not blank.
        rows_kept: Rows that went into ``frame``.
        rows_set_aside: Rows of ``set_aside``; kept and set aside add up to read.
        totals_in: Sum of each measure over all rows read; a cell that is no number counts as 0.
        totals_kept: The same over the rows kept.
        totals_set_aside: The same over the rows set aside; kept and set aside add up to in.
        currency: ISO code, or None where the file does not say.
        measured: The measures of which the file has a column.
        columns: Header of the column that each field was read from.
        filename: Name of the file.
    """

    frame: pd.DataFrame
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
    filename: str = ""

    def dataset(self, name: str | None = None) -> Dataset:
        """Return the data set that the file holds, called ``name`` or like the file."""
        return Dataset(
            name=name or self.filename or "Imported file",
            daily_metrics=self.frame,
            campaigns=campaigns_of(self.frame),
            currency=self.currency,
            measured=self.measured,
            source=self.source,
        )
