"""The detail of one scenario: what it shows for an address, and how it follows what others save."""

from datetime import datetime
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.development.base_component import Component

from callbacks.acts import person_of
from components.ids import Scenarios, Shell
from components.parts import button, note, page_head
from components.scenarios_address import Choice, read_choice
from components.scenarios_detail import Detail, detail_head, detail_parts, detail_view
from core.errors import NotFoundError, ProductError
from core.workbench import Workbench

Parts = dict[str, list[Component | str]]


def detail_of(workbench: Workbench, choice: Choice, person: str | None) -> Detail:
    """Return what the detail of an address shows.

    Raises:
        NotFoundError: If there is no such scenario.
    """
    versions = workbench.scenarios.versions(choice.open)
    standing = workbench.plans.standing(versions[0])
    kept = any(record.content_hash == versions[0].dataset_hash for record in workbench.dataset_versions())
    again = choice.rerun and standing.older and not standing.reason
    return Detail(
        versions=versions,
        comments=workbench.scenarios.comments.of(choice.open),
        standing=standing,
        dataset=workbench.dataset(),
        kept=kept,
        rerun=workbench.plans.rerun(versions[0]) if again else None,
        choice=choice,
        person=person,
        now=datetime.now().astimezone(),
    )


def opened_parts(workbench: Workbench, choice: Choice) -> tuple[Component, list[Component]]:
    """Return the head and what stands beside the list while a scenario is opened."""
    try:
        detail = detail_of(workbench, choice, None)
    except NotFoundError:
        text = "The link may be incomplete. Nothing was changed."
        acts = [button("Show all scenarios", href=choice.opened(""))]
        return page_head("Scenarios", "This one could not be found."), [
            note("warn", f"There is no scenario “{choice.open}”.", text, acts)
        ]
    parts = detail_parts(detail)
    return detail_head(parts, detail.scenario, choice), [detail_view(parts, detail.scenario)]


def register_detail(app: Dash, workbench: Workbench) -> None:
    """Register what keeps an opened scenario fresh, part by part: somebody may be writing in its fields."""

    @app.callback(
        Output(Scenarios.part(ALL), "children"),
        Input(Scenarios.STAMP, "data"),
        State(Scenarios.part(ALL), "id"),
        State(Shell.LOCATION, "search"),
        State(Shell.PERSON, "data"),
    )
    def _parts(_stamp: Any, shown: list[dict[str, str]], search: str | None, person: Any) -> list[Any]:
        return renewed(workbench, [one["name"] for one in shown], search, person, first=not ctx.triggered_id)


def renewed(workbench: Workbench, names: list[str], search: str | None, person: Any, first: bool = False) -> list[Any]:
    """Return the content of the parts that are shown.

    Args:
        workbench: Knows the scenario.
        names: Of the parts.
        search: Of the address.
        person: Who is at this browser; only the browser knows, so at ``first`` what depends on it is made anew.
        first: Whether the page was just made.
    """
    choice = read_choice(search)
    if not names or not choice.open:
        return [no_update] * len(names)
    try:
        parts: Parts = detail_parts(detail_of(workbench, choice, person_of(person)))
    except ProductError:
        # What is shown stays; the page itself says what is wrong when it is opened again.
        return [no_update] * len(names)
    return [parts[name] if name in parts and (not first or name == "comments") else no_update for name in names]
