"""The value of information against closed forms, numerical integrals and brute-force nested Monte Carlo."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from core.errors import InputError
from core.experiments.worth.value import perfect_information, sample_information, two_action_value, unit_normal_loss


@pytest.mark.parametrize(
    ("z", "loss"), [(0.0, 0.3989), (0.5, 0.1978), (1.0, 0.08332), (1.5, 0.02931), (2.0, 0.008491), (3.0, 0.0003822)]
)
def test_unit_normal_loss_is_that_of_the_printed_table(z, loss):
    # Raiffa and Schlaifer (1961), table II.
    assert unit_normal_loss(z) == pytest.approx(loss, rel=1e-3)


@pytest.mark.parametrize(
    ("mean", "spread", "error"), [(0.0, 1.0, 1.0), (0.5, 2.0, 0.3), (-1.0, 0.7, 0.7), (2.0, 1.0, 4.0)]
)
def test_the_closed_form_is_the_integral_over_what_the_test_may_say(mean, spread, error):
    # Over the reading y, whose distribution beforehand is known: max(0, posterior mean) less max(0, prior mean).
    def gain(y):
        after = (mean * error**2 + y * spread**2) / (spread**2 + error**2)
        return max(after, 0.0) * norm.pdf(y, mean, np.hypot(spread, error))

    width = 12 * np.hypot(spread, error)
    expected = quad(gain, mean - width, mean + width, limit=400, points=[-mean * error**2 / spread**2])[0]
    assert two_action_value(mean, spread, error) == pytest.approx(expected - max(mean, 0.0), abs=1e-7)


@pytest.mark.parametrize(("mean", "error"), [(0.0, 1.0), (0.5, 0.5), (1.0, 0.3), (0.3, 3.0)])
def test_many_draws_give_the_closed_form(mean, error):
    quantiles = (np.arange(60_000) + 0.5) / 60_000
    truth = mean + norm.ppf(np.random.default_rng(1).permutation(quantiles))
    found = sample_information(np.column_stack([np.zeros_like(truth), truth]), truth, error)
    exact = two_action_value(mean, 1.0, error)
    assert found.sample == pytest.approx(exact, abs=0.008 * two_action_value(mean, 1.0, 0.0) + 2 * found.error)
    assert found.plug_in == pytest.approx(exact, rel=0.01)
    assert found.perfect == pytest.approx(two_action_value(mean, 1.0, 0.0), rel=2e-3)


def test_three_actions_with_more_unknown_than_the_test_measures_against_nested_monte_carlo():
    rng = np.random.default_rng(5)

    def draw(count):
        measured, other = rng.normal(0.0, 1.0, count), rng.normal(0.0, 1.5, count)
        benefit = np.column_stack([np.zeros(count), measured + other, 2 * np.tanh(measured) - 0.3 + 0.5 * other])
        return benefit, measured**3 + measured

    error = 0.8
    benefit, signal = draw(40_000)
    # Brute force: a truth, a reading of it, the posterior by weighting other draws, the best action, again and again.
    _, outer = draw(3_000)
    inner_benefit, inner = draw(40_000)
    readings = outer + error * rng.normal(size=len(outer))
    best = []
    for y in readings:
        weight = np.exp(-0.5 * ((y - inner) / error) ** 2)
        best.append((weight @ inner_benefit / weight.sum()).max())
    brute = np.mean(best) - inner_benefit.mean(axis=0).max()
    noise = np.std(best) / np.sqrt(len(best))
    found = sample_information(benefit, signal, error)
    assert found.sample == pytest.approx(brute, abs=3 * noise + 3 * found.error)
    # The other unknown is never learned: that much lies between this test and knowing it all.
    assert found.perfect > 1.5 * found.sample
    assert perfect_information(benefit) == pytest.approx(found.perfect)


situations = st.tuples(st.integers(0, 10_000), st.integers(8, 120), st.integers(2, 6), st.floats(0.01, 20.0))


@settings(max_examples=80, deadline=None)
@given(situations)
def test_bounds_hold_for_any_draws(situation):
    seed, draws, actions, error = situation
    rng = np.random.default_rng(seed)
    truth = rng.normal(size=draws)
    benefit = truth[:, None] * rng.normal(size=actions) + rng.normal(size=(draws, actions))
    found = sample_information(benefit, truth, error)
    assert 0.0 <= found.sample <= found.perfect + 1e-12
    assert found.plug_in >= 0.0
    assert found.answers.probability.sum() == pytest.approx(1.0)
    assert (found.answers.gain >= 0.0).all()
    assert 0.0 <= found.changes <= 1.0 + 1e-12


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.05, 2.0), st.floats(1.1, 5.0))
def test_a_more_precise_test_is_worth_at_least_as_much(seed, error, less):
    rng = np.random.default_rng(seed)
    truth = rng.normal(size=2_000)
    benefit = np.column_stack([np.zeros(2_000), truth + rng.normal(), 2 * truth - 1])
    precise, coarse = (sample_information(benefit, truth, e) for e in (error, error * less))
    assert precise.plug_in >= coarse.plug_in - 0.01 * precise.perfect


def test_a_test_that_says_nothing_is_worth_nothing():
    rng = np.random.default_rng(2)
    benefit = rng.normal(size=(400, 3))
    assert sample_information(benefit, rng.normal(size=400), float("inf")).sample == 0.0
    assert sample_information(benefit, np.ones(400), 0.5).plug_in == pytest.approx(0.0, abs=1e-12)
    same = np.repeat(rng.normal(size=(400, 1)), 3, axis=1)
    assert sample_information(same, same[:, 0], 0.1).perfect == 0.0


def test_choosing_and_judging_by_different_draws_takes_the_optimism_out():
    # The signal has nothing to do with any benefit: whatever the draws seem to say is chance.
    rng = np.random.default_rng(8)
    found = [sample_information(rng.normal(size=(60, 8)), rng.normal(size=60), 0.2) for _ in range(150)]
    optimism = np.mean([one.plug_in for one in found])
    assert optimism > 0.1
    # Clipping at zero leaves a little of it.
    assert np.mean([one.sample for one in found]) < 0.4 * optimism


def test_rows_of_one_draw_do_not_count_as_many():
    rng = np.random.default_rng(3)
    truth = rng.normal(size=100)
    benefit = np.column_stack([np.zeros(100), truth])
    once = sample_information(benefit, truth, 0.5)
    often = sample_information(np.tile(benefit, (8, 1)), np.tile(truth, 8), 0.5, np.tile(np.arange(100), 8))
    assert often.error == pytest.approx(once.error, rel=0.15)
    assert often.sample == pytest.approx(once.sample, rel=0.1)


@pytest.mark.parametrize(
    ("benefit", "signal", "error"),
    [
        (np.ones((3, 2)), np.ones(2), 1.0),
        (np.ones(3), np.ones(3), 1.0),
        (np.array([[1.0, np.nan]]), np.ones(1), 1.0),
        (np.ones((3, 2)), np.ones(3), -1.0),
        (np.ones((3, 2)), np.ones(3), float("nan")),
        (np.ones((0, 2)), np.ones(0), 1.0),
    ],
)
def test_what_cannot_be_weighed_is_refused(benefit, signal, error):
    with pytest.raises(InputError):
        sample_information(benefit, signal, error)
    with pytest.raises(InputError):
        two_action_value(0.0, -1.0, 1.0)
