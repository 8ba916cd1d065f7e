"""The response that each generated campaign gets: curve, carry-over, order value, noise."""

from dataclasses import dataclass

import numpy as np

from core.curves import Floats
from core.simulation.catalogue import Channel


@dataclass(frozen=True, eq=False)
class Responses:
    """Parameters by campaign, each of shape (campaigns,).

    Attributes:
        spend: Usual spend a day, currency.
        ceiling: Conversions a day at unlimited spend.
        half_saturation: Spend a day that brings half of the ceiling, currency.
        slope: Shape of the Hill curve.
        decay: Share of the effect left a day later.
        order_value: Mean order value, currency.
        spread: Standard deviation of the daily demand factor around 1, beyond the counting noise.
        cost_per_click: Usual cost of a click, currency.
        click_rate: Usual clicks an impression.
    """

    spend: Floats
    ceiling: Floats
    half_saturation: Floats
    slope: Floats
    decay: Floats
    order_value: Floats
    spread: Floats
    cost_per_click: Floats
    click_rate: Floats


def draw_responses(rng: np.random.Generator, channels: list[Channel]) -> Responses:
    """Return responses in which today lies anywhere from below the inflection to deep saturation.

    What the next unit of money brings is drawn, then the curve is bent to it. Campaigns with a high return are mostly
    the saturated ones, as brand search is in practice; without that a better split would double the outcome, which no
    real account shows.
    """
    n = len(channels)
    usual = {
        name: np.array([getattr(c, name) for c in channels])
        for name in Channel.__annotations__
        if name not in ("name", "campaigns")
    }
    spend = np.clip(usual["spend"] * np.exp(rng.normal(0, 0.5, n)), 330, 3600)
    roas = np.clip(usual["roas"] * np.exp(rng.normal(0, 0.4, n)), 0.8, 6.0)
    # Half of the curves are S-shaped; of these the least profitable get too little money to come off the ground.
    s_shaped = rng.permutation(n) < n / 2
    starved = np.zeros(n, bool)
    if n >= 6:
        starved[np.argsort(np.where(s_shaped, roas, np.inf))[: max(1, n // 12)]] = True
    slope = np.where(s_shaped, rng.uniform(1.2, 2.5, n), rng.uniform(0.8, 1.0, n))
    slope = np.where(starved, np.maximum(slope, 1.7), slope)
    next_unit = np.exp(rng.normal(np.log(0.95), 0.5, n))
    share = np.clip(1 - next_unit / roas / slope, 0.12, 0.92)
    # The inflection of a Hill curve lies at (slope - 1) / (2 x slope) of its ceiling.
    share = np.where(starved, rng.uniform(0.6, 0.95, n) * (slope - 1) / (2 * slope), share)
    ratio = (share / (1 - share)) ** (1 / slope)

    revenue = spend * roas
    # At least 12 conversions a day, or counting noise alone would drown the campaign; at most 450.
    order_value = np.clip(65 * np.exp(rng.normal(0, 0.35, n)), revenue / 450, revenue / 12)
    conversions = revenue / order_value
    noise = rng.uniform(0.17, 0.36, n)
    conversion_rate = usual["conversion_rate"] * np.exp(rng.normal(0, 0.2, n))
    return Responses(
        spend=spend,
        ceiling=conversions / share,
        half_saturation=spend / ratio,
        slope=slope,
        decay=np.clip(usual["decay"] + rng.normal(0, 0.08, n), 0.05, 0.7),
        order_value=order_value,
        spread=np.sqrt(np.maximum(noise**2 - 1 / conversions, 0.08**2)),
        cost_per_click=np.clip(spend / conversions * conversion_rate, 0.08, 6.0),
        click_rate=usual["click_rate"] * np.exp(rng.normal(0, 0.2, n)),
    )
