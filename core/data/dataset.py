"""Dataset: the frames of one data set, immutable, with a hash of their content."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from core.data.schema import CAMPAIGNS, CUSTOMERS, DAILY_METRICS, INTERACTIONS, MEASURES


@dataclass(frozen=True, eq=False)
class Dataset:
    """One data set: what campaigns cost and brought by day, and what is known around them.

    Attributes:
        name: What people call it, e.g. the name of the imported file.
        daily_metrics: One row a campaign and day, columns ``core.data.schema.DAILY_METRICS``, sorted by date and id.
        campaigns: One row a campaign, columns ``CAMPAIGNS``.
        customers: One row a customer, columns ``CUSTOMERS``; may be empty.
        interactions: Contacts of customers with campaigns, columns ``INTERACTIONS``; may be empty.
        currency: ISO code of all amounts, or None where the source does not say.
        measured: The measures that the source reports; the others are zero because nothing is known.
        source: The recogniser or generator that it comes from.
        truth: For generated data, the response that each campaign really has (``core.simulation.Truth``).
    """

    name: str
    daily_metrics: pd.DataFrame
    campaigns: pd.DataFrame
    customers: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(CUSTOMERS)))
    interactions: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(INTERACTIONS)))
    currency: str | None = None
    measured: tuple[str, ...] = MEASURES
    source: str = ""
    truth: Any = None

    @cached_property
    def first_day(self) -> date:
        """The first day with data."""
        return self.daily_metrics["date"].min().date()

    @cached_property
    def last_day(self) -> date:
        """The last day with data."""
        return self.daily_metrics["date"].max().date()

    @cached_property
    def content_hash(self) -> str:
        """Hash of all frames and the currency: the same content gives the same hash in every process."""
        digest = hashlib.sha256(f"{self.currency}|{','.join(self.measured)}".encode())
        for frame in (self.daily_metrics, self.campaigns, self.customers, self.interactions):
            digest.update(frame_hash(frame).encode())
        return digest.hexdigest()[:32]


def frame_hash(frame: pd.DataFrame) -> str:
    """Return a hash of a frame's columns and values, independent of index, process and storage of its text columns."""
    digest = hashlib.sha256()
    for column in frame.columns:
        digest.update(f"{column}|{len(frame)}|".encode())
        values = frame[column]
        if pd.api.types.is_datetime64_any_dtype(values):
            digest.update(b"t" + values.to_numpy().astype("datetime64[ns]").astype(np.int64).tobytes())
        elif pd.api.types.is_numeric_dtype(values):
            # Adding zero makes -0.0 and 0.0 one content.
            digest.update(b"n" + (values.to_numpy().astype(np.float64) + 0.0).tobytes())
        else:
            digest.update(b"s" + pd.util.hash_array(values.astype(object).to_numpy(), categorize=True).tobytes())
    return digest.hexdigest()


def campaigns_of(daily_metrics: pd.DataFrame) -> pd.DataFrame:
    """Return the campaigns frame that daily metrics imply: span from the days with spend, no objective, no budget.

    Where nothing was spent at all, as in a series of visits, the span is that of all days.
    """
    spending = daily_metrics.loc[daily_metrics["spend"] > 0]
    spending = daily_metrics if spending.empty else spending
    span = spending.groupby("campaign_id")["date"].agg(["min", "max"])
    names = daily_metrics.groupby("campaign_id", sort=True)[["campaign", "channel"]].first()
    frame = names.join(span).reset_index().rename(columns={"min": "start", "max": "end"})
    frame["objective"] = ""
    frame["budget"] = np.nan
    return frame[list(CAMPAIGNS)]


def tidy_daily_metrics(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row a campaign and day in the order of the schema; rows of the same day and campaign are added up."""
    # Names belong to the id: a campaign renamed under one id keeps its newest name.
    newest = frame.sort_values("date", kind="stable").groupby("campaign_id")[["campaign", "channel"]].last()
    sums = frame.groupby(["date", "campaign_id"], as_index=False, sort=True)[list(MEASURES)].sum()
    tidy = sums.merge(newest, left_on="campaign_id", right_index=True, how="left")
    return tidy[list(DAILY_METRICS)].sort_values(["date", "campaign_id"], kind="stable").reset_index(drop=True)
