"""One look ahead: everything that is forecast on the evening of one day, from the days up to it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats
from core.forecasting.models import Point, ThetaParameters, forecast, learn_theta, seasonal_naive
from core.forecasting.paths import DRAWS, SEED, Singles, draw_days, moods, paths, surprise_table
from core.forecasting.prepare import Training, fill, prepare
from core.forecasting.reconcile import Tree, gains, reconcile

GROWN = 1.25
"""Theta learns again where a series is longer by this factor than when it last learned."""

HELD = (0.1, 0.01)
"""In paths the sum of a channel, and the total, give way by so much of what they do in forecasts: their own surprises
know that parts move together, which weights without correlation forget."""


@dataclass(frozen=True, eq=False)
class History:
    """The days of all campaigns.

    Attributes:
        tree: Who belongs to whom.
        values: By day and campaign, shape (days, N); not a number where the data hold nothing.
        left_out: Where known events touch, shape (days, N).
        factors: How much holidays move each day, of the history and the days ahead; shape (days + ahead,).
    """

    tree: Tree
    values: Floats
    left_out: NDArray[np.bool_]
    factors: Floats


@dataclass(frozen=True, eq=False)
class Look:
    """What was seen and is expected at one origin, campaigns first, then channels, then the total.

    Attributes:
        end: Days that were known.
        trainings: The days learned from.
        points: The forecast of each series; None where nothing is expected.
        baseline: The last week repeated, shape (ahead, N + K + 1).
        surprises: From ``surprise_table``.
    """

    end: int
    trainings: tuple[Training, ...]
    points: tuple[Point | None, ...]
    baseline: Floats
    surprises: Floats

    @property
    def mean(self) -> Floats:
        """Each series' own forecast, before reconciling; shape (ahead, N + K + 1)."""
        ahead = len(self.baseline)
        return np.stack([np.zeros(ahead) if p is None else p.mean for p in self.points], axis=1)


@dataclass
class Learned:
    """What theta learned of each series so far: the days that it had, which campaigns, and its parameters."""

    parameters: dict[int, tuple[int, bytes, ThetaParameters | None]] = field(default_factory=dict)

    def copy(self) -> "Learned":
        """Return a copy that can be added to."""
        return Learned(dict(self.parameters))

    def get(self, number: int, members: bytes, training: Training) -> ThetaParameters | None:
        """Return the parameters of a series, learned again where it has grown or is made of others."""
        days, of, found = self.parameters.get(number, (0, b"", None))
        if of != members or len(training.values) > GROWN * days:
            found = learn_theta(training.values)
            self.parameters[number] = (len(training.values), members, found)
        return found


def look(history: History, end: int, ahead: int, learned: Learned) -> Look:
    """Return what is expected of the days after day ``end``, from those before it.

    Args:
        history: The days.
        end: How many of them are known.
        ahead: Length of the horizon.
        learned: Parameters of earlier looks; added to.
    """
    tree = history.tree
    known, effect = history.values[:end], history.factors[:end, None]
    flat = known / effect
    trainings = [prepare(flat[:, i], history.left_out[:end, i]) for i in range(len(tree.campaigns))]
    lives = np.array([not t.idle for t in trainings])
    whole, filled = np.zeros((end, len(lives))), np.zeros((end, len(lives)), bool)
    for i, one in enumerate(trainings):
        if lives[i]:
            whole[end - len(one.values) :, i] = one.values
            filled[end - len(one.values) :, i] = one.filled
    # A sum is learned from the campaigns that go on: what a paused one brought is no part of what is ahead.
    for row in tree.sums > 0:
        members = row & lives
        summed = whole[:, members].sum(axis=1)
        mostly = filled[:, members].sum(axis=1) * 2 > max(int(members.sum()), 1)
        one = prepare(summed, np.zeros(end, bool))
        trainings.append(Training(one.values, mostly[end - len(one.values) :], one.state if members.any() else "empty"))
    points: list[Point | None] = []
    for number, one in enumerate(trainings):
        is_sum = number >= len(lives)
        members = ((tree.sums[number - len(lives)] > 0) & lives).tobytes() if is_sum else b"1"
        if one.idle and not (is_sum and len(one.values)):
            points.append(None)
        else:
            points.append(forecast(one.values, ahead, learned.get(number, members, one)))
    later = history.factors[end : end + ahead]
    points = [p if p is None else Point(p.mean * later, p.surprises, p.alpha, p.method) for p in points]
    # A week with a gap would be repeated with its gap; that is no fair baseline.
    parts = np.stack([fill(column) for column in np.maximum(known, 0.0).T], axis=1)
    both = np.concatenate([parts, parts @ tree.sums.T], axis=1)
    baseline = np.stack([seasonal_naive(both[:, n], ahead) for n in range(both.shape[1])], axis=1)
    return Look(end, tuple(trainings), tuple(points), baseline, surprise_table(points, [t.filled for t in trainings]))


def own_paths(seen: Look, spread: Floats, draws: int = DRAWS) -> Singles:
    """Return paths of each series by itself, shape (draws, ahead, N + K + 1); the same past days for all.

    Args:
        seen: The look.
        spread: Factor on the surprises of each series.
        draws: How many.
    """
    ahead = len(seen.baseline)
    rng = np.random.default_rng(SEED)
    days, mood = draw_days(len(seen.surprises), ahead, draws, rng), moods(draws, rng)
    found = np.zeros((draws, ahead, len(seen.points)), np.float32)
    for number, point in enumerate(seen.points):
        if point is not None:
            found[..., number] = paths(
                point, seen.surprises[:, number], days, float(spread[number]) * mood, SEED + number
            )
    return found


def agreed(tree: Tree, seen: Look, own: Singles, wrong: Floats) -> tuple[Floats, Singles]:
    """Return reconciled forecasts of the campaigns, (ahead, N), and their paths, (draws, ahead, N).

    The mean of the paths is the forecast. Channels and the total follow by adding up.

    Args:
        tree: Who belongs to whom.
        seen: The look.
        own: From ``own_paths``.
        wrong: Mean squared error of each series.
    """
    # A campaign of which nothing is expected gives way to nothing, however wrong it was while it ran.
    count, going = len(tree.campaigns), np.array([point is not None for point in seen.points])
    weights = np.where(going, wrong, 0.0)
    gain = gains(tree, weights)
    alone = seen.mean
    mean = reconcile(tree, gain, alone[:, :count], alone[:, count:])
    weights[count:-1] *= HELD[0]
    weights[-1] *= HELD[1]
    gain = gains(tree, weights)
    draws = np.empty((*own.shape[:2], count), np.float32)
    for day in range(own.shape[1]):
        draws[:, day] = reconcile(tree, gain, own[:, day, :count], own[:, day, count:])
    middle = draws.mean(axis=0, dtype=float)
    # Where all paths end at zero, so does the forecast; elsewhere clipping at zero is taken back.
    draws *= np.divide(mean, middle, out=np.zeros_like(mean), where=middle > 0).astype(np.float32)
    return np.where(middle > 0, mean, 0.0), draws
