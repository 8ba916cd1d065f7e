"""Each thing is said once: of a channel, or of all, where most parts moved together; else of the part that moved."""

from typing import Final

import numpy as np

from core.data import Dataset
from core.forecasting.causes import Finding, findings
from core.forecasting.judged import RATES, Sheet
from core.forecasting.robust import Floats
from core.forecasting.series import Level

TOGETHER: Final = 0.7
"""Share of a channel, or of the total, that must have moved for one event of it rather than several of its parts."""
ALONE: Final = 0.8
"""Share of the difference above which one part made it alone."""


def once(dataset: Dataset, sheets: list[Sheet]) -> dict[Level, list[Finding]]:
    """Return the findings by level with each thing said once: where it happened as a whole, or where it came from."""
    by_level = {sheet.level: findings(sheet) for sheet in sheets}
    by_day: dict[Level, dict[int, list[Finding]]] = {level: {} for level in by_level}
    for level, found in by_level.items():
        for one in found:
            by_day[level].setdefault(one.day, []).append(one)
    total, channel, campaign = sheets
    table = dataset.campaigns
    of_channel = {
        c: [campaign.keys.index(i) for i in table.loc[table["channel"].astype(str) == c, "campaign_id"].astype(str)]
        for c in channel.keys
    }
    dropped: dict[Level, set[Finding]] = {"total": set(), "channel": set(), "campaign": set()}
    every: list[tuple[Level, list[int]]] = [
        ("channel", list(range(len(channel.keys)))),
        ("campaign", list(range(len(campaign.keys)))),
    ]
    for parent in by_level["total"]:
        _settle(parent, total, channel, every, by_day, dropped)
    for parent in by_level["channel"]:
        if parent not in dropped["channel"]:
            parts = of_channel[channel.keys[parent.series]]
            _settle(parent, channel, campaign, [("campaign", parts)], by_day, dropped)
    return {level: [f for f in found if f not in dropped[level]] for level, found in by_level.items()}


def _settle(
    parent: Finding,
    whole: Sheet,
    parts: Sheet,
    below: list[tuple[Level, list[int]]],
    found: dict[Level, dict[int, list[Finding]]],
    dropped: dict[Level, set[Finding]],
) -> None:
    """Drop either a finding of a whole or those of its parts that say the same."""
    same = {
        level: [f for f in found[level].get(parent.day, []) if f.series in among and f.sign == parent.sign]
        for level, among in below
    }
    if _as_one(parent, whole, parts, below[0][1]):
        for level, some in same.items():
            dropped[level].update(some)
    elif parent.measure in RATES or any(same.values()) or len(below[0][1]) == 1:
        # A ratio of several moves without any of them moving, by what they weigh: that is no event.
        dropped[whole.level].add(parent)


def _as_one(parent: Finding, whole: Sheet, parts: Sheet, among: list[int]) -> bool:
    """Return whether most parts moved as the whole did, and no single one made it alone."""
    measure, day = parent.measure, parent.day
    if measure not in parts.scores or measure not in whole.scores:
        return False
    expected, score = parts.scores[measure].expected[day, among], parts.scores[measure].score[day, among]
    now = amount_of(parts, measure)[day, among]
    judged = np.isfinite(score) & (expected > 0)
    if judged.sum() < 2:
        return False
    expected, now = expected[judged], now[judged]
    size = amount_of(whole, measure)[day, parent.series] / whole.scores[measure].expected[day, parent.series]
    half = np.sqrt(max(size, 1e-6))
    moved = now <= half * expected if parent.sign < 0 else now >= half * expected
    change = np.maximum(parent.sign * (now - expected), 0.0)
    if moved.sum() < 2 or change.sum() <= 0:
        return False
    # Records that are lost are lost for all of a channel, also where one campaign is most of it.
    if parent.cause != "tracking" and change.max() > ALONE * change.sum():
        return False
    return bool(expected[moved].sum() >= TOGETHER * expected.sum())


def amount_of(sheet: Sheet, measure: str) -> Floats:
    """Return what a score speaks of: the numerator of a ratio, else the measure."""
    return sheet.values[RATES[measure][0] if measure in RATES else measure]
