"""The newest day against what was to be expected of it: tiles, what is off first, the last weeks."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.figures import DashboardVisualizer, chart
from components.figures.in_range import HEIGHT, in_range, in_range_table
from components.format import counted, date_text, dates_text, number, percent
from components.ids import Today
from components.measures import ALL_MEASURES, Measure
from components.parts import Child, card, chip, dot, draw, empty, page_head, segments
from components.period import address
from components.tiles import tile, tiles
from components.views import OVERVIEW, view_choice
from core.forecasting.newest import LEVEL, Course, Line, NewestDay, Reading

PATH: Final = "/"
EVERY: Final = (("", "Off"), ("10", "10 s"), ("60", "1 min"), ("300", "5 min"))
"""Seconds from one look to the next, as the address carries them."""
WIDEST: Final = 2.5
"""The small scales end at two and a half times what was expected."""
CELLS: Final = ("spend", "conversions", "revenue")


def today_page(every: str, stamp: str, body: Sequence[Component], checked: str) -> html.Div:
    """Return the view.

    Args:
        every: The choice in the address: see ``EVERY``.
        stamp: Of what is shown.
        body: The view itself.
        checked: When it was looked at, in words.
    """
    seconds = int(every or 60)
    return html.Div(
        [
            dcc.Store(id=Today.ASK, data={"every": every}),
            dcc.Store(id=Today.STAMP, data=stamp),
            dcc.Interval(id=Today.CLOCK, interval=1000 * seconds, disabled=not every),
            html.Div(list(body), id=Today.BODY),
            html.P(checked, id=Today.CHECKED, className="today-checked", role="status"),
        ]
    )


def every_of(parameters: dict[str, str]) -> str:
    """Return how often to look again; not at all where nothing is asked for that there is."""
    asked = parameters.get("every", "")
    return asked if asked in dict(EVERY) else ""


def checked_text(clock: str, every: str) -> str:
    """Return when the view was looked at, in words.

    Args:
        clock: Time of day.
        every: As of ``every_of``.
    """
    words = {"10": "every 10 seconds", "60": "every minute", "300": "every 5 minutes"}
    again = f"Looks again {words[every]}." if every else "New data show here as soon as they are imported."
    return f"Checked at {clock} UTC. {again}"


def today_body(newest: NewestDay, currency: str | None, outcome: str, every: str) -> list[Component]:
    """Return what is shown of a day.

    Args:
        newest: The day.
        currency: Of amounts.
        outcome: The outcome that the data are about.
        every: As of ``every_of``.
    """
    tools: list[Child] = [
        view_choice(PATH, OVERVIEW, "today"),
        html.Div(
            [
                html.Span("Look again", className="label", **attrs(aria_hidden="true")),
                segments(
                    [(address(PATH, view="today", every=value), text) for value, text in EVERY],
                    address(PATH, view="today", every=every),
                    "Look again",
                ),
            ],
            className="today-every",
        ),
    ]
    courses = {course.measure: course for course in newest.courses}
    shown = [courses[m] for m in dict.fromkeys((outcome, "spend", "clicks", "conversions")) if m in courses][:2]
    charts = [_course_card(newest.days, course, currency) for course in shown]
    return [
        page_head(headline(newest), _sub(newest), tools),
        _tiles(newest, currency),
        html.Div(
            [
                html.Div([_campaigns_card(newest, currency)], className="stack"),
                html.Div([*charts, *_channels(newest)], className="stack"),
            ],
            className="today",
        ),
    ]


def nothing_yet(text: str) -> list[Component]:
    """Return what stands where the data cannot be judged by day."""
    return [
        page_head("The newest day cannot be judged", None, [view_choice(PATH, OVERVIEW, "today")]),
        html.Section(empty("Too little to compare with", text, small=True), className="card"),
    ]


def headline(newest: NewestDay) -> str:
    """Return the finding: what is off, or that nothing is."""
    when = date_text(newest.day, year=False)
    off = newest.off
    if off:
        first, worst = off[0], off[0].worst
        what = _sentence(worst).rstrip(".") if worst else ""
        more = (
            f" {counted(len(off) - 1, 'other campaign')} {'is' if len(off) == 2 else 'are'} off too." if off[1:] else ""
        )
        return f"{first.name} is off on {when}: {what[:1].lower()}{what[1:]}.{more}"
    outside = sum(any(r.outside for r in line.readings) for line in newest.campaigns)
    if not newest.judged:
        return f"{when} has nothing to be compared with yet"
    if not outside:
        return f"Nothing is off on {when}: every figure is in its range"
    verb = "has a figure" if newest.outside == 1 else "has figures" if outside == 1 else "have figures"
    return f"Nothing is far off on {when}; {counted(outside, 'campaign')} {verb} outside of the usual range"


def _sub(newest: NewestDay) -> str:
    text = (
        f"{date_text(newest.day)}, the newest day of the data, against what the weeks before it let expect of such a "
        f"weekday ({percent(LEVEL, 0)} range)."
    )
    # Of a single figure the title says it all.
    if newest.judged > 1:
        by_chance = newest.outside_by_chance
        usual = f"about {number(by_chance)}" if round(by_chance) else "less than one"
        text += (
            f" {number(newest.outside)} of {counted(newest.judged, 'figure')} of campaigns "
            f"{'lies' if newest.outside == 1 else 'lie'} outside; chance alone makes {usual}."
        )
    if newest.known:
        text += f" Known: {', '.join(newest.known)}."
    return text


def _tiles(newest: NewestDay, currency: str | None) -> html.Section:
    courses = {course.measure: course for course in newest.courses}
    items = []
    for reading in newest.total.readings:
        measure, course = ALL_MEASURES[reading.measure], courses[reading.measure]
        items.append(
            tile(
                measure.label,
                measure.text(reading.value, currency),
                html.Div([html.Div(line, className="tile-delta") for line in _tile_lines(reading, measure, currency)]),
                None,
                course.values,
            )
        )
    return tiles(items, "All campaigns on the newest day")


def _tile_lines(reading: Reading, measure: Measure, currency: str | None) -> list[Child]:
    if reading.expected is None:
        return [_verdict(reading), "No range yet"]
    low, high = (measure.text(end, currency) for end in (reading.lower, reading.upper))
    return [_verdict(reading), f"Expected {measure.text(reading.expected, currency)}", f"{low} to {high}"]


def _campaigns_card(newest: NewestDay, currency: str | None) -> html.Section:
    measured = [m for m in CELLS if any(r.measure == m for r in newest.total.readings)]
    heads = ["Campaign", "Furthest off", "Against expected", *(ALL_MEASURES[m].label for m in measured)]
    classes = ["", "today-said", "today-scale", *["r opt"] * len(measured)]
    rows = [_row(line, currency, measured, classes) for line in newest.campaigns]
    head = html.Tr([html.Th(text, className=c, scope="col") for text, c in zip(heads, classes, strict=True)])
    caption = html.Caption("Campaigns on the newest day, what is off first", className="sr")
    note = "What is off first, then by money. Bar: the range; tick: what was expected; ring: what came."
    body = html.Table([caption, html.Thead(head), html.Tbody(rows)], className="table today-table")
    return card(counted(len(newest.campaigns), "campaign"), note, body, flush=True)


def _row(line: Line, currency: str | None, measured: Sequence[str], classes: Sequence[str]) -> html.Tr:
    worst = line.worst
    name = dcc.Link(line.name, href=address("/campaigns", campaign=line.key))
    cells: list[Any] = [[dot(line.channel), name, html.Div(_state(line), className="today-state")]]
    if worst is None:
        cells += [html.Span(_why_not(line), className="muted"), None]
    else:
        text = ALL_MEASURES[worst.measure]
        expected = "no range yet" if worst.expected is None else f"expected {text.text(worst.expected, currency)}"
        said = [f"{text.label} {text.text(worst.value, currency)}", html.Small(expected)]
        cells += [said, _scale(worst, text, currency)]
    by_measure = {r.measure: r for r in line.readings}
    for name_ in measured:
        reading = by_measure[name_]
        value = ALL_MEASURES[name_].text(reading.value, currency)
        expected = "–" if reading.expected is None else ALL_MEASURES[name_].text(reading.expected, currency)
        cells.append([html.Span(value, className="strong" if reading.outside else ""), html.Small(f"exp. {expected}")])
    return html.Tr([html.Td(cell, className=c) for cell, c in zip(cells, classes, strict=True)])


def _channels(newest: NewestDay) -> list[Component]:
    if len(newest.channels) < 2:
        return []
    rows = []
    for line in newest.channels:
        worst = line.worst
        text = [_sentence(worst)] if worst else [_why_not(line)]
        rows.append(html.Li([html.Div([dot(line.channel), line.name, _state(line)]), html.P(text)]))
    note = "The figure of each that is furthest from what was expected."
    return [card("Channels", note, html.Ul(rows, className="today-channels"), flush=True)]


def _course_card(days: Sequence[date], course: Course, currency: str | None) -> html.Section:
    measure = ALL_MEASURES[course.measure]
    is_money = measure.kind == "money"
    known = [
        (v, lo, hi)
        for v, lo, hi in zip(course.values, course.lower, course.upper, strict=True)
        if None not in (v, lo, hi)
    ]
    inside = sum(lo <= v <= hi for v, lo, hi in known)  # type: ignore[operator]
    whose = "their" if measure.kind == "count" else "its"
    title = (
        f"{measure.label} kept to {whose} range on {number(inside)} of {counted(len(known), 'day')}"
        if known
        else f"{measure.label} by day"
    )
    parts = (course.values, course.expected, course.lower, course.upper)
    figure = in_range(DashboardVisualizer(currency), days, measure.label, *parts, is_money=is_money)
    span = dates_text(days[0], days[-1])
    return chart(
        f"today-{course.measure}",
        figure,
        title,
        f"{measure.label} of all campaigns by day, {span}, with the range in which each day was expected. {title}.",
        in_range_table(days, measure.label, *parts, unit=(currency or "") if is_money else ""),
        note=f"All campaigns, {span}. Shaded: {percent(LEVEL, 0)} range from the days before. Dashed: expected.",
        height=HEIGHT,
    )


def _scale(reading: Reading, measure: Measure, currency: str | None) -> Component | None:
    value, expected, lower, upper = reading.value, reading.expected, reading.lower, reading.upper
    if value is None or not expected or lower is None or upper is None:
        return None
    parts = {"low": lower, "mid": value, "high": upper}
    scaled = {name: round(min(part / expected, WIDEST), 4) for name, part in parts.items()}
    label = f"{measure.label} {measure.text(value, currency)}, {_expected(reading, currency)}"
    return draw("interval", scaled | {"from": 0, "to": WIDEST, "tick": 1, "role": "today"}, label)


def _verdict(reading: Reading) -> Child:
    if reading.score is None:
        return "Not judged"
    if reading.off:
        return chip("Unusually high" if reading.outside > 0 else "Unusually low", "neg", "warning")
    if reading.outside:
        return chip("Above its range" if reading.outside > 0 else "Below its range", "warn")
    return chip("In its range")


def _state(line: Line) -> Child:
    if any(r.off for r in line.readings):
        return chip("Unusual", "neg", "warning")
    if any(r.outside for r in line.readings):
        return chip("Out of its range", "warn")
    return chip("In its range") if line.worst else chip("Not judged")


def _sentence(reading: Reading) -> str:
    """Return how far a figure is from what was expected, e.g. "Conversions are 64 % below what was expected."."""
    measure = ALL_MEASURES[reading.measure]
    if reading.value is None or not reading.expected:
        return f"{measure.label} cannot be compared."
    moved = reading.value / reading.expected - 1
    plural = measure.label.endswith("s") or reading.measure == "conversion_rate"
    if abs(moved) < 0.005:
        return f"{measure.label} {'are' if plural else 'is'} as expected."
    side = "above" if moved > 0 else "below"
    return f"{measure.label} {'are' if plural else 'is'} {percent(abs(moved), 0)} {side} what was expected."


def _expected(reading: Reading, currency: str | None) -> str:
    measure = ALL_MEASURES[reading.measure]
    if reading.expected is None:
        return "No range yet"
    low, high = (measure.text(end, currency) for end in (reading.lower, reading.upper))
    return f"Expected {measure.text(reading.expected, currency)} ({low} to {high})"


def _why_not(line: Line) -> str:
    spend = next((r.value for r in line.readings if r.measure == "spend"), None)
    return "It did not run." if spend == 0 else "Too few days before it to compare with."
