"""The view Regions of Experiments: what a test could see, what a finished one said, and what it taught the model."""

import math
from collections.abc import Sequence
from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from components.experiments_regions_form import SEPARATOR
from components.experiments_regions_words import amount, per_unit, taught_sentence
from components.figures import DashboardVisualizer, chart
from components.figures.lift import (
    HEIGHT,
    lift_course,
    lift_placebos,
    lift_table,
    lift_total,
    placebo_table,
    total_table,
)
from components.format import NONE, chance, counted, money, percent
from components.icons import icon
from components.ids import Regions
from components.parts import Child, button, card, empty, field, keys, note, table, text_input
from components.period import address
from core.experiments.regions.lift import LiftResult
from core.experiments.regions.region_design import RegionPlan
from core.experiments.regions.spend_design import SpendPlan
from core.experiments.regions.taught import Taught

MOST_NAMED: Final = 6


def page(head: Component, choice: Component, form: Component, waiting: Component, asked: dict[str, str]) -> html.Div:
    """Return the view: the form at the left, and what it says beside it."""
    return html.Div(
        [
            dcc.Store(id=Regions.ASK, data=asked),
            html.Div(head, id=Regions.HEAD),
            choice,
            html.Div(
                [html.Div(form, className="reg-side"), html.Div(waiting, id=Regions.BODY, className="reg-main stack")],
                className="reg",
            ),
        ]
    )


def nothing(kind: str, reading: bool) -> html.Section:
    """Return what stands where nothing was asked yet."""
    if kind == "geo":
        text = (
            "Change a campaign in some regions and leave it in the others: the difference is what it really brings. "
            "Upload what came by region and day or week"
        )
        text += ", then say where and when." if reading else "; you are told where to test, and what that could see."
        return html.Section(empty("A test by region", text), className="card")
    text = "Choose a campaign and the days in which its spend was changed on purpose."
    return html.Section(empty("A test of one campaign", text), className="card")


def region_plan_cards(
    plan: RegionPlan, word: str, outcome: str, currency: str | None, file: str, name: str = "", why: str = ""
) -> list[Component]:
    """Return where to test, what that could see, and what else there is to choose from."""
    best = plan.best
    rows: list[list[Any]] = []
    for one in plan.designs:
        link = _read_link(one.regions, file)
        mark: Child = html.B("Taken") if one is best else None
        rows.append(
            [
                percent(one.share, 0),
                html.Span([", ".join(one.regions[:MOST_NAMED]), _more(one.regions), " ", mark]),
                _smallest(one.smallest),
                percent(one.power, 0),
                percent(one.false_alarms),
                money(one.spend, currency) if math.isfinite(one.spend) else NONE,
                link,
            ]
        )
    heads = [
        ("Exposed", "r"), ("Test regions", ""), ("Smallest change found", "r"), (f"Finds {percent(plan.effect)}", "r"),
        ("False alarms", "r opt"), ("Usual spend there", "r opt"), ("", ""),
    ]  # fmt: skip
    regions = card(
        "Where to test",
        f"All other regions are left as they are, and are the comparison. {counted(plan.tried, 'choice')} tried.",
        [
            html.Ul([html.Li(name) for name in best.regions], className="reg-names"),
            html.P(
                f"The smallest change that would be found is about {amount(best.smallest_outcome, outcome, currency)} "
                f"over the test. Without any change, {percent(best.false_alarms)} of stretches of history would have "
                "raised a false alarm; 5 % is right."
                if math.isfinite(best.smallest_outcome)
                else "History varies too much between these regions.",
                className="reg-text",
            ),
            keep_form(name, why),
        ],
    )
    others = card("Less or more of the business", "What each choice could see.", table(heads, rows), flush=True)
    return [regions, others, _lengths_card([(n, s, None) for n, s in plan.lengths], word, plan.effect)]


