"""Where scenarios differ: spend by campaign, and what was asked of each plan."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from core.allocation.planning import Planner, PlanSettings
from core.scenarios.scenario import Scenario

CENT = 0.005
"""Amounts closer than half a cent are the same amount."""


@dataclass(frozen=True)
class SplitCell:
    """One campaign in one scenario: spend over the horizon, today's spend over the same horizon, and the change.

    ``today`` and ``change`` are None where today's split does not know the campaign.
    """

    spend: float
    today: float | None
    change: float | None

    @property
    def moves(self) -> bool:
        """Whether the spend differs from today's."""
        return self.change is None or abs(self.change) > CENT


@dataclass(frozen=True)
class SplitRow:
    """One campaign across the comparison.

    Attributes:
        id: Campaign id.
        name: Campaign name.
        channel: Channel name.
        base: Today's spend over the horizon of the first scenario; None where the data in use do not hold it.
        cells: One a scenario, None where the scenario does not hold the campaign.
    """

    id: str
    name: str
    channel: str
    base: float | None
    cells: tuple[SplitCell | None, ...]

    @property
    def differs(self) -> bool:
        """Whether any scenario moves it or lacks it."""
        return self.base is None or any(cell is None or cell.moves for cell in self.cells)


@dataclass(frozen=True)
class ConstraintRow:
    """One thing that was asked: ``kind`` names it; ``differs`` marks the scenarios that stand apart from the most."""

    kind: str
    differs: tuple[bool, ...]


def split_rows(scenarios: Sequence[Scenario], planners: Mapping[tuple[str, int], Planner]) -> tuple[SplitRow, ...]:
    """Return spend by campaign: those of today's split first, in its order, then those that only a scenario holds."""
    todays = []
    names: dict[str, tuple[str, str]] = {}
    for scenario in scenarios:
        planner = planners.get(scenario.question)
        if planner is None:
            todays.append(dict(scenario.today))
        else:
            todays.append(dict(zip((c.id for c in planner.campaigns), map(float, planner.today), strict=True)))
            names |= {c.id: (c.name, c.channel) for c in planner.campaigns if c.id not in names}
    for scenario in scenarios:
        names |= {c.id: (c.name, c.channel) for c in scenario.campaigns if c.id not in names}
    base = todays[0] if planners.get(scenarios[0].question) is not None else {}
    rows = []
    for campaign_id, (name, channel) in names.items():
        cells = tuple(_cell(s, today, campaign_id) for s, today in zip(scenarios, todays, strict=True))
        rows.append(SplitRow(campaign_id, name, channel, base.get(campaign_id), cells))
    return tuple(rows)


def _cell(scenario: Scenario, today: Mapping[str, float], campaign_id: str) -> SplitCell | None:
    spend = scenario.spend.get(campaign_id)
    if spend is None:
        return None
    before = today.get(campaign_id)
    return SplitCell(spend, before, None if before is None else spend - before)


def constraint_rows(scenarios: Sequence[Scenario]) -> tuple[ConstraintRow, ...]:
    """Return what was asked of each plan and which scenarios stand apart."""
    asked: dict[str, list[Hashable]] = {
        "goal": ["hand" if goal(s) == "hand" else (s.settings.outcome, goal(s), _aim(s.settings)) for s in scenarios],
        "horizon": [s.settings.days for s in scenarios],
        "budget": [None if s.settings.budget is None else round(s.settings.budget, 2) for s in scenarios],
        "locked": [_amounts(s.settings.locked) for s in scenarios],
        "limits": [(_amounts(s.settings.lower), _amounts(s.settings.upper)) for s in scenarios],
        **_demands(scenarios),
        "proof": [(s.certificate is None, None if s.gap is None else round(s.gap, 4)) for s in scenarios],
        "data": [(s.dataset_hash, s.last_day) for s in scenarios],
    }
    return tuple(ConstraintRow(kind, _apart(values)) for kind, values in asked.items())


def _aim(asked: PlanSettings) -> tuple[Hashable, ...]:
    """What a plan aims at, with the figures that its goal goes by."""
    return (asked.goal, asked.target, asked.amount, asked.margin)


def _demands(scenarios: Sequence[Scenario]) -> dict[str, list[Hashable]]:
    """What few plans are asked: caution, groups and the like; only what is asked of at least one."""
    asked = [s.settings for s in scenarios]
    demands: dict[str, tuple[list[Hashable], Hashable]] = {
        "caution": ([(a.caution, a.tail) if a.caution else None for a in asked], None),
        "groups": ([tuple(sorted(a.groups, key=lambda g: g.name)) for a in asked], ()),
        "floors": ([_amounts(a.at_least) for a in asked], ()),
        "active": ([a.most_active for a in asked], None),
        "strategy": ([a.strategy for a in asked], PlanSettings.strategy),
    }
    return {kind: values for kind, (values, usual) in demands.items() if any(value != usual for value in values)}


def goal(scenario: Scenario) -> str:
    """Return how the split came about: ``hand``, ``best``, or ``near`` where it was moved away from the proved best."""
    if scenario.certificate is None or scenario.gap is None:
        return "hand"
    return "best" if scenario.gap < 5e-5 else "near"


def _amounts(by_id: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted((key, round(value, 2)) for key, value in by_id.items()))


def _apart(values: Sequence[Hashable]) -> tuple[bool, ...]:
    """Mark the values that are not the most common one; where none is more common than another, all stand apart."""
    ranked = Counter(values).most_common(2)
    if len(ranked) == 1:
        return (False,) * len(values)
    usual = ranked[0][0] if ranked[0][1] > ranked[1][1] else object()
    return tuple(value != usual for value in values)
