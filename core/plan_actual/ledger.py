"""Ledger: what the plan gives each campaign on each day of its period, and what the data say was spent and brought."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats
from core.data import Dataset
from core.scenarios.in_force import InForce
from core.scenarios.scenario import Scenario
from core.weeks import weeks_of


@dataclass(frozen=True, eq=False)
class Ledger:
    """Days of the period by campaigns: those of the plan, in its order, then those that spend without being in it.

    Attributes:
        dates: The days of the period.
        ids: Campaign ids; ``names`` and ``channels`` go with them.
        names: Campaign names.
        channels: Channel names.
        in_plan: Whether the plan holds the campaign.
        rows: Number of rows of the campaign in the period.
        planned: Spend of the plan, shape (days, campaigns). Currency.
        spent: Spend in the data, the same shape; 0 where they have no row.
        brought: Outcome in the data, the same shape.
        known: Whether the data say what happened, the same shape: days that they hold, less cells without a number.
    """

    dates: tuple[date, ...]
    ids: tuple[str, ...]
    names: tuple[str, ...]
    channels: tuple[str, ...]
    in_plan: NDArray[np.bool_]
    rows: NDArray[np.intp]
    planned: Floats
    spent: Floats
    brought: Floats
    known: NDArray[np.bool_]

    @property
    def held(self) -> NDArray[np.bool_]:
        """Which days of the period the data hold."""
        return np.asarray(self.known.any(axis=1))

    @property
    def elapsed(self) -> int:
        """Number of days from the start to the last one that the data hold."""
        return int(np.flatnonzero(self.held).max(initial=-1)) + 1

    @property
    def gaps(self) -> int:
        """Elapsed days of which the data hold nothing."""
        return self.elapsed - int(self.held.sum())


def planned_by_day(scenario: Scenario, days: int) -> Floats:
    """Return what a plan spends by day and campaign, shape (days, campaigns): its weeks, each even, or all even."""
    if scenario.weekly is None:
        return np.tile(np.array([scenario.spend[c.id] for c in scenario.campaigns]) / days, (days, 1))
    spend = np.array([scenario.weekly.spend[c.id] for c in scenario.campaigns]).T
    length = np.array([week.days for week in weeks_of(scenario.weekly.start, days)])
    return np.repeat(spend / length[:, None], length, axis=0)


def make_ledger(scenario: Scenario, mark: InForce, dataset: Dataset, outcome: str) -> Ledger:
    """Return the ledger of a plan in force on a data set."""
    dates = tuple(mark.start + timedelta(days=day) for day in range(mark.days))
    metrics = dataset.daily_metrics
    day = (metrics["date"] - pd.Timestamp(mark.start)).dt.days.to_numpy()
    inside = (day >= 0) & (day < mark.days)
    rows, day = metrics.loc[inside], day[inside]
    planned_ids = [c.id for c in scenario.campaigns]
    spending = rows.loc[rows["spend"].fillna(0.0) > 0, ["campaign_id", "campaign", "channel"]]
    others = spending.drop_duplicates("campaign_id", keep="last").sort_values("campaign_id")
    others = others[~others["campaign_id"].isin(planned_ids)]
    ids = (*planned_ids, *others["campaign_id"].astype(str))
    place = {campaign: number for number, campaign in enumerate(ids)}
    column = rows["campaign_id"].map(place).fillna(-1).to_numpy(int)
    mine = column >= 0
    cell = day[mine] * len(ids) + column[mine]

    def total(values: NDArray[np.float64]) -> Floats:
        return np.asarray(np.bincount(cell, values, mark.days * len(ids)).reshape(mark.days, len(ids)), float)

    spend, brought = rows["spend"].to_numpy(float)[mine], rows[outcome].to_numpy(float)[mine]
    held = np.zeros(mark.days, bool)
    held[day] = True
    planned = np.zeros((mark.days, len(ids)))
    planned[:, : len(planned_ids)] = planned_by_day(scenario, mark.days)
    return Ledger(
        dates=dates,
        ids=ids,
        names=(*(c.name for c in scenario.campaigns), *others["campaign"].astype(str)),
        channels=(*(c.channel for c in scenario.campaigns), *others["channel"].astype(str)),
        in_plan=np.arange(len(ids)) < len(planned_ids),
        rows=np.bincount(column[mine], minlength=len(ids)),
        planned=planned,
        spent=total(np.nan_to_num(spend)),
        brought=total(np.nan_to_num(brought)),
        # What is not known is not zero: such a cell counts neither for the plan nor for what happened.
        known=held[:, None] & (total((np.isnan(spend) | np.isnan(brought)).astype(float)) == 0),
    )


def spend_of(dataset: Dataset, ids: tuple[str, ...], first: date, days: int) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the spend by day and campaign of some days, shape (days, campaigns), and which days the data hold."""
    metrics = dataset.daily_metrics
    day = (metrics["date"] - pd.Timestamp(first)).dt.days.to_numpy()
    column = metrics["campaign_id"].map({c: n for n, c in enumerate(ids)}).fillna(-1).to_numpy(int)
    inside = (day >= 0) & (day < days)
    held = np.zeros(days, bool)
    held[day[inside]] = True
    inside &= column >= 0
    cell = day[inside] * len(ids) + column[inside]
    spend = np.bincount(cell, np.nan_to_num(metrics["spend"].to_numpy(float)[inside]), days * len(ids))
    return np.maximum(spend.reshape(days, len(ids)), 0.0), held
