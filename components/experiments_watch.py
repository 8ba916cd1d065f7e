"""The view Running: which tests run, and of the chosen one the verdict, the days, and what stopping now would mean."""

import math
from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.experiments_watch_words import (
    below,
    chances,
    chart_sentence,
    p_text,
    planned,
    size,
    so_far,
    span,
    split_words,
    still_needed,
    stopping_now,
    verdict,
)
from components.figures import chart
from components.figures.watched_days import HEIGHT, watched_days, watched_table
from components.format import chance, number, percent
from components.ids import Watch
from components.parts import Child, button, card, chip, empty, error_note, keys, note, page_head, table
from components.period import address
from components.views import EXPERIMENTS, view_choice
from core.errors import ProductError
from core.experiments.registry.record import TestRecord
from core.experiments.sequential.running import Watched, WatchedVariant
from core.experiments.sequential.watch_plan import WatchPlan

VIEW = "watch"
ONCE = (
    "The dashed range is right for one look at the end only. Who looks at it every day and stops when it leaves zero "
    "is fooled in about one of four tests without any difference."
)
CHIPS = {
    "too early": ("Too early", "line"),
    "go on": ("Go on", "info"),
    "benefit": ("Better", "pos"),
    "harm": ("Worse", "neg"),
    "futility": ("No useful gain", "line"),
    "undecided": ("Cannot tell", "line"),
}


def head(title: str, sub: Child = None) -> Component:
    """Return the head of the view."""
    return page_head(title, sub, [view_choice("/experiments", EXPERIMENTS, VIEW)])


def choice(tests: Sequence[TestRecord], chosen: str) -> list[Component]:
    """Return the running tests as links, where there are several."""
    if len(tests) < 2:
        return []
    links = [
        html.Li(
            dcc.Link(
                one.name,
                href=address("/experiments", view=VIEW, test=one.id),
                className="watch-on" if one.id == chosen else "",
            )
        )
        for one in tests
    ]
    return [html.Nav(html.Ul(links), className="watch-tests", **attrs(aria_label="Running tests"))]


def nothing() -> tuple[Component, list[Component]]:
    """Return head and body where no test runs."""
    acts = [
        button("See all tests", "primary", href=address("/experiments", view="tests")),
        button("Design a test", href=address("/experiments", view="design")),
    ]
    text = (
        "A test is watched here once its state is “Running” and a file of results is kept with it. You may look every "
        "day: the ranges here stay right however often you do."
    )
    return head("No test is running"), [html.Section(empty("Nothing to watch yet", text, acts), className="card")]


def without_file(tests: Sequence[TestRecord], one: TestRecord) -> tuple[Component, list[Component]]:
    """Return head and body of a running test that has no results with days yet."""
    acts = [
        button("Upload results", "primary", href=address("/experiments", view="read", test=one.id)),
        button("See the test", href=address("/experiments", view="tests", test=one.id)),
    ]
    text = (
        "Upload a CSV, Excel or Parquet file with one row a person, or with sums a day and variant. It needs a column "
        "for the variant, one for the day and one for what is measured. Upload it again as the test goes on."
    )
    body = [*choice(tests, one.id), html.Section(empty("Results by day are missing", text, acts), className="card")]
    return head("We cannot watch this test yet", one.name), body


def unusable(tests: Sequence[TestRecord], one: TestRecord, error: ProductError) -> tuple[Component, list[Component]]:
    """Return head and body of a test whose file cannot be watched."""
    acts = [
        button("Say what the columns are", "primary", href=address("/experiments", view="read", test=one.id)),
        button("Upload another file", href=address("/experiments", view="read", test=one.id, new="1")),
    ]
    return head("We cannot watch this test yet", one.name), [
        *choice(tests, one.id),
        error_note(error, acts, "The test and its file are as before."),
    ]


def watched_page(
    tests: Sequence[TestRecord], one: TestRecord, watched: Watched, metric: str = ""
) -> tuple[Component, list[Component]]:
    """Return head and body of a test that is watched.

    Args:
        tests: All that can be watched.
        one: The chosen one.
        watched: What its days say.
        metric: What is measured, in words.
    """
    first = watched.first
    title = (
        f"{verdict(watched, first)} {so_far(watched, first)}" if not watched.ratio.mismatch else verdict(watched, first)
    )
    acts = [
        button("Upload newer data", icon_name="upload", small=True, href=_of(one, "read", new="1")),
        button("Read all of it", small=True, href=_of(one, "read")),
        button("See the test", small=True, href=_of(one, "tests")),
    ]
    body: list[Component] = [*choice(tests, one.id), html.Div(acts, className="acts")]
    if watched.ratio.mismatch:
        body.append(note("neg", *split_words(watched)))
    ordered = sorted(watched.variants, key=lambda variant: variant is not first)
    charts = [_days(watched, variant, at) for at, variant in enumerate(ordered)]
    side = [_stopping(watched, first), _plan(watched.plan, watched)]
    body += [
        _variants(watched),
        html.Div(
            [html.Div(charts, className="watch-charts"), html.Div(side, className="watch-side")], className="watch"
        ),
        _method(watched, first),
    ]
    return head(title, below(watched, one.name, metric or one.metric)), body


