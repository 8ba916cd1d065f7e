"""What the Budget page opens with: today's split, a saved scenario, or a recommendation that was taken up."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from components.format import counted
from core.allocation.planning import Planner, PlanSettings
from core.errors import NotFoundError
from core.scenarios import Scenario
from core.workbench import Workbench

ASKED = (
    "budget", "goal", "target", "amount", "margin", "groups", "at_least", "most_active", "caution", "tail", "strategy",
)  # fmt: skip
DAYS = 30
"""Horizon of recommendations, and the one that the page opens with."""


@dataclass(frozen=True)
class Start:
    """Outcome and days to open with, and the plan that comes with them.

    Attributes:
        outcome: one of ``core.data.OUTCOMES``.
        days: Length of the horizon.
        scenario: A saved scenario to open, or an older version of one.
        newest: Number of its newest version; what is saved from here follows that one.
        shifts: Changes of today's spend by campaign id, from a recommendation.
        action: The recommendation in words.
        failed: Why what the address asks for cannot be opened: head and text.
    """

    outcome: str
    days: int = DAYS
    scenario: Scenario | None = None
    newest: int = 0
    shifts: Mapping[str, float] = field(default_factory=dict)
    action: str = ""
    failed: tuple[str, str] | None = None

    @property
    def _older(self) -> bool:
        return self.scenario is not None and self.scenario.version < self.newest

    def plan(self, planner: Planner) -> dict[str, Any] | None:
        """Return the plan to begin with for the browser; None is today's split."""
        if self.scenario is not None:
            kept = self.scenario
            # Who opens an older version knows of the newest: the next version follows that one.
            known = {"id": kept.id, "version": self.newest, "name": kept.name, "note": kept.note}
            limits = {name: dict(getattr(kept.settings, name)) for name in ("lower", "upper", "locked")}
            return {
                "label": f"Open “{kept.name}”" + (f", version {kept.version}" if self._older else ""),
                "spend": dict(kept.spend),
                **limits,
                "asked": _asked(kept.settings),
                "weekly": _weekly(kept),
                "scenario": known,
            }
        if self.shifts:
            today = {c.id: c.today for c in planner.campaigns}
            spend = {id_: max(0.0, today[id_] + shift) for id_, shift in self.shifts.items() if id_ in today}
            return {"label": self.action, "spend": spend}
        return None

    def note(self, planner: Planner) -> dict[str, str] | None:
        """Return what to say at the top of the page."""
        if self.failed is not None:
            return {"kind": "warn", "head": self.failed[0], "text": self.failed[1]}
        if self.scenario is None:
            return None
        missing = set(self.scenario.spend) - {c.id for c in planner.campaigns}
        if missing:
            head = f"{counted(len(missing), 'campaign')} of “{self.scenario.name}” cannot be planned now."
            return {"kind": "warn", "head": head, "text": "The data in use do not hold them. The others are as saved."}
        if self._older:
            head = f"This is version {self.scenario.version} of “{self.scenario.name}”; the newest is {self.newest}."
            text = f"Its amounts are as saved. Saving it makes version {self.newest + 1}; no version is lost."
            return {"kind": "info", "head": head, "text": text}
        if self.scenario.dataset_hash != planner.dataset_hash:
            head = f"“{self.scenario.name}” was made on older data."
            return {
                "kind": "warn",
                "head": head,
                "text": "Its amounts are as saved; the figures here use the data of now."
                + (" Its weeks now begin the day after these data end." if self.scenario.weekly else ""),
            }
        if self.scenario.brought != planner.brought:
            made, now = "curves that were brought from elsewhere", "the product's own model"
            if planner.brought:
                made, now = now, made
            head = f"“{self.scenario.name}” was made with {made}."
            return {"kind": "warn", "head": head, "text": f"Its amounts are as saved; the figures here use {now}."}
        return None


def _asked(settings: PlanSettings) -> dict[str, Any]:
    """Goal, rules and caution of a saved plan under the names that the browser sends them by."""
    plain = asdict(settings)
    return {name: plain[name] for name in ASKED}


def _weekly(scenario: Scenario) -> dict[str, Any] | None:
    kept = scenario.weekly
    if kept is None:
        return None
    return {"start": kept.start.isoformat(), "spend": {key: list(weeks) for key, weeks in kept.spend.items()}}


def start_of(workbench: Workbench, asked: Mapping[str, str]) -> Start:
    """Return what an address asks the page to open with; what cannot be opened is said, and today's split is shown.

    Args:
        workbench: Knows scenarios and recommendations.
        asked: ``scenario`` or ``apply``, an id each; both may be missing. With ``scenario`` also ``version``.
    """
    outcomes = workbench.plan_outcomes()
    if "scenario" in asked:
        try:
            newest = workbench.scenarios.get(asked["scenario"])
            scenario = newest if "version" not in asked else _version(workbench, newest, asked["version"])
        except NotFoundError as error:
            head, _, text = str(error).partition(". ")
            return Start(outcomes[0], failed=(f"{head}.", text))
        if scenario.settings.outcome not in outcomes:
            text = f"It is planned for {scenario.settings.outcome}, which the data in use do not hold."
            return Start(outcomes[0], failed=(f"“{scenario.name}” cannot be opened.", text))
        return Start(scenario.settings.outcome, scenario.settings.days, scenario=scenario, newest=newest.version)
    if "apply" in asked:
        for advice in workbench.recommendations():
            if advice.id == asked["apply"] and advice.shifts:
                outcome = advice.effect_unit if advice.effect_unit in outcomes else outcomes[0]
                return Start(outcome, shifts=advice.shifts, action=advice.action)
        text = "The data have changed since it was given. Today's split is shown; see the overview for what holds now."
        return Start(outcomes[0], failed=("This advice is no longer current.", text))
    return Start(outcomes[0])


def _version(workbench: Workbench, newest: Scenario, text: str) -> Scenario:
    """Return the version that an address names.

    Raises:
        NotFoundError: If there is none of this number.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotFoundError(f"“{newest.name}” has no such version. Its newest is version {newest.version}.")
    return workbench.scenarios.get(newest.id, int(text))
