"""Overview: parses the period, asks the workbench, hands the answer to the page."""

from typing import Any

from dash import Dash, Input, Output, html
from dash.development.base_component import Component

from callbacks import overview_today
from components.advice import advice_card
from components.format import date_text
from components.ids import Overview
from components.overview import advice_sentence, channel_card, next_unit_by_channel, overview
from components.page import Page
from components.parts import empty
from components.period import asked, days_of, period_of
from core.allocation.planning import plan_figures
from core.errors import NotEnoughDataError
from core.workbench import Workbench

PAGE = Page("/", "Overview", "overview")


def layout(workbench: Workbench, search: str) -> Component:
    """Return the page for the query of an address."""
    if asked(search).get("view") == "today":
        return overview_today.layout(workbench, asked(search))
    dataset, period = workbench.dataset(), period_of(asked(search))
    outcome = workbench.outcomes()[0]
    return overview(workbench.performance(days_of(period)), outcome, dataset.currency, period, len(dataset.campaigns))


def learned(workbench: Workbench, period: str) -> tuple[Component, Component, str]:
    """Return what needs the response model: the channels with their next unit, the advice, and how much there is."""
    dataset, comparison = workbench.dataset(), workbench.performance(days_of(period))
    outcome = workbench.outcomes()[0]
    try:
        # What was measured and what the own model says of it stand side by side; plans may be made with other curves.
        planner = workbench.planner(outcome, own=True)
        figures = plan_figures(planner, planner.today)
        found = workbench.recommendations()
    except NotEnoughDataError as error:
        channels = channel_card(comparison, outcome, dataset.currency, {})
        return channels, html.Section(empty("No advice yet", str(error), small=True), className="card"), ""
    channels = channel_card(comparison, outcome, dataset.currency, next_unit_by_channel(figures.campaigns))
    advice = advice_card(found, dataset.currency, date_text(dataset.last_day))
    return channels, advice, advice_sentence(len(found))


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the page."""
    overview_today.register(app, workbench)

    @app.callback(
        Output(Overview.CHANNELS, "children"),
        Output(Overview.ADVICE, "children"),
        Output(Overview.ADVICE_SENTENCE, "children"),
        Input(Overview.ASK, "data"),
    )
    def _learned(ask: dict[str, Any]) -> tuple[Component, Component, str]:
        return learned(workbench, period_of({"days": str(ask.get("period"))}))
