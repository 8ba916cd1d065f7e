"""A comparison as a CSV file that a spreadsheet opens without running anything."""

import csv
import io
from collections.abc import Mapping

from core.allocation.planning import LEVEL, GroupLimit
from core.scenarios.comparison import TODAY, Comparison
from core.scenarios.differences import goal
from core.scenarios.scenario import Scenario

Cell = str | float | int | None

_FORMULA = ("=", "+", "-", "@", "|", "\t", "\r")
_GOALS = {"hand": "Set by hand", "best": "Best split", "near": "Best split, then by hand"}


def comparison_csv(comparison: Comparison) -> str:
    """Return the comparison as CSV: a row a figure, a column a split, amounts to the cent.

    Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers are left alone.
    """
    sides, base = comparison.sides, comparison.base
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")

    def row(section: str, label: str, *cells: Cell) -> None:
        writer.writerow([plain_cell(cell) for cell in (section, label, *cells)])

    row("", "", TODAY, *(s.letter for s in sides))
    row("Scenario", "Name", "Today's split", *(s.scenario.name for s in sides))
    row("Scenario", "Version", None, *(s.scenario.version for s in sides))
    row("Scenario", "Owner", None, *(s.scenario.owner for s in sides))
    row("Scenario", "Saved (UTC)", None, *(s.scenario.updated.strftime("%Y-%m-%d %H:%M") for s in sides))
    row("Totals", "Currency", comparison.currency, *(s.scenario.currency for s in sides))
    row("Totals", "Outcome", base.question[0] if base else None, *(s.scenario.settings.outcome for s in sides))
    row("Totals", "Days", base.question[1] if base else None, *(s.scenario.settings.days for s in sides))
    row("Totals", "Budget", _money(base.spend) if base else None, *(_money(s.spend) for s in sides))
    expected, gains = [base.expected if base else None, *(s.expected for s in sides)], [None, *(s.gain for s in sides)]
    for label, estimates in (("Expected", expected), ("Against today", gains)):
        row("Totals", label, *(_money(e.mean) if e else None for e in estimates))
        row("Totals", f"{label}, lower ({LEVEL:.0%})", *(_money(e.lower) if e else None for e in estimates))
        row("Totals", f"{label}, upper ({LEVEL:.0%})", *(_money(e.upper) if e else None for e in estimates))
    ratios = [_ratio(s.expected.mean, s.spend) for s in (base, *sides) if s]
    row("Totals", "Expected for one unit of money", *([] if base else [None]), *ratios)
    after = [base.after_spend if base else None, *(s.after_spend for s in sides)]
    if any(after):
        label = f"After ad spend, at a margin of {comparison.margin:.0%}"
        row("Totals", label, *(_money(e.mean) if e else None for e in after))
    columns = (TODAY, *(s.letter for s in sides))
    for opponent in columns:
        odds = [None if who == opponent else comparison.against(who, opponent) for who in columns]
        label = f"Chance of beating {opponent}, by {comparison.measure.replace('_', ' ')}"
        row("Chance", label, *(None if o is None or o.win is None else round(o.win, 4) for o in odds))
    for line in comparison.split:
        cells = (None if c is None else _money(c.spend) for c in line.cells)
        row("Split", line.name, None if line.base is None else _money(line.base), *cells)
    row("Asked", "Goal", None, *(_GOALS[goal(s.scenario)] for s in sides))
    row("Asked", "Locked", None, *(_names(s.scenario, s.scenario.settings.locked) for s in sides))
    limited = [{**s.scenario.settings.lower, **s.scenario.settings.upper} for s in sides]
    row("Asked", "Own limits", None, *(_names(s.scenario, ids) for s, ids in zip(sides, limited, strict=True)))
    asked = [s.scenario.settings for s in sides]
    row("Asked", "Aim", None, *(a.goal.replace("_", " ") for a in asked))
    row("Asked", "Target of the aim", None, *(a.target for a in asked))
    row("Asked", "Amount of the aim", None, *(a.amount for a in asked))
    row("Asked", "Caution", None, *(a.caution for a in asked))
    row("Asked", "Share of bad cases", None, *(a.tail if a.caution else None for a in asked))
    row("Asked", "Groups", None, *("; ".join(map(_group, a.groups)) for a in asked))
    row("Asked", "Nothing or at least", None, *(_names(s.scenario, s.scenario.settings.at_least) for s in sides))
    row("Asked", "Campaigns that run, at most", None, *(a.most_active for a in asked))
    row("Asked", "Proof", None, *(s.scenario.certificate or "Not optimized" for s in sides))
    row("Data", "Data set", None, *(s.scenario.dataset_name for s in sides))
    row("Data", "Data up to", None, *(s.scenario.last_day.isoformat() for s in sides))
    row("Data", "Older data", None, *("yes" if s.stale else "no" for s in sides))
    row("Notes", "Note", None, *(s.scenario.note for s in sides))
    return out.getvalue()


def plain_cell(value: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula.

    Example:
        >>> plain_cell("=1+1"), plain_cell("-10 % on Search"), plain_cell(-10.5)
        ("'=1+1", "'-10 % on Search", -10.5)
    """
    if value is None:
        return ""
    # Some spreadsheets drop leading spaces before they look.
    if isinstance(value, str) and (value.startswith(_FORMULA) or value.lstrip().startswith(_FORMULA)):
        return "'" + value
    return value


def _money(value: float) -> float:
    # Adding zero turns a negative zero into a plain one.
    return round(value, 2) + 0.0


def _ratio(outcome: float, spend: float) -> float | None:
    return round(outcome / spend, 4) if spend > 0 else None


def _group(group: GroupLimit) -> str:
    ends = [f"from {group.lower:.2f}"] if group.lower else []
    ends += [f"to {group.upper:.2f}"] if group.upper is not None else []
    ends += [f"to {group.share:.1%} of the total"] if group.share is not None else []
    return f"{group.name} {' '.join(ends)}".strip()


def _names(scenario: Scenario, ids: Mapping[str, float]) -> str:
    known = {c.id: c.name for c in scenario.campaigns}
    return ", ".join(known.get(campaign_id, campaign_id) for campaign_id in ids)
