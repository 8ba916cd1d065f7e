"""The versions of a scenario, newest first, each with what changed since the one before."""

from collections.abc import Sequence
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.ids import Scenarios
from components.parts import chip
from components.scenarios_changes import change_lines, outcome_text
from components.scenarios_compare import older_chip, saved_text
from core.scenarios import Scenario, version_changes

SHOWN = 6
"""So many versions stand open; earlier ones stand behind a switch."""


def version_list(versions: Sequence[Scenario], dataset_hash: str, now: datetime) -> list[Component]:
    """Return the versions.

    Args:
        versions: All of a scenario, newest first.
        dataset_hash: Of the data in use.
        now: The moment of looking.
    """
    befores = [*versions[1:], None]
    rows = [
        _version(one, before, versions[0].version, dataset_hash, now)
        for one, before in zip(versions, befores, strict=True)
    ]
    parts: list[Component] = [html.Ol(rows[:SHOWN], className="versions", **attrs(aria_label="Versions"))]
    if len(rows) > SHOWN:
        older = html.Ol(rows[SHOWN:], className="versions")
        parts.append(html.Details([html.Summary(f"{len(rows) - SHOWN} earlier versions"), older], className="cmp-more"))
    return parts


def _version(one: Scenario, before: Scenario | None, newest: int, dataset_hash: str, now: datetime) -> html.Li:
    who = f"{one.owner}, " if one.owner else ""
    figures = one.figures
    chips = [
        chip("Newest", "info") if one.version == newest else None,
        older_chip("data" if one.dataset_hash != dataset_hash else ""),
    ]
    head = html.Div(
        [html.B(f"Version {one.version}"), html.Span(f"{who}{saved_text(one.updated, now)}", className="muted")]
        + [c for c in chips if c],
        className="version-head",
    )
    expected = outcome_text(figures.expected, figures.lower, figures.upper, one)
    acts: list[Component] = [
        dcc.Link("Open in Budget", href=f"/budget?scenario={one.id}&version={one.version}"),
    ]
    if one.version != newest:
        acts.append(
            html.Button(
                "Restore as newest",
                id=Scenarios.back(one.id, one.version, newest),
                type="button",
                className="text-button",
                title=f"Save the content of version {one.version} as version {newest + 1}",
            )
        )
    said = html.P(f"Expected {expected}", className="version-sum")
    return html.Li([head, said, _changes(one, before), html.Div(acts, className="version-acts")])


def _changes(one: Scenario, before: Scenario | None) -> Component:
    if before is None:
        return html.P("The first version.", className="muted")
    lines = change_lines(version_changes(before, one))
    if not lines:
        return html.P(f"The same as version {before.version}.", className="muted")
    parts: list[Component] = []
    for line in lines:
        parts += [html.Dt(line.title), html.Dd([html.Div(text) for text in line.texts])]
    return html.Dl(parts, className="changes", **attrs(aria_label=f"What changed since version {before.version}"))
