"""The generator keeps its promises: repeatable, consistent, realistic, and true to the truth that it states."""

import subprocess
import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from core.curves import mean_curve
from core.data import DAILY_METRICS, MEASURES
from core.data.schema import CAMPAIGNS, CUSTOMERS, INTERACTIONS
from core.errors import InputError
from core.simulation import DataGenerator, Truth
from core.simulation.activity import TAIL
from core.simulation.catalogue import campaign_names
from core.simulation.truth import ANOMALIES, EVENTS, PARAMETERS


@pytest.fixture(scope="module")
def dataset():
    return DataGenerator(seed=7, campaigns=24, customers=3_000, days=500).generate()


def wide(dataset, measure: str) -> pd.DataFrame:
    """One column a campaign, not a number where the data hold no row."""
    return dataset.daily_metrics.pivot_table(index="date", columns="campaign_id", values=measure, dropna=False)


def hash_in_new_process(arguments: str) -> str:
    code = f"from core.simulation import DataGenerator; print(DataGenerator({arguments}).generate().content_hash)"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_the_same_seed_gives_the_same_content_in_a_fresh_process():
    assert hash_in_new_process("seed=5, campaigns=7") == DataGenerator(seed=5, campaigns=7).generate().content_hash


def test_another_seed_span_or_currency_gives_other_content():
    hashes = {
        DataGenerator(customers=50, **what).generate().content_hash
        for what in ({}, {"seed": 8}, {"days": 364}, {"currency": "USD"}, {"end": date(2026, 1, 31)}, {"campaigns": 11})
    }
    assert len(hashes) == 6


def test_a_changed_cell_changes_the_hash(dataset):
    for name in ("daily_metrics", "campaigns", "customers", "interactions"):
        frame = getattr(dataset, name).copy()
        frame.iloc[-1, frame.columns.get_loc("channel")] = "Elsewhere"
        assert replace(dataset, **{name: frame}).content_hash != dataset.content_hash


def test_frames_have_the_columns_of_the_schema_and_no_gaps(dataset):
    for frame, columns in (
        (dataset.daily_metrics, DAILY_METRICS),
        (dataset.campaigns, CAMPAIGNS),
        (dataset.customers, CUSTOMERS),
        (dataset.interactions, INTERACTIONS),
        (dataset.truth.parameters, PARAMETERS),
        (dataset.truth.events, EVENTS),
    ):
        assert tuple(frame.columns) == columns
        assert not frame.isna().any().any()
    assert not dataset.daily_metrics.duplicated(["date", "campaign_id"]).any()
    assert (dataset.daily_metrics[list(MEASURES)] >= 0).all().all()
    assert (dataset.daily_metrics["clicks"] <= dataset.daily_metrics["impressions"]).all()
    assert len(dataset.truth.day_factor) == 500
    assert dataset.last_day == date(2026, 11, 22)


def test_more_customers_leave_the_campaigns_as_they_are():
    few, many = (DataGenerator(customers=n).generate() for n in (0, 500))
    pd.testing.assert_frame_equal(few.daily_metrics, many.daily_metrics)
    assert len(few.customers) == len(few.interactions) == 0


def test_campaigns_start_pause_and_end_and_most_run_throughout(dataset):
    spent = wide(dataset, "spend").fillna(0) > 0
    first, last = dataset.truth.day_factor.index[[0, -1]]
    about = dataset.campaigns.set_index("campaign_id")
    for campaign, days in spent.items():
        assert about.loc[campaign, "start"] == days[days].index[0]
        assert about.loc[campaign, "end"] == days[days].index[-1]
    late, ended = about["start"] > first, about["end"] < last
    paused = ~late & ~ended & ~spent.all()
    assert (late.sum(), paused.sum(), ended.sum()) == (2, 2, 2)
    after_end = dataset.daily_metrics.merge(about["end"], left_on="campaign_id", right_index=True)
    assert ((after_end["date"] - after_end["end"]).dt.days <= TAIL).all()


def test_customers_and_interactions_agree_with_the_campaigns(dataset):
    people, contacts = dataset.customers, dataset.interactions
    assert 5 * len(people) < len(contacts) < 8 * len(people)
    joined = contacts.merge(people, on="customer_id", suffixes=("", "_won"))
    assert len(joined) == len(contacts)
    bought = joined[joined["kind"] == "purchase"]
    assert (bought["date"] >= bought["acquired"]).all()
    spending = dataset.daily_metrics.query("spend > 0")[["date", "campaign_id", "channel"]]
    assert len(contacts.merge(spending, on=["date", "campaign_id", "channel"])) == len(contacts)
    # The first purchase is that of the day and channel by which the customer was won.
    won = bought.query("date == acquired and channel == channel_won")
    assert won["customer_id"].nunique() == len(people)
    assert (contacts["value"] > 0).eq(contacts["kind"] == "purchase").all()


def test_revenue_is_conversions_times_order_value(dataset):
    sums = dataset.daily_metrics.groupby("campaign_id")[["conversions", "revenue"]].sum()
    order_value = dataset.truth.parameters.set_index("campaign_id")["order_value"]
    # Order values vary by half of their mean: the mean of n of them is within 4 standard errors.
    error = 4 * 0.5 / np.sqrt(sums["conversions"])
    assert (np.abs(sums["revenue"] / sums["conversions"] / order_value - 1) < error).all()


