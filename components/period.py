"""The period that a page speaks about, as its address carries it."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs, urlencode

from dash import html

from components.parts import segments

PERIODS: Final = (("28", "28 days"), ("90", "90 days"), ("all", "All"))


def asked(search: str) -> dict[str, str]:
    """Return the parameters of an address; of repeated ones the first."""
    return {name: values[0] for name, values in parse_qs(search.lstrip("?")).items()}


def period_of(parameters: Mapping[str, str]) -> str:
    """Return the period that is asked for; the shortest where none is asked for that there is."""
    days = parameters.get("days", "")
    return days if days in dict(PERIODS) else PERIODS[0][0]


def address(path: str, **parameters: str | None) -> str:
    """Return the address of a page; what is as usual is not in it.

    Example:
        >>> address("/campaigns", days="28", group="channel"), address("/", days="90")
        ('/campaigns?group=channel', '/?days=90')
    """
    kept = {k: v for k, v in parameters.items() if v and (k, v) != ("days", PERIODS[0][0])}
    return path + ("?" + urlencode(kept) if kept else "")


def custom_address(path: str, parameters: Mapping[str, str], **changes: str | None) -> str:
    """Return the address of a page with all parameters that it was asked with, and some of them changed.

    Example:
        >>> custom_address("/", {"days": "90", "against": "year"}, days="28")
        '/?against=year'
    """
    return address(path, **{**parameters, **changes})


def period_choice(path: str, period: str, **parameters: str | None) -> html.Div:
    """Return the choice of the period, keeping the other parameters of the address."""
    options = [(address(path, days=days, **parameters), text) for days, text in PERIODS]
    return segments(options, address(path, days=period, **parameters), "Period")
