"""Scenarios side by side: totals, differences, and the chance that one beats the other from common posterior draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.agents.report import Estimate
from core.allocation.planning import LEVEL, Planner
from core.curves import Floats
from core.errors import InputError
from core.scenarios.differences import ConstraintRow, constraint_rows
from core.scenarios.scenario import HALF_CENT, Scenario
from core.scenarios.spending import TODAY as TODAY
from core.scenarios.spending import Spending, spending

LETTERS = "ABCD"
NO_DRAWS = "The curves in use are best estimates without a range, so no chance can be said."


@dataclass(frozen=True)
class Side:
    """One scenario of a comparison. Totals are as they were when it was saved.

    Attributes:
        letter: A, B, C or D.
        scenario: The scenario.
        expected: Expected outcome.
        gain: Expected outcome less that of today's split, from common draws.
        after_spend: Margin x outcome - spend; None where the outcome is not money.
        chance: Chance that it beats today's split, by the measure of the comparison.
        same_as_today: The split is today's split.
        older: What moved on since it was saved: ``data``, ``model`` or nothing.
        refreshable: The data of now hold the same campaigns, so the figures can be computed anew.
        reason: What to know about the figures, in words; empty where there is nothing.
    """

    letter: str
    scenario: Scenario
    expected: Estimate
    gain: Estimate
    after_spend: Estimate | None
    chance: float | None
    same_as_today: bool
    older: str = ""
    refreshable: bool = False
    reason: str = ""

    @property
    def stale(self) -> bool:
        """Whether the figures were made on older data or by an earlier model."""
        return bool(self.older)

    @property
    def spend(self) -> float:
        """Total spend over the horizon."""
        return self.scenario.figures.spend


@dataclass(frozen=True)
class TodaySide:
    """Today's split over the horizon of the first scenario, on the data in use."""

    question: tuple[str, int]
    spend: float
    expected: Estimate
    after_spend: Estimate | None
    currency: str | None = None


@dataclass(frozen=True)
class Odds:
    """How often the first beats the second in the posterior draws that both share.

    Attributes:
        first: Letter, or ``TODAY``.
        second: Letter, or ``TODAY``.
        win: Share of the draws in which the first has more.
        lose: Share in which the second has more.
        tie: Share in which both have the same; ``win + lose + tie`` is 1.
        difference: First less second, by the measure of the comparison; None where no chance can be computed.
        gain: First less second in expected outcome, whatever the measure; None where no chance can be computed.
        spend_difference: Spend of the first less spend of the second.
        reason: Why there is no chance, in words; empty where there is one.
    """

    first: str
    second: str
    win: float | None = None
    lose: float | None = None
    tie: float | None = None
    difference: Estimate | None = None
    gain: Estimate | None = None
    spend_difference: float = 0.0
    reason: str = ""


@dataclass(frozen=True)
class Comparison:
    """Scenarios side by side, and what they are compared with.

    Attributes:
        sides: The scenarios, A first.
        today: Today's split; None where the data in use cannot answer the question of the first scenario.
        odds: For each pair and each direction, ``TODAY`` included; see ``against``.
        spending: Spend by campaign, channel and week, against the base.
        constraints: What was asked, and where it differs.
        measure: ``outcome`` or ``after_spend``: what is judged by.
        margin: Share of the outcome that is left before ad spend.
        currency: ISO code or None.
        warnings: What limits the answer, in words.
    """

    sides: tuple[Side, ...]
    today: TodaySide | None
    odds: tuple[Odds, ...]
    spending: Spending
    constraints: tuple[ConstraintRow, ...]
    measure: str = "outcome"
    margin: float = 1.0
    currency: str | None = None
    warnings: tuple[str, ...] = field(default=())

    @property
    def base(self) -> str:
        """Letter of what the others are compared with, or ``TODAY``."""
        return self.spending.base

    @property
    def letters(self) -> tuple[str, ...]:
        """Letters of the columns, ``TODAY`` first where today's split is known."""
        return (*([TODAY] if self.today else []), *(s.letter for s in self.sides))

    def side(self, letter: str) -> Side:
        """Return the scenario of a letter."""
        return next(s for s in self.sides if s.letter == letter)

    def against(self, first: str, second: str) -> Odds:
        """Return the odds of ``first`` against ``second``, letters or ``TODAY``."""
        return next(o for o in self.odds if (o.first, o.second) == (first, second))


