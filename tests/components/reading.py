"""Reads components as the tests need them: what they say, and what is in them."""

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


def walk(node: Any) -> Iterator[Component]:
    """All components of a tree, the outer ones first."""
    if isinstance(node, Component):
        yield node
        yield from walk(getattr(node, "children", None))
    elif isinstance(node, (list, tuple)):
        for part in node:
            yield from walk(part)


def said(node: Any) -> str:
    """The text of a tree, parts separated by one space."""
    if isinstance(node, Component):
        return said(getattr(node, "children", None))
    if isinstance(node, (list, tuple)):
        return " ".join(t for t in map(said, node) if t)
    return "" if node is None else str(node)


def with_class(node: Any, name: str) -> list[Component]:
    """All components of a tree with a class."""
    return [c for c in walk(node) if name in str(getattr(c, "className", "") or "").split()]


def prop(component: Component, name: str) -> Any:
    """A property by its name in the browser, such as ``aria-label``."""
    return component.to_plotly_json()["props"].get(name)
