"""A panel of regions: what each brought, and maybe cost, by day or week; read from a file, checked in words."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from core.curves import Floats
from core.data.amounts import read_amounts
from core.data.dates import read_dates
from core.data.table import Table, read_table
from core.errors import InputError
from core.wording import counted, date_text

LEAST_REGIONS: Final = 3
MOST_REGIONS: Final = 400
MOST_NAMED: Final = 4
NAMES: Final = {
    "date": ("date", "day", "week", "time", "period", "datum"),
    "region": ("region", "geo", "state", "city", "dma", "market", "area", "country", "store"),
    "outcome": ("revenue", "sales", "conversions", "orders", "outcome", "kpi", "value"),
    "spend": ("spend", "cost", "spent"),
}
"""Names by which a column is known where nobody says which it is."""
NO_SPEND: Final = "-"
"""What stands for the column of spend where there is to be none."""


@dataclass(frozen=True, eq=False)
class RegionPanel:
    """What regions brought by day or week; each region has each period.

    Attributes:
        regions: Names of the regions.
        first: First day of the first period.
        period_days: 1 or 7.
        outcome: What came, shape (periods, regions).
        spend: What was spent, the same shape; None where it is not known.
        outcome_name: Name of the column.
        spend_name: Name of the column; empty where there is none.
        issues: What was set aside and why, in sentences.
    """

    regions: tuple[str, ...]
    first: date
    period_days: int
    outcome: Floats
    spend: Floats | None = None
    outcome_name: str = "Outcome"
    spend_name: str = ""
    issues: tuple[str, ...] = ()

    @property
    def periods(self) -> int:
        """Number of days or weeks."""
        return len(self.outcome)

    @property
    def last_day(self) -> date:
        """Last day of the last period."""
        return self.first + timedelta(days=self.periods * self.period_days - 1)

    @property
    def word(self) -> str:
        """``day`` or ``week``."""
        return "day" if self.period_days == 1 else "week"

    def day(self, period: int) -> date:
        """Return the first day of a period."""
        return self.first + timedelta(days=period * self.period_days)

    def positions(self, names: tuple[str, ...]) -> np.ndarray:
        """Return the positions of regions.

        Raises:
            InputError: If a region is not in the panel.
        """
        known = {name: position for position, name in enumerate(self.regions)}
        for name in names:
            if name not in known:
                raise InputError(f"There is no region “{str(name)[:40]}” in this history, or it was set aside.")
        return np.array(sorted({known[name] for name in names}), int)

    def window(self, first: date, last: date) -> tuple[int, int]:
        """Return the periods of a test as a half-open range; a week counts where the test covers it whole.

        Raises:
            InputError: If the days lie outside of the panel or hold no whole period.
        """
        if last < first:
            raise InputError("The last day of the test comes before the first.")
        start = -(-(first - self.first).days // self.period_days)
        stop = ((last - self.first).days + 1) // self.period_days
        if start < 0 or stop > self.periods:
            raise InputError(
                f"The test runs from {date_text(first)} to {date_text(last)}, and this history holds "
                f"{date_text(self.first)} to {date_text(self.last_day)}. Choose days within it."
            )
        if stop <= start:
            raise InputError("The test covers no whole week of this history. Choose more days.")
        return start, stop


def read_regions(content: bytes, filename: str, roles: dict[str, str] | None = None) -> RegionPanel:
    """Return the panel of a file.

    Args:
        content: The file.
        filename: Its name, for its kind.
        roles: Column by ``date``, ``region``, ``outcome``, ``spend``; what is not given is found by its name.

    Raises:
        FileUnusableError: If the file cannot be read.
        InputError: If a column is missing or its cells cannot be used.
    """
    return panel_of_table(read_table(content, filename), roles or {})


def panel_of_table(table: Table, roles: dict[str, str]) -> RegionPanel:
    """Return the panel of a table of cells; ``read_regions`` says what roles are.

    Raises:
        InputError: If a column is missing or its cells cannot be used.
    """
    found = find_roles(table.headers, roles)
    cells = {
        role: np.array([row[table.headers.index(name)] for row in table.rows], object) for role, name in found.items()
    }
    dates = read_dates(cells["date"], table.numbers, found["date"]).values
    numbers: dict[str, np.ndarray] = {role: cells[role] for role in ("outcome", "spend") if role in cells}
    amounts = read_amounts(numbers, {role: found[role] for role in numbers}, table.delimiter)
    frame = pd.DataFrame({"date": dates, "region": [str(cell).strip() for cell in cells["region"]]})
    for role, read in amounts.items():
        _only_numbers(read.values, cells[role], found[role])
        frame[role] = read.values
    return panel_of(frame, outcome_name=found["outcome"], spend_name=found.get("spend", ""))


def find_roles(headers: list[str], roles: dict[str, str]) -> dict[str, str]:
    """Return the column of each role; spend may be missing.

    Raises:
        InputError: If a column that is needed is not there.
    """
    found: dict[str, str] = {}
    for role, names in NAMES.items():
        said = roles.get(role)
        if said == NO_SPEND and role == "spend":
            continue
        if said:
            if said not in headers:
                raise InputError(f"The file has no column “{said[:40]}”. It has: {', '.join(headers[:12])}.")
            found[role] = said
            continue
        free = [header for header in headers if header not in found.values()]
        plain = {header: header.lower().strip() for header in free}
        exact = [h for name in names for h in free if plain[h] == name]
        inside = [h for name in names for h in free if name in plain[h] and "per" not in plain[h].split("_")]
        if exact or (inside and role != "spend"):
            found[role] = (exact or inside)[0]
        elif role != "spend":
            raise InputError(
                f"No column of the file says the {role}. Say which column it is. It has: {', '.join(headers[:12])}."
            )
    return found


def panel_of(frame: pd.DataFrame, outcome_name: str = "Outcome", spend_name: str = "") -> RegionPanel:
    """Return the panel of rows with ``date``, ``region``, ``outcome`` and maybe ``spend``; same ones are added up.

    Regions that miss a period are set aside, and so are those that never brought anything.

    Raises:
        InputError: If too few regions or periods are left, the periods are neither days nor weeks, or a number is
            negative.
    """
    frame = frame.loc[pd.notna(frame["date"]) & (frame["region"] != "")]
    if frame.empty:
        raise InputError("No row of the file has a date and a region. Check which column is which.")
    columns = [name for name in ("outcome", "spend") if name in frame]
    for name in columns:
        values = frame[name].to_numpy(float)
        if not np.isfinite(values).all():
            raise InputError(f"Some cells of the {name} are no numbers. Fill them with 0 where nothing came.")
        if (values < 0).any():
            raise InputError(
                f"{counted(int((values < 0).sum()), 'row')} have a negative {name}. It has to be 0 or more."
            )
    frame = frame.assign(date=pd.to_datetime(frame["date"]), region=frame["region"].astype(str))
    regions = frame["region"].nunique()
    if regions < LEAST_REGIONS:
        raise InputError(
            f"The file holds {counted(regions, 'region')}. A comparison needs at least {LEAST_REGIONS}: some with the "
            "change and some without. For one series alone, plan a test of one campaign."
        )
    if regions > MOST_REGIONS:
        raise InputError(f"The file holds {regions:,} regions; up to {MOST_REGIONS} can be compared. Join small ones.")
    wide = frame.pivot_table(index="date", columns="region", values=columns, aggfunc="sum")
    days = pd.DatetimeIndex(wide.index)
    step = _period(days)
    full = pd.date_range(days[0], days[-1], freq=f"{step}D")
    gone = full.difference(days)
    word = "day" if step == 1 else "week"
    if len(gone):
        raise InputError(
            f"{counted(len(gone), word)} between {date_text(full[0].date())} and {date_text(full[-1].date())} have no "
            f"row at all, the first {date_text(gone[0].date())}. A comparison over time needs each of them."
        )
    outcome, issues = wide["outcome"], []
    missing = outcome.isna().sum()
    short = [str(name) for name in outcome.columns[missing > 0]]
    if short:
        issues.append(
            f"{_listed(short)} set aside: no row for some of the {len(full)} {word}s. Fill them with 0 where nothing "
            "was sold."
        )
    empty = [str(name) for name in outcome.columns[(missing == 0) & (outcome.fillna(0).sum() <= 0)]]
    if empty:
        issues.append(f"{_listed(empty)} set aside: nothing ever came there.")
    kept = [name for name in outcome.columns if str(name) not in {*short, *empty}]
    if len(kept) < LEAST_REGIONS:
        raise InputError(
            f"Only {counted(len(kept), 'region')} can be compared; {LEAST_REGIONS} are needed. " + " ".join(issues)
        )
    spend = wide["spend"][kept].fillna(0.0).to_numpy(float) if "spend" in columns else None
    return RegionPanel(
        regions=tuple(str(name) for name in kept),
        first=full[0].date(),
        period_days=step,
        outcome=outcome[kept].to_numpy(float),
        spend=spend,
        outcome_name=outcome_name,
        spend_name=spend_name,
        issues=tuple(issues),
    )


def _period(days: pd.DatetimeIndex) -> int:
    if len(days) < 2:
        raise InputError("The file holds one date. A comparison needs a history of days or weeks.")
    gaps = pd.Series(np.diff(days) / np.timedelta64(1, "D")).astype(int)
    step = int(gaps.mode().iloc[0])
    if step not in (1, 7) or (gaps % step).any():
        raise InputError("The dates are neither one a day nor one a week. Export the history by day or by week.")
    return step


def _only_numbers(values: Floats, cells: Any, name: str) -> None:
    wrong = np.flatnonzero(~np.isfinite(values))
    if len(wrong):
        raise InputError(
            f"{counted(len(wrong), 'cell')} of the column “{name}” hold no number, the first is "
            f"“{str(cells[wrong[0]])[:40]}”. Choose a column of numbers, or mend the file."
        )


def _listed(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    text = ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"{text} {'was' if len(names) == 1 else 'were'}"