def compare(
    scenarios: Sequence[Scenario],
    planners: Mapping[tuple[str, int], Planner],
    measure: str = "outcome",
    margin: float = 1.0,
    base: str = TODAY,
) -> Comparison:
    """Lay one to four scenarios side by side, with today's split or one of them as the base.

    Args:
        scenarios: In the order of their letters.
        planners: For each (outcome, days) that a scenario asks, the planner of the data in use. The same planner
            gives the same posterior draws to all, so that what is uncertain for all alike does not blur a difference.
        measure: ``outcome``, or ``after_spend`` to judge by margin x outcome - spend. Conversions have no
            ``after_spend`` and are judged by the outcome.
        margin: Share of the revenue that is left before ad spend, above 0 and at most 1.
        base: What the others are compared with: ``TODAY`` or the letter of a scenario.

    Raises:
        InputError: If there are none or more than four, one twice, or the measure, margin or base cannot be used.
    """
    if not 1 <= len(scenarios) <= len(LETTERS):
        raise InputError(f"{len(scenarios)} scenarios were chosen. Choose one to four.")
    if len({(s.id, s.version) for s in scenarios}) < len(scenarios):
        raise InputError("The same scenario was chosen twice. Choose different ones.")
    if measure not in ("outcome", "after_spend"):
        raise InputError(f"“{measure}” is not a measure; use outcome or after_spend.")
    if not 0 < margin <= 1:
        raise InputError("The margin must be above 0 % and at most 100 %.")
    letters = LETTERS[: len(scenarios)]
    if base != TODAY and (len(base) != 1 or base not in letters):
        raise InputError(f"“{base}” cannot be the base. Choose today’s split or one of the scenarios.")
    if any(s.settings.outcome != "revenue" for s in scenarios):
        measure = "outcome"

    entries = [
        _Entry.of_scenario(letter, s, planners.get(s.question)) for letter, s in zip(LETTERS, scenarios, strict=False)
    ]
    today = {entry.question: _Entry.of_today(entry) for entry in entries}
    sides = tuple(
        _side(entry, scenario, _odds(entry, today[entry.question], measure, margin), margin)
        for entry, scenario in zip(entries, scenarios, strict=True)
    )
    pairs = [(a, b) for a in entries for b in entries if a is not b]
    pairs += [pair for e in entries for pair in ((e, today[e.question]), (today[e.question], e))]
    return Comparison(
        sides=sides,
        today=_today(today[scenarios[0].question], margin),
        odds=tuple(_odds(a, b, measure, margin) for a, b in pairs),
        spending=spending(scenarios, letters, planners, base),
        constraints=constraint_rows(scenarios),
        measure=measure,
        margin=margin,
        currency=next((s.currency for s in scenarios if s.currency), None),
        warnings=_warnings(scenarios),
    )


@dataclass(frozen=True, eq=False)
class _Entry:
    """A split that may take part in a chance: its total by posterior draw, or the reason why there is none."""

    letter: str
    question: tuple[str, int]
    planner: Planner | None
    spend: Floats
    draws: Floats | None
    older: str = ""
    reason: str = ""

    @classmethod
    def of_scenario(cls, letter: str, scenario: Scenario, planner: Planner | None) -> "_Entry":
        name = f"“{scenario.name}”"
        spent = np.array(list(scenario.spend.values()))
        if planner is None:
            reason = f"The data in use cannot answer the question of {name}, so its figures stand as saved."
            return cls(letter, scenario.question, None, spent, None, "data", reason)
        moved = planner.dataset_hash != scenario.dataset_hash
        older = "data" if moved else "model" if planner.key != scenario.planner_key else ""
        if older and {c.id for c in planner.campaigns} != set(scenario.spend):
            reason = f"{name} was made for other campaigns than the data hold now, so its figures stand as saved."
            return cls(letter, scenario.question, planner, spent, None, older, reason)
        why = "an earlier version of the model" if older == "model" else "older data"
        reason = f"{name} was made on {why}: its figures stand as saved, its chances use the data of now."
        spend = planner.spend_vector(scenario.spend)
        draws = planner.outcome_draws(spend).sum(axis=1)
        return cls(letter, scenario.question, planner, spend, draws, older, reason if older else "")

    @classmethod
    def of_today(cls, entry: "_Entry") -> "_Entry":
        planner = entry.planner
        if planner is None:
            return cls(TODAY, entry.question, None, np.zeros(0), None, reason=entry.reason)
        draws = planner.outcome_draws(planner.today).sum(axis=1)
        return cls(TODAY, entry.question, planner, planner.today, draws)

    @property
    def total_spend(self) -> float:
        return float(self.spend.sum())


