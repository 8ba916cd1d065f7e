"""Calibration: a finished test moves the curve toward the truth, once, and a part of the business counts as a part."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from core.assumptions import set_aside
from core.data import Dataset
from core.errors import InputError
from core.experiments.regions.calibration import lift_test_of, with_test, without_test
from core.experiments.regions.lift import read_region_test
from core.experiments.regions.regions import RegionPanel
from core.experiments.regions.spend_design import plan_spend_test
from core.experiments.regions.spend_test import expected_change, read_spend_test
from core.experiments.regions.taught import taught_by
from core.memo import DictMemo
from core.planning import fit_response, make_planner
from core.response import Assumptions, LiftTest
from core.response.adstock import geometric_adstock
from core.response.incrementality import _changes
from core.response.panel import make_panel
from core.simulation import DataGenerator

DAYS = 28
CAMPAIGN = "c003"


def claiming(campaign: str) -> Dataset:
    """A world in which the platform of one campaign claims twice what it brings."""
    dataset = DataGenerator(seed=11, campaigns=4, customers=0, days=300).generate()
    metrics = dataset.daily_metrics.copy()
    metrics.loc[metrics["campaign_id"] == campaign, "revenue"] *= 2
    return replace(dataset, daily_metrics=metrics)


@pytest.fixture(scope="module")
def claimed() -> Dataset:
    return claiming(CAMPAIGN)


@pytest.fixture(scope="module")
def memo() -> DictMemo:
    return DictMemo()


def usual(dataset: Dataset, campaign: str = CAMPAIGN) -> float:
    metrics = dataset.daily_metrics
    spent = metrics.loc[metrics["campaign_id"] == campaign].set_index("date")["spend"]
    return float(spent.iloc[-DAYS:].mean())


def truth(dataset: Dataset, spend: float, campaign: str = CAMPAIGN) -> float:
    """What the campaign really brings a day at a steady spend."""
    steady = np.zeros(len(dataset.truth.parameters))
    at = dataset.truth.parameters["campaign_id"].tolist().index(campaign)
    steady[at] = spend
    return float(dataset.truth.predict(steady)[at])


def region_test(dataset: Dataset, campaign: str = CAMPAIGN, noise: float = 0.004) -> RegionPanel:
    """The whole business in 20 regions; six of them stop the campaign for the last days."""
    rng = np.random.default_rng(2)
    periods, regions, spend = 250, 20, usual(dataset, campaign)
    size = rng.dirichlet(np.full(regions, 8.0))
    rest = 4 * truth(dataset, spend, campaign)
    level = 1 + 0.1 * np.sin(np.arange(periods) / 30)[:, None]
    outcome = (
        size
        * (rest * level + truth(dataset, spend, campaign))
        * np.exp(noise * rng.standard_normal((periods, regions)))
    )
    cost = np.tile(size * spend, (periods, 1))
    # What was spent before still works for a while, as it does in the world of the generator.
    path = np.full((periods, 1), spend)
    path[-DAYS:] = 0.0
    row = dataset.truth.parameters.set_index("campaign_id").loc[campaign]
    felt = geometric_adstock(path, np.array([row["decay"]]))[-DAYS:, 0]
    lost = truth(dataset, spend, campaign) - np.array([truth(dataset, float(one), campaign) for one in felt])
    demand = dataset.truth.day_factor.to_numpy()[-DAYS:] / dataset.truth.average_factor
    outcome[-DAYS:, :6] -= size[:6] * (demand * lost)[:, None]
    cost[-DAYS:, :6] = 0.0
    first = dataset.last_day - timedelta(days=periods - 1)
    return RegionPanel(tuple(f"R{i}" for i in range(regions)), first, 1, outcome, cost, "revenue", "spend")


# The second one's curve is steep at first and its spend varies from day to day: what a holdout leaves must be nothing.
@pytest.mark.parametrize("campaign", [CAMPAIGN, "c002"])
def test_a_region_test_moves_the_curve_to_the_truth(campaign: str, claimed: Dataset, memo: DictMemo) -> None:
    world = claimed if campaign == CAMPAIGN else claiming(campaign)
    panel, spent = region_test(world, campaign), usual(world, campaign)
    treated = tuple(f"R{i}" for i in range(6))
    found = read_region_test(panel, treated, panel.day(250 - DAYS), panel.last_day, subject=campaign)
    test = lift_test_of(found, "Autumn holdout")
    assert 0.2 < test.share < 0.45
    assert test.spend_change == pytest.approx(-test.share * spent * DAYS, rel=0.02)
    # The books of the whole business show the cut in the tested share alone.
    metrics = world.daily_metrics.copy()
    cut = (metrics["campaign_id"] == campaign) & (metrics["date"] > str(world.last_day - timedelta(days=DAYS)))
    metrics.loc[cut, ["spend", "revenue"]] *= 1 - test.share
    held = replace(world, daily_metrics=metrics)
    real = truth(world, spent, campaign) / spent

    def returned(tests: tuple[LiftTest, ...]) -> float:
        fit = fit_response(held, "revenue", memo, Assumptions(lift_tests=tests))
        at = fit.campaign_ids.index(campaign)
        spend = np.zeros(len(fit.campaign_ids))
        spend[at] = spent
        return float(fit.predict(spend)[:, at].mean() / spent)

    before, after, unscaled = returned(()), returned((test,)), returned((replace(test, share=1.0),))
    assert before > 1.6 * real
    assert after == pytest.approx(real, rel=0.1)
    # As a cut of the top of the spend everywhere it would say something else.
    assert abs(after - real) < abs(unscaled - real)


def test_a_share_of_the_business_is_that_share_of_the_same_change_everywhere(claimed: Dataset, memo: DictMemo) -> None:
    fit, panel = fit_response(claimed, "revenue", memo), make_panel(claimed.daily_metrics, "revenue")
    at, spend = panel.ids.index(CAMPAIGN), usual(claimed)
    first, last = _days(claimed)
    draws = SimpleNamespace(own=fit.timeline.own, shared=fit.timeline.shared)
    foretold = {}
    for share in (1.0, 0.4):
        # Raised by half over the usual: in the whole business, and in two fifths of it.
        spent = panel.spend.copy()
        spent[-DAYS:, at] = spend * (1 + 0.5 * share)
        held = replace(panel, spend=spent)
        mean = replace(fit.timeline.mean, spend=spent)
        test = LiftTest(CAMPAIGN, first, last, 0.5 * share * spend * DAYS, 1.0, 1.0, "x", share)
        foretold[share] = _changes(test, (at,), held, mean, draws)[:, at]
    assert foretold[1.0].min() > 0
    np.testing.assert_allclose(foretold[0.4], 0.4 * foretold[1.0], rtol=1e-6)


def test_a_test_is_learned_once_and_another_version_takes_its_place() -> None:
    test = LiftTest("TV", date(2026, 3, 1), date(2026, 3, 14), 100.0, 200.0, 20.0, "Spring", 0.3)
    once = with_test(Assumptions(), test)
    assert with_test(once, test) == once
    newer = replace(test, outcome_change=150.0)
    assert with_test(once, newer).lift_tests == (newer,)
    renamed = replace(test, name="March")
    assert with_test(once, renamed).lift_tests == (renamed,)
    other = replace(test, subject="Radio")
    assert len(with_test(once, other).lift_tests) == 2
    assert without_test(once, test) == Assumptions()
    assert Assumptions.from_plain(once.plain()) == once
    # Tests of all of the business are kept and keyed as they were before there were others.
    assert "share" not in with_test(Assumptions(), replace(test, share=1.0)).plain()["lift_tests"][0]


def test_a_share_outside_of_the_business_is_refused() -> None:
    for share in (0.0, 1.5, float("nan")):
        with pytest.raises(InputError, match="share of the business"):
            LiftTest("TV", date(2026, 3, 1), date(2026, 3, 14), 100.0, 200.0, 20.0, "Spring", share)


def test_what_was_taught_is_said_and_what_does_not_fit_is_set_aside(claimed: Dataset, memo: DictMemo) -> None:
    test = LiftTest(CAMPAIGN, *_days(claimed), -0.5 * usual(claimed) * DAYS, -100.0, 500.0, "Cut")
    used = Assumptions(lift_tests=(test,))
    found = taught_by(claimed, "revenue", used, test, memo)
    (one,) = found.campaigns
    assert one.after < one.before
    assert one.interval.lower < one.after < one.interval.upper
    assert found.moved > 0
    strange = replace(test, subject="Radio"), replace(test, start=date(2020, 1, 1), end=date(2020, 1, 9))
    reasons = [one.reason for one in set_aside(Assumptions(lift_tests=strange), claimed)]
    assert "not in this data set" in reasons[0]
    assert "this data set holds" in reasons[1]


def test_a_cut_of_one_campaign_is_read_from_the_data(claimed: Dataset) -> None:
    metrics = claimed.daily_metrics.copy()
    first, last = _days(claimed)
    cut = (metrics["campaign_id"] == CAMPAIGN) & (metrics["date"] >= str(first))
    gone = float(metrics.loc[cut, "revenue"].sum()) * 0.6
    metrics.loc[cut, "revenue"] *= 0.4
    metrics.loc[cut, "spend"] *= 0.5
    held = replace(claimed, daily_metrics=metrics)
    found = read_spend_test(held, CAMPAIGN, first, last, "revenue")
    assert found.clear
    assert found.interval.lower < -gone < found.interval.upper
    spent = held.daily_metrics.loc[held.daily_metrics["campaign_id"] == CAMPAIGN].set_index("date")["spend"]
    assert found.spend_change == pytest.approx(spent[-DAYS:].sum() - spent[-2 * DAYS : -DAYS].sum())
    assert lift_test_of(found, "Cut").share == 1.0
    with pytest.raises(InputError, match="hold"):
        read_spend_test(held, CAMPAIGN, first, last + timedelta(days=9), "revenue")
    with pytest.raises(InputError, match="no campaign"):
        read_spend_test(held, "<b>", first, last, "revenue")
    with pytest.raises(InputError, match="Say which campaign"):
        lift_test_of(replace(found, subject=""), "Cut")
    with pytest.raises(InputError, match="how much the spend"):
        lift_test_of(replace(found, spend_change=float("nan")), "Cut")


def test_a_plan_of_one_campaign_says_what_it_could_see(claimed: Dataset, memo: DictMemo) -> None:
    planner = make_planner(claimed, "revenue", 14, memo)
    today = next(c.today for c in planner.campaigns if c.id == CAMPAIGN) / 14
    sees = [
        plan_spend_test(claimed, CAMPAIGN, "revenue", c, 14, expected_change(planner, CAMPAIGN, c), today)
        for c in (-0.1, -1.0)
    ]
    assert sees[0].power < sees[1].power
    assert sees[0].smallest == sees[1].smallest
    assert sees[1].expected < 0
    for change in (0.0, -2.0, float("nan")):
        with pytest.raises(InputError, match="cuts the spend"):
            expected_change(planner, CAMPAIGN, change)


def _days(dataset: Dataset) -> tuple[date, date]:
    return dataset.last_day - timedelta(days=DAYS - 1), dataset.last_day