def spend_plan_cards(
    plan: SpendPlan, outcome: str, currency: str | None, name: str = "", why: str = ""
) -> list[Component]:
    """Return what a test of one campaign could see."""
    rows = [
        ["Usual in so many days", amount(plan.usual, outcome, currency)],
        ["Change of spend", money(plan.spend_change, currency, "round", True)],
        [
            "Change that the model expects",
            f"{amount(plan.expected, outcome, currency, True)} "
            f"({amount(plan.expected_interval.lower, outcome, currency, True)} to "
            f"{amount(plan.expected_interval.upper, outcome, currency, True)})",
        ],
        [
            "Smallest change that would be found",
            amount(plan.smallest, outcome, currency) if math.isfinite(plan.smallest) else "None up to 100 %",
        ],
        ["Chance to find what is expected", chance(plan.power)],
        ["False alarms on history", f"{percent(plan.false_alarms)} (5 % is right)"],
    ]
    what = card(
        "What the test could see",
        "From what the campaign brought on earlier days, with nothing changed.",
        [table([("In these days", ""), ("", "r")], rows), html.Div(keep_form(name, why), className="reg-pad")],
        flush=True,
    )
    lengths = _lengths_card(list(plan.lengths), "day", None)
    limit = note(
        "info",
        "This is what the platform reports for the campaign.",
        "Sales that would have come anyway are not told apart. A test by region does that.",
    )
    return [what, lengths, limit]


def result_cards(result: LiftResult, currency: str | None, is_money: bool, act: Component) -> list[Component]:
    """Return what a finished test said."""
    viz = DashboardVisualizer(currency)
    unit = currency or "" if is_money else ""
    word = "day" if result.period_days == 1 else "week"
    told = per_unit(result, currency)
    course = chart(
        "lift-course",
        lift_course(viz, result, is_money),
        "What came, and what would have come without the change",
        "The outcome against what would have been without the test.",
        lift_table(result, unit),
        note=[f"By {word}. ", keys(("today", "Came"), ("plan", "Without the change"), ("interval-plan", "95 % range"))],
        height=HEIGHT,
    )
    total = chart(
        "lift-total",
        lift_total(viz, result, is_money),
        "The change since the test began",
        "The change summed up since the test began.",
        total_table(result, unit),
        note="Shading: 95 % range.",
        height=220,
    )
    placebos = chart(
        "lift-placebos",
        lift_placebos(viz, result, is_money),
        _placebo_title(result),
        "What the same reading shows of earlier stretches in which nothing was tested.",
        placebo_table(result, unit),
        note=f"The same reading of {counted(len(result.placebos), 'stretch', 'stretches')} without a test.",
        height=220,
    )
    first = card("What to do with it", told or None, act)
    return [
        first,
        course,
        html.Div([total, placebos], className="reg-two"),
        _checks_card(result),
        _numbers_card(result, currency),
    ]


def teach_part(
    name: str, learned: Sequence[Component], taught: bool, why_not: str, aside: str, taken_as: str = ""
) -> html.Div:
    """Return the acts of a reading: teach the model, or take that back; keep it as a test.

    Args:
        name: Of the test.
        learned: What the model has learned from it, where it has.
        taught: Whether the model has learned from it.
        why_not: Why the model cannot learn from it; empty where it can.
        aside: Why it has no effect on the data in use; empty where it has one.
        taken_as: The outcome that what came is taken as, where its name does not say so.
    """
    acts: list[Component] = []
    if why_not:
        acts.append(note("warn", "The model cannot learn from it yet.", why_not))
    if taken_as:
        acts.append(note("info", "What came is taken as", f"{taken_as}: that is what the model learns of."))
    if aside:
        acts.append(note("warn", "It is kept, but set aside.", aside))
    label = field("Called", text_input(id=Regions.NAME, value=name[:60], maxlength=60))
    buttons = [
        button("Teach the model", "primary", id=Regions.TEACH, hidden=bool(why_not) or taught),
        button("Forget it again", icon_name="undo", id=Regions.FORGET, hidden=not taught),
        button("Keep as a test", id=Regions.KEEP),
    ]
    return html.Div(
        [
            html.Div(list(learned), id=Regions.TAUGHT),
            *acts,
            html.Div([label, html.Div(buttons, className="reg-acts")], className="reg-keep"),
            html.Div(id=Regions.SAID),
        ],
        className="stack",
    )


