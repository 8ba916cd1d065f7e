"""What people say about a scenario: the comments, and the form for another."""

from collections.abc import Sequence
from datetime import datetime

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.ids import Scenarios
from components.parts import button
from components.scenarios_compare import saved_text
from core.scenarios import COMMENT_LENGTH, Comment

NAMELESS = "No name given"


def comment_list(comments: Sequence[Comment], person: str | None, now: datetime) -> list[Component]:
    """Return the comments, the first one first; those of the person at this browser can be taken back.

    Args:
        comments: On one scenario.
        person: What the person calls themselves; None where it is not known yet.
        now: The moment of looking.
    """
    if not comments:
        return [html.P("Nobody has said anything yet.", className="muted fs-13")]
    return [html.Ol([_comment(one, person, now) for one in comments], className="comments")]


def comment_form(scenario_id: str) -> Component:
    """Return the form; it stays while comments come and go, so that nobody loses what they are writing."""
    words = dbc.Textarea(
        id=Scenarios.typed("comment", scenario_id),
        maxlength=COMMENT_LENGTH,
        rows=2,
        placeholder="Say something about this plan",
        class_name="text-input comment-input",
        submit_on_enter=False,
    )
    label = html.Label([html.Span("Your comment", className="sr"), words], className="field")
    go = button("Comment", small=True, id=Scenarios.act("comment", scenario_id))
    return html.Div([label, go, dcc.Store(id=Scenarios.kept("comment", scenario_id))], className="comment-form")


def _comment(one: Comment, person: str | None, now: datetime) -> html.Li:
    stamp = html.Time(saved_text(one.written, now), dateTime=one.written.isoformat(), className="muted")
    head: list[Component] = [html.B(one.author or NAMELESS), stamp]
    if person is not None and person == one.author:
        head.append(
            html.Button(
                "Delete",
                id=Scenarios.uncomment(one.id),
                type="button",
                className="text-button",
                **attrs(aria_label=f"Delete your comment of {saved_text(one.written, now)}"),
            )
        )
    return html.Li([html.Div(head, className="comment-head"), html.P(one.text)])
