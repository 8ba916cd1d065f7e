"""Planning a budget over a horizon: what a plan costs, what it would bring, and how sure that is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
from scipy.optimize import brentq

from core.curves import CurveDraws, Floats, curve_draws, mean_curve, slope_draws
from core.errors import InputError

LEVEL = 0.8
"""Probability of the intervals on the pages. Said wherever one is shown."""
BROUGHT = "curves-"
"""Begins the model version of curves from elsewhere; their hash follows."""


@dataclass(frozen=True)
class PlanCampaign:
    """One campaign of a plan. All amounts are currency over the whole horizon.

    Attributes:
        id: Campaign id.
        name: Campaign name.
        channel: Channel name.
        today: Mean spend of the last 28 days of the data carried over the horizon, days without spend included.
        lower: Default lower limit.
        upper: Default upper limit, three times the usual.
        seen: Highest spend that the data hold, carried over the horizon; above it the curve is extrapolated.
        last_spend: Last day on which it spent, where known.
        running: Whether it spent in the last 28 days of the data.
        usual: Mean of its last 28 active days carried over the horizon; what it spent when it ran.
    """

    id: str
    name: str
    channel: str
    today: float
    lower: float
    upper: float
    seen: float
    last_spend: date | None = None
    running: bool = True
    usual: float = 0.0


@dataclass(frozen=True, eq=False)
class Planner:
    """Everything that planning one horizon needs: campaigns and their curves over the horizon.

    Attributes:
        key: Content key: same data, same model, same question, same key.
        dataset_hash: The data that it was learned from.
        outcome: one of ``core.data.OUTCOMES``, or ``core.data.CUSTOMER_VALUE``.
        days: Length of the horizon.
        currency: ISO code or None.
        campaigns: The campaigns that have a curve, largest spend of today first.
        curves: Their curves over the horizon, in the same order, draws aligned.
        left_out: Name and reason of each campaign without a curve.
        averaged: Over how many of the last days the level of demand was averaged; 0 where it is not known.
        model_version: What the curves come from: version of the fitted model, or hash of curves from elsewhere.
        worth: What one unit of the outcome that was learned is worth of this one by draw and campaign, shape (draws,
            campaigns), where the curves are learned ones times that; None where they are the learned ones.
        rests_on: What that worth rests on, in words; empty where there is none.
    """

    key: str
    dataset_hash: str
    outcome: str
    days: int
    currency: str | None
    campaigns: tuple[PlanCampaign, ...]
    curves: tuple[CurveDraws, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    averaged: int = 0
    model_version: str = ""
    worth: Floats | None = None
    rests_on: str = ""

    @property
    def brought(self) -> bool:
        """Whether its curves come from elsewhere."""
        return self.model_version.startswith(BROUGHT)

    @property
    def ranged(self) -> bool:
        """Whether its curves have draws: of a best estimate alone no interval and no chance can be said."""
        return any(len(curve.scale) > 1 for curve in self.curves)

    @cached_property
    def saturation(self) -> Floats:
        """Spend by campaign at which nine tenths of all that it can be expected to bring are reached, over the horizon.

        Infinite for curves without a ceiling.
        """
        return np.array([_saturation(curve) for curve in self.curves])

    @property
    def today(self) -> Floats:
        """Today's spend by campaign over the horizon."""
        return np.array([c.today for c in self.campaigns])

    def seen(self, campaign_id: str) -> float:
        """Return the highest spend of a campaign that the data hold, over the horizon."""
        return next(c.seen for c in self.campaigns if c.id == campaign_id)

    def outcome_draws(self, spend: Floats) -> Floats:
        """Return the outcome by draw and campaign, shape (draws, campaigns), at spends of the horizon."""
        return np.column_stack([curve_draws(c, x) for c, x in zip(self.curves, spend, strict=True)])

    def spend_vector(self, spend: dict[str, float]) -> Floats:
        """Return the spends in the order of the campaigns; a campaign that is not named keeps today's.

        Raises:
            InputError: If an id is unknown or an amount is negative or not a number.
        """
        known = {c.id for c in self.campaigns}
        for campaign_id, amount in spend.items():
            if campaign_id not in known:
                raise InputError(f"There is no campaign “{campaign_id}” in this plan. Reload the page.")
            if not isinstance(amount, (int, float)) or not np.isfinite(amount) or amount < 0:
                raise InputError(f"{amount!r} is not an amount of money that can be spent; it must be 0 or more.")
        return np.array([float(spend.get(c.id, c.today)) for c in self.campaigns])


