"""Patterns over the weeks, such as even, seasonal or in pulses, and the combinations of campaigns that fit best."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array, hstack, vstack

from core.allocation.flight_limits import FlightLimits
from core.allocation.flight_programme import cheapest
from core.allocation.weekly_response import CarriedCurve
from core.curves import Floats

BINS = 240
"""Parts in which money is given out."""
_LEVELS = np.unique(np.round(np.concatenate([np.arange(6), np.geomspace(6, BINS, 14)])).astype(int))
_FINE_LEVELS = np.unique(np.round(np.concatenate([np.arange(48), np.geomspace(48, BINS, 32)])).astype(int))
"""Of even plans, of which there is one an amount, more amounts can be looked at."""
_MISSED = 1e3
"""What a unit of total that a combination misses costs, as a multiple of the dearest unit of outcome."""


@dataclass(frozen=True, eq=False)
class Patterns:
    """Plans of single campaigns to choose from.

    Attributes:
        plans: Of each campaign its plans, shape (plans, weeks); all within its limits, whatever the totals.
        values: Of each campaign what they bring, shape (plans,).
    """

    plans: list[Floats]
    values: list[Floats]


def shapes(season: Floats, change: float = np.inf) -> Floats:
    """Return how spend may be spread over the weeks, shape (shapes, weeks), each with mean 1.

    Even; with the season and with its square; every second and every third week from each first week; halves and
    thirds of the horizon; all but the last weeks.

    Args:
        season: Multipliers of the weeks, shape (weeks,).
        change: Share by which spend may change from week to week.
    """
    weeks = len(season)
    week = np.arange(weeks)
    rows: list[Floats] = [np.ones(weeks), season, season**2]
    for every in (2, 3):
        if weeks >= every:
            rows += [(week % every == first).astype(float) for first in range(every)]
    for parts in (2, 3):
        if weeks >= 2 * parts:
            rows += [(week * parts // weeks == part).astype(float) for part in range(parts)]
    rows += [(week < weeks - last).astype(float) for last in (1, 2) if weeks > last]
    if np.isfinite(change):
        # From nothing there is no way up: pulses become waves as high as the limit lets them be, and ramps join.
        grow, fall = 1.0 + change, max(1.0 - change, 0.0)
        waves = [grow ** np.minimum(row, 1.0) for row in rows[3:]]
        middle = -np.abs(week - (weeks - 1) / 2)
        ramps = [np.asarray(base**steps, float) for base in (grow, fall) for steps in (week, week / 2)]
        rows = [*rows[:3], *waves, *ramps, np.asarray(grow**middle, float)]
    spread = np.array([row for row in rows if row.sum() > 0])
    return np.unique(spread / spread.mean(axis=1, keepdims=True), axis=0)


def make_patterns(curves: list[CarriedCurve], seasons: list[Floats], limits: FlightLimits) -> Patterns:
    """Return plans of each campaign at amounts from least to most, in all shapes, within its limits."""
    spare = float(limits.totals.sum() - limits.lower.sum())
    plans, values = [], []
    for c, (curve, season) in enumerate(zip(curves, seasons, strict=True)):
        least, most = limits.lower[c], limits.upper[c]
        more = np.minimum(_LEVELS / BINS * spare, float((most - least).sum()))
        spread = shapes(season, float(limits.change[c])) * limits.length
        spread /= spread.mean(axis=1, keepdims=True)
        weekly = np.unique(more)[:, None, None] / len(season) * spread
        own = limits.within(least + weekly.reshape(-1, len(season)), c)
        own = np.unique(np.concatenate([least[None], own]), axis=0)
        plans.append(own)
        values.append(curve.values(own))
    return Patterns(plans, values)


def even_patterns(curves: list[CarriedCurve], pattern: Floats, limits: FlightLimits) -> Patterns:
    """Return levels of each campaign from least to most, each a plan of one week.

    Args:
        curves: The campaigns.
        pattern: What a level is multiplied by in each week, shape (weeks,).
        limits: Of the levels, as if there were one week.
    """
    spare = float(limits.totals[0] - limits.lower.sum())
    levels = [
        np.unique(np.minimum(low + _FINE_LEVELS / BINS * spare, high))[:, None]
        for low, high in zip(limits.lower[:, 0], limits.upper[:, 0], strict=True)
    ]
    return Patterns(levels, [curve.values(own * pattern) for curve, own in zip(curves, levels, strict=True)])


def combine(patterns: Patterns, limits: FlightLimits, others: int) -> list[Floats]:
    """Return plans (campaigns, weeks) that bring most among the combinations of patterns; totals nearly hold.

    Args:
        patterns: To choose from.
        limits: Totals and limits.
        others: Of a total over the horizon, also how many plans in which one campaign that pauses in the best plan
            spends, or the other way round: climbs seldom switch a campaign on or off.
    """
    if limits.by_week:
        return _by_weeks(patterns, limits)
    least = limits.lower.sum(axis=1)
    spare = float(limits.totals[0] - least.sum())
    used = [
        np.clip(np.ceil((plans.sum(axis=1) - low) / max(spare, 1e-300) * BINS - 1e-6), 0, BINS).astype(int)
        for plans, low in zip(patterns.plans, least, strict=True)
    ]
    _, chosen = _over_horizon(patterns.values, used)
    ranked = []
    for c in range(len(used)) if others else ():
        # The same programme without the plans that leave the campaign as it is, on or off.
        same = (used[c] > 0) == (used[c][chosen[c]] > 0)
        if not same.all():
            values = [*patterns.values]
            values[c] = np.where(same, -np.inf, values[c])
            ranked.append(_over_horizon(values, used))
    ranked.sort(key=lambda one: -one[0])
    return [
        np.array([plans[plan] for plans, plan in zip(patterns.plans, one, strict=True)])
        for one in [chosen, *(choice for _, choice in ranked[:others])]
    ]


def _over_horizon(values: list[Floats], used: list[NDArray[np.intp]]) -> tuple[float, list[int]]:
    """Return the highest value and one plan a campaign: dynamic programming over money given out (Bellman, 1957)."""
    best = np.full(BINS + 1, -np.inf)
    best[0] = 0.0
    choices: list[NDArray[np.intp]] = []
    for own, bins in zip(values, used, strict=True):
        reached, choice = np.full(BINS + 1, -np.inf), np.zeros(BINS + 1, np.intp)
        # Of the plans that use the same amount, only the best can be chosen.
        order = np.lexsort((-own, bins))
        for plan in order[np.unique(bins[order], return_index=True)[1]].tolist():
            amount = int(bins[plan])
            trial = np.concatenate([np.full(amount, -np.inf), best[: BINS + 1 - amount]]) + own[plan]
            better = trial > reached
            reached[better], choice[better] = trial[better], plan
        choices.append(choice)
        best = reached
    left = int(best.argmax())
    value = float(best[left])
    chosen = []
    for choice, bins in zip(reversed(choices), reversed(used), strict=True):
        chosen.append(int(choice[left]))
        left -= int(bins[chosen[-1]])
    return value, chosen[::-1]


def _by_weeks(patterns: Patterns, limits: FlightLimits) -> list[Floats]:
    """Return the best mixture of patterns under the totals, and the campaigns' heaviest patterns, as in the programme
    of Dantzig and Wolfe (1960)."""
    count, weeks = limits.lower.shape
    unit = max(float(limits.totals.mean()), 1e-300)
    gain = np.concatenate(patterns.values)
    size = max(float(np.abs(gain).max()), 1e-300)
    owner = np.repeat(np.arange(count), [len(own) for own in patterns.plans])
    one = csr_array((np.ones(len(owner)), (owner, np.arange(len(owner)))))
    spent = csr_array(np.concatenate(patterns.plans).T / unit)
    sums: Any = vstack(
        [hstack([one, csr_array((count, 2 * weeks))]), hstack([spent, eye_array(weeks), -eye_array(weeks)])]
    )
    cost = np.concatenate([-gain / size, np.full(2 * weeks, _MISSED)])
    found = cheapest(cost, sums, np.concatenate([np.ones(count), limits.totals / unit]))
    if found is None:
        return []
    parts = np.split(found[: len(owner)], np.cumsum([len(own) for own in patterns.plans])[:-1])
    mixed = np.array([part @ own for part, own in zip(parts, patterns.plans, strict=True)])
    heaviest = np.array([own[part.argmax()] for part, own in zip(parts, patterns.plans, strict=True)])
    return [mixed, heaviest]


def swaps(patterns: Patterns, spend: Floats, now: Floats, price: Floats, most: int) -> list[Floats]:
    """Return plans in which single campaigns, and all of them, take the pattern that pays best at the prices of totals.

    At the best plan no campaign has a pattern that brings more than it does now after its money is paid for, where the
    curves are concave (Everett, 1963); where they are not, one that does is worth a look.

    Args:
        patterns: To choose from.
        spend: The plan now, shape (campaigns, weeks).
        now: What its campaigns bring, by the model that valued the patterns, shape (campaigns,).
        price: Of a unit of each total.
        most: Most single campaigns to look at.
    """
    weekly = np.broadcast_to(price, spend.shape[1:])
    gains, rows = np.zeros(len(spend)), spend.copy()
    for c, (plans, values) in enumerate(zip(patterns.plans, patterns.values, strict=True)):
        paid = values - plans @ weekly
        best = int(paid.argmax())
        gains[c], rows[c] = paid[best] - (now[c] - float(spend[c] @ weekly)), plans[best]
    better = np.flatnonzero(gains > 1e-6 * max(float(now.sum()), 1e-300))
    order = better[np.argsort(-gains[better], kind="stable")]
    trials = []
    for chosen in [order[[i]] for i in range(min(most, len(order)))] + ([order] if len(order) > 1 else []):
        trial = spend.copy()
        trial[chosen] = rows[chosen]
        trials.append(trial)
    return trials


def kicked(spend: Floats, reach: Floats, order: NDArray[np.intp], rng: np.random.Generator) -> Floats:
    """Return a plan in which three campaigns have another pattern: their own weeks later, or pulses. Totals are off.

    The kick of an iterated local search (Lourenço, Martin and Stützle, 2003).

    Args:
        spend: The plan, shape (campaigns, weeks).
        reach: Weekly spend at half of the ceiling by campaign, of which a pulse is twice, shape (campaigns,).
        order: The campaigns in an order that does not depend on how they are given.
        rng: Of the choices.
    """
    count, weeks = spend.shape
    trial = spend.copy()
    for c in order[rng.choice(count, min(3, count), replace=False)].tolist():
        later, every = int(rng.integers(weeks)), int(rng.integers(1, 4))
        moved = np.roll(trial[c], later)
        trial[c] = moved if rng.random() < 0.5 else 2.0 * reach[c] * ((np.arange(weeks) + later) % every == 0)
    total = trial.sum()
    return trial * (spend.sum() / total) if total > 0 else spend
