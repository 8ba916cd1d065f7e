"""What the view of cohorts says: its finding, what limits it, and when a cost comes back."""

from collections.abc import Sequence
from typing import Final

from components.format import counted, date_text, dates_text, money, money_span, number, percent
from core.allocation.planning import LEVEL
from core.customers.cohorts import FEW, YEAR, ChannelPayback, Cohort, CohortAnswer, Payback
from core.performance.customers import SETTLE_DAYS

MOST_NAMED: Final = 4
"""Channels that a sentence names; of more it says how many."""
_WORDS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def title(answer: CohortAnswer, by: str) -> str:
    """Return the finding: which channels have paid back and which have not, else who comes back.

    Args:
        answer: What is known.
        by: ``channel`` or ``month``.
    """
    rows = answer.paybacks.channels
    if by == "month" or not rows:
        return _over_time(answer.cohorts.months) or _comes_back(answer.cohorts.everyone)
    back = [one for one in rows if one.payback.month is not None]
    not_yet = [one for one in rows if one.payback.month is None]
    if not back:
        seen = max(one.seen for one in rows)
        return f"No channel’s new customers have paid back within {counted(seen, 'month')}"
    soonest = [one for one in back if one.payback.month == back[0].payback.month]
    month = back[0].payback.month or 0
    when = f"after about {counted(month, 'month')}" if month else "with their first purchase"
    text = f"Customers won through {named(soonest)} pay back {when}"
    if not_yet:
        have = "has" if len(not_yet) == 1 else "have"
        text += f"; {named(not_yet, of=True)} {have} not yet"
    elif len(back) > len(soonest):
        rest = [one.payback.month or 0 for one in back[len(soonest) :]]
        text += f"; {named(back[len(soonest) :], of=True)} by month {max(rest)}"
    return text


def named(rows: Sequence[ChannelPayback], of: bool = False) -> str:
    """Return the names of channels in a sentence; of many how many there are."""
    if len(rows) > MOST_NAMED:
        return f"those of {counted(len(rows), 'channel')}" if of else f"{len(rows)} channels"
    names = [f"{one.channel}’s" if of else one.channel for one in rows]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _over_time(months: Sequence[Cohort]) -> str:
    """Return whether the newest customers come back as often as the oldest ones that are surely new; else nothing."""
    known = [one for one in months if one.settled and one.whole and not one.few and len(one.retention.count)]
    if len(known) < 2:
        return ""
    old, new = known[0], known[-1]
    (before, after), text = (float(one.retention.share[0]) for one in (old, new)), "within a month"
    said = (
        f"{percent(after, 0)} of those who began in {new.name} bought again {text}, {percent(before, 0)} in {old.name}"
    )
    ends = [one.retention.interval() for one in (old, new)]
    if ends[1][0][0] > ends[0][1][0]:
        return f"New customers come back more often than before: {said}"
    if ends[1][1][0] < ends[0][0][0]:
        return f"New customers come back less often than before: {said}"
    return f"New customers come back about as often as before: {said}"


def heat_title(answer: CohortAnswer, shown: Sequence[Cohort], by_channel: bool) -> str:
    """Return which cohort comes back most often, and which least."""
    surely = [one for one in shown if len(one.retention.count) and not one.few and (by_channel or one.settled)]
    known = {one.name: float(one.retention.share[0]) for one in surely}
    if len(known) < 2:
        again, all_of_them = answer.cohorts.purchases_again, answer.cohorts.customers
        return f"{number(again)} of {counted(all_of_them, 'customer')} have bought again"
    best, worst = max(known, key=known.__getitem__), min(known, key=known.__getitem__)
    if by_channel:
        who, other = f"customers won through {best} buy again within a month", f"{worst}’s"
    else:
        who, other = f"those who began in {best} bought again within a month", f"those of {worst}"
    return f"{percent(known[best], 0)} of {who}, {percent(known[worst], 0)} of {other}"


def _comes_back(everyone: Cohort) -> str:
    back = everyone.retention
    if not len(back.count):
        return "It is too early to say who stays"
    if not everyone.retention.again.any():
        return f"Nobody of {counted(everyone.size, 'customer')} has bought again yet"
    text = f"{percent(float(back.share[0]), 0)} of customers buy again within a month"
    last = min(len(back.count), len(_WORDS))
    return text if last < 2 else f"{text}, {percent(float(back.share[last - 1]), 0)} in their {_WORDS[last - 1]} month"


def sub(answer: CohortAnswer) -> str:
    """Return dates, data and interval."""
    found = answer.cohorts
    who = f"{counted(found.everyone.size, 'customer')}"
    if not found.early_counted:
        who = f"{counted(found.everyone.size, 'new customer')} since {date_text(found.settled_since)}"
    return (
        f"{who}. Purchases {dates_text(found.since, found.until)}. Months are counted from each customer’s own first "
        f"purchase. Ranges: {percent(LEVEL, 0)} interval."
    )


