"""Draws of the mix beside NUTS on the same posterior: ``/path/to/venv/bin/python -m benchmarks.nuts_mix``.

Needs ``benchmarks/requirements-nuts.txt`` in an environment of its own. The posterior is written anew in JAX, with a
dense covariance instead of rotated rows, for the design (memory, shared slow change) that the product chose.
"""

import time

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS

from core.response.assumptions import Assumptions
from core.response.mix.build import learn
from core.response.mix.data import make_data
from core.response.mix.design import slow_kernel
from core.response.mix.linear import linear_draws
from core.response.mix.media import respond
from core.response.mix.sampler import sample
from core.response.stated import carry_over_days
from tests.core.response.mix_synthetic import draw_mix

numpyro.enable_x64()
CASES = {
    "2 channels, 104 weeks": {"seed": 1, "channels": 2, "weeks": 104},
    "3 channels, noise repeats": {"seed": 2, "channels": 3, "weeks": 104, "memory": 0.7},
    "2 channels, hidden demand, lift tests": {
        "seed": 3, "channels": 2, "weeks": 104, "confounded": 0.3, "tested": ((0, 40, 8), (1, 80, 8)),
    },
}  # fmt: skip


def density(posterior, data):
    """The log posterior in JAX: coordinates are level, bend, log slope, logit decay by channel, then the amplitudes."""
    design = posterior.design
    spend, money = jnp.asarray(posterior.rows.spend), jnp.asarray(posterior.rows.money)
    kernel = jnp.asarray(slow_kernel(data.dates[np.flatnonzero(design.observed)], design.memory))
    columns = jnp.asarray(np.column_stack([design.basis.columns[design.observed], design.covariates[:, 0].T]))
    flat = design.basis.columns.shape[1]
    precision = jnp.asarray(np.concatenate([np.zeros(flat), design.precision]))
    outcome, mean, deviation = (jnp.asarray(v) for v in (design.outcome[0], posterior.mean, posterior.deviation))
    knots = posterior.rows.pulse.shape[1]
    width = 4 * posterior.channels

    def brought(own, spend, money, pulse):
        level, bend, slope, decay = own[:, 0], own[:, 1], jnp.exp(own[:, 2]), jax.nn.sigmoid(own[:, 3])
        weights = decay[:, None] ** jnp.arange(spend.shape[1])
        stock = jnp.einsum("cl,cln->cn", weights / weights.sum(axis=1, keepdims=True), spend)
        z = jnp.log(jnp.maximum(stock, 1e-12))
        share = jax.nn.sigmoid(slope[:, None] * z - bend[:, None]) / jax.nn.sigmoid(-bend)[:, None]
        return jnp.where(stock > 1e-12, money * jnp.exp(level)[:, None] * share * jnp.exp(pulse), 0.0)

    def log_density(theta):
        own = theta[:width].reshape(-1, 4)
        change = theta[width : width + knots]
        noise, slow = jnp.exp(2 * theta[width + knots :])
        residual = outcome - brought(own, spend, money, jnp.asarray(posterior.rows.pulse) @ change).sum(axis=0)
        factor = jnp.linalg.cholesky(noise * jnp.eye(len(outcome)) + slow * kernel)
        r = jax.scipy.linalg.solve_triangular(factor, residual, lower=True)
        a = jax.scipy.linalg.solve_triangular(factor, columns, lower=True)
        gram = a.T @ a + jnp.diag(precision)
        value = -0.5 * (r @ r) + 0.5 * (a.T @ r) @ jnp.linalg.solve(gram, a.T @ r)
        value -= jnp.log(jnp.diag(factor)).sum() + 0.5 * jnp.linalg.slogdet(gram)[1]
        for lift in posterior.lifts:
            c = slice(lift.channel, lift.channel + 1)
            pulse = jnp.asarray(lift.actual.pulse) @ change
            moved = brought(own[c], jnp.asarray(lift.actual.spend), jnp.asarray(lift.actual.money), pulse)
            moved -= brought(own[c], jnp.asarray(lift.without.spend), jnp.asarray(lift.without.money), pulse)
            value -= 0.5 * ((lift.measured - (moved[0] * lift.share).sum()) / lift.error) ** 2
        return value - 0.5 * (((theta - mean) / deviation) ** 2).sum()

    return log_density