def longest_noise_free(truth: Truth, spend: np.ndarray, days: int) -> np.ndarray:
    """Conversions by campaign at steady spend, day by day in plain Python: no shared code with the generator."""
    totals = []
    for (_, row), x in zip(truth.parameters.iterrows(), spend, strict=True):
        stock, total = 0.0, 0.0
        factors = list(truth.day_factor.to_numpy())[-days:]
        for day in range(2_000 + len(factors)):
            stock = (1 - row["decay"]) * x + row["decay"] * stock
            if day >= 2_000:
                share = stock ** row["slope"] / (stock ** row["slope"] + row["half_saturation"] ** row["slope"])
                total += factors[day - 2_000] * row["ceiling"] * share
        totals.append(total / len(factors))
    return np.array(totals)


def test_prediction_is_the_noise_free_simulation_averaged_over_a_year():
    truth = DataGenerator(seed=2, campaigns=5, customers=0, days=700).generate().truth
    spend = np.array([50.0, 400.0, 1_000.0, 2_500.0, 9_000.0])
    expected = longest_noise_free(truth, spend, days=365)
    np.testing.assert_allclose(truth.predict(spend, "conversions"), expected, rtol=1e-9)
    revenue = expected * truth.parameters["order_value"].to_numpy()
    np.testing.assert_allclose(truth.predict(spend), revenue, rtol=1e-9)
    np.testing.assert_allclose(truth.roas(spend), revenue / spend, rtol=1e-9)
    at_curve = [float(mean_curve(curve, x)) for curve, x in zip(truth.curves(), spend, strict=True)]
    np.testing.assert_allclose(at_curve, revenue, rtol=1e-9)
    assert [curve.name for curve in truth.curves()] == sorted(truth.parameters["campaign_id"])


def expected_conversions(dataset) -> pd.DataFrame:
    """Mean conversions by day and campaign from the truth and the spend in the data, without the anomalies."""
    spend = wide(dataset, "spend").fillna(0)
    truth, mean = dataset.truth, {}
    for row in truth.parameters.itertuples():
        stock = spend[row.campaign_id].ewm(alpha=1 - row.decay, adjust=False).mean()
        # pandas starts at the first value; the recursion starts at zero.
        stock -= spend[row.campaign_id].iloc[0] * row.decay ** (np.arange(len(spend)) + 1)
        share = 1 / (1 + (row.half_saturation / stock.clip(lower=1e-9)) ** row.slope)
        mean[row.campaign_id] = truth.day_factor * row.ceiling * share
    return pd.DataFrame(mean)


def test_conversions_scatter_around_the_truth_by_15_to_40_percent():
    scatter, bias = [], []
    for seed in range(4):
        dataset = DataGenerator(seed=seed, customers=0).generate()
        seen = wide(dataset, "conversions")
        mean = expected_conversions(dataset)
        for event in dataset.truth.events.itertuples():
            around = pd.date_range(event.start, event.end + pd.Timedelta(days=7))
            seen.loc[seen.index.isin(around)] = np.nan
        ratio = (seen / mean).where(mean > 3)
        scatter += list(ratio.std())
        bias += list(ratio.mean() - 1)
    assert min(scatter) > 0.13
    assert max(scatter) < 0.48
    assert 0.18 < np.median(scatter) < 0.36
    assert abs(np.mean(bias)) < 0.01


def test_figures_are_those_of_a_plausible_account():
    s_shaped, below_inflection, saturated, roas = [], 0, 0, []
    for seed in range(10):
        dataset = DataGenerator(seed=seed, customers=0).generate()
        metrics = dataset.daily_metrics.query("spend > 0")
        means = metrics.groupby("campaign_id")[["spend", "conversions"]].mean()
        assert means["spend"].between(250, 4_200).all()
        assert means["conversions"].between(5, 600).all()
        parameters = dataset.truth.parameters
        today = dataset.campaigns["budget"].to_numpy()
        roas += list(dataset.truth.roas(today))
        k = parameters["slope"].to_numpy()
        share = 1 / (1 + (parameters["half_saturation"] / today) ** k)
        s_shaped.append((k > 1).mean())
        below_inflection += int((share < (k - 1) / (2 * k)).sum())
        saturated += int((share > 0.8).sum())
    assert s_shaped == [0.5] * 10
    assert below_inflection >= 5
    assert saturated >= 5
    assert min(roas) > 0.6
    assert max(roas) < 7.5


def test_a_better_split_of_today_s_budget_exists():
    gains = []
    for seed in range(12):
        truth = DataGenerator(seed=seed, customers=0).generate().truth
        today = DataGenerator(seed=seed, customers=0).generate().campaigns["budget"].to_numpy(float)
        gains.append(best_outcome(truth, today) / truth.predict(today).sum() - 1)
    assert min(gains) > 0.01
    assert 0.03 < np.median(gains) < 0.12


