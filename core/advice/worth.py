"""Worth: gains and stakes of different kinds as one amount of money, to order advice by. It is not shown as a gain."""

from dataclasses import dataclass

from core.agents.report import Recommendation
from core.data import Dataset, kpis

RECENT_DAYS = 28


@dataclass(frozen=True)
class Prices:
    """What one of an outcome is worth in money.

    Attributes:
        units: Money for one by outcome; what is not in it cannot be put into money.
    """

    units: dict[str, float]


def prices_of(dataset: Dataset) -> Prices:
    """Return what the last 28 days say that outcomes are worth.

    A conversion, a click or an impression is worth the revenue that came with it, on average; where the data hold no
    revenue, what was paid for it, which somebody found worth paying.
    """
    metrics = dataset.daily_metrics
    age = (metrics["date"].max() - metrics["date"]).dt.days
    sums = kpis(metrics[age < RECENT_DAYS], dataset.measured)
    whole = sums.revenue if sums.revenue > 0 else sums.spend
    units = {"revenue": 1.0}
    for name in ("conversions", "clicks", "impressions"):
        count = getattr(sums, name)
        if count > 0 and whole > 0:
            units[name] = whole / count
    return Prices(units)


def worth(advice: Recommendation, prices: Prices) -> float | None:
    """Return the money that a piece of advice is about; None where nobody can say.

    A gain counts with its expected value, which holds the chance that it fails already. Money at stake counts with the
    chance that it is really lost. Of both, the larger counts: they are two views of the same money.
    """
    found = []
    if advice.effect is not None and advice.effect_unit in prices.units:
        found.append(advice.effect.mean * prices.units[advice.effect_unit])
    if advice.stake is not None:
        found.append(advice.stake.mean * (1.0 if advice.chance is None else advice.chance))
    finite = [value for value in found if value == value and abs(value) != float("inf")]
    return max(finite) if finite else None
