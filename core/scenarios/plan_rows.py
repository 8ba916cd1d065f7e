"""One scenario of a comparison as blocks of a sheet: settings, totals, campaigns, limits, weeks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.allocation.planning import LEVEL
from core.scenarios.comparison import TODAY, Comparison, Side
from core.scenarios.differences import goal
from core.scenarios.export_rows import GOALS, cents, group_text
from core.sheets import COUNT, MONEY, RATIO, SHARE, TEXT

PlanCell = tuple[str | float | int | date | None, str]
"""A value and its kind."""


@dataclass(frozen=True)
class Block:
    """A titled piece of a sheet with heads and rows."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[PlanCell, ...], ...]


def plan_blocks(comparison: Comparison, side: Side) -> tuple[Block, ...]:
    """Return everything that is known of a scenario of a comparison."""
    interval = tuple(f"{end} ({LEVEL:.0%})" for end in ("Lower", "Upper"))
    base = "today" if comparison.base == TODAY else comparison.base
    return (
        Block(f"{side.letter} {side.scenario.name}", (), tuple(_settings(side))),
        Block("Totals", ("", "Expected", *interval), tuple(_totals(comparison, side))),
        Block("Chances", ("Against", "More", "The same", "Less"), tuple(_chances(comparison, side))),
        Block(
            "Campaigns",
            ("Campaign", "Channel", "Today", "Plan", f"Change on {base}", "At least", "At most", "Locked at"),
            tuple(_campaigns(comparison, side)),
        ),
        _weeks(comparison, side),
    )


def _settings(side: Side) -> Iterator[tuple[PlanCell, ...]]:
    plan, asked = side.scenario, side.scenario.settings
    lines: list[tuple[str, PlanCell]] = [
        ("Version", (plan.version, COUNT)),
        ("Owner", (plan.owner, TEXT)),
        ("Saved (UTC)", (plan.updated.strftime("%Y-%m-%d %H:%M"), TEXT)),
        ("Data set", (plan.dataset_name, TEXT)),
        ("Data up to", (plan.last_day, "date")),
        ("Older data", ("yes" if side.stale else "no", TEXT)),
        ("Currency", (plan.currency, TEXT)),
        ("Outcome", (asked.outcome, TEXT)),
        ("Days", (asked.days, COUNT)),
        ("Goal", (GOALS[goal(plan)], TEXT)),
        ("Aim", (asked.goal.replace("_", " "), TEXT)),
        ("Total asked for", (asked.budget, MONEY)),
        ("Target of the aim", (asked.target, RATIO)),
        ("Caution", (asked.caution, RATIO)),
        ("Groups", ("; ".join(map(group_text, asked.groups)), TEXT)),
        ("Campaigns that run, at most", (asked.most_active, COUNT)),
        ("Proof", (plan.certificate or "Not optimized", TEXT)),
        ("Note", (plan.note, TEXT)),
        ("Read with care", (side.reason, TEXT)),
    ]
    for label, cell in lines:
        if cell[0] not in (None, ""):
            yield (label, TEXT), cell


def _totals(comparison: Comparison, side: Side) -> Iterator[tuple[PlanCell, ...]]:
    yield ("Budget", TEXT), (cents(side.spend), MONEY)
    estimates = [(f"Expected {side.scenario.settings.outcome}", side.expected), ("Against today", side.gain)]
    if comparison.base not in (TODAY, side.letter):
        gain = comparison.against(side.letter, comparison.base).gain
        estimates += [(f"Against {comparison.base}", gain)] if gain else []
    if side.after_spend:
        estimates.append((f"After ad spend, at a margin of {comparison.margin:.0%}", side.after_spend))
    for label, e in estimates:
        yield (label, TEXT), *((cents(x), MONEY) for x in (e.mean, e.lower, e.upper))


def _chances(comparison: Comparison, side: Side) -> Iterator[tuple[PlanCell, ...]]:
    others = (TODAY, *(s.letter for s in comparison.sides if s is not side))
    for other in others:
        odds = comparison.against(side.letter, other)
        if odds.win is None:
            yield (other, TEXT), (odds.reason, TEXT)
        else:
            yield (other, TEXT), *((round(x or 0.0, 4), SHARE) for x in (odds.win, odds.tie, odds.lose))


def _campaigns(comparison: Comparison, side: Side) -> Iterator[tuple[PlanCell, ...]]:
    plan, asked = side.scenario, side.scenario.settings
    today = comparison.spending.todays[side.letter].spend
    for row in comparison.spending.rows():
        cell = row.cells[side.letter]
        if cell is None:
            continue
        amounts = (
            today.get(row.id),
            cell.spend,
            cell.change,
            asked.lower.get(row.id),
            asked.upper.get(row.id),
            asked.locked.get(row.id),
        )
        yield (
            (row.name, TEXT),
            (row.channel, TEXT),
            *((None if a is None else cents(a), MONEY) for a in amounts),
        )
    total = sum(plan.spend.values())
    yield ("Total", TEXT), (None, TEXT), (cents(sum(today.values())), MONEY), (cents(total), MONEY)


def _weeks(comparison: Comparison, side: Side) -> Block:
    weeks = comparison.spending.column(side.letter).weeks
    names = {c.id: c.name for c in comparison.spending.campaigns}
    ids = list(weeks.spend)
    rows: list[tuple[PlanCell, ...]] = [
        ((first, "date"), (last, "date"), (total, MONEY), *((weeks.spend[key][i], MONEY) for key in ids))
        for i, ((first, last), total) in enumerate(zip(weeks.spans, weeks.totals, strict=True))
    ]
    title = "Weeks" + (" (the same each day)" if weeks.even else "")
    return Block(title, ("From", "To", "Total", *(names.get(key, key) for key in ids)), tuple(rows))
