"""What was asked of each plan, and where that differs."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from core.allocation.planning import PlanSettings
from core.scenarios.scenario import Scenario


@dataclass(frozen=True)
class ConstraintRow:
    """One thing that was asked: ``kind`` names it; ``differs`` marks the scenarios that stand apart from the most."""

    kind: str
    differs: tuple[bool, ...]


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
