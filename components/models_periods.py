"""Over time: what the outcome was made of, and what each campaign or channel brought for its money by period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd
from dash import html

from components.figures import ChartTable, Column, DashboardVisualizer, chart_body, chart_tools
from components.figures.decomposition import HEIGHT, Layer, decomposition, decomposition_table
from components.format import NONE, counted, date_text, dates_text, money, number, percent, ratio
from components.parts import CHANNELS, Child, card, channel_class, dot, segments, table
from components.period import address
from core.response import ResponseFit

FREQUENCIES: Final = (("W", "Weeks"), ("M", "Months"))
QUANTITIES: Final = (("roas", "Return"), ("marginal_roas", "Next unit"), ("cpa", "Cost of one"))
COLUMNS: Final = 6
"""Periods beside each other; the download holds all."""
BASE_HUE: Final = "@chart-context-2"


@dataclass(frozen=True)
class Range:
    """An estimate with its 90 % interval."""

    mean: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Returns:
    """What campaigns or channels brought for their money, by period.

    Attributes:
        periods: First day of each period, in order.
        names: Name by id, in the order of the rows.
        channels: Channel by id.
        cells: Estimate by quantity, id and period; one that is missing has no spend or is not known.
    """

    periods: Sequence[date]
    names: Mapping[str, str]
    channels: Mapping[str, str]
    cells: Mapping[tuple[str, str, date], Range]


def layers_of(frame: pd.DataFrame, channels: Mapping[str, str]) -> tuple[list[date], list[Layer], list[float]]:
    """Return the days, the layers from the bottom up and what was observed.

    Campaigns of a channel are one layer; where it has several, its interval is not known from theirs. What no part
    explains is the distance between the layers and the line.

    Args:
        frame: As ``ResponseFit.decomposition`` gives it.
        channels: Channel by campaign id; in a mix of the channel itself.
    """
    periods = sorted(set(frame["period"]))
    layers = []
    parts = frame[frame["kind"] != "residual"]
    media = parts["kind"].eq("media")
    names = parts["part"].where(~media, parts["campaign_id"].map(channels).fillna(parts["part"]))
    for (name, is_media), own in parts.groupby([names, media], sort=False):
        sums = own.groupby("period")[["mean", "lower", "upper"]].sum().reindex(periods, fill_value=0.0)
        alone = len(own) == len(periods)
        ends = (sums["lower"].tolist(), sums["upper"].tolist()) if alone else ([], [])
        layers.append(Layer(str(name), hue(str(name)) if is_media else BASE_HUE, sums["mean"].tolist(), *ends))
    layers.sort(key=lambda layer: (layer.hue != BASE_HUE, -layer.total))
    observed = frame.groupby("period")["observed"].first().reindex(periods)
    return [p.date() for p in periods], layers, observed.tolist()


def returns_of(frame: pd.DataFrame, fit: ResponseFit) -> Returns:
    """Return the returns of a fit by period; who spends most stands first.

    Args:
        frame: As ``ResponseFit.returns`` gives it.
        fit: The fit.
    """
    order = fit.today.argsort()[::-1]
    columns = {"roas": "roas", "marginal_roas": "marginal", "cpa": "cpa"}
    cells = {
        (quantity, str(r["campaign_id"]), r["period"].date()): Range(r[c], r[f"{c}_lower"], r[f"{c}_upper"])
        for r in frame[frame["spend"] > 0].to_dict("records")
        for quantity, c in columns.items()
    }
    return Returns(
        periods=[p.date() for p in sorted(set(frame["period"]))],
        names={fit.campaign_ids[c]: fit.campaigns[c] for c in order},
        channels={fit.campaign_ids[c]: fit.channels[c] for c in order},
        cells=cells,
    )


def hue(channel: str) -> str:
    """Return the token of a channel's hue, the same as that of its dot."""
    name = channel_class(channel).removeprefix("c-")
    return f"@ch-{name if name in CHANNELS else CHANNELS[0]}"


def decomposition_card(
    days: Sequence[date],
    layers: Sequence[Layer],
    observed: Sequence[float],
    outcome: str,
    currency: str | None,
    frequency: str,
    parameters: Mapping[str, str],
    claimed: bool,
) -> html.Section:
    """Return the chart of what the outcome was made of.

    Args:
        days: First day of each period.
        layers: From the bottom up.
        observed: What was observed in each period.
        outcome: one of ``core.data.OUTCOMES``.
        currency: Of amounts.
        frequency: ``W`` or ``M``.
        parameters: Of the address.
        claimed: Whether the outcome is what platforms attribute, not one total of the business.
    """
    total = sum(layer.total for layer in layers) or 1.0
    media = [layer for layer in layers if layer.hue != BASE_HUE]
    is_money = outcome == "revenue"
    note = f"{outcome.capitalize()} by {'week' if frequency == 'W' else 'month'}, {dates_text(days[0], days[-1])}. "
    note += "Layers: what the model says each brought. Line: what was observed."
    if claimed:
        note += " As the platforms attribute it: what would have come anyway, only a test can tell."
    shares = ", ".join(f"{layer.name} {percent(layer.total / total, 0)}" for layer in layers)
    by_size = sorted(layers, key=lambda layer: -layer.total)
    name = "models-decomposition"
    body = chart_body(
        name,
        decomposition(DashboardVisualizer(currency), days, layers, observed, is_money),
        f"What {outcome} was made of: {shares}.",
        decomposition_table(days, layers, observed, currency or "" if is_money else ""),
        height=HEIGHT,
    )
    # Names stand above the chart: a layer may be too thin for a name of its own.
    keys = html.Div([_key(layer, layer.total / total) for layer in by_size], className="layer-keys")
    return card(
        decomposition_title(layers, media, outcome),
        note,
        [keys, *body],
        tools=[choice("freq", FREQUENCIES, frequency, parameters, "Length of a period"), *chart_tools(name)],
    )


