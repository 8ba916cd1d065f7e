"""The campaigns at both ends of the ranking: what was measured, what is likely, and why."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import dcc, html

from components.format import NBSP, chance, money, number, ratio
from components.parts import Children, card, chip, dot, table
from components.period import address

ENDS = 3
"""So many at each end; with few campaigns all of them."""
PATH = "/campaigns"
SMALLEST_CHANCE = 0.05


def extremes_card(ranking: pd.DataFrame, outcome: str, currency: str | None, by_volume: bool = False) -> html.Section:
    """Return who brings most and least for their money, or who brings most in all.

    Args:
        ranking: Table of the CampaignAnalyzer.
        outcome: ``revenue`` or ``conversions``.
        currency: Of amounts.
        by_volume: Whether the order is how much they bring, instead of how much for their money.
    """
    running = ranking[ranking["running"]]
    known = running[running["known"]]
    judged = running.sort_values("brought", ascending=False, kind="stable") if by_volume else known
    if judged.empty:
        text = "Of no campaign that runs is enough known to say which brings most. The ranges stand in the list above."
        return card("Too little data to rank", None, html.P(text, className="soft fs-13"))
    shown = judged if len(judged) <= 2 * ENDS else pd.concat([judged.head(ENDS), judged.tail(ENDS)])
    heads = [
        ("Campaign", ""),
        ("Measured", "r"),
        ("Likely", "r"),
        ("Share" if by_volume else "Chance", "r"),
        ("Why", ""),
    ]
    rows = [_row(row, outcome, currency, by_volume, len(judged)) for row in shown.to_dict("records")]
    left = len(running) - len(known)
    basis = "what the model expects at today's spend" if _modelled(judged) else "the same sums with chance taken off"
    note = f"{_unit(outcome, currency)}. Measured: the last 28 days at most. Likely: {basis}, 80{NBSP}% interval."
    if left and not by_volume:
        note += f" {number(left)} with too little data {'is' if left == 1 else 'are'} left out."
    return card(
        _title(shown, by_volume),
        note,
        html.Div(table(heads, rows), className="extremes"),
        flush=True,
        class_name="grid-card",
    )


def _row(row: Mapping[Any, Any], outcome: str, currency: str | None, by_volume: bool, rivals: int) -> list[Children]:
    name = dcc.Link(str(row["campaign"]), href=address(PATH, campaign=str(row["campaign_id"])))
    likely = f"{_figure(row['lower'], outcome, currency)}{NBSP}–{NBSP}{_figure(row['upper'], outcome, currency)}"
    if outcome != "revenue":
        likely = f"{_figure(row['upper'], outcome, currency)}{NBSP}–{NBSP}{_figure(row['lower'], outcome, currency)}"
    # What points the other way does not explain why it stands at this end.
    other_way = not by_volume and float(row["against"]) * (1 if row["chance_best"] >= row["chance_worst"] else -1) < 0
    why: list[Any] = [_capital(str(row["reason"]))] if row["reason"] and not other_way else []
    if not row["known"]:
        why.insert(0, chip("too little data", "warn"))
    last = f"{row['share'] * 100:.0f}{NBSP}%" if by_volume else _sure(row, rivals)
    cell = html.Span([dot(str(row["channel"])), name], className="extremes-name")
    return [cell, _figure(row["measured"], outcome, currency), likely, last, why or "–"]


def _sure(row: Mapping[Any, Any], rivals: int) -> str:
    """The chance that says most of a campaign: to be the best, or among the worst; a dash where it is neither."""
    best, worst = float(row["chance_best"]), float(row["chance_worst"])
    if rivals < 2 or max(best, worst) < SMALLEST_CHANCE:
        return "–"
    return f"best: {chance(best)}" if best >= worst else f"lowest fifth: {chance(worst)}"


def _figure(value: float, outcome: str, currency: str | None) -> str:
    """Return for one unit of money, or what a conversion costs: the inverse."""
    if outcome == "revenue":
        return ratio(value)
    return money(1 / value, currency, "round") if value and value > 0 else "–"


def _unit(outcome: str, currency: str | None) -> str:
    one = money(1, currency, "full")
    return f"Revenue for each {one}" if outcome == "revenue" else "Cost of a conversion"


def _title(shown: pd.DataFrame, by_volume: bool) -> str:
    if by_volume:
        return "Who brings most in all, who least, and for what money"
    return "Who brings most for its money, who least, and why" if len(shown) > 1 else "What it brings for its money"


def _modelled(ranking: pd.DataFrame) -> bool:
    return bool((ranking["basis"] == "model").any())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
