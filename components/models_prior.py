"""Prior beside posterior: for each campaign or channel what was assumed and what the data made of it."""

import math
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
from dash import html

from components.figures import DashboardVisualizer, chart_body, chart_tools
from components.figures.prior_posterior import Belief, height_of, prior_posterior, prior_posterior_table
from components.format import counted, currency_sign, number
from components.parts import card, keys
from core.response import ResponseFit

MOST = 14
"""Rows that are drawn; the table holds all."""
LITTLE = 0.2
"""Of which the data have ruled out less than this share of the assumed range, little was learned."""
SMALLEST: Final = 1e-4
"""What is lower is drawn here: the axis is by factors."""
QUANTITIES: Final = ("roas", "marginal_roas", "carry_over")


def prior_card(fit: ResponseFit, currency: str | None) -> html.Section | None:
    """Return the card with one chart a quantity, or None where the fit does not know what was assumed."""
    if fit.prior_table.empty:
        return None
    order = list(fit.today.argsort()[::-1])
    ids = [fit.campaign_ids[c] for c in order]
    found = {q: belief_rows(fit.prior_table, q, ids) for q in QUANTITIES}
    returns = found["roas"]
    parts = []
    for quantity, rows in found.items():
        if not rows:
            continue
        title, unit = quantity_words(quantity, fit.outcome, currency)
        name, shown = f"models-{quantity.replace('_', '-')}", rows[:MOST]
        sentence = f"{title}: what was assumed and what was learned, for {counted(len(shown), 'row')}."
        body = chart_body(
            name,
            prior_posterior(DashboardVisualizer(currency), shown, unit),
            sentence,
            prior_posterior_table(rows, title),
            height=height_of(shown),
        )
        head = html.Div([html.H3(title), html.Div(chart_tools(name), className="card-tools")], className="prior-head")
        parts.append(html.Div([head, *body]))
    note = "90 % intervals, on a scale by factors. An effect lasts until nine tenths have come. ● stated by a person."
    if len(returns) > MOST:
        note += f" The {MOST} that spend most; the tables hold all {number(len(returns))}."
    legend = keys(("prior", "What was assumed"), ("learned", "What the data made of it"))
    return card(prior_title(returns, fit.mode), note, html.Div(parts, className="priors"), tools=[legend])


def prior_title(rows: list[Belief], mode: str) -> str:
    """Return how much the data had to say."""
    noun = "channel" if mode == "mix" else "campaign"
    little = [row for row in rows if row.learned < LITTLE]
    if not little:
        return f"The data had more to say than what was assumed, for all {counted(len(rows), noun)}"
    names = little[0].name if len(little) == 1 else counted(len(little), noun)
    return f"The data say little about {names}: what was assumed decides there"


def belief_rows(table: pd.DataFrame, quantity: str, ids: list[str]) -> list[Belief]:
    """Return the rows of a quantity, in the order of ids; what is not known has none."""
    rows = {str(r["campaign_id"]): r for r in table[table["quantity"] == quantity].to_dict("records")}
    found = []
    for row in (rows[one] for one in ids if one in rows):
        prior, learned = _range(row, "prior_lower", "prior", "prior_upper"), _range(row, "lower", "mean", "upper")
        if all(math.isfinite(value) for value in (*prior, *learned)):
            found.append(Belief(str(row["campaign"]), row["source"] == "stated", prior, learned))
    return found


def _range(row: Mapping[Any, Any], *columns: str) -> tuple[float, float, float]:
    low, middle, high = (max(float(row[column]), SMALLEST) for column in columns)
    return low, middle, high


def quantity_words(quantity: str, outcome: str, currency: str | None) -> tuple[str, str]:
    """Return the title of a quantity and the sign before its values."""
    sign = currency_sign(currency)
    if quantity == "carry_over":
        return "Days that an effect lasts", ""
    unit = f"{sign}1" if sign else "one unit of money"
    words = {"roas": f"What {unit} brings at the usual spend", "marginal_roas": f"What the next {unit} brings"}
    return (words[quantity], sign) if outcome == "revenue" else (f"{words[quantity]}, {outcome}", "")
