"""What changed from one version to another, in words: a line a thing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from components.budget_goals import active_short, caution_short, groups_short, strategy_short
from components.format import MINUS, counted, date_text, money, money_span, number
from components.scenarios_constraints import goal_text, proof_text, total_text
from core.allocation.planning import PlanSettings
from core.data.schema import MONEY_OUTCOMES
from core.scenarios import AmountChange, Scenario, VersionChanges

FEW = 4
"""So many campaigns are named in a line; of more the rest is counted."""
ARROW = " → "


@dataclass(frozen=True)
class ChangeLine:
    """One thing that changed: what, and how, one sentence or several."""

    title: str
    texts: tuple[str, ...]


def change_lines(changes: VersionChanges) -> list[ChangeLine]:
    """Return what changed, in the order of ``KINDS``; nothing where the two are the same."""
    return [ChangeLine(_TITLES[kind], tuple(_WORDS[kind](changes))) for kind in changes.kinds]


def outcome_text(value: float, lower: float, upper: float, scenario: Scenario) -> str:
    """Return an expected outcome with its interval, e.g. "€1.47 M (1.39 – 1.58 M)"."""
    if scenario.settings.outcome in MONEY_OUTCOMES:
        return f"{money(value, scenario.currency)} ({money_span(lower, upper, None)})"
    span = f"{number(lower, 'tile')} – {number(upper, 'tile')}"
    return f"{number(value, 'tile')} {scenario.settings.outcome} ({span})"


def weeks_text(scenario: Scenario) -> str:
    """Return how the spend is spread over the weeks."""
    if scenario.weekly is None:
        return "The same every day"
    weeks = len(next(iter(scenario.weekly.spend.values()), ()))
    return f"{counted(weeks, 'week')} of their own, from {date_text(scenario.weekly.start)}"


def model_text(scenario: Scenario) -> str:
    """Return what the figures were made with."""
    return "Curves that were brought from elsewhere" if scenario.brought else "The product’s own model"


def _turned(text: Callable[[Scenario], str]) -> Callable[[VersionChanges], Sequence[str]]:
    """Words before and after; where both read the same the change lies in what the words leave out."""

    def lines(changes: VersionChanges) -> Sequence[str]:
        before, after = text(changes.before), text(changes.after)
        return [f"{before}{ARROW}{after}" if before != after else f"{after}, with other amounts"]

    return lines


def _moves(changes: VersionChanges) -> Sequence[str]:
    currency = changes.after.currency
    lines = []
    for move in changes.moved[:FEW]:
        sign = MINUS if (move.after or 0.0) < (move.before or 0.0) else "+"
        amount = sign + money(move.size, currency, "full")
        if move.before is None:
            lines.append(f"{move.name}: new, {money(move.after, currency, 'full')}")
        elif move.after is None:
            lines.append(f"{move.name}: no longer in it, was {money(move.before, currency, 'full')}")
        else:
            ends = (money(x, currency, "full") for x in (move.before, move.after))
            lines.append(f"{move.name} {amount} ({ARROW.join(ends)})")
    rest = len(changes.moved) - FEW
    if rest > 0:
        lines.append(f"and {counted(rest, 'more campaign')}")
    if abs(changes.spend) >= 1:
        totals = (money(s.figures.spend, currency, "full") for s in (changes.before, changes.after))
        lines.append(f"In all {ARROW.join(totals)}")
    return lines


def _locks(changes: VersionChanges) -> Sequence[str]:
    def line(lock: AmountChange) -> str:
        if lock.after is None:
            return f"{lock.name} no longer fixed"
        return f"{lock.name} fixed at {money(lock.after, changes.after.currency, 'full')}"

    return _cut([line(lock) for lock in changes.locked])


def _limits(changes: VersionChanges) -> Sequence[str]:
    lines = [_limit(x, "at least", "minimum", changes) for x in changes.lower]
    lines += [_limit(x, "at most", "maximum", changes) for x in changes.upper]
    return _cut(lines)


def _floors(changes: VersionChanges) -> Sequence[str]:
    return _cut([_limit(x, "nothing or at least", "least amount", changes) for x in changes.floors])


def _limit(limit: AmountChange, words: str, noun: str, changes: VersionChanges) -> str:
    currency = changes.after.currency
    before, after = (money(x, currency, "full") for x in (limit.before, limit.after))
    if limit.after is None:
        return f"{limit.name}: {noun} of {before} lifted"
    return f"{limit.name}: {words} {after}" + ("" if limit.before is None else f", was {before}")


def _groups(changes: VersionChanges) -> Sequence[str]:
    before, after = (groups_short(s.settings, s.currency) for s in (changes.before, changes.after))
    lines = [line for line in after if line not in before]
    lines += [f"Lifted: {line}" for line in before if line not in after]
    return _cut(lines or ["The same limits for other campaigns"])


def _expected(changes: VersionChanges) -> Sequence[str]:
    sides = ((s.figures, s) for s in (changes.before, changes.after))
    return [ARROW.join(outcome_text(f.expected, f.lower, f.upper, s) for f, s in sides)]


def _data(changes: VersionChanges) -> Sequence[str]:
    before, after = changes.before, changes.after
    if before.dataset_name != after.dataset_name:
        return [f"{before.dataset_name}{ARROW}{after.dataset_name}"]
    days = [date_text(s.last_day) for s in (before, after)]
    return [f"Up to {ARROW.join(days)}" if days[0] != days[1] else "The same days, with other figures"]


def _model(changes: VersionChanges) -> Sequence[str]:
    before, after = model_text(changes.before), model_text(changes.after)
    if before != after:
        return [f"{before}{ARROW}{after}"]
    if changes.before.model_version != changes.after.model_version:
        return ["Other curves" if changes.after.brought else "A newer version of the model"]
    return ["What is assumed of the campaigns changed"]


def _note(changes: VersionChanges) -> Sequence[str]:
    return [changes.after.note or "Taken away"]


def _asked(text: Callable[[PlanSettings], str]) -> Callable[[VersionChanges], Sequence[str]]:
    return _turned(lambda scenario: text(scenario.settings))


def _cut(lines: list[str]) -> list[str]:
    return lines if len(lines) <= FEW + 1 else [*lines[:FEW], f"and {len(lines) - FEW} more"]


_TITLES = {
    "outcome": "Planned for",
    "horizon": "Horizon",
    "goal": "Goal",
    "budget": "Total asked for",
    "split": "Split",
    "weeks": "Weeks",
    "locked": "Fixed",
    "limits": "Limits",
    "groups": "Groups",
    "floors": "Least if at all",
    "active": "Campaigns that run",
    "caution": "Caution",
    "strategy": "How it was split",
    "expected": "Expected",
    "proof": "Proof",
    "data": "Data",
    "model": "Model",
    "note": "Note",
}

_WORDS: dict[str, Callable[[VersionChanges], Sequence[str]]] = {
    "outcome": _asked(lambda asked: asked.outcome.capitalize()),
    "horizon": _asked(lambda asked: counted(asked.days, "day")),
    "goal": _turned(goal_text),
    "budget": _turned(total_text),
    "split": _moves,
    "weeks": _turned(weeks_text),
    "locked": _locks,
    "limits": _limits,
    "groups": _groups,
    "floors": _floors,
    "active": _asked(active_short),
    "caution": _asked(caution_short),
    "strategy": _turned(lambda s: strategy_short(s.settings) if s.certificate is not None else "By hand"),
    "expected": _expected,
    "proof": _turned(proof_text),
    "data": _data,
    "model": _model,
    "note": _note,
}
