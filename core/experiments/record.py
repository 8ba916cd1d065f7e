"""TestRecord: one test as it is kept, with the words for its kinds and states."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

KINDS: Final = ("a/b", "spend", "geo", "holdout", "creative", "audience", "landing page")
STATES: Final = ("idea", "planned", "running", "finished", "stopped")
OVER: Final = ("finished", "stopped")
"""States of tests that gather no more data."""
KIND_WORDS: Final = {
    "a/b": "A/B test",
    "spend": "Spend test",
    "geo": "Region test",
    "holdout": "Holdout",
    "creative": "Creative test",
    "audience": "Audience test",
    "landing page": "Landing page test",
}
STATE_WORDS: Final = {
    "idea": "Idea",
    "planned": "Planned",
    "running": "Running",
    "finished": "Finished",
    "stopped": "Stopped early",
}


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
        saved: When, in UTC; None where it was not kept.
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
    saved: datetime | None = None

    @property
    def sentence(self) -> str:
        """What came out, in a sentence; empty where nothing was read yet."""
        found = self.result.get("sentence")
        return found if isinstance(found, str) else ""
