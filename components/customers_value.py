"""Customers, view Value: what the customers are worth."""

from collections.abc import Mapping
from typing import Final

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.customers_source import PATH, kept_parameters
from components.customers_value_grid import best_customers
from components.customers_value_tables import (
    chances_card,
    holdout_card,
    method_card,
    rfm_card,
)
from components.customers_value_words import best_share, range_text, sub, title
from components.figures import chart
from components.figures.concentration import HEIGHT, concentration, concentration_table
from components.format import money, number, percent
from components.ids import CustomersValue
from components.parts import Child, button, empty, note, page_head, segments, waiting_card
from components.period import custom_address
from components.tiles import tile, tiles
from components.views import CUSTOMERS, view_choice
from core.customers.holdout import Holdout
from core.customers.outlook import Outlook
from core.customers.outlook_question import DISCOUNTS, MONTHS, OutlookQuestion

VIEW: Final = "value"
TITLE: Final = "What are the customers worth?"


def head(parameters: Mapping[str, str], text: str = TITLE, below: Child = None) -> html.Div:
    """Return the head of the view."""
    return page_head(text, below, [view_choice(PATH, CUSTOMERS, VIEW, **kept_parameters(parameters))])


def outline(parameters: Mapping[str, str], bar: Component) -> html.Div:
    """Return the view until its answer is there.

    Args:
        parameters: Of the address.
        bar: Which table is shown.
    """
    waiting = [waiting_card("Learning how customers come back", 220)]
    return html.Div(
        [
            dcc.Store(id=CustomersValue.ASK, data=dict(parameters)),
            dcc.Download(id=CustomersValue.DOWNLOAD),
            html.Div(head(parameters), id=CustomersValue.HEAD),
            html.Div([bar, html.Div(waiting, id=CustomersValue.BODY, className="stack")], className="stack"),
        ]
    )


def answer_head(parameters: Mapping[str, str], found: Outlook, name: str) -> html.Div:
    """Return the head with the finding."""
    return head(parameters, title(found), sub(found, name))


def answer(parameters: Mapping[str, str], found: Outlook, check: Holdout | str, most_exported: int) -> list[Component]:
    """Return the answer.

    Args:
        parameters: Of the address.
        found: What is known.
        check: The check against the last weeks, or why there is none.
        most_exported: Customers in the download.
    """
    what = "value" if found.value is not None else "purchases"
    spread = chart(
        "customers-concentration",
        concentration(found, what),
        f"The best 10\u00a0% of customers bring {best_share(found)} of the {what}",
        f"Share of the expected {what} by share of customers, best first: the best 10 % bring {best_share(found)}, the "
        f"best 20 % {percent(found.shares[20], 0)}, the best half {percent(found.shares[50], 0)}.",
        concentration_table(found, what),
        note=f"Right: customers, best first. Up: their share of the {what} ahead.",
        height=HEIGHT,
    )
    limits = [note("warn", "No value in money.", found.problem)] if found.problem else []
    return [
        choices(parameters, found.question),
        *limits,
        figures(found),
        html.Div([spread, chances_card(found)], className="value-two"),
        best_customers(found, most_exported),
        *rfm_card(found),
        holdout_card(check, found),
        method_card(parameters, found),
    ]


def choices(parameters: Mapping[str, str], question: OutlookQuestion) -> Component:
    """Return the choices of how far ahead, and of the discount."""

    def choice(name: str, values: tuple[int, ...], usual: int, unit: str, label: str) -> Component:
        def at(value: int) -> str:
            return custom_address(PATH, parameters, **{name: None if value == usual else str(value)})

        options = [(at(value), f"{value}{unit}") for value in values]
        chosen = at(getattr(question, name))
        return html.Div(
            [html.Span(label, className="label", **attrs(aria_hidden="true")), segments(options, chosen, label)],
            className="value-choice",
        )

    usual = OutlookQuestion()
    return html.Div(
        [
            choice("months", MONTHS, usual.months, "", "Months ahead"),
            choice("discount", DISCOUNTS, usual.discount, "\u00a0%", "Later money counts less, a year"),
        ],
        className="value-choices",
    )


def figures(found: Outlook) -> html.Section:
    """Return the strip of key figures."""
    again = percent(found.repeat_buyers / found.customers, 0)
    items = [
        tile("Customers", number(found.customers), None, f"{again} bought again"),
        tile("Likely still active", number(found.active.mean, "tile"), None, range_text(found.active)),
        tile(
            f"Purchases in {found.question.months} months",
            number(found.purchases.mean, "tile"),
            None,
            range_text(found.purchases),
        ),
    ]
    if found.value is not None:
        value = money(found.value.mean, found.currency)
        each = money(found.value.mean / found.customers, found.currency, "exact")
        items += [
            tile(
                f"Value in {found.question.months} months",
                value,
                None,
                range_text(found.value, found.currency, is_money=True),
            ),
            tile("Value a customer", each, None, f"About {percent(found.nothing or 0.0, 0)} will buy nothing"),
        ]
    return tiles(items)


def needs_purchases(parameters: Mapping[str, str], text: str) -> Component:
    """Return what stands where a table says nothing of purchases: what value needs, and where else to go."""
    kept = {k: v for k, v in kept_parameters(parameters).items() if v}
    acts = [
        button("Group these customers", "primary", href=custom_address(PATH, kept)),
        button("Predict what they will do", href=custom_address("/models", {"view": "predict", **kept}, roles=None)),
    ]
    return html.Section(empty("Value needs purchases", text, acts), className="card")