def named_apart(curves: Sequence[CurveDraws], campaigns: Sequence[PlanCampaign]) -> tuple[CurveDraws, ...]:
    """Return the curves with a name for each campaign of its own: channel, and id if need be, behind a common name."""
    names = Counter(c.name for c in campaigns)
    pairs = Counter((c.name, c.channel) for c in campaigns)
    called = []
    for c in campaigns:
        behind = c.channel if pairs[c.name, c.channel] == 1 else f"{c.channel}, {c.id}"
        called.append(c.name if names[c.name] == 1 else f"{c.name} ({behind})")
    return tuple(replace(curve, name=name) for curve, name in zip(curves, called, strict=True))


def _saturation(curve: CurveDraws) -> float:
    """Return the spend at which the mean of the draws reaches nine tenths of the mean of their scales."""
    if curve.form == "root" or not curve.scale.any():
        return float("inf")
    wanted = 0.9 * float(curve.scale.mean())
    low, high = np.log(curve.half_saturation.min()) - 5.0, np.log(curve.half_saturation.max()) + 25.0
    if mean_curve(curve, np.exp(high)) < wanted:
        return float("inf")
    return float(np.exp(brentq(lambda u: float(mean_curve(curve, np.exp(u))) - wanted, low, high, xtol=1e-4)))


GOALS = ("outcome", "next", "cut", "profit", "roi", "least_spend", "average", "marginal")
"""What can be asked of a plan; ``core.allocation.goals`` says what each means."""


@dataclass(frozen=True)
class GroupLimit:
    """Limits of several campaigns together, a channel or any choice of them.

    Attributes:
        name: What people call it.
        campaigns: Campaign ids.
        lower: Lowest spend of all together.
        upper: Highest spend of all together; None is no limit.
        share: Highest share of the whole spend, 0 to 1; None is no limit.
    """

    name: str
    campaigns: tuple[str, ...]
    lower: float = 0.0
    upper: float | None = None
    share: float | None = None


@dataclass(frozen=True)
class PlanSettings:
    """What a person asks of a plan. Amounts are currency over the horizon; ids not named have the default limits.

    Attributes:
        outcome: one of ``core.data.OUTCOMES``, or ``core.data.CUSTOMER_VALUE``.
        days: Length of the horizon, 1 to 366.
        budget: Total to spend; None is today's total. The most to spend where the goal leaves the total free.
        lower: Lower limits by campaign id.
        upper: Upper limits by campaign id.
        locked: Campaigns whose spend is fixed, with that spend.
        goal: One of ``GOALS``.
        target: Outcome to reach (``least_spend``), or outcome that a unit of money has to bring (``average``: of the
            whole plan, ``marginal``: of the next unit).
        amount: Money that is added (``next``) or taken away (``cut``), or the least to spend (``roi``).
        margin: Money that the company keeps of a unit of outcome, for ``profit`` and ``roi``.
        groups: Limits of several campaigns together.
        at_least: Least spend by campaign id of a campaign that gets any money.
        most_active: Most campaigns that get money; None where any number may.
        caution: 0 plans for the expected outcome, 1 for the mean of the bad cases alone.
        tail: Share of cases that counts as bad.
        strategy: Name of the strategy; ``exact`` has a proof.
    """

    outcome: str = "revenue"
    days: int = 30
    budget: float | None = None
    lower: dict[str, float] = field(default_factory=dict)
    upper: dict[str, float] = field(default_factory=dict)
    locked: dict[str, float] = field(default_factory=dict)
    goal: str = "outcome"
    target: float | None = None
    amount: float | None = None
    margin: float = 1.0
    groups: tuple[GroupLimit, ...] = ()
    at_least: dict[str, float] = field(default_factory=dict)
    most_active: int | None = None
    caution: float = 0.0
    tail: float = 0.1
    strategy: str = "exact"

    def __post_init__(self) -> None:
        # As they come back from storage.
        plain = (GroupLimit(**g) if isinstance(g, dict) else g for g in self.groups)
        object.__setattr__(self, "groups", tuple(replace(g, campaigns=tuple(g.campaigns)) for g in plain))


