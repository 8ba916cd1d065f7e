"""The Attribution page: which contacts purchases are owed to, rule by rule, and what that is worth."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from components.attribution_paths import paths_card
from components.attribution_table import rules_card
from components.attribution_words import WHAT_RULES_DO, about, finding, limits, truth_sentence
from components.format import percent
from components.ids import Attribution as Ids
from components.parts import button, card, error_note, note, page_head, segments, waiting_card
from components.period import address
from components.upload import drop_zone
from core.attribution.choice import Choice, kept_file
from core.attribution.credit import RULES
from core.attribution.desk import Credited
from core.attribution.paths import LOOKBACKS
from core.data.table import LIMIT
from core.errors import ProductError
from core.files import KeptFile

PATH: Final = "/attribution"
TITLE: Final = "Which contacts are purchases owed to?"


def outline(parameters: dict[str, str]) -> Component:
    """Return the page until it is computed."""
    return html.Div(
        [
            dcc.Store(id=Ids.ASK, data=parameters),
            dcc.Download(id=Ids.DOWNLOAD),
            html.Div(
                [page_head("Attribution"), waiting_card("Following the paths of the customers", 320)], id=Ids.BODY
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
    found = [segments(by, here, "Credit goes to"), segments(back, here, "Days before a purchase that count")]
    return [*found, segments(what, here, "What is divided")] if valued or choice.measure == "value" else found


def attribution_page(
    credited: Credited, choice: Choice, parameters: dict[str, str], kept: Sequence[KeptFile]
) -> list[Component]:
    """Return the page.

    Args:
        credited: Credits by every rule.
        choice: What was asked for.
        parameters: Of the address.
        kept: Tables that were dropped before.
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
        source_card(credited.source.name, bool(credited.source.file), kept),
    ]
    head = page_head(finding(credited), about(credited), tools(choice, parameters, credited.attribution.valued))
    return [head, html.Div(parts, className="stack")]


def nothing_page(
    error: ProductError, choice: Choice, parameters: dict[str, str], kept: Sequence[KeptFile]
) -> list[Component]:
    """Return the page where nothing can be credited: why, and the place to drop a file."""
    head = page_head(TITLE, "Paths need one row a contact or purchase: who, when, what it was, and which channel.")
    choices = html.Div(tools(choice, parameters), className="page-tools attr-choices")
    return [head, html.Div([error_note(error), choices, source_card("", False, kept, is_open=True)], className="stack")]


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


def source_card(name: str, is_file: bool, kept: Sequence[KeptFile], is_open: bool = False) -> Component:
    """Return where the contacts come from, and the place to drop others."""
    zone = drop_zone(
        Ids.UPLOAD,
        Ids.FILE,
        Ids.READING,
        what="Drop a CSV, Excel or Parquet file here",
        limits="One row a contact or purchase: customer, time, kind, channel. Nothing is sent elsewhere.",
        limit=LIMIT,
        lean=True,
    )
    parts: list[Any] = [zone, html.Div(id=Ids.MESSAGE)]
    others: list[Any] = [dcc.Link("the data set in use", href=PATH)] if is_file else []
    for one in kept[:5]:
        others += [", " if others else "", dcc.Link(one.name, href=address(PATH, file=one.hash))]
    if others:
        parts.append(html.P(["Or look at ", *others, "."], className="soft fs-13"))
    if is_open:
        return card("Other contacts", None, parts)
    details = html.Details([html.Summary("Look at other contacts"), *parts], className="attr-method")
    return card(f"Contacts of {name}", None, details)
