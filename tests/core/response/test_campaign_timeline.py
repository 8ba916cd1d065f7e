"""The timeline of mode "campaign": its sums, its noise, days held out, and what importance weights say."""

import pickle

import numpy as np
import pytest
from scipy.stats import genpareto

from core.errors import InputError
from core.response import ResponseModel
from core.response.pareto import pareto_shape
from core.response.repetition import repetition, variance_inflation
from tests.core.response.synthetic import draw


@pytest.fixture(scope="module")
def held_out():
    known = draw(1, campaigns=6, days=200, repeat=0.7)
    return ResponseModel().fit(known.frame, hold_out=28)


def test_contributions_of_all_bins_are_the_expected_outcome(held_out):
    timeline = pickle.loads(pickle.dumps(held_out.timeline))
    bins = np.where(np.arange(200) < 20, -1, np.arange(200) // 50)
    bins[bins >= 0] -= bins[bins >= 0].min()
    brought = timeline.contribution_draws(bins)
    assert brought.shape == (400, 4, 6)
    expected = np.stack([timeline.expected()[bins == b].sum(axis=0) for b in range(4)])
    np.testing.assert_allclose(brought.mean(axis=0), expected, rtol=1e-4)
    assert [part.campaign_id for part in timeline.parts] == list(held_out.campaign_ids)


def test_it_is_the_curve_where_spend_is_steady():
    """At steady spend the mean over the averaged days is the curve, which is computed on another way."""
    frame = draw(2, campaigns=3, days=400).frame
    frame.loc[frame["campaign_id"] == "c001", "spend"] = 500.0
    fit = ResponseModel().fit(frame)
    timeline = fit.timeline
    bins = np.where(np.arange(400) >= 35, 0, -1)
    np.testing.assert_allclose(timeline.contribution_draws(bins)[:, 0, 1] / 365, fit.predict(500.0)[:, 1], rtol=1e-3)


def test_days_held_out_are_not_learned_from_and_are_foretold(held_out):
    timeline = held_out.timeline
    assert not timeline.counted[-28:].any()
    assert len(timeline.dates) == 200
    inside = []
    for seed in range(3):
        frame = draw(seed, campaigns=6, days=200, repeat=0.7).frame
        spoiled = frame.copy()
        last = frame["date"] > frame["date"].max() - np.timedelta64(28, "D")
        spoiled.loc[last, "revenue"] *= 3
        fit, other = (ResponseModel().fit(data, hold_out=28) for data in (frame, spoiled))
        np.testing.assert_allclose(fit.scale, other.scale)
        draws = fit.timeline.predictive_draws(slice(172, 200), np.random.default_rng(0))
        lower, upper = np.quantile(draws, [0.05, 0.95], axis=0)
        observed = fit.timeline.observed[172:]
        inside.append(((lower <= observed) & (observed <= upper)).mean())
    assert 0.8 < np.mean(inside) < 0.97
    with pytest.raises(InputError, match="hold_out"):
        ResponseModel().fit(frame, hold_out=200)


def test_noise_has_the_variance_and_the_repetition_of_the_fit(held_out):
    timeline = held_out.timeline
    draws = timeline.predictive_draws(slice(0, 200), np.random.default_rng(0))
    mean = timeline.contribution_draws(np.arange(200))
    np.testing.assert_allclose((draws - mean).std(axis=0).mean(axis=0), timeline.deviation().mean(axis=0), rtol=0.05)
    residual = (draws - mean) / timeline.deviation()
    seen = np.mean([variance_inflation(r, np.ones_like(r, bool)) for r in residual[:200]], axis=0)
    # Where there is no repetition, the estimate of a finite series is a little above 1: it is never below.
    np.testing.assert_allclose(seen, held_out.inflation, rtol=0.2)
    assert repetition(3.0) == 0.5


def test_pareto_shape_of_known_tails():
    for shape in (0.3, 0.7, 1.0):
        tail = [genpareto.rvs(shape, size=4000, random_state=seed) for seed in range(20)]
        assert np.mean([pareto_shape(np.log1p(x)) for x in tail]) == pytest.approx(shape, abs=0.1)
    assert pareto_shape(np.zeros(400)) < 0
    # A proposal narrower than the target by a factor s has k = 1 - 1 / s^2 in the limit, which draws reach from below.
    z = np.random.default_rng(0).standard_normal(20_000)
    assert 0.5 < pareto_shape(-0.5 * z**2 * (1 / 4 - 1)) < 0.75
    assert pareto_shape(-0.5 * z**2 * (4 - 1)) < 0.3


def test_prior_stands_beside_posterior(held_out):
    table = held_out.prior_table
    assert list(table["quantity"].unique()) == ["roas", "marginal_roas", "carry_over"]
    assert len(table) == 18
    assert (table["prior_lower"] < table["prior"]).all()
    assert (table["prior"] < table["prior_upper"]).all()
    narrower = np.log(table["upper"] / table["lower"]) < np.log(table["prior_upper"] / table["prior_lower"])
    assert narrower.mean() > 0.9
    carry_over = table[table["quantity"] == "carry_over"]
    np.testing.assert_allclose(carry_over["mean"], np.median(held_out.carry_over, axis=0), rtol=1e-6)
