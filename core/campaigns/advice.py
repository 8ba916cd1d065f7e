"""What the analyzer would have somebody do: check what does not convert, lower what loses, renew what tires."""

from typing import Any
from urllib.parse import urlencode

import numpy as np

from core.agents.report import Estimate, Recommendation
from core.allocation.planning import LEVEL
from core.campaigns.days import RECENT_DAYS, CampaignDays, Floats
from core.campaigns.fatigue import Fatigue
from core.campaigns.findings import fatigue_text
from core.campaigns.ranking import Ranking
from core.campaigns.waste import Waste
from core.campaigns.words import returns, returns_range
from core.memo import content_key
from core.wording import counted, money, number, percent

AGENT = "CampaignAnalyzer"
SURE = 0.9
HALF = 0.5
"""Where there is no revenue, a campaign is too dear that brings less than half of what all bring."""
PERIOD = f"in {RECENT_DAYS} days"


def wasted(found: Waste, days: CampaignDays, data: str, currency: str | None) -> Recommendation:
    """Return the check of a campaign that spends and does not convert."""
    name, campaign = days.names[found.campaign], days.ids[found.campaign]
    spent = money(found.spent, currency, "full")
    expected = (
        f"{number(found.expected, 'round')} (between {number(found.lower, 'round')} and {number(found.upper, 'round')})"
    )
    usual = "its own rate before" if found.ever else "what its channel brings"
    a_day = found.spent / max(found.days, 1) * RECENT_DAYS
    return Recommendation(
        id=_key("wasted", data, campaign),
        agent=AGENT,
        action=f"Check {name}: it spent {spent} in {counted(found.days, 'day')} without a conversion",
        why=f"By {usual}, {expected} conversions were to be expected. Either nothing is recorded, or nobody buys. "
        f"If nothing changes, as much as {money(a_day, currency, 'round')} is spent without a conversion {PERIOD}.",
        effect_period=PERIOD,
        chance=1 - found.by_chance,
        campaign_ids=(campaign,),
        # At most all of it; what a silence of this length leaves possible was not wasted.
        stake=Estimate(a_day * (1 - found.by_chance), a_day * (1 - min(1.0, 1 / max(found.lower, 1.0))), a_day, LEVEL),
        turns={campaign: 0},
        evidence=(_page(name, campaign),),
    )


def losing(
    ranking: Ranking, days: CampaignDays, currency: str | None, data: str, but: set[str]
) -> list[Recommendation]:
    """Return campaigns that surely cost more than they sell, or more than twice what a conversion costs elsewhere.

    Args:
        ranking: All campaigns.
        days: Their days: where there are fewer than 28, what they cost is carried over as many.
        currency: Of amounts.
        data: Hash of the data.
        but: Ids of campaigns that something else is said of.
    """
    table, outcome, found = ranking.table, ranking.outcome, []
    running = table["running"].to_numpy()
    weight = np.where(running, table["today"], 0.0)
    # What the money of all others brings, by draw: each campaign is compared with the rest and never with itself.
    gain, spent = ranking.draws * weight, float(weight.sum())
    carried = RECENT_DAYS / min(RECENT_DAYS, len(days.dates))
    for i, row in enumerate(table.to_dict("records")):
        others = spent - weight[i]
        if not row["running"] or not row["known"] or row["campaign_id"] in but:
            continue
        rate: Floats = ranking.draws[:, i]
        if outcome == "revenue":
            worth, bar = 1.0, 1.0
        elif others > 0:
            worth = (gain.sum(axis=1) - gain[:, i]) / others
            bar = HALF * worth
        else:
            continue
        chance = float((rate < bar).mean())
        if chance < SURE:
            continue
        lost = row["spend"] * carried * np.clip(1 - rate / worth, 0.0, 1.0)
        lower, upper = np.quantile(lost, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        found.append(_lower(row, outcome, currency, data, Estimate(float(lost.mean()), lower, upper, LEVEL), chance))
    return found


def _lower(
    row: dict[Any, Any], outcome: str, currency: str | None, data: str, stake: Estimate, chance: float
) -> Recommendation:
    name, campaign = row["campaign"], row["campaign_id"]
    spread = returns_range(row["lower"], row["upper"], outcome, currency)
    because = f"{row['reason'][0].upper()}{row['reason'][1:]}. " if row["reason"] else ""
    if outcome == "revenue":
        later = "What it sells later, or elsewhere, is not in these figures."
        why = f"It sells less than it costs: {spread}. {because}{later} "
    else:
        why = f"It brings less than half of what the others bring for their money: {spread}. {because}"
    likely = "the response model" if row["basis"] == "model" else "the sums of its last 28 days, with chance taken off"
    return Recommendation(
        id=_key("losing", data, campaign),
        agent=AGENT,
        action=f"Spend less on {name}: it brings {returns(row['mean'], outcome, currency)}",
        why=f"{why}The range comes from {likely}.",
        effect_period=PERIOD,
        chance=chance,
        campaign_ids=(campaign,),
        stake=Estimate(stake.mean, float(stake.lower), float(stake.upper), stake.level),
        turns={campaign: -1},
        evidence=(_page(name, campaign),),
    )


def tired(found: Fatigue, days: CampaignDays, data: str, currency: str | None) -> Recommendation | None:
    """Return the renewal of ads that tire, at the price of the clicks that were lost; None where money is not known."""
    name, campaign = days.names[found.campaign], days.ids[found.campaign]
    spend, clicks = days.recent("spend")[found.campaign], days.recent("clicks")[found.campaign]
    if spend <= 0 or clicks <= 0:
        return None
    price = spend / clicks
    lost = found.lost_clicks * price
    ends = [lost * min(part / found.fall, 2.0) for part in (found.lower, found.upper)]
    first = f"Clicks an impression fell by {percent(found.fall, 0)} in {number(found.weeks)} weeks, beyond chance"
    return Recommendation(
        id=_key("tired", data, campaign),
        agent=AGENT,
        action=f"Renew the ads of {name}",
        why=f"{first}. {fatigue_text(found, days)} At stake are the {number(found.lost_clicks, 'round')} clicks of the "
        f"last 28 days that the earlier rate would have brought, at {money(price, currency, 'exact')} each.",
        effect_period=PERIOD,
        chance=found.chance,
        campaign_ids=(campaign,),
        stake=Estimate(lost, ends[0], ends[1], LEVEL),
        turns={campaign: 0},
        evidence=(_page(name, campaign),),
    )


def _key(kind: str, data: str, campaign: str) -> str:
    return content_key(kind, data=data, campaign=campaign)[: len(kind) + 13]


def _page(name: str, campaign: str) -> tuple[str, str]:
    return f"Days of {name}", "/campaigns?" + urlencode({"campaign": campaign})
