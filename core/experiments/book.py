"""ExperimentBook: the registry of tests. What was asked, by whom, what came out, what was decided and learned."""

from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Engine

from core.errors import NotFoundError
from core.stated_store import Stated, StatedStore

KINDS: Final = ("a/b", "spend", "geo", "holdout", "creative", "audience", "landing page")
STATES: Final = ("idea", "planned", "running", "finished", "stopped")


@dataclass(frozen=True)
class TestRecord:
    """One test as it is kept.

    Attributes:
        id: The same in all versions.
        version: Number of the newest version, for undo.
        name: What people call it.
        kind: One of ``KINDS``.
        state: One of ``STATES``.
        hypothesis: What is believed and why, in a sentence.
        metric: What is measured.
        owner: Who looks after it.
        first: First day, ISO; empty where not known yet.
        last: Last day, ISO; empty where not known yet.
        campaign_ids: The campaigns that it touches.
        design: The plan: plain data of the view that made it (people, days, smallest effect, looks, boundary, regions).
        file: Content hash of the uploaded result file; empty where there is none.
        roles: Which column of the file is what, plain data.
        result: What was read: plain data, with a ``sentence``.
        decision: What was decided.
        learned: What we learned.
        saved_by: Who wrote the newest version.
    """

    __test__ = False  # pytest would collect the name

    id: str
    version: int
    name: str
    kind: str = "a/b"
    state: str = "idea"
    hypothesis: str = ""
    metric: str = ""
    owner: str = ""
    first: str = ""
    last: str = ""
    campaign_ids: tuple[str, ...] = ()
    design: dict[str, Any] = field(default_factory=dict)
    file: str = ""
    roles: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)
    decision: str = ""
    learned: str = ""
    saved_by: str = ""


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
        return [_record(one) for one in self._store.current()]

    def get(self, test_id: str) -> TestRecord:
        """Return one test.

        Raises:
            NotFoundError: If there is no such test.
        """
        for one in self.tests():
            if one.id == test_id:
                return one
        raise NotFoundError("This test is not kept any more. Somebody may have removed it.")

    def add(self, content: dict[str, Any], by: str = "") -> TestRecord:
        """Keep a test; ``content`` holds fields of ``TestRecord`` by name.

        Raises:
            InputError: If a field cannot be used, in words.
        """
        return _record(self._store.add(content, by))

    def change(self, test_id: str, content: dict[str, Any], by: str = "") -> TestRecord:
        """Change the given fields of a test and leave the others.

        Raises:
            InputError: If a field cannot be used, in words.
            NotFoundError: If it was removed.
        """
        return _record(self._store.change(test_id, self._now(test_id) | content, by))

    def remove(self, test_id: str, by: str = "") -> Stated:
        """Remove a test.

        Raises:
            NotFoundError: If it was removed already.
        """
        return self._store.remove(test_id, by)

    def undo(self, version: int, by: str = "") -> Stated:
        """Undo the act that made a version of a test."""
        return self._store.undo(version, by)

    def _now(self, test_id: str) -> dict[str, Any]:
        for one in self._store.current():
            if one.thing == test_id:
                return dict(one.content)
        raise NotFoundError("This test is not kept any more. Somebody may have removed it.")


def _record(one: Stated) -> TestRecord:
    known = {k: v for k, v in one.content.items() if k in TestRecord.__dataclass_fields__}
    known["campaign_ids"] = tuple(known.get("campaign_ids", ()))
    return TestRecord(**{**known, "id": one.thing, "version": one.version, "saved_by": one.saved_by})
