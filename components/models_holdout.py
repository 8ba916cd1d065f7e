"""The check against the last weeks: the model learns without them and says what they would have brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import dcc, html

from components.format import counted, dates_text, money, number, percent
from components.ids import Models
from components.parts import Children, button, card, chip, table

GOOD, USABLE = 0.1, 0.2
"""Errors of a total up to which a forecast is good, and usable."""


@dataclass(frozen=True)
class HeldOut:
    """One fold: some weeks that were not learned from.

    Attributes:
        first: First day held out.
        last: Last day held out.
        expected: What the model expected of these days, from what was spent.
        lower: Lower end of the 90 % interval of the total.
        upper: Upper end.
        observed: What came.
        inside: Share of days and campaigns inside of their own 90 % interval.
    """

    first: date
    last: date
    expected: float
    lower: float
    upper: float
    observed: float
    inside: float

    @property
    def error(self) -> float:
        """By what share the expectation was off: above 0 where too much was expected."""
        return self.expected / self.observed - 1 if self.observed else 0.0


def holdout_card(folds: Sequence[HeldOut], planned: int, outcome: str, currency: str | None) -> html.Section:
    """Return the card: nothing checked yet, some folds done, or all.

    Args:
        folds: Those that are done, the latest weeks first.
        planned: How many there are to do.
        outcome: ``revenue`` or ``conversions``.
        currency: Of amounts.
    """
    text = html.Span(progress_text(len(folds), planned), id=Models.HOLDOUT_TEXT)
    progress = html.Div(
        [
            html.Div(
                [html.Span(className="wait-bar"), text],
                className="wait-line is-now",
                role="status",
            ),
            button("Cancel", small=True, id=Models.HOLDOUT_STOP),
        ],
        id=Models.HOLDOUT_PROGRESS,
        className="assume-progress",
        hidden=True,
    )
    done = len(folds) >= planned > 0
    start = None if done else button("Check against the last weeks", id=Models.HOLDOUT_START)
    parts: list[Any] = [dcc.Store(id=Models.FOLD), dcc.Store(id=Models.HOLDOUT_STOPPED)]
    if folds:
        parts.append(html.Div(_table(folds, outcome, currency), className="table-top"))
    parts.append(html.Div([start, progress], className="holdout-acts"))
    note = (
        "The model learns without some weeks, says from the spend what they would bring, and is held against what came."
    )
    return card(holdout_title(folds), note, parts, flush=bool(folds), class_name="holdout")


def holdout_title(folds: Sequence[HeldOut]) -> str:
    """Return how far off the forecasts were, in one sentence."""
    if not folds:
        return "Would it have known the last weeks?"
    off = sum(abs(fold.error) for fold in folds) / len(folds)
    words = "close to what came" if off <= GOOD else "usable" if off <= USABLE else "far from what came"
    return f"The last weeks, foreseen: {words}, {percent(off)} off on average"


def progress_text(done: int, planned: int) -> str:
    """Return how far the check is.

    Example:
        >>> progress_text(0, 3)
        'Learning without the last weeks: 1 of 3'
    """
    return f"Learning without the last weeks: {min(done + 1, planned)} of {planned}"


def _table(folds: Sequence[HeldOut], outcome: str, currency: str | None) -> html.Table:
    def amount(value: float) -> str:
        return money(value, currency) if outcome == "revenue" else number(value, "tile")

    heads = [("Weeks held out", ""), ("Expected", "r"), ("Came", "r"), ("Off by", "r")]
    rows: list[list[Children]] = [
        [
            [dates_text(f.first, f.last), html.Small(f"{percent(f.inside, 0)} of days in range")],
            [amount(f.expected), html.Small(f"{amount(f.lower)} – {amount(f.upper)}")],
            amount(f.observed),
            [percent(f.error, signed=True), html.Small(_verdict(f))],
        ]
        for f in folds
    ]
    return table(heads, rows, caption=f"{counted(len(folds), 'forecast')} of weeks that were not learned from")


def _verdict(fold: HeldOut) -> html.Span:
    inside = fold.lower <= fold.observed <= fold.upper
    return chip("In range", "pos", "check") if inside else chip("Outside", "warn", "warning")
