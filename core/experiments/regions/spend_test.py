"""A test of one campaign without regions: its spend was raised or cut for some days; the other campaigns go on."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd

from core.allocation.planning import Planner
from core.curves import Floats, curve_draws
from core.data import Dataset
from core.errors import InputError, NotEnoughDataError
from core.experiments.compare.effect import Interval
from core.experiments.regions.counterfactual import weekdays
from core.experiments.regions.lift import LiftResult, Question, answer
from core.experiments.regions.lift_checks import Check, lift_checks
from core.wording import dates_text, percent

MOST_DONORS: Final = 20
MOST_BEFORE: Final = 365
USUAL_DAYS: Final = 28
STEADY: Final = 0.3
"""A campaign whose own spend moved by more than that during the test is no comparison."""
METHOD: Final = "The other campaigns and weekdays"


@dataclass(frozen=True, eq=False)
class CampaignDays:
    """Days of a campaign and of those that it is compared with.

    Attributes:
        name: Of the campaign.
        first: Day 0.
        series: Outcome, shape (days, 1 + donors), the campaign first.
        names: Of the series.
        spend: Spend of the same, shape (days, 1 + donors).
    """

    name: str
    first: date
    series: Floats
    names: tuple[str, ...]
    spend: Floats


def campaign_days(dataset: Dataset, campaign_id: str, outcome: str) -> CampaignDays:
    """Return the days of a campaign from its first spend on, and of the largest others over the same days.

    Raises:
        InputError: If there is no such campaign, or the data hold no spend or no such outcome.
    """
    table = dataset.campaigns
    row = table.loc[table["campaign_id"].astype(str) == str(campaign_id)]
    if row.empty:
        raise InputError(f"There is no campaign “{str(campaign_id)[:40]}” in the data set in use.")
    if "spend" not in dataset.measured or outcome not in dataset.measured:
        raise InputError(
            f"The data in use do not hold both spend and {outcome[:40]}, so no test can be read from them."
        )
    metrics = dataset.daily_metrics
    days = pd.date_range(dataset.first_day, dataset.last_day)

    def wide(column: str) -> pd.DataFrame:
        sums = metrics.pivot_table(index="date", columns="campaign_id", values=column, aggfunc="sum")
        return sums.reindex(days).fillna(0.0)

    came, spent = wide(outcome), wide("spend")
    campaign_id = str(row["campaign_id"].iloc[0])
    running = np.flatnonzero(spent[campaign_id].to_numpy() > 0)
    if not len(running):
        raise InputError(f"{row['campaign'].iloc[0]} never spent anything.")
    begin = int(running[0])
    names = dict(zip(table["campaign_id"].astype(str), table["campaign"].astype(str), strict=True))
    others = came.iloc[begin:].drop(columns=[campaign_id]).sum().sort_values(ascending=False)
    order = [campaign_id, *[str(i) for i, total in others.items() if total > 0][:MOST_DONORS]]
    return CampaignDays(
        name=str(row["campaign"].iloc[0]),
        first=days[begin].date(),
        series=came[order].to_numpy(float)[begin:],
        names=tuple(names.get(i, i) for i in order),
        spend=spent[order].to_numpy(float)[begin:],
    )


def read_spend_test(
    dataset: Dataset, campaign_id: str, first: date, last: date, outcome: str, level: float = 0.95
) -> LiftResult:
    """Return what changing one campaign's spend for some days changed in what is reported for it.

    Args:
        dataset: The data.
        campaign_id: The campaign.
        first: First day with changed spend.
        last: Last day that is measured.
        outcome: one of ``core.data.OUTCOMES``.
        level: Of the intervals.

    Raises:
        InputError: If the campaign, the outcome or the days are not in the data, or its spend did not change.
        NotEnoughDataError: If the history before is too short.
    """
    if last < first:
        raise InputError("The last day of the test comes before the first.")
    known = campaign_days(dataset, campaign_id, outcome)
    if first < dataset.first_day or last > dataset.last_day:
        held = dates_text(dataset.first_day, dataset.last_day)
        raise InputError(f"The test runs {dates_text(first, last)}, and the data in use hold {held}.")
    start, stop = (first - known.first).days, (last - known.first).days + 1
    if start < USUAL_DAYS:
        raise NotEnoughDataError(
            f"{known.name} has {max(start, 0)} days of spend before the test; at least {USUAL_DAYS} are needed."
        )
    usual = known.spend[start - USUAL_DAYS : start].mean(axis=0)
    during = known.spend[start:stop].mean(axis=0)
    moved = np.abs(during[1:] / np.maximum(usual[1:], 1e-9) - 1)
    steady = 1 + np.flatnonzero(((usual[1:] > 0) & (moved <= STEADY)) | ((usual[1:] == 0) & (during[1:] == 0)))
    steady = steady[known.series[max(start - MOST_BEFORE, 0) : start, steady].sum(axis=0) > 0]
    begin = max(start - MOST_BEFORE, 0)
    asked = question(known, steady, begin, start, stop)
    change = float((during[0] - usual[0]) * (stop - start))
    if abs(change) < 0.02 * max(usual[0], 1e-9) * (stop - start):
        raise InputError(
            f"{known.name} spent as usual from {dates_text(first, last)}, so these days are no test. Choose days in "
            "which its spend was changed."
        )
    result = replace(answer(asked, METHOD, level, change, 1.0), subject=str(campaign_id), kind="spend", outcome=outcome)
    reported = Check(
        "Reported, not measured outside",
        False,
        "This is what the platform reports for the campaign. Sales that would have come anyway, or that other "
        "campaigns took over, are not seen; a test by region sees them.",
    )
    return replace(result, checks=(*lift_checks(result, asked.start), _own_steadiness(known, start), reported))


def question(known: CampaignDays, donors: np.ndarray, begin: int, start: int, stop: int) -> Question:
    """Return the question of a campaign's days; a flat line is among the donors, so that none has to be followed."""
    first = known.first + timedelta(days=begin)
    return Question(
        fixed=weekdays(first.weekday(), stop - begin),
        series=known.series[begin:stop],
        names=known.names,
        target=np.array([0]),
        donors=np.array([*donors, -1], int),
        start=start - begin,
        stop=stop - begin,
        first=first,
        period_days=1,
    )


