"""Total outcome of a plan in every joint draw, and what its bad draws bring."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.allocation.limits import Limits, check_curves, fill, label
from core.curve_forms import Form, form_of
from core.curves import Curve, CurveDraws, Floats
from core.errors import InputError

_SHARE = 1e-9
"""Share of the half-saturation below which a derivative is taken there, as ``core.curves.slope_draws`` does."""


class JointDraws:
    """The curves of all campaigns draw by draw. Draw ``i`` of all campaigns belongs together.

    Attributes:
        curves: The curves, one a campaign.
        names: Name of each campaign.
        count: Number of campaigns.
        draws: Number of joint draws; a campaign whose curve is known (one draw) is the same in all of them.
    """

    def __init__(self, curves: Sequence[Curve]) -> None:
        """Raise InputError if a curve cannot be used, or campaigns have different numbers of draws."""
        self.names = check_curves(curves)
        self.count = len(curves)
        sizes = np.array([len(curve.parameters[0]) for curve in curves])
        widest = int(sizes.argmax())
        self.draws = int(sizes[widest])
        for position in np.flatnonzero((sizes != 1) & (sizes != self.draws)).tolist():
            raise InputError(
                f"The curve of {label(self.names[position], position)} has {sizes[position]} draws, that of "
                f"{label(self.names[widest], widest)} {self.draws}. Draws of all campaigns belong together one by one: "
                "take curves that were fitted together, or fit them with the same number of draws."
            )
        self.curves = tuple(curves)
        scale, half, slope = (
            np.array([np.broadcast_to(np.asarray(c.parameters[k], float), self.draws) for c in curves])
            for k in range(3)
        )
        self._groups: list[tuple[Form, NDArray[np.intp], Floats, Floats, Floats]] = []
        for form in sorted({curve.form for curve in curves}):
            rows = np.flatnonzero([curve.form == form for curve in curves])
            self._groups.append((form_of(form), rows, scale[rows], np.log(half[rows]), slope[rows]))

    def by_campaign(self, spend: Floats) -> Floats:
        """Return the outcome by draw of every campaign at some spends each.

        Args:
            spend: Spends, shape (campaigns, points). Currency of the period.

        Returns:
            Outcomes, shape (campaigns, points, draws).
        """
        outcome = np.empty((*spend.shape, self.draws))
        with np.errstate(divide="ignore"):
            logs = np.log(spend)
        for form, rows, scale, log_half, slope in self._groups:
            # Campaign by campaign, so that temporary arrays stay in the processor's cache.
            for row, factor, half, shape in zip(rows, scale, log_half, slope, strict=True):
                np.multiply(form.shares(logs[row, :, None] - half, shape)[0], factor, out=outcome[row])
        return outcome

    def totals(self, spend: Floats) -> Floats:
        """Return the total outcome of a plan in every draw, shape (draws,), for spends of shape (campaigns,)."""
        return np.asarray(self.at(spend).sum(axis=0))

    def at(self, spend: Floats) -> Floats:
        """Return the outcome of every campaign at its spend by draw, shape (campaigns, draws)."""
        outcome = np.empty((self.count, self.draws))
        with np.errstate(divide="ignore"):
            logs = np.log(spend)
        for form, rows, scale, log_half, slope in self._groups:
            outcome[rows] = scale * form.shares(logs[rows, None] - log_half, slope)[0]
        return outcome

    def marginal(self, spend: Floats, weights: Floats) -> Floats:
        """Return what the next unit of money brings in each campaign, shape (campaigns,), draws weighted.

        Args:
            spend: Spend by campaign; at zero the derivative is that at a billionth of the half-saturation.
            weights: Weight of each draw, shape (draws,), adding up to 1.
        """
        marginal = np.zeros(self.count)
        for form, rows, scale, log_half, slope in self._groups:
            x = np.maximum(spend[rows, None], _SHARE * np.exp(log_half))
            rise = form.shares(np.log(x) - log_half, slope)[1]
            marginal[rows] = (scale * rise / x) @ weights
        return marginal

    def weighted(self, weights: Floats) -> list[Curve]:
        """Return curves whose expected outcome is the outcome with each draw weighted.

        Draws without weight are left out, which saves the optimizer their work.

        Args:
            weights: Weight of each draw, shape (draws,), adding up to 1.
        """
        used = np.flatnonzero(weights > 0)
        factor = weights[used] * len(used)
        curves: list[Curve] = []
        for curve in self.curves:
            scale, half, slope = (np.asarray(p, float) for p in curve.parameters)
            if len(scale) == 1:
                curves.append(curve)
                continue
            seen = curve.seen if isinstance(curve, CurveDraws) else (0.0, np.inf)
            curves.append(CurveDraws(curve.name, scale[used] * factor, half[used], slope[used], seen, curve.form))
        return curves


def tail_weights(totals: Floats, tail: float) -> Floats:
    """Return the weight of each draw in the mean of the worst share ``tail``: the draw at its edge counts in part.

    Args:
        totals: Outcome by draw, shape (draws,).
        tail: Share of the draws, above 0 and at most 1.
    """
    count = len(totals)
    before = np.arange(count) / count
    weights = np.empty(count)
    weights[np.argsort(totals, kind="stable")] = np.clip((tail - before) * count, 0.0, 1.0)
    return weights / weights.sum()


def cvar(totals: Floats, tail: float) -> float:
    """Return the mean of the worst share ``tail`` of the draws (Rockafellar and Uryasev, 2000).

    Example:
        >>> cvar(np.array([4.0, 1.0, 3.0, 2.0]), 0.375)
        1.3333333333333333
    """
    return float(tail_weights(totals, tail) @ totals)


def admissible(extra: Floats, tail: float, weight: float) -> Floats:
    """Return weights of draws that no plan's cautious outcome can exceed, nearest to what a programme said.

    The cautious outcome is the lowest weighted outcome over all weights between (1 - weight) / draws and
    that plus weight / (tail draws) which add up to 1.

    Args:
        extra: Weight of each draw beyond (1 - weight) / draws, off by the tolerance of a programme; shape (draws,).
        tail: Share of the draws that are bad.
        weight: Weight of the bad draws.
    """
    count = len(extra)
    most = np.full(count, weight / (tail * count))
    # Multipliers of a programme are off by its tolerance: what is next to nothing is nothing, and costs no work.
    extra = np.where(extra > 1e-9 * most, extra, 0.0)
    kept = np.where(extra > 0, most, 0.0)
    # Too few draws to carry the weight within their most: all may carry some.
    kept = kept if kept.sum() >= weight else most
    return np.asarray((1.0 - weight) / count + fill(extra, Limits(weight, np.zeros(count), kept)))
