"""Value of information: what the answer of a test is worth to a decision that is made after it.

A decision chooses one of several actions whose benefit depends on something unknown, of which there are posterior
draws. Without a test the action with the highest mean benefit is taken. A test gives a signal with an error; then the
action with the highest mean benefit given the signal is taken. The difference of the two expectations is the value of
the test (Raiffa and Schlaifer, 1961), never below zero and never above that of knowing the truth.

The benefit is first replaced by its expectation given the true signal, a regression over the draws (Strong, Oakley and
Brennan, 2014): the test says nothing else of it. The signal is then read off in cells of its scale. A reading in cells
is a test of its own, a little coarser than the real one, whose probabilities are known for each draw: so nothing is
simulated, and neither bound can be broken by chance.

The best of actions that were judged by the draws that chose it looks better than it is. So half of the draws choose,
the other half judge, and the other way round.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from core.curves import Floats
from core.errors import InputError

CELLS = 48
"""Cells in which a signal is read off: with so many a reading loses less than 1 % of its value."""
KNOTS = (0.05, 0.275, 0.5, 0.725, 0.95)
"""Quantiles of the knots of the regression, by Harrell (2001) for five of them."""
FEWEST = 20
"""Draws from which a regression is bent."""
_SPAN = (-2.0, -1.0, 0.0, 1.0, 2.0)
"""Standard errors at which the scale of readings is laid out."""


@dataclass(frozen=True, eq=False)
class Answers:
    """What a test can say, by cell of its scale; arrays of one length.

    Attributes:
        upper: Upper end of the cell, in the unit of the signal; the last is infinite.
        probability: That the signal falls into it.
        gain: Expected benefit of the best action then, less that of the action that is best now; 0 or more.
        action: The best action then.
        signal: Expected true signal there.
    """

    upper: Floats
    probability: Floats
    gain: Floats
    action: NDArray[np.intp]
    signal: Floats

    def quantile(self, share: float) -> float:
        """Return the gain that the answer stays below with a probability."""
        order = np.argsort(self.gain, kind="stable")
        reached = np.cumsum(self.probability[order])
        return float(self.gain[order][min(int(np.searchsorted(reached, share * reached[-1])), len(order) - 1)])


@dataclass(frozen=True, eq=False)
class InformationValue:
    """What a test is worth, in the unit of the benefit.

    Attributes:
        perfect: Expected value of knowing the truth (EVPI).
        sample: Expected value of the test (EVSI), 0 to ``perfect``: chosen by half of the draws, judged by the others.
        plug_in: The same where all draws choose and judge: too high by as much as the choice follows chance.
        error: Standard error of ``sample`` from the number of draws.
        now: The action that is best without the test.
        answers: What the test can say.
    """

    perfect: float
    sample: float
    plug_in: float
    error: float
    now: int
    answers: Answers

    @property
    def changes(self) -> float:
        """Probability that another action is taken after the test."""
        return float(self.answers.probability[self.answers.action != self.now].sum())


def unit_normal_loss(z: float) -> float:
    """Return the unit normal loss integral, E max(0, Z - z) of a standard normal Z: phi(z) - z (1 - Phi(z)).

    Source: Raiffa and Schlaifer (1961), table II.

    Example:
        >>> round(unit_normal_loss(0.0), 4), round(unit_normal_loss(1.0), 5)
        (0.3989, 0.08332)
    """
    return float(np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi) - z * ndtr(-z))


def two_action_value(mean: float, spread: float, error: float) -> float:
    """Return the value of a test for a choice of two, in closed form (Raiffa and Schlaifer, 1961, chapter 5).

    The advantage of the second action is normal beforehand; the test measures it with a normal error. Its mean after
    the test is normal with the standard deviation ``s = spread^2 / sqrt(spread^2 + error^2)``, and the value is
    ``s L(|mean| / s)`` with the unit normal loss integral L. An error of 0 is perfect information.

    Args:
        mean: Expected advantage of the second action.
        spread: Its standard deviation beforehand.
        error: Standard error of the test.

    Raises:
        InputError: If a number is not finite or a deviation below 0.

    Example:
        >>> round(two_action_value(0.0, 1.0, 0.0), 4)
        0.3989
    """
    if not np.isfinite([mean, spread]).all() or np.isnan(error) or spread < 0 or error < 0:
        raise InputError(
            f"mean == {mean}, spread == {spread}, error == {error}: deviations must be numbers of 0 or more"
        )
    if spread == 0 or np.isinf(error):
        return 0.0
    s = spread**2 / float(np.hypot(spread, error))
    return s * unit_normal_loss(abs(mean) / s)


def perfect_information(benefit: Floats) -> float:
    """Return the expected value of knowing the truth: E max over actions less max over actions of E.

    Args:
        benefit: By draw and action, shape (draws, actions).
    """
    return float(benefit.max(axis=1).mean() - benefit.mean(axis=0).max())


def sample_information(
    benefit: Floats,
    signal: Floats,
    error: float,
    origin: NDArray[np.intp] | None = None,
    cells: int = CELLS,
    judge: bool = True,
) -> InformationValue:
    """Return the value of a test that measures ``signal`` with a normal error.

    Args:
        benefit: By draw and action, shape (draws, actions).
        signal: What an exact test would read, by draw, shape (draws,).
        error: Standard error of the test, in the unit of the signal; infinite for a test that says nothing.
        origin: Which independent draw each row comes from, where rows repeat draws; None where each is its own.
        cells: Number of cells in which a reading is told apart.
        judge: Whether other draws judge than those that choose; without it ``sample`` is ``plug_in``, in half the time.

    Raises:
        InputError: If shapes do not go together, a number is not finite or the error is below 0.
    """
    if benefit.ndim != 2 or signal.shape != benefit.shape[:1] or not len(signal):
        raise InputError(f"benefit has the shape {benefit.shape} and signal {signal.shape}: one row a draw is needed")
    if not np.isfinite(benefit).all() or not np.isfinite(signal).all() or not error >= 0:
        raise InputError("benefit and signal must be finite numbers, and the error a number of 0 or more")
    origin = np.arange(len(signal)) if origin is None else origin
    now = int(benefit.mean(axis=0).argmax())
    # Differences to what would be done now: what all actions share says nothing, and blurs what is judged.
    ahead = benefit - benefit[:, now, None]
    perfect = max(float(ahead.max(axis=1).mean()), 0.0)
    weight, upper = _cells(signal, error, cells)
    expected = _given(signal, ahead)
    answers = _answers(weight, upper, expected, signal, now)
    plug_in = float(answers.probability @ answers.gain)
    if not judge:
        return InformationValue(perfect, min(plug_in, perfect), plug_in, float("inf"), now, answers)
    judged, count = np.zeros(len(signal)), np.zeros(len(signal))
    for half in (origin % 2 == 0, origin % 2 == 1):
        if half.sum() < 2 or half.all():
            continue
        chosen = (weight[half].T @ _given(signal[half], ahead[half])).argmax(axis=1)
        judged[~half] += (weight[~half] * ahead[~half][:, chosen]).sum(axis=1)
        count[~half] += 1
    if not count.any():
        judged, count = ahead[:, now], np.ones(len(signal))
    own = _by_origin(judged / np.maximum(count, 1), origin)
    return InformationValue(
        perfect=perfect,
        sample=float(np.clip(own.mean(), 0.0, perfect)),
        plug_in=plug_in,
        error=float(own.std(ddof=1) / np.sqrt(len(own))) if len(own) > 1 else float("inf"),
        now=now,
        answers=answers,
    )


def _answers(weight: Floats, upper: Floats, ahead: Floats, signal: Floats, now: int) -> Answers:
    probability = weight.mean(axis=0)
    safe = np.maximum(probability, 1e-300)
    given = (weight.T @ ahead) / len(signal) / safe[:, None]
    action = np.where(probability > 0, given.argmax(axis=1), now)
    gain = np.take_along_axis(given, action[:, None], axis=1)[:, 0] - given[:, now]
    return Answers(upper, probability, np.maximum(gain, 0.0), action, weight.T @ signal / len(signal) / safe)


def _cells(signal: Floats, error: float, cells: int) -> tuple[Floats, Floats]:
    """Return the probability of each cell by draw, shape (draws, cells), and the upper ends of the cells.

    The cells are about equally likely before the test.
    """
    size = float(np.abs(signal).max())
    if not np.isfinite(error) or signal.std() <= 1e-12 * max(size, 1e-300):
        return np.ones((len(signal), 1)), np.array([np.inf])
    error = max(error, 1e-9 * float(signal.std()))
    laid = (signal[:, None] + error * np.array(_SPAN)).ravel()
    odds = np.tile(np.exp(-0.5 * np.array(_SPAN) ** 2), len(signal))
    order = np.argsort(laid)
    reached = np.cumsum(odds[order])
    places = np.searchsorted(reached, np.arange(1, cells) / cells * reached[-1])
    inner = np.unique(laid[order][places])
    below = ndtr((inner - signal[:, None]) / error)
    weight = np.empty((len(signal), len(inner) + 1))
    weight[:, 0], weight[:, -1] = below[:, 0], 1.0 - below[:, -1]
    np.subtract(below[:, 1:], below[:, :-1], out=weight[:, 1:-1])
    return weight, np.append(inner, np.inf)


def _given(signal: Floats, values: Floats) -> Floats:
    """Return the regression of values on the signal: a cubic spline that goes on straight beyond its outer knots."""
    basis = _spline(signal)
    # Normal equations of at most five columns of size one: ten times as fast as a decomposition of all rows. The ridge
    # is far below what rounds, and lets columns coincide.
    gram = basis.T @ basis
    gram += 1e-10 * np.trace(gram) * np.eye(len(gram))
    fitted: Floats = basis @ np.linalg.solve(gram, basis.T @ values)
    return fitted


def _spline(x: Floats) -> Floats:
    """Return a restricted cubic spline basis (Harrell, 2001, section 2.4.5), shape (len(x), up to 5)."""
    size = float(x.std())
    one = np.ones_like(x)
    if not size > 0:
        return one[:, None]
    t = (x - x.mean()) / size
    knots = np.unique(np.quantile(t, KNOTS))
    # Few draws are not enough for a bent line.
    if len(x) < FEWEST or len(knots) < 3:
        return np.column_stack([one, t])
    up = np.maximum(t - knots[:, None], 0.0)
    # Products: NumPy takes ten times as long for a third power.
    cubes = up * up * up
    first, before, last = knots[0], knots[-2], knots[-1]
    columns = [
        (cube - cubes[-2] * (last - k) / (last - before) + cubes[-1] * (before - k) / (last - before))
        / (last - first) ** 2
        for k, cube in zip(knots[:-2], cubes, strict=False)
    ]
    return np.column_stack([one, t, *columns])


def _by_origin(values: Floats, origin: NDArray[np.intp]) -> Floats:
    """Return the mean of the rows of each independent draw."""
    number = np.unique(origin, return_inverse=True)[1]
    return np.bincount(number, values) / np.bincount(number)
