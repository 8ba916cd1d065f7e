"""The posterior's derivatives against differences, its mode against SciPy, its draws against a plain random walk."""

import numpy as np
import pytest
from scipy.optimize import minimize

from core.response import refine
from core.response.campaign import find
from core.response.panel import make_panel
from core.response.posterior import _system
from core.response.priors import Prior
from core.response.refine import _means_given, posterior_draws
from tests.core.response.synthetic import draw


@pytest.fixture(scope="module")
def small():
    known = draw(5, campaigns=3, days=90)
    problem, mode, _ = find(make_panel(known.frame, "revenue"), Prior())
    return problem, mode


def pack(own, shared, means):
    return np.concatenate([own.ravel(), shared, means.ravel()])


def unpack(problem, x):
    campaigns, width = problem.outcome.shape[1], problem.mean.shared.shape[1]
    own = problem.shapes + problem.mean.drift.shape[1]
    at = campaigns * own
    return x[:at].reshape(-1, own), x[at : at + width], x[at + width :].reshape(-1, problem.shapes)


def test_gradient_agrees_with_differences(small):
    problem, mode = small
    rng = np.random.default_rng(0)
    x = pack(mode.own, mode.shared, mode.means)
    x = x + 0.1 * rng.standard_normal(len(x))
    own, border, *_ = _system(problem, *unpack(problem, x))
    numeric = np.empty(len(x))
    for i in range(len(x)):
        step = np.zeros(len(x))
        step[i] = 1e-5
        up, down = (problem.log_posterior(*unpack(problem, x + s * step)) for s in (1, -1))
        numeric[i] = (up - down) / 2e-5
    np.testing.assert_allclose(np.concatenate([own.ravel(), border]), numeric, rtol=2e-4, atol=2e-4)


def test_mode_is_where_scipy_finds_it(small):
    problem, mode = small
    x = pack(mode.own, mode.shared, mode.means)
    best = minimize(lambda v: -problem.log_posterior(*unpack(problem, v)), x * 0.9, method="BFGS").x
    ours, theirs = (problem.log_posterior(*unpack(problem, v)) for v in (x, best))
    assert mode.converged
    assert ours >= theirs - 0.01


@pytest.mark.slow
def test_refined_draws_follow_a_long_random_walk(small):
    problem, mode = small
    rng = np.random.default_rng(1)
    # The same shared part in every draw, so that one campaign's posterior given it can be walked through.
    draws = posterior_draws(problem, mode, 4000, seed=0, fixed=True, first=12)
    refined = draws.own.astype(float)
    assert draws.acceptance.min() > 0.3

    x, walk = mode.own.copy(), []
    value = problem.log_posterior(x, mode.shared, mode.means)
    half = np.linalg.inv(np.linalg.cholesky(mode.blocks[0])).T
    for _ in range(20_000):
        new = x.copy()
        new[0] += 0.9 * half @ rng.standard_normal(x.shape[1])
        new_value = problem.log_posterior(new, mode.shared, mode.means)
        if np.log(rng.random()) < new_value - value:
            x, value = new, new_value
        walk.append(x[0].copy())
    walk = np.array(walk[2000:])
    spread = walk.std(axis=0)
    assert np.all(np.abs(refined[:, 0].mean(0) - walk.mean(0)) < 0.15 * spread)
    np.testing.assert_allclose(refined[:, 0].std(0), spread, rtol=0.1)


def test_more_steps_are_taken_where_the_approximation_missed_a_part(monkeypatch):
    taken = {}
    step = refine.Walk.go

    def counted(walk, steps):
        taken[walk] = taken.get(walk, 0) + steps
        step(walk, steps)

    monkeypatch.setattr(refine.Walk, "go", counted)
    panel = make_panel(draw(5, campaigns=12, days=60).frame, "revenue")
    problem, mode, _ = find(panel, Prior())
    drawn = posterior_draws(problem, mode, 400, seed=0)
    assert 0 < drawn.safer.sum() < 12
    steps = np.array(list(taken.values()))
    assert sorted(steps)[-drawn.safer.sum() :] == [refine.FIRST + refine.SAFE] * drawn.safer.sum()
    assert np.median(steps) < 8
    # What was proposed in the end is near enough to the posterior for its weights to say so.
    assert drawn.k_hat.max() < 0.7
    long = posterior_draws(problem, mode, 400, seed=1, first=100)
    bend, known = drawn.own[:, drawn.safer, 1], long.own[:, drawn.safer, 1]
    np.testing.assert_allclose(bend.std(axis=0), known.std(axis=0), rtol=0.2)


def test_channel_means_given_their_campaigns_are_those_of_a_normal_sample(small):
    problem, _ = small
    rng = np.random.default_rng(0)
    shapes = np.repeat(rng.normal(size=(1, 3, problem.shapes)), 20_000, axis=0)
    means = _means_given(problem, shapes, rng)
    prior = problem.prior
    for g in range(problem.channels):
        at = problem.channel == g
        # The textbook mean of a normal with known spread and a normal prior.
        weight = prior.between**2 / (prior.between**2 + prior.spread[at][0] ** 2 / at.sum())
        expected = weight * shapes[0, at].mean(axis=0) + (1 - weight) * prior.centre
        np.testing.assert_allclose(means[:, g].mean(axis=0), expected, atol=0.02)
        np.testing.assert_allclose(means[:, g].var(axis=0), (1 - weight) * prior.between**2, rtol=0.05)
