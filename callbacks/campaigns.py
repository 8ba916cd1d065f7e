"""Campaigns: the ranked grid, and one campaign where the address names it."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from callbacks import campaigns_channels, campaigns_weeks
from callbacks.acts import texts_of
from callbacks.advice import advice_later
from callbacks.campaign_figures import campaign_figures, register_tags
from components.campaign_detail import campaign_page, measured_page
from components.campaigns import campaigns_page
from components.campaigns_unranked import unranked_page
from components.figures.response import POINTS, Response
from components.ids import Campaigns
from components.page import Page
from components.parts import button, empty, page_head, waiting_card
from components.period import asked, period_of
from components.waiting import learning_words
from core.allocation.planning import LEVEL, plan_figures
from core.curves import curve_range
from core.errors import NotEnoughDataError, NotFoundError, ProductError
from core.planning import leading_measure
from core.workbench import Workbench

PAGE = Page("/campaigns", "Campaigns", "campaigns")
HORIZON = 30


VIEWS = {"weeks": campaigns_weeks, "channels": campaigns_channels}
"""Views beside the ranking, by the parameter ``view`` of the address."""


def layout(workbench: Workbench, search: str) -> Component:
    """Return the view that is asked for; of the ranking the outline, since the rest needs the response model."""
    parameters = asked(search)
    if not parameters.get("campaign") and parameters.get("view") in VIEWS:
        return VIEWS[parameters["view"]].layout(workbench, parameters)
    waiting = [page_head("Campaigns"), waiting_card(learning_words(workbench.dataset()), 420)]
    return html.Div([dcc.Store(id=Campaigns.ASK, data=parameters), html.Div(waiting, id=Campaigns.BODY)])


def ranked(workbench: Workbench, parameters: dict[str, str]) -> list[Any]:
    """Return the page of all campaigns; where nothing can be ranked, what was measured and why."""
    period, outcome, dataset = period_of(parameters), workbench.outcomes()[0], workbench.dataset()
    desk = workbench.kpis.desk()
    comparison = desk.compare(desk.periods({"days": period}))
    try:
        report = workbench.report("CampaignAnalyzer")
    except NotEnoughDataError as error:
        return unranked_page(comparison, leading_measure(dataset), dataset.currency, period, str(error))
    return campaigns_page(
        comparison,
        report,
        outcome,
        dataset.currency,
        next_units(workbench, outcome),
        period,
        parameters.get("group") == "channel",
        parameters.get("find", "")[:80],
        parameters.get("order") == "volume",
        advice_later("campaigns"),
    )


def next_units(workbench: Workbench, outcome: str) -> dict[str, float]:
    """Return what the next unit of money brings by campaign id; nothing where no model can be fitted."""
    try:
        # All of this page is about the product's own model, also while plans are made with curves from elsewhere.
        planner = workbench.planner(outcome, HORIZON, own=True)
    except NotEnoughDataError:
        return {}
    return {c.id: c.next_unit_today for c in plan_figures(planner, planner.today).campaigns}


def one_campaign(workbench: Workbench, parameters: dict[str, str]) -> list[Any]:
    """Return the page of the campaign that the address names.

    Raises:
        NotFoundError: If there is none.
    """
    return [*_answer(workbench, parameters), campaign_figures(workbench, parameters["campaign"], parameters)]


def _answer(workbench: Workbench, parameters: dict[str, str]) -> list[Any]:
    """Return what it brings and how it answers to money; where that cannot be learned, what was measured."""
    wanted, period, outcome = parameters["campaign"], period_of(parameters), workbench.outcomes()[0]
    dataset = workbench.dataset()
    leading = leading_measure(dataset)
    desk = workbench.kpis.desk()
    comparison = desk.compare(desk.periods({"days": period}), wanted)
    if comparison.by_campaign.empty:
        raise NotFoundError(_missing(workbench, wanted))
    try:
        findings = [f for f in workbench.report("CampaignAnalyzer").findings if f.campaign_id == wanted]
    except NotEnoughDataError as error:
        # Nothing can be ranked, so nothing stands out and nothing is advised.
        return measured_page(comparison, leading, dataset.currency, None, period, str(error))
    advice = advice_later("campaign", wanted)
    try:
        planner = workbench.planner(outcome, HORIZON, own=True)
    except NotEnoughDataError as error:
        return measured_page(comparison, leading, dataset.currency, findings, period, str(error), advice)
    position = next((i for i, c in enumerate(planner.campaigns) if c.id == wanted), None)
    if position is None:
        left = dict(planner.left_out).get(str(comparison.by_campaign["campaign"].iloc[0]), "it has too little data")
        why = f"How it answers to money is not known: {left}."
        return measured_page(comparison, leading, dataset.currency, findings, period, why, advice)
    campaign, curve = planner.campaigns[position], planner.curves[position]
    figures = plan_figures(planner, planner.today).campaigns[position]
    top = max(campaign.upper, campaign.seen)
    spends = [top * i / (POINTS - 1) for i in range(POINTS)]
    mean, lower, upper = (values.tolist() for values in curve_range(curve, spends, LEVEL))
    response = Response(spends, mean, lower, upper, campaign.today, figures.expected_today, campaign.seen, HORIZON)
    return campaign_page(comparison, outcome, dataset.currency, campaign, figures, response, findings, period, advice)


def body(workbench: Workbench, parameters: dict[str, str]) -> list[Any]:
    """Return what the address asks for; what cannot be shown says why in its place."""
    try:
        return one_campaign(workbench, parameters) if parameters.get("campaign") else ranked(workbench, parameters)
    except ProductError as error:
        acts = [button("All campaigns", "primary", href=PAGE.path), button("Open the data", href="/data")]
        return [page_head("Campaigns"), html.Section(empty("Nothing to show here", str(error), acts), className="card")]


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the page and its views."""
    for view in VIEWS.values():
        view.register(app, workbench)
    register_tags(app, workbench)

    @app.callback(Output(Campaigns.BODY, "children"), Input(Campaigns.ASK, "data"))
    def _body(parameters: Any) -> list[Any]:
        return body(workbench, texts_of(parameters))

    app.clientside_callback(
        ClientsideFunction("grid", "find"), Input(Campaigns.FILTER, "value"), State(Campaigns.GRID, "id")
    )
    # Without an output it would not be called when the grid appears.
    app.clientside_callback(
        ClientsideFunction("grid", "widths"),
        Output(Campaigns.LEFT_OUT, "data"),
        Input(Campaigns.GRID, "columnDefs"),
        State(Campaigns.GRID, "id"),
    )


def _missing(workbench: Workbench, wanted: str) -> str:
    campaigns = workbench.dataset().campaigns
    names = dict(zip(campaigns["campaign_id"].astype(str), campaigns["campaign"].astype(str), strict=True))
    if wanted not in names:
        return "There is no such campaign in the data set in use. It may belong to an earlier one."
    return f"{names[wanted]} has no data in this period. Choose a longer one."
