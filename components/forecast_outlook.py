"""The first view of the Forecast page: where figures are heading, how sure that is, and what it knows."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from components.forecast_chart import days_chart
from components.forecast_choice import AHEAD, ALL, AS_TODAY, NOBODY, PATH, OutlookChoice
from components.forecast_parts import parts_card
from components.forecast_words import (
    Heading,
    amount,
    backtest_note,
    backtest_title,
    covered_text,
    ends,
    event_words,
    gap_words,
    heading,
    holiday_words,
    outlook_sub,
    outlook_title,
    state_words,
)
from components.format import chance, counted, date_text, number
from components.ids import Outlook
from components.measures import MEASURES
from components.parts import button, card, empty, note, page_head, segments, select, table, waiting_card
from components.tiles import delta, tile, tiles
from components.views import FORECAST, view_choice
from core.errors import ProductError
from core.forecasting.backtest import Backtest
from core.forecasting.outlook import Forecasts


def outline(asked: dict[str, str], measure: str) -> html.Div:
    """Return the page before anything is forecast."""
    return html.Div(
        [
            dcc.Store(id=Outlook.ASK, data=asked),
            dcc.Store(id=Outlook.STEP),
            dcc.Store(id=Outlook.DONE),
            dcc.Store(id=Outlook.STAMP),
            html.Div(
                [
                    html.Div(
                        [html.Span(className="wait-bar"), html.Span("Reading the days", id=Outlook.PROGRESS)],
                        className="wait-line is-now",
                        role="status",
                    ),
                    button("Cancel", small=True, id=Outlook.STOP),
                ],
                id=Outlook.LINE,
                className="out-progress",
                hidden=True,
            ),
            html.Div(
                [
                    note(
                        "info",
                        "Stopped.",
                        "What was done is kept, so that going on takes up where it stopped.",
                        [button("Go on", small=True, id=Outlook.GO_ON)],
                    )
                ],
                id=Outlook.STOPPED,
                hidden=True,
            ),
            html.Div(
                [
                    page_head("Forecast", None, [view_choice(PATH, FORECAST, "")]),
                    waiting_card(f"Forecasting {measure}", 320),
                ],
                id=Outlook.BODY,
            ),
        ]
    )


def outlook(
    found: Forecasts,
    as_today: Forecasts,
    choice: OutlookChoice,
    measured: Sequence[str],
    plans: Mapping[str, str],
    countries: Mapping[str, str],
    beats: float | None,
    everything: bool = False,
    problem: str = "",
) -> list[Component]:
    """Return the view.

    Args:
        found: The forecasts, under a plan where one is chosen.
        as_today: Those of going on as today.
        choice: What is looked at.
        measured: Measures that can be chosen.
        plans: Name of each scenario that can be chosen, by id.
        countries: Names of the countries whose holidays are known, by code.
        beats: Chance that the sum is above that of as many days before; None where that cannot be said.
        everything: Whether all campaigns have a row.
        problem: Why the plan that was asked for cannot be shown; empty where all is well.
    """
    one = heading(found, choice.level, choice.key)
    check = found.backtests[choice.level][choice.key]
    lower = html.Div(
        [parts_card(found, choice, everything), _side(found, check, choice, countries)], className="outlook"
    )
    parts = [
        choices_bar(found, choice, measured, plans),
        note("warn", "This plan cannot be shown.", problem) if problem else None,
        _about_part(found, choice),
        _tiles(found, as_today, one, choice, beats),
        days_chart(found, as_today, one, choice),
        lower,
    ]
    head = page_head(outlook_title(found, one), outlook_sub(found, one), [view_choice(PATH, FORECAST, "")])
    return [head, html.Div([p for p in parts if p is not None], className="stack")]


def choices_bar(found: Forecasts, choice: OutlookChoice, measured: Sequence[str], plans: Mapping[str, str]) -> html.Div:
    """Return the four choices, each of which is in the address."""
    options = [(ALL, "All campaigns")]
    options += [(f"channel:{key}", key) for key in found.tree.channels]
    options += sorted(
        ((f"campaign:{key}", found.names[key]) for key in found.tree.campaigns), key=lambda o: o[1].lower()
    )
    going = [(AS_TODAY, "Going on as today"), *((key, f"Plan: {name}") for key, name in plans.items())]
    days = [(choice.href(days=d), f"{d} days") for d in AHEAD]
    measures = [(choice.href(measure=m, plan=""), MEASURES[m].label) for m in measured]
    return html.Div(
        [
            segments(measures, choice.href(plan=""), "Measure"),
            segments(days, choice.href(), "Days ahead"),
            html.Div(
                [
                    html.Label("Part", htmlFor=Outlook.PART, className="sr"),
                    select(options, choice.part or ALL, id=Outlook.PART),
                    html.Label("Going on as today, or under a plan", htmlFor=Outlook.PLAN, className="sr"),
                    select(going, choice.plan or AS_TODAY, id=Outlook.PLAN),
                ],
                className="out-selects",
            ),
        ],
        className="out-choices",
    )


def cannot_forecast(error: ProductError) -> list[Component]:
    """Return the view where nothing can be forecast, with the reason."""
    acts = [button("Open the data", "primary", href="/data"), button("All campaigns", href=PATH)]
    return [
        page_head("Forecast", None, [view_choice(PATH, FORECAST, "")]),
        html.Section(empty("Nothing to forecast here", str(error), acts), className="card"),
    ]


def _about_part(found: Forecasts, choice: OutlookChoice) -> Component | None:
    """Return a note where a campaign is forecast as nothing, or has few days."""
    if choice.level != "campaign":
        return None
    state, words = found.states["campaign"][choice.key], state_words(found, choice.key)
    if state in ("paused", "ended", "empty"):
        last = found.since.get(choice.key)
        text = f"It last brought anything on {date_text(last)}. " if last else "The data hold nothing of it. "
        return note(
            "info", f"{words}.", f"{text}So nothing is expected of it, until it runs again or a plan gives it money."
        )
    if state == "short":
        return note("info", "New.", "It has run for less than two weeks, so its forecast is the mean of these days.")
    return None


def _tiles(
    found: Forecasts, as_today: Forecasts, one: Heading, choice: OutlookChoice, beats: float | None
) -> html.Section:
    measure = MEASURES[found.measure]
    length = counted(found.days, "day")
    before = "–" if one.before is None else amount(found, one.before)
    good = measure.good
    items = [
        tile(
            f"Expected, next {length}",
            amount(found, one.expected.mean),
            delta(one.expected.mean, one.before, before, good),
            f"Likely {ends(found, one.expected)}" if one.expected.mean else "Nothing is expected",
        ),
        tile("A day", amount(found, one.expected.mean / found.days), None, "On average over these days"),
    ]
    if found.plan:
        plain = heading(as_today, choice.level, choice.key)
        moved = one.expected.mean - plain.expected.mean
        sign = "+" if moved > 0 else "−" if moved < 0 else ""
        items.append(
            tile(
                "The plan changes it by",
                f"{sign}{amount(found, abs(moved))}",
                None,
                f"Going on as today: {amount(found, plain.expected.mean)}",
            )
        )
    past = found.past(choice.level, choice.key)[-found.days :]
    items.append(
        tile(
            f"Last {length}",
            before,
            None,
            "Platform-reported" if measure.reported else "Measured",
            [None if v != v else float(v) for v in past] if one.before is not None else None,
        )
        if one.before is not None
        else tile(f"Last {length}", "–", None, "The data do not hold all of these days")
    )
    if beats is not None:
        items.append(tile("Chance of more", chance(beats), None, f"Than in the last {length}"))
    return tiles(items, "Where it is heading")


def _side(found: Forecasts, check: Backtest, choice: OutlookChoice, countries: Mapping[str, str]) -> html.Div:
    return html.Div(
        [_check_card(check, bool(found.mean(choice.level, choice.key).any())), _knows_card(found, choice, countries)],
        className="stack",
    )


def _check_card(check: Backtest, goes_on: bool) -> html.Section:
    if not goes_on:
        return card("Nothing to check", "Nothing is forecast here.", class_name="out-check")
    body: Any = None
    if check.checks:
        rows: list[list[Any]] = [
            ["Within the 80 % range", covered_text(check.covered80, 80)],
            ["Within the 95 % range", covered_text(check.covered95, 95)],
        ]
        if check.mase is not None and check.mase_baseline is not None:
            rows.insert(
                0,
                [
                    "Error (MASE)",
                    f"{number(check.mase, 'exact')}, repeating the last week {number(check.mase_baseline, 'exact')}",
                ],
            )
        body = table([("", ""), ("", "r")], rows, caption="How the forecast went on past days")
    return card(backtest_title(check), backtest_note(check), body, flush=True, class_name="out-check")


def _knows_card(found: Forecasts, choice: OutlookChoice, countries: Mapping[str, str]) -> html.Section:
    method = found.methods[choice.level][choice.key]
    lines = [f"{method}.", event_words(found), gap_words(found.history), holiday_words(found)]
    options = [(NOBODY, "No public holidays"), *countries.items()]
    picker = html.Div(
        [
            html.Label("Public holidays of", htmlFor=Outlook.COUNTRY, className="label"),
            select(options, found.country or NOBODY, id=Outlook.COUNTRY),
        ],
        className="field out-country",
    )
    body = [html.Ul([html.Li(line) for line in lines if line], className="out-knows"), picker]
    return card("What the forecast knows", None, body)
