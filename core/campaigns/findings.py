"""Findings: what stands out among campaigns, in one sentence each."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from core.agents.report import Finding
from core.campaigns.concentration import MUCH_CAMPAIGN, MUCH_CHANNEL, concentration
from core.campaigns.days import CampaignDays
from core.campaigns.fatigue import Fatigue
from core.campaigns.overlap import Overlap
from core.campaigns.words import returns, returns_range
from core.wording import chance, date_text, number, percent

MOST_PAIRS = 3
EXTREME = 0.5
"""Chance from which a campaign is called the best or one of the worst."""


def campaign_findings(table: pd.DataFrame, outcome: str, currency: str | None) -> tuple[list[Finding], list[Finding]]:
    """Return what stands out at campaigns that are known, and what is said of the others; much money before little."""
    known = table[table["running"] & table["known"]]
    judged = known if len(known) else table
    weights = judged["today"].to_numpy()
    typical = None
    if judged["next_unit"].notna().any() and weights.sum() > 0:
        held = judged["next_unit"].notna().to_numpy()
        typical = float(np.average(judged["next_unit"][held], weights=weights[held]))
    weighty = table.sort_values(["running", "today"], ascending=False, kind="stable")
    told: list[Finding] = []
    unsure: list[Finding] = []
    for row in weighty.to_dict("records"):
        found = _of_one(row, outcome, currency, typical, len(known))
        if found is not None:
            (told if row["running"] and row["known"] else unsure).append(found)
    return told, unsure


def _of_one(
    row: dict[Any, Any], outcome: str, currency: str | None, typical: float | None, rivals: int
) -> Finding | None:
    name, campaign = row["campaign"], row["campaign_id"]
    # Only what points the way of the finding is a reason for it.
    better, worse = (
        f" The reason: {row['reason']}." if row["reason"] and row["against"] * s > 0 else "" for s in (1, -1)
    )
    spread = returns_range(row["lower"], row["upper"], outcome, currency)
    if not row["running"]:
        text = f"{name} has not spent since {date_text(row['last_spend'])}; its figures are those of when it ran."
        return Finding(text, "neutral", campaign)
    if not row["known"]:
        return Finding(f"{name}: too little data to tell. It brings {spread}.", "warning", campaign)
    now, known_next = returns(row["mean"], outcome, currency), bool(np.isfinite(row["next_unit"]))
    following = returns(row["next_unit"], outcome, currency) if known_next else ""
    more = f" More money brings {following}." if known_next else ""
    if outcome == "revenue" and row["upper"] < 1:
        return Finding(f"{name} costs more than it sells: {spread}.{worse}{more}", "bad", campaign)
    if known_next and typical is not None and row["next_unit"] < min(0.5 * row["mean"], typical):
        return Finding(
            f"{name} is near its ceiling: it brings {now}, but more money only {following}.", "bad", campaign
        )
    if rivals > 2 and row["chance_best"] >= EXTREME:
        text = f"{name} brings most for its money: {now}, the best in {chance(row['chance_best'])} of the cases."
        return Finding(text + better, "good", campaign)
    if known_next and typical is not None and row["next_unit"] > 1.2 * typical:
        whole = returns(typical, outcome, currency)
        return Finding(
            f"{name} has room: more money brings {following}; on the whole it is {whole}.{better}", "good", campaign
        )
    if rivals > 4 and row["chance_worst"] >= 0.9:
        return Finding(f"{name} is among those that bring least: {spread}.{worse}", "bad", campaign)
    return None


def fatigue_findings(tired: Sequence[Fatigue], days: CampaignDays) -> list[Finding]:
    """Return which ads tire, and whether the same people are met more often."""
    return [Finding(fatigue_text(one, days), "bad", days.ids[one.campaign]) for one in tired]


def fatigue_text(one: Fatigue, days: CampaignDays) -> str:
    """Return one of them in words."""
    text = (
        f"The ads of {days.names[one.campaign]} tire: clicks an impression fell by {percent(one.fall, 0)} in "
        f"{number(one.weeks)} weeks (between {percent(one.lower, 0)} and {percent(one.upper, 0)}) while they were "
        "shown as much as before."
    )
    if one.frequency is None:
        return f"{text} How often the same people see them is not in the data."
    before, now = one.frequency
    if one.risen:
        return f"{text} The same people are met more often: {now:.1f} times, {before:.1f} before."
    same = f"The same people are not met more often ({now:.1f} times, {before:.1f} before)"
    return f"{text} {same}: look for another reason."


def overlap_findings(pairs: Sequence[Overlap], names: dict[str, str]) -> list[Finding]:
    """Return which campaigns meet the same customers."""
    return [
        Finding(
            f"{names.get(p.first, p.first)} and {names.get(p.second, p.second)} meet the same customers: "
            f"{percent(p.share, 0)} of those of the first also met the second, "
            f"{percent(p.by_chance, 0)} would by chance.",
            "warning",
            p.first,
        )
        for p in pairs[:MOST_PAIRS]
    ]


def concentration_findings(days: CampaignDays, outcome: str) -> list[Finding]:
    """Return what hangs on one campaign or one channel."""
    brought = np.where(days.running, days.recent(outcome), 0.0)
    found = []
    one = concentration(brought)
    if one and one.parts > 2 and one.share >= MUCH_CAMPAIGN:
        found.append(
            Finding(
                f"{percent(one.share, 0)} of {outcome} hang on {days.names[one.largest]}. The {number(one.parts)} "
                f"campaigns together are as much at risk as {one.equal_parts:.1f} of equal size would be.",
                "warning",
                days.ids[one.largest],
            )
        )
    channels = sorted(set(days.channels))
    sums = np.array([brought[[c == channel for c in days.channels]].sum() for channel in channels])
    whole = concentration(sums)
    if whole and whole.parts > 1 and whole.share >= MUCH_CHANNEL:
        found.append(
            Finding(
                f"{percent(whole.share, 0)} of {outcome} come from one channel, {channels[whole.largest]}.", "warning"
            )
        )
    return found
