"""What is kept of a reading: with which test, whether that still runs, and from when to when it ran."""

from datetime import date
from typing import Any

from core.errors import ProductError
from core.experiments.registry.record import OVER, TestRecord
from core.experiments.results.roles import Roles
from core.files.kept_files import KeptFile
from core.workbench import Workbench


def keep_reading(
    workbench: Workbench, file: KeptFile, roles: Roles, test_id: str, name: object, runs: bool, who: str
) -> TestRecord:
    """Keep file, roles and reading with a test, a new one where no id is given; return it as it is kept.

    Args:
        workbench: Where it is kept.
        file: The result.
        roles: What its columns are.
        test_id: Of the test; empty for a new one.
        name: Of a new test.
        runs: Whether the test gathers more data; otherwise it is finished.
        who: Does it.

    Raises:
        ProductError: If it cannot be kept.
    """
    reading, book = workbench.experiments.reading(file.hash, roles), workbench.experiments.book
    content: dict[str, Any] = {
        "file": file.hash,
        "roles": roles.to_plain(),
        "result": reading.to_plain(),
        "metric": roles.metrics[0].name,
    }
    days = days_of(workbench, file, roles)
    if test_id:
        now = book.get(test_id)
        return book.change(test_id, content | state_and_days(now, days, runs, date.today()), who)
    given = name.strip()[:120] if isinstance(name, str) else ""
    new = TestRecord("", 0, given or file.name)
    return book.add(
        {"name": new.name[:120], "kind": "a/b", **content, **state_and_days(new, days, runs, date.today())}, who
    )


def days_of(workbench: Workbench, file: KeptFile, roles: Roles) -> tuple[date, date] | None:
    """Return the first and last day of a file; None where it says no days."""
    if not roles.date:
        return None
    try:
        days = workbench.experiments.daily(file.hash, roles, roles.metrics[0], cumulated=False)
    except ProductError:
        return None
    return (days[0].day, days[-1].day) if days else None


def state_and_days(now: TestRecord, days: tuple[date, date] | None, runs: bool, today: date) -> dict[str, str]:
    """Return state and days of a test once a file is kept with it.

    A test that runs on keeps its planned last day; one that was over has none any more where that is past. One that is
    finished ends with its file, else today, unless it was over before and has its day.

    Args:
        now: The test as it is.
        days: First and last day of the file; None where it says none.
        runs: Whether it gathers more data.
        today: The day of keeping.
    """
    first = date.fromisoformat(now.first) if now.first else None
    last = date.fromisoformat(now.last) if now.last else None
    seen = days[1] if days else today
    # Data from before the day that was noted show that it began earlier.
    begin = (days[0] if days else min(first or today, today)) if first is None or first > seen else first
    # That a test was stopped early stays known once its result is read.
    over = "stopped" if now.state == "stopped" else "finished"
    found = {"state": "running" if runs else over, "first": begin.isoformat()}
    if runs:
        return found | ({"last": ""} if last and now.state in OVER and last < today else {})
    if days or now.state not in OVER or last is None:
        found["last"] = seen.isoformat()
    elif first is None:
        # Nobody ever said when it began, and the file does not say so either.
        del found["first"]
    return found
