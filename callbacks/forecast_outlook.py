"""Forecast, view Outlook: reads the address, has forecasts made step by step, hands them to the page."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import texts_of
from components.forecast_choice import ALL, AS_TODAY, NOBODY, OutlookChoice, read_outlook
from components.forecast_outlook import cannot_forecast, outline, outlook
from components.forecast_words import before_sum
from components.ids import Outlook, Shell
from components.parts import toast
from components.period import asked
from core.data import MEASURES
from core.errors import NotFoundError, ProductError
from core.forecasting.holidays import countries
from core.forecasting.outlook import MOST
from core.planning import leading_measure
from core.workbench import Workbench

ORDER = ("revenue", "conversions", "spend", "clicks", "impressions")


def measured(workbench: Workbench) -> tuple[str, ...]:
    """Return the measures that can be forecast, the main outcome first."""
    held = [m for m in ORDER if m in MEASURES and m in workbench.dataset().measured]
    main = leading_measure(workbench.dataset())
    return tuple(sorted(held, key=lambda m: m != main))


def choice_of(workbench: Workbench, parameters: Any) -> OutlookChoice:
    """Return what is asked for; what there is none of is as usual."""
    known = measured(workbench)
    return read_outlook(texts_of(parameters), known, known[0] if known else "revenue")


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the outline of the view; forecasts follow."""
    return outline(parameters, choice_of(workbench, parameters).measure)


def advanced(workbench: Workbench, parameters: Any, step: Any) -> tuple[dict[str, Any], Any]:
    """Take the next steps; return how far it is, and the view once it is made.

    Args:
        workbench: What is asked.
        parameters: Of the address.
        step: What the browser asks: ``{"run": number}``.
    """
    run = step.get("run") if isinstance(step, dict) else None
    choice = choice_of(workbench, parameters)
    try:
        went = workbench.forecasts.advance(choice.measure)
        if not went.ready:
            return {
                "run": run,
                "ready": False,
                "text": f"{went.doing} ({went.done} of {went.steps} steps done)",
            }, no_update
        return {"run": run, "ready": True}, body(
            workbench, choice, isinstance(parameters, dict) and bool(parameters.get("all"))
        )
    except ProductError as error:
        return {"run": run, "ready": True}, cannot_forecast(error)


def body(workbench: Workbench, choice: OutlookChoice, everything: bool = False) -> list[Component]:
    """Return the view.

    Raises:
        ProductError: If there is no such part, or nothing can be forecast.
    """
    as_today = workbench.forecasts.get(choice.measure, choice.days)
    if choice.key not in as_today.keys(choice.level):
        raise NotFoundError("There is no such campaign or channel in the data in use. It may belong to earlier data.")
    found, problem = as_today, ""
    if choice.plan:
        try:
            found = workbench.forecasts.under_plan(choice.measure, choice.plan, choice.days)
        except ProductError as error:
            problem = str(error)
    plans = {
        s.id: s.name
        for s in workbench.scenarios.list()
        if choice.measure in ("spend", s.settings.outcome) and s.settings.days <= MOST
    }
    before = before_sum(found, choice.level, choice.key)
    beats = found.chance_above(choice.level, choice.key, before) if before else None
    return outlook(found, as_today, choice, measured(workbench), plans, countries(), beats, everything, problem)


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""

    @app.callback(
        Output(Outlook.DONE, "data"),
        Output(Outlook.BODY, "children"),
        Output(Outlook.STAMP, "data"),
        Input(Outlook.STEP, "data"),
        State(Outlook.ASK, "data"),
        prevent_initial_call=True,
    )
    def _outlook_step(step: Any, parameters: Any) -> tuple[Any, Any, Any]:
        if not step:
            raise PreventUpdate
        return *advanced(workbench, parameters, step), _stamp(workbench)

    # The browser asks for one step after the other, until all are taken or it was told to stop.
    app.clientside_callback(
        ClientsideFunction("outlook", "next"),
        Output(Outlook.PROGRESS, "children"),
        Output(Outlook.LINE, "hidden"),
        Output(Outlook.STOPPED, "hidden"),
        Input(Outlook.ASK, "data"),
        Input(Outlook.DONE, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("outlook", "stop"),
        Output(Outlook.LINE, "hidden", allow_duplicate=True),
        Output(Outlook.STOPPED, "hidden", allow_duplicate=True),
        Input(Outlook.STOP, "n_clicks"),
        Input(Outlook.GO_ON, "n_clicks"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Input(Outlook.PART, "value"),
        Input(Outlook.PLAN, "value"),
        State(Outlook.ASK, "data"),
        prevent_initial_call=True,
    )
    def _outlook_choose(part: Any, plan: Any, parameters: Any) -> str:
        choice = choice_of(workbench, parameters)
        if not isinstance(part, str) or not isinstance(plan, str):
            raise PreventUpdate
        part, plan = "" if part == ALL else part, "" if plan == AS_TODAY else plan
        if (part, plan) == (choice.part, choice.plan):
            raise PreventUpdate
        return "?" + choice.href(part=part[:210], plan=plan[:40]).partition("?")[2]

    @app.callback(
        Output(Shell.TOAST, "data", allow_duplicate=True),
        Output(Shell.RENEW, "data", allow_duplicate=True),
        Input(Outlook.COUNTRY, "value"),
        State(Shell.PERSON, "data"),
        prevent_initial_call=True,
    )
    def _outlook_country(country: Any, person: Any) -> tuple[Any, Any]:
        country = "" if country == NOBODY else country
        if country == workbench.forecasts.holidays.country():
            raise PreventUpdate
        try:
            workbench.forecasts.holidays.choose(country, person if isinstance(person, str) else "")
        except ProductError as error:
            return toast("The holidays stay as they were", str(error), "failed"), no_update
        name = countries().get(country, "")
        chosen = f"Public holidays of {name} count from now on" if country else "No public holidays count"
        return toast(chosen, "For everybody, in all forecasts."), f"holidays-{country}"

    @app.callback(
        Output(Shell.RENEW, "data", allow_duplicate=True),
        Input(Shell.NEWS, "data"),
        # Of something that is on all pages: the news reach this callback on other pages and views too.
        State(Shell.LOCATION, "pathname"),
        State(Shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _outlook_news(news: Any, path: Any, search: Any) -> str:
        changed = news.get("changed") if isinstance(news, dict) else None
        view = asked(search).get("view", "") if isinstance(search, str) else ""
        if not changed or not str(path).endswith("/forecast") or view in ("pace", "unusual", "alerts"):
            raise PreventUpdate
        return _stamp(workbench)


def _stamp(workbench: Workbench) -> str:
    """Return a text that changes when the data in use, the model, or a scenario does."""
    return f"outlook-{workbench.news.now().stamp}"
