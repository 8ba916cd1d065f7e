"""Tests of rates against simulation and statsmodels."""

import numpy as np
import pytest

from core.data import Dataset
from core.experiments.worth.rate_tests import DAYS, KINDS, rate_error, rate_tests
from core.simulation import DataGenerator


@pytest.fixture(scope="module")
def dataset():
    return DataGenerator(seed=4, campaigns=6, customers=5, days=120).generate()


def test_the_error_is_that_of_two_simulated_halves():
    rng = np.random.default_rng(1)
    rate, people = 0.03, 80_000
    halves = rng.binomial(people // 2, rate, (2, 4_000)) / (people // 2)
    assert rate_error(rate, people) == pytest.approx(np.std(halves[1] / halves[0] - 1), rel=0.04)


def test_the_smallest_change_is_seen_in_four_of_five_tests(dataset):
    rng = np.random.default_rng(6)
    one = max(rate_tests(dataset, "revenue", 90), key=lambda t: t.error)

    def seen(change):
        half = round(one.people / 2)
        counts = rng.binomial(half, [[one.rate], [one.rate * (1 + change)]], (2, 20_000))
        rate = counts / half
        error = np.sqrt((rate * (1 - rate)).sum(axis=0) / half)
        return float((np.abs(rate[1] - rate[0]) > 1.96 * error).mean())

    assert seen(one.smallest) == pytest.approx(0.8, abs=0.02)
    assert seen(one.what.spread) == pytest.approx(one.sees, abs=0.02)


def test_the_value_is_that_of_keeping_the_better_one_again_and_again(dataset):
    one = max(rate_tests(dataset, "revenue", 90), key=lambda t: t.worth)
    rng = np.random.default_rng(2)
    change = rng.normal(0, one.what.spread, 400_000)
    read = change + rng.normal(0, one.error, 400_000)
    brought = one.outcome * (90 - one.days) * one.what.passed * change
    # With a mean of zero beforehand, the better one by the reading is the better one to expect.
    assert one.worth == pytest.approx(np.where(read > 0, brought, 0.0).mean(), rel=0.01)
    after = read * one.what.spread**2 / (one.what.spread**2 + one.error**2)
    kept = np.maximum(one.outcome * (90 - one.days) * one.what.passed * after, 0.0)
    assert one.quantile(0.95) == pytest.approx(np.quantile(kept, 0.95), rel=0.02)
    assert one.quantile(0.05) == 0.0
    assert one.worth < one.perfect


def test_rates_and_volumes_are_those_of_the_last_weeks(dataset):
    found = rate_tests(dataset, "revenue", 90)
    metrics = dataset.daily_metrics
    recent = metrics[metrics["date"] > metrics["date"].max() - np.timedelta64(28, "D")]
    assert {t.what.kind for t in found} == {k.kind for k in KINDS}
    for one in found:
        own = recent[(recent["campaign_id"] == one.campaign_id) & (recent["spend"] > 0)]
        assert one.rate == pytest.approx(own[one.what.of].sum() / own[one.what.per].sum())
        assert one.per_day == pytest.approx(own[one.what.per].sum() / 28)
        assert one.days in DAYS
    assert all(t.days < 20 for t in rate_tests(dataset, "revenue", 20))


def test_what_is_not_measured_is_not_tested(dataset):
    bare = Dataset(
        "bare", dataset.daily_metrics, dataset.campaigns, measured=("spend", "clicks", "conversions", "revenue")
    )
    assert {t.what.kind for t in rate_tests(bare, "revenue", 90)} == {"landing page"}
    odd = dataset.daily_metrics.assign(clicks=dataset.daily_metrics["impressions"] * 2)
    impossible = rate_tests(Dataset("odd", odd, dataset.campaigns), "revenue", 90)
    assert "creative" not in {t.what.kind for t in impossible}
    assert rate_tests(dataset, "conversions", 90)
