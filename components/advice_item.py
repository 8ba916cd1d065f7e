"""One piece of advice: source, chance, what to do, why, gain or stake with its interval, and what to do with it."""

from collections.abc import Mapping, Sequence
from typing import Final

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.figures.visualizer import round_ticks, tick_text
from components.format import between, chance, money, number, percent
from components.icons import icon
from components.ids import Advice
from components.parts import button, chip, draw
from core.advice import AdviceItem
from core.agents import Estimate, Recommendation

SOURCES: Final = {
    "BudgetOptimizer": "Budget",
    "CampaignAnalyzer": "Campaigns",
    "PerformanceTracker": "Performance",
    "ABTestAgent": "Experiments",
    "CustomerSegmenter": "Customers",
}
"""What the agents are about, in the words of the navigation."""
ACTS: Final = (
    ("done", "Done", "Rests for four weeks of data", "check"),
    ("later", "Later", "Comes back in a week", "clock"),
    ("dismissed", "Dismiss", "Comes back in 90 days or at twice the money", "close"),
)
MONEY: Final = "money"
TESTS: Final = "/experiments"
"""Where tests are planned."""
Scale = tuple[float, float]


def scales(given: Sequence[Recommendation]) -> dict[str, Scale]:
    """Return the ends of the one scale by unit: all money of a list is drawn on one, counts on one each."""
    held: dict[str, list[Estimate]] = {}
    for advice in given:
        if advice.effect:
            held.setdefault(_unit(advice), []).append(advice.effect)
        if advice.stake:
            held.setdefault(MONEY, []).append(advice.stake)
    return {unit: _scale(estimates) for unit, estimates in held.items()}


def _scale(estimates: Sequence[Estimate]) -> Scale:
    top = max(max(e.upper for e in estimates), 0.0)
    high = round_ticks(0.0, top, 3)[-1] if top > 0 else 0.0
    # Room for the zero line and its label even where nothing is below zero.
    return min(min(e.lower for e in estimates), -0.12 * (high or 1.0)), high


def _unit(advice: Recommendation) -> str:
    return MONEY if advice.effect_unit == "revenue" else advice.effect_unit


def advice_item(
    item: AdviceItem, currency: str | None, up_to: str, drawn: Mapping[str, Scale], primary: bool
) -> html.Li:
    """Return one piece of advice.

    Args:
        item: The advice.
        currency: Of amounts.
        up_to: The last day of the data, in words.
        drawn: Of ``scales``.
        primary: Whether its action has the filled button.
    """
    advice = item.recommendation
    reason, _, rest = advice.why.partition(". ")
    more = f"advice-{item.identity}"
    top = html.Div(
        [
            html.Span(SOURCES.get(advice.agent, advice.agent), className="rec-source"),
            html.Span("·", className="hide-sm", **attrs(aria_hidden="true")),
            html.Span(f"data up to {up_to}", className="hide-sm rec-date"),
            _confidence(advice),
        ],
        className="rec-top",
    )
    acts = [_action(advice, primary), _why_button(more), _menu(item)]
    parts: list[Component | None] = [
        top,
        html.H3(advice.action),
        html.P(item.returned, className="rec-back") if item.returned else None,
        html.P(reason.rstrip(".") + "."),
        _gain(advice, advice.effect, currency, drawn[_unit(advice)]) if advice.effect else None,
        _stake(advice, advice.stake, currency, drawn[MONEY]) if advice.stake and not advice.effect else None,
        html.Div(acts, className="rec-acts"),
        html.Div(_why(advice, rest, currency), id=more, className="rec-why", hidden=True),
    ]
    return html.Li([p for p in parts if p is not None], className="rec")


def _action(advice: Recommendation, primary: bool) -> Component:
    kind = "primary" if primary else ""
    if advice.shifts:
        return button("Add to plan", kind, small=True, href=f"/budget?apply={advice.id}")
    seen = _evidence(advice)
    if advice.campaign_ids:
        there = seen[0][1] if seen else f"/campaigns?campaign={advice.campaign_ids[0]}"
        if there.partition("?")[0] == TESTS:
            return button("Open the tests", kind, small=True, href=there)
        return button("Open the campaign", kind, small=True, href=there)
    if seen:
        return button(f"Open {seen[0][0]}", kind, small=True, href=seen[0][1])
    return button("Open the campaigns", kind, small=True, href="/campaigns")


