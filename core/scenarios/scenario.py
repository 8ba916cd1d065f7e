"""Scenario: a plan that somebody named and kept, with the figures and the data that it was made on."""

from dataclasses import dataclass
from datetime import date, datetime

from core.allocation.planning import BROUGHT, PlanFigures, PlanSettings

NAME_LENGTH = 80
"""Longest name of a scenario, in characters."""

NOTE_LENGTH = 2_000
"""Longest note, in characters."""

HALF_CENT = 0.005
"""Amounts closer than this are the same amount."""


@dataclass(frozen=True)
class ScenarioCampaign:
    """A campaign under the name and channel that it had when the scenario was saved."""

    id: str
    name: str
    channel: str


@dataclass(frozen=True)
class WeeklySpend:
    """How the spend of a plan is spread over its weeks.

    Attributes:
        start: First day of the first week.
        spend: Spend of each week by campaign id, as many weeks for all; a campaign's weeks add up to its spend.
    """

    start: date
    spend: dict[str, tuple[float, ...]]


@dataclass(frozen=True)
class Head:
    """What is newest of a scenario: its version, its name, who saved that version, and whether it is put away."""

    version: int
    name: str
    owner: str
    archived: bool


@dataclass(frozen=True)
class Scenario:
    """One version of a scenario. What it holds never changes; only the name and ``archived`` belong to all versions.

    Attributes:
        id: Short and safe in addresses; the same for all versions.
        name: What people call it.
        note: Why it exists, in the owner's words. May be empty.
        owner: Who saved this version. Empty where nobody is signed in.
        version: 1, 2, 3 ...
        created: When the first version was saved, in UTC.
        updated: When this version was saved, in UTC.
        dataset_hash: Content hash of the data it was made on.
        dataset_name: Name of that data set.
        last_day: Last day of that data.
        currency: ISO code of all amounts, or None where the data do not say.
        planner_key: Key of data, model and question; another key means that the figures may have moved.
        model_version: Version of the response model, or hash of the curves from elsewhere, as given when saving.
        settings: What was asked: outcome, days, budget, limits, locks.
        spend: Spend by campaign id over the horizon, currency.
        today: Today's spend by campaign id over the same horizon, at the time of saving.
        campaigns: The campaigns of the plan, in its order.
        figures: What it would bring, as computed when it was saved.
        certificate: The proof in words; None where the split was not optimized.
        gap: Distance to the proved best, (upper bound - expected) / upper bound; None where not optimized.
        archived: Put away; it can be brought back.
        weekly: How the spend is spread over the weeks; None where it is even.
        tags: Words by which it is found, those of the scenario as it is now.
    """

    id: str
    name: str
    note: str
    owner: str
    version: int
    created: datetime
    updated: datetime
    dataset_hash: str
    dataset_name: str
    last_day: date
    currency: str | None
    planner_key: str
    model_version: str
    settings: PlanSettings
    spend: dict[str, float]
    today: dict[str, float]
    campaigns: tuple[ScenarioCampaign, ...]
    figures: PlanFigures
    certificate: str | None = None
    gap: float | None = None
    archived: bool = False
    weekly: WeeklySpend | None = None
    tags: tuple[str, ...] = ()

    @property
    def brought(self) -> bool:
        """Whether it was made with curves from elsewhere instead of the product's own model."""
        return self.model_version.startswith(BROUGHT)

    @property
    def question(self) -> tuple[str, int]:
        """Outcome and days: what was asked. Only answers to the same question can be compared by a chance."""
        return self.settings.outcome, self.settings.days
