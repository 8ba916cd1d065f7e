"""What to do for a segment: a command with its reason, tied to facts of the segment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.customers.segments.differences import SEEN, Difference
from core.customers.segments.purchase_features import REPEATS
from core.customers.segments.segmentation import Segmentation
from core.wording import counted, money, number, percent

_ANSWER: Final = re.compile(r"respon|accept|answer|convert|subscrib", re.IGNORECASE)
_THROUGH: Final = re.compile(r"(web|catalog(ue)?|store|shop|app|phone|mail)\s+(purchases|orders)", re.IGNORECASE)


@dataclass(frozen=True)
class ToDo:
    """What to do for a segment.

    Attributes:
        kind: ``winback``, ``rest``, ``second``, ``keep``, ``basket``, ``again``, ``write``, ``through``, ``offer`` or
            ``like``.
        action: As a command.
        why: The facts behind it.
    """

    kind: str
    action: str
    why: str


def what_to_do(found: Segmentation, at: int, spent: float | None, everybody: float, currency: str | None) -> ToDo:
    """Return what to do for a segment.

    Args:
        found: Customers in segments.
        at: Position of the segment.
        spent: What it spent so far; None where nobody knows.
        everybody: What all customers spent.
        currency: Of amounts.
    """
    of = {one.feature.column: one for one in found.differences[at] if not one.feature.value}
    if "since" in of:
        return _buyers(found, at, of, spent, everybody, currency)
    return _people(found.differences[at])


def _buyers(
    found: Segmentation,
    at: int,
    of: dict[str, Difference],
    spent: float | None,
    everybody: float,
    currency: str | None,
) -> ToDo:
    share, size = found.sizes[at] / len(found.labels), found.sizes[at]
    lapsed, recent = of["since"].size > SEEN, of["since"].size < -SEEN
    bought = of.get("purchases")
    once = bought is None or bought.mean < 1.3
    often = bought is not None and bought.size > SEEN
    silent = f"Their last purchase is {counted(round(of['since'].median), 'day')} ago in the middle"
    amount = of.get("amount")
    each = ""
    rich = amount is not None and amount.size > SEEN
    if amount is not None:
        each = f"they spent {money(amount.mean, currency)} a purchase, others {money(amount.others, currency)}"
    brought = ""
    if spent is not None and everybody > 0:
        everything = "all that was spent"
        if found.table.spent_from == REPEATS:
            everything += " on repeat purchases"
        brought = f"{percent(share, 0)} of the customers brought {percent(spent / everybody, 0)} of {everything}"
    if lapsed and (rich or often):
        return ToDo("winback", "Win them back: write to them about what they bought", _say(silent, each or brought))
    if lapsed:
        return ToDo("rest", "Spend no money on them beyond the newsletter", _say(silent, brought or each))
    if once:
        return ToDo(
            "second", _second(found), _say(f"{number(size)} of them bought once or hardly more", each or silent)
        )
    if often and (rich or _above(spent, everybody, share)):
        return ToDo("keep", "Keep them: service and first choice, no discounts", _say(brought or silent, each))
    if often:
        return ToDo(
            "basket", "Offer larger baskets: sets and free delivery from an amount on", _say(each or silent, brought)
        )
    then = "soon" if recent else "before they lapse"
    return ToDo("again", f"Bring them to the next purchase {then}", _say(silent, each or brought))


def _second(found: Segmentation) -> str:
    """The time within which half of those who came again did so says when to write."""
    values = {f.column: found.table.values[:, i] for i, f in enumerate(found.table.features) if not f.value}
    if "span" in values and "purchases" in values:
        again = values["purchases"] > 1
        if again.sum() >= 30:
            gap = float(np.median(values["span"][again] / (values["purchases"][again] - 1)))
            return f"Bring them to a second purchase within {counted(max(round(gap), 1), 'day')}"
    return "Bring them to a second purchase"


def _above(spent: float | None, everybody: float, share: float) -> bool:
    return spent is not None and everybody > 0 and spent / everybody > 1.5 * share


def _people(found: tuple[Difference, ...]) -> ToDo:
    seen = [one for one in found if abs(one.size) >= SEEN]
    answers = [one for one in found if one.feature.kind == "yes-no" and _ANSWER.search(one.feature.column)]
    most = max(answers, key=lambda one: one.mean - one.others, default=None)
    if most and most.mean > 1.5 * most.others and most.mean > 0.05:
        others = percent(most.others, 0)
        why = f"{percent(most.mean, 0)} of them said yes in {most.feature.column}, {others} of the others"
        return ToDo("write", "Write to them first", why + ".")
    through = [one for one in seen if one.size > 0 and _THROUGH.search(one.feature.label)]
    if through:
        one = through[0]
        channel = one.feature.label.rsplit(" ", 1)[0]
        why = f"{_figure(one.mean)} {one.feature.label} each, others {_figure(one.others)}"
        return ToDo("through", f"Reach them by {channel}", _say(why))
    offers = [one for one in seen if one.size > 0 and one.feature.kind == "amount"]
    if offers:
        one = offers[0]
        return ToDo(
            "offer",
            f"Offer them {one.feature.label}",
            _say(f"They spent {_figure(one.mean)} on it each, others {_figure(one.others)}"),
        )
    if seen and (spent := next((one for one in seen if one.feature.kind == "amount"), None)):
        why = f"They spent {_figure(spent.mean)} on {spent.feature.label} each, others {_figure(spent.others)}"
        return ToDo("rest", "Spend little on them: small offers only", _say(why))
    if seen:
        one = seen[0]
        return ToDo(
            "like",
            "Speak to them as what they are",
            _say(f"Their {one.feature.label}: {_figure(one.mean)}, of the others {_figure(one.others)}"),
        )
    return ToDo("like", "Nothing of their own: treat them as everybody", "They differ from the others in nothing much.")


def _figure(value: float) -> str:
    return number(value, "exact" if abs(value) < 10 else "tile")


def _say(*parts: str) -> str:
    said = [part for part in parts if part]
    return " ".join(f"{part[:1].upper()}{part[1:]}." for part in said)
