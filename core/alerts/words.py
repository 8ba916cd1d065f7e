"""Rules in words: the one sentence of a rule, and figures as alerts say them."""

import math
import re
from typing import Final

from core.alerts.rule import ANY, CHANGES, MEASURES, PACES, Measure, Rule, Subject
from core.wording import NBSP, NONE, counted, currency_sign, money, number, percent, ratio

BASELINES: Final = {"week": "the week before", "four weeks": "the four weeks before"}
RESERVED: Final = frozenset(
    (
        *("all", "campaigns", "campaign", "channel", "channels", "total", "everything", "account", "below", "under"),
        *("above", "over", "less", "more", "than", "lower", "higher", "up", "down", "changed", "changes", "no", "zero"),
        *("none", "for", "of", "in", "on", "the", "day", "days", "week", "weeks", "unusual", "pace", "each", "last"),
        "is",
    )
)
"""Words that have a meaning in a sentence: a name that holds one of them is put in quotes."""
_PLAIN_NAME: Final = re.compile(r"[^\W_][\w&+/-]*( [\w&+/-]+)*")


def rule_text(rule: Rule) -> str:
    """Return the sentence of a rule; ``core.alerts.reading`` reads it to the same rule again.

    Example:
        >>> rule_text(Rule("roas", Subject("channel", "Search", "Search"), "below", 2.0, days=3))
        'ROAS of Search below 2 for 3 days'
        >>> rule_text(Rule("cpa", Subject(), "above", 40.0, days=2, currency="EUR"))
        'CPA of all campaigns above €40 for 2 days'
    """
    if rule.comparison in ("unusual", *PACES):
        return condition_text(rule)
    return f"{condition_text(rule)} {'over' if rule.window == 'sum' else 'for'} {counted(rule.days, 'day')}"


def condition_text(rule: Rule) -> str:
    """Return the sentence of a rule without its days.

    Example:
        >>> condition_text(Rule("roas", Subject("channel", "Search", "Search"), "below", 2.0, days=3))
        'ROAS of Search below 2'
    """
    subject = subject_text(rule.subject)
    if rule.comparison in PACES:
        return f"Pace of {subject} {limit_number(rule.value)}{NBSP}% {rule.comparison}"
    if rule.comparison == "unusual":
        of_what = "" if rule.measure == ANY else f"in {MEASURES[rule.measure].name} "
        return f"Unusual day {of_what}of {subject}"
    name = MEASURES[rule.measure].name
    if rule.comparison == "none":
        return f"No {name} of {subject}"
    head = f"{name[0].upper()}{name[1:]} of {subject}"
    if rule.comparison in CHANGES:
        by = "changed by" if rule.comparison == "changed" else rule.comparison
        return f"{head} {by} {limit_number(rule.value)}{NBSP}% on {BASELINES[rule.baseline]}"
    return f"{head} {rule.comparison} {limit_text(rule)}"


def subject_text(subject: Subject) -> str:
    """Return what a rule speaks of; a name that could be misread stands in quotes."""
    if subject.kind == "all":
        return "all campaigns"
    name = " ".join(subject.name.split())
    if subject.kind == "channel" and _PLAIN_NAME.fullmatch(name) and not RESERVED & set(name.casefold().split()):
        return name
    return f"{subject.kind} “{name}”"


def limit_text(rule: Rule) -> str:
    """Return the limit with its unit."""
    measure, written = MEASURES[rule.measure], limit_number(rule.value)
    if measure.unit == "money":
        return currency_sign(rule.currency) + written
    return f"{written}{NBSP}%" if measure.unit == "percent" else written


def limit_number(value: float) -> str:
    """Return a limit without rounding it.

    Example:
        >>> limit_number(1500.25), limit_number(2.0)
        ('1,500.25', '2')
    """
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def figure_text(measure: Measure, value: float, currency: str | None) -> str:
    """Return a figure as alerts say it; what has no conversions, clicks or impressions to divide by says so."""
    if math.isinf(value):
        return "nothing to divide by"
    if math.isnan(value):
        return NONE
    if measure.unit == "money":
        return money(value, currency, "exact" if abs(value) < 100 else "full")
    if measure.unit == "percent":
        return percent(value / 100, 2 if abs(value) < 10 else 1)
    return ratio(value) if measure.unit == "ratio" else number(value)
