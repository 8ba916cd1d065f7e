"""The log posterior of mode "campaign" once more, in JAX, sampled with NumPyro's NUTS. Started by nuts_campaign.

Reads arrays from the first path and writes draws to the second. Runs in an environment of its own
(requirements-nuts.txt); nothing of the product is imported, so that a slip of the product cannot be repeated here.
"""

import sys
import time

import jax
import jax.numpy as jnp
import numpy as np
from numpyro.diagnostics import effective_sample_size, gelman_rubin
from numpyro.infer import MCMC, NUTS

jax.config.update("jax_enable_x64", True)

CHAINS, WARMUP, SAMPLES = 2, 300, 1000


def log_posterior(d, own, shared, means):
    """Gamma-like quasi-likelihood of a Hill curve of geometric adstock, with normal priors."""
    level, bend, log_slope, logit_decay = own[:, 0], own[:, 1], own[:, 2], own[:, 3]
    decay = jax.nn.sigmoid(logit_decay)
    lag = jnp.arange(d["lags"])
    weights = decay[:, None] ** lag
    weights = weights / weights.sum(1, keepdims=True)
    stock = jnp.einsum("tcl,cl->tc", d["past"], weights)
    power = jnp.exp(log_slope) * jnp.log(jnp.maximum(stock, d["floor"]))
    gain = jax.nn.log_sigmoid(power - bend) - jax.nn.log_sigmoid(-bend)
    log_mu = jnp.log(d["usual"]) + level + gain + d["drift"] @ own[:, 4:].T + (d["shared"] @ shared)[:, None]
    mu = jnp.exp(log_mu)
    y, kappa, phi = d["outcome"], d["kappa"], d["phi"]
    # integral of (y - m) / (kappa m + phi m^2) over m: Wedderburn's definition, solved by hand.
    fit = y / kappa * (log_mu - jnp.log(kappa + phi * mu)) - jnp.log(kappa + phi * mu) / phi
    value = (d["weight"] * fit).sum()
    value -= 0.5 * (((own[:, :4] - means[d["channel"]]) / d["within"]) ** 2).sum()
    value -= 0.5 * (((means - d["centre"]) / d["between"]) ** 2).sum()
    value -= 0.5 * jnp.einsum("ck,kl,cl->", own[:, 4:], d["drift_precision"], own[:, 4:])
    return value - 0.5 * shared @ d["shared_precision"] @ shared


def main(source, target):
    loaded = np.load(source)
    d = {k: jnp.asarray(loaded[k]) if loaded[k].ndim else loaded[k].item() for k in loaded.files}
    relative = loaded["spend"] / loaded["usual"]
    padded = np.concatenate([np.zeros((d["lags"] - 1, relative.shape[1])), relative])
    d["past"] = jnp.stack([padded[d["lags"] - 1 - k :][: len(relative)] for k in range(d["lags"])], axis=2)
    campaigns, size = loaded["own"].shape
    width, channels = loaded["start_shared"].shape[0], loaded["start_means"].shape[0]

    def unpack(x):
        at = campaigns * size
        return x[:at].reshape(campaigns, size), x[at : at + width], x[at + width :].reshape(channels, 4)

    def value(x):
        return log_posterior(d, *unpack(x))

    centre = jnp.concatenate([d["own"].ravel(), d["start_shared"], d["start_means"].ravel()])
    # Steps are taken where the posterior is about round; that makes NUTS quick and changes nothing of its answer.
    information = -jax.hessian(value)(centre)
    values, vectors = jnp.linalg.eigh(information)
    scale = vectors / jnp.sqrt(jnp.maximum(values, 1e-3))

    start = time.perf_counter()
    mcmc = MCMC(
        NUTS(potential_fn=lambda z: -value(centre + scale @ z), target_accept_prob=0.8),
        num_warmup=WARMUP,
        num_samples=SAMPLES,
        num_chains=CHAINS,
        chain_method="sequential",
        progress_bar=False,
    )
    first = 0.5 * jax.random.normal(jax.random.PRNGKey(1), (CHAINS, len(centre)))
    mcmc.run(jax.random.PRNGKey(0), init_params=first)
    z = np.asarray(mcmc.get_samples(group_by_chain=True))
    seconds = time.perf_counter() - start
    x = np.asarray(centre) + z.reshape(-1, z.shape[-1]) @ np.asarray(scale).T
    at = campaigns * size
    np.savez(
        target,
        own=x[:, :at].reshape(len(x), campaigns, size),
        shared=x[:, at : at + width],
        seconds=seconds,
        r_hat=np.max(gelman_rubin(z)),
        effective=np.min(effective_sample_size(z)),
        at_start=float(value(centre)),
        at_other=float(value(centre + 0.05)),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
