"""The list "What to do now": recommendations with their effect, its interval and its chance."""

from collections.abc import Sequence
from typing import Final

from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.figures.visualizer import round_ticks, tick_text
from components.format import between, chance, money, number, percent
from components.parts import button, card, chip, draw, empty
from core.agents import Estimate, Recommendation

SOURCES: Final = {"BudgetOptimizer": "Budget", "CampaignAnalyzer": "Campaigns"}
"""What the agents are about, in the words of the navigation."""


def advice_card(recommendations: Sequence[Recommendation], currency: str | None, up_to: str) -> html.Section:
    """Return the list of what to do.

    Args:
        recommendations: By gain.
        currency: Of amounts.
        up_to: The last day of the data, in words.
    """
    if not recommendations:
        text = (
            "No move of money would clearly bring more than today's split, and no campaign wastes money beyond chance."
        )
        nothing = empty("Nothing needs you", text, [button("Try a plan", href="/budget")], small=True)
        return html.Section(nothing, className="card", **attrs(aria_label="What to do now"))
    low, high = advice_scale(recommendations)
    items = [
        advice_item(r, currency, up_to, low, high, primary=position == 0) for position, r in enumerate(recommendations)
    ]
    note = "By expected gain. Gains overlap." if len(recommendations) > 1 else "By expected gain."
    return card(
        "What to do now", note, html.Ol(items, className="recs"), flush=True, **attrs(aria_label="What to do now")
    )


def advice_scale(recommendations: Sequence[Recommendation]) -> tuple[float, float]:
    """Return the ends of the one scale that all effects of a list are drawn on."""
    effects = [r.effect for r in recommendations if r.effect is not None]
    if not effects:
        return 0.0, 1.0
    top = max(max(e.upper for e in effects), 0.0)
    high = round_ticks(0.0, top, 3)[-1] if top > 0 else 0.0
    # Room for the zero line and its label even where nothing is below zero.
    low = min(min(e.lower for e in effects), -0.12 * (high or 1.0))
    return low, high


def advice_item(
    item: Recommendation, currency: str | None, up_to: str, low: float, high: float, primary: bool
) -> html.Li:
    """Return one recommendation: source, chance, what to do, why, gain with interval, and the action."""
    reason, _, rest = item.why.partition(". ")
    more = f"advice-{item.id}"
    top = html.Div(
        [
            SOURCES.get(item.agent, item.agent),
            html.Span("·", className="hide-sm", **attrs(aria_hidden="true")),
            html.Span(f"data up to {up_to}", className="hide-sm"),
            _confidence(item),
        ],
        className="rec-top",
    )
    parts: list[Component | None] = [
        top,
        html.H3(item.action),
        html.P(reason.rstrip(".") + "."),
        _gain(item, item.effect, currency, low, high) if item.effect else None,
        html.Div(
            [_action(item, primary), _why_button(more)],
            className="rec-acts",
        ),
        html.Div(_why(item, rest, currency), id=more, className="rec-why", hidden=True),
    ]
    return html.Li([p for p in parts if p is not None], className="rec")


def _action(item: Recommendation, primary: bool) -> Component:
    kind = "primary" if primary else ""
    if item.shifts:
        return button("Add to plan", kind, small=True, href=f"/budget?apply={item.id}")
    if item.campaign_ids:
        return button("Open the campaign", kind, small=True, href=f"/campaigns?campaign={item.campaign_ids[0]}")
    return button("Open the campaigns", kind, small=True, href="/campaigns")


def _why_button(target: str) -> Component:
    return button("Why", "ghost", small=True, **attrs(data_expands=target, aria_expanded="false", aria_controls=target))


def _confidence(item: Recommendation) -> html.Span:
    if item.chance is None:
        return chip("Needs a check", "warn", "warning")
    if item.chance >= 0.9:
        return chip(f"High confidence, {chance(item.chance)}", "pos")
    if item.chance >= 0.75:
        return chip(f"Medium confidence, {chance(item.chance)}", "info")
    return chip(f"Low confidence, {chance(item.chance)}")


def _gain(item: Recommendation, effect: Estimate, currency: str | None, low: float, high: float) -> html.Div:
    if item.effect_unit == "revenue":
        mean, spread = money(effect.mean, currency, "round", signed=True), between(effect.lower, effect.upper, currency)
    else:
        mean = number(effect.mean, "round", signed=True)
        spread = f"between {number(effect.lower, 'round')} and {number(effect.upper, 'round')}"
    if effect.lower == effect.upper:
        spread = "how sure that is, is not known"
    values = {
        "low": effect.lower,
        "mid": effect.mean,
        "high": effect.upper,
        "from": low,
        "to": high,
        "zero": True,
        "ends": ["0", tick_text(high)],
    }
    words = html.Div(
        [html.B(f"About {mean} {item.effect_unit} {item.effect_period}", className="pos"), html.Small(spread)]
    )
    return html.Div(
        [words, draw("interval", values, f"{percent(effect.level, 0)} interval {spread}")], className="rec-gain"
    )


def _why(item: Recommendation, rest: str, currency: str | None) -> list[Component]:
    lines = [rest] if rest else []
    if item.shifts:
        total = sum(v for v in item.shifts.values() if v > 0)
        lines.append(f"It moves {money(total, currency, 'full')} {item.effect_period} and leaves the total as it is.")
    if item.effect and item.chance is not None:
        lines.append(
            f"The gain is above zero in {chance(item.chance)} of the cases that fit the data; in "
            f"{percent(item.effect.level, 0)} of them it lies between the ends of the bar."
        )
        lines.append(
            "The model learns from what the platforms report. A sale that would have come without the ad is in it: an "
            "experiment would show how many."
        )
    return [html.P(line) for line in lines]
