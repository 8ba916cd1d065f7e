"""flight: how much each campaign spends in each week, with carry-over, season and limits from week to week."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.allocation.flight_checks import check_last_days, check_responses, check_weeks
from core.allocation.flight_climb import Climb, Derivatives, climb, nearest, settle_totals
from core.allocation.flight_limits import FlightLimits, check_flight, even
from core.allocation.flight_patterns import combine, even_patterns, kicked, make_patterns, swaps
from core.allocation.flight_programme import check_path, feasible, highest
from core.allocation.weekly_response import CarriedCurve, WeeklyResponse
from core.curves import Floats
from core.errors import InputError
from core.response.threads import one_blas_thread, side_by_side
from core.weeks import WEEK_DAYS

_SEARCH_DRAWS = 24
_PATTERN_SHARE = 3
"""Patterns, of which there are hundreds a campaign, are valued on a third of the draws of the search."""
_OTHERS = 3
"""Plans to start from in which one campaign is switched on or off."""
_KICKS = 10
_SPENDS_A_KICK = 16
"""The best plan so far is changed at random and climbed from again: once for so many spends, and at most so often."""
_FINALISTS = 2
"""Plans of the search that are climbed on all draws."""
_ROUGH = 30, 1e-5
"""Most steps of a climb of the search, and the share of the outcome that a step must promise."""


@dataclass(frozen=True, eq=False)
class Flighting:
    """A plan by week, what it brings, and how far from the best it can be at most.

    Attributes:
        spend: Shape (campaigns, weeks); totals hold to the last digits. Currency a week.
        outcome: Expected outcome of the horizon, and after its end where that counts.
        by_week: Expected outcome by campaign and week, shape (campaigns, weeks).
        after_end: Expected outcome after the end by campaign, shape (campaigns,); zeros where it does not count.
        even_spend: The best plan in which a campaign's share of every week is the same, shape (campaigns, weeks); None
            where no such plan fits the limits.
        constant: Its expected outcome; None likewise.
        upper_bound: No plan within the limits can be expected to bring more.
        gap: (upper_bound - outcome) / upper_bound; 0 where nothing can be brought.
        marginal: What the next unit of money brings by campaign and week, effects in later weeks included.
        names: Name of each campaign.
    """

    spend: Floats
    outcome: float
    by_week: Floats
    after_end: Floats
    even_spend: Floats | None
    constant: float | None
    upper_bound: float
    gap: float
    marginal: Floats
    names: tuple[str, ...]


def flight(
    responses: Sequence[WeeklyResponse],
    weeks: int,
    *,
    total: float | None = None,
    weekly_totals: ArrayLike | None = None,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    most_change: ArrayLike | None = None,
    week_before: ArrayLike | None = None,
    after_end: bool = False,
    search_draws: int | None = _SEARCH_DRAWS,
    last_days: int = WEEK_DAYS,
) -> Flighting:
    """Return the plan by week with the highest expected outcome that was found. All of the totals is spent.

    Spend of a week is even over its days. The expected outcome is the mean over the posterior draws. Curves may be
    S-shaped, so that pulses can be best and climbs from one start can end anywhere: starts are the best even plan, the
    best of concave curves that lie above (their best is also the upper bound), the best combination of patterns (even,
    with the season, in pulses, in parts of the horizon), and plans in which campaigns change to patterns that pay
    better. What is returned is never worse than the best even plan found.

    Args:
        responses: One a campaign.
        weeks: Length of the horizon.
        total: To spend over the horizon. Currency.
        weekly_totals: To spend in each week, shape (weeks,); give this or ``total``.
        lower: Least spend a week: one amount for all, one a campaign, or shape (campaigns, weeks); None is 0.
        upper: Highest spend a week, likewise; None is the total.
        most_change: Share by which the spend of a campaign may differ from its week before, 0.2 for 20 %: one for all,
            or one a campaign; a campaign at 0 then stays at 0. None: any change.
        week_before: Spend of each campaign in the week before, from which the first week may differ as much; None: any.
        after_end: Whether what carry-over brings after the end counts. Nothing is spent there.
        search_draws: Draws a campaign on which starts are compared, the middles of equal parts in the order of what
            they bring; None: all. The best three plans are then climbed, and everything is reported, on all draws.

    Raises:
        InputError: If an amount, a number of weeks or a response cannot be used.
        InfeasibleError: If no plan fits the limits.

    Example:
        >>> from core.curves import HillCurve
        >>> season = np.array([1.0, 3.0])
        >>> plan = flight([WeeklyResponse(HillCurve(70, 10, 1.0), season=season)], weeks=2, total=200)
        >>> plan.spend.round(1).tolist(), plan.outcome > plan.constant, plan.gap < 1e-6
        ([[54.4, 145.6]], True, True)
    """
    weeks = check_weeks(weeks)
    if search_draws is not None and search_draws < 1:
        raise InputError(f"search_draws == {search_draws}, must be at least 1, or None for all draws.")
    last_days = check_last_days(last_days)
    names = check_responses(responses, weeks)
    limits = check_flight(names, weeks, total, weekly_totals, lower, upper, most_change, week_before, last_days)
    check_path(limits)
    with one_blas_thread():
        return _Desk(responses, names, limits, after_end, search_draws, last_days).plan()


class _Desk:
    """The curves of one question in three precisions."""

    def __init__(
        self,
        responses: Sequence[WeeklyResponse],
        names: tuple[str, ...],
        limits: FlightLimits,
        after_end: bool,
        search_draws: int | None,
        last_days: int,
    ) -> None:
        self._names, self._limits = names, limits
        weeks = limits.lower.shape[1]

        def curves(most: int | None) -> list[CarriedCurve]:
            return [CarriedCurve(response, weeks, after_end, most, last_days) for response in responses]

        few = None if search_draws is None else -(-search_draws // _PATTERN_SHARE)
        self._exact, self._rough, self._coarse = curves(None), curves(search_draws), curves(few)
        self._above, self._above_rough = curves(None), curves(search_draws)
        for c, pair in enumerate(zip(self._above, self._above_rough, strict=True)):
            for curve in pair:
                curve.put_envelope(limits.lower[c], limits.upper[c])
        self._reach = np.array([curve.reach for curve in self._exact])
        self._seasons = [curve.season for curve in self._exact]

    def plan(self) -> Flighting:
        limits = self._limits
        level = self._even()
        first = feasible(limits)[0] if level is None else level
        first = nearest(first, limits)
        above = climb(derivatives_of(self._above_rough), limits, first, self._reach, 60, 1e-6)
        above = climb(derivatives_of(self._above), limits, above.spend, self._reach, 30, 1e-10)
        found = self._search([first, above.spend])
        outcome = derivatives_of(self._exact)
        climbed = [one.spend for one in self._climbs(outcome, [one.spend for one in found], 30, 1e-10)]
        # By the same sums as what is reported, so that not even rounding makes the even plan look better.
        spend = max([*climbed, *([] if level is None else [level])], key=self._total)
        weeks = spend.shape[1]
        by_row = self._by_row(spend)
        value = self._total(spend)

        def under(spend: Floats) -> tuple[Floats, Floats]:
            tops = [curve.derivatives(own) for curve, own in zip(self._above, spend, strict=True)]
            return np.array([top[0] for top in tops]), np.array([top[1] for top in tops])

        bound = max(highest(under, limits, above.spend), value)
        return Flighting(
            spend=spend,
            outcome=value,
            by_week=np.array([row[:weeks] for row in by_row]),
            after_end=np.array([row[weeks:].sum() for row in by_row]),
            even_spend=level,
            constant=None if level is None else self._total(level),
            upper_bound=bound,
            gap=(bound - value) / bound if bound > 0 else 0.0,
            marginal=outcome(spend)[1],
            names=self._names,
        )

    def _by_row(self, spend: Floats) -> list[Floats]:
        return [curve.by_week(own) for curve, own in zip(self._exact, spend, strict=True)]

    def _total(self, spend: Floats) -> float:
        return float(sum(row.sum() for row in self._by_row(spend)))

    def _search(self, starts: list[Floats]) -> list[Climb]:
        """Return the best plans by the rough curves."""
        limits, rough = self._limits, derivatives_of(self._rough)
        patterns = make_patterns(self._coarse, self._seasons, limits)
        starts = starts + combine(patterns, limits, _OTHERS)
        found = self._climbs(rough, starts, *_ROUGH)
        best = found[0]
        now = np.array([curve.values(own[None])[0] for curve, own in zip(self._coarse, best.spend, strict=True)])
        found += self._climbs(rough, swaps(patterns, best.spend, now, best.price, 2), *_ROUGH)
        rng = np.random.default_rng(0)
        order = np.lexsort(([values.mean() for values in patterns.values], self._reach))
        for _ in range(-(-min(best.spend.size // _SPENDS_A_KICK + 1, _KICKS) // 2)):
            best = max(found, key=_outcome)
            trials = [kicked(best.spend, self._reach, order, rng) for _ in range(2)]
            found += self._climbs(rough, trials, *_ROUGH)
        return _distinct(sorted(found, key=_outcome, reverse=True))

    def _climbs(
        self,
        derivatives: Derivatives,
        starts: Sequence[Floats],
        steps: int,
        close: float,
        limits: FlightLimits | None = None,
    ) -> list[Climb]:
        """Return where climbs from the plans nearest to the starts end, the best first."""
        within = limits or self._limits

        def one(start: Floats) -> Climb:
            return climb(derivatives, within, start, self._reach, steps, close)

        # Starts that come to the same plan are climbed from once.
        near = [nearest(start, within) for start in starts]
        far = 1e-6 * float(within.totals.max())
        apart = [s for i, s in enumerate(near) if all(np.abs(s - other).max() > far for other in near[:i])]
        return sorted(side_by_side(one, apart), key=_outcome, reverse=True)

    def _even(self) -> Floats | None:
        """Return the best plan in which a campaign has the same share of every week; None where none fits."""
        found = even(self._limits)
        if found is None:
            return None
        limits, pattern = found

        def derivatives(curves: list[CarriedCurve]) -> Derivatives:
            whole = derivatives_of(curves)

            def reduced(spend: Floats) -> tuple[float, Floats, Floats]:
                value, gradient, hessian = whole(spend * pattern)
                return value, (gradient @ pattern)[:, None], (pattern @ hessian @ pattern)[:, None, None]

            return reduced

        combined = combine(even_patterns(self._coarse, pattern, limits), limits, 2 * _OTHERS)
        ends = self._climbs(derivatives(self._rough), [*combined, feasible(limits)[0]], *_ROUGH, limits)
        best = self._climbs(derivatives(self._exact), [one.spend for one in ends[:2]], 20, 1e-10, limits)[0]
        return settle_totals(best.spend * pattern, self._limits)


def derivatives_of(curves: Sequence[CarriedCurve]) -> Derivatives:
    """Return a function that gives outcome, gradient and Hessian of all campaigns together."""

    def derivatives(spend: Floats) -> tuple[float, Floats, Floats]:
        rows = [curve.derivatives(own) for curve, own in zip(curves, spend, strict=True)]
        return sum(row[0] for row in rows), np.array([row[1] for row in rows]), np.array([row[2] for row in rows])

    return derivatives


def _distinct(found: list[Climb]) -> list[Climb]:
    """Return the best plans that differ in what they bring, out of those in the order of it."""
    chosen = found[:1]
    for one in found[1:]:
        if chosen[-1].outcome - one.outcome > 1e-6 * abs(chosen[-1].outcome) and len(chosen) < _FINALISTS:
            chosen.append(one)
    return chosen


def _outcome(one: Climb) -> float:
    return one.outcome
