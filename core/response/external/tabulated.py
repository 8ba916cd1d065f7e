"""Closed forms for tabulated curves: the form that meets a table best, draw by draw, and how well it does."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtri

from core.curves import FORMS, Floats, share
from core.errors import FileUnusableError
from core.response.external.curve_set import SEED, ReadCurve

FARTHEST: Final = 0.05
"""A form that departs from a table by more than this share of its top is not that curve."""
FALL: Final = 0.01
"""Tables may fall, or start above zero, by this share of their top: the noise of simulated means."""
FEWEST_POINTS: Final = 4
INTERVAL_DRAWS: Final = 200
_STEPS: Final = 40
# Half-saturation as a share of the highest spend, and slope: log bounds of the search.
_BOUNDS = {
    "hill": (np.log([1e-3, 1e3]), np.log([0.1, 20.0])),
    "tanh": (np.log([1e-3, 1e3]), np.log([1.0, 1.0])),
    "root": (np.log([1.0, 1.0]), np.log([0.02, 1.0])),
}


@dataclass(frozen=True, eq=False)
class FittedTable:
    """A tabulated curve in closed form.

    Attributes:
        form: Form of the curve.
        scale: By draw, with ``half_saturation`` and ``slope`` as in ``CurveDraws``.
        half_saturation: By draw.
        slope: By draw.
        departure: Largest distance from the table, as a share of its top.
    """

    form: str
    scale: Floats
    half_saturation: Floats
    slope: Floats
    departure: float

    def curve(self, name: str, spend_today: float | None, seen: tuple[float, float] | None) -> ReadCurve:
        """Return it as the curve of a campaign."""
        return ReadCurve(
            name, self.form, self.scale, self.half_saturation, self.slope, spend_today=spend_today, seen=seen
        )


def fit_draws(name: str, spend: Floats, outcome: Floats) -> FittedTable:
    """Return the closed form that meets a tabulated curve best.

    Args:
        name: The campaign, for messages.
        spend: Spends of the table, rising, shape (points,).
        outcome: Outcome by draw, shape (draws, points).

    Raises:
        FileUnusableError: If the table is no curve of spend, or no form meets it within ``FARTHEST``.
    """
    _check(name, spend, outcome)
    fitted = [_fit(form, spend, outcome) for form in FORMS]
    best = min(fitted, key=lambda f: f.departure)
    _check_departure(name, best.departure)
    return best


def fit_interval(name: str, spend: Floats, mean: Floats, lower: Floats, upper: Floats, level: float) -> FittedTable:
    """Return draws of a curve of which only the mean and an interval are known.

    One quantile a draw for the whole curve, the same everywhere along it: at each spend the draws have the mean and
    the interval of the table, in logarithms a normal distribution of two halves. Curves of different campaigns are
    drawn independently, because the table does not say how they belong together.

    Args:
        name: The campaign, for messages and for its own order of quantiles.
        spend: Spends of the table, rising, shape (points,).
        mean: Mean outcome, shape (points,).
        lower: Lower end of the interval.
        upper: Upper end of the interval.
        level: Probability of the interval.

    Raises:
        FileUnusableError: If the table is no curve of spend, or no form meets it within ``FARTHEST``.
    """
    if np.any(lower > mean + 1e-9 * mean.max()) or np.any(upper < mean - 1e-9 * mean.max()):
        raise FileUnusableError(f"The table of “{name}” has a mean outside of its interval. Export it again.")
    # Where the interval reaches down to zero or below, a small share of the mean stands for its end: outcomes are
    # spread in logarithms, and spend does not take outcome away.
    lower, upper = np.clip(lower, 1e-2 * mean, mean), np.maximum(upper, mean)
    edges = fit_draws(name, spend, np.stack([mean, lower, upper]))
    draws = _interval_draws(name, mean, lower, upper, level)
    fitted = _fit(edges.form, spend, draws)
    drawn = fitted.scale[:, None] * share(edges.form, spend, fitted.half_saturation[:, None], fitted.slope[:, None])
    departure = max(edges.departure, float(np.abs(drawn.mean(axis=0) - mean).max() / max(mean.max(), 1e-300)))
    _check_departure(name, departure)
    return FittedTable(edges.form, fitted.scale, fitted.half_saturation, fitted.slope, departure)


def met_within(name: str, departure: float) -> str:
    """Say how well a table is met.

    Example:
        >>> met_within("TV", 0.0031)
        'The curve of TV is met within 0.4 % of its top.'
    """
    # Rounded up: a departure may be said larger than it is, never smaller.
    return f"The curve of {name} is met within {max(np.ceil(departure * 1000 - 1e-6), 1) / 10:.1f} % of its top."


def _check(name: str, spend: Floats, outcome: Floats) -> None:
    def refuse(why: str) -> None:
        raise FileUnusableError(f"The table of “{name}” {why}.")

    if np.any(spend < 0) or len(np.unique(spend)) < len(spend):
        refuse("has a spend below 0 or twice the same spend; give each spend once for each draw")
    if np.count_nonzero(spend > 0) < FEWEST_POINTS:
        refuse(f"has fewer than {FEWEST_POINTS} spends above 0; export more points of the curve")
    top = outcome.max(axis=1, keepdims=True)
    if np.any(top < 0) or np.any(outcome < -FALL * top - 1e-12):
        refuse("goes below 0; spend that takes outcome away cannot be planned with")
    if np.any(outcome[:, spend == 0] > FALL * top):
        refuse("starts above 0 at no spend; export what spend adds, without the baseline")
    if np.any(np.maximum.accumulate(outcome, axis=1) - outcome > FALL * top + 1e-12):
        refuse("falls as spend grows; a response curve rises")


def _check_departure(name: str, departure: float) -> None:
    if not departure <= FARTHEST:
        raise FileUnusableError(
            f"The table of “{name}” has a shape that none of the forms {', '.join(FORMS)} meets within "
            f"{100 * FARTHEST:.0f} % of its top (the best departs by {100 * min(departure, 9.99):.0f} %)."
        )


def _interval_draws(name: str, mean: Floats, lower: Floats, upper: Floats, level: float) -> Floats:
    """Draws by quantile and spend, shape (draws, points), in an order of the campaign's own."""
    z = ndtri((np.arange(INTERVAL_DRAWS) + 0.5) / INTERVAL_DRAWS) / ndtri((1 + level) / 2)
    dice = np.random.default_rng([SEED, *name.encode()])
    z = dice.permutation(z)[:, None]
    some = mean > 0
    logs = [np.log(np.maximum(v[some], 1e-300)) for v in (lower, mean, upper)]

    def drawn(centre: Floats) -> Floats:
        return np.exp(centre + np.where(z < 0, z * (centre - logs[0]), z * (logs[2] - centre)))

    # The median that gives the draws the mean of the table, by bisection; it lies within the interval.
    low, high = logs[0].copy(), logs[2].copy()
    for _ in range(60):
        middle = (low + high) / 2
        below = drawn(middle).mean(axis=0) < mean[some]
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    draws = np.zeros((INTERVAL_DRAWS, len(mean)))
    draws[:, some] = drawn((low + high) / 2)
    return np.maximum.accumulate(draws, axis=1)


