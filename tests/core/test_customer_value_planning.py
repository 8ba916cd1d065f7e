"""The value of new customers as an outcome: worth times conversions by hand, and what follows from equal worths."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.allocation.planning import PlanSettings, plan_figures
from core.curves import curve_draws
from core.customer_value_planning import (
    customer_value_key,
    knows_new_customers,
    learned_outcome,
    planned_outcomes,
    worth_more,
)
from core.customers.cohorts.new_value import worth_of_conversions
from core.data import CUSTOMER_VALUE
from core.errors import InputError, NotEnoughDataError
from core.memo import DictMemo
from core.optimizing import optimize
from core.simulation import DataGenerator
from core.workbench import open_workbench


@pytest.fixture(scope="module")
def workbench(tmp_path_factory):
    return open_workbench(tmp_path_factory.mktemp("var"), DictMemo())


@pytest.fixture(scope="module")
def planner(workbench):
    return workbench.planner(CUSTOMER_VALUE, 30)


def test_it_is_offered_after_the_results_and_only_for_planning(workbench):
    assert workbench.plan_outcomes()[:3] == ("revenue", "conversions", CUSTOMER_VALUE)
    assert CUSTOMER_VALUE not in workbench.outcomes()
    assert learned_outcome(CUSTOMER_VALUE) == "conversions"


def test_figures_are_conversions_times_worth_by_hand(workbench, planner):
    conversions = workbench.planner("conversions", 30)
    worth = worth_of_conversions(workbench.dataset(), len(planner.curves[0].scale))
    of = dict(zip(worth.campaign_ids, worth.draws.T, strict=True))
    rng = np.random.default_rng(0)
    spend = planner.today * rng.uniform(0, 2, len(planner.today))
    figures, total = plan_figures(planner, spend), 0.0
    assert [c.id for c in planner.campaigns] == [c.id for c in conversions.campaigns]
    for campaign, curve, x, shown in zip(planner.campaigns, conversions.curves, spend, figures.campaigns, strict=True):
        brought = curve_draws(curve, x) * of[campaign.id]
        assert shown.expected == pytest.approx(brought.mean(), rel=1e-9)
        assert (shown.lower, shown.upper) == pytest.approx(tuple(np.quantile(brought, [0.1, 0.9])), rel=1e-9)
        total = total + brought
    assert figures.expected == pytest.approx(total.mean(), rel=1e-9)
    assert (figures.lower, figures.upper) == pytest.approx(tuple(np.quantile(total, [0.1, 0.9])), rel=1e-9)


def test_with_one_worth_for_all_the_best_split_is_that_of_conversions(workbench):
    conversions = workbench.planner("conversions", 30)
    same = replace(worth_more(conversions, np.full((len(conversions.curves[0].scale), 12), 40.0)), key="same")
    settings = PlanSettings(outcome="conversions", days=30)
    best = optimize(conversions, settings, DictMemo())
    valued = optimize(same, replace(settings, outcome=CUSTOMER_VALUE), DictMemo())
    assert valued.figures.expected == pytest.approx(40.0 * best.figures.expected, rel=1e-9)
    moved = sum(abs(valued.spend[one] - best.spend[one]) for one in best.spend)
    assert moved < 1e-4 * sum(best.spend.values())


def test_the_best_split_is_proved_and_better_than_those_of_other_outcomes(workbench, planner):
    settings = PlanSettings(outcome=CUSTOMER_VALUE, days=30)
    best = workbench.optimize(settings)
    assert best.gap < 1e-6
    assert best.certificate.startswith("Proved within 0.00")
    for other in ("revenue", "conversions"):
        rival = workbench.optimize(replace(settings, outcome=other))
        assert workbench.figures(settings, rival.spend).expected < best.figures.expected
    assert "of value of new customers" in " ".join(best.reasons.values())


def test_worth_is_the_mean_over_purchases_drawn_towards_the_channel(workbench):
    """Generated customers whose worth is known: one campaign wins people who come back, the other none."""
    dataset = DataGenerator(campaigns=4, customers=0, days=300, seed=3).generate()
    ids, rng = list(dataset.campaigns["campaign_id"]), np.random.default_rng(1)
    rows = []
    for number in range(2_000):
        campaign, day = ids[number % 3], rng.integers(0, 200)
        rows.append((day, number, campaign, 20.0))
        # Those of the first campaign buy again in each of the next months.
        rows += [(day + 31 * k, number, campaign, 20.0) for k in range(1, 4) if campaign == ids[0]]
    frame = pd.DataFrame(rows, columns=["day", "customer_id", "campaign_id", "value"])
    first = pd.Timestamp(dataset.first_day)
    frame["date"] = first + pd.to_timedelta(frame.pop("day"), unit="D")
    frame = frame[frame["date"] <= pd.Timestamp(dataset.last_day)].assign(kind="purchase")
    frame["channel"] = frame["campaign_id"].map(dict(zip(ids, dataset.campaigns["channel"], strict=True)))
    columns = list(dataset.interactions.columns)
    made = replace(dataset, interactions=frame[columns])
    worth = worth_of_conversions(made, 2_000)
    settled = pd.Timestamp(worth.first)
    for place, campaign in enumerate(ids[:3]):
        own = frame[(frame["campaign_id"] == campaign) & (frame["date"] >= settled)]
        firsts = frame.groupby("customer_id")["date"].transform("min")[own.index]
        assert worth.orders[place] == len(own)
        assert worth.new[place] == (own["date"] == firsts).sum()
    # Each of them is won with every purchase of the second and third, and with less than all of the first.
    lower, upper = worth.interval()
    assert worth.orders[3] == 0
    assert np.all(upper[:3] / lower[:3] < 1.3)
    # Nothing is known of the fourth: its range holds all of what the others are worth.
    assert upper[3] / lower[3] > 2
    assert lower[3] < worth.mean[:3].min() * 1.3
    assert upper[3] > worth.mean[:3].max() * 0.9


def test_where_customers_are_not_known_it_is_not_offered():
    dataset = DataGenerator(campaigns=3, customers=0, days=120).generate()
    assert not knows_new_customers(dataset)
    assert planned_outcomes(dataset) == ("revenue", "conversions", "clicks", "impressions")
    few = DataGenerator(campaigns=3, customers=20, days=120).generate()
    assert not knows_new_customers(few)
    with pytest.raises(NotEnoughDataError, match="30"):
        worth_of_conversions(DataGenerator(campaigns=3, customers=25, days=365).generate())


def test_keys_hold_data_assumptions_and_question(workbench, planner):
    dataset, assumed = workbench.dataset(), workbench.assumptions("conversions")
    assert planner.key == workbench.planner_key(CUSTOMER_VALUE, 30) == customer_value_key(dataset, 30, assumed)
    fewer = replace(dataset, interactions=dataset.interactions.iloc[:-1])
    others = (customer_value_key(fewer, 30, assumed), customer_value_key(dataset, 14, assumed))
    assert len({planner.key, workbench.planner_key("conversions", 30), *others}) == 4


def test_weeks_scenarios_and_the_sentence_hold_for_it(workbench, planner):
    spend = {c.id: (c.today / 5,) * 5 for c in planner.campaigns}
    weeks = workbench.weeks.figures(CUSTOMER_VALUE, 30, spend, False)
    plain = workbench.weeks.figures("conversions", 30, spend, False)
    mean = float(planner.worth.mean())
    assert 0.5 * mean < weeks.total / plain.total < 1.5 * mean
    settings = PlanSettings(outcome=CUSTOMER_VALUE, days=30)
    best = workbench.optimize(settings)
    kept = workbench.plans.save("Customers first", settings, best.spend, optimized=True)
    assert workbench.scenarios.get(kept.id).settings.outcome == CUSTOMER_VALUE
    assert workbench.plans.older([kept]) == {kept.id: ""}
    with pytest.raises(InputError, match="no day of the data measures"):
        workbench.tracker.put(kept.id)
    assert "1,416 new customers since 21 Feb 2026" in planner.rests_on
    assert "known for 1.5\u00a0% of the conversions" in planner.rests_on
