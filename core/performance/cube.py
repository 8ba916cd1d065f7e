"""DailyCube: the daily sums of a data set by campaign as one array, so that any period is a slice of it."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data import MEASURES, Dataset
from core.margins import Margins

Floats = NDArray[np.float64]

COLUMNS = (*MEASURES, "contribution")
"""What is added up. The contribution is what the margin leaves of revenue, before the ads are paid."""


@dataclass(frozen=True, eq=False)
class DailyCube:
    """Daily sums by campaign.

    Attributes:
        first: First day.
        ids: Campaign ids, in the order of the second axis.
        names: Campaign names.
        channels: Channel of each campaign.
        objectives: Objective of each campaign; empty where the data do not say.
        values: Shape (days, campaigns, measures), in the order of ``core.data.MEASURES``.
        present: Whether the data hold a row, shape (days, campaigns).
        measured: The measures that the source reports.
    """

    first: date
    ids: tuple[str, ...]
    names: tuple[str, ...]
    channels: tuple[str, ...]
    objectives: tuple[str, ...]
    values: Floats
    present: NDArray[np.bool_]
    measured: tuple[str, ...]

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(days=len(self.values) - 1)

    def day(self, day: date) -> int:
        """Return the position of a day on the first axis."""
        return (day - self.first).days

    def with_margins(self, margins: Margins) -> Floats:
        """Return the values with the contribution as one column more: not a number where the margin is not known.

        A campaign that sells nothing needs no margin: its contribution is 0.
        """
        shares = [margins.share(i, c) for i, c in zip(self.ids, self.channels, strict=True)]
        known = np.array([np.nan if share is None else share for share in shares])
        revenue = self.values[:, :, MEASURES.index("revenue")]
        contribution = np.where(revenue == 0, 0.0, revenue * known)
        if "revenue" not in self.measured or margins.empty:
            contribution = np.full_like(revenue, np.nan)
        return np.concatenate([self.values, contribution[:, :, None]], axis=2)


def daily_cube(dataset: Dataset) -> DailyCube:
    """Return the daily sums of a data set.

    Example:
        >>> from core.simulation import DataGenerator
        >>> cube = daily_cube(DataGenerator(seed=1, campaigns=3, customers=0, days=10).generate())
        >>> cube.values.shape
        (10, 3, 5)
    """
    frame, table = dataset.daily_metrics, dataset.campaigns
    codes, ids = pd.factorize(frame["campaign_id"], sort=True)
    days = (frame["date"] - pd.Timestamp(dataset.first_day)).dt.days.to_numpy()
    shape = ((dataset.last_day - dataset.first_day).days + 1, len(ids))
    cells = days * shape[1] + codes
    sums = [
        np.bincount(cells, weights=frame[name].to_numpy(float), minlength=shape[0] * shape[1]).reshape(shape)
        for name in MEASURES
    ]
    present = np.zeros(shape[0] * shape[1], bool)
    present[cells] = True
    known = table.assign(campaign_id=table["campaign_id"].astype(str)).drop_duplicates("campaign_id")
    known = known.set_index("campaign_id")
    texts = {
        name: tuple(known[name].reindex([str(i) for i in ids]).fillna("").astype(str))
        for name in ("campaign", "channel", "objective")
    }
    return DailyCube(
        dataset.first_day,
        tuple(str(i) for i in ids),
        texts["campaign"],
        texts["channel"],
        texts["objective"],
        np.stack(sums, axis=2),
        present.reshape(shape),
        dataset.measured,
    )
