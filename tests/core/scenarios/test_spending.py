"""Spend side by side against any base: sums by channel and by week are those of the campaigns, to the cent."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from core.errors import InputError
from core.scenarios import WeeklySpend, compare, even_weeks, flow, scenario_weeks
from core.scenarios.comparison import TODAY
from core.scenarios.weeks import to_cents

from .cases import make_dataset, make_planner

REVENUE_30 = ("revenue", 30)
TODAYS = {"c1": 3000.0, "c2": 6000.0, "c3": 1500.0}
MORE = {"c1": 5000.0, "c2": 5000.0, "c3": 500.0}
LESS = {"c1": 4600.0, "c2": 5000.0, "c3": 700.0}
START = make_dataset().last_day + timedelta(days=1)


def cents(value: float) -> Decimal:
    return Decimal(str(value))


def weekly(spend: dict[str, float], shares: tuple[float, ...], start: date = START) -> WeeklySpend:
    return WeeklySpend(start, {key: tuple(amount * share for share in shares) for key, amount in spend.items()})


def test_changes_are_against_the_chosen_base(save, planner):
    sides = [save("A", MORE), save("B", LESS)]
    rows = {r.id: r for r in compare(sides, {REVENUE_30: planner}, base="B").spending.rows()}
    for key in TODAYS:
        cells = rows[key].cells
        assert (cells["B"].change, cells["B"].moves) == (0.0, False)
        assert cells["A"].change == MORE[key] - LESS[key]
        assert cells[TODAY].change == TODAYS[key] - LESS[key]
        assert {c.base for c in cells.values()} == {LESS[key]}


def test_the_difference_to_a_base_comes_from_common_draws(save, planner):
    sides = [save("A", MORE), save("B", LESS)]
    comparison = compare(sides, {REVENUE_30: planner}, measure="after_spend", margin=0.6, base="B")
    a, b = (planner.outcome_draws(planner.spend_vector(x)).sum(axis=1) for x in (MORE, LESS))
    gain = comparison.against("A", "B").gain
    # The outcome, whatever the comparison is judged by.
    assert (gain.mean, gain.lower, gain.upper) == pytest.approx(((a - b).mean(), *np.quantile(a - b, [0.1, 0.9])))
    # As if the two were unrelated, the interval would be far wider and the chance another.
    apart = np.subtract.outer(a, b).ravel()
    assert gain.upper - gain.lower < 0.5 * np.subtract(*np.quantile(apart, [0.9, 0.1]))
    by_outcome = compare(sides, {REVENUE_30: planner})
    assert by_outcome.against("A", "B").win == (a > b).mean()
    assert abs((a > b).mean() - (apart > 0).mean()) > 0.02


def test_a_base_that_is_not_there_is_refused(save, planner):
    for base in ("C", "", "AB", "today", "Z"):
        with pytest.raises(InputError, match="cannot be the base"):
            compare([save("A", MORE), save("B", LESS)], {REVENUE_30: planner}, base=base)


def test_channels_are_the_sums_of_their_campaigns(save, planner):
    channel_of = {"c1": "Paid", "c2": "Paid", "c3": "Display"}
    joined = tuple(replace(c, channel=channel_of[c.id]) for c in planner.campaigns)
    planner = replace(planner, campaigns=joined)
    sides = [save("A", MORE, planner=planner), save("B", LESS, planner=planner)]
    spending = compare(sides, {REVENUE_30: planner}).spending
    rows = {r.name: r for r in spending.rows("channel")}
    assert list(rows) == ["Paid", "Display"]
    for letter, plan in ((TODAY, TODAYS), ("A", MORE), ("B", LESS)):
        assert rows["Paid"].cells[letter].spend == plan["c1"] + plan["c2"]
        assert rows["Display"].cells[letter].spend == plan["c3"]
    assert rows["Paid"].cells["A"].change == 10_000.0 - 9000.0
    # What moves within a channel is no move between channels.
    way = flow(spending, "A", "B", "channel")
    assert [(p.name, p.amount) for p in (*way.gives, *way.takes)] == [
        ("Paid", 400.0),
        ("Display", 200.0),
        ("Not spent", 200.0),
    ]


def test_weeks_add_up_to_the_cent_and_start_after_the_data(save, planner):
    plan = {"c1": 1000.01, "c2": 3333.33, "c3": 0.05}
    weeks = scenario_weeks(save("Even", plan))
    assert weeks.even
    assert [(last - first).days + 1 for first, last in weeks.spans] == [7, 7, 7, 7, 2]
    assert weeks.spans[0][0] == START
    for key, amount in plan.items():
        assert sum(map(cents, weeks.spend[key])) == cents(amount)
        assert all(abs(x - amount * d / 30) < 0.01 for x, d in zip(weeks.spend[key], (7, 7, 7, 7, 2), strict=True))
    assert sum(map(cents, weeks.totals)) == cents(round(sum(plan.values()), 2))


def test_planned_weeks_are_kept_and_compared_with_the_even_ones_of_today(save, planner):
    shares = (0.1, 0.2, 0.3, 0.3, 0.1)
    start = START + timedelta(days=7)
    sides = [save("Planned", MORE, weekly=weekly(MORE, shares, start)), save("Even", LESS)]
    comparison = compare(sides, {REVENUE_30: planner})
    rows = comparison.spending.rows("week")
    assert [r.cells["A"].spend for r in rows] == [1050.0, 2100.0, 3150.0, 3150.0, 1050.0]
    even = even_weeks(TODAYS, START, 30)
    assert [r.cells["A"].base for r in rows] == list(even.totals)
    assert [r.cells["A"].change for r in rows] == pytest.approx(
        [a - b for a, b in zip((1050, 2100, 3150, 3150, 1050), even.totals, strict=True)]
    )
    # The weeks of the two are other days, so the rows are numbered and say no days.
    assert [r.span for r in rows] == [None] * 5
    assert comparison.spending.column("A").weeks.spans[0][0] == start
    same = compare([save("One", MORE), save("Two", LESS)], {REVENUE_30: planner}, base="A").spending.rows("week")
    assert same[0].span == (START, START + timedelta(days=6))
    assert [r.differs for r in compare([save("Same", TODAYS)], {REVENUE_30: planner}).spending.rows("week")] == [
        False
    ] * 5


def test_other_horizons_have_no_change_against_a_scenario(save, planner, dataset):
    longer = make_planner(dataset, days=60)
    sides = [save("A", MORE), save("B", MORE, planner=longer)]
    planners = {REVENUE_30: planner, ("revenue", 60): longer}
    row = compare(sides, planners, base="A").spending.rows()[0]
    assert (row.cells["B"].base, row.cells["B"].change) == (None, None)
    assert row.cells[TODAY].change == TODAYS["c1"] - MORE["c1"]
    assert len(compare(sides, planners).spending.rows("week")) == 9


def test_rounding_to_cents_never_loses_or_invents_any():
    rng = np.random.default_rng(1)
    for _ in range(200):
        shares, total = rng.random(rng.integers(1, 20)) * (rng.random() < 0.9), round(float(rng.lognormal(5, 3)), 2)
        parts = to_cents(list(shares), total)
        assert all(x >= 0 for x in parts)
        assert sum(map(cents, parts)) == (cents(total) if shares.sum() else 0)