def best_outcome(truth: Truth, today: np.ndarray, steps: int = 300) -> float:
    """Best split of today's total within 0 to 3 times today, by dynamic programming over a grid."""
    step = today.sum() / steps
    best = np.full(steps + 1, -np.inf)
    best[0] = 0.0
    for curve, spend in zip(truth.curves(), today, strict=True):
        most = int(min(3 * spend / step, steps))
        outcome = mean_curve(curve, np.arange(most + 1) * step)
        choices = np.full((most + 1, steps + 1), -np.inf)
        for used in range(most + 1):
            choices[used, used:] = best[: steps + 1 - used] + outcome[used]
        best = choices.max(axis=0)
    return float(best.max())


def test_events_can_be_seen_in_the_data_and_are_not_in_the_season(dataset):
    events = dataset.truth.events.set_index("kind")
    assert sorted(set(events.index) & set(ANOMALIES)) == sorted(ANOMALIES)
    assert list(events.index).count("budget_cut") == 1
    assert len(events) == 3
    daily = dataset.daily_metrics.set_index("date")

    cut = events.loc["budget_cut"]
    spend = daily.groupby("date")["spend"].sum()
    before = spend[spend.index < cut["start"]].tail(28).mean()
    assert spend[cut["start"] : cut["end"]].mean() < 0.6 * before
    assert 14 <= (cut["end"] - cut["start"]).days < 28

    outage = events.loc["tracking_outage"]
    hit = daily.loc[[outage["start"]]].query("channel == @outage.channel")
    assert (hit["conversions"] == 0).all()
    assert (hit["revenue"] == 0).all()
    assert hit["spend"].sum() > 0
    assert (pd.Timestamp(dataset.last_day) - outage["start"]).days < 60
    others = daily.loc[[outage["start"]]].query("channel != @outage.channel and spend > 100")
    assert (others["conversions"] > 0).all()

    bots = events.loc["bot_clicks"]
    campaign = daily[daily["campaign_id"] == bots["campaign_id"]]
    week = campaign[bots["start"] - pd.Timedelta(days=7) : bots["start"] - pd.Timedelta(days=1)]
    assert campaign.loc[bots["start"], "clicks"] > 1.6 * week["clicks"].median()

    factor = dataset.truth.day_factor
    assert factor[outage["start"]] > 0.5
    assert factor[cut["start"] : cut["end"]].mean() > 0.7


def test_demand_moves_with_weekday_season_and_holidays():
    factor = DataGenerator(customers=0, days=1_096).generate().truth.day_factor
    by_weekday = factor.groupby(factor.index.dayofweek).mean()
    assert by_weekday.max() / by_weekday.min() > 1.08
    by_month = factor.groupby(factor.index.month).mean()
    assert by_month[12] > by_month[7]
    assert factor["2025-11-28"] > 1.2 * factor["2025-11-21"]
    assert factor["2025-12-25"] < 0.8 * factor["2025-12-18"]
    # A later year is stronger: the same weekday and week of the year, 364 days apart.
    assert factor.iloc[-364:].mean() > factor.iloc[-728:-364].mean()


def test_spend_does_not_follow_demand():
    seen = []
    for seed in range(6):
        dataset = DataGenerator(seed=seed, customers=0).generate()
        spend = wide(dataset, "spend")
        conversions = wide(dataset, "conversions")
        noise = conversions / expected_conversions(dataset)
        weekly = np.log(spend.where(spend > 0)).diff(7)
        seen += [weekly[c].corr(noise[c]) for c in spend]
    assert abs(np.mean(seen)) < 0.03


def test_names_are_unique_for_hundreds_of_campaigns():
    names = [name for _, name, _ in campaign_names(600)]
    assert len(set(names)) == 600
    assert len({c.name for c, _, _ in campaign_names(6)}) == 6


@pytest.mark.parametrize(("campaigns", "days"), [(1, 1), (1, 10), (3, 28), (6, 56), (13, 60), (6, 29)])
def test_small_spans_work(campaigns, days):
    for seed in range(5):
        dataset = DataGenerator(seed=seed, campaigns=campaigns, customers=20, days=days).generate()
        assert dataset.daily_metrics["date"].nunique() == days
        assert len(dataset.truth.predict(np.full(campaigns, 100.0))) == campaigns


@pytest.mark.parametrize("wrong", [{"campaigns": 0}, {"days": 0}, {"customers": -1}, {"seed": -1}])
def test_impossible_sizes_are_refused(wrong):
    with pytest.raises(InputError, match="must be at least"):
        DataGenerator(**wrong)


def test_truth_refuses_what_it_does_not_know(dataset):
    with pytest.raises(InputError, match="one of revenue, conversions"):
        dataset.truth.predict(np.ones(24), "clicks")
    with pytest.raises(InputError, match="one a campaign"):
        dataset.truth.predict(np.ones(3))


def test_a_large_data_set_stays_small_in_memory():
    dataset = DataGenerator(campaigns=50, customers=20_000, days=730).generate()
    frames = (dataset.daily_metrics, dataset.customers, dataset.interactions)
    assert sum(frame.memory_usage().sum() for frame in frames) < 11e6
