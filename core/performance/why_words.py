"""Why a figure changed, in a sentence or two."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from core.performance.why import Step, Why
from core.wording import money, number, ratio

NAMES: Final = {
    "revenue": "Revenue",
    "roas": "Return on ad spend",
    "conversions": "Conversions",
    "cpa": "Cost per conversion",
    "clicks": "Clicks",
}
_PLURAL: Final = ("conversions", "clicks")
SHARES: Final = (
    (0.95, "all"),
    (0.85, "most"),
    (0.70, "three quarters"),
    (0.60, "two thirds"),
    (0.42, "half"),
    (0.29, "a third"),
    (0.20, "a quarter"),
)
"""From which share on it is called what."""
NOTABLE: Final = 0.25
"""An effect the other way of this share of the change is said."""


def figure_text(figure: str, value: float, currency: str | None) -> str:
    """Return a figure with three significant places."""
    if figure in ("revenue", "cpa"):
        return money(value, currency)
    return ratio(value) if figure == "roas" else number(value, "tile")


def units_text(found: Why, units: int, currency: str | None, signed: bool = False) -> str:
    """Return an amount of whole units as it is shown in the split: so that what adds up can be seen to."""
    value, places = units * found.unit, max(0, -round(np.log10(found.unit)))
    text = f"{abs(value):,.{places}f}"
    if found.figure in ("revenue", "cpa"):
        text = money(0, currency, "full").removesuffix("0") + text
    if not units:
        return text
    return ("−" if units < 0 else "+" if signed else "") + text


def change_sentence(found: Why, currency: str | None) -> str:
    """Return what changed and what explains most of it."""
    name, change = NAMES[found.figure], found.exact_now - found.exact_before
    plural = found.figure in _PLURAL
    before, now = (figure_text(found.figure, value, currency) for value in (found.exact_before, found.exact_now))
    if before == now:
        return f"{name} {'are' if plural else 'is'} unchanged at {now}{_cancelled(found)}."
    moved = f"{name} {'rose' if change > 0 else 'fell'} from {before} to {now}"
    shares = np.array(found.exact) / change
    if not len(shares):
        return f"{moved}."
    main = int(shares.argmax())
    share, words = float(shares[main]), effect_words(found, main)
    against = _against(found, shares)
    if share > 1.05:
        alone = figure_text(found.figure, found.exact_before + found.exact[main], currency)
        return f"{moved}: {words} alone would have brought {'them' if plural else 'it'} to {alone}.{against}"
    verb = "explain" if _many(found, main) else "explains"
    part = next((text for least, text in SHARES if share >= least), "the largest part")
    return f"{moved}: {words} {verb} {part} of it.{against}"


def question(found: Why) -> str:
    """Return the question that the split answers."""
    change = found.exact_now - found.exact_before
    if found.figure in _PLURAL:
        return f"Why are {NAMES[found.figure].lower()} {'up' if change > 0 else 'down'}?"
    return f"Why did {NAMES[found.figure].lower()} {'rise' if change > 0 else 'fall'}?"


def effect_words(found: Why, position: int) -> str:
    """Return an effect in words, with the channel where most of it is."""
    step = found.steps[position]
    return _direction(found, position, step) + _place(found, position)


def _direction(found: Why, position: int, step: Step) -> str:
    up = found.exact[position] > 0
    # A lower cost of a conversion is more for the money.
    return step.more if up != (found.figure == "cpa") else step.less


def _many(found: Why, position: int) -> bool:
    return found.steps[position].plural


def _place(found: Why, position: int) -> str:
    """Where most of an effect is, among channels; empty where it is spread, or where there is one channel only."""
    if found.steps[position].name == "mix":
        return ""
    by_channel: dict[str, float] = {}
    for (_, _, channel), units in zip(found.parts, found.table[:, position], strict=True):
        by_channel[channel] = by_channel.get(channel, 0.0) + float(units)
    total = sum(by_channel.values())
    if len(by_channel) < 2 or not total:
        return ""
    channel, largest = max(by_channel.items(), key=lambda pair: pair[1] / total)
    return f" at {channel}" if channel and largest / total >= 0.5 else ""


def _against(found: Why, shares: Sequence[float] | np.ndarray) -> str:
    least = int(np.argmin(shares))
    if shares[least] > -NOTABLE:
        return ""
    words = effect_words(found, least)
    verb = "pull" if _many(found, least) else "pulls"
    return f" {words[0].upper()}{words[1:]} {verb} the other way."


def _cancelled(found: Why) -> str:
    largest = max((abs(effect) for effect in found.exact), default=0.0)
    return "; what raised it and what lowered it cancel out" if largest > 0.02 * abs(found.exact_now) else ""
