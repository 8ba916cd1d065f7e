"""Overview: parses the period, asks the workbench, hands the answer to the page."""

from typing import Any
from urllib.parse import parse_qs

from dash import Dash, Input, Output, html
from dash.development.base_component import Component

from components.advice import advice_card
from components.format import date_text
from components.ids import Overview
from components.overview import PERIODS, advice_sentence, channel_card, next_unit_by_channel, overview
from components.page import Page
from components.parts import empty
from core.allocation.planning import PlanSettings
from core.data import Comparison
from core.errors import NotEnoughDataError
from core.workbench import Workbench

PAGE = Page("/", "Overview", "overview")


def period_of(search: str) -> str:
    """Return the period that an address asks for; the shortest where it asks for none that there is."""
    asked = parse_qs(search.lstrip("?")).get("days", [""])[0]
    return asked if asked in dict(PERIODS) else PERIODS[0][0]


def layout(workbench: Workbench, search: str) -> Component:
    """Return the page for the query of an address."""
    dataset, period = workbench.dataset(), period_of(search)
    outcome = workbench.outcomes()[0]
    return overview(_performance(workbench, period), outcome, dataset.currency, period, len(dataset.campaigns))


def learned(workbench: Workbench, period: str) -> tuple[Component, Component, str]:
    """Return what needs the response model: the channels with their next unit, the advice, and how much there is."""
    dataset, comparison = workbench.dataset(), _performance(workbench, period)
    outcome = workbench.outcomes()[0]
    try:
        figures = workbench.figures(PlanSettings(outcome=outcome), {})
        found = workbench.recommendations()
    except NotEnoughDataError as error:
        channels = channel_card(comparison, outcome, dataset.currency, {})
        return channels, html.Section(empty("No advice yet", str(error), small=True), className="card"), ""
    channels = channel_card(comparison, outcome, dataset.currency, next_unit_by_channel(figures.campaigns))
    advice = advice_card(found, dataset.currency, date_text(dataset.last_day))
    return channels, advice, advice_sentence(len(found))


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the page."""

    @app.callback(
        Output(Overview.CHANNELS, "children"),
        Output(Overview.ADVICE, "children"),
        Output(Overview.ADVICE_SENTENCE, "children"),
        Input(Overview.ASK, "data"),
    )
    def _learned(asked: dict[str, Any]) -> tuple[Component, Component, str]:
        return learned(workbench, period_of(f"days={asked.get('period')}"))


def _performance(workbench: Workbench, period: str) -> Comparison:
    return workbench.performance(None if period == "all" else int(period))