@dataclass(frozen=True)
class CampaignFigures:
    """What one campaign would bring in a plan: spend, outcome with interval, and what the next unit of money brings.

    ``beyond`` is whether the spend is above the highest seen: the outcome is then a guess from the shape of the curve.
    """

    id: str
    name: str
    channel: str
    today: float
    spend: float
    expected: float
    lower: float
    upper: float
    next_unit: float
    next_unit_today: float
    expected_today: float
    beyond: bool = False


@dataclass(frozen=True)
class PlanFigures:
    """Totals of a plan against today's split over the same horizon; intervals hold the truth in ``LEVEL`` of cases.

    Attributes:
        spend: Total spend.
        expected: Expected outcome, with ``lower`` and ``upper``.
        gain: Expected outcome less that of today's split, with ``gain_lower`` and ``gain_upper``, from common draws.
        chance: Probability that the plan brings more than today's split; None where both are the same split.
        ratio: Outcome per unit of money.
        campaigns: The same by campaign, in the order of the planner.
    """

    spend: float
    expected: float
    lower: float
    upper: float
    gain: float
    gain_lower: float
    gain_upper: float
    chance: float | None
    ratio: float
    campaigns: tuple[CampaignFigures, ...]


def plan_figures(planner: Planner, spend: Floats) -> PlanFigures:
    """Return what a split would bring, from the posterior draws.

    Args:
        planner: Campaigns and curves of the horizon.
        spend: Spend by campaign over the horizon, shape (campaigns,).
    """
    today = planner.today
    draws, draws_today = planner.outcome_draws(spend), planner.outcome_draws(today)
    tail = (1 - LEVEL) / 2
    total, total_today = draws.sum(axis=1), draws_today.sum(axis=1)
    gain = total - total_today
    lower, upper = np.quantile(draws, [tail, 1 - tail], axis=0)
    campaigns = tuple(
        CampaignFigures(
            id=c.id,
            name=c.name,
            channel=c.channel,
            today=c.today,
            spend=float(spend[i]),
            expected=float(draws[:, i].mean()),
            lower=float(lower[i]),
            upper=float(upper[i]),
            next_unit=float(slope_draws(curve, spend[i]).mean()),
            next_unit_today=float(slope_draws(curve, c.today).mean()),
            expected_today=float(draws_today[:, i].mean()),
            # To the cent, as plans are made and shown.
            beyond=bool(spend[i] > c.seen + 0.005),
        )
        for i, (c, curve) in enumerate(zip(planner.campaigns, planner.curves, strict=True))
    )
    low, high = np.quantile(total, [tail, 1 - tail])
    gain_low, gain_high = np.quantile(gain, [tail, 1 - tail])
    spent = float(spend.sum())
    return PlanFigures(
        spend=spent,
        expected=float(total.mean()),
        lower=float(low),
        upper=float(high),
        gain=float(gain.mean()),
        gain_lower=float(gain_low),
        gain_upper=float(gain_high),
        chance=None if np.allclose(spend, today, rtol=0, atol=0.005) else float((gain > 0).mean()),
        ratio=float(total.mean() / spent) if spent > 0 else 0.0,
        campaigns=campaigns,
    )
