"""The form of the view Regions: what is planned or read, as fields whose values stand in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from components.format import dates_text
from components.ids import Regions
from components.parts import button, card, field, segments, select, text_input
from components.period import address
from components.upload import drop_zone
from core.data.table import LIMIT
from core.experiments.regions.lift import METHODS
from core.experiments.regions.regions import RegionPanel

PATH: Final = "/experiments"
NONE: Final = "-"
"""Stands for nothing in a choice."""
SEPARATOR: Final = "|"
"""Between names of regions in an address."""


@dataclass(frozen=True)
class FormView:
    """What the form shows.

    Attributes:
        asked: The parameters of the address.
        kind: ``spend`` or ``geo``.
        reading: Whether a finished test is read; otherwise one is planned.
        campaigns: Id and name of each campaign.
        subjects: Value and text of all that a test in regions may have been of.
        days: First and last day of the data in use, ISO.
        kept: Hash and name of the region histories that are kept.
        columns: Columns of the one in use.
        roles: Which of them is what.
        panel: The history in use; None where there is none yet, or it cannot be used.
        currency: Of amounts.
    """

    asked: Mapping[str, str]
    kind: str
    reading: bool
    campaigns: Sequence[tuple[str, str]]
    subjects: Sequence[tuple[str, str]]
    days: tuple[str, str]
    kept: Sequence[tuple[str, str]] = ()
    columns: Sequence[str] = ()
    roles: Mapping[str, str] | None = None
    panel: RegionPanel | None = None
    currency: str | None = None


def choices(kind: str, reading: bool) -> html.Div:
    """Return the two choices above everything: of what, and plan or read."""

    def at(one: str, read: bool) -> str:
        return address(PATH, view="regions", kind=one, do="read" if read else None)

    of = segments([(at("spend", reading), "One campaign"), (at("geo", reading), "Regions")], at(kind, reading), "Kind")
    do = segments(
        [(at(kind, False), "Plan a test"), (at(kind, True), "Read a finished test")], at(kind, reading), "Plan or read"
    )
    return html.Div([do, of], className="view-choices")


def form(view: FormView) -> Component:
    """Return the card with the fields."""
    fields = _geo(view) if view.kind == "geo" else _spend(view)
    title = "What was tested" if view.reading else "What to test"
    note = None
    if view.kind == "spend":
        note = "From the data in use. Without regions, the comparison is made of the other campaigns."
    elif view.panel is None:
        note = "A file with a date, a region and what came there, by day or week; spend if you have it."
    acts = []
    if view.kind == "spend" or view.panel is not None:
        acts = [button("Read the test" if view.reading else "See what it can find", id=Regions.SHOW)]
    return card(title, note, [html.Div(id=Regions.MESSAGE), *fields, html.Div(acts, className="reg-acts")])


def _value(view: FormView, name: str, usual: str = "") -> str:
    return view.asked.get(name, usual)[:2000]


def _typed(view: FormView, name: str, label: str, usual: str = "", note: str | None = None, **more: Any) -> html.Label:
    more.setdefault("inputmode", "decimal")
    control = text_input(id=Regions.field(name), value=_value(view, name, usual), maxlength=60, **more)
    return field(label, control, note)


def _chosen(view: FormView, name: str, label: str, options: Sequence[tuple[str, str]], usual: str = "") -> html.Label:
    known = [value for value, _ in options]
    value = _value(view, name, usual)
    value = value if value in known else (known[0] if known else "")
    return field(label, select(options, value, id=Regions.field(name)))


def _spend(view: FormView) -> list[Component]:
    campaign = _chosen(view, "campaign", "Campaign", view.campaigns)
    if view.reading:
        held = f"The data hold {_days(view.days)}."
        return [
            campaign,
            _pair(
                _typed(view, "first", "First day of changed spend", type="date"),
                _typed(view, "last", "Last day", type="date"),
            ),
            html.P(held, className="fs-12 muted"),
        ]
    return [
        campaign,
        _pair(
            _typed(
                view, "change", "Change of its spend", "-50 %", "Less with a minus; −100 % stops it.", inputmode="text"
            ),
            _typed(view, "days", "Days", "14"),
        ),
    ]


def _geo(view: FormView) -> list[Component]:
    parts: list[Component] = []
    kept = [(NONE, "Choose a history"), *view.kept]
    if view.kept:
        parts.append(_chosen(view, "file", "Region history", kept))
    parts.append(
        drop_zone(
            Regions.UPLOAD,
            Regions.FILE,
            Regions.READING,
            what="Drop a CSV or Excel file here",
            limits="Date, region, what came; one row a region and day or week.",
            limit=LIMIT,
            lean=view.panel is not None or bool(view.kept),
        )
    )
    if view.columns:
        roles = view.roles or {}
        columns = [(name, name) for name in view.columns]
        choices_of_spend = [(NONE, "Not in the file"), *columns]
        parts.append(
            _pair(
                _chosen(view, "outcome", "What came", columns, roles.get("outcome", "")),
                _chosen(view, "spend", "Spend", choices_of_spend, roles.get("spend", NONE)),
            )
        )
    panel = view.panel
    if panel is None:
        return parts
    if not view.reading:
        parts += [
            _pair(
                _typed(
                    view, "periods", f"{panel.word.capitalize()}s of the test", "28" if panel.period_days == 1 else "6"
                ),
                _typed(view, "effect", "Change to be found", "5 %", inputmode="text"),
            ),
            _typed(view, "most", "Of the business, expose at most", "50 %", inputmode="text"),
        ]
        return parts
    chosen = [one for one in _value(view, "regions").split(SEPARATOR) if one in panel.regions]
    boxes = dbc.Checklist(
        options=[{"label": name, "value": name} for name in panel.regions],
        value=chosen,
        id=Regions.field("regions"),
        className="reg-boxes",
    )
    spent = f"Spend changed there by{f', {view.currency}' if view.currency else ''}"
    note = "In all test regions together. Left empty, it is taken from the file." if panel.spend is not None else None
    methods = list(METHODS.items())
    return [
        *parts,
        html.Fieldset([html.Legend("Regions with the change", className="label"), boxes]),
        _pair(_typed(view, "first", "First day", type="date"), _typed(view, "last", "Last day", type="date")),
        html.P(f"The history holds {dates_text(panel.first, panel.last_day)}.", className="fs-12 muted"),
        _chosen(view, "campaign", "Changed was", view.subjects),
        _typed(view, "spent", spent, note=note or "In all test regions together; less with a minus."),
        html.Details([html.Summary("Method"), _chosen(view, "method", "Comparison by", methods)], className="reg-more"),
    ]


def _pair(*parts: Component) -> html.Div:
    return html.Div(list(parts), className="reg-pair")


def _days(days: tuple[str, str]) -> str:
    return dates_text(date.fromisoformat(days[0]), date.fromisoformat(days[1]))
