"""RegionRoom: what pages ask about tests by region or of one campaign; histories are kept among the result files."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from core.allocation.planning import Planner
from core.data import Dataset
from core.data.table import Table
from core.errors import InputError
from core.experiments.regions.lift import LiftResult, read_region_test
from core.experiments.regions.region_design import RegionPlan, design_regions
from core.experiments.regions.regions import NO_SPEND, RegionPanel, find_roles, panel_of_table, read_regions
from core.experiments.regions.spend_design import SpendPlan, plan_spend_test
from core.experiments.regions.spend_test import expected_change, read_spend_test
from core.experiments.regions.taught import Taught, taught, taught_by
from core.files.kept_files import KeptFile, KeptFiles
from core.memo import Memo, RecentMemo, memo_key
from core.response import Assumptions, LiftTest

MOST_LISTED: Final = 20
PANELS_KEPT: Final = 8
MOST_ROWS: Final = 1_000_000
COMPACT_DAYS: Final = 10_000_000
"""Whole numbers from here on are no days of a spreadsheet, but may be days without separators."""


class RegionRoom:
    """Everything about tests by region or period.

    Args:
        files: Uploaded results, histories among them.
        dataset: Returns the data set in use.
        memo: Where expensive results are shared.
    """

    def __init__(self, files: KeptFiles, dataset: Callable[[], Dataset], memo: Memo) -> None:
        self._files, self._dataset, self._memo = files, dataset, memo
        self._panels = RecentMemo(PANELS_KEPT)

    def keep(self, content: bytes, filename: str, roles: dict[str, str] | None = None) -> str:
        """Keep a region history that can be used among the result files; return its hash.

        Raises:
            FileUnusableError: If it cannot be read.
            InputError: If it is no region history.
        """
        # Checked first as it was written: what is wrong is said with the row of the file, and nothing is kept.
        read_regions(content, filename, roles)
        return self._files.add(content, filename).hash

    def kept(self) -> list[tuple[str, str]]:
        """Return hash and name of the kept files whose columns are those of a history, newest first."""
        return [(one.hash, one.name) for one in self._files.kept() if _may_be_history(one)][:MOST_LISTED]

    def columns(self, file: str) -> tuple[list[str], dict[str, str]]:
        """Return the columns of a history and which of them are what by their names.

        Raises:
            NotFoundError: If it is not kept.
            InputError: If nothing says which column is what.
        """
        headers = _headers(self._files.get(file))
        return headers, find_roles(headers, {})

    def panel(self, file: str, roles: dict[str, str]) -> RegionPanel:
        """Return a history.

        Raises:
            NotFoundError: If it is not kept.
            InputError: If its columns cannot be used so.
        """
        return self._panels(f"{file}{sorted(roles.items())}", lambda: self._read(file, roles))

    def plan_regions(
        self, file: str, roles: dict[str, str], periods: int, effect: float, most_share: float
    ) -> RegionPlan:
        """Return test regions to choose from. Errors are those of ``design_regions``."""
        panel = self.panel(file, roles)
        key = memo_key("region-plan", file=file, roles=roles, periods=periods, effect=effect, share=most_share)
        return self._memo(key, lambda: design_regions(panel, periods, effect, most_share))

    def read_regions(
        self,
        file: str,
        roles: dict[str, str],
        treated: tuple[str, ...],
        days: tuple[date, date],
        subject: str = "",
        spend_change: float | None = None,
        method: str = "synthetic",
    ) -> LiftResult:
        """Return what a test in regions changed. Errors are those of ``read_region_test``."""
        panel = self.panel(file, roles)
        asked = {"treated": sorted(treated), "days": [d.isoformat() for d in days], "method": method}
        key = memo_key("region-test", file=file, roles=roles, subject=subject, spend=spend_change, **asked)
        return self._memo(
            key,
            lambda: read_region_test(panel, treated, *days, subject=subject, spend_change=spend_change, method=method),
        )

    def plan_spend(self, planner: Planner, campaign_id: str, change: float) -> SpendPlan:
        """Return what a test of one campaign over the planner's days could see. Errors are those of its parts."""
        dataset = self._dataset()
        expected = expected_change(planner, campaign_id, change)
        today = next(c.today for c in planner.campaigns if c.id == campaign_id) / planner.days
        key = memo_key("spend-plan", planner=planner.key, campaign=campaign_id, change=change)
        return self._memo(
            key,
            lambda: plan_spend_test(dataset, campaign_id, planner.outcome, change, planner.days, expected, today),
        )

    def read_spend(self, campaign_id: str, first: date, last: date, outcome: str) -> LiftResult:
        """Return what a test of one campaign changed. Errors are those of ``read_spend_test``."""
        dataset = self._dataset()
        days = [first.isoformat(), last.isoformat()]
        key = memo_key("spend-test", data=dataset.content_hash, campaign=campaign_id, days=days, outcome=outcome)
        return self._memo(key, lambda: read_spend_test(dataset, campaign_id, first, last, outcome))

    def taught(self, outcome: str, assumptions: Assumptions) -> tuple[Taught, ...]:
        """Return what each test in use has changed. Errors are those of the fit."""
        return taught(self._dataset(), outcome, assumptions, self._memo)

    def taught_by(self, outcome: str, assumptions: Assumptions, test: LiftTest) -> Taught:
        """Return what one test that is in use has changed. Errors are those of the fit."""
        return taught_by(self._dataset(), outcome, assumptions, test, self._memo)

    def _read(self, file: str, roles: dict[str, str]) -> RegionPanel:
        known = self._files.get(file)
        if known.rows > MOST_ROWS:
            raise InputError(
                f"The file has {known.rows:,} rows. A history of regions may have up to {MOST_ROWS:,}: add them up by "
                "region and day, and upload the sums."
            )
        found = find_roles(_headers(known), roles)
        columns = list(found.values())
        rows = [[_cell(one) for one in row] for row in self._files.cells(file, columns)]
        table = Table(columns, rows, list(range(2, len(rows) + 2)), "")
        return panel_of_table(table, found if "spend" in found else found | {"spend": NO_SPEND})


def _cell(value: Any) -> Any:
    """Return a stored cell as a file writes it: nothing as an empty text, a day such as 20260131 as a text."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int) and value >= COMPACT_DAYS else value


def _headers(file: KeptFile) -> list[str]:
    return [column.name for column in file.columns]


def _may_be_history(file: KeptFile) -> bool:
    try:
        find_roles(_headers(file), {})
    except InputError:
        return False
    return True
