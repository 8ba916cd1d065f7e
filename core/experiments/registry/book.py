"""ExperimentBook: the registry of tests. What was asked, by whom, what came out, what was decided and learned."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Engine

from core.errors import ConflictError, InputError, NotFoundError
from core.experiments.registry.book_checks import check_whole, checked
from core.experiments.registry.record import KINDS, STATE_WORDS, STATES, TestRecord
from core.stated_store import Stated, StatedStore
from core.wording import date_text

__all__ = ["KINDS", "STATES", "ExperimentBook", "TestRecord"]

TRIES: Final = 5
"""So often a change is laid on what somebody else wrote at the same moment."""
FIELD_WORDS: Final = {
    "name": "the name",
    "kind": "the kind",
    "state": "the state",
    "hypothesis": "the hypothesis",
    "metric": "what is measured",
    "owner": "the owner",
    "first": "the first day",
    "last": "the last day",
    "campaign_ids": "the campaigns",
    "design": "the plan",
    "file": "the result file",
    "roles": "what the columns are",
    "result": "the result",
    "decision": "the decision",
    "learned": "what we learned",
}
_GONE: Final = "This test is not kept any more. Somebody may have removed it."


class ExperimentBook:
    """The tests that are kept, the same for everybody.

    Args:
        engine: Of the database.
    """

    def __init__(self, engine: Engine) -> None:
        self._store = StatedStore(engine, "experiment", "test")

    def stamp(self) -> str:
        """Return a text that changes whenever a test does."""
        return self._store.stamp()

    def tests(self) -> list[TestRecord]:
        """Return the tests, what was written last first."""
        return [record_of(one) for one in self._store.current()]

    def get(self, test_id: str) -> TestRecord:
        """Return one test.

        Raises:
            NotFoundError: If there is no such test.
        """
        return record_of(self._now(test_id))

    def versions(self, test_id: str) -> list[Stated]:
        """Return all versions of a test, the newest first; also of one that was removed.

        ``core.experiments.registry.book_history`` says in words who changed what.
        """
        return self._store.versions(_id(test_id))

    def namesakes(self, name: str, but: str = "") -> int:
        """Return how many tests have a name, whatever its case; one of them, ``but``, does not count."""
        wanted = " ".join(name.split()).casefold()
        return sum(one.name.casefold() == wanted and one.id != but for one in self.tests())

    def add(self, content: Mapping[str, Any], by: str = "") -> TestRecord:
        """Keep a test; ``content`` holds fields of ``TestRecord`` by name. Where no owner is named it is ``by``.

        Raises:
            InputError: If a field cannot be used, in words, or there are too many tests.
        """
        kept = checked(content)
        if "owner" not in kept:
            kept |= checked({"owner": by[:60]})
        check_whole(kept)
        return record_of(self._store.add(kept, by))

    def change(self, test_id: str, content: Mapping[str, Any], by: str = "", version: int | None = None) -> TestRecord:
        """Change the given fields of a test and leave the others.

        Args:
            test_id: Of the test.
            content: Fields by name.
            by: Who does it.
            version: The version that was before the person's eyes. Where somebody changed the same field to something
                else since, nothing is written; changes of other fields stand beside each other.

        Raises:
            InputError: If a field cannot be used, in words.
            NotFoundError: If it was removed.
            ConflictError: If somebody changed the same field since ``version``; nothing is overwritten.
        """
        kept = checked(content)
        for _ in range(TRIES):
            now = self._now(test_id)
            if version is not None and version != now.version:
                self._refuse_clash(now, kept, version)
            whole = now.content | kept
            check_whole(whole)
            try:
                return record_of(self._store.change(now.thing, whole, by, after=now.version))
            except ConflictError:
                # Somebody wrote at this very moment: it is laid on top of what they wrote.
                continue
        raise ConflictError("Many people change this test at the moment. Nothing was kept. Try again.")

    def move(self, test_id: str, state: str, day: date, by: str = "", version: int | None = None) -> TestRecord:
        """Move a test on to a state, and set the day that goes with it.

        A test that starts begins on ``day``; its planned length stays. One that ends or is stopped ends on ``day``, or
        on its last day where that is past already. One that is opened again has no last day yet where that is past.

        Raises:
            InputError: If there is no such state, or it cannot end before it began.
            NotFoundError: If it was removed.
            ConflictError: If somebody moved it since ``version``.
        """
        now = self.get(test_id)
        return self.change(test_id, {"state": state} | _days_of_move(now, state, day), by, version)

    def remove(self, test_id: str, by: str = "") -> Stated:
        """Remove a test.

        Raises:
            NotFoundError: If it was removed already.
        """
        return self._store.remove(_id(test_id), by)

    def undo(self, version: int, by: str = "") -> Stated:
        """Undo the act that made a version of a test.

        Raises:
            NotFoundError: If there is no such version, or the test was changed again since.
        """
        return self._store.undo(version, by)

    def _now(self, test_id: str) -> Stated:
        found = self._store.find(_id(test_id))
        if found is None or found.removed:
            raise NotFoundError(_GONE)
        return found

    def _refuse_clash(self, now: Stated, kept: Mapping[str, Any], version: int) -> None:
        seen = next((one for one in self.versions(now.thing) if one.version == version), None)
        before = {} if seen is None else seen.content
        clash = [
            FIELD_WORDS[name]
            for name, value in kept.items()
            if now.content.get(name) != value and now.content.get(name) != before.get(name)
        ]
        if clash:
            who = now.saved_by or "Somebody"
            what = " and ".join([", ".join(clash[:-1]), clash[-1]]) if len(clash) > 1 else clash[0]
            raise ConflictError(f"{who} changed {what} in between. Nothing was overwritten: look at it and save again.")


def planned_days(record: TestRecord) -> int | None:
    """Return how many days the plan of a test asks for; None where it does not say."""
    days = record.design.get("days")
    if isinstance(days, bool) or not isinstance(days, (int, float)) or not 1 <= days <= 1_000:
        return None
    return round(days)


def record_of(one: Stated) -> TestRecord:
    """Return a version of a test as a record."""
    known = {k: v for k, v in one.content.items() if k in TestRecord.__dataclass_fields__}
    known["campaign_ids"] = tuple(known.get("campaign_ids", ()))
    return TestRecord(
        **{"name": "", **known, "id": one.thing, "version": one.version, "saved_by": one.saved_by, "saved": one.saved}
    )


def _days_of_move(now: TestRecord, state: str, day: date) -> dict[str, str]:
    """The days that change when a test moves on to a state."""
    first = date.fromisoformat(now.first) if now.first else None
    last = date.fromisoformat(now.last) if now.last else None
    if state == "running" and now.state in ("idea", "planned"):
        length = last - first if first and last else timedelta(days=days - 1) if (days := planned_days(now)) else None
        end = day + length if length is not None else last if last and last >= day else None
        return {"first": day.isoformat(), "last": end.isoformat() if end else ""}
    if state == "running" and last and last < day:
        return {"last": ""}
    if state in ("finished", "stopped") and (last is None or last > day):
        if first and first > day:
            raise InputError(
                f"It begins on {date_text(first)} only, so it cannot be {STATE_WORDS[state].lower()} yet. "
                "Change its first day, or remove it. Nothing was kept."
            )
        return {"last": day.isoformat()}
    return {}


def _id(test_id: object) -> str:
    # Databases refuse a zero character, and what browsers post may hold one.
    return test_id if isinstance(test_id, str) and test_id.isalnum() and len(test_id) <= 16 else ""
