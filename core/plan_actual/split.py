"""The difference to the plan in two parts, from common posterior draws: spent differently, and answered differently."""

from dataclasses import dataclass

import numpy as np

from core.agents.report import Estimate
from core.allocation.planning import LEVEL
from core.curves import Floats
from core.plan_actual.answer import BEYOND_CAMPAIGN, BEYOND_TOTAL, Line, State
from core.plan_actual.horizon import Horizon
from core.plan_actual.ledger import Ledger

SEED = 5


@dataclass(frozen=True, eq=False)
class Draws:
    """What the model of the plan lets expect to date, shape (draws, campaigns) each, campaigns of the ledger.

    Attributes:
        expected: At the spend of the plan.
        likely: At the spend that was.
        luck: By how much chance alone moves what comes at that spend; around zero.
        asked: Which campaigns the model knows, shape (campaigns,).
        by_day: Mean of what the plan lets expect, by day of the period, shape (days,).
        whole: What the plan lets expect over the whole period, shape (draws,).
    """

    expected: Floats
    likely: Floats
    luck: Floats
    asked: np.ndarray
    by_day: Floats
    whole: Floats


def make_draws(ledger: Ledger, horizon: Horizon, before: Floats) -> Draws:
    """Return the draws of a ledger under the model of the plan.

    Both spends share every draw, and with it level, season and drift: what is uncertain for both alike is not in their
    difference.

    Args:
        ledger: What was planned and what happened.
        horizon: The days after the data of the plan up to the end of its period.
        before: Spend of the days between those data and the start, shape (days, campaigns of the model).
    """
    place = {campaign: number for number, campaign in enumerate(ledger.ids)}
    column = np.array([place.get(campaign, -1) for campaign in horizon.ids])
    mine = np.flatnonzero(column >= 0)
    days, gap = len(ledger.dates), len(before)

    def path(spend: Floats) -> Floats:
        whole = np.zeros((gap + days, len(horizon.ids)))
        whole[:gap] = before
        whole[gap:, mine] = np.maximum(spend[:, column[mine]], 0.0)
        return whole

    # What nobody knows yet goes by the plan; it counts in no sum, but works on in the days after it.
    actual = path(np.where(ledger.known, ledger.spent, ledger.planned))
    at_plan, at_actual = horizon.expected(path(ledger.planned))[:, gap:], horizon.expected(actual)[:, gap:]
    chance = horizon.observed(actual, np.random.default_rng(SEED))[:, gap:] - at_actual
    shape = (len(at_plan), len(ledger.ids))
    expected, likely, luck = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    counts = ledger.known[:, column[mine]]
    for out, daily in ((expected, at_plan), (likely, at_actual), (luck, chance)):
        out[:, column[mine]] = (daily[..., mine] * counts).sum(axis=1)
    asked = np.isin(np.arange(len(ledger.ids)), column[mine])
    # A campaign that the model does not know: the plan gave it nothing, so what it brought came of other spending.
    new = ~asked
    likely[:, new] = (ledger.brought * ledger.known).sum(axis=0)[new]
    by_day = at_plan[..., mine].sum(axis=2)
    return Draws(expected, likely, luck, asked, by_day.mean(axis=0), by_day.sum(axis=1))


def campaign_lines(ledger: Ledger, at_end: Floats, draws: Draws | None) -> tuple[Line, ...]:
    """Return one line a campaign."""
    return tuple(
        make_line(ledger, at_end, draws, np.array([c]), ledger.names[c], ledger.channels[c], ledger.ids[c])
        for c in range(len(ledger.ids))
    )


def channel_lines(ledger: Ledger, at_end: Floats, draws: Draws | None) -> tuple[Line, ...]:
    """Return one line a channel, in the order of the plan."""
    channels = np.array(ledger.channels, object)
    return tuple(
        make_line(ledger, at_end, draws, np.flatnonzero(channels == name), str(name), str(name))
        for name in dict.fromkeys(ledger.channels)
    )


def make_line(
    ledger: Ledger,
    at_end: Floats,
    draws: Draws | None,
    members: np.ndarray,
    name: str,
    channel: str = "",
    campaign_id: str = "",
) -> Line:
    """Return the line of some campaigns together.

    Args:
        ledger: What was planned and what happened.
        at_end: Spend at the end if the last days go on, shape (campaigns,).
        draws: What the model of the plan lets expect; None where it cannot be asked.
        members: Numbers of the campaigns.
        name: Name of the line.
        channel: Its channel.
        campaign_id: Id, for a line of one campaign.
    """
    known = ledger.known[:, members]
    actual = float((ledger.brought[:, members] * known).sum())
    plain = Line(
        id=campaign_id,
        name=name,
        channel=channel,
        planned=float((ledger.planned[:, members] * known).sum()),
        spent=float((ledger.spent[:, members] * known).sum()),
        planned_all=float(ledger.planned[:, members].sum()),
        at_end=float(at_end[members].sum()),
        actual=actual,
        state=_state(ledger, members, draws) if campaign_id else "",
    )
    if draws is None:
        return plain
    expected, likely, luck = (one[:, members].sum(axis=1) for one in (draws.expected, draws.likely, draws.luck))
    answered = actual - likely
    asked = bool(draws.asked[members].any())
    surprise = two_sided(answered - luck) if asked else None
    limit = BEYOND_CAMPAIGN if channel else BEYOND_TOTAL
    return Line(
        **{name: getattr(plain, name) for name in ("id", "name", "channel", "planned", "spent", "planned_all")},
        at_end=plain.at_end,
        actual=actual,
        state=plain.state,
        expected=estimate(expected),
        likely=estimate(likely),
        differently=estimate(likely - expected),
        answered=estimate(answered, answered - luck),
        difference=estimate(actual - expected, actual - expected - luck),
        surprise=surprise,
        beyond=surprise is not None and surprise < limit,
    )


def estimate(draws: Floats, spread: Floats | None = None) -> Estimate:
    """Return mean and interval of draws; ``spread`` are the draws of the interval, where chance is in it."""
    tail = (1 - LEVEL) / 2
    lower, upper = np.quantile(draws if spread is None else spread, [tail, 1 - tail])
    mean = float(draws.mean())
    return Estimate(mean, min(float(lower), mean), max(float(upper), mean), LEVEL)


def two_sided(draws: Floats) -> float:
    """Return how often draws around zero are at least as far from it as these are on one side; at least 1 / (n + 1)."""
    below, above = float((draws <= 0).mean()), float((draws >= 0).mean())
    least = 1 / (len(draws) + 1)
    return min(1.0, max(2 * min(below, above), least))


def _state(ledger: Ledger, members: np.ndarray, draws: Draws | None) -> State:
    number = int(members[0])
    if not ledger.in_plan[number] or (draws is not None and not draws.asked[number]):
        return "new"
    if not ledger.rows[number] and ledger.elapsed:
        return "silent"
    return "unknown" if draws is None else ""
