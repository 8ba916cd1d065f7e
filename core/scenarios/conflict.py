"""Two versions that follow the same one: what somebody saved meanwhile, beside what another person is about to save."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.allocation.planning import PlanFigures, Planner, PlanSettings
from core.scenarios.scenario import HALF_CENT, Scenario


@dataclass(frozen=True)
class ConflictRow:
    """A campaign whose spend is not the same in all three; None where a split does not hold the campaign."""

    id: str
    name: str
    base: float | None
    theirs: float | None
    mine: float | None


@dataclass(frozen=True)
class Conflict:
    """What a person has to choose between. Figures of saved versions are as they were saved.

    Attributes:
        base: The version that the person began with.
        theirs: The newest one, saved by somebody in between.
        settings: What is asked of the plan that is not saved yet.
        mine: What that plan would bring, on the data of now.
        currency: Of that plan.
        ranged: Whether its figures carry an interval.
        rows: The campaigns that differ, the largest difference between theirs and mine first.
    """

    base: Scenario
    theirs: Scenario
    settings: PlanSettings
    mine: PlanFigures
    currency: str | None
    ranged: bool
    rows: tuple[ConflictRow, ...]


def conflict(
    base: Scenario, theirs: Scenario, planner: Planner, settings: PlanSettings, figures: PlanFigures
) -> Conflict:
    """Lay a plan that is not saved yet beside the newest version and the one that both began with.

    Args:
        base: The version that the person began with.
        theirs: The newest version.
        planner: Of the plan that is not saved yet.
        settings: What is asked of that plan.
        figures: What that plan would bring.
    """
    mine = {c.id: c.spend for c in figures.campaigns}
    names = {c.id: c.name for s in (base, theirs) for c in s.campaigns} | {c.id: c.name for c in planner.campaigns}
    rows = (ConflictRow(i, name, base.spend.get(i), theirs.spend.get(i), mine.get(i)) for i, name in names.items())
    differing = sorted((r for r in rows if _differs(r)), key=_distance, reverse=True)
    return Conflict(base, theirs, settings, figures, planner.currency, planner.ranged, tuple(differing))


def changed_by_both(row: ConflictRow) -> bool:
    """Whether both moved the campaign, and not to the same amount: here one of the two gets lost on top."""
    parts: Mapping[str, float] = {"base": row.base or 0.0, "theirs": row.theirs or 0.0, "mine": row.mine or 0.0}
    pairs = (("base", "theirs"), ("base", "mine"), ("theirs", "mine"))
    return all(abs(parts[a] - parts[b]) > HALF_CENT for a, b in pairs)


def _differs(row: ConflictRow) -> bool:
    amounts = [row.base or 0.0, row.theirs or 0.0, row.mine or 0.0]
    return max(amounts) - min(amounts) > HALF_CENT


def _distance(row: ConflictRow) -> tuple[float, float]:
    return abs((row.theirs or 0.0) - (row.mine or 0.0)), abs((row.theirs or 0.0) - (row.base or 0.0))
