"""Adstock: how spend of earlier periods still works today. Kernels by name; a new one registers itself.

Every kernel is a set of lag weights that add up to 1, so that steady spend ``x`` comes to an adstock of ``x`` and
curves keep the unit of money. A kernel gives the logarithm of its weights up to a constant; the weights are the softmax
over the lags, which makes the gradient of every kernel one formula: dw = w (dg - sum(w dg)).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.curves import Floats
from core.errors import InputError

LAGS = {1: 56, 7: 13}
"""Number of lags by length of the period in days: eight weeks of days, a quarter of weeks."""

Kernel = Callable[[Floats, Floats, int], tuple[Floats, Floats]]


@dataclass(frozen=True)
class Adstock:
    """A kernel of carry-over.

    Attributes:
        name: What it is chosen by.
        title: What people read.
        formula: Weight of lag ``l``, before normalising.
        source: Who proposed it.
        coordinates: Unconstrained coordinates, each with its prior centre and standard deviation for days and weeks.
        log_weights: Takes coordinates (..., k), lags (lags,) and their number; returns log weights (..., lags) up to a
            constant, and their derivatives (..., lags, k).
    """

    name: str
    title: str
    formula: str
    source: str
    coordinates: tuple["Coordinate", ...]
    log_weights: Kernel

    def weights(self, theta: Floats, lags: int) -> tuple[Floats, Floats]:
        """Return the weights of the lags and their derivatives.

        Args:
            theta: Coordinates, shape (..., k).
            lags: Number of lags; lag 0 is the period itself.

        Returns:
            Weights (..., lags), each row adding up to 1, and derivatives (..., lags, k).
        """
        w, dg = self._softmax(theta, lags)
        if not self.coordinates:
            return w, np.zeros((*w.shape, 0))
        return w, w[..., None] * (dg - (w[..., None] * dg).sum(axis=-2, keepdims=True))

    def shares(self, theta: Floats, lags: int) -> Floats:
        """Return the weights of the lags alone: most of the time of ``weights`` goes into the derivatives."""
        return self._softmax(theta, lags)[0]

    def _softmax(self, theta: Floats, lags: int) -> tuple[Floats, Floats]:
        """Return the weights and the derivatives of their logarithms before normalising."""
        g, dg = self.log_weights(np.asarray(theta, float), np.arange(lags, dtype=float), lags)
        w = np.exp(g - g.max(axis=-1, keepdims=True))
        w /= w.sum(axis=-1, keepdims=True)
        return w, dg

    def mean_lag(self, theta: Floats, lags: int) -> Floats:
        """Return the mean number of periods that an effect comes after its spend, shape (...)."""
        return self.shares(theta, lags) @ np.arange(lags)

    def centre(self, period_days: int) -> Floats:
        """Return the prior centre of the coordinates, shape (k,)."""
        return np.array([c.day if period_days < 4 else c.week for c in self.coordinates], float)

    def spread(self) -> Floats:
        """Return the prior standard deviation of the coordinates, shape (k,)."""
        return np.array([c.spread for c in self.coordinates], float)


@dataclass(frozen=True)
class Coordinate:
    """An unconstrained coordinate of a kernel: its name, prior centre by day and by week, and standard deviation."""

    name: str
    day: float
    week: float
    spread: float


ADSTOCKS: dict[str, Adstock] = {}


def register(kernel: Adstock) -> Adstock:
    """Add a kernel under its name; returns it."""
    ADSTOCKS[kernel.name] = kernel
    return kernel


def adstock(name: str) -> Adstock:
    """Return the kernel of a name.

    Raises:
        InputError: If there is none.
    """
    if name not in ADSTOCKS:
        raise InputError(f"There is no adstock “{name}”. There are {', '.join(ADSTOCKS)}.")
    return ADSTOCKS[name]


def lagged(spend: Floats, lags: int, before: ArrayLike = 0.0) -> Floats:
    """Return spend by lag, shape (campaigns, periods, lags): a read-only view, ready for a matrix product with weights.

    Args:
        spend: Shape (periods, campaigns). Currency.
        lags: Number of lags.
        before: Spend a period before the data begin, a number or (campaigns,).
    """
    start = np.broadcast_to(np.asarray(before, spend.dtype), (lags - 1, spend.shape[1]))
    padded = np.concatenate([start, spend]).T
    return np.lib.stride_tricks.sliding_window_view(padded, lags, axis=1)[:, :, ::-1]


def _sigmoid(x: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-x))


def _geometric(theta: Floats, lag: Floats, _lags: int) -> tuple[Floats, Floats]:
    decay = _sigmoid(theta[..., :1])
    return lag * np.log(decay), (lag * (1.0 - decay))[..., None]


def _delayed(theta: Floats, lag: Floats, _lags: int) -> tuple[Floats, Floats]:
    decay, delay = _sigmoid(theta[..., :1]), np.exp(theta[..., 1:])
    log_decay, distance = np.log(decay), lag - delay
    return distance**2 * log_decay, np.stack(
        [distance**2 * (1.0 - decay), -2.0 * distance * log_decay * delay], axis=-1
    )


def _weibull(theta: Floats, at: Floats) -> tuple[Floats, Floats, Floats]:
    """Return shape, shape x log(at / scale) and its exponential, kept finite."""
    shape = np.exp(theta[..., :1])
    log_ratio = np.clip(shape * (np.log(at) - theta[..., 1:]), -700.0, 300.0)
    return shape, log_ratio, np.exp(log_ratio)


def _weibull_density(theta: Floats, lag: Floats, _lags: int) -> tuple[Floats, Floats]:
    # Lag 0 is taken at 1, as Robyn has it: the density of many shapes is zero or infinite at 0.
    shape, log_ratio, power = _weibull(theta, lag + 1.0)
    g = log_ratio * (1.0 - 1.0 / shape) - power
    return g, np.stack([log_ratio * (1.0 - power), shape * (power - 1.0) + 1.0], axis=-1)


def _weibull_survival(theta: Floats, lag: Floats, _lags: int) -> tuple[Floats, Floats]:
    shape, log_ratio, power = _weibull(theta, np.maximum(lag, 1e-300))
    return -power, np.stack([-log_ratio * power, shape * power], axis=-1)


def _binomial(theta: Floats, lag: Floats, lags: int) -> tuple[Floats, Floats]:
    odds = np.exp(-theta[..., :1])
    left = np.log1p(-lag / lags)
    return odds * left, (-odds * left)[..., None]


def _none(theta: Floats, lag: Floats, lags: int) -> tuple[Floats, Floats]:
    shape = (*theta.shape[:-1], lags)
    return np.broadcast_to(np.where(lag == 0, 0.0, -np.inf), shape), np.zeros((*shape, 0))


_DECAY = Coordinate("logit_decay", -0.6, -0.6, 1.0)

register(
    Adstock(
        "geometric",
        "Geometric",
        "decay^l",
        "Broadbent (1979); normalised as in Jin et al. (2017)",
        (_DECAY,),
        _geometric,
    )
)
register(
    Adstock(
        "delayed",
        "Delayed",
        "decay^((l - delay)^2)",
        "Jin et al. (2017)",
        (Coordinate("logit_decay", 1.5, 0.0, 1.0), Coordinate("log_delay", 0.7, 0.0, 0.7)),
        _delayed,
    )
)
register(
    Adstock(
        "weibull_density",
        "Weibull (density)",
        "((l + 1) / scale)^(shape - 1) exp(-((l + 1) / scale)^shape)",
        "Weibull (1951); as adstock in Robyn (Meta, 2021)",
        (Coordinate("log_shape", 0.3, 0.3, 0.5), Coordinate("log_scale", 1.4, 0.7, 0.7)),
        _weibull_density,
    )
)
register(
    Adstock(
        "weibull_survival",
        "Weibull (survival)",
        "exp(-(l / scale)^shape)",
        "Weibull (1951)",
        (Coordinate("log_shape", 0.0, 0.0, 0.5), Coordinate("log_scale", 0.3, 0.0, 1.0)),
        _weibull_survival,
    )
)
register(
    Adstock(
        "binomial",
        "Binomial",
        "(1 - l / lags)^(1 / alpha - 1)",
        "Google Meridian (2025)",
        (Coordinate("logit_alpha", -3.3, -1.6, 1.0),),
        _binomial,
    )
)
register(Adstock("none", "None", "1 at lag 0", "no carry-over", (), _none))


def geometric_adstock(spend: ArrayLike, decay: ArrayLike) -> Floats:
    """Return the geometric adstock ``a[t] = (1 - decay) * spend[t] + decay * a[t - 1]``, with ``a[-1] = 0``.

    The kernel ``geometric`` without an end. The idea is Broadbent's (1979, "One way TV advertisements work"); the
    normalised form is that of Jin et al. (2017, "Bayesian methods for media mix modeling with carryover and shape
    effects").

    Args:
        spend: Spend by period, shape (periods,) or (periods, campaigns). Currency.
        decay: Share of the effect that is left one period later, at least 0 and below 1; a number or (campaigns,).

    Returns:
        Adstocked spend, the shape of ``spend``; for one-dimensional spend and several decays (periods, campaigns).

    Raises:
        InputError: If a decay is outside [0, 1).

    Example:
        >>> geometric_adstock([100.0, 0.0, 0.0], 0.5)
        array([50. , 25. , 12.5])
    """
    x = np.asarray(spend, float)
    d = np.asarray(decay, float)
    if not np.all((d >= 0) & (d < 1)):
        raise InputError(f"decay == {d}, must be at least 0 and below 1")
    if x.ndim == 1 and d.ndim == 1:
        x = x[:, None]
    fresh = (1.0 - d) * x
    stock = np.empty_like(fresh)
    left = np.zeros(fresh.shape[1:])
    for t in range(len(fresh)):
        left = fresh[t] + d * left
        stock[t] = left
    return stock


def adstock_and_slope(spend: Floats, decay: Floats) -> tuple[Floats, Floats]:
    """Return the geometric adstock and its derivative with respect to the decay, for the fit; no checks.

    Args:
        spend: Shape (periods, ..., campaigns). Currency.
        decay: Shape (..., campaigns), e.g. (draws, campaigns) with ``spend`` (periods, 1, campaigns).

    Returns:
        Two arrays of shape (periods, ..., campaigns), broadcast.
    """
    shape = (len(spend), *np.broadcast_shapes(spend.shape[1:], decay.shape))
    stock, slope = np.empty(shape), np.empty(shape)
    left, left_slope = np.zeros(shape[1:]), np.zeros(shape[1:])
    for t in range(len(spend)):
        left_slope = left - spend[t] + decay * left_slope
        left = (1.0 - decay) * spend[t] + decay * left
        stock[t], slope[t] = left, left_slope
    return stock, slope