def shown(posterior, data, theta, rng):
    """Everything that a page shows of a channel, and what else the outcome is made of, shape (draws, quantities)."""
    own, extra, pulse, _ = posterior.split(theta)
    layout = posterior.layout
    level, bend, steepness, decay = layout.parts(own)
    elasticity = layout.shape.gain(bend, steepness, np.zeros_like(bend))[3]
    brought, _ = respond(layout, own, extra, pulse, posterior.rows, derivatives=False)
    linear = linear_draws(posterior, theta, data, rng)
    at = np.log(data.today / data.usual[0])[:, None]
    gain, _, _, by_z = layout.shape.gain(bend, steepness, np.broadcast_to(at, bend.shape))
    roas = np.exp(level + gain - at)
    return {
        "ROAS at usual spend": np.exp(level).T,
        "ROAS today": roas.T,
        "marginal ROAS at usual spend": (np.exp(level) * elasticity).T,
        "marginal ROAS today": (roas * by_z).T,
        "carry-over": carry_over_days(layout.kernel, decay, data.period_days).T,
        "contribution": brought.sum(axis=2).T,
        "baseline, season, covariates": np.column_stack(
            [(linear.level + linear.slow).sum(axis=1), linear.season[:, -1], linear.coefficients]
        ),
    }


def main():
    widths, shifts = [], []
    for name, settings in CASES.items():
        known = draw_mix(**settings)
        data = make_data(known.frame, "revenue", known.names, ["price"], ["event"])
        start = time.perf_counter()
        learned = learn(data, Assumptions(lift_tests=known.tests))
        posterior = learned.posterior
        ours = sample(posterior, learned.peaks, np.random.default_rng(0))
        seconds = time.perf_counter() - start
        flat = ours.draws.reshape(-1, ours.draws.shape[-1])

        log_density = density(posterior, data)
        at = flat[:3]
        same = np.diff(posterior(at)[0]) - np.diff([float(log_density(jnp.asarray(row))) for row in at])
        mean, deviation = jnp.asarray(posterior.mean), jnp.asarray(posterior.deviation)

        def model(log_density=log_density, mean=mean, deviation=deviation):
            z = numpyro.sample("z", dist.ImproperUniform(dist.constraints.real_vector, (), (len(mean),)))
            numpyro.factor("density", log_density(mean + deviation * z))

        start = time.perf_counter()
        chains = MCMC(
            NUTS(model, dense_mass=True, target_accept_prob=0.9, init_strategy=numpyro.infer.init_to_value(
                values={"z": jnp.zeros(len(mean))})),
            num_warmup=1000, num_samples=2000, num_chains=4, chain_method="sequential", progress_bar=False,
        )  # fmt: skip
        chains.run(jax.random.PRNGKey(0))
        nuts_seconds = time.perf_counter() - start
        theirs = np.asarray(mean + deviation * chains.get_samples()["z"])
        print(
            f"\n{name}: same density to {np.abs(same).max():.1e}, R-hat {ours.r_hat:.3f},"
            f" effective {ours.effective:.0f},"
        )
        print(f"  {seconds:.1f} s beside {nuts_seconds:.0f} s: {nuts_seconds / seconds:.0f} times as fast")
        rng = np.random.default_rng(1)
        a = shown(posterior, data, flat, rng)
        b = shown(posterior, data, theirs, rng)
        for quantity in a:
            low, high = (np.quantile(x[quantity], [0.05, 0.95], axis=0) for x in (a, b))
            ratio = (low[1] - low[0]) / (high[1] - high[0])
            shift = np.abs(np.median(a[quantity], axis=0) - np.median(b[quantity], axis=0)) / (high[1] - high[0])
            widths.extend(ratio)
            shifts.extend(shift)
            print(f"  {quantity:32} width ratio {np.round(ratio, 2)}, shift in widths {np.round(shift, 2)}", flush=True)
    print(f"\nAll quantities: median width ratio {np.median(widths):.3f}, median shift {np.median(shifts):.3f} widths")
    print(f"Worst: width ratio {min(widths):.2f} to {max(widths):.2f}, shift {max(shifts):.2f} widths")


if __name__ == "__main__":
    main()
