"""The chance that one beats the other, for every pair: rows beat columns."""

from dash import html

from components.attributes import attrs
from components.format import NONE, chance
from components.scenarios_cells import letter_box
from components.scenarios_words import TODAY_TEXT, measure_text, subject, sure_text, verdict_text
from core.scenarios import Comparison, Odds
from core.scenarios.comparison import TODAY


def pairs_details(comparison: Comparison, shown: int, is_open: bool = False) -> html.Details | None:
    """Return the table of all pairs behind a switch, or None where the strip shows them all already.

    Args:
        comparison: What stands side by side.
        shown: So many pairs stand in the strip.
        is_open: Whether the table is shown from the start.
    """
    count = len(_letters(comparison)) * (len(_letters(comparison)) - 1) // 2
    if count <= shown:
        return None
    summary = html.Summary(
        [
            html.Span("Show", className="when-shut"),
            html.Span("Hide", className="when-open"),
            f" the chances of all {count} pairs",
        ]
    )
    return html.Details([summary, pairs_table(comparison)], className="cmp-more pairs-more", open=is_open)


def pairs_table(comparison: Comparison) -> html.Div:
    """Return the table of all pairs."""
    letters = _letters(comparison)
    corner = html.Th(html.Span("Row beats column", className="pairs-corner"), scope="col")
    head = [corner, *(html.Th(_column_name(letter), scope="col") for letter in letters)]
    rows = [
        html.Tr([html.Th(_row_name(first, comparison), scope="row"), *(_cell(first, x, comparison) for x in letters)])
        for first in letters
    ]
    caption = (
        f"Chance that one beats the other by {measure_text(comparison)}, from draws that both share: "
        "what is uncertain for all alike does not blur it."
    )
    table = html.Table([html.Caption(caption), html.Thead(html.Tr(head)), html.Tbody(rows)], className="table pairs")
    return html.Div(table, className="pairs-wrap")


def _letters(comparison: Comparison) -> tuple[str, ...]:
    return (TODAY, *(s.letter for s in comparison.sides))


def _column_name(letter: str) -> html.Span:
    name = [letter_box(TODAY), html.Span(TODAY_TEXT, className="sr")] if letter == TODAY else [letter_box(letter)]
    return html.Span([html.Span("beats", className="pairs-beats"), *name], className="pairs-who")


def _row_name(letter: str, comparison: Comparison) -> html.Span:
    name = TODAY_TEXT.capitalize() if letter == TODAY else comparison.side(letter).scenario.name
    return html.Span([letter_box(letter), html.Span(name)], className="pairs-name")


def _cell(first: str, second: str, comparison: Comparison) -> html.Td:
    if first == second:
        return html.Td(html.Span(NONE, **attrs(aria_label="itself")), className="pairs-self")
    odds = comparison.against(first, second)
    # Without a chance the reason stands where the pointer and a screen reader find it.
    told = f"{subject(first)} against {subject(second)}: {verdict_text(odds, comparison)}"
    style = {"--v": round(odds.win, 3)} if odds.win is not None and odds.tie != 1.0 else {}
    return html.Td([html.B(_chance(odds)), html.Small(_words(odds))], title=told[0].upper() + told[1:], style=style)


def _chance(odds: Odds) -> str:
    if odds.win is None:
        return NONE
    return "Same" if odds.tie == 1.0 else chance(odds.win)


def _words(odds: Odds) -> str:
    if odds.win is None:
        return "not known"
    return "split" if odds.tie == 1.0 else sure_text(odds).lower()
