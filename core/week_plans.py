"""Plans by week: what a spread over the weeks brings, and the best spread of each campaign."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from core.allocation import flight
from core.allocation.planning import LEVEL, Planner
from core.allocation.weekly_response import CarriedCurve, WeeklyResponse
from core.curves import Floats
from core.customer_value_planning import learned_outcome
from core.data import Dataset
from core.errors import InfeasibleError, InputError
from core.flight_planning import season_by_week, weekly_responses
from core.memo import Memo, memo_key
from core.response import ResponseFit
from core.weeks import Week, weeks_of

BROUGHT_CURVES = (
    "The curves in use were brought from elsewhere and do not say how spend carries over from day to day. "
    "What each week brings needs the product's own model: choose it on the Models page."
)


@dataclass(frozen=True, eq=False)
class WeekFigures:
    """What a spread over the weeks brings, beside that of the same amounts spread evenly over the days.

    Intervals hold the truth in ``LEVEL`` of cases; all are from common draws.

    Attributes:
        weeks: The weeks.
        spend: Spend by week, shape (weeks,).
        expected: Expected outcome by week, likewise; it includes what spend before the horizon still brings.
        lower: Lower ends of the intervals by week.
        upper: Upper ends.
        even_spend: Spend by week if spread evenly.
        even_expected: Expected outcome by week if spread evenly.
        total: Expected outcome of the horizon, and after its end where that counts.
        after_end: The part of it that comes after the end; None where it does not count.
        gain: Expected outcome less that of the even spread.
        gain_lower: Lower end of its interval.
        gain_upper: Upper end.
        chance: Probability that it brings more than the even spread; None where both are the same.
    """

    weeks: tuple[Week, ...]
    spend: Floats
    expected: Floats
    lower: Floats
    upper: Floats
    even_spend: Floats
    even_expected: Floats
    total: float
    after_end: float | None
    gain: float
    gain_lower: float
    gain_upper: float
    chance: float | None


@dataclass(frozen=True)
class WeekRules:
    """What a best spread has to keep.

    Attributes:
        change: Share by which a campaign's spend a day may differ from its week before; None is any.
        after_end: Whether what carry-over brings after the end counts.
    """

    change: float | None = None
    after_end: bool = True


@dataclass(frozen=True)
class WeekAsk:
    """One campaign whose amount is to be spread.

    Attributes:
        id: Campaign id.
        amount: To spend over the horizon.
        most: Most that may be spent over a horizon at the highest pace of any week; at least ``amount`` is let.
        held: By week the amount that is held, or None where it is free.
    """

    id: str
    amount: float
    most: float
    held: tuple[float | None, ...]


@dataclass(frozen=True)
class BestWeeks:
    """The best spread of one campaign that was found.

    Attributes:
        spend: By week.
        outcome: Expected outcome.
        bound: No spread within the rules can be expected to bring more.
    """

    spend: tuple[float, ...]
    outcome: float
    bound: float


def even_weeks(amounts: Floats, weeks: tuple[Week, ...]) -> Floats:
    """Return amounts spread evenly over the days, shape (campaigns, weeks)."""
    length = np.array([week.days for week in weeks], float)
    return np.outer(amounts, length / length.sum())


class WeekBook:
    """What is asked about weeks, where data and model are needed.

    Args:
        dataset: Returns the data set in use.
        planner: Returns campaigns and curves of an outcome and a horizon on a data set.
        fit: Returns the response fit of an outcome on a data set.
        memo: Where expensive results are shared.
    """

    def __init__(
        self,
        dataset: Callable[[], Dataset],
        planner: Callable[..., Planner],
        fit: Callable[..., ResponseFit],
        memo: Memo,
    ) -> None:
        self._dataset, self._planner, self._fit, self._memo = dataset, planner, fit, memo

    def weeks(self, days: int) -> tuple[Week, ...]:
        """Return the weeks of a horizon that starts the day after the data end."""
        return weeks_of(self._dataset().last_day + timedelta(days=1), days)

    def season(self, outcome: str, days: int) -> tuple[float, ...] | None:
        """Return the multiplier of each week as in the year before; None where the data do not tell.

        Raises:
            InputError: If the curves in use are not the product's own.
        """
        planner, fit = self._own(outcome, days)
        weeks = weeks_of(self._dataset().last_day + timedelta(days=1), planner.days)
        learned = season_by_week(fit, len(weeks), weeks[0].first)
        return None if learned is None else tuple(float(x) for x in learned.mean(axis=0))

    def figures(self, outcome: str, days: int, spend: dict[str, tuple[float, ...]], after_end: bool) -> WeekFigures:
        """Return what a spread over the weeks brings.

        Args:
            outcome: One of ``core.data.OUTCOMES``.
            days: Length of the horizon.
            spend: Spend of each week by campaign id; all campaigns of the plan.
            after_end: Whether what carry-over brings after the end counts.

        Raises:
            InputError: If the curves in use are not the product's own.
        """
        weeks = self.weeks(days)
        planner, responses = self._responses(outcome, days, len(weeks))
        plan = np.array([spend[c.id] for c in planner.campaigns], float)
        return week_figures(responses, weeks, plan, after_end)

    def best(
        self, outcome: str, days: int, asks: Iterable[WeekAsk], rules: WeekRules, seconds: float = 2.0
    ) -> dict[str, BestWeeks]:
        """Return the best spread of campaigns, as many of them as the time allows, at least one.

        With the amount of each campaign kept, campaigns have nothing to do with each other: the best plan is made of
        the best spreads, and its bound is the sum of theirs. So they can be asked for a few at a time.

        Args:
            outcome: One of ``core.data.OUTCOMES``.
            days: Length of the horizon.
            asks: The campaigns, the next ones first.
            rules: What a spread has to keep.
            seconds: After how long no further campaign is begun.

        Raises:
            InputError: If the curves in use are not the product's own, or a rule cannot be used.
            InfeasibleError: If a campaign cannot be spread within the rules.
        """
        weeks = self.weeks(days)
        planner, responses = self._responses(outcome, days, len(weeks))
        places = {c.id: i for i, c in enumerate(planner.campaigns)}
        found: dict[str, BestWeeks] = {}
        until = time.monotonic() + seconds
        for ask in asks:
            place = places[ask.id]
            found[ask.id] = self._best(planner, place, responses[place], weeks, ask, rules)
            if time.monotonic() >= until:
                break
        return found

    def _best(
        self,
        planner: Planner,
        place: int,
        response: WeeklyResponse,
        weeks: tuple[Week, ...],
        ask: WeekAsk,
        rules: WeekRules,
    ) -> BestWeeks:
        key = memo_key(
            "best-weeks",
            planner=planner.key,
            campaign=ask.id,
            amount=round(ask.amount, 4),
            most=round(ask.most, 4),
            held=list(ask.held),
            change=rules.change,
            after_end=rules.after_end,
        )
        name = planner.campaigns[place].name
        return self._memo(key, lambda: best_weeks(response, weeks, ask, rules, name))

    def _responses(self, outcome: str, days: int, weeks: int) -> tuple[Planner, tuple[WeeklyResponse, ...]]:
        planner, fit = self._own(outcome, days)
        places = {campaign: i for i, campaign in enumerate(fit.campaign_ids)}
        every = weekly_responses(fit, weeks)
        responses = [every[places[c.id]] for c in planner.campaigns]
        if planner.worth is not None:
            responses = [_worth(one, planner.worth[:, i]) for i, one in enumerate(responses)]
        return planner, tuple(responses)

    def _own(self, outcome: str, days: int) -> tuple[Planner, ResponseFit]:
        dataset = self._dataset()
        planner = self._planner(outcome, days, dataset)
        if planner.brought:
            raise InputError(BROUGHT_CURVES)
        return planner, self._fit(learned_outcome(planner.outcome), dataset)


def _worth(response: WeeklyResponse, worth: Floats) -> WeeklyResponse:
    """The same response in an outcome of which one unit of the learned one is worth something."""
    return replace(response, curve=replace(response.curve, scale=response.curve.scale * worth))


def week_figures(
    responses: tuple[WeeklyResponse, ...], weeks: tuple[Week, ...], spend: Floats, after_end: bool
) -> WeekFigures:
    """Return what a spread over the weeks brings, from the posterior draws.

    Args:
        responses: One a campaign; their draws belong together.
        weeks: The weeks of the horizon.
        spend: Shape (campaigns, weeks). Currency a week.
        after_end: Whether what carry-over brings after the end counts.
    """
    count = len(weeks)
    even = even_weeks(spend.sum(axis=1), weeks)
    brought: Floats | float = 0.0
    brought_even: Floats | float = 0.0
    for response, own, level in zip(responses, spend, even, strict=True):
        curve = CarriedCurve(response, count, after_end, last_days=weeks[-1].days)
        # Without carry-over there are no weeks after the end: all rows beyond the horizon are one.
        brought = brought + _with_rest(curve.draws_by_week(own), count)
        brought_even = brought_even + _with_rest(curve.draws_by_week(level), count)
    draws, draws_even = np.asarray(brought), np.asarray(brought_even)
    tail = (1 - LEVEL) / 2
    lower, upper = np.quantile(draws[:, :count], [tail, 1 - tail], axis=0)
    gain = (draws - draws_even).sum(axis=1)
    low, high = np.quantile(gain, [tail, 1 - tail])
    return WeekFigures(
        weeks=weeks,
        spend=spend.sum(axis=0),
        expected=draws[:, :count].mean(axis=0),
        lower=lower,
        upper=upper,
        even_spend=even.sum(axis=0),
        even_expected=draws_even[:, :count].mean(axis=0),
        total=float(draws.sum(axis=1).mean()),
        after_end=float(draws[:, count].mean()) if after_end else None,
        gain=float(gain.mean()),
        gain_lower=float(low),
        gain_upper=float(high),
        # To the cent: amounts of whole cents cannot be spread more evenly.
        chance=None if np.allclose(spend, even, rtol=0, atol=0.01) else float((gain > 0).mean()),
    )


def best_weeks(
    response: WeeklyResponse, weeks: tuple[Week, ...], ask: WeekAsk, rules: WeekRules, name: str
) -> BestWeeks:
    """Return the best spread of one campaign.

    No week has a higher pace than ``ask.most`` allows: beyond it no data of the campaign speak.

    Raises:
        InputError: If a rule cannot be used.
        InfeasibleError: If no spread keeps the rules.
    """
    length = np.array([week.days for week in weeks], float)
    held = np.array([np.nan if one is None else one for one in ask.held], float)
    free = np.isnan(held)
    if not free.any() or ask.amount <= 0:
        spend = np.where(free, 0.0, held)
        curve = CarriedCurve(response, len(weeks), rules.after_end, last_days=weeks[-1].days)
        value = float(curve.by_week(spend).sum())
        return BestWeeks(tuple(spend.tolist()), value, value)
    # Weeks that are held low leave more for the others than an even spread has.
    left = max(ask.amount - float(held[~free].sum()), 0.0)
    pace = max(ask.most / length.sum(), ask.amount / length.sum(), left / float(length[free].sum()))
    try:
        plan = flight(
            [response],
            len(weeks),
            total=ask.amount,
            lower=np.where(free, 0.0, held)[None],
            upper=np.where(free, pace * length, held)[None],
            most_change=rules.change,
            after_end=rules.after_end,
            last_days=weeks[-1].days,
        )
    except InfeasibleError as error:
        raise InfeasibleError(f"{name} cannot be spread within these rules. {error}") from error
    return BestWeeks(tuple(plan.spend[0].tolist()), plan.outcome, plan.upper_bound)


def _with_rest(draws: Floats, weeks: int) -> Floats:
    return np.column_stack([draws[:, :weeks], draws[:, weeks:].sum(axis=1)])
