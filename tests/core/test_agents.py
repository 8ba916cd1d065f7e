"""What agents say against the draws and sums that it must come from."""

import numpy as np
import pandas as pd
import pytest

from core.agents import agent, agents
from core.allocation.planning import PlanSettings
from core.data import Dataset
from core.errors import NotFoundError
from core.memo import DictMemo
from core.planning import make_planner
from core.simulation import DataGenerator

MEMO = DictMemo()


@pytest.fixture(scope="module")
def dataset():
    return DataGenerator(seed=7, campaigns=12, customers=50, days=365).generate()


def test_agents_register_themselves():
    assert {"BudgetOptimizer", "CampaignAnalyzer"} <= {a.name for a in agents()}
    assert all(a.description for a in agents())
    with pytest.raises(NotFoundError, match="BudgetOptimizer"):
        agent("Nobody")


def test_a_move_brings_what_it_says(dataset):
    report = agent("BudgetOptimizer").run(dataset, memo=MEMO)
    planner = make_planner(dataset, "revenue", 30, MEMO)
    assert report.recommendations
    for advice in report.recommendations:
        assert sum(advice.shifts.values()) == pytest.approx(0)
        spend = planner.today + [advice.shifts.get(c.id, 0.0) for c in planner.campaigns]
        effect = (planner.outcome_draws(spend) - planner.outcome_draws(planner.today)).sum(axis=1)
        assert advice.effect.mean == pytest.approx(effect.mean())
        assert advice.effect.lower == pytest.approx(np.quantile(effect, 0.1))
        assert advice.chance == pytest.approx((effect > 0).mean())
        for campaign in planner.campaigns:
            shift = advice.shifts.get(campaign.id, 0.0)
            assert abs(shift) <= 0.5 * campaign.today + 0.01
            if shift:
                assert campaign.name in advice.action
                assert campaign.running


def test_moves_of_generated_data_help_in_truth(dataset):
    report = agent("BudgetOptimizer").run(dataset, memo=MEMO)
    planner = make_planner(dataset, "revenue", 30, MEMO)
    ids = list(dataset.truth.parameters["campaign_id"])
    today = {c.id: c.today / 30 for c in planner.campaigns}
    total = {i: today[i] for i in ids}
    for advice in report.recommendations:
        for campaign, shift in advice.shifts.items():
            total[campaign] += shift / 30
    before = dataset.truth.predict([today[i] for i in ids]).sum()
    after = dataset.truth.predict([total[i] for i in ids]).sum()
    assert after > before


def test_a_campaign_that_ended_is_left_alone_and_said(dataset):
    metrics = dataset.daily_metrics.copy()
    ended = metrics["campaign_id"].iloc[0]
    gone = (metrics["campaign_id"] == ended) & (metrics["date"] > metrics["date"].max() - pd.Timedelta(days=60))
    metrics.loc[gone, ["spend", "conversions", "revenue"]] = 0.0
    changed = Dataset("ended", metrics, dataset.campaigns, currency="EUR")
    planner = make_planner(changed, "revenue", 30, DictMemo())
    stopped = next(c for c in planner.campaigns if c.id == ended)
    assert not stopped.running
    assert stopped.today == 0
    assert stopped.upper == pytest.approx(3 * stopped.usual)
    assert stopped.usual > 0
    moves = agent("BudgetOptimizer").run(changed).recommendations
    assert all(ended not in advice.campaign_ids for advice in moves)
    report = agent("CampaignAnalyzer").run(changed)
    assert any(f.campaign_id == ended and "has not spent since" in f.text for f in report.findings)


def test_ranking_is_by_what_the_model_expects(dataset):
    report = agent("CampaignAnalyzer").run(dataset, memo=MEMO)
    table = report.tables["ranking"]
    # What runs and is known first, then what is little known, then what stopped.
    group = np.where(~table["running"], 2, np.where(table["known"], 0, 1))
    assert (np.diff(group) >= 0).all()
    assert all(part.is_monotonic_decreasing for _, part in table["mean"].groupby(group))
    assert table["chance_best"].sum() == pytest.approx(1)
    running = table[table["running"]]
    assert running["campaign"].iloc[0] in report.headline
    assert running["campaign"].iloc[-1] in report.headline


def test_spend_without_conversions_is_named_only_beyond_chance(dataset):
    metrics = dataset.daily_metrics.copy()
    recent = metrics["date"] > metrics["date"].max() - pd.Timedelta(days=28)
    spend = metrics[recent].groupby("campaign_id")["spend"].sum()
    loud = spend.idxmax()
    metrics.loc[recent & (metrics["campaign_id"] == loud), ["conversions", "revenue"]] = 0.0
    report = agent("CampaignAnalyzer").run(Dataset("loud", metrics, dataset.campaigns, currency="EUR"))
    assert [r.campaign_ids for r in report.recommendations] == [(loud,)]
    quiet = metrics.copy()
    quiet.loc[recent & (quiet["campaign_id"] == loud), "spend"] *= 1e-4
    report = agent("CampaignAnalyzer").run(Dataset("quiet", quiet, dataset.campaigns, currency="EUR"))
    assert report.recommendations == ()


def test_conversions_are_spoken_of_where_there_is_no_revenue(dataset):
    bare = Dataset(
        "bare",
        dataset.daily_metrics.assign(revenue=0.0),
        dataset.campaigns,
        measured=("spend", "impressions", "clicks", "conversions"),
    )
    report = agent("BudgetOptimizer").run(bare)
    assert "conversions" in report.headline or "about as good" in report.headline
    assert "€" not in report.headline
    assert PlanSettings().outcome == "revenue"