def _why_button(target: str) -> Component:
    return button("Why", "ghost", small=True, **attrs(data_expands=target, aria_expanded="false", aria_controls=target))


def _menu(item: AdviceItem) -> Component:
    entries = [
        dbc.DropdownMenuItem(
            [icon(name), html.Span([text, html.Small(hint)], className="rec-menu-text")],
            id=Advice.act(act, item.identity),
        )
        for act, text, hint, name in ACTS
    ]
    label = [icon("more"), html.Span(f"Done, later or dismiss: {item.recommendation.action}", className="sr")]
    return dbc.DropdownMenu(
        entries, label=label, align_end=True, caret=False, toggle_class_name="rec-more", class_name="rec-menu"
    )


def _evidence(advice: Recommendation) -> list[tuple[str, str]]:
    """Evidence inside the product: an agent may be somebody else's, and its address anything."""
    return [(text, href) for text, href in advice.evidence if href.startswith("/") and not href.startswith("//")]


def _confidence(advice: Recommendation) -> html.Span:
    if advice.chance is None and advice.effect:
        return chip("A test", "info")
    if advice.chance is None:
        return chip("Needs a check", "warn", "warning")
    if advice.chance >= 0.9:
        return chip(f"High confidence, {chance(advice.chance)}", "pos")
    if advice.chance >= 0.75:
        return chip(f"Medium confidence, {chance(advice.chance)}", "info")
    return chip(f"Low confidence, {chance(advice.chance)}")


def _gain(advice: Recommendation, effect: Estimate, currency: str | None, scale: Scale) -> html.Div:
    if advice.effect_unit == "revenue":
        mean, spread = money(effect.mean, currency, "round", signed=True), between(effect.lower, effect.upper, currency)
    else:
        mean = number(effect.mean, "round", signed=True)
        spread = f"between {number(effect.lower, 'round')} and {number(effect.upper, 'round')}"
    words = html.B(f"About {mean} {advice.effect_unit} {advice.effect_period}", className="pos")
    return _amount(words, effect, spread, scale, "plan")


def _stake(advice: Recommendation, stake: Estimate, currency: str | None, scale: Scale) -> html.Div:
    words = html.B(f"About {money(stake.mean, currency, 'round')} at stake {advice.effect_period}")
    return _amount(words, stake, between(stake.lower, stake.upper, currency), scale, "today")


def _amount(words: html.B, estimate: Estimate, spread: str, scale: Scale, role: str) -> html.Div:
    if estimate.lower == estimate.upper:
        spread = "how sure that is, is not known"
    low, high = scale
    values = {
        "low": estimate.lower,
        "mid": estimate.mean,
        "high": estimate.upper,
        "from": low,
        "to": high,
        "zero": True,
        "role": role,
        "ends": ["0", tick_text(high)],
    }
    drawing = draw("interval", values, f"{percent(estimate.level, 0)} interval {spread}")
    return html.Div([html.Div([words, html.Small(spread)]), drawing], className="rec-gain")


def _why(advice: Recommendation, rest: str, currency: str | None) -> list[Component]:
    lines = [rest] if rest else []
    if advice.shifts:
        total = sum(v for v in advice.shifts.values() if v > 0)
        lines.append(f"It moves {money(total, currency, 'full')} {advice.effect_period} and leaves the total as it is.")
    if advice.effect and advice.chance is not None:
        lines.append(
            f"The gain is above zero in {chance(advice.chance)} of the cases that fit the data; in "
            f"{percent(advice.effect.level, 0)} of them it lies between the ends of the bar."
        )
        lines.append(
            "The model learns from what the platforms report. A sale that would have come without the ad is in it: an "
            "experiment would show how many."
        )
    elif advice.stake:
        lost = "At stake is what is lost if nothing changes." if advice.campaign_ids else "The amount is an estimate."
        lines.append(f"{lost} It is no promise of what a change would bring.")
    links = [dcc.Link(text, href=href) for text, href in _evidence(advice)]
    return [*(html.P(line) for line in lines), *([html.P(links, className="rec-links")] if links else [])]
