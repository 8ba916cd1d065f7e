"""The most common paths to a purchase."""

from typing import Final

from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import money, number, percent
from components.parts import Child, Children, button, card, channel_class, dot, table
from core.attribution.desk import Credited
from core.attribution.paths import CommonPath

AT_ONCE: Final = 8
MOST: Final = 30
_MORE: Final = "attribution-more-paths"


def paths_card(credited: Credited) -> Component:
    """Return the most common paths with what they ended with."""
    made = credited.attribution
    bought = [path for path in made.common if path.purchases][:MOST]
    at = {name: k for k, name in enumerate(made.names)}
    heads = [
        ("Path", ""),
        ("Purchases", "r"),
        ("Share", "r opt"),
        *([("Value", "r opt")] if made.valued else []),
        ("Led to none", "r"),
    ]

    def row(path: CommonPath) -> list[Children]:
        worth = [money(path.value, credited.source.currency)] if made.valued else []
        share = percent(path.purchases / made.purchases)
        return [_steps(path, credited, at), number(path.purchases), share, *worth, number(path.open)]

    body: list[Component] = [table(heads, [row(path) for path in bought[:AT_ONCE]], caption="Most common paths")]
    tools: list[Child] = []
    if len(bought) > AT_ONCE:
        rest = table(heads, [row(path) for path in bought[AT_ONCE:]], caption="Further paths")
        body.append(html.Div(rest, id=_MORE, hidden=True, className="attr-rest"))
        expand = attrs(data_expands=_MORE, aria_expanded="false", aria_controls=_MORE)
        tools.append(button(f"All {number(len(bought))}", "ghost", small=True, **expand))
    title = f"{percent(made.single / made.purchases, 0)} of the purchases follow a single contact"
    note = f"{number(made.distinct)} different paths; the longest to a purchase has {number(made.longest)} contacts."
    return card(title, note, body, tools=tools, flush=True, class_name="attr-paths")


def _steps(path: CommonPath, credited: Credited, at: dict[str, int]) -> Component:
    parts: list[Child] = []
    for place, step in enumerate(path.steps):
        k = at.get(step)
        label = step if k is None else credited.labels[k]
        channel = "" if k is None else credited.channels[k]
        if place:
            parts.append(html.Span("→", className="attr-then", **attrs(aria_label="then")))
        parts.append(
            html.Span(
                [dot(channel) if channel else None, label], className=f"attr-step {channel_class(channel or label)}"
            )
        )
    return html.Span(parts, className="attr-steps")
