"""Truth: the response that each generated campaign really has."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from core.curves import Floats, HillCurve, hill
from core.data.schema import RESULTS
from core.errors import InputError
from core.response.campaign import averaged_days

PARAMETERS = (
    "campaign_id",
    "campaign",
    "channel",
    "ceiling",
    "order_value",
    "half_saturation",
    "slope",
    "decay",
)
EVENTS = ("start", "end", "campaign_id", "channel", "kind", "description")
CAUSES = ("date", "customer_id", "campaign_id", "channel", "value")
ANOMALIES = ("tracking_outage", "bot_clicks")
"""Kinds of events in which the records are wrong; the others are things that the team did."""


@dataclass(frozen=True, eq=False)
class Truth:
    """What the generator knows and a model has to find out. Campaigns are in the order of their sorted ids.

    Attributes:
        parameters: One row a campaign, columns ``PARAMETERS``: ``ceiling`` in conversions a day at a day factor of 1,
            ``order_value`` in currency, ``half_saturation`` in currency a day, ``slope`` and ``decay`` without unit.
        day_factor: Factor of demand by date, shared by all campaigns: weekday x season x holidays x trend.
        events: One row an event, columns ``EVENTS``; ``campaign_id`` and ``channel`` are empty where all are meant.
        causes: One row a purchase of a customer, columns ``CAUSES``: the campaign that caused it, which need not be the
            one in its records. Empty in data sets kept by versions that did not know it.
    """

    parameters: pd.DataFrame
    day_factor: pd.Series
    events: pd.DataFrame
    causes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(CAUSES)))

    @property
    def average_factor(self) -> float:
        """Mean of the day factor over the last year; in less than a year, over the last 28 days: the level of now."""
        return float(self.day_factor.iloc[-averaged_days(len(self.day_factor)) :].mean())

    def curves(self, outcome: str = "revenue") -> tuple[HillCurve, ...]:
        """Return each campaign's curve: expected outcome of an average day at steady spend a day, named by campaign id.

        Args:
            outcome: ``revenue`` or ``conversions``.

        Raises:
            InputError: If the outcome is neither.
        """
        scale = self._scale(outcome)
        rows = self.parameters[["half_saturation", "slope", "campaign_id"]].itertuples(index=False)
        return tuple(
            HillCurve(float(s), float(h), float(k), str(name)) for s, (h, k, name) in zip(scale, rows, strict=True)
        )

    def predict(self, spend: ArrayLike, outcome: str = "revenue") -> Floats:
        """Return the expected outcome a day by campaign, shape (campaigns,), at the averaged level of demand.

        Args:
            spend: Steady spend a day by campaign, shape (campaigns,). Currency.
            outcome: ``revenue`` or ``conversions``.

        Raises:
            InputError: If the outcome is neither, or there is not one spend a campaign.
        """
        x = np.asarray(spend, float)
        if x.shape != (len(self.parameters),):
            raise InputError(f"spend has the shape {x.shape}, must be ({len(self.parameters)},): one a campaign")
        return self._scale(outcome) * hill(x, self._column("half_saturation"), self._column("slope"))

    def roas(self, spend: ArrayLike) -> Floats:
        """Return the expected revenue per unit of money by campaign; not a number where nothing is spent."""
        x = np.asarray(spend, float)
        return np.divide(self.predict(x), x, out=np.full(x.shape, np.nan), where=x > 0)

    def to_frames(self) -> dict[str, pd.DataFrame]:
        """Return the truth as frames, for keeping."""
        factor = self.day_factor.rename("day_factor").rename_axis("date").reset_index()
        return {"parameters": self.parameters, "day_factor": factor, "events": self.events, "causes": self.causes}

    @classmethod
    def from_frames(cls, frames: dict[str, pd.DataFrame]) -> "Truth":
        """Return the truth that ``to_frames`` gave."""
        factor = frames["day_factor"].set_index("date")["day_factor"].rename_axis(None)
        known = {"causes": frames["causes"]} if "causes" in frames else {}
        return cls(frames["parameters"], factor, frames["events"], **known)

    def _column(self, name: str) -> Floats:
        return self.parameters[name].to_numpy(float)

    def _scale(self, outcome: str) -> Floats:
        if outcome not in RESULTS:
            raise InputError(f"outcome == {outcome!r}, must be one of {', '.join(RESULTS)}")
        conversions = self.average_factor * self._column("ceiling")
        return conversions * self._column("order_value") if outcome == "revenue" else conversions
