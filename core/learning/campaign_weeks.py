"""Campaigns by week: what a week brings, and what was known before it began."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.errors import InputError, NotEnoughDataError
from core.learning.columns import usable_columns
from core.learning.task import TaskData, TaskSpec
from core.memo import content_key
from core.wording import counted, date_text

if TYPE_CHECKING:
    from core.data import Dataset

FEWEST_ROWS: Final = 60
FEWEST_WEEKS: Final = 12
LITTLE: Final = 0.05
"""Part of the campaign's usual week below which spend is next to nothing, and revenue per unit of it means nothing."""
RECENT: Final = 4
"""Weeks of a rolling mean."""
_SUMS: Final = ("spend", "impressions", "clicks", "conversions", "revenue")
_RATIOS: Final = {"CTR": ("clicks", "impressions"), "CPC": ("spend", "clicks"), "ROI": ("revenue", "spend")}
_SMALLEST: Final = 1e-9
KNOWN_IN_ADVANCE: Final = ("Spend planned", "Spend planned against 4 weeks before")
"""Columns of the week itself: what is spent is decided before it."""


def campaign_weeks(spec: TaskSpec, dataset: Dataset, country: str = "") -> TaskData:
    """Return one row a campaign and week, with features that are known before the week begins.

    The return of a week is its revenue over its spend. Whole weeks from Monday on; weeks in which a campaign spent
    less than ``LITTLE`` of its median week are left out of the return, weeks without spend and conversions of both.

    Args:
        spec: ``roi`` or ``conversions``.
        dataset: The data.
        country: Whose public holidays are counted; empty for nobody's.

    Raises:
        InputError: If revenue, conversions or spend are not measured.
        NotEnoughDataError: If there are fewer than ``FEWEST_WEEKS`` weeks, or too few rows.
    """
    needed = ("revenue", "spend") if spec.kind == "roi" else ("conversions", "spend")
    for measure in needed:
        if measure not in dataset.measured or not dataset.daily_metrics[measure].any():
            raise InputError(f"The data in use say nothing of {measure}, so this cannot be predicted from them.")
    weeks, notes = _weeks(dataset)
    known = features_before(weeks, dataset, country)
    active = (weeks["spend"] > 0) | (weeks["conversions"] > 0)
    if spec.kind == "roi":
        usual = weeks["spend"].where(weeks["spend"] > 0).groupby(weeks["campaign_id"]).transform("median")
        enough = (weeks["spend"] >= LITTLE * usual) & (weeks["spend"] > 0)
        few = int((active & ~enough).sum())
        if few:
            notes.append(f"{counted(few, 'week')} of campaigns with next to no spend left out.")
        target = weeks["revenue"] / weeks["spend"].where(enough)
    else:
        enough, target = active, weeks["conversions"]
    rows = (enough & np.isfinite(target)).to_numpy()
    if rows.sum() < FEWEST_ROWS:
        raise NotEnoughDataError(
            f"There are {counted(int(rows.sum()), 'usable week')} of campaigns; at least {FEWEST_ROWS} are needed. "
            "Import more campaigns or more weeks."
        )
    reasons = dict.fromkeys(spec.left_out, "Left out by a person.")
    found = usable_columns(known.loc[rows], {one: why for one, why in reasons.items() if one in known.columns})
    kept = weeks.loc[rows]
    labels = kept["campaign"].astype(str) + ", week of " + kept["week"].map(lambda day: date_text(day.date()))
    key = content_key(
        "table",
        content=dataset.content_hash,
        country=country,
        spec=spec.to_plain() | {"seconds": 0, "seed": 0},
    )
    roi = spec.kind == "roi"
    return TaskData(
        key=key,
        features=found.features,
        target=target[rows].to_numpy(float),
        is_class=False,
        unit="ratio" if roi else "conversions",
        order=kept["week"].to_numpy(),
        labels=labels.to_numpy(object),
        left_out=found.left_out,
        title="Revenue per spend of a campaign in a week" if roi else "Conversions of a campaign in a week",
        ids=None,
        notes=(*notes, "Only what is known before a week is used, and the spend that is planned for it."),
    )


