"""Attribution in words: the finding, what limits it, what each rule does, and how much it errs."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from components.format import NBSP, counted, dates_text, money, number, percent
from core.attribution.credit import RULES, Attribution
from core.attribution.desk import Credited
from core.attribution.judged import Judged

WHAT_RULES_DO: Final = {
    "first": "The first contact gets all of it.",
    "last": "The last contact before the purchase gets all of it. Most platforms count like this.",
    "linear": "All contacts of the path get the same.",
    "decay": "A contact counts half as much for every 7 days that it lies back.",
    "position": "The first and the last contact get 40 % each, those between share 20 %.",
    "markov": "What would be lost if every way through a channel ended in nothing.",
    "markov2": "The same, where the contact before also matters for what comes next.",
    "shapley": "What each channel of a path adds to the chance of a purchase, over all orders of adding them.",
}


def points(value: float, signed: bool = True) -> str:
    """Return a difference of shares.

    Example:
        >>> points(0.082), points(-0.1249)
        ('+8.2\\xa0points', '−12.5\\xa0points')
    """
    return percent(value, 1, signed).removesuffix(f"{NBSP}%") + f"{NBSP}points"


def unit(made: Attribution) -> str:
    """Return what is divided, in words."""
    return "sales value" if made.measure == "value" else "purchases"


def finding(credited: Credited) -> str:
    """Return the title of the page: what the last contact credits, and what leads people in."""
    made, labels = credited.attribution, credited.labels
    last = made.share("last")
    top = int(last.argmax())
    if len(labels) == 1:
        return f"All {unit(made)} with a known contact came through {labels[0]}"
    begin = f"Last contact gives {labels[top]} {percent(float(last[top]), 0)} of the {unit(made)}"
    if made.longest == 1:
        return f"{begin}; every path has one contact, so all rules agree"
    gap = made.difference("first", "last")
    if gap is None:
        return begin
    more, lower, _ = gap
    lead = int(np.where(lower > 0, more, -np.inf).argmax())
    if lower[lead] > 0 and more[lead] > 0.02 and lead != top:
        return f"{begin}; what leads people in is {labels[lead]}"
    spread = np.abs(made.shares - last).sum(axis=1).max() / 2
    if spread < 0.03:
        return f"{begin}, and the rules hardly differ"
    return begin


def about(credited: Credited) -> str:
    """Return the line below the title: how much, which days, which contacts, what the ranges are."""
    made = credited.attribution
    first, last = made.first.astype(object), made.last.astype(object)
    total = money(made.total, credited.source.currency) if made.measure == "value" else ""
    bought = counted(made.purchases, "purchase") + (f" worth {total}" if total else "")
    ranges = " Ranges: 90 %, customers drawn again." if made.draws.size else ""
    return (
        f"{bought} by {counted(made.customers, 'customer')}, {dates_text(first, last)}. Contacts of the "
        f"{number(made.lookback)} days before each, {made.mean_length:.1f} on average.{ranges}"
    )


def limits(credited: Credited) -> list[tuple[str, str]]:
    """Return what limits the figures, each with a head and a sentence."""
    made = credited.attribution
    told = []
    if not made.draws.size:
        told.append(
            (
                f"No ranges: {counted(made.customers, 'customer')} only.",
                "So few say nothing of others. Read the shares as a description of these customers.",
            )
        )
    if made.alone:
        worth = f", worth {money(made.alone_value, credited.source.currency)}," if made.valued else ""
        told.append(
            (
                f"{counted(made.alone, 'purchase')} without a known contact.",
                f"Nothing is known of what led to them{worth} so they are credited to nobody and are in none of the "
                "figures below.",
            )
        )
    if made.nameless:
        told.append(
            (
                f"{counted(made.nameless, 'contact')} left out.",
                "They do not say where they came from. All other contacts of the same customers count.",
            )
        )
    if made.put_together:
        told.append(
            (
                f"{number(made.put_together)} with the fewest contacts are put together.",
                "More than 200 cannot be told apart on one page; the column may hold something else than expected.",
            )
        )
    if made.longest == 1 and len(credited.labels) > 1:
        told.append(
            (
                "Every purchase has one contact.",
                "To divide credit, a file also needs the clicks and views before the purchases, with the same customer "
                "ids.",
            )
        )
    elif not made.open_paths:
        told.append(
            (
                "No contact led to nothing.",
                "The Markov chain and the Shapley value learn from ways that end without a purchase. Without any, they "
                "say little more than equal shares.",
            )
        )
    return told


def truth_sentence(judged: Judged, chosen: str) -> str:
    """Return how much the rules err, where the truth is known."""
    errors = judged.misplaced
    named = ["last", *([chosen] if chosen in errors else [])]
    said = [f"{RULES[rule][0].lower()}{RULES[rule][1:]} misplaces {percent(errors[rule], 0)}" for rule in named]
    said = [part.replace("markov", "the Markov").replace("shapley", "the Shapley") for part in said]
    best = judged.best
    least = f"; least of all {RULES[best][0].lower()}{RULES[best][1:]}, {percent(errors[best], 0)}"
    least = least.replace("markov", "the Markov").replace("shapley", "the Shapley")
    return (
        "These data are generated, so what really caused each purchase is known: "
        f"{said[0]} of the credit{''.join(f', {part}' for part in said[1:])}"
        f"{least if best not in named else ''}."
    )


def change_sentence(credited: Credited, rule: str) -> str:
    """Return where a rule differs most from the last contact."""
    made = credited.attribution
    gap = made.difference(rule, "last")
    if gap is None or len(credited.labels) < 2:
        return f"{RULES[rule]} beside the last contact"
    more, lower, upper = gap
    sure = np.where((lower > 0) | (upper < 0), np.abs(more), 0.0)
    at = int(sure.argmax())
    if sure[at] == 0:
        return f"{RULES[rule]} and last contact do not differ by more than chance"
    way = "more" if more[at] > 0 else "less"
    return f"{RULES[rule]} gives {credited.labels[at]} {points(abs(float(more[at])), False)} {way} than last contact"


def rules_named(rules: Sequence[str]) -> list[str]:
    """Return what rules are called."""
    return [RULES[rule] for rule in rules]
