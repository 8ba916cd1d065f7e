"""The ledger: what the plan gives each day, what the data hold, adherence by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.plan_actual.ledger import make_ledger, planned_by_day
from core.plan_actual.split import make_line
from core.simulation import DataGenerator
from tests.core.plan_actual.worlds import cut, ledger_of, mark_of, plan_on


@pytest.fixture(scope="module")
def full():
    return DataGenerator(seed=5, campaigns=4, customers=0, days=60).generate()


def test_an_even_plan_is_the_same_every_day_and_adds_up(full):
    plan = plan_on(full, days=10)
    by_day = planned_by_day(plan, 10)
    assert by_day.shape == (10, len(plan.campaigns))
    assert np.allclose(by_day.sum(axis=0), list(plan.spend.values()))
    assert np.ptp(by_day, axis=0).max() == 0


def test_weeks_are_even_within_and_a_cut_last_week_keeps_its_amount(full):
    weekly = {"c001": (70.0, 14.0), "c002": (0.0, 6.0)}
    by_day = planned_by_day(plan_on(full, days=10, weekly=weekly), 10)
    assert by_day[:, 0].tolist() == pytest.approx([10.0] * 7 + [14 / 3] * 3)
    assert by_day[:, 1].tolist() == [0.0] * 7 + [2.0] * 3
    whole = planned_by_day(plan_on(full, days=14, weekly=weekly), 14)
    assert whole[:, 0].tolist() == [10.0] * 7 + [2.0] * 7


def test_days_of_the_data_are_counted_by_date(full):
    made_on = cut(full, 6)
    plan = plan_on(made_on, days=10)
    mark = mark_of(plan)
    assert make_ledger(plan, mark, made_on, "revenue").elapsed == 0
    ledger = make_ledger(plan, mark, full, "revenue")
    assert (ledger.elapsed, ledger.gaps, int(ledger.held.sum())) == (6, 0, 6)
    metrics = full.daily_metrics
    inside = metrics[metrics["date"] >= pd.Timestamp(mark.start)]
    for campaign, spend in inside.groupby("campaign_id")["spend"].sum().items():
        if campaign in ledger.ids:
            assert ledger.spent[:, ledger.ids.index(campaign)].sum() == pytest.approx(spend)
    without = metrics[metrics["date"] != pd.Timestamp(ledger.dates[2])]
    ledger = make_ledger(plan, mark, replace(full, daily_metrics=without), "revenue")
    assert (ledger.elapsed, ledger.gaps, ledger.known[2].any()) == (6, 1, False)
    assert make_ledger(plan, mark_of(plan, later=30), full, "revenue").elapsed == 0


def test_what_is_not_known_counts_on_neither_side_and_newcomers_are_named(full):
    made_on = cut(full, 6)
    plan = plan_on(made_on, days=10)
    mark = mark_of(plan)
    metrics = full.daily_metrics.copy()
    first = metrics["date"] == pd.Timestamp(mark.start)
    gone, renamed = plan.campaigns[0].id, plan.campaigns[1].id
    metrics.loc[first & (metrics["campaign_id"] == gone), "revenue"] = np.nan
    later = metrics["date"] >= pd.Timestamp(mark.start)
    metrics.loc[later & (metrics["campaign_id"] == renamed), ["campaign_id", "campaign"]] = ["c900", "Renamed"]
    ledger = make_ledger(plan, mark, replace(full, daily_metrics=metrics), "revenue")
    assert not ledger.known[0, 0]
    assert ledger.known[1, 0]
    assert ledger.names[-1] == "Renamed"
    assert not ledger.in_plan[-1]
    assert ledger.planned[:, -1].sum() == 0
    assert ledger.rows[ledger.ids.index(renamed)] == 0


def test_adherence_by_hand():
    known = [[True, True], [True, False], [False, False]]
    ledger = ledger_of([[10, 5], [10, 5], [10, 5]], [[8, 0], [4, 9], [0, 0]], np.zeros((3, 2)), known)
    one, two = (make_line(ledger, np.zeros(2), None, np.array([c]), "x", "X", "x") for c in range(2))
    assert (one.planned, one.spent, one.adherence, one.planned_all) == (20, 12, 0.6, 30)
    assert (two.planned, two.spent, two.adherence) == (5, 0, 0)
    both = make_line(ledger, np.zeros(2), None, np.arange(2), "Total")
    assert both.adherence == pytest.approx(12 / 25)
    nothing = ledger_of([[0.0]], [[7.0]], [[1.0]])
    assert make_line(nothing, np.zeros(1), None, np.array([0]), "x").adherence is None
