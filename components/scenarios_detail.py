"""One scenario in full, in place of the comparison: parts that follow what is kept, and fields that stay as typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.icons import icon
from components.ids import Scenarios
from components.parts import button, card, chip, page_head, text_input
from components.plan_actual_choose import put_in_force_button
from components.scenarios_address import Choice
from components.scenarios_comments import comment_form, comment_list
from components.scenarios_compare import older_chip, saved_text
from components.scenarios_facts import asked_list, finding_text, key_figures, made_on_list, split_table
from components.scenarios_rerun import archived_note, rerun_card, stale_note
from components.scenarios_versions import version_list
from core.data import Dataset
from core.plan_rerun import Rerun, Standing
from core.scenarios import MOST_TAGS, NAME_LENGTH, TAG_LENGTH, Comment, Scenario

PARTS = ("name", "finding", "acts", "notes", "figures", "about", "tags", "versions", "comments")


@dataclass(frozen=True)
class Detail:
    """All that the detail of a scenario shows.

    Attributes:
        versions: All of it, newest first; the first one is what the page speaks of.
        comments: What people say about it.
        standing: How it stands to data and model of now.
        dataset: The data in use.
        kept: Whether the data set that it was made on can still be looked at.
        rerun: New figures beside the old ones, where they were asked for; an error text where there are none.
        choice: The address.
        person: What the person at this browser is called; None where it is not known yet.
        now: The moment of looking.
    """

    versions: Sequence[Scenario]
    comments: Sequence[Comment]
    standing: Standing
    dataset: Dataset
    kept: bool
    rerun: Rerun | None
    choice: Choice
    person: str | None
    now: datetime

    @property
    def scenario(self) -> Scenario:
        """The newest version."""
        return self.versions[0]


def detail_parts(detail: Detail) -> dict[str, list[Component | str]]:
    """Return the content of each part, by the names of ``PARTS``."""
    scenario = detail.scenario
    return {
        "name": [scenario.name],
        "finding": [finding_text(scenario)],
        "acts": [*_acts(detail)],
        "notes": [*_notes(detail)],
        "figures": [key_figures(scenario)],
        "about": [*_about(detail)],
        "tags": [*_tags(scenario)],
        "versions": [*version_list(detail.versions, detail.dataset.content_hash, detail.now)],
        "comments": [*comment_list(detail.comments, detail.person, detail.now)],
    }


def detail_head(parts: dict[str, list[Component | str]], scenario: Scenario, choice: Choice) -> Component:
    """Return the head of the page: the way back, the name with its form, what it comes to, and what can be done."""
    where = "All archived scenarios" if choice.archived else "Back to the comparison"
    leave = dcc.Link([icon("back"), where], href=choice.opened(""), className="back-link")
    name = html.Span(parts["name"], id=Scenarios.part("name"))
    rename = button(
        "Rename",
        "ghost",
        icon_name="edit",
        small=True,
        icon_only=True,
        **attrs(data_expands=Scenarios.RENAME_FORM, aria_expanded="false", aria_controls=Scenarios.RENAME_FORM),
    )
    head = page_head(
        [name, rename],
        html.Span(parts["finding"], id=Scenarios.part("finding")),
        [html.Div(parts["acts"], id=Scenarios.part("acts"), className="detail-acts")],
    )
    return html.Div([leave, head, _rename_form(scenario)], className="detail-head")


def detail_view(parts: dict[str, list[Component | str]], scenario: Scenario) -> Component:
    """Return what stands below the head."""

    def part(name: str, class_name: str = "") -> Component:
        return html.Div(parts[name], id=Scenarios.part(name), className=class_name)

    comments = card(
        "Comments",
        "Everybody who opens this scenario reads them.",
        [part("comments"), comment_form(scenario.id)],
        class_name="detail-comments",
    )
    tags = card("Tags", f"Words to find it by, up to {MOST_TAGS}.", [part("tags"), _tag_form(scenario.id)])
    versions = card("Versions", "Nothing is overwritten: each save adds one.", part("versions"), flush=True)
    left = html.Div([part("about", "stack")], className="stack")
    right = html.Div([tags, comments, versions], className="stack")
    return html.Div(
        [part("notes", "detail-notes"), part("figures"), html.Div([left, right], className="detail-columns")],
        className="detail",
    )


def _acts(detail: Detail) -> list[Component]:
    """What can be done with the scenario. A further act is one more button of this row."""
    scenario = detail.scenario
    away = (
        button("Restore", icon_name="undo", id=Scenarios.act("restore", scenario.id))
        if scenario.archived
        else button("Archive", icon_name="trash", id=Scenarios.archive(scenario.id))
    )
    go = "" if detail.choice.rerun else "primary"
    force = put_in_force_button(scenario)
    return [
        away,
        *([] if scenario.archived else [force]),
        button("Duplicate", icon_name="plus", id=Scenarios.act("duplicate", scenario.id)),
        button("Open in Budget", go, href=f"/budget?scenario={scenario.id}"),
    ]


def _notes(detail: Detail) -> list[Component]:
    scenario, choice, parts = detail.scenario, detail.choice, []
    if scenario.archived:
        parts.append(archived_note())
    if detail.standing.older:
        shown = choice.rerun or bool(detail.standing.reason)
        href = None if shown else choice.href(open=scenario.id, rerun=True)
        parts.append(stale_note(scenario, detail.standing, detail.dataset, detail.kept, href))
    if detail.rerun is not None:
        parts.append(rerun_card(detail.rerun, choice.opened(scenario.id)))
    return parts


def _about(detail: Detail) -> list[Component]:
    scenario = detail.scenario
    who = f"by {scenario.owner}, " if scenario.owner else ""
    saved = f"Version {scenario.version}, saved {who}{saved_text(scenario.updated, detail.now)}."
    chips = [older_chip(detail.standing.older), chip("Archived", "line") if scenario.archived else None]
    words = html.P(scenario.note, className="detail-note") if scenario.note else html.P("No note.", className="muted")
    return [
        card("Note", saved, words, tools=[c for c in chips if c]),
        card("Split", "Change against today’s split at the time of saving.", split_table(scenario), flush=True),
        card("What was asked", None, asked_list(scenario)),
        card("Where the figures come from", None, made_on_list(scenario, detail.standing, detail.kept)),
    ]


def _tags(scenario: Scenario) -> list[Component]:
    if not scenario.tags:
        return [html.P("None yet.", className="muted fs-13")]
    rows = []
    for tag in scenario.tags:
        off = html.Button(
            "×",
            id=Scenarios.untag(scenario.id, tag),
            type="button",
            className="tag-off",
            title=f"Take “{tag}” off",
            **attrs(aria_label=f"Take the tag {tag} off"),
        )
        rows.append(html.Li([tag, off], className="tag"))
    return [html.Ul(rows, className="tags")]


def _tag_form(scenario_id: str) -> Component:
    control = text_input(
        id=Scenarios.typed("tag", scenario_id), maxlength=TAG_LENGTH, placeholder="Such as q4", n_submit=0
    )
    label = html.Label([html.Span("New tag", className="sr"), control], className="field grow")
    go = button("Add", small=True, id=Scenarios.act("tag", scenario_id))
    return html.Div([label, go, dcc.Store(id=Scenarios.kept("tag", scenario_id))], className="tag-form")


def _rename_form(scenario: Scenario) -> Component:
    control = text_input(
        id=Scenarios.typed("name", scenario.id), maxlength=NAME_LENGTH, value=scenario.name, n_submit=0
    )
    label = html.Label([html.Span("Name", className="label"), control], className="field grow")
    go = button("Save name", id=Scenarios.act("rename", scenario.id))
    kept = dcc.Store(id=Scenarios.kept("name", scenario.id))
    return html.Div([label, go, kept], id=Scenarios.RENAME_FORM, className="rename-form", hidden=True)
