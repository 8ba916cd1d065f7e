"""Experiments, view Result: what a test said. Checks stand above effects, and mute them where they forbid reading."""

import math
from typing import Final

from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.experiments_read import NONE as NEW
from components.experiments_read import head, roles_card
from components.ids import Read
from components.parts import Children, button, card, chip, field, note, select, table, text_input
from components.period import address
from core.experiments.compare.effect import Interval
from core.experiments.registry.book import TestRecord
from core.experiments.results.reading import Check, Comparison, MetricReading, Reading
from core.experiments.results.reading_words import by_chance, difference, figure, points
from core.experiments.results.roles import Metric, Roles
from core.files.kept_files import KeptFile
from core.wording import chance, counted, number, percent

STATES: Final = {
    "ok": ("pos", "check", "Good"),
    "info": ("info", "info", "Note"),
    "warn": ("warn", "warning", "Warning"),
    "stop": ("neg", "warning", "Do not read yet"),
}


def reading_page(file: KeptFile, reading: Reading, tests: list[TestRecord], test: TestRecord | None) -> list[Component]:
    """Return the reading of a file."""
    people = sum(n for _, n in reading.people)
    sub = f"{file.name}: {counted(people, 'person', 'people')} in {counted(len(reading.people), 'variant')}"
    sub += f". Intervals hold the truth in {percent(reading.roles.level, 0)} of tests."
    stops = [check for check in reading.checks if check.state == "stop"]
    main, *others = reading.metrics
    effects: list[Component] = [_main_card(main, reading.roles)]
    if others:
        effects.append(_others_card(others))
    if reading.groups:
        effects.append(_groups_card(reading, main.metric))
    muted = [
        note("warn", "The effects below are not to be trusted.", "They are shown for whoever looks for the cause.")
        if stops
        else None,
        html.Div(effects, className="stack read-effects is-muted" if stops else "stack read-effects"),
    ]
    return [
        head(reading.sentence, sub),
        html.Div(
            [
                *[note("neg", f"{check.title}.", check.text) for check in stops],
                _checks_card(reading),
                *[part for part in muted if part is not None],
                roles_card(file, reading.roles, is_open=False),
                _keep_card(tests, test),
                _method_card(reading),
            ],
            className="stack",
        ),
    ]


def unread_page(file: KeptFile, roles: Roles, why: Component | None) -> list[Component]:
    """Return a file that cannot be read as it is: why, and the choice of columns, open."""
    title = "Say what the columns are"
    return [
        head(title, f"{file.name}: {counted(file.rows, 'row')}, {counted(len(file.columns), 'column')}"),
        html.Div(
            [part for part in (why, roles_card(file, roles, is_open=True)) if part is not None], className="stack"
        ),
    ]


def _checks_card(reading: Reading) -> Component:
    bad = sum(check.state in ("warn", "stop") for check in reading.checks)
    title = (
        "Nothing speaks against this result" if not bad else f"{counted(bad, 'thing')} to look at before the effects"
    )
    return card(
        title, "Looked at before any effect", html.Ul([_check(c) for c in reading.checks], className="read-checks")
    )


def _check(check: Check) -> Component:
    kind, icon_name, word = STATES[check.state]
    return html.Li([chip(word, kind, icon_name), html.Div([html.B(check.title), html.P(check.text)])])


def _main_card(main: MetricReading, roles: Roles) -> Component:
    ends = [e for c in main.comparisons if c.effect for e in _span(c).values()]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    room = (high - low) * 0.06 or 1.0
    low, high = low - room, high + room
    rows = [_forest_row(main.metric, one, low, high) for one in main.comparisons]
    note_line = f"Difference to {roles.control}, with the likely range; the line is no difference"
    return card(f"{main.metric.name}, the main metric", note_line, html.Div(rows, className="read-forest"))


def _span(one: Comparison) -> dict[str, float]:
    """Value and ends of the drawn difference, relative where that is known."""
    effect = one.effect
    if effect is None:
        return {}
    span: Interval = effect.absolute_interval
    return {"value": effect.absolute, "lower": span.lower, "upper": span.upper}


def _forest_row(metric: Metric, one: Comparison, low: float, high: float) -> Component:
    if one.effect is None:
        return html.Div([html.B(one.variant), html.P(one.problem)], className="read-row")
    span = _span(one)
    drawn = {
        style: f"{100 * (span[name] - low) / (high - low):.2f}%"
        for style, name in (("--value", "value"), ("--lower", "lower"), ("--upper", "upper"))
    }
    better = (one.effect.absolute > 0) != metric.lower_is_better
    state = ("is-better" if better else "is-worse") if one.seen else "is-open"
    place = drawn | {"--zero": f"{100 * -low / (high - low):.2f}%"}
    said = difference(metric, one.effect)
    words = f"{figure(metric, one.effect.treatment)} against {figure(metric, one.effect.control)}"
    verdict = ("Better" if better else "Worse") if one.seen else "We cannot tell yet"
    line = html.Div(
        [html.I(className="read-zero"), html.I(className="read-range"), html.I(className="read-point")],
        className=f"read-line {state}",
        style=place,
        **attrs(role="img", aria_label=f"{one.variant}: {said}"),
    )
    chances = f"Chance that {one.variant} is better: {chance(one.chance_to_win)}"
    loss = _loss(metric, one)
    return html.Div(
        [
            html.Div([html.B(one.variant), chip(verdict, {"is-better": "pos", "is-worse": "neg"}.get(state, ""))]),
            line,
            html.P([html.B(said), f" ({words}). {chances}{loss}."]),
        ],
        className="read-row",
    )