def _weeks(dataset: Dataset) -> tuple[pd.DataFrame, list[str]]:
    """Return all whole weeks of each campaign, from its first one on, zeros where it did nothing."""
    daily = dataset.daily_metrics
    first = dataset.first_day + timedelta(days=-dataset.first_day.weekday() % 7)
    last = dataset.last_day - timedelta(days=(dataset.last_day.weekday() + 1) % 7)
    notes = []
    if first != dataset.first_day or last != dataset.last_day:
        notes.append("Weeks run from Monday to Sunday; part weeks at both ends of the data are left out.")
    inside = daily[(daily["date"] >= pd.Timestamp(first)) & (daily["date"] <= pd.Timestamp(last))]
    starts = pd.date_range(first, last, freq="7D")
    if len(starts) < FEWEST_WEEKS:
        raise NotEnoughDataError(
            f"The data hold {counted(len(starts), 'whole week')}; at least {FEWEST_WEEKS} are needed to learn from "
            "earlier and to check on later ones."
        )
    week = inside["date"] - pd.to_timedelta(inside["date"].dt.weekday, unit="D")
    sums = inside.assign(week=week).groupby(["campaign_id", "week"], observed=True)[list(_SUMS)].sum()
    names = daily.groupby("campaign_id", observed=True)[["campaign", "channel"]].first()
    begun = sums.reset_index().groupby("campaign_id", observed=True)["week"].min()
    whole = pd.MultiIndex.from_tuples(
        [(one, day) for one in begun.index for day in starts if day >= begun[one]], names=["campaign_id", "week"]
    )
    table = sums.reindex(whole, fill_value=0.0).reset_index().merge(names, left_on="campaign_id", right_index=True)
    return table.sort_values(["week", "campaign_id"], kind="stable").reset_index(drop=True), notes


def features_before(weeks: pd.DataFrame, dataset: Dataset, country: str = "") -> pd.DataFrame:
    """Return what is known of each campaign's week before it begins; only planned spend is of the week itself.

    Args:
        weeks: One row a campaign and week in the order of weeks, with ``campaign_id``, ``channel`` and sums.
        dataset: For the objectives of campaigns.
        country: Whose public holidays are counted.
    """
    by = weeks.groupby("campaign_id", sort=False)
    before = {one: by[one].shift(1) for one in _SUMS}
    recent = {
        one: by[one].transform(lambda values: values.shift(1).rolling(RECENT, min_periods=1).mean()) for one in _SUMS
    }
    made: dict[str, pd.Series] = {"Spend planned": weeks["spend"]}
    made["Spend planned against 4 weeks before"] = _over(weeks["spend"], recent["spend"])
    for one in ("spend", "clicks", "conversions"):
        made[f"{one.capitalize()}, week before"] = before[one]
        made[f"{one.capitalize()}, mean of 4 weeks before"] = recent[one]
    for name, (above, below) in _RATIOS.items():
        made[f"{name}, week before"] = _over(before[above], before[below])
        made[f"{name}, 4 weeks before"] = _over(recent[above], recent[below])
    made["ROI of the channel, 4 weeks before"] = _together(weeks, weeks["channel"])
    made["ROI of all campaigns, 4 weeks before"] = _together(weeks, pd.Series("all", index=weeks.index))
    made["Weeks since the campaign began"] = by.cumcount().astype(float)
    angle = 2 * np.pi * weeks["week"].dt.dayofyear / 365.25
    made["Season, winter to summer"], made["Season, autumn to spring"] = -np.cos(angle), np.sin(angle)
    made["Channel"] = weeks["channel"].astype(str)
    objectives = dataset.campaigns.set_index("campaign_id")["objective"].astype(str)
    objective = weeks["campaign_id"].map(objectives).fillna("")
    if objective.str.strip().any():
        made["Objective"] = objective
    if country:
        made["Public holidays in the week"] = _holidays(weeks["week"], country)
    return pd.DataFrame(made)


def _over(above: pd.Series, below: pd.Series) -> pd.Series:
    return above / below.where(below > _SMALLEST)


def _together(weeks: pd.DataFrame, who: pd.Series) -> pd.Series:
    """Return revenue over spend of all campaigns of a kind in the weeks before."""
    sums = weeks.groupby([who.rename("who"), weeks["week"]], sort=True)[["revenue", "spend"]].sum()
    earlier = sums.groupby(level=0).transform(lambda values: values.shift(1).rolling(RECENT, min_periods=1).sum())
    ratio = _over(earlier["revenue"], earlier["spend"])
    return pd.Series(ratio.reindex(pd.MultiIndex.from_arrays([who, weeks["week"]])).to_numpy(), index=weeks.index)


def _holidays(weeks: pd.Series, country: str) -> pd.Series:
    from core.forecasting.holidays import holidays_between

    if not len(weeks):
        return pd.Series(dtype=float)
    last = weeks.max().date() + timedelta(days=6)
    days = pd.Series(
        [day - timedelta(days=day.weekday()) for day in holidays_between(country, weeks.min().date(), last)]
    )
    counts = days.value_counts()
    return weeks.map(lambda day: float(counts.get(day.date(), 0)))
