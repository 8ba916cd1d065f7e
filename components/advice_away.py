"""Advice that somebody put away: what, when, by whom, and what happened since."""

from collections.abc import Sequence

from dash import html

from components.advice_item import SOURCES
from components.format import date_text
from components.ids import Advice
from components.parts import button, chip
from core.advice import PutAway

WORDS = {"done": "Done", "dismissed": "Dismissed", "later": "Later"}


def away_words(away: Sequence[PutAway]) -> str:
    """Return how many are done, dismissed and left for later.

    Example:
        >>> from datetime import UTC, date, datetime
        >>> from core.advice import Act
        >>> act = Act("k", "done", datetime(2026, 1, 1, tzinfo=UTC), "", "A", "", None, date(2026, 1, 1), {})
        >>> away_words([PutAway(act), PutAway(act)])
        '2 done'
    """
    words = {"done": "done", "dismissed": "dismissed", "later": "for later"}
    counts = {act: sum(1 for one in away if one.act.act == act) for act in words}
    return ", ".join(f"{count} {words[act]}" for act, count in counts.items() if count)


def away_list(away: Sequence[PutAway]) -> html.Ol:
    """Return the list, each with a button that puts it back."""
    return html.Ol([_row(one) for one in away], className="recs advice-away")


def _row(one: PutAway) -> html.Li:
    act = one.act
    by = f" by {act.person}" if act.person else ""
    when = f"{date_text(act.at.date())}{by}, on data up to {date_text(act.data_day)}"
    top = html.Div([SOURCES.get(act.agent, act.agent), chip(WORDS.get(act.act, act.act), "line")], className="rec-top")
    back = button(
        ["Put back", html.Span(f": {act.action}", className="sr")],
        small=True,
        id=Advice.act("open", act.identity),
    )
    parts = [
        top,
        html.H3(act.action),
        html.P(f"{when}."),
        html.P(one.since) if one.since else None,
        html.Div(back, className="rec-acts"),
    ]
    return html.Li([part for part in parts if part is not None], className="rec")
