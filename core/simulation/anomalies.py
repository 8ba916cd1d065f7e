"""What goes wrong in generated data, written down: a day without records and a day of bots."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats
from core.simulation.truth import EVENTS


@dataclass(frozen=True, eq=False)
class Anomalies:
    """Two anomalies; days are positions, None where the span is too short.

    Attributes:
        outage_day: Day on which the conversions of a channel are not recorded.
        outage_campaigns: The campaigns of that channel, shape (campaigns,).
        bots_day: Day on which a campaign pays for the clicks of bots.
        bots_campaign: Position of that campaign.
        bots_factor: How many times the usual is spent on that day.
    """

    outage_day: int | None
    outage_campaigns: NDArray[np.bool_]
    bots_day: int | None
    bots_campaign: int
    bots_factor: float


def draw_anomalies(rng: np.random.Generator, spend: Floats, channel: NDArray[np.object_]) -> Anomalies:
    """Return both anomalies, at least a week apart and within the last 60 and 120 days.

    Args:
        rng: Source of randomness.
        spend: Spend, shape (days, campaigns).
        channel: Channel by campaign.
    """
    days = len(spend)
    if days < 28:
        return Anomalies(None, np.zeros(len(channel), bool), None, 0, 1.0)
    outage = days - int(rng.integers(8, min(60, days // 2)))
    bots = outage - int(rng.integers(7, min(60, outage)))
    # Only channels and campaigns that spend on their day can be hit.
    hit = rng.choice(np.unique(channel[spend[outage] > 0].astype(str)))
    victim = int(rng.choice(np.nonzero(spend[bots] > 0)[0]))
    return Anomalies(outage, channel == hit, bots, victim, float(rng.uniform(2.6, 3.4)))


def event_table(
    dates: pd.DatetimeIndex, about: pd.DataFrame, cut: tuple[int, int] | None, anomalies: Anomalies
) -> pd.DataFrame:
    """Return what happened, one row an event in the order of time, columns ``EVENTS``."""
    rows: list[tuple[object, ...]] = []
    if cut:
        text = "All budgets cut to less than half."
        rows.append((dates[cut[0]], dates[cut[1]], "", "", "budget_cut", text))
    if anomalies.bots_day is not None:
        day, victim = dates[anomalies.bots_day], about.iloc[anomalies.bots_campaign]
        times = f"{anomalies.bots_factor:.1f} times the usual cost"
        text = f"Bots clicked on {victim['campaign']}: about {times}, no more sales."
        rows.append((day, day, victim["campaign_id"], victim["channel"], "bot_clicks", text))
    if anomalies.outage_day is not None:
        day = dates[anomalies.outage_day]
        hit = about.loc[anomalies.outage_campaigns, "channel"].iloc[0]
        rows.append((day, day, "", hit, "tracking_outage", f"Conversions of {hit} were not recorded."))
    frame = pd.DataFrame(rows, columns=list(EVENTS))
    return frame.sort_values("start", kind="stable").reset_index(drop=True)
