"""The likelihood of the Pareto/NBD model and its exact gradient, by one integral in place of hypergeometric functions.

A customer with x purchases, the last at t_x, who is watched until T, was active until T or left at some y before:

    L = Γ(r + x) / Γ(r) · α^r β^s · [(α + T)^−(r+x) (β + T)^−s + s ∫ (α + y)^−(r+x) (β + y)^−(s+1) dy],  y from t_x to T

which is what Schmittlein, Morrison and Colombo (1987) and Fader and Hardie ("A note on deriving the Pareto/NBD model",
2005) write with the Gaussian hypergeometric function. The integrand is above zero and falls; in u = log(c + y) with
c = min(α, β) its logarithm is concave and analytic up to a distance of π, so that Gauss–Legendre converges fast, and
the derivatives are means of smooth functions under the same weights: nothing cancels, whatever x and T are.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import digamma, expit, gammaln

from core.curves import Floats
from core.customers.value.quadrature import legendre
from core.customers.value.unique_rows import UniqueRows

NODES: Final = 48
CUT: Final = 40.0
"""The integral ends where the integrand has fallen by exp(−40)."""
ROWS: Final = 20_000


def left_before(r: float, alpha: float, s: float, beta: float, x: Floats, last: Floats, age: Floats) -> list[Floats]:
    """Return log(s ∫ …) and its derivatives in r, alpha, s and beta: the customers who left before T.

    Args:
        r: Parameter.
        alpha: Parameter.
        s: Parameter.
        beta: Parameter.
        x: Repeat purchases, rows.
        last: Time of the last, rows.
        age: Time watched, rows; above ``last``.
    """
    base = min(alpha, beta)
    end = np.minimum(age, last + (alpha + last) * np.expm1(np.minimum(CUT / (r + x), 600.0)))
    end = np.minimum(end, last + (beta + last) * np.expm1(min(CUT / (s + 1), 600.0)))
    span = np.log1p((end - last) / (base + last))
    nodes, weights = legendre(NODES)
    u = np.log(base + last)[:, None] + span[:, None] * nodes[None, :]
    scale = np.exp(u)
    rate, leave = scale + (alpha - base), scale + (beta - base)
    log_rate, log_leave = np.log(rate), np.log(leave)
    shape = (r + x)[:, None]
    logs = u - shape * log_rate - (s + 1) * log_leave
    top = logs.max(axis=1)
    parts = np.exp(logs - top[:, None]) * weights
    whole = parts.sum(axis=1)
    parts /= whole[:, None]
    value = np.log(s) + top + np.log(whole) + np.log(span)
    by_r = -(parts * log_rate).sum(axis=1)
    by_alpha = -(r + x) * (parts / rate).sum(axis=1)
    by_s = 1 / s - (parts * log_leave).sum(axis=1)
    by_beta = -(s + 1) * (parts / leave).sum(axis=1)
    return [value, by_r, by_alpha, by_s, by_beta]


def log_odds_left(r: float, alpha: float, s: float, beta: float, x: Floats, last: Floats, age: Floats) -> Floats:
    """Return the log odds of having left before T; minus infinity where the last purchase was at T."""
    result = np.full(len(x), -np.inf)
    there = np.flatnonzero(age > last)
    for begin in range(0, len(there), ROWS):
        part = there[begin : begin + ROWS]
        value = left_before(r, alpha, s, beta, x[part], last[part], age[part])[0]
        result[part] = value + (r + x[part]) * np.log(alpha + age[part]) + s * np.log(beta + age[part])
    return result


class ParetoNbdLikelihood:
    """Mean negative log-likelihood and gradient in log parameters r, alpha, s, beta, of rows of unique histories."""

    def __init__(self, rows: UniqueRows) -> None:
        self._rows = rows

    def __call__(self, logs: Floats) -> tuple[float, Floats]:
        """Return the value and the gradient at log parameters."""
        rows = self._rows
        r, alpha, s, beta = (float(one) for one in np.exp(logs))
        x, w, n = rows.x_values, rows.x_weights, rows.customers
        total = w @ (gammaln(r + x) - gammaln(r)) + n * (r * np.log(alpha) + s * np.log(beta))
        d_r = w @ (digamma(r + x) - digamma(r)) + n * np.log(alpha)
        d_alpha, d_s, d_beta = n * r / alpha, n * np.log(beta), n * s / beta
        for begin in range(0, len(rows.x), ROWS):
            part = slice(begin, begin + ROWS)
            value, slopes = _sum(r, alpha, s, beta, rows.x[part], rows.last[part], rows.age[part], rows.weights[part])
            total += value
            d_r, d_alpha, d_s, d_beta = np.array([d_r, d_alpha, d_s, d_beta]) + slopes
        gradient = np.array([r * d_r, alpha * d_alpha, s * d_s, beta * d_beta])
        return -float(total) / n, -gradient / n


def _sum(
    r: float, alpha: float, s: float, beta: float, x: Floats, last: Floats, age: Floats, weights: Floats
) -> tuple[float, Floats]:
    """The bracket of the likelihood, and its derivatives, summed over rows."""
    log_rate, log_leave = np.log(alpha + age), np.log(beta + age)
    stayed = -(r + x) * log_rate - s * log_leave
    slopes = np.array([-log_rate, -(r + x) / (alpha + age), -log_leave, -s / (beta + age)])
    value = stayed.copy()
    there = age > last
    if there.any():
        left, *by = left_before(r, alpha, s, beta, x[there], last[there], age[there])
        value[there] = np.logaddexp(stayed[there], left)
        chance = expit(left - stayed[there])
        slopes[:, there] += chance * (np.array(by) - slopes[:, there])
    return float(weights @ value), slopes @ weights
