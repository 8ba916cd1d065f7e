"""Spend side by side: a column a split; by campaign, by channel or by week; each against the base."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.allocation.planning import Planner
from core.scenarios.scenario import HALF_CENT, Scenario, ScenarioCampaign
from core.scenarios.weeks import Span, Weeks, even_weeks, first_day, scenario_weeks

TODAY = "Today"
"""Stands for today's split where a letter stands for a scenario."""

CAMPAIGN, CHANNEL, WEEK = "campaign", "channel", "week"


@dataclass(frozen=True)
class Column:
    """One split: today's or that of a scenario.

    Attributes:
        letter: A to D, or ``TODAY``.
        days: Length of the horizon.
        spend: Spend over the horizon by campaign id.
        weeks: The same by week.
    """

    letter: str
    days: int
    spend: Mapping[str, float]
    weeks: Weeks


@dataclass(frozen=True)
class SplitCell:
    """One amount of one column, what the base spends there over as many days, and the change against it.

    ``base`` and ``change`` are None where the base does not know it or covers another number of days. Amounts within
    ``same`` of each other are the same: half a cent for each campaign that is in the sum.
    """

    spend: float
    base: float | None
    change: float | None
    same: float = HALF_CENT

    @property
    def moves(self) -> bool:
        """Whether the spend differs from the base's."""
        return self.change is None or abs(self.change) > self.same


@dataclass(frozen=True)
class SplitRow:
    """One campaign, channel or week across the comparison.

    Attributes:
        id: Campaign id, channel name, or number of the week.
        name: What it is called.
        channel: Channel name; empty for a week.
        cells: By letter of the column; None where that split does not hold it.
        span: The days of a week, where they are the same in all columns.
    """

    id: str
    name: str
    channel: str
    cells: Mapping[str, SplitCell | None]
    span: Span | None = None

    @property
    def differs(self) -> bool:
        """Whether any column has another amount than the base, or lacks it."""
        return any(cell is None or cell.moves for cell in self.cells.values())


@dataclass(frozen=True)
class Spending:
    """The spend of all columns.

    Attributes:
        columns: Today's split first where the data in use can tell it, then the scenarios.
        base: Letter of the base.
        todays: Today's split over the horizon of each column, by its letter.
        campaigns: Those of today's split first, in its order, then those that only a scenario holds.
    """

    columns: tuple[Column, ...]
    base: str
    todays: Mapping[str, Column]
    campaigns: tuple[ScenarioCampaign, ...]

    def column(self, letter: str) -> Column:
        """Return the column of a letter."""
        return next(c for c in self.columns if c.letter == letter)

    def against(self, column: Column, base: str) -> Column | None:
        """Return the base over the days of a column; None where the base covers another number of days."""
        if base == TODAY:
            return self.todays[column.letter]
        other = self.column(base)
        return other if other.days == column.days else None

    def rows(self, by: str = CAMPAIGN) -> tuple[SplitRow, ...]:
        """Return the spend by campaign, by channel or by week, against the base."""
        return self._week_rows() if by == WEEK else self._split_rows(by)

    def amounts(self, column: Column, by: str) -> dict[str, float]:
        """Return the spend of a column by campaign id, or by name of the channel; only what the column holds."""
        if by == CAMPAIGN:
            return dict(column.spend)
        sums: dict[str, float] = {}
        for campaign in self.campaigns:
            if campaign.id in column.spend:
                sums[campaign.channel] = sums.get(campaign.channel, 0.0) + column.spend[campaign.id]
        return sums

    def lines(self, by: str) -> tuple[ScenarioCampaign, ...]:
        """Return the campaigns, or the channels as if each were one campaign, in their order."""
        if by == CAMPAIGN:
            return self.campaigns
        return tuple(ScenarioCampaign(name, name, name) for name in dict.fromkeys(c.channel for c in self.campaigns))

    def same(self, line: ScenarioCampaign, by: str) -> float:
        """Return within what two amounts of a line are the same: half a cent for each campaign in it."""
        return HALF_CENT if by == CAMPAIGN else HALF_CENT * sum(c.channel == line.id for c in self.campaigns)

    def _split_rows(self, by: str) -> tuple[SplitRow, ...]:
        amounts = {c.letter: self.amounts(c, by) for c in self.columns}
        before: dict[str, dict[str, float] | None] = {}
        for column in self.columns:
            base = self.against(column, self.base)
            before[column.letter] = None if base is None else self.amounts(base, by)
        rows = []
        for line in self.lines(by):
            key, same = line.id, self.same(line, by)
            cells = {x: _cell(amounts[x].get(key), before[x], key, same) for x in amounts}
            rows.append(SplitRow(key, line.name, line.channel, cells))
        return tuple(rows)

    def _week_rows(self) -> tuple[SplitRow, ...]:
        weeks = {c.letter: c.weeks for c in self.columns}
        totals = {letter: dict(enumerate(w.totals)) for letter, w in weeks.items()}
        bases = {c.letter: self.against(c, self.base) for c in self.columns}
        before = {letter: None if b is None else dict(enumerate(b.weeks.totals)) for letter, b in bases.items()}
        # Both sides are rounded to the cent, campaign by campaign.
        same = 2 * HALF_CENT * len(self.campaigns)
        rows = []
        for i in range(max((len(w.spans) for w in weeks.values()), default=0)):
            spans = {w.spans[i] for w in weeks.values() if i < len(w.spans)}
            cells = {letter: _cell(totals[letter].get(i), before[letter], i, same) for letter in weeks}
            rows.append(SplitRow(str(i + 1), f"Week {i + 1}", "", cells, spans.pop() if len(spans) == 1 else None))
        return tuple(rows)


def spending(
    scenarios: Sequence[Scenario],
    letters: Sequence[str],
    planners: Mapping[tuple[str, int], Planner],
    base: str = TODAY,
) -> Spending:
    """Return the spend of scenarios and of today's split.

    Args:
        scenarios: In the order of their letters.
        letters: One a scenario.
        planners: By (outcome, days); a scenario without one is compared with the split of the day it was saved.
        base: Letter of the base, or ``TODAY``.
    """
    names: dict[str, ScenarioCampaign] = {}
    todays = {}
    for letter, scenario in zip(letters, scenarios, strict=True):
        planner = planners.get(scenario.question)
        today = dict(scenario.today)
        if planner is not None:
            today = dict(zip((c.id for c in planner.campaigns), map(float, planner.today), strict=True))
            for c in planner.campaigns:
                names.setdefault(c.id, ScenarioCampaign(c.id, c.name, c.channel))
        days = scenario.settings.days
        todays[letter] = Column(TODAY, days, today, even_weeks(today, first_day(scenario), days))
    for scenario in scenarios:
        for campaign in scenario.campaigns:
            names.setdefault(campaign.id, campaign)
    columns = [
        Column(letter, s.settings.days, s.spend, scenario_weeks(s))
        for letter, s in zip(letters, scenarios, strict=True)
    ]
    if planners.get(scenarios[0].question) is not None:
        first = todays[letters[0]]
        columns.insert(0, first)
        todays[TODAY] = first
    return Spending(tuple(columns), base, todays, tuple(names.values()))


def _cell(spend: float | None, before: Mapping[Any, float] | None, key: object, same: float) -> SplitCell | None:
    if spend is None:
        return None
    base = None if before is None else before.get(key)
    return SplitCell(spend, base, None if base is None else spend - base, same)
