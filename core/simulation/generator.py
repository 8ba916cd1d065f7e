"""DataGenerator: realistic campaign data of any size, the same for the same seed, whose truth is known."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from core.curves import Floats, hill
from core.data.dataset import Dataset
from core.data.schema import CAMPAIGNS, DAILY_METRICS
from core.errors import InputError
from core.response.adstock import geometric_adstock
from core.simulation.activity import Activity, activity
from core.simulation.anomalies import Anomalies, draw_anomalies, event_table
from core.simulation.catalogue import campaign_names
from core.simulation.people import people
from core.simulation.response import Responses, draw_responses
from core.simulation.season import day_factor
from core.simulation.truth import PARAMETERS, Truth

LAST_DAY = date(2026, 11, 22)
"""Fixed, so that a seed means the same data on every day and every machine."""
ORDER_SHAPE = 4.0
"""Shape of the gamma distribution of order values: they vary by half of their mean."""


@dataclass(frozen=True)
class DataGenerator:
    """Generates campaigns, daily metrics, customers and interactions.

    Conversions of a day are negative-binomial around ``day factor x ceiling x hill(adstock of spend)``; revenue is the
    sum of that many order values. Spend varies by weekday, week and day, independent of demand. Once, all budgets are
    cut for a while; on one day the conversions of a channel are not recorded, on another a campaign pays for bots.

    Attributes:
        seed: The same seed gives the same data.
        campaigns: Number of campaigns.
        customers: Number of customers; 0 for none.
        days: Length of the span.
        end: Last day; None for ``LAST_DAY``.
        currency: ISO code.
        name: What people call the data set.

    Example:
        >>> dataset = DataGenerator(seed=7, campaigns=12, customers=100, days=90).generate()
        >>> dataset.last_day
        datetime.date(2026, 11, 22)
    """

    seed: int = 7
    campaigns: int = 12
    customers: int = 2_000
    days: int = 365
    end: date | None = None
    currency: str = "EUR"
    name: str = "Demo data"

    def __post_init__(self) -> None:
        for name, least in (("seed", 0), ("campaigns", 1), ("customers", 0), ("days", 1)):
            value = getattr(self, name)
            if value < least:
                raise InputError(f"{name} == {value}, must be at least {least}")

    def generate(self) -> Dataset:
        """Return the data set, with its truth."""
        # One stream a part: more customers or days leave the campaigns' responses as they are.
        streams = [np.random.default_rng(s) for s in np.random.SeedSequence(self.seed).spawn(7)]
        for_response, for_season, for_activity, for_anomalies, for_noise, for_people, for_journeys = streams
        dates = pd.date_range(end=pd.Timestamp(self.end or LAST_DAY), periods=self.days, freq="D", unit="ns")
        names = campaign_names(self.campaigns)
        responses = draw_responses(for_response, [channel for channel, _, _ in names])
        factor = day_factor(for_season, dates)
        active = activity(for_activity, dates, responses.spend)
        channel = np.array([c.name for c, _, _ in names], dtype=object)
        anomalies = draw_anomalies(for_anomalies, active.spend, channel)
        measures = _measures(for_noise, responses, factor.to_numpy(), active, anomalies)

        about = pd.DataFrame(
            {
                "campaign_id": [f"c{number:03d}" for number in range(1, self.campaigns + 1)],
                "campaign": [name for _, name, _ in names],
                "channel": channel,
                "objective": [objective for _, _, objective in names],
                "start": dates[active.running.argmax(axis=0)],
                "end": dates[self.days - 1 - active.running[::-1].argmax(axis=0)],
                "budget": np.round(responses.spend, -1),
            },
            columns=list(CAMPAIGNS),
        )
        made = people(
            for_people, for_journeys, self.customers, dates, about, active.spend, measures["conversions"],
            measures["impressions"], responses.order_value,
        )  # fmt: skip
        return Dataset(
            name=self.name,
            daily_metrics=_daily_metrics(dates, about, active, measures),
            campaigns=about,
            customers=made.customers,
            interactions=made.interactions,
            currency=self.currency,
            source="generated",
            truth=_truth(dates, about, responses, factor, active, anomalies, made.causes),
        )


def _measures(
    rng: np.random.Generator, responses: Responses, factor: Floats, active: Activity, anomalies: Anomalies
) -> dict[str, Floats]:
    """Return the measures, each of shape (days, campaigns)."""
    stock = geometric_adstock(active.spend, responses.decay)
    mean = factor[:, None] * responses.ceiling * hill(stock, responses.half_saturation, responses.slope)
    # Poisson around a gamma mean is negative-binomial: variance = mean + (spread x mean)^2.
    shape = responses.spread**-2
    conversions = rng.poisson(mean * rng.gamma(shape, 1 / shape, mean.shape)).astype(float)
    # A sum of n gamma order values is again gamma, with n times the shape; the sum of none is 0.
    orders = rng.standard_gamma(conversions * ORDER_SHAPE) * responses.order_value / ORDER_SHAPE
    clicks_mean = active.spend / responses.cost_per_click * np.exp(rng.normal(0, 0.08, mean.shape))
    clicks = rng.poisson(clicks_mean).astype(float)
    impressions = np.maximum(
        clicks, rng.poisson(clicks_mean / responses.click_rate * np.exp(rng.normal(0, 0.1, mean.shape)))
    )
    spend = active.spend.copy()

    if anomalies.outage_day is not None:
        conversions[anomalies.outage_day, anomalies.outage_campaigns] = 0.0
        orders[anomalies.outage_day, anomalies.outage_campaigns] = 0.0
    if anomalies.bots_day is not None:
        # Bots cost money and bring clicks; nothing of it reaches demand, so the adstock above does not see it.
        cell = anomalies.bots_day, anomalies.bots_campaign
        for values in (spend, clicks, impressions):
            values[cell] = values[cell] * anomalies.bots_factor
    return {
        "spend": np.round(spend, 2),
        "impressions": np.round(impressions),
        "clicks": np.round(clicks),
        "conversions": conversions,
        "revenue": np.round(orders, 2),
    }


def _daily_metrics(
    dates: pd.DatetimeIndex, about: pd.DataFrame, active: Activity, measures: dict[str, Floats]
) -> pd.DataFrame:
    day, campaign = np.nonzero(active.listed)
    columns: dict[str, object] = {"date": dates[day]}
    for name in ("campaign_id", "campaign", "channel"):
        columns[name] = about[name].to_numpy(object)[campaign]
    columns |= {name: values[day, campaign] for name, values in measures.items()}
    return pd.DataFrame(columns, columns=list(DAILY_METRICS))


def _truth(
    dates: pd.DatetimeIndex,
    about: pd.DataFrame,
    responses: Responses,
    factor: pd.Series,
    active: Activity,
    anomalies: Anomalies,
    causes: pd.DataFrame,
) -> Truth:
    parameters = about[["campaign_id", "campaign", "channel"]].copy()
    for name in ("ceiling", "order_value", "half_saturation", "slope", "decay"):
        parameters[name] = getattr(responses, name)
    return Truth(parameters[list(PARAMETERS)], factor, event_table(dates, about, active.cut, anomalies), causes)