def _loss(metric: Metric, one: Comparison) -> str:
    if not math.isfinite(one.expected_loss):
        return ""
    return f"; expected loss from choosing it: {points(metric, one.expected_loss).lstrip('+')}"


def _others_card(others: list[MetricReading]) -> Component:
    heads = [("Metric", ""), ("Variant", ""), ("Control", "r opt"), ("Value", "r opt"), ("Difference", ""), ("", "")]
    rows: list[list[Children]] = []
    for one in others:
        for c in one.comparisons:
            if c.effect is None:
                rows.append([one.metric.name, c.variant, "", "", c.problem, ""])
                continue
            seen = chip("Seen", "info") if c.seen else html.Span("Not seen", className="soft")
            values = (figure(one.metric, c.effect.control), figure(one.metric, c.effect.treatment))
            rows.append([one.metric.name, c.variant, *values, difference(one.metric, c.effect), seen])
    text = "“Seen” counts how many are compared: of those, about 1 in 20 are chance"
    return card("Other metrics", text, html.Div(table(heads, rows), className="read-wide"), flush=True)


def _groups_card(reading: Reading, metric: Metric) -> Component:
    heads = [("Group", ""), ("Variant", ""), ("Difference", ""), ("", "")]
    rows: list[list[Children]] = []
    for group in reading.groups:
        for c in group.comparisons:
            said = c.problem if c.effect is None else difference(metric, c.effect)
            seen = chip("Seen", "info") if c.seen else html.Span("Not seen", className="soft")
            rows.append([f"{group.dimension}: {group.value}", c.variant, said, seen])
    seen_count = sum(c.seen for group in reading.groups for c in group.comparisons)
    text = (
        f"{metric.name} in {counted(len(reading.groups), 'group')}; with so many looks, some differ by chance. “Seen” "
        "accounts for that. Groups that look different from each other need a test of their own."
    )
    details = html.Details(
        [html.Summary(f"{counted(seen_count, 'difference')} seen; show all groups"), table(heads, rows)],
        className="read-details read-wide",
    )
    return card("By group", text, details)


def _keep_card(tests: list[TestRecord], test: TestRecord | None) -> Component:
    options = [(NEW, "A new test"), *((one.id, one.name) for one in tests)]
    goes_on = test is not None and test.state == "running"
    form = [
        field("With", select(options, test.id if test else NEW, id=Read.KEEP_WITH)),
        field("Name of a new test", text_input(id=Read.KEEP_NAME, maxlength=120)),
        button("Keep, it still runs", "primary" if goes_on else "", id=Read.KEEP_RUNS),
        button("Keep as finished", "" if goes_on else "primary", id=Read.KEEP),
        button("Download CSV", icon_name="download", id=Read.SAVE_CSV),
    ]
    text = "Keeps file, columns and answer in All tests. A newer file of the same test takes the place of the older one"
    if test is not None and test.file:
        newer = address("/experiments", view="read", test=test.id, new="1")
        form.append(button("Upload newer data", "ghost", icon_name="upload", href=newer))
    body = [html.Div(form, className="read-keep"), html.Div(id=Read.KEEP_MESSAGE)]
    return card("Keep this result", text, body)


def _method_card(reading: Reading) -> Component:
    rows = []
    for one in reading.metrics:
        for c in one.comparisons:
            if c.effect is None:
                continue
            effect = c.effect
            freedom = "normal" if math.isinf(effect.freedom) else number(effect.freedom)
            cuped = "" if c.reduction is None else f"variance {percent(c.reduction)} smaller"
            rows.append(
                [
                    one.metric.name,
                    c.variant,
                    effect.method,
                    f"{points(one.metric, effect.absolute)} (error {effect.standard_error:.3g})",
                    f"{effect.p_value:.3g}",
                    f"{c.adjusted:.3g} ({one.method})",
                    freedom,
                    cuped,
                ]
            )
            if c.stratified is not None:
                within = f"{points(one.metric, c.stratified.absolute)} (error {c.stratified.standard_error:.3g})"
                rows.append(
                    [one.metric.name, c.variant, "Within strata", within, f"{c.stratified.p_value:.3g}", "", "", ""]
                )
    heads = [
        ("Metric", ""),
        ("Variant", ""),
        ("Method", ""),
        ("Difference", "r"),
        ("p", "r"),
        ("p, adjusted", "r"),
        ("Degrees of freedom", "r"),
        ("CUPED", ""),
    ]
    notes = [html.P(text) for text in reading.notes]
    main = reading.metrics[0].comparisons
    often = [f"{c.variant}: {by_chance(c.adjusted)}" for c in main if c.effect]
    text = "The main metric is corrected over its variants (Holm), the others over all comparisons. By chance: "
    text += f"{'; '.join(often)}."
    details = html.Details(
        [html.Summary("How this was worked out"), html.P(text), *notes, table(heads, rows)],
        className="read-details read-wide",
    )
    return html.Section(html.Div(details, className="card-body"), className="card")
