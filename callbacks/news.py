"""``POST /api/news``: what each open tab asks about once a second, and the sign of life that comes with it.

A plain route and no callback, because it has to be cheap. Asked with ``tab`` and ``browser`` (random ids), ``name``,
``path``, ``scenarios`` (ids that the tab shows), ``of`` (the scenario that somebody works on), ``fresh`` (right after
an act of one's own) and ``leave`` (the tab closes); all may be missing or nonsense. Answered with the stamps of
``core.news``, the others who are here, and the newest version of the scenario asked about.
"""

import re
from dataclasses import asdict
from typing import Any, Final

from dash import Dash
from flask import Response, json

from callbacks.budget_saves import read_json
from core.errors import ProductError
from core.presence import Person, Place
from core.workbench import Workbench

LARGEST: Final = 4_096
"""Bytes of a question."""
MOST_SCENARIOS: Final = 4
_ID: Final = re.compile(r"[A-Za-z0-9-]{8,40}")
_SCENARIO: Final = re.compile(r"[A-Za-z0-9]{1,16}")


def register(app: Dash, workbench: Workbench) -> None:
    """Register the address."""

    def answer() -> Response:
        asked = read_json(LARGEST)
        response = Response(
            json.dumps(answer_news(workbench, asked), separators=(",", ":")), mimetype="application/json"
        )
        response.cache_control.no_store = True
        return response

    app.server.add_url_rule("/api/news", "news", answer, methods=["POST"])


def answer_news(workbench: Workbench, raw: Any) -> dict[str, Any]:
    """Return what is new and who is here; nothing that is asked can make it fail."""
    asked = raw if isinstance(raw, dict) else {}
    tab, browser = _matching(_ID, asked.get("tab")), _matching(_ID, asked.get("browser"))
    if asked.get("leave") is True:
        if tab:
            workbench.presence.leave(tab)
        return {}
    me = ""
    if tab and browser:
        me = workbench.presence.beat(tab, browser, _name(asked.get("name")), _place(asked))
    return {
        "news": asdict(workbench.news.now(asked.get("fresh") is True)),
        "people": [_person(person) for person in workbench.presence.here(but=me)],
        "of": _newest(workbench, asked.get("of")),
    }


def _person(person: Person) -> dict[str, Any]:
    places = [[place.path, list(place.scenarios)] for place in person.places]
    return {"key": person.key, "name": person.name, "named": person.named, "at": places}


def _newest(workbench: Workbench, scenario_id: Any) -> dict[str, Any] | None:
    known = _matching(_SCENARIO, scenario_id)
    if not known:
        return None
    try:
        head = workbench.scenarios.head(known)
    except ProductError:
        return None
    return {"id": known} | asdict(head)


def _name(raw: Any) -> str:
    return " ".join(_printable(raw, 200).split())[:60]


def _printable(raw: Any, most: int) -> str:
    # Databases refuse a part of what JSON may hold: a zero character, half of a pair of surrogates.
    return "".join(c for c in raw[:most] if c.isprintable()) if isinstance(raw, str) else ""


def _place(asked: dict[str, Any]) -> Place:
    path, ids = _printable(asked.get("path"), 80), asked.get("scenarios")
    shown = ids[:MOST_SCENARIOS] if isinstance(ids, list) else []
    kept = tuple(known for one in shown if (known := _matching(_SCENARIO, one)))
    return Place(path if path.startswith("/") else "/", kept)


def _matching(pattern: re.Pattern[str], raw: Any) -> str:
    return raw if isinstance(raw, str) and pattern.fullmatch(raw) else ""
