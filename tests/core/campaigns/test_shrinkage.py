"""Shrinkage against importance sampling from the prior, and against truth: coverage and what a choice by it loses."""

import numpy as np
import pytest
from scipy.stats import poisson

from core.campaigns import shrink
from core.campaigns.dispersion import dispersion, event_size

ONE = np.array(["Search"], dtype=object)


def by_importance(spend, events, channels, rng, count=400_000):
    """Posterior means by drawing all of the prior and weighing with the likelihood: no formula of the module."""
    names, at = np.unique(channels, return_inverse=True)
    # The prior of the module in words: half-normal spreads, log-normal channels, gamma campaigns.
    shapes, spreads = np.geomspace(0.4, 60.0, 12), np.geomspace(0.05, 1.5, 8)
    p_shape = np.exp(-0.5 * (1 / np.sqrt(shapes) / 0.5) ** 2 - 0.5 * np.log(shapes))
    p_spread = np.exp(-0.5 * (spreads / 0.4) ** 2 + np.log(spreads))
    a = rng.choice(shapes, count, p=p_shape / p_shape.sum())
    t = rng.choice(spreads, count, p=p_spread / p_spread.sum())
    m = np.log(events.sum() / spend.sum()) + rng.uniform(-3.5, 3.5, count)
    means = np.exp(m[:, None] + t[:, None] * rng.standard_normal((count, len(names))))[:, at]
    rates = rng.standard_gamma(np.broadcast_to(a[:, None], means.shape)) * means / a[:, None]
    log_weight = poisson.logpmf(events.astype(int), spend * rates).sum(axis=1)
    weight = np.exp(log_weight - log_weight.max())
    assert weight.sum() ** 2 / (weight**2).sum() > 300  # else the comparison itself is no good
    return (weight[:, None] * rates).sum(axis=0) / weight.sum()


def test_means_are_those_of_importance_sampling():
    rng = np.random.default_rng(5)
    spend = np.array([100.0, 60.0, 40.0, 10.0])
    events = np.array([9.0, 12.0, 1.0, 3.0])
    channels = np.array(["Search", "Search", "Video", "Video"], dtype=object)
    expected = by_importance(spend, events, channels, rng)
    found = shrink(spend, events, np.ones(4), channels, np.random.default_rng(1), draws=20_000)
    assert found.mean == pytest.approx(expected, rel=0.06)


def test_much_data_stand_by_themselves_and_few_go_to_their_channel():
    spend = np.array([1e5, 1e5, 1e5, 20.0])
    events = np.array([1_000.0, 2_000.0, 1_500.0, 3.0])
    channels = np.array(["Search"] * 4, dtype=object)
    found = shrink(spend, events, np.ones(4), channels, np.random.default_rng(1))
    assert found.mean[:3] == pytest.approx(found.raw[:3], rel=0.03)
    # Three conversions for 20: ten times the rate of the others as it stands, and not after shrinkage.
    assert found.raw[3] > 7 * found.raw[1]
    assert found.mean[3] < 0.3 * found.raw[3]
    lower, upper = found.interval(0.8)
    assert upper[3] - lower[3] > 10 * (upper[1] - lower[1])


def test_no_events_at_all_give_little_and_not_nothing():
    channels = np.repeat(ONE, 2)
    found = shrink(np.array([500.0, 500.0]), np.array([0.0, 50.0]), np.ones(2), channels, np.random.default_rng(1))
    assert 0 < found.mean[0] < 0.01


def world(rng, campaigns=24, weeks=13):
    channels = np.array([f"channel {i % 4}" for i in range(campaigns)], dtype=object)
    means = 0.03 * np.exp(rng.normal(0, 0.4, 4))
    truth = means[np.arange(campaigns) % 4] * rng.gamma(4, 1 / 4, campaigns)
    spend = rng.lognormal(4.0, 1.2, campaigns) * np.exp(rng.normal(0, 0.2, (weeks, campaigns)))
    # Twice negative-binomial: a week is good or bad for all, and for each. The former is no chance: it is what money
    # brought in these weeks.
    week = np.exp(rng.normal(0, 0.1, (weeks, 1)))
    events = rng.poisson(spend * truth * week * rng.gamma(6, 1 / 6, spend.shape)).astype(float)
    return channels, truth * (spend * week)[-4:].sum(axis=0) / spend[-4:].sum(axis=0), spend, events


def test_intervals_cover_and_choices_lose_less_than_by_raw_ratios():
    rng = np.random.default_rng(3)
    covered, loss, raw_loss, error, raw_error = [], [], [], [], []
    for _ in range(100):
        channels, truth, spend, events = world(rng)
        scale = dispersion(spend, events, np.ones(len(truth)))
        found = shrink(spend[-4:].sum(axis=0), events[-4:].sum(axis=0), scale, channels, rng)
        lower, upper = found.interval(0.8)
        covered.append(((truth >= lower) & (truth <= upper)).mean())
        loss.append(truth.max() - truth[found.mean.argmax()])
        raw_loss.append(truth.max() - truth[found.raw.argmax()])
        error.append(np.mean((found.mean - truth) ** 2))
        raw_error.append(np.mean((found.raw - truth) ** 2))
    assert 0.73 < np.mean(covered) < 0.87
    assert np.mean(loss) < 0.85 * np.mean(raw_loss)
    assert np.mean(error) < 0.7 * np.mean(raw_error)


def test_the_same_draws_for_the_same_seed():
    channels, _, spend, events = world(np.random.default_rng(3))
    one, two = (
        shrink(spend.sum(axis=0), events.sum(axis=0), np.ones(24), channels, np.random.default_rng(9)) for _ in range(2)
    )
    assert (one.draws == two.draws).all()


def test_dispersion_is_one_of_counts_and_more_of_groups():
    rng = np.random.default_rng(2)
    spend = np.full((13, 40), 1_000.0)
    counts = rng.poisson(50, spend.shape).astype(float)
    assert dispersion(spend, counts, np.ones(40)).mean() == pytest.approx(1.0, abs=0.15)
    grouped = 5.0 * rng.poisson(10, spend.shape)
    assert dispersion(spend, grouped, np.ones(40)).mean() == pytest.approx(5.0, rel=0.15)
    # What lifts all campaigns at once is no scatter of one.
    season = np.linspace(0.5, 1.5, 13)[:, None]
    assert dispersion(spend, counts * season, np.ones(40)).mean() < 1.4


def test_an_order_has_the_size_of_its_campaign_or_channel():
    channels = np.array(["A", "A", "B"], dtype=object)
    size = event_size(np.array([10_000.0, 0.0, 500.0]), np.array([100.0, 0.0, 50.0]), channels)
    assert size[0] == pytest.approx(100.0, rel=0.05)
    assert size[1] == pytest.approx(100.0, rel=0.1)
    assert size[2] == pytest.approx(10.0, rel=1.0)
    assert (event_size(np.zeros(3), np.zeros(3), channels) > 0).all()
