"""KpiBook: everything that is asked about the figures of a data set, over any period and by any grouping."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from core.campaign_tags import CampaignTags
from core.data import MEASURES, RATIOS, Comparison, Dataset, Kpis
from core.margins import Margins, MarginStore
from core.memo import RecentMemo, content_key
from core.performance.cube import COLUMNS, DailyCube, Floats, daily_cube
from core.performance.customers import NewAndReturning, new_and_returning
from core.performance.figures import figure_of, known_figures
from core.performance.groups import Groups, groups_of, span_sums, table_of
from core.performance.periods import Periods, Span, periods_of
from core.performance.series import over_time
from core.performance.usual import Usual, usual
from core.performance.weeks import Weeks, weeks_side_by_side
from core.performance.why import Why, can_split, why

CUBES_KEPT: Final = 3
"""Data sets whose daily sums stay in memory, some 15 MB each at 500 campaigns and two years."""


class KpiBook:
    """What is asked about figures.

    Args:
        dataset: Returns the data set in use.
        engine: Of the database for margins and tags.

    Attributes:
        margins: What people state of margins.
        tags: The tags of campaigns.
    """

    def __init__(self, dataset: Callable[[], Dataset], engine: Engine) -> None:
        self._dataset = dataset
        self.margins = MarginStore(engine)
        self.tags = CampaignTags(engine)
        self._cubes = RecentMemo(CUBES_KEPT)

    def stamp(self) -> str:
        """Return a text that changes when margins or tags do."""
        return f"{self.margins.stamp()}.{self.tags.stamp()[-12:]}"

    def desk(self) -> "KpiDesk":
        """Return the data set in use with margins and tags of now, for several questions of one page."""
        dataset = self._dataset()
        cube = self._cubes(dataset.content_hash, lambda: daily_cube(dataset))
        margins = self.margins.margins()
        key = content_key("margins", data=dataset.content_hash, margins=margins.plain())
        values = self._cubes(key, lambda: cube.with_margins(margins))
        return KpiDesk(dataset, cube, values, margins, self.tags.by_campaign())


class KpiDesk:
    """One data set with its margins and tags.

    Args:
        dataset: The data.
        cube: Its daily sums.
        values: The same with the contribution.
        margins: In use.
        tags: By campaign id.
    """

    def __init__(
        self,
        dataset: Dataset,
        cube: DailyCube,
        values: Floats,
        margins: Margins,
        tags: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.dataset, self.cube, self.values, self.margins, self.tags = dataset, cube, values, margins, tags

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures that can be asked for."""
        return known_figures(self.cube.measured, not self.margins.empty)

    @property
    def can_split(self) -> tuple[str, ...]:
        """The figures whose change can be explained."""
        return can_split(self.cube.measured)

    @property
    def all_tags(self) -> tuple[str, ...]:
        """The tags of campaigns of this data set, in the order of the alphabet."""
        return tuple(sorted({tag for i in self.cube.ids for tag in self.tags.get(i, ())}))

    def periods(self, asked: Mapping[str, str]) -> Periods:
        """Return the periods that an address asks for; see ``periods_of``."""
        return periods_of(asked, self.cube.first, self.cube.last)

    def groups(self, by: str) -> Groups:
        """Return the groups of campaigns by campaign, channel, objective, tag or in total.

        Raises:
            InputError: If there is no such grouping.
        """
        return groups_of(self.cube, by, self.tags)

    def inside(self, campaign_id: str | None) -> np.ndarray | None:
        """Return which campaigns are spoken of; None for all."""
        return None if campaign_id is None else np.array([i == campaign_id for i in self.cube.ids])

    def table(self, periods: Periods, by: str) -> pd.DataFrame:
        """Return every figure by group with that of the period before; see ``table_of``."""
        groups = self.groups(by)
        return table_of(self.cube, groups, groups.sums(self.values), periods)

    def usual(self, periods: Periods, figure: str, by: str = "total", campaign_id: str | None = None) -> Usual:
        """Return what would be usual of a figure now, by group in the order of ``groups(by)``."""
        inside = self.inside(campaign_id)
        values = self.values if inside is None else self.values[:, inside]
        sums = values.sum(axis=1, keepdims=True) if by == "total" else self.groups(by).sums(values)
        now, before = (
            figure_of(figure, span_sums(self.cube, sums, span), self.cube.measured)
            for span in (periods.now, periods.before)
        )
        return usual(self.cube, sums, figure, periods, now, before)

    def why(self, periods: Periods, figure: str, by: str = "campaign", campaign_id: str | None = None) -> Why:
        """Return why a figure changed; see ``core.performance.why.why``.

        Raises:
            InputError: If it cannot be said, with the reason.
        """
        return why(self.cube, self.groups(by), periods, figure, self.inside(campaign_id))

    def weeks(self, figure: str, by: str = "campaign", count: int = 13) -> Weeks:
        """Return a figure by group and week; see ``weeks_side_by_side``."""
        return weeks_side_by_side(self.cube, self.groups(by), self.values, figure, count)

    def over_time(self, figure: str, by: str, span: Span, campaign_id: str | None = None) -> tuple[list[date], Floats]:
        """Return a figure over time, by group in the order of ``groups(by)``; see ``core.performance.series``."""
        inside = self.inside(campaign_id)
        values = self.values if inside is None else self.values[:, inside]
        sums = values.sum(axis=1, keepdims=True) if by == "total" else self.groups(by).sums(values)
        return over_time(self.cube, sums, figure, span)

    def customers(self, periods: Periods, campaign_id: str | None = None) -> NewAndReturning | None:
        """Return new against returning customers, or None where the data know none."""
        return new_and_returning(self.dataset, periods, campaign_id)

    def daily(self, span: Span | None, campaign_id: str | None = None) -> pd.DataFrame:
        """Return the sums of each day of a period: ``date`` and the columns of the cube."""
        if span is None:
            return pd.DataFrame(columns=["date", *COLUMNS])
        inside = self.inside(campaign_id)
        values = self.values[self.cube.day(span.first) : self.cube.day(span.last) + 1]
        sums = (values if inside is None else values[:, inside]).sum(axis=1)
        frame = pd.DataFrame(sums, columns=list(COLUMNS))
        frame.insert(0, "date", pd.date_range(span.first, span.last, freq="D"))
        return frame

    def compare(self, periods: Periods, campaign_id: str | None = None) -> Comparison:
        """Return a period against what it is compared with, in the form that the pages show.

        Args:
            periods: Which days against which.
            campaign_id: Of one campaign alone; the table by campaign is empty where it has no day in the period.
        """
        now, before = self.daily(periods.now, campaign_id), self.daily(periods.before, campaign_id)
        return Comparison(
            days=periods.now.days,
            start=periods.now.first,
            end=periods.now.last,
            now=self._kpis(now),
            daily=now,
            before_start=periods.before.first if periods.before else None,
            before_end=periods.before.last if periods.before else None,
            before=self._kpis(before) if periods.before else None,
            # Days stand below days: a shorter period before is not drawn.
            daily_before=before.iloc[: len(now) if len(before) >= len(now) else 0],
            by_channel=self._frame(periods, "channel", campaign_id),
            by_campaign=self._frame(periods, "campaign", campaign_id),
            against=periods.against_text,
        )

    def _kpis(self, daily: pd.DataFrame) -> Kpis:
        contribution = float(daily["contribution"].sum(skipna=False)) if len(daily) else float("nan")
        return Kpis(
            **{name: float(daily[name].sum()) for name in MEASURES},
            measured=self.cube.measured,
            contribution=None if np.isnan(contribution) else contribution,
        )

    def _frame(self, periods: Periods, by: str, campaign_id: str | None) -> pd.DataFrame:
        table = self.table(periods, by)
        if by == "campaign":
            table = table.rename(columns={"key": "campaign_id", "name": "campaign"})
        if campaign_id is not None:
            table = table[table["campaign_id"] == campaign_id] if by == "campaign" else table.iloc[:0]
        keys = ["campaign_id", "campaign", "channel"] if by == "campaign" else ["channel"]
        shares = ["spend_share", "revenue_share"]
        columns = [*keys, *MEASURES, *RATIOS, *shares, *(f"{name}_before" for name in MEASURES)]
        # As ever, what had no day in the period itself is not in its table.
        first, last = self.cube.day(periods.now.first), self.cube.day(periods.now.last)
        seen = self.cube.present[first : last + 1].any(axis=0)
        here = {self.cube.ids[i] if by == "campaign" else self.cube.channels[i] for i in np.flatnonzero(seen)}
        return table.loc[table[keys[0]].isin(here), columns].reset_index(drop=True)
