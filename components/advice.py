"""The list "What to do now": advice with its gain or stake, the interval and the chance, and what was put away."""

from collections.abc import Mapping, Sequence
from typing import Final

from dash import html

from components.advice_away import away_list, away_words
from components.advice_item import Scale, advice_item, scales
from components.attributes import attrs
from components.format import number
from components.parts import button, card, empty
from core.advice import AdviceItem, AdviceList

AT_ONCE: Final = 5
"""So many pieces of advice are shown at once; a button shows the others."""
TITLE: Final = "What to do now"
NOTHING: Final = (
    "No move of money would clearly bring more than today's split, and no campaign wastes money beyond chance."
)


def advice_card(
    advice: AdviceList,
    currency: str | None,
    up_to: str,
    *,
    name: str = "overview",
    title: str = TITLE,
    head: str = "Nothing needs you",
    nothing: str = NOTHING,
    at_once: int = AT_ONCE,
) -> html.Section:
    """Return the list of what to do, with a foot that opens what was put away.

    Args:
        advice: What is open, in its order, and what was put away.
        currency: Of amounts.
        up_to: The last day of the data, in words.
        name: Of the place, for ids that no other list on a page has.
        title: Of the card.
        head: Said where nothing is open, and ``nothing`` why.
        nothing: The sentence below it.
        at_once: So many are shown at once.
    """
    label = attrs(aria_label=title)
    foot = _foot(advice, name)
    if not advice.open:
        parts = [empty(head, nothing, [button("Try a plan", href="/budget")], small=True), *foot]
        return html.Section(parts, className="card advice", **label)
    drawn = scales([item.recommendation for item in advice.open])
    items = [_item(item, currency, up_to, drawn, at == 0) for at, item in enumerate(advice.open)]
    body = [html.Ol(items[:at_once], className="recs")]
    tools = []
    if len(items) > at_once:
        more = f"advice-more-{name}"
        body.append(html.Ol(items[at_once:], id=more, className="recs recs-more", hidden=True, start=str(at_once + 1)))
        expand = attrs(data_expands=more, aria_expanded="false", aria_controls=more)
        tools = [button(f"All {number(len(items))}", "ghost", small=True, **expand)]
    return card(title, note(advice.open), [*body, *foot], tools=tools, flush=True, class_name="advice", **label)


def note(items: Sequence[AdviceItem]) -> str:
    """Return by what the list is ordered, and that gains and stakes are not the same."""
    given = [item.recommendation for item in items]
    gains, stakes = any(r.effect for r in given), any(r.stake and not r.effect for r in given)
    if gains and stakes:
        text = "By money: what can be gained, and what is at stake."
    elif stakes:
        text = "By money at stake."
    else:
        text = "By expected gain."
    return text + (" They overlap." if stakes and len(given) > 1 else " Gains overlap." if len(given) > 1 else "")


def _item(item: AdviceItem, currency: str | None, up_to: str, drawn: Mapping[str, Scale], primary: bool) -> html.Li:
    return advice_item(item, currency, up_to, drawn, primary)


def _foot(advice: AdviceList, name: str) -> list[html.Div]:
    if not advice.away:
        return []
    away = f"advice-away-{name}"
    expand = attrs(data_expands=away, aria_expanded="false", aria_controls=away)
    return [
        html.Div(button(away_words(advice.away), "ghost", small=True, **expand), className="card-foot"),
        html.Div(away_list(advice.away), id=away, hidden=True),
    ]
