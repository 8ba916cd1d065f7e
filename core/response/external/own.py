"""The product's own format: parameters of curves, or draws of them, as CSV or JSON (docs/bring-your-own-model.md)."""

from typing import Any, Final

import numpy as np

from core.curves import Floats
from core.errors import FileUnusableError
from core.response.external.curve_format import CurveFormat
from core.response.external.curve_set import CurveSet, ReadCurve, curve_set
from core.response.external.document import (
    MOST_CURVES,
    About,
    Document,
    checked_about,
    groups,
    is_empty,
    label,
    number,
)

TITLE: Final = "curve parameters as CSV or JSON"
PARAMETERS: Final = ("scale", "half_saturation", "slope")
ABOUT: Final = ("period", "days", "outcome", "currency")
HILL: Final = "hill"


def matches(document: Document) -> bool:
    """Return whether there is a column of scales, or a JSON object with a list of curves."""
    in_tree = isinstance(document.tree, dict) and "curves" in document.tree
    return in_tree or document.has("name", "scale") or document.has("name", "half_saturation")


def read(document: Document) -> CurveSet:
    """Return the curves.

    Raises:
        FileUnusableError: If the file cannot be used.
    """
    return _of_tree(document) if isinstance(document.tree, dict) else _of_table(document)


def _of_table(document: Document) -> CurveSet:
    for name in ("scale", "half_saturation"):
        if not document.has(name):
            raise FileUnusableError(f"There is no column “{name}”. See docs/bring-your-own-model.md for an example.")
    said, notes = _about({key: document.only(key) for key in ABOUT}, document.days)
    names = document.texts("name")
    forms = [str(cell).strip().lower() or HILL for cell in document.columns.get("form", [HILL] * len(names))]
    scale, half = document.numbers("scale"), document.numbers("half_saturation")
    slope = _slopes(document, forms)
    draw = document.numbers("draw") if document.has("draw") else np.zeros(len(names))
    curves, drawn = [], {}
    for name, rows in groups(names):
        if len(set(np.array(forms)[rows])) > 1:
            raise FileUnusableError(f"The curve of “{name}” changes its form from draw to draw. Give it one form.")
        if len(np.unique(draw[rows])) < len(rows):
            raise FileUnusableError(
                f"“{name}” has several rows for one draw. Number the draws in a column “draw”, or keep one row."
            )
        # Sorted by their number, so that draw 7 of one campaign meets draw 7 of another.
        order = np.array(rows)[np.argsort(draw[rows], kind="stable")]
        drawn[name] = draw[order]
        entry = {key: document.only(key, rows) for key in ("channel", "spend_today", "seen_low", "seen_high")}
        curves.append(_curve(name, forms[rows[0]], (scale[order], half[order], slope[order]), entry))
    numbers = [set(values) for values in drawn.values() if len(values) > 1]
    if any(one != numbers[0] for one in numbers):
        raise FileUnusableError(
            "Some campaigns lack draws that others have. Give every campaign the same draw numbers."
        )
    return curve_set(TITLE, said, curves, notes)


def _slopes(document: Document, forms: list[str]) -> Floats:
    """Slopes by row, 1 where there is no such column; a tanh curve has none, and none needs to be given."""
    cells = document.columns.get("slope", [1.0] * len(forms))
    return np.array(
        [
            1.0 if form == "tanh" else number(cell, f"in column “slope”, row {row}")
            for row, (cell, form) in enumerate(zip(cells, forms, strict=True), start=2)
        ]
    )


def _of_tree(document: Document) -> CurveSet:
    tree = document.tree
    entries = tree["curves"]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise FileUnusableError("“curves” must be a list of curves. See docs/bring-your-own-model.md for an example.")
    if len(entries) > MOST_CURVES:
        raise FileUnusableError(f"The file names {len(entries):,} curves; a plan can have up to {MOST_CURVES}.")
    said, notes = _about(tree, document.days)
    curves = []
    for entry in entries:
        name = label(entry.get("name"), "in the list of curves")
        form = label(entry.get("form", HILL), f"of the form of “{name}”").lower()
        plain = {"slope": 1.0} | dict(entry) | ({"slope": 1.0} if form == "tanh" else {})
        values = [_values(plain.get(key), f"in {key} of “{name}”") for key in PARAMETERS]
        count = max(len(v) for v in values)
        if any(len(v) not in (1, count) for v in values):
            raise FileUnusableError(
                f"The parameters of “{name}” have different numbers of draws. Give all equally many."
            )
        scale, half, slope = (np.resize(v, count) for v in values)
        curves.append(_curve(name, form, (scale, half, slope), entry))
    return curve_set(TITLE, said, curves, notes)


def _about(said: dict[str, Any], days: float | None) -> tuple[About, list[str]]:
    """What the file says of all its curves; the period of this format is a week where it says none."""
    if days is None and is_empty(said.get("days")) and is_empty(said.get("period")):
        note = "The file does not name the period of its amounts; it is taken for a week."
        return checked_about(said | {"period": "week"}, None), [note]
    return checked_about(said, days), []


def _values(given: Any, where: str) -> Floats:
    cells = given if isinstance(given, list) and given else [given]
    return np.array([number(cell, where) for cell in cells])


def _curve(name: str, form: str, values: tuple[Floats, Floats, Floats], entry: dict[str, Any]) -> ReadCurve:
    def amount(key: str) -> float | None:
        return None if is_empty(entry.get(key)) else number(entry[key], f"in {key} of “{name}”")

    high = amount("seen_high")
    seen = None if high is None else (amount("seen_low") or 0.0, high)
    if isinstance(pair := entry.get("seen"), list):
        if len(pair) != 2:
            raise FileUnusableError(f"The spends seen of “{name}” must be two amounts, the lower one first.")
        seen = (number(pair[0], f"in seen of “{name}”"), number(pair[1], f"in seen of “{name}”"))
    channel = None if is_empty(entry.get("channel")) else label(entry["channel"], f"of the channel of “{name}”")
    return ReadCurve(name, form, *values, channel=channel, spend_today=amount("spend_today"), seen=seen)


FORMAT = CurveFormat("own", TITLE, matches, read, order=3)
