"""What the Budget page opens with: today's split, a saved scenario, or a recommendation that was taken up."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from callbacks.budget_address import PAGE as LINKS
from callbacks.budget_address import address_note, holds_plan, read_address, read_days
from components.budget_words import OPENS_DAYS
from components.format import counted
from core.allocation.planning import Planner, PlanSettings
from core.errors import NotFoundError
from core.scenarios import Scenario
from core.workbench import Workbench

ASKED = (
    "budget", "goal", "target", "amount", "margin", "groups", "at_least", "most_active", "caution", "tail", "strategy",
)  # fmt: skip
DAYS = OPENS_DAYS
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
        address: The address as texts by name; where it holds a plan of its own, ``scenario`` is what that came from.
        today: Whether today's split is asked for by name, whatever the browser has kept.
        aside: What of the address could not be used before anything was known of the campaigns, in sentences.
    """

    outcome: str
    days: int = DAYS
    scenario: Scenario | None = None
    newest: int = 0
    shifts: Mapping[str, float] = field(default_factory=dict)
    action: str = ""
    failed: tuple[str, str] | None = None
    address: Mapping[str, str] = field(default_factory=dict)
    aside: tuple[str, ...] = ()
    today: bool = False

    @property
    def linked(self) -> bool:
        """Whether the plan stands in the address."""
        return self.failed is None and holds_plan(self.address)

    @property
    def _older(self) -> bool:
        return self.scenario is not None and self.scenario.version < self.newest

    def plan(self, planner: Planner) -> dict[str, Any] | None:
        """Return the plan to begin with for the browser; None is today's split."""
        kept = self.scenario
        # Who opens an older version is told of the newest: the next version follows that one.
        known = kept and {"id": kept.id, "version": self.newest or kept.version, "name": kept.name, "note": kept.note}
        if self.linked:
            return read_address(self.address, planner).plan | {"scenario": known}
        if kept is not None:
            limits = {name: dict(getattr(kept.settings, name)) for name in ("lower", "upper", "locked")}
            return {
                "label": f"Open “{kept.name}”" + (f", version {kept.version}" if self._older else ""),
                "spend": dict(kept.spend),
                **limits,
                "asked": _asked(kept.settings),
                "weekly": _weekly(kept),
                "scenario": known,
            }
        if self.today:
            return {"label": self.action, "spend": {}}
        if self.shifts:
            today = {c.id: c.today for c in planner.campaigns}
            spend = {id_: max(0.0, today[id_] + shift) for id_, shift in self.shifts.items() if id_ in today}
            return {"label": self.action, "spend": spend}
        return None

    def note(self, planner: Planner) -> dict[str, str] | None:
        """Return what to say at the top of the page."""
        if self.failed is not None:
            return {"kind": "warn", "head": self.failed[0], "text": self.failed[1]}
        if self.linked or self.aside:
            reading = read_address(self.address, planner)
            return address_note(self.address, reading, self.aside) or self._scenario_note()
        if self.scenario is None:
            return None
        missing = set(self.scenario.spend) - {c.id for c in planner.campaigns}
        if missing:
            head = f"{counted(len(missing), 'campaign')} of “{self.scenario.name}” cannot be planned now."
            return {"kind": "warn", "head": head, "text": "The data in use do not hold them. The others are as saved."}
        if self._older:
            return self._scenario_note()
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
        return self._scenario_note()

    def _scenario_note(self) -> dict[str, str] | None:
        """What to say about a scenario that is no longer where it was when the link was made."""
        kept = self.scenario
        if kept is not None and kept.archived:
            text = "All its versions are kept. Bring it back on the Scenarios page."
            return {"kind": "warn", "head": f"“{kept.name}” is archived.", "text": text}
        if kept is None or not self._older:
            return None
        saving = f"Saving it makes version {self.newest + 1}; no version is lost."
        if self.linked:
            head = f"“{kept.name}” has moved on to version {self.newest}."
            return {"kind": "info", "head": head, "text": f"This plan began as version {kept.version}. {saving}"}
        head = f"This is version {kept.version} of “{kept.name}”; the newest is {self.newest}."
        return {"kind": "info", "head": head, "text": f"Its amounts are as saved. {saving}"}


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
        asked: The address as texts by name: ``link``, ``scenario`` or ``apply``, an id each; ``today``; or a plan of
            its own.
    """
    if "link" in asked:
        try:
            # How somebody looks at it stands beside the id.
            asked = {**asked, **workbench.links.get(LINKS, asked["link"])}
        except NotFoundError as error:
            return Start(workbench.plan_outcomes()[0], failed=_apart(error))
    return replace(_asked_for(workbench, asked), address=asked)


def _asked_for(workbench: Workbench, asked: Mapping[str, str]) -> Start:
    outcomes = workbench.plan_outcomes()
    if "scenario" in asked:
        return _of_scenario(workbench, asked, outcomes)
    if "today" in asked:
        return Start(outcomes[0], action="Open today’s split", today=True)
    if "apply" in asked and not holds_plan(asked):
        for advice in workbench.recommendations():
            if advice.id == asked["apply"] and advice.shifts:
                outcome = advice.effect_unit if advice.effect_unit in outcomes else outcomes[0]
                return Start(outcome, shifts=advice.shifts, action=advice.action)
        text = "The data have changed since it was given. Today's split is shown; see the overview for what holds now."
        return Start(outcomes[0], failed=("This advice is no longer current.", text))
    return _of_address(asked, outcomes)


def _of_address(asked: Mapping[str, str], outcomes: Sequence[str], scenario: Scenario | None = None) -> Start:
    """The question of an address: what is not in it, or cannot be used, is as the page opens by itself."""
    outcome, days, aside = asked.get("outcome", outcomes[0]), DAYS, []
    if outcome not in outcomes:
        aside.append(
            f"The data in use hold no outcome “{outcome[:40]}”. {outcomes[0].capitalize()} is planned for here."
        )
        outcome = outcomes[0]
    try:
        days = read_days(asked.get("days", str(DAYS)))
    except ValueError:
        aside.append(f"“{asked['days'][:40]}” is no number of days that can be planned. {DAYS} are planned here.")
    return Start(outcome, days, scenario, aside=tuple(aside))


def _of_scenario(workbench: Workbench, asked: Mapping[str, str], outcomes: Sequence[str]) -> Start:
    """A scenario as it was saved, or a plan that came from one."""
    try:
        newest = workbench.scenarios.get(asked["scenario"])
        scenario = newest if "version" not in asked else _version(workbench, newest, asked["version"])
    except NotFoundError as error:
        if holds_plan(asked):
            # The plan stands in the address itself; only what it came from is not there.
            start = _of_address(asked, outcomes)
            return replace(start, aside=(*start.aside, str(error)))
        return Start(outcomes[0], failed=_apart(error))
    if holds_plan(asked):
        return replace(_of_address(asked, outcomes, scenario), newest=newest.version)
    if scenario.settings.outcome not in outcomes:
        text = f"It is planned for {scenario.settings.outcome}, which the data in use do not hold."
        return Start(outcomes[0], failed=(f"“{scenario.name}” cannot be opened.", text))
    return Start(scenario.settings.outcome, scenario.settings.days, scenario=scenario, newest=newest.version)


def _version(workbench: Workbench, newest: Scenario, text: str) -> Scenario:
    """Return the version that an address names.

    Raises:
        NotFoundError: If there is none of this number.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotFoundError(f"“{newest.name}” has no such version. Its newest is version {newest.version}.")
    return workbench.scenarios.get(newest.id, int(text))


def _apart(error: NotFoundError) -> tuple[str, str]:
    head, _, text = str(error).partition(". ")
    return f"{head}.", text