def expected_change(planner: Planner, campaign_id: str, change: float) -> tuple[float, Interval]:
    """Return what a change of a campaign's spend is expected to bring over the planner's days, with its 80 % range.

    Args:
        planner: Curves over the days of the test.
        campaign_id: The campaign.
        change: Share of today's spend, -1 to 5.

    Raises:
        InputError: If the campaign has no curve or the change cannot be made.
    """
    if not np.isfinite(change) or not -1 <= change <= 5 or change == 0:
        raise InputError(
            "A test cuts the spend by up to 100 % or raises it by up to 500 %. Choose a change in between."
        )
    for campaign, curve in zip(planner.campaigns, planner.curves, strict=True):
        if campaign.id == campaign_id:
            today = campaign.today
            draws = curve_draws(curve, today * (1 + change)) - curve_draws(curve, today)
            low, high = np.quantile(draws, [0.1, 0.9])
            return float(draws.mean()), Interval(float(low), float(high))
    raise InputError("The model has no curve for this campaign, so what a test would change is not known.")


def _own_steadiness(known: CampaignDays, start: int) -> Check:
    recent = known.spend[start - USUAL_DAYS : start, 0]
    share = float(recent.std() / recent.mean()) if recent.mean() > 0 else float("inf")
    return Check(
        "Steady spend before the test",
        share <= STEADY,
        f"Its spend varied by {percent(share, 0)} from day to day in the {USUAL_DAYS} days before, which count as "
        "usual.",
    )