def limits(answer: CohortAnswer) -> list[str]:
    """Return what these figures cannot say, in sentences."""
    found = answer.cohorts
    told = []
    if found.early:
        early = (
            f"{counted(found.early, 'customer')} first bought within {SETTLE_DAYS} days of {date_text(found.since)}, "
            "where the table begins: some of them are old customers who look new."
        )
        told.append(
            f"{early} They are counted, because there are too few others."
            if found.early_counted
            else f"{early} By month they are marked; nothing else counts them."
        )
    if found.purchases_again == 0:
        told.append("Nobody in this table has bought twice, so there is nothing to say about who comes back.")
    if found.refused:
        told.append(
            f"{counted(found.refused, 'purchase')} with an amount of 0 or less, such as returns, count for nothing: "
            "values are before returns."
        )
    if found.hidden:
        told.append(f"{counted(found.hidden, 'older month')} of first purchase are not shown.")
    if not found.valued:
        told.append("The table does not say what was paid, so values cannot be shown.")
    return told


def heat_note(by_channel: bool) -> str:
    """Return what the cells mean."""
    text = (
        "Share of customers who bought again in each month after their first purchase; month 1 begins that day. "
        "Point at a cell for its range. "
    )
    if by_channel:
        return f"{text}A month is shown once {FEW} customers have passed it."
    return f"{text}Blank: the month is not over for all of them. Pale: fewer than {FEW} customers."


def payback_text(payback: Payback) -> str:
    """Return when a cost comes back, e.g. "3 months"."""
    if payback.month is None:
        return f"Not within {counted(payback.seen, 'month')}"
    return counted(payback.month, "month") if payback.month else "First purchase"


def payback_range(payback: Payback) -> str:
    """Return the interval of a payback time in words."""
    low, high = payback.lower, payback.upper
    if low is None:
        return f"chance that it has: {_chance(payback.chance)}"
    if high is None:
        begin = "at once" if low == 0 else f"{counted(low, 'month')}"
        return f"from {begin} to not within {payback.seen}"
    if low == high:
        return "at once" if low == 0 else f"month {low}"
    return f"{low} to {high} months"


def payback_notes(answer: CohortAnswer) -> list[str]:
    """Return how costs are counted and what that leaves out."""
    found = answer.paybacks
    told = []
    if found.first and found.last:
        told.append(f"Spend and purchases of {dates_text(found.first, found.last)}.")
    if any(one.counted_on for one in found.channels) and found.known is not None:
        told.append(
            f"The customer is known for {percent(found.known, None)} of the conversions of these days, so new "
            "customers are counted on: conversions of the channel times the share of first purchases among those known."
        )
    if all(one.margin is None for one in found.channels):
        told.append(
            "No margin is stated, so all that is paid counts as earned. State margins on the Overview page, and costs "
            "come back later."
        )
    else:
        without = [one.channel for one in found.channels if one.margin is None]
        told.append("Paid back: what is kept of the purchases, at the margins stated, covers the cost.")
        if without:
            told.append(f"No margin is stated for {', '.join(without)}: all that is paid counts there.")
    told.append(
        "The whole spend of a channel is held against its new customers, though part of it brings old ones back; and "
        "the channel of the first purchase gets the customer, whether or not they would have come without it. Only a "
        "test tells that."
    )
    year = answer.year
    if year is not None and year.seen < YEAR:
        how = "at the pace of a model of repeat buying" if year.modelled else "as in the last months seen"
        told.append(f"{YEAR} months: {counted(year.seen, 'month')} are seen; the rest is expected to go on {how}.")
    for name, reason in found.left_out:
        told.append(f"{name} is not in the list: {reason}.")
    return told


def curve_title(cohorts: Sequence[Cohort], months: int, currency: str | None) -> str:
    """Return which cohort is worth most at the age that all have reached."""
    ranked = [
        one for one in cohorts if one.value is not None and one.value.months >= months and not one.few and one.settled
    ]
    if len(ranked) < 2:
        one = ranked[0] if ranked else None
        if one is None or one.value is None:
            return "What a customer has spent by age"
        return f"A customer has spent {money(float(one.value.mean[months]), currency)} after {counted(months, 'month')}"
    values = {one.name: float(one.value.mean[months]) for one in ranked if one.value is not None}
    best, worst = max(values, key=values.__getitem__), min(values, key=values.__getitem__)
    after = f"after {counted(months, 'month')}" if months else "on their first day"
    return f"{best}: {money(values[best], currency)} a customer {after}; {worst}: {money(values[worst], currency)}"


def amount_range(lower: float, upper: float, currency: str | None) -> str:
    """Return the interval of an amount."""
    return money_span(lower, upper, currency)


def _chance(value: float) -> str:
    return "under 1\u00a0%" if value < 0.01 else percent(value, 0)
