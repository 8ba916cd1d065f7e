"""The Attribution page: which contacts purchases are owed to, rule by rule, and what that is worth."""

from collections.abc import Mapping
from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from components.attribution_paths import paths_card
from components.attribution_table import rules_card
from components.attribution_words import WHAT_RULES_DO, about, finding, limits, truth_sentence
from components.format import percent
from components.ids import Attribution as Ids
from components.parts import button, card, note, page_head, segments, waiting_card
from components.period import address
from core.attribution.choice import Choice, kept_file
from core.attribution.credit import RULES
from core.attribution.desk import Credited
from core.attribution.paths import LOOKBACKS

PATH: Final = "/attribution"
TITLE: Final = "Which contacts are purchases owed to?"


def outline(parameters: dict[str, str], bar: Component) -> Component:
    """Return the page until it is computed.

    Args:
        parameters: Of the address.
        bar: Which table is shown.
    """
    return html.Div(
        [
            dcc.Store(id=Ids.ASK, data=parameters),
            dcc.Download(id=Ids.DOWNLOAD),
            html.Div(page_head("Attribution"), id=Ids.HEAD),
            html.Div(
                [
                    bar,
                    html.Div(waiting_card("Following the paths of the customers", 320), id=Ids.BODY, className="stack"),
                ],
                className="stack",
            ),
        ]
    )


def there(choice: Choice, parameters: Mapping[str, str], **changes: Any) -> str:
    """Return the address of a choice with changes, for the same table."""
    asked = Choice(**{**choice.__dict__, **changes})
    return address(PATH, **asked.to_address(), **kept_file(parameters))


def tools(choice: Choice, parameters: Mapping[str, str], valued: bool = True) -> list[Component]:
    """Return the choices in the head: by what, how far back, which measure."""
    here = there(choice, parameters)
    by = [
        (there(choice, parameters, by=one), text) for one, text in (("channel", "Channels"), ("campaign", "Campaigns"))
    ]
    back = [(there(choice, parameters, lookback=days), f"{days} days") for days in LOOKBACKS]
    measures = (("purchases", "Purchases"), ("value", "Value"))
    what = [(there(choice, parameters, measure=one), text) for one, text in measures]
    found: list[Component] = [
        segments(by, here, "Credit goes to"),
        segments(back, here, "Days before a purchase that count"),
    ]
    return [*found, segments(what, here, "What is divided")] if valued or choice.measure == "value" else found


def attribution_page(
    credited: Credited, choice: Choice, parameters: dict[str, str]
) -> tuple[Component, list[Component]]:
    """Return head and body of the page.

    Args:
        credited: Credits by every rule.
        choice: What was asked for.
        parameters: Of the address.
    """
    notes: list[Component] = [note("warn", head, text) for head, text in limits(credited)]
    if credited.judged is not None:
        notes.append(note("info", "The truth is known.", truth_sentence(credited.judged, choice.rule)))
    parts: list[Component] = [
        *notes,
        rules_card(credited, choice, lambda rule: there(choice, parameters, rule=rule)),
        html.Div(
            [html.Div(waiting_card("Asking the response model", 200), id=Ids.BESIDE), paths_card(credited)],
            className="attr-two",
        ),
        caveat(),
        method_card(credited),
    ]
    head = page_head(finding(credited), about(credited), tools(choice, parameters, credited.attribution.valued))
    return head, parts


def nothing_page(choice: Choice, parameters: dict[str, str]) -> Component:
    """Return the head where nothing can be credited: another choice may help."""
    sub = "Paths need one row a contact or purchase: who, when, what it was, and which channel it came from."
    return page_head(TITLE, sub, tools(choice, parameters))


def caveat() -> Component:
    """Return what none of these figures says."""
    acts = [
        button("Plan a test by region", small=True, href=address("/experiments", view="regions")),
        button("Which test is worth it", "ghost", small=True, href="/experiments"),
    ]
    text = (
        "Every rule divides purchases that happened among contacts that were recorded. None says how many would have "
        "come without a campaign: somebody who searches for your name may have bought anyway. To find out, turn a "
        "campaign off in some regions and compare."
    )
    return note("info", "Credit is not cause.", text, acts)


def method_card(credited: Credited) -> Component:
    """Return how all of it is computed, one click away."""
    made = credited.attribution
    rows = [html.Div([html.Dt(RULES[rule]), html.Dd(WHAT_RULES_DO[rule])]) for rule in made.rules]
    more = [
        "A purchase ends a path; contacts before it count within the days chosen. The contact in the row of the "
        "purchase itself counts as the last one. Contacts of the same moment stand views first, then clicks; beyond "
        "that, in an order that has nothing to do with channels.",
        "Contacts that no purchase follows are ways that led to nothing; the Markov chain and the Shapley value need "
        "them. Credits of every rule add up to all purchases with a known contact.",
        "Ranges: customers are drawn again 200 times (in up to 1,000 groups), all their purchases together, and "
        "everything is computed anew."
        + (" The chances behind the Shapley values are kept as found: there are too many." if made.rates_fixed else "")
        + (" Paths with more than 12 names are looked at in random teams of 8." if made.sampled else ""),
        "Sources: Anderl, Becker, von Wangenheim and Schumann (2016) for the Markov chain; Shapley (1953), and "
        "Dalessandro, Perlich, Stitelman and Provost (2012) for its use here.",
    ]
    if "markov2" not in made.rules:
        more.append("The Markov chain of two steps is left out: there are too many pairs of contacts to be sure of it.")
    details = html.Details(
        [html.Summary("How this is computed"), html.Dl(rows, className="attr-rules"), *map(html.P, more)],
        className="attr-method",
    )
    return card("Rules", f"Ranges hold {percent(0.9, 0)} of what other customers like these would give.", details)
