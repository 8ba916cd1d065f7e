"""A comparison as rows of a file: a row a figure, a column a split; the CSV and the workbook hold the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.agents.report import Estimate
from core.allocation.planning import LEVEL, GroupLimit
from core.scenarios.comparison import TODAY, Comparison
from core.scenarios.differences import goal
from core.scenarios.flows import Flow, flow
from core.scenarios.scenario import Scenario
from core.scenarios.spending import CAMPAIGN, CHANNEL, WEEK, SplitRow
from core.sheets import COUNT, MONEY, RATIO, SHARE, TEXT

Cell = str | float | int | None
GOALS = {"hand": "Set by hand", "best": "Best split", "near": "Best split, then by hand"}


@dataclass(frozen=True)
class Row:
    """One line: what it is about, a cell a column, and what kind of figures they are."""

    section: str
    label: str
    cells: tuple[Cell, ...]
    kind: str = TEXT


def comparison_rows(comparison: Comparison) -> list[Row]:
    """Return the rows of a comparison. The first holds the letters of the columns."""
    sides, today = comparison.sides, comparison.today

    def told(section: str, label: str, *cells: Cell, kind: str = TEXT) -> Row:
        return Row(section, label, (None, *cells), kind)

    heads = [
        Row("", "", (TODAY, *(s.letter for s in sides))),
        Row("Scenario", "Name", ("Today's split", *(s.scenario.name for s in sides))),
        told("Scenario", "Version", *(s.scenario.version for s in sides), kind=COUNT),
        told("Scenario", "Owner", *(s.scenario.owner for s in sides)),
        told("Scenario", "Saved (UTC)", *(s.scenario.updated.strftime("%Y-%m-%d %H:%M") for s in sides)),
        Row("Scenario", "Base", tuple("base" if x == comparison.base else "" for x in (TODAY, *_letters(comparison)))),
        Row("Totals", "Currency", (comparison.currency, *(s.scenario.currency for s in sides))),
        Row(
            "Totals",
            "Outcome",
            (today.question[0] if today else None, *(s.scenario.settings.outcome for s in sides)),
        ),
        Row(
            "Totals",
            "Days",
            (today.question[1] if today else None, *(s.scenario.settings.days for s in sides)),
            COUNT,
        ),
    ]
    return [
        *heads,
        *_totals(comparison),
        *_chances(comparison),
        *_split(comparison),
        *_flows(comparison),
        *_asked(comparison),
        told("Data", "Data set", *(s.scenario.dataset_name for s in sides)),
        told("Data", "Data up to", *(s.scenario.last_day.isoformat() for s in sides)),
        told("Data", "Older data", *("yes" if s.stale else "no" for s in sides)),
        told("Notes", "Note", *(s.scenario.note for s in sides)),
    ]


def cents(value: float) -> float:
    """Return an amount to the cent."""
    # Adding zero turns a negative zero into a plain one.
    return round(value, 2) + 0.0


def estimate_rows(section: str, label: str, estimates: Sequence[Estimate | None]) -> Iterator[Row]:
    """Return three rows of an estimate: expected, lower and upper end of its interval."""
    ends = (("", "mean"), (f", lower ({LEVEL:.0%})", "lower"), (f", upper ({LEVEL:.0%})", "upper"))
    for suffix, end in ends:
        cells = tuple(None if e is None else cents(getattr(e, end)) for e in estimates)
        yield Row(section, f"{label}{suffix}", cells, MONEY)


def names_of(scenario: Scenario, ids: Mapping[str, float]) -> str:
    """Return the names of campaigns, with commas."""
    known = {c.id: c.name for c in scenario.campaigns}
    return ", ".join(known.get(campaign_id, campaign_id) for campaign_id in ids)


def group_text(group: GroupLimit) -> str:
    """Return the limits of a group of campaigns."""
    ends = [f"from {group.lower:.2f}"] if group.lower else []
    ends += [f"to {group.upper:.2f}"] if group.upper is not None else []
    ends += [f"to {group.share:.1%} of the total"] if group.share is not None else []
    return f"{group.name} {' '.join(ends)}".strip()


def _letters(comparison: Comparison) -> tuple[str, ...]:
    return tuple(s.letter for s in comparison.sides)


def _totals(comparison: Comparison) -> Iterator[Row]:
    sides, today, base = comparison.sides, comparison.today, comparison.base
    yield Row("Totals", "Budget", (cents(today.spend) if today else None, *(cents(s.spend) for s in sides)), MONEY)
    yield from estimate_rows("Totals", "Expected", [today.expected if today else None, *(s.expected for s in sides)])
    yield from estimate_rows("Totals", "Against today", [None, *(s.gain for s in sides)])
    if base != TODAY:
        gains = [
            None if letter == base or (letter == TODAY and not today) else comparison.against(letter, base).gain
            for letter in (TODAY, *_letters(comparison))
        ]
        yield from estimate_rows("Totals", f"Against {base}", gains)
    ratios = [None if s is None else _ratio(s.expected.mean, s.spend) for s in (today, *sides)]
    yield Row("Totals", "Expected for one unit of money", tuple(ratios), RATIO)
    after = [today.after_spend if today else None, *(s.after_spend for s in sides)]
    if any(after):
        label = f"After ad spend, at a margin of {comparison.margin:.0%}"
        yield Row("Totals", label, tuple(cents(e.mean) if e else None for e in after), MONEY)


def _chances(comparison: Comparison) -> Iterator[Row]:
    columns = (TODAY, *_letters(comparison))
    for opponent in columns:
        odds = [None if who == opponent else comparison.against(who, opponent) for who in columns]
        label = f"Chance of beating {opponent}, by {comparison.measure.replace('_', ' ')}"
        cells = tuple(None if o is None or o.win is None else round(o.win, 4) for o in odds)
        yield Row("Chance", label, cells, SHARE)


def _split(comparison: Comparison) -> Iterator[Row]:
    letters = (TODAY, *_letters(comparison))
    for section, by in (("Split", CAMPAIGN), ("Channels", CHANNEL), ("Weeks", WEEK)):
        for line in comparison.spending.rows(by):
            cells = [line.cells.get(letter) for letter in letters]
            yield Row(section, line_name(line), tuple(None if c is None else cents(c.spend) for c in cells), MONEY)


def line_name(line: SplitRow) -> str:
    """Return the name of a row; a week says its days where they are the same in all columns."""
    return f"{line.name}, {line.span[0].isoformat()} to {line.span[1].isoformat()}" if line.span else line.name


def _flows(comparison: Comparison) -> Iterator[Row]:
    """What each gives (below zero) and takes on the way from the base; none for the base itself."""
    letters = (TODAY, *_letters(comparison))
    ways: dict[str, Flow] = {
        letter: flow(comparison.spending, comparison.base, letter)
        for letter in comparison.letters
        if letter != comparison.base
    }
    for line in comparison.spending.campaigns:
        changes = {
            letter: sum(p.amount for p in way.takes if p.id == line.id)
            - sum(p.amount for p in way.gives if p.id == line.id)
            for letter, way in ways.items()
            if way.apart is None
        }
        if any(changes.values()):
            cells = tuple(cents(changes[x]) if x in changes else None for x in letters)
            yield Row(f"Change against {comparison.base}", line.name, cells, MONEY)


def _asked(comparison: Comparison) -> Iterator[Row]:
    plans = [s.scenario for s in comparison.sides]
    asked = [p.settings for p in plans]
    limited = [{**a.lower, **a.upper} for a in asked]
    lines: list[tuple[str, Sequence[Cell], str]] = [
        ("Goal", [GOALS[goal(p)] for p in plans], TEXT),
        ("Locked", [names_of(p, p.settings.locked) for p in plans], TEXT),
        ("Own limits", [names_of(p, ids) for p, ids in zip(plans, limited, strict=True)], TEXT),
        ("Aim", [a.goal.replace("_", " ") for a in asked], TEXT),
        ("Target of the aim", [a.target for a in asked], RATIO),
        ("Amount of the aim", [a.amount for a in asked], RATIO),
        ("Caution", [a.caution for a in asked], RATIO),
        ("Share of bad cases", [a.tail if a.caution else None for a in asked], SHARE),
        ("Groups", ["; ".join(map(group_text, a.groups)) for a in asked], TEXT),
        ("Nothing or at least", [names_of(p, p.settings.at_least) for p in plans], TEXT),
        ("Campaigns that run, at most", [a.most_active for a in asked], COUNT),
        ("Proof", [p.certificate or "Not optimized" for p in plans], TEXT),
    ]
    for label, cells, kind in lines:
        yield Row("Asked", label, (None, *cells), kind)


def _ratio(outcome: float, spend: float) -> float | None:
    return round(outcome / spend, 4) if spend > 0 else None
