"""Spells: on which days in a row a rule held, from the data alone."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from core.alerts.figures import (
    LONGEST_GAP,
    DaySums,
    base_places,
    change,
    day_figures,
    day_sums,
    figure,
    is_enough,
    needed,
)
from core.alerts.rule import ANY, CHANGES, MEASURES, Rule, Subject
from core.alerts.words import subject_text
from core.data import Dataset
from core.wording import counted

UnusualDays = Callable[[Dataset, str, Subject], Mapping[date, str]]
"""Returns the days of a figure and subject that stand out, each with what was unusual; known events are none."""


@dataclass(frozen=True)
class Pace:
    """How a target goes.

    Attributes:
        target: The target.
        first: First day of its period.
        last: Last day that the data hold of it.
        share: How far the expected end is over the target, as a share; below 0 it is under.
        text: What is expected, in words, with its likely range.
        ended: Day after its period, where the data reach it; else None.
    """

    target: Subject
    first: date
    last: date
    share: float
    text: str = ""
    ended: date | None = None


Paces = Callable[[Dataset], Sequence[Pace]]
"""Returns how targets go: those that run, and those whose period is over."""


@dataclass(frozen=True)
class Spell:
    """Days on which a rule held without a break.

    Attributes:
        first: First day that broke the limit.
        since: First day on which the rule held: for three days in a row the third.
        last: Last day on which it held.
        ended: First day on which it did not hold any more; None where it still holds on the last day of the data.
        days: The days that are judged, and their figures: each day by itself, or the newest window.
        values: See ``days``.
        text: What is said instead of figures, where another room knows more.
    """

    first: date
    since: date
    last: date
    ended: date | None
    days: tuple[date, ...]
    values: tuple[float, ...]
    text: str = ""


@dataclass(frozen=True)
class Findings:
    """What a rule found in a data set.

    Attributes:
        spells: By day.
        last_day: Last day that was judged; None where nothing could be.
        remark: Why the newest days could not be judged; empty where they were.
    """

    spells: tuple[Spell, ...] = ()
    last_day: date | None = None
    remark: str = ""

    @property
    def open(self) -> Spell | None:
        """The spell that still goes on."""
        return self.spells[-1] if self.spells and self.spells[-1].ended is None else None


def find_spells(
    rule: Rule,
    dataset: Dataset,
    unusual: UnusualDays | None = None,
    paces: Paces | None = None,
    sums_of: Callable[[Subject], DaySums | None] | None = None,
) -> Findings:
    """Return when a rule held; the same data give the same answer, whenever they are asked.

    A day counts where the data hold anything at all on it. Too little data neither begin a spell nor end one.

    Args:
        rule: The rule.
        dataset: The data.
        unusual: Tells unusual days; without it, rules about them find nothing.
        paces: Tells how targets go; without it, rules about pace find nothing.
        sums_of: Returns ``day_sums`` of the data; where many rules are checked, each subject is added up once.
    """
    sums_of = sums_of or (lambda subject: day_sums(dataset, subject))
    if rule.comparison in ("over", "under"):
        return _pace_spell(rule, dataset, paces)
    if rule.measure == ANY:
        return _unusual_spells(rule, dataset, sums_of(rule.subject), unusual)
    missing = [name for name in needed(rule.measure) if name not in dataset.measured]
    if missing:
        return Findings(remark=f"The data in use hold no {' and no '.join(missing)}.")
    if rule.currency and dataset.currency and rule.currency != dataset.currency:
        return Findings(remark=f"The limit is in {rule.currency} and the data in use are in {dataset.currency}.")
    sums = sums_of(rule.subject)
    if sums is None:
        return Findings(remark=f"The data in use hold no {subject_text(rule.subject)}.")
    if rule.comparison == "unusual":
        return _unusual_spells(rule, dataset, sums, unusual)
    states, values = judge(rule, sums)
    remark = _remark(rule, sums) if states[-1] is None else ""
    return Findings(tuple(_runs(rule, sums.days, states, values)), sums.days[-1], remark)


def judge(rule: Rule, sums: DaySums) -> tuple[list[bool | None], list[float]]:
    """Return, for the window that ends on each day, whether the rule holds (None: cannot be said), and its figure."""
    known, changes, each = sums.places, rule.comparison in CHANGES, rule.window == "each"

    def base_of(places: list[int]) -> list[int] | None:
        return base_places(rule, sums, known, places) if changes else None

    def value_of(places: list[int], base: list[int] | None) -> float:
        return change(rule, sums, places, base) if changes else figure(rule.measure, sums, places)

    count = len(sums.days)
    if changes:
        single = [value_of([place], base_of([place])) for place in range(count)] if each else [math.nan] * count
    else:
        single = day_figures(rule.measure, sums)
    broken = [None if math.isnan(one) else _breaks(rule, one) for one in single]
    states: list[bool | None] = []
    values: list[float] = []
    for end in range(count):
        places = list(range(end - rule.days + 1, end + 1))
        value = single[end] if each else math.nan
        if places[0] < 0:
            state = None
        elif _has_gap(sums.days, places):
            state = False
        else:
            base = None if each else base_of(places)
            value = value if each else value_of(places, base)
            held = broken[places[0] : end + 1] if each else [None if math.isnan(value) else _breaks(rule, value)]
            state = _all_held(held)
            if state and not is_enough(rule, sums, places, base_of(places) if each else base):
                state = None
        states.append(state)
        values.append(value)
    return states, values


def _all_held(held: Sequence[bool | None]) -> bool | None:
    if False in held:
        return False
    return None if None in held else True


def _breaks(rule: Rule, value: float) -> bool:
    limit = rule.value
    return {
        "below": value < limit,
        "above": value > limit,
        "none": value == 0,
        "up": value > limit,
        "down": value < -limit,
        "changed": abs(value) > limit,
    }[rule.comparison]


def _has_gap(days: Sequence[date], places: list[int]) -> bool:
    return any((days[b] - days[a]).days > LONGEST_GAP for a, b in pairwise(places))


def _runs(rule: Rule, days: Sequence[date], states: list[bool | None], values: list[float]) -> list[Spell]:
    found: list[Spell] = []
    held: list[int] = []

    def close(ended: date | None) -> None:
        if held:
            begin = held[0] - rule.days + 1 if rule.window == "each" else held[0]
            # Each day of a spell counts; of windows that overlap, the newest is said.
            places = [*range(begin, held[0]), *held] if rule.window == "each" else [held[-1]]
            found.append(
                Spell(
                    days[begin],
                    days[held[0]],
                    days[held[-1]],
                    ended,
                    tuple(days[p] for p in places),
                    tuple(values[p] for p in places),
                )
            )
            held.clear()

    for place, state in enumerate(states):
        if held and (days[place] - days[place - 1]).days > LONGEST_GAP:
            close(days[place])
        if state:
            held.append(place)
        elif state is False:
            close(days[place])
    close(None)
    return found


def _remark(rule: Rule, sums: DaySums) -> str:
    name = MEASURES[rule.measure].name
    if len(sums.days) < rule.days:
        return f"The data hold {counted(len(sums.days), 'day')} of it; the rule looks at {rule.days}."
    places = list(range(len(sums.days) - rule.days, len(sums.days)))
    if rule.comparison in CHANGES and base_places(rule, sums, sums.places, places) is None:
        return "The data do not hold all days that the newest ones are held against."
    if rule.comparison in CHANGES and math.isnan(
        change(rule, sums, places, base_places(rule, sums, sums.places, places))
    ):
        return "There is nothing before that the newest days could be held against."
    return f"Too little data on the newest days to judge {name} by: not an alert, a remark."


def _unusual_spells(rule: Rule, dataset: Dataset, sums: DaySums | None, unusual: UnusualDays | None) -> Findings:
    if unusual is None:
        return Findings(remark="Unusual days cannot be told here.")
    if sums is None:
        return Findings(remark=f"The data in use hold no {subject_text(rule.subject)}.")
    said = unusual(dataset, rule.measure, rule.subject)
    states: list[bool | None] = [day in said for day in sums.days]
    runs = _runs(rule, sums.days, states, [math.nan] * len(sums.days))
    return Findings(tuple(replace(run, text=said[run.last]) for run in runs), sums.days[-1])


def _pace_spell(rule: Rule, dataset: Dataset, paces: Paces | None) -> Findings:
    found = [pace for pace in (paces(dataset) if paces else ()) if pace.target.key == rule.subject.key]
    if not found:
        return Findings(remark=f"The data in use say nothing about the pace of {subject_text(rule.subject)}.")
    pace = found[0]
    share = pace.share * 100
    if not (share > rule.value if rule.comparison == "over" else share < -rule.value):
        return Findings(last_day=pace.last)
    spell = Spell(pace.first, pace.last, pace.last, pace.ended, (pace.last,), (share,), pace.text)
    return Findings((spell,), pace.last)
