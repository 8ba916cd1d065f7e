"""Shrinkage: what campaigns bring for their money, with chance taken off, from sums alone.

With y events of exposure s, both in units of the overdispersion (``core.campaigns.dispersion``), the model is

    y_i ~ Poisson(s_i r_i),   r_i ~ Gamma(a, mean m_c),   log m_c ~ Normal(log m, t²),

campaign i in channel c: the gamma-Poisson model (Efron & Morris, 1975; Gelman et al., Bayesian Data Analysis, 2.6) with
one more level. What a campaign with few events brings is drawn to its channel, a channel with few campaigns to all.

Given a and m_c, r_i is Gamma(a + y_i, a / m_c + s_i), and y_i is negative-binomial. So only a, t, m and the m_c have to
be searched, each on a grid: no chain, no tuning, and the same draws in every process. Integrating over a, t and m keeps
the intervals honest where plugging in their best values (empirical Bayes) makes them too short (Morris, 1983).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

Floats = NDArray[np.float64]

DRAWS = 2_000
_SHAPES = np.geomspace(0.4, 60.0, 12)
"""Grid of a: campaigns of a channel differ by a factor of five, or hardly."""
_SPREADS = np.geomspace(0.05, 1.5, 8)
"""Grid of t: spread of channels in log."""
_POINTS = 64
_USUAL_CV, _USUAL_SPREAD = 0.5, 0.4
"""Half-normal priors of the spread within channels (1 / sqrt a) and between them: weak, and away from no spread."""


@dataclass(frozen=True, eq=False)
class Shrunken:
    """What campaigns bring for a unit of money.

    Attributes:
        draws: Outcome per unit of money by draw and campaign, shape (draws, campaigns).
        channel_draws: What a campaign of the same channel brings on average, the same shape.
        raw: Measured outcome per unit of money, not a number without spend, (campaigns,).
    """

    draws: Floats
    channel_draws: Floats
    raw: Floats

    @property
    def mean(self) -> Floats:
        """Expected outcome per unit of money, (campaigns,)."""
        return np.asarray(self.draws.mean(axis=0))

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """Return the ends of the interval that holds the truth with this probability."""
        tail = (1 - level) / 2
        lower, upper = np.quantile(self.draws, [tail, 1 - tail], axis=0)
        return lower, upper


def shrink(
    spend: Floats,
    outcome: Floats,
    scale: Floats,
    channels: NDArray[np.object_],
    rng: np.random.Generator,
    draws: int = DRAWS,
) -> Shrunken:
    """Return what campaigns bring for their money.

    Args:
        spend: By campaign, currency, at least 0, shape (campaigns,). Together above 0.
        outcome: By campaign, at least 0. Together above 0.
        scale: Variance of the outcome over its mean, positive.
        channels: Channel of each campaign.
        rng: Source of the draws.
        draws: How many.
    """
    events, exposure = outcome / scale, spend / scale
    centre = float(events.sum() / exposure.sum())
    names, channel = np.unique(channels, return_inverse=True)
    log_means = np.log(centre) + np.linspace(-3.5, 3.5, _POINTS)
    # Likelihood of a channel's campaigns by a and m_c, shape (a, channels, m_c).
    likelihood = np.zeros((len(_SHAPES), len(names), _POINTS))
    for k, a in enumerate(_SHAPES):
        rate = a / np.exp(log_means)
        terms = (
            gammaln(a + events)[:, None]
            - gammaln(a)
            + a * np.log(rate / (rate + exposure[:, None]))
            - events[:, None] * np.log(rate + exposure[:, None])
        )
        np.add.at(likelihood[k], channel, terms)
    # Prior of m_c given m and t: (t, m, m_c), normalised over m_c.
    distance = (log_means[None, :] - log_means[:, None])[None] / _SPREADS[:, None, None]
    prior = -0.5 * distance**2
    prior -= logsumexp(prior, axis=2, keepdims=True)
    peak = likelihood.max(axis=2, keepdims=True)
    weight = np.exp(likelihood - peak)
    # Sum over m_c, then the product over channels: log posterior of (a, t, m).
    inner = np.einsum("acp,tmp->atmc", weight, np.exp(prior), optimize=True)
    joint = np.log(np.maximum(inner, 1e-300)).sum(axis=3) + peak.sum(axis=(1, 2))[:, None, None]
    joint += (-0.5 * (1 / np.sqrt(_SHAPES) / _USUAL_CV) ** 2 - 0.5 * np.log(_SHAPES))[:, None, None]
    joint += (-0.5 * (_SPREADS / _USUAL_SPREAD) ** 2 + np.log(_SPREADS))[None, :, None]
    posterior = np.exp(joint - joint.max()).ravel()
    picked = rng.choice(len(posterior), size=draws, p=posterior / posterior.sum())
    at_a, at_t, at_m = np.unravel_index(picked, joint.shape)
    # Within a step of the grid anywhere: a step is 11 % wide.
    step = log_means[1] - log_means[0]
    means, believed = np.empty((draws, len(names))), np.exp(prior[at_t, at_m])
    for c in range(len(names)):
        density = np.cumsum(weight[at_a, c] * believed, axis=1)
        at = (density < rng.random((draws, 1)) * density[:, -1:]).sum(axis=1).clip(max=_POINTS - 1)
        means[:, c] = np.exp(log_means[at] + (rng.random(draws) - 0.5) * step)
    means = means[:, channel]
    shape = _SHAPES[at_a][:, None]
    rates = rng.standard_gamma(shape + events) / (shape / means + exposure)
    raw = np.divide(outcome, spend, out=np.full(len(spend), np.nan), where=spend > 0)
    return Shrunken(rates, means, raw)
