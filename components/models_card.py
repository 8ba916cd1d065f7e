"""The card of the model, like a medical report: red, amber, green, each with what was found and what to do."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dash import dcc, html

from components.attributes import attrs
from components.format import counted
from components.icons import icon
from components.parts import card
from components.period import address
from core.response.card import ORDER, Card, Check, Status

WORDS: Final[dict[Status, tuple[str, str, str]]] = {
    "red": ("warning", "Red", "do not rely on it"),
    "amber": ("info", "Amber", "use it with care"),
    "green": ("check-circle", "Green", "fine"),
}
AT_ONCE = 3
"""So many campaigns of one finding are shown at once; the others are one click away."""
BY_TEST: Final = frozenset({"variation", "identification", "demand", "prior", "collinearity"})
"""Findings that a test of the campaign answers: its spend has to move on purpose."""


def finding(found: Card, subjects: Mapping[str, str], noun: str) -> str:
    """Return the headline: of how many curves one can be sure.

    Args:
        found: All checks.
        subjects: Name of each campaign or channel by its id.
        noun: ``campaign`` or ``channel``.
    """
    own = {s: [c.status for c in found.about(s)] for s in subjects}
    red = [s for s, states in own.items() if "red" in states]
    amber = [s for s, states in own.items() if "amber" in states and s not in red]
    many, good = len(subjects), len(subjects) - len(red) - len(amber)
    whole = [c for c in found.about(None) if c.status == "red"]
    if whole:
        return f"The curves cannot be relied on yet: {whole[0].title[:1].lower()}{whole[0].title[1:]}"
    if not red and not amber:
        return f"The curves of all {counted(many, noun)} can be relied on"
    parts = [f"{len(amber)} with care"] if amber else []
    if red:
        needs = "a test" if all(_test_helps(found, s) for s in red) else "better data"
        parts.append(f"{len(red)} {'needs' if len(red) == 1 else 'need'} {needs}")
    return f"Curves can be relied on for {good} of {counted(many, noun)}; {', '.join(parts)}"


def health_card(found: Card, subjects: Mapping[str, str], noun: str, linked: bool = True) -> html.Section:
    """Return the card.

    Args:
        found: All checks.
        subjects: Name of each campaign or channel by its id.
        noun: ``campaign`` or ``channel``.
        linked: Whether a subject has a page of its own.
    """
    parts: list[Any] = []
    counts = {status: len(groups(found, status)) for status in ORDER}
    for status in ORDER:
        if counts[status]:
            parts.append(_part(status, groups(found, status), subjects, noun, linked))
    title = ", ".join(f"{counts[s]} {WORDS[s][1].lower()}" for s in ORDER if counts[s]) or "Nothing was checked"
    note = "What was checked, what was found, and what to do about it. The worst comes first."
    return card(
        f"Health of the model: {title}", note, html.Div(parts, className="health"), flush=True, class_name="health-card"
    )


def groups(found: Card, status: Status) -> list[list[Check]]:
    """Return the checks of a colour; what was found of several campaigns stands together."""
    together: dict[tuple[str, str], list[Check]] = {}
    for check in found.checks:
        if check.status == status:
            together.setdefault((check.key, check.title), []).append(check)
    return list(together.values())


def _part(
    status: Status, found: Sequence[Sequence[Check]], subjects: Mapping[str, str], noun: str, linked: bool
) -> html.Section:
    icon_name, word, meaning = WORDS[status]
    head = html.H3([icon(icon_name), f"{word}: {meaning}"], className="health-head")
    lines = [_line(g, noun) for g in found] if status == "green" else [_item(g, subjects, noun, linked) for g in found]
    return html.Section([head, html.Ul(lines)], className=f"health-part is-{status}")


def _line(group: Sequence[Check], noun: str) -> html.Li:
    """One green line; of several campaigns the number."""
    first = group[0]
    whole = [c for c in group if c.subject is None]
    text = (
        whole[0].sentence if whole else first.sentence if len(group) == 1 else f"Fine for {counted(len(group), noun)}."
    )
    return html.Li([html.B(first.title), html.Span(text, title=text)], className="health-line")


def _item(group: Sequence[Check], subjects: Mapping[str, str], noun: str, linked: bool) -> html.Li:
    todos = list(dict.fromkeys(c.todo for c in group if c.todo))
    head: list[Any] = [html.B(group[0].title)]
    if len(group) > 1:
        head.append(html.Span(counted(len(group), noun), className="muted"))
    found = [_found(c, subjects, linked, own_todo=len(todos) > 1) for c in group]
    body: list[Any] = [
        html.Div(head, className="health-title"),
        *found[: AT_ONCE if len(found) > AT_ONCE + 1 else None],
    ]
    if len(found) > AT_ONCE + 1:
        more = html.Summary(f"And {counted(len(found) - AT_ONCE, noun)} more")
        body.append(html.Details([more, *found[AT_ONCE:]], className="health-more"))
    if len(todos) == 1:
        body.append(_todo(todos[0]))
    return html.Li(body, className="health-item")


def _found(check: Check, subjects: Mapping[str, str], linked: bool, own_todo: bool) -> html.Div:
    name = subjects.get(check.subject or "", check.subject or "")
    parts: list[Any] = [check.sentence]
    if check.subject is not None:
        link = dcc.Link(name, href=address("/campaigns", campaign=check.subject)) if linked else html.B(name)
        before, met, after = check.sentence.partition(name)
        # The name in the sentence is the link; a sentence that does not say it gets it in front.
        parts = [before, link, after] if met else [link, ": ", check.sentence]
    if own_todo and check.todo:
        parts.append(_todo(check.todo))
    return html.Div(parts, className="health-found")


def _todo(text: str) -> html.Div:
    arrow = html.Span("→", **attrs(aria_hidden="true"))
    return html.Div([arrow, html.Span([html.Span("What to do: ", className="sr"), text])], className="health-todo")


def _test_helps(found: Card, subject: str) -> bool:
    return all(c.key in BY_TEST for c in found.about(subject) if c.status == "red")
