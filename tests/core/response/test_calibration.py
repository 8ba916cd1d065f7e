"""Simulation-based calibration (Talts et al., 2018): the rank of the truth among the draws is uniform.

Truths are drawn from the prior and outcomes from the likelihood, which is exact where a piece is worth one: a negative
binomial. Run with ``make slow``.
"""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import chisquare

from core.response.campaign import find
from core.response.likelihood import Dispersion
from core.response.panel import make_panel
from core.response.posterior import find_mode
from core.response.priors import Prior
from core.response.refine import posterior_draws
from tests.core.response.synthetic import draw

SETS, BINS, DRAWS = 400, 12, 119
NAMES = ("level", "bend", "steepness", "decay")


@pytest.fixture(scope="module")
def ranks():
    """Rank of each true coordinate among the draws, shape (sets, campaigns, coordinates)."""
    frame = draw(0, campaigns=3, days=90).frame
    frame["revenue"] = np.round(frame["revenue"] / frame["revenue"].mean() * 40)
    problem, _, _ = find(make_panel(frame, "revenue"), Prior())
    campaigns, shapes = 3, problem.shapes
    problem = replace(
        problem,
        weight=(problem.weight > 0).astype(float),
        dispersion=Dispersion(kappa=np.ones(campaigns), phi=np.full(campaigns, 0.08)),
    )
    prior, rng, found = problem.prior, np.random.default_rng(0), []
    steps = np.linalg.inv(np.linalg.cholesky(problem.drift_precision)).T
    season = np.linalg.inv(np.linalg.cholesky(problem.shared_precision)).T
    for number in range(SETS):
        means = prior.centre + prior.between * rng.standard_normal((problem.channels, shapes))
        shape = means[problem.channel] + prior.spread * rng.standard_normal((campaigns, shapes))
        own = np.hstack([shape, rng.standard_normal((campaigns, len(steps))) @ steps.T])
        mu = np.exp(problem.log_mean(own, season @ rng.standard_normal(len(season)))).T
        outcome = rng.poisson(mu * rng.gamma(1 / 0.08, 0.08, mu.shape)).astype(float)
        seen = replace(problem, outcome=outcome)
        draws = posterior_draws(seen, find_mode(seen), DRAWS, number).own[..., :shapes]
        found.append((draws < shape).sum(axis=0))
    return np.array(found)


@pytest.mark.slow
@pytest.mark.parametrize("coordinate", range(4), ids=NAMES)
def test_ranks_of_the_truth_are_uniform(ranks, coordinate):
    # The campaigns of a set share only their season and the mean of their channel: nearly independent ranks.
    counts = np.histogram(ranks[..., coordinate], bins=BINS, range=(0, DRAWS + 1))[0]
    # Four tests: a chance of 1 in 100 that one of them fails by luck.
    assert chisquare(counts).pvalue > 0.01 / 4, counts
