"""Models over time: what the outcome was made of, and what money brought by period, as the address asks."""

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, State, dcc, no_update
from dash.development.base_component import Component

from components.ids import Models
from components.models_periods import (
    FREQUENCIES,
    QUANTITIES,
    decomposition_card,
    layers_of,
    returns_card,
    returns_of,
    returns_table,
)
from components.parts import button
from core.errors import NotEnoughDataError
from core.sheets import csv_text
from core.workbench import Workbench

BY_MONTH = "M"


def over_time(
    workbench: Workbench, outcome: str, parameters: Mapping[str, Any]
) -> tuple[list[Component], list[Component]]:
    """Return the cards about the outcome and about money by period; none where the model says nothing about it."""
    frequency = _known(parameters.get("freq"), [f for f, _ in FREQUENCIES])
    quantities = [q for q, _ in QUANTITIES]
    quantity = _known(parameters.get("show"), quantities if outcome == "revenue" else ["cpa", "marginal_roas"])
    try:
        about = workbench.about(outcome)
        made, brought, fit = about.decomposition(frequency), about.returns(BY_MONTH), about.fit()
    except NotEnoughDataError:
        return [], []
    currency = about.dataset.currency
    asked = {key: str(value) for key, value in parameters.items()}
    tools = [
        button("Download all (CSV)", "ghost", icon_name="download", small=True, icon_only=True, id=Models.EXPORT),
        dcc.Download(id=Models.DOWNLOAD),
    ]
    days, parts, observed = layers_of(made, dict(zip(fit.campaign_ids, fit.channels, strict=True)))
    layers = decomposition_card(
        days,
        parts,
        observed,
        outcome,
        currency,
        frequency,
        asked,
        claimed=fit.mode == "campaign",
    )
    returns = returns_card(returns_of(brought, fit), quantity, outcome, currency, BY_MONTH, asked, tools)
    return [layers], [returns]


def returns_csv(workbench: Workbench, outcome: str) -> str:
    """Return all quantities of all periods as CSV."""
    about = workbench.about(outcome)
    found = returns_table(returns_of(about.returns(BY_MONTH), about.fit()))
    return csv_text([[column.title for column in found.columns], *found.rows])


def register(app: Dash, workbench: Workbench) -> None:
    """Register the download."""

    @app.callback(
        Output(Models.DOWNLOAD, "data"),
        Input(Models.EXPORT, "n_clicks"),
        State(Models.ASK, "data"),
        prevent_initial_call=True,
    )
    def _export(pressed: int | None, parameters: dict[str, str] | None) -> Any:
        if not pressed:
            return no_update
        outcome = _known((parameters or {}).get("outcome"), list(workbench.outcomes()))
        return dcc.send_string("\ufeff" + returns_csv(workbench, outcome), f"returns-{outcome}.csv", type="text/csv")


def _known(value: Any, options: list[str]) -> str:
    return value if value in options else options[0]