def decomposition_title(layers: Sequence[Layer], media: Sequence[Layer], outcome: str) -> str:
    """Return who brought most."""
    total = sum(layer.total for layer in layers) or 1.0
    if not media:
        return f"No advertising is known to have brought {outcome}"
    first = max(media, key=lambda layer: layer.total)
    share = percent(first.total / total, 0)
    if len(media) == len(layers):
        return f"{first.name} brought most: {share} of {outcome}"
    brought = percent(sum(layer.total for layer in media) / total, 0)
    return f"Advertising brought {brought} of {outcome}; {first.name} most, {share}"


def returns_card(
    returns: Returns,
    quantity: str,
    outcome: str,
    currency: str | None,
    frequency: str,
    parameters: Mapping[str, str],
    tools: Sequence[Child] = (),
) -> html.Section:
    """Return the table of one quantity by period, the newest at the right, each with its 90 % interval."""
    shown = list(returns.periods)[-COLUMNS:]
    heads = [("Campaign" if len(set(returns.channels.values())) > 1 else "Name", "")]
    # On a phone the newest two stay.
    heads += [(_period_text(p, frequency), "r" if i >= len(shown) - 2 else "r opt") for i, p in enumerate(shown)]
    rows: list[list[Any]] = [
        [
            html.Span([dot(returns.channels.get(one, name)), html.Span(name, title=name)], className="cell-name"),
            *(_cell(returns.cells.get((quantity, one, p)), quantity, outcome, currency) for p in shown),
        ]
        for one, name in returns.names.items()
    ]
    words = quantity_words(quantity, outcome, currency)
    note = f"{words} Below: 90 % interval. The last {counted(len(shown), 'period')}; the download holds all."
    options = QUANTITIES if outcome == "revenue" else (QUANTITIES[2], ("marginal_roas", "Next 100"))
    return card(
        "What each brought for its money, by period",
        note,
        html.Div(table(heads, rows, caption=words), className="table-top returns"),
        tools=[choice("show", options, quantity, parameters, "Quantity"), *tools],
        flush=True,
    )


def returns_table(returns: Returns) -> ChartTable:
    """Return all quantities of all periods, for the download."""
    texts = (Column("From", "date"), Column("Name", "text"), Column("Channel", "text"))
    ends = ("", ", lower (90 %)", ", upper (90 %)")
    columns = (*texts, *(Column(f"{title}{end}", digits=3) for _, title in QUANTITIES for end in ends))
    rows: list[list[Any]] = []
    for period in returns.periods:
        for one, name in returns.names.items():
            found = [returns.cells.get((quantity, one, period)) for quantity, _ in QUANTITIES]
            if any(found):
                numbers = [v for r in found for v in ((r.mean, r.lower, r.upper) if r else (None, None, None))]
                rows.append([period.isoformat(), name, returns.channels.get(one, ""), *numbers])
    return ChartTable(columns, rows)


def quantity_words(quantity: str, outcome: str, currency: str | None) -> str:
    """Return what a quantity is, in one sentence."""
    unit = money(1, currency, "full") if currency else "one unit of money"
    earned = f"{unit} of {outcome}" if currency else f"one unit of {outcome}"
    if quantity == "cpa":
        what = earned if outcome == "revenue" else f"a{'n' if outcome[0] in 'aeiou' else ''} {outcome[:-1]}"
        return f"What {what} cost."
    if outcome != "revenue":
        return f"{outcome.capitalize()} that the next {money(100, currency, 'full')} would have brought."
    return {"roas": f"What {unit} brought.", "marginal_roas": f"What the next {unit} would have brought."}[quantity]


def choice(
    name: str, options: Sequence[tuple[str, str]], chosen: str, parameters: Mapping[str, str], label: str
) -> html.Div:
    """Return a choice that is part of the address; the first option is not in it."""

    def at(value: str) -> str:
        return address("/models", **{**parameters, name: None if value == options[0][0] else value})

    return segments([(at(value), text) for value, text in options], at(chosen), label)


def _key(layer: Layer, share: float) -> html.Span:
    mark = html.Span(className="dot dot-base") if layer.hue == BASE_HUE else dot(layer.name)
    return html.Span([mark, layer.name, html.B(percent(share, 0))])


def _cell(found: Range | None, quantity: str, outcome: str, currency: str | None) -> list[Any] | str:
    if found is None:
        return NONE

    def text(value: float) -> str:
        if quantity == "cpa":
            return money(value, currency, "exact" if value < 100 else "full")
        return ratio(value) if outcome == "revenue" else number(100 * value, "tile")

    return [text(found.mean), html.Small(f"{text(found.lower)} – {text(found.upper)}")]


def _period_text(first: date, frequency: str) -> str:
    return date_text(first, year=False).split(" ", 1)[1] + f" {first.year}" if frequency == "M" else date_text(first)
