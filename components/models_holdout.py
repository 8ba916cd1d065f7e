"""The check against the last weeks: the model learns without them and says what they would have brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import dcc, html

from components.format import counted, dates_text, percent
from components.ids import Models
from components.parts import Children, button, card, chip, table

WEEKS = "The last weeks"
ENOUGH = 0.84
"""Share of days inside of their 90 % interval from which on the intervals are as wide as they say."""


@dataclass(frozen=True)
class HeldOut:
    """One stretch of days that was not learned from.

    Attributes:
        first: First day held out.
        last: Last day held out.
        error: Sum of absolute errors by day and campaign, over the sum of what came.
        naive: The same of a forecast that repeats the mean of as many days before.
        inside: Share of days and campaigns inside of their 90 % interval.
    """

    first: date
    last: date
    error: float
    naive: float
    inside: float


def holdout_card(folds: Sequence[HeldOut], planned: int) -> html.Section:
    """Return the card: nothing checked yet, some stretches done, or all.

    Args:
        folds: Those that are done, in the order in which they are to be shown.
        planned: How many there are to do.
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
    # Hidden, not left out: the browser names it when a stretch is asked for.
    start = button("Check against the last weeks", id=Models.HOLDOUT_START, hidden=done)
    stores = (Models.FOLD, Models.FOLDED, Models.HOLDOUT_STOPPED, Models.HOLDOUT_DONE)
    parts: list[Any] = [dcc.Store(id=store) for store in stores]
    if folds:
        parts.append(html.Div(_table(folds), className="table-top"))
    parts.append(html.Div([start, progress], className="holdout-acts"))
    parts.append(html.Div(id=Models.HOLDOUT_MESSAGE, className="holdout-message"))
    note = (
        "The model learns without some weeks, says from the spend what they would bring, and is held against what came."
    )
    return card(holdout_title(folds), note, parts, flush=bool(folds), class_name="holdout")


def holdout_title(folds: Sequence[HeldOut]) -> str:
    """Return how far off the forecasts were, and how far a plain average would have been."""
    if not folds:
        return "Would it have known the last weeks?"
    error, naive = (sum(getattr(fold, name) for fold in folds) / len(folds) for name in ("error", "naive"))
    better = "closer than" if error < 0.97 * naive else "no closer than" if error > 1.03 * naive else "as close as"
    return f"{WEEKS}, foreseen: {percent(error, 0)} off a day, {better} a plain average ({percent(naive, 0)})"


def progress_text(done: int, planned: int) -> str:
    """Return how far the check is.

    Example:
        >>> progress_text(0, 3)
        'Learning without the last weeks: 1 of 3'
    """
    return f"Learning without the last weeks: {min(done + 1, planned)} of {planned}"


def _table(folds: Sequence[HeldOut]) -> html.Table:
    heads = [("Days held out", ""), ("Off by", "r"), ("Plain average", "r"), ("In 90\u00a0% range", "r")]
    rows: list[list[Children]] = [
        [
            dates_text(fold.first, fold.last),
            percent(fold.error, 0),
            percent(fold.naive, 0),
            [percent(fold.inside, 0), " ", _verdict(fold)],
        ]
        for fold in folds
    ]
    return table(heads, rows, caption=f"{counted(len(folds), 'forecast')} of days that were not learned from")


def _verdict(fold: HeldOut) -> html.Span:
    """Of days that were foreseen with their right uncertainty, nine in ten are inside."""
    return chip("Good", "pos", "check") if fold.inside >= ENOUGH else chip("Too sure", "warn", "warning")
