"""Known events: days that people explained, which neither train forecasts nor count as unusual."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from core.forecasting.series import DailySeries


@dataclass(frozen=True)
class KnownEvent:
    """Something that happened and that people know of, such as an outage of tracking or a sale.

    Attributes:
        first: First day.
        last: Last day, not before the first.
        label: What it was, in a few words.
        campaign_ids: The campaigns that it touched; empty for all.
        measures: The measures that it touched; empty for all.
    """

    first: date
    last: date
    label: str
    campaign_ids: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()


def touched(series: DailySeries, events: Iterable[KnownEvent]) -> pd.DataFrame:
    """Return on which days known events touch which series: booleans of the shape of ``series.values``.

    An event of single campaigns touches the channels of these campaigns and the total as well.
    """
    hit = pd.DataFrame(False, index=series.values.index, columns=series.values.columns)
    for event in events:
        if event.measures and series.measure not in event.measures:
            continue
        days = (hit.index >= pd.Timestamp(event.first)) & (hit.index <= pd.Timestamp(event.last))
        whole = not event.campaign_ids or series.level != "campaign"
        hit.loc[days, [key for key in hit.columns if whole or key in event.campaign_ids]] = True
    return hit