def _of(one: TestRecord, view: str, **more: str) -> str:
    return address("/experiments", view=view, test=one.id, **more)


def _days(watched: Watched, one: WatchedVariant, at: int) -> Component:
    relative = watched.relative
    kinds = [("today", "Difference"), ("interval-today", "Safe range"), ("before", "Range for one look only")]
    if any(day.bound is not None for day in one.days):
        kinds.append(("plan", "Planned look"))
    unit = f"Percent of {watched.control}" if relative else "In the unit of the metric"
    smallest = watched.plan.useful(one.control)
    if smallest is not None and relative:
        smallest /= abs(one.control)
    if smallest is not None and watched.plan.better == "lower":
        smallest = -smallest
    return chart(
        Watch.chart(at),
        watched_days(one, relative, smallest),
        f"{one.name} against {watched.control}, day by day",
        chart_sentence(watched, one),
        watched_table(one, relative),
        note=[
            f"{unit}, everything up to each day. ",
            keys(*kinds),
            None if at else html.Span(ONCE, className="watch-once"),
        ],
        height=HEIGHT,
    )


def _variants(watched: Watched) -> Component:
    heads = [
        ("Variant", ""),
        ("People", "r"),
        ("Value", "r opt"),
        ("Difference", "r"),
        ("Safe range", "r opt"),
        ("Verdict", ""),
    ]
    counts = watched.people
    share = all(0 <= value <= 1 for value in _values(watched))

    def value(one: float) -> str:
        return percent(one, 2) if share else number(one, "tile")

    rows: list[list[Child]] = [
        [watched.control, number(counts[watched.control]), value(watched.variants[0].control), "Control", "", ""]
    ]
    for one in watched.variants:
        word, kind = CHIPS[one.decision.state]
        safe = span(one.now.safe, watched.relative).removeprefix("safely ").removeprefix("with ")
        rows.append(
            [
                one.name,
                number(counts[one.name]),
                value(one.treatment),
                size(one.now.estimate, watched.relative) if math.isfinite(one.now.estimate) else "–",
                safe,
                chip("Split is wrong", "neg") if watched.ratio.mismatch else chip(word, kind),
            ]
        )
    body = table(heads, rows, caption="People and value of each variant")
    split = "Split as planned" if not watched.ratio.mismatch else "Not split as planned"
    text = f"{split} ({p_text(watched.ratio.p_value)}). Everything up to the last day of the file."
    return card("Variants so far", text, body, flush=True, class_name="watch-variants")


def _stopping(watched: Watched, one: WatchedVariant) -> Component:
    lines = [html.P(stopping_now(watched, one))]
    if not watched.ratio.mismatch:
        lines += [html.P(still_needed(watched, one)), html.P(chances(one))]
    return card("If you stopped now", None, [line for line in lines if line.children], class_name="watch-now")


def _plan(plan: WatchPlan, watched: Watched) -> Component:
    pairs: list[Component] = []
    for name, words in planned(watched):
        pairs += [html.Dt(name), html.Dd(words)]
    text = None if plan.people else "No plan is kept with this test; the safe range is tightest at 5,000 people."
    return card("What the plan said", text, html.Dl(pairs, className="watch-plan"))


def _method(watched: Watched, one: WatchedVariant) -> Component:
    lines = [
        html.P(
            "Safe ranges are asymptotic confidence sequences (Waudby-Smith and others 2024): with a chance of "
            f"{percent(1 - watched.plan.alpha, 0)} they hold the truth at all looks together. Relative ranges are by "
            "Fieller's method."
        ),
        html.P(
            f"Always-valid p of {one.name}: {one.p_value:.3g}"
            + (
                f", by Holm for {len(watched.variants)} variants {one.adjusted:.3g}."
                if len(watched.variants) > 1
                else "."
            )
        ),
    ]
    if watched.plan.watch == "looks":
        bounds = ", ".join("none" if math.isinf(bound) else f"{bound:.2f}" for bound in one.looks) or "none yet"
        lines.append(
            html.P(
                f"Bounds of z at the looks so far: {bounds} (alpha spending, Lan and DeMets 1983). With planned looks "
                "only they decide; the safe range is shown beside them."
            )
        )
    if not math.isnan(one.decision.trend_power):
        lines.append(html.P(f"Conditional power under what was seen: {chance(one.decision.trend_power)}."))
    return html.Details([html.Summary("How this is computed"), *lines], className="watch-method")


def _values(watched: Watched) -> list[float]:
    return [value for one in watched.variants for value in (one.control, one.treatment)]


def page(parameters: dict[str, str], first: tuple[Component, list[Component]]) -> html.Div:
    """Return the view: an outline at once, filled in by a callback."""
    top, body = first
    return html.Div(
        [
            dcc.Store(id=Watch.ASK, data=parameters),
            dcc.Store(id=Watch.STAMP),
            html.Div(top, id=Watch.HEAD),
            html.Div(body, id=Watch.BODY, className="watch-body"),
        ]
    )
