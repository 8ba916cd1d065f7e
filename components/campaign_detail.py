"""One campaign: its figures, its days, how it answers to money, and what stands out."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.campaigns import PATH, findings_card
from components.figures import DashboardVisualizer, chart
from components.figures.response import Response, response_figure, response_sentence, response_table
from components.format import between, counted, date_text, dates_text, money, number
from components.overview import has_spend, over_time_card
from components.parts import button, chip, dot, note, page_head
from components.period import address, period_choice
from components.tiles import measure_tiles
from core.agents import Finding
from core.allocation.planning import CampaignFigures, PlanCampaign
from core.data import Comparison


def campaign_page(
    comparison: Comparison,
    outcome: str,
    currency: str | None,
    campaign: PlanCampaign,
    figures: CampaignFigures,
    response: Response,
    findings: Sequence[Finding],
    period: str,
    advice: Component | None = None,
) -> list[Any]:
    """Return the page of one campaign.

    Args:
        comparison: The period against the one before, of this campaign alone.
        outcome: The outcome that the data are about.
        currency: Of amounts.
        campaign: What planning knows of it.
        figures: What today's spend brings.
        response: Its response curve.
        findings: Of the CampaignAnalyzer, about it.
        period: The choice in the address.
        advice: What to do about it.
    """
    chips = [] if campaign.running else [chip(f"Not running since {date_text(campaign.last_spend)}", "warn", "clock")]
    title, likely = _finding(campaign.name, outcome, currency, figures, response.days)
    sub: list[Any] = [
        dot(campaign.channel),
        f" {campaign.channel}. {likely}{dates_text(comparison.start, comparison.end)}. "
        "Figures of sales are what the platforms report. ",
        *chips,
    ]
    tools = [
        button("All campaigns", icon_name="back", href=address(PATH, days=period)),
        period_choice(PATH, period, campaign=campaign.id),
    ]
    return [
        page_head(title, sub, tools),
        measure_tiles(comparison, currency),
        html.Div(
            [
                html.Div(
                    [over_time_card(comparison, outcome, currency, f"campaign-{campaign.id}"), advice],
                    className="stack",
                ),
                html.Div(
                    [
                        response_card(campaign, outcome, currency, figures, response),
                        findings_card(findings, linked=False),
                    ],
                    className="stack",
                ),
            ],
            className="campaign",
        ),
    ]


def measured_page(
    comparison: Comparison,
    outcome: str,
    currency: str | None,
    findings: Sequence[Finding] | None,
    period: str,
    why: str,
    advice: Component | None = None,
) -> list[Any]:
    """Return the page of a campaign of which no model speaks: what was measured, and why there is nothing more.

    Args:
        comparison: The period against the one before, of this campaign alone.
        outcome: The outcome that the data are about.
        currency: Of amounts.
        findings: Of the CampaignAnalyzer, about it; None where it can say nothing.
        period: The choice in the address.
        why: Why there is no model.
        advice: What to do about it.
    """
    row = comparison.by_campaign.iloc[0]
    name, channel, key = (str(row[column]) for column in ("campaign", "channel", "campaign_id"))
    now = comparison.now
    brought = f"{number(getattr(now, outcome))} {outcome}"
    if outcome == "revenue":
        brought = f"{money(now.revenue, currency)} of revenue"
    paid = f"for {money(now.spend, currency)}" if has_spend(comparison) else f"in {counted(comparison.days, 'day')}"
    sub: list[Any] = [
        dot(channel),
        f" {channel}. {dates_text(comparison.start, comparison.end)}. ",
        "As the platforms report." if has_spend(comparison) else "The data hold no spend.",
    ]
    tools = [
        button("All campaigns", icon_name="back", href=address(PATH, days=period)),
        period_choice(PATH, period, campaign=key),
    ]
    told = [note("info", "Measured figures alone.", why), advice]
    if findings is not None:
        told.insert(1, findings_card(findings, linked=False))
    days = over_time_card(comparison, outcome, currency, f"campaign-{key}")
    verb = " brought" if has_spend(comparison) else ":"
    return [
        page_head(f"{name}{verb} {brought} {paid}", sub, tools),
        measure_tiles(comparison, currency),
        html.Div([html.Div([days], className="stack"), html.Div(told, className="stack")], className="campaign"),
    ]


def response_card(
    campaign: PlanCampaign, outcome: str, currency: str | None, figures: CampaignFigures, response: Response
) -> html.Section:
    """Return the response curve with today's mark."""
    if outcome == "revenue":
        one = money(1, currency, "full")
        title = f"The next {one} brings {money(figures.next_unit_today, currency, 'exact')}"
    else:
        brought = number(figures.next_unit_today * 100, "round")
        title = f"The next {money(100, currency, 'full')} bring {brought} {outcome}"
    note = f"{outcome.capitalize()} over spend in {response.days} days. Shaded: 80 % interval. Dashed: beyond the data."
    return chart(
        f"response-{campaign.id}",
        response_figure(DashboardVisualizer(currency), response, outcome),
        title,
        response_sentence(campaign.name, response, outcome, currency),
        response_table(response, outcome, currency or ""),
        note=note,
        height=280,
        tools=[button("Plan it", "ghost", small=True, href="/budget")],
    )


def _finding(name: str, outcome: str, currency: str | None, figures: CampaignFigures, days: int) -> tuple[str, str]:
    """The headline, and the likely range of what it says."""
    spend = money(figures.today, currency, "round")
    if outcome == "revenue":
        brings = f"{money(figures.expected_today, currency, 'round')} of revenue"
        spread = between(figures.lower, figures.upper, currency)
    else:
        brings = f"{number(figures.expected_today, 'round')} {outcome}"
        spread = f"between {number(figures.lower, 'round')} and {number(figures.upper, 'round')}"
    return f"{name} brings about {brings} for {spend} in {days} days", f"Likely {spread} (80 % interval). "
