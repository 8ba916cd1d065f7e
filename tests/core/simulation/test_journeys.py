"""Generated journeys are plausible, and what caused each purchase is known and kept."""

import numpy as np
import pandas as pd
import pytest

from core.simulation import DataGenerator, Truth
from core.simulation.journeys import MANNERS, _drawn


@pytest.fixture(scope="module")
def dataset():
    return DataGenerator(seed=3, campaigns=12, customers=4_000).generate()


@pytest.fixture(scope="module")
def paired(dataset):
    """Purchases in the records beside their causes."""
    bought = dataset.interactions.query("kind == 'purchase'").sort_values(["date", "customer_id", "value"])
    causes = dataset.truth.causes
    assert len(bought) == len(causes)
    for column in ("date", "customer_id", "value"):
        assert (bought[column].to_numpy() == causes[column].to_numpy()).all()
    return bought.reset_index(drop=True).assign(cause=causes["campaign_id"], cause_channel=causes["channel"])


def before(dataset, purchases: pd.DataFrame) -> pd.DataFrame:
    """Contacts of the 30 days before each purchase, its own row left out."""
    contacts = dataset.interactions.query("kind != 'purchase'")
    joined = purchases.reset_index(names="purchase").merge(contacts, on="customer_id", suffixes=("", "_met"))
    days = (joined["date"] - joined["date_met"]).dt.days
    return joined.assign(days=days)[days.between(0, 30)]


def test_first_purchases_are_caused_in_proportion_to_what_campaigns_bring(dataset, paired):
    first = paired.drop_duplicates("customer_id")
    share = first["cause"].value_counts(normalize=True)
    brought = dataset.daily_metrics.groupby("campaign_id")["conversions"].sum()
    brought = (brought / brought.sum()).reindex(share.index)
    assert np.abs(share - brought).max() < 4 * np.sqrt(0.25 / len(first))


def test_what_stands_in_the_records_of_a_purchase_is_not_always_its_cause(dataset, paired):
    other = (paired["campaign_id"] != paired["cause"]).groupby(paired["cause_channel"]).mean()
    for channel, share in other.items():
        assert share == pytest.approx(MANNERS[channel].closed, abs=0.05)
    # Brand search and coupons close what others caused; video hardly ever does.
    closer = paired[paired["campaign_id"] != paired["cause"]]["channel"].value_counts(normalize=True)
    assert closer["Search"] > 0.35
    assert closer.get("Video", 0.0) < 0.05


def test_people_meet_several_campaigns_before_they_buy_and_the_cause_is_mostly_among_them(dataset, paired):
    met = before(dataset, paired)
    assert 0.9 < len(met) / len(paired) < 2.5
    cause_met = met[met["campaign_id_met"] == met["cause"]]["purchase"].nunique()
    recorded = (paired["campaign_id"] == paired["cause"]).sum()
    closed = paired[paired["campaign_id"] != paired["cause"]]
    seen = met[(met["campaign_id_met"] == met["cause"]) & met["purchase"].isin(closed.index)]["purchase"].nunique()
    assert 0.7 < seen / len(closed) < 0.97
    assert cause_met < recorded + len(closed)


def test_video_and_display_come_early_and_search_comes_late(dataset, paired):
    days = before(dataset, paired).groupby("channel_met")["days"].mean()
    assert min(days["Video"], days["Display"]) > 1.4 * max(days["Search"], days["Affiliate"])


def test_many_contacts_lead_to_nothing(dataset):
    contacts = dataset.interactions
    last = contacts.query("kind == 'purchase'").groupby("customer_id")["date"].max()
    after = contacts["date"] > contacts["customer_id"].map(last)
    assert after.mean() > 0.1


def test_purchases_are_the_same_whatever_people_met_besides(dataset):
    """Days, people and amounts of purchases come from a stream of their own, as before there were journeys."""
    bought = dataset.interactions.query("kind == 'purchase'")
    per = bought.groupby("customer_id").size()
    assert per.min() == 1
    assert 1.4 < per.mean() < 1.6


def test_causes_are_kept_and_older_data_sets_can_still_be_read(dataset):
    frames = dataset.truth.to_frames()
    again = Truth.from_frames(frames)
    pd.testing.assert_frame_equal(again.causes, dataset.truth.causes)
    older = Truth.from_frames({name: frame for name, frame in frames.items() if name != "causes"})
    assert older.causes.empty
    assert list(older.curves()) == list(dataset.truth.curves())


def test_a_campaign_is_drawn_by_weight_and_never_the_one_left_out():
    rng = np.random.default_rng(0)
    weight = np.array([[1.0, 2.0, 0.0, 5.0], [0.0, 3.0, 0.0, 0.0]])
    drawn = _drawn(rng, weight, np.zeros(40_000, int), np.full(40_000, -1))
    np.testing.assert_allclose(np.bincount(drawn, minlength=4) / 40_000, weight[0] / 8, atol=0.01)
    without = _drawn(rng, weight, np.zeros(40_000, int), np.ones(40_000, int))
    np.testing.assert_allclose(np.bincount(without, minlength=4) / 40_000, [1 / 6, 0, 0, 5 / 6], atol=0.01)
    # Nobody else is there on that day: it stays.
    assert set(_drawn(rng, weight, np.ones(50, int), np.ones(50, int))) == {1}
