"""What changed from one version of a scenario to another: plain data, to be said in words."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

from core.agents.report import Estimate
from core.allocation.planning import LEVEL, PlanSettings
from core.scenarios.differences import goal
from core.scenarios.scenario import HALF_CENT, Scenario

KINDS = (
    "outcome",
    "horizon",
    "goal",
    "budget",
    "split",
    "weeks",
    "locked",
    "limits",
    "groups",
    "floors",
    "active",
    "caution",
    "strategy",
    "expected",
    "proof",
    "data",
    "model",
    "note",
)
"""All that can change, in the order in which it is told."""


@dataclass(frozen=True)
class AmountChange:
    """An amount of one campaign before and after, over the horizon; None where there was or is none."""

    id: str
    name: str
    before: float | None
    after: float | None

    @property
    def size(self) -> float:
        """How much it moves; a missing amount counts as nothing."""
        return abs((self.after or 0.0) - (self.before or 0.0))


@dataclass(frozen=True)
class VersionChanges:
    """What changed from one version to another. What is in ``kinds`` differs, what is not is the same.

    Attributes:
        before: The earlier version.
        after: The later one.
        kinds: Of ``KINDS``, in their order.
        moved: Spend by campaign, the largest move first; campaigns that only one of them holds are among them.
        locked: Fixed amounts that were set, changed or lifted.
        lower: Minimums, likewise.
        upper: Maximums, likewise.
        floors: Least amounts of a campaign that gets any money, likewise.
        expected: Expected outcome of both, with its interval; None where they are not of one outcome and horizon.
    """

    before: Scenario
    after: Scenario
    kinds: tuple[str, ...]
    moved: tuple[AmountChange, ...]
    locked: tuple[AmountChange, ...]
    lower: tuple[AmountChange, ...]
    upper: tuple[AmountChange, ...]
    floors: tuple[AmountChange, ...]
    expected: tuple[Estimate, Estimate] | None

    @property
    def spend(self) -> float:
        """Change of the total spend."""
        return self.after.figures.spend - self.before.figures.spend


def version_changes(before: Scenario, after: Scenario) -> VersionChanges:
    """Return what changed from one version to another; the two may come from different scenarios as well."""
    names = {c.id: c.name for s in (before, after) for c in s.campaigns}

    def amounts(first: Mapping[str, float], second: Mapping[str, float]) -> tuple[AmountChange, ...]:
        ids = dict.fromkeys([*first, *second])
        pairs = (AmountChange(i, names.get(i, i), first.get(i), second.get(i)) for i in ids)
        changed = [p for p in pairs if p.before is None or p.after is None or p.size > HALF_CENT]
        # A campaign that is new in the plan and gets nothing has not moved.
        return tuple(sorted(changed, key=lambda p: -p.size))

    a, b = before.settings, after.settings
    moved = tuple(p for p in amounts(before.spend, after.spend) if p.size > HALF_CENT)
    locked, floors = amounts(a.locked, b.locked), amounts(a.at_least, b.at_least)
    lower, upper = amounts(a.lower, b.lower), amounts(a.upper, b.upper)
    differs = {kind: value(before) != value(after) for kind, value in _COMPARED.items()}
    differs |= {
        "split": bool(moved),
        "locked": bool(locked),
        "limits": bool(lower or upper),
        "floors": bool(floors),
        "model": before.model_version != after.model_version or _assumed_otherwise(before, after),
    }
    return VersionChanges(
        before=before,
        after=after,
        kinds=tuple(kind for kind in KINDS if differs[kind]),
        moved=moved,
        locked=locked,
        lower=lower,
        upper=upper,
        floors=floors,
        expected=(_expected(before), _expected(after)) if before.question == after.question else None,
    )


def _assumed_otherwise(before: Scenario, after: Scenario) -> bool:
    """Whether the same model learned otherwise from the same data: what people assume of them changed."""
    same = before.dataset_hash == after.dataset_hash and before.question == after.question
    return same and before.planner_key != after.planner_key


def _aim(scenario: Scenario) -> Hashable:
    asked = scenario.settings
    # A split that was set by hand follows no goal, whatever the page was set to.
    return (
        "hand" if goal(scenario) == "hand" else (goal(scenario), asked.goal, asked.target, asked.amount, _kept(asked))
    )


def _kept(asked: PlanSettings) -> float | None:
    return asked.margin if asked.goal in ("profit", "roi") else None


def _groups(scenario: Scenario) -> Hashable:
    return tuple(sorted(scenario.settings.groups, key=lambda g: g.name))


def _caution(scenario: Scenario) -> Hashable:
    asked = scenario.settings
    return (asked.caution, asked.tail) if asked.caution else None


def _weeks(scenario: Scenario) -> Hashable:
    if scenario.weekly is None:
        return None
    weeks = sorted((key, tuple(round(x, 2) for x in amounts)) for key, amounts in scenario.weekly.spend.items())
    return (scenario.weekly.start, tuple(weeks))


def _figures(scenario: Scenario) -> Hashable:
    figures = scenario.figures
    # Nine digits: what two processes that add up in another order may differ by is no change.
    return tuple(f"{value:.9g}" for value in (figures.expected, figures.lower, figures.upper))


def _expected(scenario: Scenario) -> Estimate:
    figures = scenario.figures
    return Estimate(figures.expected, figures.lower, figures.upper, LEVEL)


_COMPARED: dict[str, Callable[[Scenario], Hashable]] = {
    "outcome": lambda s: s.settings.outcome,
    "horizon": lambda s: s.settings.days,
    "goal": _aim,
    "budget": lambda s: None if s.settings.budget is None else round(s.settings.budget, 2),
    "weeks": _weeks,
    "groups": _groups,
    "active": lambda s: s.settings.most_active,
    "caution": _caution,
    "strategy": lambda s: s.settings.strategy if s.certificate is not None else None,
    "expected": _figures,
    "proof": lambda s: (s.certificate, None if s.gap is None else round(s.gap, 6)),
    "data": lambda s: s.dataset_hash,
    "note": lambda s: s.note,
}
