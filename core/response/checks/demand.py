"""Whether spend follows demand: then the model takes for an effect of money what would have come anyway.

Demand is what moved the outcome besides the campaign's own spend: season, drift and residual, as the other campaigns
show it (leave-one-out). Two tests have to agree, so that a budget which happened to rise with the season is no alarm:
the slopes of the campaigns' log spend on it (Student's t across campaigns), and the slopes within blocks of four and
six weeks (t across blocks, after Ibragimov and Mueller, 2010).
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from core.curves import Floats, mean_curve
from core.response.adstock import geometric_adstock
from core.response.card import Check
from core.response.checks.registry import register
from core.response.fit import ResponseFit
from core.response.holdout import Holdout

ACROSS: Final = 0.05
WITHIN: Final = 0.10
"""Levels of the two tests. Chosen on simulated data of other seeds than ``benchmarks.confounding`` prints."""
BLOCKS: Final = (28, 42)
FEWEST: Final = 28
"""Days with spend below which a campaign, and blocks' worth of days below which a data set, says nothing."""
FAR: Final = 4.0


@register
def demand(fit: ResponseFit, _holdout: Holdout | None) -> Iterator[Check]:
    """Spend that follows demand, in mode "campaign": a mix has one outcome only, and nobody to compare it with."""
    if fit.mode != "campaign" or len(fit.campaigns) < 3:
        return
    across, within = follows_demand(fit)
    if not np.isfinite(across):
        return
    follows = across < ACROSS and within < WITHIN
    yield Check(
        "demand",
        "Spend and demand",
        "red" if follows else "green",
        "Budgets were raised when demand was high anyway, so the next money looks better here than it is."
        if follows
        else "Budgets did not visibly follow demand.",
        "Change budgets at random by some 30 % in some weeks, or run a lift test." if follows else "",
        value=float(across),
    )


def follows_demand(fit: ResponseFit) -> tuple[float, float]:
    """Return the p-values of the two tests, one-sided; NaN where there is too little to tell."""
    timeline = fit.timeline
    spend = timeline.spend
    strength, weight = _strength(fit)
    on = weight > 0
    weekday = np.eye(7)[timeline.dates.dayofweek.to_numpy()]
    time = np.arange(len(spend)) / len(spend)
    pull, mass = (strength * weight).sum(axis=1), weight.sum(axis=1)
    slopes, left = [], np.zeros_like(spend)
    for c in range(spend.shape[1]):
        others = mass - weight[:, c]
        use = on[:, c] & (others > 0)
        if use.sum() < FEWEST:
            continue
        common = (pull - strength[:, c] * weight[:, c])[use] / others[use]
        budget, common = _without(np.column_stack([weekday, time])[use], np.log(spend[use, c]), common)
        left[use, c] = budget
        if common @ common > 0:
            slopes.append(float(budget @ common / (common @ common)))
    if len(slopes) < 3:
        return float("nan"), float("nan")
    precision = np.where(on, 1 / np.maximum((left**2).sum(0) / np.maximum(on.sum(0), 1), 1e-6), 0.0)
    together = (left * precision).sum(axis=1) / np.maximum(precision.sum(axis=1), 1e-9)
    common = pull / np.maximum(mass, 1e-9)
    within = [_of_blocks(together, common, weekday, mass > 0, days) for days in BLOCKS]
    return _one_sided(slopes), min(within)


def _strength(fit: ResponseFit) -> tuple[Floats, Floats]:
    """Return log demand by day and campaign, each centred, and its weight; weight 0 where nothing is known."""
    timeline = fit.timeline
    expected, deviation = timeline.expected(), timeline.deviation()
    known = timeline.counted & (timeline.spend > 0) & (expected > 0)
    safe = np.where(known, expected, 1.0)
    varies = np.where(known, deviation / safe, 1.0)
    residual = np.clip((timeline.observed - expected) / np.where(known, deviation, 1.0), -FAR, FAR) * varies
    decay = np.clip(0.1 ** (1 / np.median(fit.carry_over, axis=0)), 0.0, 0.98)
    stock = geometric_adstock(timeline.spend, decay)
    curve = np.column_stack([mean_curve(one, stock[:, c]) for c, one in enumerate(fit.curves)])
    strength = np.where(known, np.log(safe / np.maximum(curve, 1e-12)) + residual, 0.0)
    weight = np.where(known, 1 / np.maximum(varies, 1e-3) ** 2, 0.0)
    centre = (strength * weight).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-12)
    return np.where(known, strength - centre, 0.0), weight


def _of_blocks(budget: Floats, common: Floats, weekday: Floats, known: NDArray[np.bool_], days: int) -> float:
    """Return the p-value of slopes within blocks of days, counted from the end."""
    slopes = []
    for end in range(len(budget), days - 1, -days):
        at = np.arange(end - days, end)
        at = at[known[at]]
        if len(at) >= FEWEST // 2:
            own, other = _without(weekday[at], budget[at], common[at])
            if other @ other > 0:
                slopes.append(float(own @ other / (other @ other)))
    return _one_sided(slopes) if len(slopes) > 2 else 1.0


def _without(design: Floats, *series: Floats) -> list[Floats]:
    """Return series with what a design explains taken out."""
    return [one - design @ np.linalg.lstsq(design, one, rcond=None)[0] for one in series]


def _one_sided(slopes: list[float]) -> float:
    spread = float(np.std(slopes, ddof=1))
    return float(stdtr(len(slopes) - 1, -np.mean(slopes) / max(spread / np.sqrt(len(slopes)), 1e-12)))