def _fit(form: str, spend: Floats, outcome: Floats) -> FittedTable:
    """Least squares for all draws at once; the scale, which is linear, is projected out (Golub and Pereyra, 1973)."""
    x, largest = spend / spend.max(), outcome.max(axis=1)
    y = outcome / np.where(largest > 0, largest, 1.0)[:, None]
    halves, slopes = _BOUNDS[form]
    low, high = np.array([halves[0], slopes[0]]), np.array([halves[1], slopes[1]])

    def projected(theta: Floats) -> tuple[Floats, Floats]:
        f = share(form, x, np.exp(theta[:, :1]), np.exp(theta[:, 1:]))
        scale = np.einsum("ij,ij->i", f, y) / np.maximum(np.einsum("ij,ij->i", f, f), 1e-300)
        return scale, scale[:, None] * f - y

    theta = _start(form, x, y, low, high)
    scale, rest = projected(theta)
    loss, damping = (rest**2).sum(axis=1), np.full(len(y), 1e-3)
    for _ in range(_STEPS):
        steps = [np.where(theta[:, [i]] + 1e-6 > high[i], -1e-6, 1e-6) for i in range(2)]
        shifts = [projected(theta + step * (np.arange(2) == i))[1] for i, step in enumerate(steps)]
        jacobian = np.stack([(shift - rest) / step for shift, step in zip(shifts, steps, strict=True)], axis=2)
        normal = np.einsum("ijk,ijl->ikl", jacobian, jacobian)
        diagonal = np.einsum("ikk->ik", normal)
        normal = normal + (damping[:, None] * diagonal + 1e-14)[:, :, None] * np.eye(2)
        move = np.linalg.solve(normal, np.einsum("ijk,ij->ik", jacobian, rest)[:, :, None])[:, :, 0]
        trial = np.clip(theta - np.clip(move, -1.0, 1.0), low, high)
        trial_scale, trial_rest = projected(trial)
        trial_loss = (trial_rest**2).sum(axis=1)
        better = trial_loss < loss
        theta, rest = np.where(better[:, None], trial, theta), np.where(better[:, None], trial_rest, rest)
        scale, loss = np.where(better, trial_scale, scale), np.where(better, trial_loss, loss)
        damping = np.clip(np.where(better, damping / 5, damping * 5), 1e-12, 1e9)
    half, slope = np.exp(theta[:, 0]) * spend.max(), np.exp(theta[:, 1])
    return FittedTable(form, scale * largest, half, slope, float(np.abs(rest).max()))


def _start(form: str, x: Floats, y: Floats, low: Floats, high: Floats) -> Floats:
    """The best of a grid for each draw: the loss has flat valleys where tables end before they bend."""
    axes = [np.unique(np.linspace(low[i], high[i], 41)) for i in range(2)]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
    f = share(form, x, np.exp(grid[:, :1]), np.exp(grid[:, 1:]))
    fits = (y @ f.T) ** 2 / np.maximum((f**2).sum(axis=1), 1e-300)
    return grid[np.argmax(fits, axis=1)]
