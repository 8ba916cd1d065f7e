"""Groups of campaigns: each campaign, channel, objective or tag, all together; and the table of their figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data import MEASURES
from core.errors import InputError
from core.performance.cube import COLUMNS, DailyCube
from core.performance.figures import FIGURES, figure_of
from core.performance.periods import Periods, Span

Floats = NDArray[np.float64]

GROUPINGS: Final = ("campaign", "channel", "objective", "tag", "total")
NO_TAG: Final = "No tag"
NO_OBJECTIVE: Final = "No objective"
TOTAL: Final = "All"
SHARES: Final = ("spend", "revenue", "conversions", "clicks")


@dataclass(frozen=True, eq=False)
class Groups:
    """Campaigns taken together.

    Attributes:
        by: One of ``GROUPINGS``.
        keys: Key of each group: the campaign id, or the name of the channel, objective or tag.
        names: What people call each.
        channels: Channel of each; empty where a group has several.
        members: Which campaigns belong to each, shape (groups, campaigns).
        overlap: Whether a campaign may belong to several groups, as with tags: then they do not add up to the total.
    """

    by: str
    keys: tuple[str, ...]
    names: tuple[str, ...]
    channels: tuple[str, ...]
    members: NDArray[np.bool_]
    overlap: bool = False

    def sums(self, values: Floats) -> Floats:
        """Return values of campaigns added up by group, shape (days, groups, columns)."""
        if self.by == "campaign":
            return values
        return np.stack([values[:, inside].sum(axis=1) for inside in self.members], axis=1)


def groups_of(cube: DailyCube, by: str, tags: Mapping[str, tuple[str, ...]] | None = None) -> Groups:
    """Return the groups of a data set.

    Args:
        cube: Of the data set.
        by: One of ``GROUPINGS``.
        tags: Tags by campaign id.

    Raises:
        InputError: If there is no such grouping.
    """
    if by not in GROUPINGS:
        raise InputError(f"Campaigns cannot be grouped by “{str(by)[:40]}”. Choose one of {', '.join(GROUPINGS)}.")
    count = len(cube.ids)
    if by == "campaign":
        return Groups(by, cube.ids, cube.names, cube.channels, np.eye(count, dtype=bool))
    if by == "total":
        return Groups(by, (TOTAL,), (TOTAL,), ("",), np.ones((1, count), bool))
    if by == "tag":
        given = tags or {}
        labels = [given.get(i, ()) or (NO_TAG,) for i in cube.ids]
    elif by == "objective":
        labels = [(objective or NO_OBJECTIVE,) for objective in cube.objectives]
    else:
        labels = [(channel,) for channel in cube.channels]
    keys = tuple(sorted({label for own in labels for label in own}))
    members = np.array([[key in own for own in labels] for key in keys])
    channels = []
    for inside in members:
        found = {cube.channels[i] for i in np.flatnonzero(inside)}
        channels.append(found.pop() if len(found) == 1 else "")
    return Groups(by, keys, keys, tuple(channels), members, overlap=by == "tag")


def span_sums(cube: DailyCube, values: Floats, span: Span | None) -> Floats:
    """Return the sums of a period, shape (groups, columns); not a number where there is no period."""
    if span is None:
        return np.full(values.shape[1:], np.nan)
    return values[cube.day(span.first) : cube.day(span.last) + 1].sum(axis=0)


def table_of(cube: DailyCube, groups: Groups, values: Floats, periods: Periods) -> pd.DataFrame:
    """Return one row a group with every figure and that of the period before, largest spend first.

    Args:
        cube: Of the data set.
        groups: The groups.
        values: Daily sums by group with the contribution.
        periods: What is compared.

    Returns:
        Columns ``key``, ``name``, ``channel``; the figures of ``FIGURES`` and ``contribution``, each also as
        ``<figure>_before`` (not a number where undefined or nothing is compared); ``<measure>_share`` of spend,
        revenue, conversions and clicks among all campaigns, also ``_before``. Groups without any row of data in either
        period are left out.
    """
    frames = []
    for span, suffix in ((periods.now, ""), (periods.before, "_before")):
        sums = span_sums(cube, values, span)
        frame = pd.DataFrame({name: figure_of(name, sums, cube.measured) for name in FIGURES})
        frame["contribution"] = sums[:, COLUMNS.index("contribution")]
        whole = span_sums(cube, cube.values, span).sum(axis=0)
        for name in SHARES:
            total = whole[MEASURES.index(name)]
            frame[f"{name}_share"] = sums[:, COLUMNS.index(name)] / total if total else np.nan
        frames.append(frame.add_suffix(suffix))
    table = pd.concat(frames, axis=1)
    table.insert(0, "key", groups.keys)
    table.insert(1, "name", groups.names)
    table.insert(2, "channel", groups.channels)
    seen = np.zeros(len(cube.ids), bool)
    for span in (periods.now, periods.before):
        if span is not None:
            seen |= cube.present[cube.day(span.first) : cube.day(span.last) + 1].any(axis=0)
    shown = np.flatnonzero((groups.members & seen).any(axis=1))
    return table.iloc[shown, :].sort_values("spend", ascending=False, kind="stable").reset_index(drop=True)
