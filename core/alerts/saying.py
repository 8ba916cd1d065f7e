"""What an alert says: figure, limit and days, in one sentence."""

import math
from typing import Final

from core.alerts.rule import CHANGES, MEASURES, PACES, Rule
from core.alerts.spells import Spell
from core.alerts.words import (
    BASELINES,
    condition_text,
    figure_text,
    limit_number,
    limit_text,
    subject_text,
)
from core.wording import NBSP, counted, date_text, dates_text, percent

MOST_VALUES: Final = 6
"""Figures of single days that a sentence lists; of more, the newest."""


def alert_text(rule: Rule, spell: Spell, currency: str | None) -> str:
    """Return the sentence of an alert.

    Args:
        rule: The rule that was broken.
        spell: The days on which it was.
        currency: ISO code of the data, or None.
    """
    subject = subject_text(rule.subject)
    if rule.comparison in PACES:
        said = (
            f"{subject[0].upper()}{subject[1:]} is heading for {percent(abs(spell.values[-1]) / 100)} {rule.comparison}"
        )
        limit = f"more than {limit_number(rule.value)}{NBSP}%, on {date_text(spell.last)}"
        return f"{said}, {limit}" + (f": {spell.text}" if spell.text else "")
    if rule.comparison == "unusual":
        return f"{condition_text(rule)}, {date_text(spell.last)}: {spell.text}"
    name = MEASURES[rule.measure].name
    head = f"{name[0].upper()}{name[1:]} of {subject}"
    figures = _figures(rule, spell, currency)
    if rule.comparison == "none":
        limit = f"No {name} of {subject}"
        return f"{limit} {_days(rule, spell)}"
    if rule.window == "sum":
        over = f"over the {counted(rule.days, 'day')} to {date_text(spell.last)}"
        if rule.comparison in CHANGES:
            return (
                f"{head} {_was(rule)} {figures[-1]} on {BASELINES[rule.baseline]} {over}; the limit is {_limit(rule)}"
            )
        return f"{head} {_was(rule)} {figures[-1]} {over}, {rule.comparison} {_limit(rule)}"
    if len(spell.days) == 1:
        against = (
            f" on {BASELINES[rule.baseline]}; the limit is" if rule.comparison in CHANGES else f", {rule.comparison}"
        )
        return f"{head} {_was(rule)} {figures[-1]} on {date_text(spell.last)}{against} {_limit(rule)}"
    listed = ", ".join(("…", *figures[-MOST_VALUES:]) if len(figures) > MOST_VALUES else figures)
    if rule.comparison in CHANGES:
        by = "changed by" if rule.comparison == "changed" else rule.comparison
        broken = f"{by} more than {_limit(rule)} on {BASELINES[rule.baseline]}"
    else:
        broken = f"{rule.comparison} {_limit(rule)}"
    return f"{head} {_was(rule)} {broken} {_days(rule, spell, listed)}"


def _figures(rule: Rule, spell: Spell, currency: str | None) -> tuple[str, ...]:
    if rule.comparison in CHANGES:
        return tuple(
            ("up " if value >= 0 else "down ") + percent(abs(value) / 100) if math.isfinite(value) else "–"
            for value in spell.values
        )
    return tuple(figure_text(MEASURES[rule.measure], value, currency) for value in spell.values)


def _limit(rule: Rule) -> str:
    return f"{limit_number(rule.value)}{NBSP}%" if rule.comparison in CHANGES else limit_text(rule)


def _was(rule: Rule) -> str:
    return "were" if rule.measure in ("impressions", "clicks", "conversions") else "was"


def _days(rule: Rule, spell: Spell, listed: str = "") -> str:
    if rule.window == "sum":
        return f"over the {counted(rule.days, 'day')} to {date_text(spell.last)}"
    if len(spell.days) == 1:
        return f"on {date_text(spell.last)}"
    whole = len(spell.days) == (spell.last - spell.first).days + 1
    said = f"on {counted(len(spell.days), 'day')}" + (" in a row" if whole else "")
    return f"{said}{f' ({listed})' if listed else ''}, {dates_text(spell.first, spell.last)}"
