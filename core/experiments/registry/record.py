"""TestRecord: one test as it is kept, with the words for its kinds and states."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

KINDS: Final = ("a/b", "spend", "geo", "holdout", "creative", "audience", "landing page")
STATES: Final = ("idea", "planned", "running", "finished", "stopped")
OVER: Final = ("finished", "stopped")
"""States of tests that gather no more data."""
SUGGESTION: Final = "suggestion"
"""Name in a plan under which the suggestion stands that it came from."""
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


def plan_of(record: TestRecord) -> dict[str, str]:
    """Return the plan of a test as the views that plan tests read it from an address.

    A test that was planned holds the texts of the form, one that was kept as an idea what its suggestion hands over.
    """
    given = record.design.get("form") or record.design.get("settings")
    texts = {k: v[:200] for k, v in given.items() if isinstance(v, str)} if isinstance(given, Mapping) else {}
    handed = {
        "kind": record.kind,
        "campaigns": ",".join(record.campaign_ids[:50]),
        "name": record.name,
        "hypothesis": record.hypothesis,
    }
    return texts | handed


def changed_plan(record: TestRecord, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a new plan of a test as fields to change: a test that began stays where it is, and as it is known."""
    changed = dict(content)
    if record.state not in ("idea", "planned") and changed.get("state") in ("idea", "planned"):
        del changed["state"]
    # What the form left open does not take away what somebody wrote.
    for name in ("hypothesis", "metric", "campaign_ids"):
        if name in changed and not changed[name]:
            del changed[name]
    kept = {name: record.design[name] for name in (SUGGESTION, "settings") if name in record.design}
    return changed | {"design": kept | dict(changed.get("design", {}))}
