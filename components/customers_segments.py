"""Customers, view Segments: the segments, each with what sets it apart, what it is worth and what to do for it."""

from collections.abc import Mapping
from typing import Final

from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.customers_source import kept_parameters
from components.format import between, counted, date_text, money, number, percent
from components.ids import Segments
from components.parts import Child, button, card, chip, dot, field, note, page_head, text_input
from components.period import address
from components.views import CUSTOMERS, view_choice
from core.customers.segments.desk import SegmentsAnswer
from core.customers.segments.differences import LARGEST, Difference
from core.customers.segments.features import SHARES
from core.customers.segments.profiles import Profile
from core.customers.segments.purchase_features import REPEATS
from core.customers.segments.saying import headline

PATH: Final = "/customers"
FEATURES: Final = {
    "since": "Days since the last purchase",
    "purchases": "Number of purchases",
    "amount": "Amount a purchase",
    "tenure": "Days as a customer",
    "span": "Days from first to last purchase",
    "channel": "Channel of the first purchase",
}
"""What features of purchases are called."""
SHOWN: Final = 4
"""Differences that a segment shows."""
ASKED: Final = ("count", "method", "out", "fresh")
"""Parameters that ask for new segments."""


def segments_address(parameters: Mapping[str, str], **changes: str | None) -> str:
    """Return the address of the view for the same table, with what else is asked for changed."""
    asked = {name: parameters.get(name) for name in ASKED}
    return address(PATH, **{**kept_parameters(parameters), **asked, **changes})


def head(title: str, sub: Child, parameters: Mapping[str, str]) -> html.Div:
    """Return the head of the view."""
    return page_head(title, sub, [view_choice(PATH, CUSTOMERS, "", **kept_parameters(parameters))])


def answer_head(answer: SegmentsAnswer, table: str, parameters: Mapping[str, str]) -> html.Div:
    """Return the head with the finding."""
    sub = f"{table}. "
    if answer.is_kept and answer.kept:
        who = f" by {answer.kept.saved_by}" if answer.kept.saved_by else ""
        sub += f"Segments as kept on {date_text(answer.kept.saved.date())}{who}."
    elif answer.kept:
        sub += "New segments; those that are the kept ones have their names."
    else:
        sub += "Nobody has kept these segments yet."
    if answer.months:
        sub += f" Values are for {answer.months} months; ranges hold the truth in 80 of 100 cases."
    return head(headline(answer), sub, parameters)


def segments_page(answer: SegmentsAnswer, currency: str | None, parameters: Mapping[str, str]) -> list[Component]:
    """Return the segments."""
    parts: list[Component] = []
    choice = answer.found.choice
    if choice is not None and not choice.grouped:
        parts.append(
            note(
                "warn",
                "No groups stand out.",
                "Take the segments as slices of one crowd: useful for writing to people, no kinds of people.",
            )
        )
    parts.append(_acts(answer, parameters))
    rows = [_segment(one, currency, answer) for one in answer.profiles]
    parts.append(html.Div(rows, className="segments-list"))
    return parts


def _acts(answer: SegmentsAnswer, parameters: Mapping[str, str]) -> Component:
    nothing = dict.fromkeys(ASKED)
    acts: list[Child] = []
    if answer.is_kept:
        acts.append(chip("Kept", "info", "check"))
        acts.append(
            button("Make new segments", small=True, href=segments_address(parameters, **{**nothing, "fresh": "1"}))
        )
    else:
        acts.append(button("Keep these segments", "primary", small=True, id=Segments.KEEP))
        if answer.kept:
            acts.append(button("Show the kept ones", small=True, href=segments_address(parameters, **nothing)))
    text = (
        "Later data go into the same segments, so that you see how they change."
        if not answer.is_kept
        else "Customers of the data in use stand in the segments that were kept."
    )
    return html.Div(
        [html.P(text, className="soft"), html.Div(acts, className="segments-acts")], className="segments-bar"
    )


