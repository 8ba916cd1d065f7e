"""Overview: parses the period, asks the workbench, hands the answer to the page."""

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, html
from dash.development.base_component import Component

from callbacks import overview_today
from callbacks.advice import advice_place
from callbacks.kpi_acts import register_margins
from callbacks.kpi_why import register_why, why_part
from components.ids import Overview
from components.kpi_tiles import SHOWN, kpi_tiles
from components.margin_form import margin_form
from components.new_customers import customers_card
from components.overview import advice_sentence, channels_part, next_unit_by_channel, overview
from components.page import Page
from components.parts import button, empty
from components.period import asked
from components.period_panel import kept_period, period_notes, period_tools
from components.views import OVERVIEW, view_choice
from components.waiting import learning_words
from core.allocation.planning import plan_figures
from core.errors import NotEnoughDataError
from core.performance import KpiDesk, Periods
from core.planning import leading_measure
from core.workbench import Workbench

PAGE = Page("/", "Overview", "overview")


def layout(workbench: Workbench, search: str) -> Component:
    """Return the page for the query of an address."""
    parameters, desk = asked(search), workbench.kpis.desk()
    if parameters.get("view") == "today":
        return overview_today.layout(workbench, parameters)
    dataset, periods = desk.dataset, desk.periods(parameters)
    comparison = desk.compare(periods)
    # What the address holds besides goes along; where somebody comes from does not.
    kept = kept_period(parameters) | {name: parameters[name][:20] for name in ("why", "why-by") if name in parameters}
    customers = desk.customers(periods)
    return overview(
        comparison,
        leading_measure(dataset),
        dataset.currency,
        kept,
        tools=[view_choice("/", OVERVIEW, ""), *period_tools("/", kept, periods)],
        above=[*period_notes(periods), *_key_figures(workbench, desk, periods)],
        explained=[
            *([why_part(desk, periods, kept)] if desk.can_split else []),
            *([customers_card(customers, periods, dataset.currency)] if customers else []),
        ],
        waiting=learning_words(dataset),
    )


def _key_figures(workbench: Workbench, desk: KpiDesk, periods: Periods) -> list[Component]:
    """The strip of tiles, and the form for margins that one of them opens."""
    usual = {name: desk.usual(periods, name) for name in SHOWN if name in desk.figures}
    strip = kpi_tiles(desk.compare(periods), usual, desk.dataset.currency)
    if not {"spend", "revenue"} <= set(desk.cube.measured):
        return [strip]
    channels = desk.table(periods, "channel")
    missing = [] if desk.margins.empty else [str(n) for n in channels.loc[channels["contribution"].isna(), "name"]]
    return [strip, margin_form(workbench.kpis.margins.current(), [str(n) for n in channels["name"]], missing)]


def learned(
    workbench: Workbench, period: str, parameters: Mapping[str, str] | None = None
) -> tuple[Component | None, Component, str]:
    """Return what needs the response model: the channels with their next unit, the advice, and how much there is.

    Args:
        workbench: What is asked.
        period: The parameter ``days`` of the address.
        parameters: All of them, where there are more.
    """
    desk = workbench.kpis.desk()
    dataset = desk.dataset
    comparison = desk.compare(desk.periods({"days": period, **(parameters or {})}))
    outcome, leading = workbench.outcomes()[0], leading_measure(dataset)
    found = workbench.recommendations()
    try:
        # What was measured and what the own model says of it stand side by side; plans may be made with other curves.
        planner = workbench.planner(outcome, own=True)
        figures = plan_figures(planner, planner.today)
    except NotEnoughDataError as error:
        channels = channels_part(comparison, leading, dataset.currency, {})
        if not found:
            acts = [button("Open the data", href="/data"), button("See the forecast", "ghost", href="/forecast")]
            return channels, html.Section(empty("No advice yet", str(error), acts, small=True), className="card"), ""
    else:
        channels = channels_part(comparison, leading, dataset.currency, next_unit_by_channel(figures.campaigns))
    return channels, advice_place(workbench, "overview"), advice_sentence(len(found))


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the page."""
    overview_today.register(app, workbench)
    register_margins(app, workbench)
    register_why(app, workbench)

    @app.callback(
        Output(Overview.CHANNELS, "children"),
        Output(Overview.ADVICE, "children"),
        Output(Overview.ADVICE_SENTENCE, "children"),
        Input(Overview.ASK, "data"),
    )
    def _learned(ask: dict[str, Any]) -> tuple[Component | None, Component, str]:
        parameters = {str(name): str(value) for name, value in ask.items()} if isinstance(ask, dict) else {}
        return learned(workbench, parameters.get("days", ""), parameters)
