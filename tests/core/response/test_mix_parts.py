"""The parts of a mix against closed forms, brute force and long random walks."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal

from core.response.adstock import ADSTOCKS
from core.response.assumptions import Assumptions, LiftTest
from core.response.mix.build import assemble, learn
from core.response.mix.data import make_data
from core.response.mix.demand import demand_column
from core.response.mix.design import make_design, slow_kernel, time_basis
from core.response.mix.diagnostics import effective_size, split_r_hat
from core.response.mix.linear import linear_draws
from core.response.mix.media import Layout, respond
from core.response.mix.sampler import find_peak, sample
from core.response.saturation import SATURATIONS
from tests.core.response.mix_synthetic import adstocked, draw_mix, repeated


def known_data(weeks=40, channels=2, seed=1, regions=1, **settings):
    known = draw_mix(seed, channels=channels, weeks=weeks, **settings)
    frame = known.frame
    region = None
    if regions > 1:
        rng = np.random.default_rng(seed)
        frames = [
            frame.assign(region=f"r{r}", revenue=frame["revenue"] * (1 + r) * rng.normal(1, 0.03, weeks))
            for r in range(regions)
        ]
        frame, region = pd.concat(frames), "region"
    return make_data(frame, "revenue", known.names, ["price"], ["event"], region=region)


TESTS = (
    LiftTest("channel 0", date(2022, 3, 2), date(2022, 4, 5), 20_000.0, 60_000.0, 10_000.0),
    LiftTest("channel 1", date(2030, 1, 1), date(2030, 1, 28), -9_000.0, -20_000.0, 5_000.0),
)


@pytest.mark.parametrize("kernel", list(ADSTOCKS))
@pytest.mark.parametrize("shape", list(SATURATIONS))
def test_gradient_is_that_of_differences(kernel, shape):
    data = known_data(weeks=30)
    layout = Layout(ADSTOCKS[kernel], SATURATIONS[shape])
    design = make_design(data, data.outcome, np.zeros(data.outcome.shape, bool), 56.0)
    assert_gradient(assemble(data, Assumptions(kernel, shape, lift_tests=TESTS), layout, design, 0.0))


@pytest.mark.parametrize("regions", [1, 3])
def test_gradient_with_regions_and_a_shared_slow_change(regions):
    data = known_data(weeks=60, regions=regions)
    layout = Layout(ADSTOCKS["geometric"], SATURATIONS["hill"])
    design = make_design(data, data.outcome, np.zeros(data.outcome.shape, bool), 56.0)
    posterior = assemble(data, Assumptions(lift_tests=TESTS), layout, design, 0.4)
    assert posterior.rows.pulse.shape[1] > 1
    assert_gradient(posterior)


def assert_gradient(posterior):
    rng = np.random.default_rng(0)
    at = posterior.mean + 0.5 * posterior.deviation * rng.standard_normal((2, len(posterior.mean)))
    _, gradient = posterior(at)
    step = 1e-5
    differences = [
        (posterior(at + step * unit)[0] - posterior(at - step * unit)[0]) / (2 * step) for unit in np.eye(at.shape[1])
    ]
    np.testing.assert_allclose(gradient, np.array(differences).T, rtol=1e-5, atol=1e-6 * np.abs(gradient).max())


def test_density_is_that_of_a_multivariate_normal():
    """Differences between points, with a prior of the time basis so wide that it counts as flat."""
    data = known_data()
    posterior = learn(data, Assumptions()).posterior
    design = posterior.design
    rng = np.random.default_rng(2)
    at = posterior.mean + 0.5 * posterior.deviation * rng.standard_normal((3, len(posterior.mean)))
    own, extra, pulse, amplitudes = posterior.split(at)
    basis = design.basis.columns
    x = design.covariates[:, 0].T
    expected = []
    for s in range(3):
        brought, _ = respond(posterior.layout, own, extra, pulse, posterior.rows)
        noise, slow = np.exp(2 * amplitudes[s])
        covariance = noise * np.eye(len(basis)) + slow * slow_kernel(data.dates, design.memory)
        covariance += x @ np.diag(1 / design.precision) @ x.T + 30.0 * basis @ basis.T
        prior = -0.5 * (((at[s] - posterior.mean) / posterior.deviation) ** 2).sum()
        mean = brought[:, s].sum(axis=0)
        expected.append(multivariate_normal(mean, covariance).logpdf(design.outcome[0]) + prior)
    value, _ = posterior(at)
    np.testing.assert_allclose(np.diff(value), np.diff(expected), rtol=2e-3, atol=0.01)


def test_what_channels_bring_is_adstock_and_hill():
    known = draw_mix(1, channels=2, weeks=60)
    data = make_data(known.frame, "revenue", known.names)
    posterior = learn(data, Assumptions()).posterior
    usual, size = data.usual[0], posterior.design.size[0]
    share = usual**known.slope / (usual**known.slope + known.half**known.slope)
    own = np.stack(
        [
            np.log(known.scale * share / usual),
            known.slope * np.log(known.half / usual),
            np.log(known.slope),
            np.log(known.decay / (1 - known.decay)),
        ],
        axis=1,
    )
    brought, _ = respond(
        posterior.layout, own[:, None], None, np.zeros((1, posterior.rows.pulse.shape[1])), posterior.rows
    )
    # The generator's carry-over has no end; after a quarter next to nothing is left.
    np.testing.assert_allclose(brought[:, 0].T * size, known.brought, rtol=0.02, atol=1e-3 * known.brought.max())
    assert adstocked(np.ones((5, 1)), np.array([0.5])).min() == 1.0


def test_sampler_draws_a_known_normal():
    rng = np.random.default_rng(0)
    half = rng.normal(size=(6, 6)) + 3 * np.eye(6)
    covariance, mean = half @ half.T, rng.normal(size=6)
    precision = np.linalg.inv(covariance)

    def density(at):
        off = at - mean
        return -0.5 * np.einsum("ci,ij,cj->c", off, precision, off), -off @ precision

    peak = find_peak(density, np.zeros(6), np.full(6, 3.0))
    np.testing.assert_allclose(peak.at, mean, atol=1e-3)
    chains = sample(density, [peak], rng)
    draws = chains.draws.reshape(-1, 6)
    assert chains.reached
    error = np.sqrt(np.diag(covariance) / chains.effective)
    assert np.abs((draws.mean(axis=0) - mean) / error).max() < 4
    np.testing.assert_allclose(
        np.cov(draws.T) / np.outer(draws.std(0), draws.std(0)),
        covariance / np.sqrt(np.outer(np.diag(covariance), np.diag(covariance))),
        atol=0.08,
    )
    np.testing.assert_allclose(draws.std(axis=0), np.sqrt(np.diag(covariance)), rtol=0.08)


def test_sampler_agrees_with_a_long_random_walk_on_a_mix():
    posterior = learn(known_data(weeks=40, channels=1), Assumptions()).posterior
    peak = find_peak(posterior, posterior.mean, posterior.deviation)
    draws = sample(posterior, [peak], np.random.default_rng(1)).draws.reshape(-1, len(posterior.mean))
    rng = np.random.default_rng(2)
    theta = peak.at + 0.5 * (peak.factor @ rng.standard_normal((len(peak.at), 60))).T
    value = posterior(theta)[0]
    kept = []
    for step in range(1500):
        new = theta + 2.38 / np.sqrt(len(peak.at)) * rng.standard_normal(theta.shape) @ peak.factor.T
        new_value = posterior(new)[0]
        good = np.log(rng.random(len(new))) < new_value - value
        theta, value = np.where(good[:, None], new, theta), np.where(good, new_value, value)
        if step > 500 and step % 10 == 0:
            kept.append(theta)
    walked = np.concatenate(kept)
    assert np.abs((draws.mean(0) - walked.mean(0)) / walked.std(0)).max() < 0.12
    np.testing.assert_allclose(draws.std(0), walked.std(0), rtol=0.12)


def test_diagnostics_see_chains_that_disagree_and_count_draws_that_repeat():
    rng = np.random.default_rng(0)
    independent = rng.normal(size=(200, 8, 2))
    assert split_r_hat(independent).max() < 1.02
    assert effective_size(independent) == pytest.approx(1600, rel=0.25)
    assert split_r_hat(independent + np.arange(8)[:, None] * 0.5).min() > 1.1
    repeated = rng.normal(size=(4000, 8, 1))
    for t in range(1, len(repeated)):
        repeated[t] = 0.8 * repeated[t - 1] + 0.6 * repeated[t]
    # An autoregression of 0.8 is worth (1 - 0.8) / (1 + 0.8) of its draws.
    assert effective_size(repeated)[0] == pytest.approx(32_000 / 9, rel=0.15)


def test_sampler_comes_through_the_neck_of_a_funnel():
    """The width of x is exp(v / 2) (Neal, 2003): one step cannot suit it all; v is normal with deviation 2."""

    def density(at):
        v, x = at.T
        pull = x**2 * np.exp(-v)
        return -0.125 * v**2 - 0.5 * v - 0.5 * pull, np.column_stack([-0.25 * v - 0.5 + 0.5 * pull, -x * np.exp(-v)])

    peak = find_peak(density, np.array([0.5, 0.1]), np.ones(2))
    chains = sample(density, [peak], np.random.default_rng(0))
    assert chains.reached
    lower, middle, upper = np.quantile(chains.draws[..., 0], [0.1, 0.5, 0.9]) / 2
    assert abs(middle) < 0.2
    assert lower == pytest.approx(-1.28, abs=0.25)
    assert upper == pytest.approx(1.28, abs=0.25)


def test_quantities_shown_are_judged_beside_the_coordinates():
    """Half of the chains show one thing, half another, though their coordinates agree."""

    def density(at):
        return -0.5 * (at**2).sum(axis=1), -at

    peak = find_peak(density, np.full(2, 0.3), np.ones(2))
    seen = []

    def shown(draws):
        seen.append(len(draws))
        return (np.arange(len(draws)) % 16 >= 8)[:, None] + 1e-3 * draws[:, :1]

    chains = sample(density, [peak], np.random.default_rng(0), most_blocks=2, shown=shown)
    assert seen
    assert not chains.reached
    assert chains.r_hat > 1.5


def with_demand(seed, follow=0.3):
    """Spends of three years that follow a demand, and the demand around the time basis."""
    rng = np.random.default_rng(seed)
    demand = follow * repeated(rng, 156, 0.95)
    spend = 1000 * np.exp(demand[:, None] + rng.normal(0, 0.5, (156, 3)))
    frame = pd.DataFrame(spend, columns=["a", "b", "c"])
    frame["date"], frame["revenue"] = pd.date_range("2022-01-03", periods=156, freq="7D"), rng.normal(10, 1, 156)
    data = make_data(frame, "revenue", ["a", "b", "c"])
    basis = time_basis(data.dates, 7).columns
    return frame, data, lambda values: values - basis @ np.linalg.lstsq(basis, values, rcond=None)[0], demand


def test_what_spends_tell_of_demand_is_its_expectation():
    told, true = [], []
    for seed in range(12):
        _, data, around, demand = with_demand(seed)
        told.append(around(demand_column(data)))
        true.append(around(demand))
    told, true = np.concatenate(told), np.concatenate(true)
    assert np.corrcoef(told, true)[0, 1] > 0.65
    # Of an expectation, the regression of the truth on it has slope 1.
    assert told @ true / (told @ told) == pytest.approx(1, abs=0.15)


def test_spends_without_slow_movement_tell_next_to_nothing():
    for seed in range(6):
        _, data, around, _ = with_demand(seed, follow=0.0)
        assert around(demand_column(data)).std() < 0.15


def test_what_a_lift_test_added_is_no_sign_of_demand():
    frame, data, _, _ = with_demand(0)
    test = LiftTest("a", date(2023, 1, 2), date(2023, 2, 26), 8 * 3000.0, 1.0, 1.0)
    added = frame.assign(a=frame["a"] + 3000.0 * frame["date"].between("2023-01-02", "2023-02-26"))
    more = make_data(added, "revenue", ["a", "b", "c"])
    np.testing.assert_allclose(demand_column(more, [test]), demand_column(data), atol=1e-9)
    assert np.abs(demand_column(more) - demand_column(data)).max() > 0.05


@pytest.mark.parametrize("weeks", [40, 100])
def test_linear_draws_have_the_moments_of_a_direct_regression(weeks):
    data = known_data(weeks=weeks, confounded=0.4)
    posterior = learn(data, Assumptions()).posterior
    design = posterior.design
    theta = np.tile(posterior.mean, (6000, 1))
    linear = linear_draws(posterior, theta, data, np.random.default_rng(0))
    own, extra, pulse, amplitudes = posterior.split(theta[:1])
    residual = posterior.residual(own, extra, pulse)[0, 0]
    noise, slow = np.exp(2 * amplitudes[0])
    kernel, basis = slow_kernel(data.dates, design.memory), design.basis.columns
    columns = np.column_stack([basis, design.covariates[:, 0].T])
    precision = np.diag(np.r_[np.zeros(basis.shape[1]), design.precision])
    inverse = np.linalg.inv(noise * np.eye(len(basis)) + slow * kernel)
    covariance = np.linalg.inv(columns.T @ inverse @ columns + precision)
    coefficients = covariance @ columns.T @ inverse @ residual
    size = design.size[0]
    p = basis.shape[1]
    error = np.sqrt(np.diag(covariance)[p:] / 6000)
    of_events = coefficients[p : p + linear.coefficients.shape[1]]
    error = error[: len(of_events)]
    assert np.abs((linear.coefficients.mean(0) - of_events) / error).max() < 4
    np.testing.assert_allclose(
        linear.coefficients.std(0), np.sqrt(np.diag(covariance)[p : p + len(of_events)]), rtol=0.05
    )
    process = slow * kernel @ inverse @ (residual - columns @ coefficients)
    spread = linear.slow.std(0)
    assert np.abs((linear.slow.mean(0) - process * size) / (spread / np.sqrt(6000))).max() < 4.5
    assert len(design.demand) == 1
    base = (basis @ coefficients[:p] + coefficients[len(coefficients) - len(design.demand) :] @ design.demand) * size
    assert np.abs((linear.level + linear.season).mean(0) - base).max() < 0.1 * spread.max()
