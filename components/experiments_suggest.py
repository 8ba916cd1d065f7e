"""Suggested tests: the finding, and the list on one scale with what each answer would change."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.figures.visualizer import round_ticks, tick_text
from components.format import between, chance, counted, date_text, money, number, percent
from components.ids import Suggest
from components.parts import button, card, chip, draw, empty, page_head, segments
from components.period import address
from components.views import EXPERIMENTS, view_choice
from core.experiments.registry.record import KIND_WORDS
from core.experiments.worth.suggestion import LEVEL, Suggestion, SuggestionList
from core.experiments.worth.suggestion_words import length

PATH: Final = "/experiments"
HORIZONS: Final = (30, 90, 180, 365)
USUAL: Final = 90
AT_ONCE: Final = 6
TITLE: Final = "Suggestions"
_MORE: Final = "suggest-more"


def suggest_head(title: str, sub: str | None = None) -> Component:
    """Return the head with the choice of the view."""
    return page_head(title, sub, [view_choice(PATH, EXPERIMENTS, "")])


def horizon_choice(days: int) -> Component:
    """Return the choice of the days over which an answer counts."""
    return segments([(_at(one), f"{one} days") for one in HORIZONS], _at(days), "Days over which an answer counts")


def suggest_page(
    listed: SuggestionList, title: str, last_day: date, kept: Mapping[str, str], days: int
) -> list[Component]:
    """Return the view.

    Args:
        listed: The tests.
        title: The finding.
        last_day: Of the data.
        kept: Ids of kept tests by suggestion that they came from.
        days: Days over which an answer counts.
    """
    sub = (
        f"Data up to {date_text(last_day)}. What the best plan gains once the answer is known, over the next "
        f"{number(listed.days)} days at today's total."
    )
    head = suggest_head(title, sub)
    if not listed.found:
        acts = [button("Plan a test of your own", "primary", href=address(PATH, view="design"))]
        text = (
            f"{counted(listed.looked, 'test')} {'was' if listed.looked == 1 else 'were'} weighed. "
            "None would gain the plan more than it costs."
            if listed.looked
            else "There is nothing yet that a test could decide."
        )
        nothing = card(
            "Tests worth their cost", None, empty("No test is worth it now", text, acts), tools=[horizon_choice(days)]
        )
        return [head, nothing, _about(listed)]
    top = max(s.upper for s in listed.found)
    high = round_ticks(0.0, top, 3)[-1] if top > 0 else 1.0
    items = [_item(s, listed, high, kept.get(s.id, ""), at == 0) for at, s in enumerate(listed.found)]
    body: list[Component] = [html.Ol(items[:AT_ONCE], className="recs sug-list")]
    tools = [horizon_choice(days)]
    if len(items) > AT_ONCE:
        rest = html.Ol(
            items[AT_ONCE:], id=_MORE, className="recs recs-more sug-list", hidden=True, start=str(AT_ONCE + 1)
        )
        body.append(rest)
        expand = attrs(data_expands=_MORE, aria_expanded="false", aria_controls=_MORE)
        tools += [button(f"All {number(len(items))}", "ghost", small=True, **expand)]
    note = f"By what they gain less what they cost. The bar holds {percent(LEVEL, 0)} of answers. Values overlap."
    label = attrs(aria_label="Suggested tests")
    return [
        head,
        card("Tests worth their cost", note, body, tools=tools, flush=True, class_name="sug", **label),
        _about(listed),
    ]


def _at(days: int) -> str:
    return address(PATH, horizon="" if days == USUAL else str(days))


def worth_text(one: Suggestion, listed: SuggestionList) -> str:
    """Return what a test is worth in words."""
    return f"Worth about {_amount(one.worth, listed)}{'' if listed.outcome == 'revenue' else f' {listed.outcome}'}"


def _amount(value: float, listed: SuggestionList) -> str:
    return money(value, listed.currency, "round") if listed.outcome == "revenue" else number(value, "round")


def _item(one: Suggestion, listed: SuggestionList, high: float, kept: str, first: bool) -> html.Li:
    more = f"suggest-how-{one.id}"
    top = html.Div(
        [
            chip(KIND_WORDS[one.kind], "line"),
            html.Span(f"{length(one.days)}"),
            html.Span("whole channel" if one.scope == "channel" else ""),
        ],
        className="sug-top",
    )
    words = html.Div(
        [
            top,
            html.H3(one.action),
            html.P(one.why),
            html.Ul([_answer(a.when, a.then, a.chance) for a in one.answers], className="sug-answers"),
            html.Div(
                [
                    button("Plan this test", "primary" if first else "", small=True, href=plan_address(one)),
                    _keep(one, kept, listed.days),
                    button(
                        "How",
                        "ghost",
                        small=True,
                        **attrs(data_expands=more, aria_expanded="false", aria_controls=more),
                    ),
                ],
                className="rec-acts",
            ),
            html.Div(_how(one, listed), id=more, className="rec-why sug-how", hidden=True),
        ],
        className="sug-words",
    )
    return html.Li([words, _figures(one, listed, high)], className="rec sug-item")


def _answer(when: str, then: str, probability: float) -> html.Li:
    return html.Li(
        [
            html.Span(f"{when}:", className="sug-when"),
            html.Span([then, html.Small(f"chance {chance(probability)}")], className="sug-then"),
        ]
    )


def _figures(one: Suggestion, listed: SuggestionList, high: float) -> html.Div:
    if listed.outcome == "revenue":
        spread = between(one.lower, one.upper, listed.currency)
    else:
        spread = f"between {number(one.lower, 'round')} and {number(one.upper, 'round')}"
    values = {
        "low": one.lower,
        "mid": one.worth,
        "high": one.upper,
        "from": -0.04 * high,
        "to": high,
        "zero": True,
        "role": "plan",
        "ends": ["0", tick_text(high)],
    }
    facts = [("Costs", one.cost_words), ("Sees", one.smallest)]
    return html.Div(
        [
            html.B(worth_text(one, listed), className="sug-worth"),
            html.Small(spread),
            draw("interval", values, f"{percent(LEVEL, 0)} of answers {spread}"),
            html.Dl([part for name, text in facts for part in (html.Dt(name), html.Dd(text))], className="sug-facts"),
        ],
        className="sug-figures",
    )


def plan_address(one: Suggestion) -> str:
    """Return where a test is planned: rates by people on Design, spend by days or regions on Regions."""
    view = "regions" if one.kind in ("spend", "holdout") else "design"
    said = {"name": one.action, "hypothesis": one.hypothesis}
    return address(PATH, view=view, suggestion=one.id, **said, **one.settings)


def _keep(one: Suggestion, kept: str, days: int) -> Component:
    if kept:
        return dcc.Link("Kept as an idea", href=address(PATH, view="tests", test=kept), className="sug-kept")
    return button("Keep as an idea", small=True, id=Suggest.keep(one.id, str(days)))


def _how(one: Suggestion, listed: SuggestionList) -> list[Component]:
    rows = [
        ("We believe", one.hypothesis),
        ("Measured", one.metric),
        ("Design", one.design),
        ("Sample", one.sample),
        ("Changes the plan", f"In {chance(one.changes)} of cases."),
        ("Knowing it all", f"An answer without any error would be worth {_amount(one.perfect, listed)}."),
    ]
    if one.cost > 0:
        rows.append(("Net cost", f"{_amount(one.cost, listed)}, the money counted with what it brings elsewhere."))
    if one.error > 0:
        rows.append(("Calculation", f"From draws; its own error is about ±{_amount(one.error, listed)}."))
    else:
        rows.append(("Calculation", "A closed form; what new variants bring is an assumption (see below)."))
    return [html.Dl([part for name, text in rows for part in (html.Dt(name), html.Dd(text))], className="sug-facts")]


def _about(listed: SuggestionList) -> html.Section:
    """What was left out and why, and what the values rest on."""
    method = [
        html.P(
            "The value of a test is what the best plan can be expected to gain once its answer is known (expected "
            "value of sample information). For each answer that the test can give, the same total is planned again, "
            "each campaign within half and one and a half times of today's spend. An answer that changes nothing is "
            "worth nothing, however interesting it is."
        ),
        html.P(
            "How much of what platforms report would have come without the ads: "
            + ("the curves in use say it." if listed.brought else _SHARE)
        ),
        html.P(
            "What a new ad, audience or landing page brings is assumed: nine of ten change their rate by less than "
            "13 %, 10 % and 3 %. Published collections of tests find mostly smaller ones. Half of a change of the "
            "click-through rate is taken to reach sales."
        ),
    ]
    told = html.Ul([html.Li(text) for text in listed.skipped], className="sug-skipped")
    details = html.Details([html.Summary("How values are worked out"), *method], className="sug-method")
    return card("What is not suggested, and why", None, [told, details], class_name="sug-about")


_SHARE: Final = (
    "on average nothing, likely between 0.2 and 2.5 times the report is really its doing, until a test without spend "
    "tells more. This is the assumption that the response model makes when such a test is entered."
)
