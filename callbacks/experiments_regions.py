"""Experiments, view Regions: tests by region or period, and what they teach the model."""

from collections.abc import Mapping
from typing import Any, Final

from dash import ALL, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import PERSON, moment, person_of, texts_of
from callbacks.data import file_content, too_large
from callbacks.experiments_regions_acts import forget, keep, learned_of, teach, undos
from callbacks.experiments_regions_ask import FIELDS, answer_of, form_view, kind_of, known, outcome_of, roles_of
from components.experiments_regions import (
    nothing,
    page,
    region_plan_cards,
    result_cards,
    spend_plan_cards,
)
from components.experiments_regions_form import NONE, SEPARATOR, choices, form
from components.experiments_regions_words import (
    about,
    headline,
    region_plan_sub,
    region_plan_title,
    spend_plan_sub,
    spend_plan_title,
)
from components.format import counted
from components.ids import Regions, Shell
from components.parts import error_note, note, page_head, waiting_card
from components.period import address
from components.views import EXPERIMENTS, view_choice
from core.errors import InputError, ProductError
from core.experiments.regions.lift import LiftResult
from core.experiments.regions.region_design import RegionPlan
from core.workbench import Workbench

VIEW: Final = "regions"
CARRIED: Final = ("kind", "do", "test", "name", "hypothesis", "suggestion")
"""What is handed over and stays while the form is changed."""
__all__ = ["VIEW", "layout", "register", "undos"]


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the view for the parameters of an address; what it says comes by itself."""
    asked = known(workbench, parameters)
    shown, error = form_view(workbench, asked)
    waiting = waiting_card("Comparing with earlier days", 320)
    fields = form(shown)
    return page(
        _head("Tests by region or campaign"),
        choices(shown.kind, shown.reading),
        html.Div([error_note(error) if error else None, several(parameters), fields]),
        waiting,
        asked,
    )


def several(parameters: Mapping[str, str]) -> Component | None:
    """Return what to mind where a suggestion is about more campaigns than are planned here."""
    count = sum(bool(one) for one in parameters.get("campaigns", "").split(","))
    if count < 2:
        return None
    text = "Here the one with the most spend is planned. Change the others the same way, or test all of them by region."
    return note("info", f"The suggestion is about {counted(count, 'campaign')} together.", text)


def body(workbench: Workbench, asked: Mapping[str, str]) -> tuple[Component, list[Component]]:
    """Return head and cards of what is asked for; what cannot be answered says why in its place."""
    dataset = workbench.dataset()
    kind, reading = kind_of(asked), asked.get("do") == "read"
    try:
        found = answer_of(workbench, asked)
    except ProductError as error:
        return _head("Nothing can be said yet"), [error_note(error)]
    outcome, currency = outcome_of(workbench, asked), dataset.currency
    if found is None:
        title = "Read a finished test" if reading else "Plan a test"
        return _head(title), [nothing(kind, reading)]
    if isinstance(found, LiftResult):
        name = asked.get("name") or _name(workbench, asked.get("campaign", ""))
        is_money = "revenue" in found.outcome.lower() or "sales" in found.outcome.lower()
        act = learned_of(workbench, found, asked, name)
        return _head(headline(found, name, currency), about(found)), result_cards(found, currency, is_money, act)
    if isinstance(found, RegionPlan):
        panel = workbench.experiments.regions.panel(asked["file"], roles_of(asked))
        cards = region_plan_cards(found, panel.word, panel.outcome_name, currency, asked["file"], *_handed(asked))
        sub = " ".join([region_plan_sub(found, panel.word), *panel.issues])
        return _head(region_plan_title(found, panel.word), sub), cards
    title, sub = spend_plan_title(found), spend_plan_sub(found, outcome, currency)
    return _head(title, sub), spend_plan_cards(found, outcome, currency, *_handed(asked))


def asked_address(given: Mapping[str, str], ids: Any, values: Any) -> str:
    """Return the query that a form asks for: the fields over what the address held."""
    kept = {name: given[name] for name in CARRIED if given.get(name)}
    typed: dict[str, str] = {}
    for one, value in zip(ids or [], values or [], strict=True):
        name = one.get("name") if isinstance(one, dict) else None
        if name in FIELDS:
            if isinstance(value, list):
                value = SEPARATOR.join(v for v in value if isinstance(v, str))
            text = (value if isinstance(value, str) else "").strip()[:2000]
            typed[name] = "" if text == NONE and name != "spend" else text
    if typed.get("file") != given.get("file") and "file" in typed:
        # The columns of another file are found anew.
        typed = {name: value for name, value in typed.items() if name not in ("outcome", "spend", "regions")}
    return address("", view=VIEW, **(kept | typed))


def keep_upload(workbench: Workbench, given: Mapping[str, str], contents: Any, filename: Any) -> str:
    """Keep an uploaded history and return the query that shows it.

    Raises:
        ProductError: If it cannot be used.
    """
    content = file_content(contents)
    file = workbench.experiments.regions.keep(content, filename if isinstance(filename, str) else "")
    return address("", view=VIEW, kind="geo", do=given.get("do"), file=file)


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""

    @app.callback(Output(Regions.HEAD, "children"), Output(Regions.BODY, "children"), Input(Regions.ASK, "data"))
    def _regions_body(asked: Any) -> tuple[Any, Any]:
        return body(workbench, texts_of(asked))

    @app.callback(
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Input(Regions.SHOW, "n_clicks"),
        State(Regions.field(ALL), "id"),
        State(Regions.field(ALL), "value"),
        State(Regions.ASK, "data"),
        prevent_initial_call=True,
    )
    def _regions_show(clicks: Any, ids: Any, values: Any, asked: Any) -> Any:
        if not clicks:
            raise PreventUpdate
        return asked_address(texts_of(asked), ids, values)

    @app.callback(
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Input(Regions.field("file"), "value"),
        State(Regions.ASK, "data"),
        prevent_initial_call=True,
    )
    def _regions_file(file: Any, asked: Any) -> Any:
        given = texts_of(asked)
        if not isinstance(file, str) or file in (NONE, given.get("file", "")):
            raise PreventUpdate
        return address("", view=VIEW, kind="geo", do=given.get("do"), file=file[:64])

    @app.callback(
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Output(Regions.MESSAGE, "children", allow_duplicate=True),
        Input(Regions.UPLOAD, "contents"),
        State(Regions.UPLOAD, "filename"),
        State(Regions.ASK, "data"),
        prevent_initial_call=True,
    )
    def _regions_upload(contents: Any, filename: Any, asked: Any) -> tuple[Any, Any]:
        if not contents:
            raise PreventUpdate
        try:
            return keep_upload(workbench, texts_of(asked), contents, filename), None
        except ProductError as error:
            return no_update, error_note(error, safe="Nothing was kept.")

    @app.callback(
        Output(Regions.MESSAGE, "children", allow_duplicate=True),
        Input(Regions.FILE, "data"),
        prevent_initial_call=True,
    )
    def _regions_too_large(file: Any) -> Any:
        size = file.get("size") if isinstance(file, dict) else None
        return error_note(InputError(too_large(size if isinstance(size, int) else 0)), safe="Nothing was kept.")

    _register_acts(app, workbench)


def _register_acts(app: Dash, workbench: Workbench) -> None:
    for button, name, work in (
        (Regions.TEACH, "teach", teach),
        (Regions.FORGET, "forget", forget),
        (Regions.KEEP, "keep", keep),
    ):
        _act(app, workbench, button, name, work)


def _act(app: Dash, workbench: Workbench, button: str, name: str, work: Any) -> None:
    def act(clicks: Any, asked: Any, called: Any, who: Any) -> tuple[Any, Any, Any, Any]:
        if not clicks:
            raise PreventUpdate
        given = texts_of(asked)
        try:
            message, again = work(workbench, given, called if isinstance(called, str) else "", person_of(who))
        except ProductError as error:
            return no_update, no_update, no_update, error_note(error, safe="Nothing was changed.")
        return message, moment(), again, None

    act.__name__ = f"_regions_{name}"
    app.callback(
        Output(Shell.TOAST, "data", allow_duplicate=True),
        Output(Shell.CHANGED, "data", allow_duplicate=True),
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Output(Regions.SAID, "children", allow_duplicate=True),
        Input(button, "n_clicks"),
        State(Regions.ASK, "data"),
        State(Regions.NAME, "value"),
        PERSON,
        running=[(Output(button, "disabled"), True, False)],
        prevent_initial_call=True,
    )(act)


def _head(title: str, sub: str | None = None) -> Component:
    return page_head(title, sub, [view_choice("/experiments", EXPERIMENTS, VIEW)])


def _handed(asked: Mapping[str, str]) -> tuple[str, str]:
    return asked.get("name", ""), asked.get("hypothesis", "")


def _name(workbench: Workbench, campaign: str) -> str:
    table = workbench.dataset().campaigns
    names = dict(zip(table["campaign_id"].astype(str), table["campaign"].astype(str), strict=True))
    return f"Test of {names.get(campaign, campaign)}" if campaign else ""
