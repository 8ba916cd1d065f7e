"""The Models page in words: the model, how it was computed, and what another assumption changed."""

import math
from collections.abc import Sequence
from typing import Any

from dash import html

from components.format import counted, money, number, percent
from components.models_assumptions import ADSTOCK_WORDS, SATURATION_WORDS
from core.fit_changes import CampaignChange
from core.response import ADSTOCKS, SATURATIONS, Computation, ResponseFit

NOTED = 0.02
"""A return that changed by less than this share is said to be unchanged."""
MOST = 3


def model_words(fit: ResponseFit) -> str:
    """Return the model in one sentence."""
    if fit.mode == "mix":
        start = f"One total of {fit.outcome} answers to the spend of all {counted(len(fit.campaigns), 'channel')}"
    else:
        start = f"Each campaign's own {fit.outcome} answers to its own spend, campaigns of a channel are alike"
    fades = ADSTOCK_WORDS.get(fit.adstock, fit.adstock)
    levels = SATURATION_WORDS.get(fit.saturation, fit.saturation)
    return (
        f"{start}. An effect {fades[:1].lower()}{fades[1:]}; what more money brings {levels[:1].lower()}{levels[1:]}."
    )


def change_sentences(changes: Sequence[CampaignChange], outcome: str, currency: str | None) -> list[str]:
    """Return what other assumptions changed: the largest changes of returns, then of the best split.

    Args:
        changes: By campaign.
        outcome: one of ``core.data.OUTCOMES``.
        currency: Of amounts.
    """
    moved = sorted(
        (c for c in changes if abs(c.relative) >= NOTED), key=lambda c: -abs(math.log(max(1 + c.relative, 1e-9)))
    )
    if not moved:
        return ["The returns of all campaigns stay within 2\u00a0% of what they were."]

    def brings(value: float) -> str:
        # Cost for conversions: what people know by heart.
        return money(value, currency, "exact") if outcome == "revenue" else money(1 / max(value, 1e-12), currency)

    what = f"What {money(1, currency, 'full')} brings in" if outcome == "revenue" else "What a conversion costs in"
    said = [f"{what} {c.campaign}: {brings(c.before)} → {brings(c.after)}." for c in moved[:MOST]]
    if len(moved) > MOST:
        said.append(f"{counted(len(moved) - MOST, 'campaign')} more changed by at least 2\u00a0%.")
    return [*said, *split_sentences(changes, currency)]


def split_sentences(changes: Sequence[CampaignChange], currency: str | None) -> list[str]:
    """Return how the best split of today's total moves: who gives most, and who takes most."""
    total = sum(c.best_after for c in changes)
    giver, taker = min(changes, key=lambda c: c.moved), max(changes, key=lambda c: c.moved)
    if max(-giver.moved, taker.moved) < 0.005 * total:
        return ["The best split of today's total stays as it was."]
    words = [
        f"{money(abs(c.moved), currency, 'round')} {way} {c.campaign}"
        for c, way in ((giver, "from"), (taker, "to"))
        if abs(c.moved) >= 0.005 * total
    ]
    return [f"The best split of 30 days moves {' and '.join(words)}."]


def computation_facts(found: Computation) -> list[tuple[str, str]]:
    """Return how the draws were made, in words, for the analyst: what each figure is, and whether it is good."""
    facts = [("Way", found.method), ("Mode found", "Yes" if found.converged else "No: do not rely on these draws")]
    if len(found.acceptance):
        share = f"{percent(float(found.acceptance.min()), 0)} to {percent(float(found.acceptance.max()), 0)}"
        facts.append(("Draws accepted", f"{share} by campaign. Near 100\u00a0% the approximation is the posterior."))
    if len(found.k_hat):
        worst = float(found.k_hat.max())
        verdict = "good" if worst < 0.5 else "usable" if worst < 0.7 else "not to be trusted"
        facts.append(
            ("Importance weights", f"k-hat at most {worst:.2f}: {verdict} (below 0.5 is good, 0.7 the limit).")
        )
    if math.isfinite(found.r_hat):
        verdict = "the chains agree" if found.r_hat < 1.02 else "the chains do not agree"
        facts.append(("Chains", f"R-hat at most {found.r_hat:.3f}: {verdict} (below 1.02)."))
    if math.isfinite(found.effective):
        verdict = "enough" if found.effective >= 400 else "few"
        facts.append(
            ("Independent draws", f"Worth at least {number(round(found.effective))}: {verdict} (400 or more).")
        )
    if found.fallback:
        facts.append(("Slower way taken", found.fallback))
    return facts


def method_panel(fit: ResponseFit) -> list[Any]:
    """Return the method: in plain words, with formulas and sources, and the figures of the computation."""
    steps = [
        "Spend works on the day itself and on days after it: the carry-over spreads each amount over time.",
        "More money brings less and less (or first more and then less): the saturation bends the curve.",
        "Weekdays, seasons and slow changes of a campaign's own are taken out, so that they do not pass for effects.",
        "Before the data speak, each number has a range: the default, or what a person stated. Tests narrow it.",
        "The answer is not one curve but many that fit the data; ranges on all pages come from them.",
    ]
    facts = [*computation_facts(fit.computation), ("Draws", number(len(fit.scale)))]
    return [
        html.Div([html.H3("In plain words"), html.Ol([html.Li(s) for s in steps])]),
        html.Div([html.H3("Carry-over"), _formulas(ADSTOCKS, ADSTOCK_WORDS, fit.adstock)]),
        html.Div([html.H3("Saturation"), _formulas(SATURATIONS, SATURATION_WORDS, fit.saturation)]),
        html.Div(
            [
                html.H3("How it was computed"),
                html.Dl([html.Div([html.Dt(k), html.Dd(v)]) for k, v in facts], className="facts"),
            ]
        ),
    ]


def _formulas(registry: Any, words: dict[str, str], chosen: str) -> html.Ul:
    return html.Ul(
        [
            html.Li(
                [
                    html.B(words.get(name, shape.title)),
                    html.Span(" (in use)", className="muted") if name == chosen else None,
                    html.Code(shape.formula),
                    html.Small(f"{shape.title}. {shape.source}"),
                ],
                className="is-on" if name == chosen else "",
            )
            for name, shape in registry.items()
        ],
        className="formulas",
    )
