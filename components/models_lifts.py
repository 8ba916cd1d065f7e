"""Lift tests on the Models page: the list, and the form of a new one."""

from collections.abc import Sequence
from typing import Any, Final

from dash import dcc, html

from components.attributes import attrs
from components.format import dates_text, money, number, percent
from components.ids import Models
from components.parts import button, chip, field, select, text_input
from core.assumptions import standard_error
from core.response import LiftTest

LIFT_FIELDS: Final = ("subject", "start", "end", "spend_change", "outcome_change", "lower", "upper", "error", "name")
UNIT_WIDTH: Final = standard_error(-1.0, 1.0)
"""Standard error of a 90 % range that reaches 1 to either side."""


def lift_part(
    tests: Sequence[LiftTest], subjects: Sequence[tuple[str, str]], outcome: str, currency: str | None
) -> html.Section:
    """Return the part of the editor about experiments.

    Args:
        tests: Those in use.
        subjects: What a test may have been of, as (value, text).
        outcome: one of ``core.data.OUTCOMES``.
        currency: Of amounts.
    """
    expand = attrs(data_expands=Models.LIFT_FORM, aria_expanded="false", aria_controls=Models.LIFT_FORM)
    head = html.Div(
        [html.H3("Lift tests"), button("Add a lift test", "ghost", icon_name="plus", small=True, **expand)],
        className="lift-head",
    )
    plain = [plain_test(one) for one in tests]
    return html.Section(
        [
            dcc.Store(id=Models.LIFTS, data=plain),
            head,
            html.Div(lift_list(tests, tests, outcome, currency), id=Models.LIFT_LIST),
            html.Div(lift_form(subjects, outcome, currency), id=Models.LIFT_FORM, className="lift-form", hidden=True),
        ],
        className="lifts",
    )


def lift_list(
    tests: Sequence[LiftTest], used: Sequence[LiftTest], outcome: str, currency: str | None
) -> html.Ul | html.P:
    """Return the tests in words; one that was not learned from yet says so.

    Args:
        tests: As they stand on the page.
        used: Those of the assumptions in use.
        outcome: one of ``core.data.OUTCOMES``.
        currency: Of amounts.
    """
    if not tests:
        return html.P(
            "None yet. The result of one good test says more about a channel than a year of its figures.",
            className="fs-12 muted",
        )
    items = []
    for position, test in enumerate(tests):
        new = None if test in used else chip("Not learned yet", "warn", "clock")
        remove = button(
            f"Remove the test of {test.subject}",
            "ghost",
            icon_name="trash",
            small=True,
            icon_only=True,
            id=Models.lift_remove(str(position)),
        )
        text = html.Div([html.B(test.name or test.subject), " ", new, html.Small(lift_text(test, outcome, currency))])
        items.append(html.Li([text, remove], className="lift"))
    return html.Ul(items, className="lift-list")


def lift_text(test: LiftTest, outcome: str, currency: str | None) -> str:
    """Return a test in one sentence.

    Example:
        >>> from datetime import date
        >>> test = LiftTest("TV", date(2026, 3, 1), date(2026, 3, 14), 1000.0, 2500.0, 304.0)
        >>> lift_text(test, "revenue", "EUR")
        'TV, 1 – 14 Mar 2026: €1,000 more spend brought €2,500 more (90\\xa0% range €2,000 to €3,000).'
    """

    def brought(value: float) -> str:
        return money(value, currency, "full") if outcome == "revenue" else number(value)

    half = test.standard_error / UNIT_WIDTH
    low, high = test.outcome_change - half, test.outcome_change + half
    changed = f"{money(abs(test.spend_change), currency, 'full')} {'more' if test.spend_change > 0 else 'less'} spend"
    unit = "" if outcome == "revenue" else f" {outcome}"
    days, way = dates_text(test.start, test.end), "more" if test.outcome_change >= 0 else "less"
    days += f", in {percent(test.share, 0)} of the business" if test.share < 1 else ""
    return (
        f"{test.subject}, {days}: {changed} brought {brought(abs(test.outcome_change))}{unit} {way} "
        f"(90\u00a0% range {brought(low)} to {brought(high)})."
    )


def lift_form(subjects: Sequence[tuple[str, str]], outcome: str, currency: str | None) -> list[Any]:
    """Return the form of a new test; each field has its place for what is wrong with it."""
    what = f"{outcome.capitalize()}{f' in {currency}' if currency and outcome == 'revenue' else ''}"
    spend = f"Spend changed by{f', {currency}' if currency else ''}"

    def one(key: str, label: str, note: str | None = None, **attributes: Any) -> html.Div:
        attributes.setdefault("inputmode", "decimal")
        control = text_input(id=Models.lift(key), maxlength=60, value="", **attributes)
        return html.Div([field(label, control, note), _error(key)], className=f"lift-{key}")

    chosen = subjects[0][0] if subjects else None
    subject = html.Div(
        [field("Test of", select(subjects, chosen, id=Models.lift("subject"))), _error("subject")],
        className="lift-subject",
    )
    return [
        html.Div(
            [
                subject,
                one("name", "Called (optional)", inputmode="text", placeholder="Spring holdout"),
                one("start", "First day of changed spend", type="date"),
                one("end", "Last day measured", type="date"),
                one("spend_change", spend, "In all these days together; less spend with a minus."),
                one("outcome_change", f"{what} changed by", "What the test measured."),
                one("lower", "90 % range, from"),
                one("upper", "90 % range, to"),
                one("error", "Or standard error"),
            ],
            className="lift-fields",
        ),
        html.Div([button("Add the test", small=True, id=Models.LIFT_ADD)], className="lift-acts"),
    ]


def plain_test(test: LiftTest) -> dict[str, Any]:
    """Return a test as the page keeps it."""
    return {
        "subject": test.subject,
        "start": test.start.isoformat(),
        "end": test.end.isoformat(),
        "spend_change": test.spend_change,
        "outcome_change": test.outcome_change,
        "standard_error": test.standard_error,
        "name": test.name,
        **({"share": test.share} if test.share != 1 else {}),
    }


def _error(key: str) -> html.Div:
    return html.Div(id=Models.lift_error(key), className="field-error", role="alert")