def _segment(one: Profile, currency: str | None, answer: SegmentsAnswer) -> Component:
    who = html.Div(
        [
            html.H3(one.name),
            html.P(f"{counted(one.customers, 'customer')}, {percent(one.share, 0)}"),
            *_worth(one, currency, answer),
            _channels(one),
        ],
        className="segments-who",
    )
    apart = [_difference(d, currency) for d in one.differences if d.feature.kind != "share"]
    middle = html.Div(
        [html.H4("What sets them apart"), html.Ul(apart[:SHOWN], className="segments-apart")], className="segments-why"
    )
    to_do = html.Div(
        [
            html.H4("What to do"),
            html.P(html.B(f"{one.to_do.action}.")),
            html.P(one.to_do.why, className="soft"),
            html.Div(
                [
                    button("Save their ids", small=True, icon_name="download", id=Segments.export(one.at)),
                    _rename(one),
                ],
                className="segments-tools",
            ),
        ],
        className="segments-do",
    )
    return html.Article([who, middle, to_do], className="card segments-one", **attrs(aria_label=one.name))


def _worth(one: Profile, currency: str | None, answer: SegmentsAnswer) -> list[Component]:
    said: list[Component] = []
    if one.value is not None:
        share = f", {percent(one.value_share, 0)} of all" if one.value_share is not None else ""
        said.append(
            html.P([html.B(f"About {money(one.value.mean, currency, 'round')}"), f" in {answer.months} months{share}"])
        )
        said.append(html.P(f"Likely {between(one.value.lower, one.value.upper, currency)}", className="soft"))
    if one.spent is not None:
        share = f", {percent(one.spent_share, 0)} of all" if one.spent_share is not None else ""
        source = answer.found.table.spent_from
        title = f"Sum of {source}" if source else ""
        what = "on repeat purchases" if source == REPEATS else "so far"
        said.append(html.P(f"Spent {money(one.spent, currency, 'round')} {what}{share}", className="soft", title=title))
    return said


def _channels(one: Profile) -> Component:
    if not one.channels:
        return html.Span()
    parts: list[Component] = []
    for name, share in one.channels:
        parts.append(html.Span([dot(name), f"{name} {percent(share, 0)}"], className="segments-channel"))
    return html.Div([html.Span("Came from", className="soft"), *parts], className="segments-channels")


def _difference(one: Difference, currency: str | None) -> Component:
    size = min(abs(one.size) / LARGEST, 1.0) * 50
    style = {"--from": f"{50 - size if one.size < 0 else 50:.1f}%", "--wide": f"{size:.1f}%"}
    figures = f"{figure(one, one.mean, currency)}, others {figure(one, one.others, currency)}"
    side = "more" if one.size > 0 else "less"
    bar = html.Span(html.I(style=style), className=f"segments-bar-line is-{side}", **attrs(aria_hidden="true"))
    label = one.feature.label[:1].upper() + one.feature.label[1:]
    return html.Li([html.Span(label, className="segments-label"), bar, html.Span(figures, className="segments-figure")])


def figure(one: Difference, value: float, currency: str | None) -> str:
    """Return a mean of a feature in its unit."""
    if one.feature.kind in SHARES:
        return percent(value, 0)
    if one.feature.kind == "amount":
        return money(value, currency)
    return number(value, "exact" if abs(value) < 10 else "tile")


def _rename(one: Profile) -> Component:
    form = html.Div(
        [
            field("Name", text_input(id=Segments.name(one.at), value=one.name, maxLength=60)),
            button("Rename", small=True, id=Segments.rename(one.at)),
        ],
        className="segments-rename",
    )
    return html.Details([html.Summary("Rename"), form])


def notes_card(answer: SegmentsAnswer) -> Component | None:
    """Return what was left out and filled in; None where nothing was."""
    table = answer.found.table
    lines = [f"{FEATURES.get(name, name)} does not count: {why}." for name, why in table.left_out] + list(table.notes)
    if answer.unvalued:
        lines.append(f"No values ahead: {answer.unvalued}")
    if not lines:
        return None
    return card(
        "What was left out and filled in", None, html.Ul([html.Li(line) for line in lines], className="segments-notes")
    )