def taught_note(taught: Taught, outcome: str, currency: str | None) -> html.Div:
    """Return what a test has taught the model, with the way to the Budget page."""
    acts = [button("See the plan", small=True, href="/budget")]
    return note(
        "info",
        f"Learned from {taught.test.name or taught.test.subject}.",
        taught_sentence(taught, outcome, currency),
        acts,
    )


def keep_form(name: str = "", why: str = "") -> html.Div:
    """Return the name of a plan and the button that keeps it, below what is believed where somebody said so."""
    called = text_input(id=Regions.NAME, value=name[:120], maxlength=120, placeholder="Spring holdout")
    return html.Div(
        [
            html.P([html.Span("Hypothesis: ", className="muted"), why], className="reg-text") if why else None,
            html.Div(
                [
                    field("Called", called),
                    html.Div([button("Keep as a test", "primary", id=Regions.KEEP)], className="reg-acts"),
                ],
                className="reg-keep",
            ),
            html.Div(id=Regions.SAID),
        ]
    )


def _checks_card(result: LiftResult) -> html.Section:
    items = [
        html.Li(
            [
                icon("check-circle" if one.fine else "warning"),
                html.Div([html.B(one.name), html.Span("" if one.fine else " – look at this"), html.P(one.text)]),
            ],
            className="reg-check" if one.fine else "reg-check is-warn",
        )
        for one in result.checks
    ]
    bad = sum(not one.fine for one in result.checks)
    title = (
        "All checks speak for it" if not bad else f"{counted(bad, 'check')} {'asks' if bad == 1 else 'ask'} for care"
    )
    return card(title, None, html.Ul(items, className="reg-checks"))


def _numbers_card(result: LiftResult, currency: str | None) -> html.Section:
    heavy = ", ".join(f"{name} {percent(weight, 0)}" for name, weight in result.weights[:MOST_NAMED] if weight > 0.005)
    outcome = result.outcome

    def text(value: float) -> str:
        return amount(value, outcome, currency, True)

    rows: list[Sequence[Any]] = [
        ["Change", f"{text(result.outcome_change)} ({text(result.interval.lower)} to {text(result.interval.upper)})"],
        ["As a share of what would have been", percent(result.relative, None, True)],
        ["Standard error", amount(result.standard_error, outcome, currency)],
        ["p-value", f"{result.p_value:.3f}"],
        ["Share of placebo stretches at least as large", percent(result.placebo_p)],
        ["Comparison", f"{result.method}: {heavy}" if result.method != "Difference in differences" else result.method],
    ]
    if result.others:
        larger = sum(abs(value) >= abs(result.relative) for _, value in result.others)
        rows.append(["Other regions with a change at least as large", f"{larger} of {len(result.others)}"])
    body = html.Details([html.Summary("Figures and method"), table([("", ""), ("", "r")], rows)], className="reg-more")
    return html.Section(html.Div(body, className="card-body"), className="card")


def _placebo_title(result: LiftResult) -> str:
    if result.placebo_p <= 0.05:
        return "Chance alone rarely brought so much"
    return f"{percent(result.placebo_p, 0)} of earlier stretches changed as much by chance"


def _lengths_card(lengths: Sequence[tuple[int, float, float | None]], word: str, effect: float | None) -> html.Section:
    rows: list[list[Any]] = []
    for number_, smallest, expected in lengths:
        wanted = expected if expected is not None else effect
        found = wanted is not None and smallest <= wanted
        rows.append([counted(number_, word), _smallest(smallest), percent(wanted), "Yes" if found else "No"])
    heads = [("Length", ""), ("Smallest change found", "r"), ("Expected or wanted", "r"), ("Found with 80 %", "r")]
    return card("How long to test", "By the same reading of history.", table(heads, rows), flush=True)


def _smallest(value: float) -> str:
    return percent(value) if math.isfinite(value) else "over 100 %"


def _more(names: Sequence[str]) -> str:
    return f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""


def _read_link(regions: tuple[str, ...], file: str) -> dcc.Link:
    href = address("/experiments", view="regions", kind="geo", do="read", file=file, regions=SEPARATOR.join(regions))
    return dcc.Link("Read", href=href, title="Read a finished test in these regions")
