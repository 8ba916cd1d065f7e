"""The expected curves of many campaigns at once, with straight lines that provably lie above them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.curve_forms import Form, form_of
from core.curves import Curve, Floats

Rows = NDArray[np.intp]
Places = Rows | slice

_CHUNK = 40_000
"""Numbers a temporary array holds at most, so that it stays in the processor's cache."""


@dataclass(frozen=True, eq=False)
class _Group:
    """Campaigns of one form with the same number of draws; all arrays have the shape (campaigns, draws).

    Attributes:
        form: The form of their curves.
        rows: The campaigns.
        weight: Scale over the number of draws, so that a sum over the draws is their mean.
        log_half: Logarithm of the half-saturation.
        slope: Slope.
        inflection: Spend up to which the draw is convex and from which it is concave; 0 where it is all concave.
        steepest: Derivative at the inflection, the highest there is.
        at_zero: Derivative at zero spend.
    """

    form: Form
    rows: Rows
    weight: Floats
    log_half: Floats
    slope: Floats
    inflection: Floats
    steepest: Floats
    at_zero: Floats


class MeanCurves:
    """Values, derivatives and bounding lines of the mean over the draws, for any subset of campaigns.

    Attributes:
        count: Number of campaigns.
        draws: Number of draws of the campaign with the most.
        inflection: Spend above which each campaign's mean curve is concave for sure, shape (campaigns,).
    """

    def __init__(self, curves: Sequence[Curve]) -> None:
        self.count = len(curves)
        self.inflection = np.zeros(self.count)
        self._group = np.zeros(self.count, np.intp)
        self._place = np.zeros(self.count, np.intp)
        self._groups: list[_Group] = []
        sorts: dict[tuple[str, int], list[int]] = {}
        for i, curve in enumerate(curves):
            sorts.setdefault((curve.form, len(curve.parameters[0])), []).append(i)
        self.draws = max(draws for _, draws in sorts)
        for (form, _), members in sorted(sorts.items()):
            rows = np.array(members)
            group = _group(form_of(form), [curves[i] for i in members], rows)
            self._group[rows] = len(self._groups)
            self._place[rows] = np.arange(len(rows))
            self._groups.append(group)
            self.inflection[rows] = np.where(group.weight > 0, group.inflection, 0.0).max(axis=1)

    def values(self, spend: Floats) -> Floats:
        """Return the expected outcome of every campaign at its spend, shape (campaigns,)."""
        return self.derivatives(np.arange(self.count), spend)[0]

    def values_at(self, spend: Floats) -> Floats:
        """Return the expected outcome of every campaign at several spends, the shape (campaigns, spends) of them."""
        value = np.zeros(spend.shape)
        for group, own, place in self._split(np.arange(self.count), spend.shape[1]):
            share = _shares(group, place, spend[own])[0]
            value[own] = (group.weight[place][:, None, :] * share).sum(axis=2)
        return value

    def derivatives(self, rows: Rows, spend: Floats) -> tuple[Floats, Floats, Floats]:
        """Return value, derivative and elasticity of the derivative of campaigns ``rows`` at one spend each.

        The elasticity x f''(x) / f'(x) is below 0 where the curve is concave, and NaN where the derivative is 0.
        """
        value, derivative, elasticity = np.zeros((3, len(rows)))
        for group, own, place in self._split(rows, 1):
            share, rise, x, left = _shares(group, place, spend[own, None])
            weight, slope = group.weight[place][:, None, :], group.slope[place][:, None, :]
            value[own] = (weight * share).sum(axis=2)[:, 0]
            change = (rise * group.form.elasticity(left, share, slope)).sum(axis=2)[:, 0]
            derivative[own] = rise.sum(axis=2)[:, 0] / x[:, 0]
            with np.errstate(divide="ignore", invalid="ignore"):
                elasticity[own] = change / x[:, 0] / derivative[own]
            at_zero = spend[own] == 0.0
            derivative[own] = np.where(at_zero, group.at_zero[place].sum(axis=1), derivative[own])
        return value, derivative, elasticity

    def marginal(self, spend: Floats) -> Floats:
        """Return the derivative of every campaign's curve at its spend, at zero by the rule of ``mean_slope``."""
        marginal = np.zeros(self.count)
        for group, own, place in self._split(np.arange(self.count), 1):
            # A billionth of the half-saturation, where a slope below 1 still has a finite derivative.
            x = np.maximum(spend[own, None], 1e-9 * np.exp(group.log_half[place]))
            rise = group.form.shares(np.log(x) - group.log_half[place], group.slope[place])[1]
            marginal[own] = (group.weight[place] * rise / x).sum(axis=1)
        return marginal

    def lines(self, rows: Rows, points: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Return values and derivatives at points, and slopes of lines above the curve between neighbouring points.

        For a draw between a < b and its chord over them: the line through the curve at b with the lower of the chord's
        slope and the derivative at b lies above it, whatever its shape. So does the line through the curve at a with
        the higher of chord and derivative at a where the draw is all convex or all concave in between, and with the
        steepest derivative where it is not. Means of lines above the draws lie above the mean.

        Args:
            rows: Campaigns, shape (rows,).
            points: Spends of each in ascending order, shape (rows, points).

        Returns:
            Value and derivative, shape (rows, points); slope of the line through the left and through the right end,
            shape (rows, points - 1).
        """
        value, derivative = np.zeros((2, *points.shape))
        left, right = np.zeros((2, len(rows), points.shape[1] - 1))
        for group, own, place in self._split(rows, points.shape[1]):
            spend = points[own]
            share, rise, x, _ = _shares(group, place, spend)
            rise /= x[:, :, None]
            zero, column = np.nonzero(spend == 0.0)
            rise[zero, column] = group.at_zero[place][zero]
            share *= group.weight[place][:, None, :]
            value[own] = share.sum(axis=2)
            derivative[own] = rise.sum(axis=2)
            width = np.diff(spend, axis=1)
            chord = np.diff(share, axis=1)
            chord /= np.where(width > 0, width, 1.0)[:, :, None]
            right[own] = np.minimum(rise[:, 1:], chord).sum(axis=2)
            inflection = group.inflection[place][:, None, :]
            bent = (spend[:, :-1, None] < inflection) & (inflection < spend[:, 1:, None])
            np.maximum(chord, rise[:, :-1], out=chord)
            np.copyto(chord, group.steepest[place][:, None, :], where=bent)
            left[own] = chord.sum(axis=2)
        return value, derivative, left, right

    def span(self) -> tuple[Floats, Floats, Floats]:
        """Return, in logarithms of spend, about where each curve's middle starts and ends, and its width."""
        start, end, width = np.zeros((3, self.count))
        for group in self._groups:
            start[group.rows], end[group.rows], width[group.rows] = group.form.span(group.log_half, group.slope)
        return start, end, width

    def _split(self, rows: Rows, points: int) -> Iterator[tuple[_Group, Rows, Places]]:
        """Yield group, positions in ``rows`` and places in the group, in pieces that fit the cache."""
        for number, group in enumerate(self._groups):
            own = np.flatnonzero(self._group[rows] == number)
            step = max(1, _CHUNK // (points * group.slope.shape[1]))
            for first in range(0, len(own), step):
                piece = own[first : first + step]
                place = self._place[rows[piece]]
                # Neighbours are looked at where they are; any others have to be copied together.
                together = bool((np.diff(place) == 1).all())
                yield group, piece, slice(int(place[0]), int(place[0]) + len(place)) if together else place


def _group(form: Form, curves: Sequence[Curve], rows: Rows) -> _Group:
    scale, half, slope = (np.array([np.asarray(c.parameters[k], float) for c in curves]) for k in range(3))
    weight = scale / scale.shape[1]
    inflection, steepest = form.inflection(half, slope)
    with np.errstate(over="ignore", invalid="ignore"):
        steepest, at_zero = (np.where(weight > 0, weight * d, 0.0) for d in (steepest, form.at_zero(half, slope)))
    return _Group(form, rows, weight, np.log(half), slope, inflection, steepest, at_zero)


def _shares(group: _Group, place: Places, spend: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return share and x f'(x) by draw, shape (rows, points, draws), spend with 1 for its zeros, and what is left of u.

    The last is for ``Form.elasticity``.
    """
    x = np.where(spend > 0, spend, 1.0)
    log_x = np.where(spend > 0, np.log(x), -np.inf)
    u = log_x[:, :, None] - group.log_half[place][:, None, :]
    share, rise = group.form.shares(u, group.slope[place][:, None, :])
    rise *= group.weight[place][:, None, :]
    return share, rise, x, u
