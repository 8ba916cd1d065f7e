"""Models, view Predictions: a trained model. Leaks first, then what it is worth, what moves it, and its limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import counted, number, percent, time_text
from components.ids import Predict
from components.models_predict_address import PATH, PREDICT, WHATIF, Addresser, model_address, question_address
from components.models_predict_charts import charts
from components.models_predict_words import (
    best_of,
    coverage_text,
    measure_text,
    prediction_text,
    range_text,
    score_text,
    sub_of,
    title_of,
)
from components.parts import Children, button, card, chip, field, note, page_head, table, text_input
from components.period import address
from components.tiles import tile, tiles
from components.views import MODELS, view_choice
from core.learning.kept_models import KeptModel, KeptVersion
from core.learning.results import Leak, ModelCard
from core.learning.task import TaskSpec

SHOWN_LEFT_OUT = 12


@dataclass(frozen=True)
class Report:
    """What the page of a trained model shows.

    Attributes:
        spec: The question.
        card: What is said of the model.
        table: Name of its table.
        kept: Model and version that it is kept as; None where it is not.
        name: Proposed where it is not kept yet.
        libraries: Versions of the libraries that made it.
        said: What is to be known before, such as that a version cannot be made again; empty otherwise.
        to: Returns the address of a question on a view.
    """

    spec: TaskSpec
    card: ModelCard
    table: str
    kept: tuple[KeptModel, KeptVersion] | None
    name: str
    libraries: dict[str, str]
    said: str = ""
    to: Addresser = question_address


def report_page(report: Report, live: bool = True) -> list[Component]:
    """Return the page of a trained model; one that is not ``live`` has figures only, and can be asked nothing."""
    found = report.card
    return [
        report_head(report, live),
        html.Div(
            [
                *([note("info", "Kept figures.", report.said)] if report.said else []),
                *leak_notes(report.spec, found.leaks, report.to),
                _tiles(found),
                html.Div([models_card(found), html.Div(keep_card(report), id=Predict.KEPT)], className="predict-pair"),
                *charts(found),
                model_card(report),
            ],
            className="stack predict-report",
        ),
    ]


def report_head(report: Report, live: bool = True) -> Component:
    """Return the head: the verdict, what it is about, and what can be done with the model."""
    if live:
        act = button("Ask what if", "primary", href=report.to(WHATIF, report.spec))
        more = [button("CSV of all predictions", icon_name="download", id=Predict.CSV)]
    else:
        act, more = button("Train again", "primary", href=report.to(PREDICT, report.spec)), []
    more += [button("Print", **attrs(data_print="")), button("Another question", href=address(PATH, view=PREDICT))]
    head = page_head(title_of(report.card), sub_of(report.card, report.table), [view_choice(PATH, MODELS, PREDICT)])
    return html.Div([head, html.Div([act, *more], className="predict-acts predict-bar")])


def leak_notes(spec: TaskSpec, leaks: Sequence[Leak], to: Addresser = question_address) -> list[Component]:
    """Return a warning for each column that knows the answer, with the act that trains without it."""
    notes: list[Component] = []
    for one in leaks:
        if one.dropped:
            notes.append(note("info", f"{one.column} was left out.", one.why))
            continue
        href = to(PREDICT, _without(spec, one.column))
        act = button(f"Leave out {one.column} and train again", small=True, href=href)
        notes.append(note("warn", f"{one.column} knows the answer.", one.why, [act]))
    open_leaks = [one.column for one in leaks if not one.dropped]
    if len(open_leaks) > 1:
        every = spec
        for column in open_leaks:
            every = _without(every, column)
        act = button(f"Leave out all {len(open_leaks)} and train again", small=True, href=to(PREDICT, every))
        notes.append(html.Div(act, className="predict-all-leaks"))
    return notes


def keep_card(report: Report) -> list[Component]:
    """Return where the model is kept as a version, or what it is kept as."""
    if report.kept is not None:
        model, version = report.kept
        state = model.state(version)
        said = f"Version {version.number} of “{model.name}”"
        if version.saved_by:
            said += f", kept by {version.saved_by}"
        kinds = {"in use": "pos", "kept": "line", "retired": "warn"}
        body = [
            html.P([said, " ", chip(state.capitalize(), kinds[state])], className="predict-line"),
            html.Div(button("All versions", small=True, href=model_address(model.id)), className="acts"),
        ]
        return [card("This model is kept", None, body, class_name="predict-keep")]
    fields = [
        field("Name", text_input(id=Predict.KEEP_NAME, value=report.name, maxlength=80)),
        button("Keep this version", id=Predict.KEEP),
        html.Div(id=Predict.KEEP_MESSAGE),
    ]
    why = "To use it later, compare it with others, and see whether newer data still look alike. A name that is taken "
    why += "gets another version."
    return [card("Keep this model", why, fields, class_name="predict-keep")]


def models_card(found: ModelCard) -> Component:
    """Return the table of models, the naive one first."""
    rows: list[list[Children]] = []
    for one in found.scores:
        used: list[Component | str] = [" ", chip("Used", "plan")] if one.name == found.best else []
        naive = one.name == "naive"
        gain = "–" if naive else percent(one.gain.mean, 0, signed=True)
        span = "" if naive else f"{percent(one.gain.lower, 0)} to {percent(one.gain.upper, 0)}"
        rows.append(
            [
                html.Span([html.B(_naive_title(found) if naive else one.title), *used]),
                html.Span([score_text(found, one, one.score.mean), html.Small(range_text(found, one))]),
                html.Span([gain, html.Small(span)]),
                one.settings or "–",
                f"{one.seconds:,.1f}" if one.seconds >= 0.05 else "under 0.1",
            ]
        )
    heads = [
        ("Model", ""),
        ("Score", "r"),
        ("Better than naive by", "r"),
        ("Settings", "opt soft"),
        ("Seconds", "r opt"),
    ]
    best = best_of(found)
    level = f"{best.score.level:.0%}".replace("%", "\u00a0%") if best else ""
    said = f"{measure_text(best.measure)}. On cases held back; small figures are the {level} range." if best else None
    wide = html.Div(table(heads, rows, caption="Models compared"), className="predict-wide predict-models")
    return card(_models_title(found), said, wide, flush=True)


def model_card(report: Report) -> Component:
    """Return the model card: rows, split, what is left out and why, limits, libraries."""
    found = report.card
    learned, calibrated, held = found.rows
    rows: list[tuple[str, Children]] = [
        ("Predicts", found.target if found.is_class or not found.unit else f"{found.target} ({found.unit})"),
        ("Table", report.table),
        (
            "Cases",
            f"{number(learned)} learned from, {number(calibrated)} for chances and ranges, {number(held)} held back",
        ),
        ("How cases were held back", found.split),
        ("On average", f"{prediction_text(found, found.base)} in the cases learned from"),
        ("Columns used", ", ".join(found.features) or "–"),
    ]
    if found.interval_covered:
        rows.insert(5, ("Ranges", coverage_text(found)))
    left = [html.Li([html.B(name), f": {why}"]) for name, why in found.left_out[:SHOWN_LEFT_OUT]]
    more = len(found.left_out) - len(left)
    if more > 0:
        left.append(html.Li(f"and {counted(more, 'other')}"))
    rows.append(("Left out", html.Ul(left) if left else "Nothing"))
    rows.append(("Do not use it for", html.Ul([html.Li(one) for one in found.limits]) if found.limits else "–"))
    asked = f"{report.spec.seconds:g} seconds for tuning, beginning of chance {report.spec.seed}"
    rows.append(("Made with", f"{', '.join(f'{n} {v}' for n, v in report.libraries.items())}; {asked}"))
    facts = html.Dl([part for name, text in rows for part in (html.Dt(name), html.Dd(text))], className="predict-facts")
    return card("Model card", "What it was made of, and where it ends", facts, class_name="predict-model-card")


def _naive_title(found: ModelCard) -> str:
    naive = found.naive or "the average"
    return "The average for everybody" if naive == "the average" else f"As in {naive}"


def _models_title(found: ModelCard) -> str:
    best = best_of(found)
    if best is None or not found.useful:
        # Others may do better here; the choice was made before, or the best of five would be flattered by luck.
        return f"The model chosen before this check does not beat {found.naive or 'the average'} beyond chance"
    if best.gain.mean < max(one.gain.mean for one in found.scores):
        return f"{best.title} was chosen before this check, and it holds"
    return f"{best.title} does best"


def _tiles(found: ModelCard) -> Component:
    best, naive = best_of(found), next((one for one in found.scores if one.name == "naive"), None)
    items = []
    if best is not None:
        before = f"Naive: {score_text(found, naive, naive.score.mean)}" if naive and best is not naive else None
        items.append(
            tile(
                measure_text(best.measure).partition(";")[0],
                score_text(found, best, best.score.mean),
                html.Div(before, className="tile-delta") if before else None,
                f"Likely {range_text(found, best)}",
            )
        )
        ends = f"Likely {percent(best.gain.lower, 0)} to {percent(best.gain.upper, 0)}"
        items.append(tile("Of the naive error it saves", percent(best.gain.mean, 0), None, ends))
    items.append(tile("On average", prediction_text(found, found.base), None, found.target))
    items.append(
        tile("Checked on", number(found.rows[2], "tile"), None, f"cases; learned from {number(found.rows[0])}")
    )
    if found.calibration and found.calibration_error[1] >= 0:
        after, earlier = found.calibration_error[1], found.calibration_error[0]
        items.append(tile("Chances are off by", percent(after, 1), None, f"Before calibration {percent(earlier, 1)}"))
    if found.interval_covered:
        level = percent(found.interval_level, 0)
        items.append(tile("Ranges hold", percent(found.interval_covered, 0), None, f"Of cases; should be {level}"))
    return tiles(items[:6], "What it is worth")


def _without(spec: TaskSpec, column: str) -> TaskSpec:
    return replace(spec, left_out=tuple(dict.fromkeys((*spec.left_out, column))))


def kept_text(version: KeptVersion) -> str:
    """Return when and by whom a version was kept."""
    try:
        when = time_text(datetime.fromisoformat(version.saved))
    except ValueError:
        when = version.saved
    return f"{when}, {version.saved_by}" if version.saved_by else when
