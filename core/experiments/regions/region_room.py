"""RegionRoom: keeps region histories, and answers what pages ask about tests by region or of one campaign."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final
from uuid import uuid4

from core.allocation.planning import Planner
from core.data import Dataset
from core.data.table import read_table
from core.errors import NotFoundError
from core.experiments.regions.lift import LiftResult, read_region_test
from core.experiments.regions.region_design import RegionPlan, design_regions
from core.experiments.regions.regions import RegionPanel, find_roles, read_regions
from core.experiments.regions.spend_design import SpendPlan, plan_spend_test
from core.experiments.regions.spend_test import expected_change, read_spend_test
from core.experiments.regions.taught import Taught, taught, taught_by
from core.memo import Memo, RecentMemo, memo_key
from core.response import Assumptions, LiftTest

MOST_LISTED: Final = 20
PANELS_KEPT: Final = 8


class RegionRoom:
    """Everything about tests by region or period.

    Args:
        folder: Where histories are kept, as they were uploaded; made when the first one is.
        dataset: Returns the data set in use.
        memo: Where expensive results are shared.
    """

    def __init__(self, folder: Path, dataset: Callable[[], Dataset], memo: Memo) -> None:
        self._folder, self._dataset, self._memo = folder, dataset, memo
        self._panels = RecentMemo(PANELS_KEPT)

    def keep(self, content: bytes, filename: str, roles: dict[str, str] | None = None) -> str:
        """Keep a region history that can be used; return its hash.

        Raises:
            FileUnusableError: If it cannot be read.
            InputError: If it is no region history.
        """
        read_regions(content, filename, roles)
        name = hashlib.sha256(content).hexdigest()[:32]
        place = self._folder / name
        if not (place / "about.json").is_file():
            place.mkdir(parents=True, exist_ok=True)
            # Written aside and put in place whole: another process may read at the same time.
            for target, data in (
                ("file", content),
                ("about.json", json.dumps({"name": Path(filename).name[:120]}).encode()),
            ):
                aside = place / f"{uuid4().hex}.new"
                aside.write_bytes(data)
                aside.replace(place / target)
        return name

    def kept(self) -> list[tuple[str, str]]:
        """Return hash and name of the histories that are kept, newest first."""
        if not self._folder.is_dir():
            return []
        abouts = sorted(self._folder.glob("*/about.json"), key=lambda one: -one.stat().st_mtime)
        return [(one.parent.name, str(json.loads(one.read_text())["name"])) for one in abouts[:MOST_LISTED]]

    def columns(self, file: str) -> tuple[list[str], dict[str, str]]:
        """Return the columns of a history and which of them are what by their names.

        Raises:
            NotFoundError: If it is not kept.
        """
        table = read_table(*self._file(file))
        return table.headers, find_roles(table, {})

    def panel(self, file: str, roles: dict[str, str]) -> RegionPanel:
        """Return a history.

        Raises:
            NotFoundError: If it is not kept.
            InputError: If its columns cannot be used so.
        """
        content, name = self._file(file)
        return self._panels(f"{file}{sorted(roles.items())}", lambda: read_regions(content, name, roles))

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

    def _file(self, file: str) -> tuple[bytes, str]:
        # Hashes come from addresses: nothing else than a hash may become part of a path.
        known = len(file) == 32 and all(c in "0123456789abcdef" for c in file)
        place = self._folder / (file if known else "none")
        try:
            return (place / "file").read_bytes(), str(json.loads((place / "about.json").read_text())["name"])
        except OSError as error:
            raise NotFoundError("This region history is not kept. Upload the file again.") from error