def _odds(a: _Entry, b: _Entry, measure: str, margin: float) -> Odds:
    spend_difference = a.total_spend - b.total_spend
    if a.question != b.question:
        return Odds(a.letter, b.letter, spend_difference=spend_difference, reason=_apart(a, b))
    if a.draws is None or b.draws is None:
        reason = a.reason if a.draws is None else b.reason
        return Odds(a.letter, b.letter, spend_difference=spend_difference, reason=reason)
    if np.allclose(a.spend, b.spend, rtol=0, atol=HALF_CENT):
        same = Estimate(0.0, 0.0, 0.0, LEVEL)
        return Odds(a.letter, b.letter, 0.0, 0.0, 1.0, same, same)
    if len(a.draws) == 1:
        return Odds(a.letter, b.letter, spend_difference=spend_difference, reason=NO_DRAWS)
    difference = a.draws - b.draws
    gain = _estimate(difference)
    if measure == "after_spend":
        difference = margin * difference - spend_difference
    win, lose = float((difference > 0).mean()), float((difference < 0).mean())
    tie = float((difference == 0).mean())
    return Odds(a.letter, b.letter, win, lose, tie, _estimate(difference), gain, spend_difference)


def _side(entry: _Entry, scenario: Scenario, odds: Odds, margin: float) -> Side:
    figures = scenario.figures
    same = odds.tie == 1.0
    expected = Estimate(figures.expected, figures.lower, figures.upper, LEVEL)
    return Side(
        letter=entry.letter,
        scenario=scenario,
        expected=expected,
        gain=Estimate(figures.gain, figures.gain_lower, figures.gain_upper, LEVEL),
        after_spend=_after_spend(expected, figures.spend, margin) if scenario.settings.outcome == "revenue" else None,
        chance=None if same else odds.win,
        same_as_today=same,
        older=entry.older,
        refreshable=bool(entry.older) and entry.draws is not None,
        reason=entry.reason,
    )


def _today(today: _Entry, margin: float) -> TodaySide | None:
    if today.draws is None:
        return None
    expected = _estimate(today.draws)
    money = today.question[0] == "revenue"
    return TodaySide(
        question=today.question,
        spend=today.total_spend,
        expected=expected,
        after_spend=_after_spend(expected, today.total_spend, margin) if money else None,
        currency=today.planner.currency if today.planner else None,
    )


def _after_spend(outcome: Estimate, spend: float, margin: float) -> Estimate:
    """Spend is known, so the interval only moves and shrinks with the outcome's."""
    mean, lower, upper = (margin * x - spend for x in (outcome.mean, outcome.lower, outcome.upper))
    return Estimate(mean, lower, upper, outcome.level)


def _estimate(draws: Floats) -> Estimate:
    tail = (1 - LEVEL) / 2
    lower, upper = np.quantile(draws, [tail, 1 - tail])
    return Estimate(float(draws.mean()), float(lower), float(upper), LEVEL)


def _apart(a: _Entry, b: _Entry) -> str:
    (outcome_a, days_a), (outcome_b, days_b) = a.question, b.question
    if outcome_a != outcome_b:
        return f"{a.letter} is planned for {outcome_a}, {b.letter} for {outcome_b}: no chance can be given."
    return f"{a.letter} covers {days_a} days, {b.letter} {days_b}: no chance can be given."


def _warnings(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    apart: dict[str, int] = {
        "are planned for different outcomes": len({s.settings.outcome for s in scenarios}),
        "cover different numbers of days": len({s.settings.days for s in scenarios}),
    }
    warnings = [
        f"These scenarios {what}. Their totals stand side by side, "
        "but a chance that one beats the other cannot be given between them."
        for what, values in apart.items()
        if values > 1
    ]
    if len({s.currency for s in scenarios}) > 1:
        warnings.append("These scenarios are in different currencies. Their amounts cannot be compared.")
    return tuple(warnings)
