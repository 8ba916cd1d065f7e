"""From data to a planner: the memoized fit, and the campaigns and curves of a horizon."""

from datetime import date
from typing import Any

import pandas as pd

from core.allocation.planning import PlanCampaign, Planner, named_apart
from core.assumptions import DEFAULTS, applicable
from core.data import OUTCOMES, RESULTS, Dataset
from core.errors import InputError, NotEnoughDataError
from core.memo import Memo, content_key, memo_key
from core.response import MODEL_VERSION, Assumptions, ResponseFit, ResponseModel

UPPER_FACTOR = 3.0
"""Default upper limit as a multiple of today's spend: beyond it no data of the campaign speak."""
LONGEST = 366
RECENT_DAYS = 28
NO_SPEND = (
    "The data hold no spend, so what money brings cannot be learned or planned. Import daily figures of campaigns with "
    "their spend on the Data page."
)


def fit_response(dataset: Dataset, outcome: str, memo: Memo, assumptions: Assumptions = DEFAULTS) -> ResponseFit:
    """Return the response fit of a data set, trained once for everybody who asks.

    Args:
        dataset: The data to learn from.
        outcome: one of ``core.data.OUTCOMES``.
        memo: Where fits are shared.
        assumptions: What people assume; what does not speak of this data set has no effect.

    Raises:
        InputError: If the outcome or an assumption cannot be used.
        NotEnoughDataError: If the data do not hold spend and outcome.
    """
    if "spend" not in dataset.measured:
        raise NotEnoughDataError(NO_SPEND)
    key = memo_key("fit", **fit_content(dataset, outcome, assumptions))
    return memo(key, lambda: model_of(dataset, assumptions).fit(dataset.daily_metrics, outcome))


def model_of(dataset: Dataset, assumptions: Assumptions) -> ResponseModel:
    """Return the model of a data set: of what people assume, the part that speaks of it."""
    assumed = applicable(assumptions, dataset)
    return ResponseModel(
        adstock=assumed.adstock,
        saturation=assumed.saturation,
        beliefs=assumed.beliefs,
        lift_tests=assumed.lift_tests,
    )


def fit_content(dataset: Dataset, outcome: str, assumptions: Assumptions) -> dict[str, Any]:
    """Return what a fit depends on, for the keys of everything that is made from it."""
    return {
        "data": dataset.content_hash,
        "outcome": outcome,
        "model": MODEL_VERSION,
        "assumptions": applicable(assumptions, dataset).plain(),
    }


def planner_key(dataset: Dataset, outcome: str, days: int, assumptions: Assumptions) -> str:
    """Return the key of the planner of a horizon; nothing has to be learned for it."""
    return content_key("planner", days=days, **fit_content(dataset, outcome, assumptions))


def make_planner(dataset: Dataset, outcome: str, days: int, memo: Memo, assumptions: Assumptions = DEFAULTS) -> Planner:
    """Return the planner of a horizon.

    Args:
        dataset: The data to learn from.
        outcome: one of ``core.data.OUTCOMES``.
        days: Length of the horizon, 1 to 366.
        memo: Where fits are shared.
        assumptions: What people assume.

    Raises:
        InputError: If the outcome or the horizon cannot be used.
        NotEnoughDataError: If the data do not hold spend and outcome.
    """
    check_horizon(days)
    fit = fit_response(dataset, outcome, memo, assumptions)
    last_spend = last_days_of_spend(dataset)
    # What runs comes before what stopped, and much money before little.
    order = sorted(
        range(len(fit.campaign_ids)),
        key=lambda c: ((dataset.last_day - last_spend[fit.campaign_ids[c]]).days >= RECENT_DAYS, -fit.today[c]),
    )
    running = {i: (dataset.last_day - last_spend[i]).days < RECENT_DAYS for i in fit.campaign_ids}
    recent = recent_spend(dataset)
    campaigns = tuple(
        PlanCampaign(
            id=fit.campaign_ids[c],
            name=fit.campaigns[c],
            channel=fit.channels[c],
            today=recent.get(fit.campaign_ids[c], 0.0) * days,
            lower=0.0,
            upper=float(fit.today[c] * days * UPPER_FACTOR),
            seen=float(fit.seen[c, 1] * days),
            last_spend=last_spend[fit.campaign_ids[c]],
            running=running[fit.campaign_ids[c]],
            usual=float(fit.today[c] * days),
        )
        for c in order
    )
    return Planner(
        key=planner_key(dataset, outcome, days, assumptions),
        dataset_hash=dataset.content_hash,
        outcome=outcome,
        days=days,
        currency=dataset.currency,
        campaigns=campaigns,
        curves=named_apart([fit.curves[c].over(days) for c in order], campaigns),
        left_out=fit.left_out,
        averaged=fit.averaged,
        model_version=MODEL_VERSION,
    )


def check_horizon(days: int) -> None:
    """Refuse a horizon that cannot be planned.

    Raises:
        InputError: If it is no whole number of days of up to a year.
    """
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= LONGEST:
        raise InputError(f"The horizon is {days!r} days; it must be a whole number from 1 to {LONGEST}.")


def last_days_of_spend(dataset: Dataset) -> dict[str, date]:
    """Return the last day with spend by campaign id; campaigns that never spent are not in it."""
    metrics = dataset.daily_metrics
    last = metrics.loc[metrics["spend"] > 0].groupby("campaign_id")["date"].max()
    return {str(campaign): day.date() for campaign, day in last.items()}


def recent_spend(dataset: Dataset) -> dict[str, float]:
    """Return the spend a day by campaign id over the last 28 days of the data, days without spend included.

    A campaign that began within them is averaged from its first day with spend. So the total is what the company
    spends now, also where campaigns run on some days only.
    """
    metrics = dataset.daily_metrics
    first = metrics.loc[metrics["spend"] > 0].groupby("campaign_id")["date"].min()
    age = (pd.Timestamp(dataset.last_day) - metrics["date"]).dt.days
    total = metrics.loc[age < RECENT_DAYS].groupby("campaign_id")["spend"].sum().clip(lower=0.0)
    days = ((pd.Timestamp(dataset.last_day) - first).dt.days + 1).clip(upper=RECENT_DAYS)
    return {str(i): float(total.get(i, 0.0)) / int(days[i]) for i in first.index}


def main_outcome(dataset: Dataset) -> str:
    """Return the outcome that a data set is about: revenue where it holds any, else conversions."""
    has_revenue = "revenue" in dataset.measured and dataset.daily_metrics["revenue"].sum() > 0
    return "revenue" if has_revenue else "conversions"


def outcomes_of(dataset: Dataset) -> tuple[str, ...]:
    """Return the outcomes that a data set holds, the main one first; without a result nothing is planned for."""
    held = [o for o in OUTCOMES if o in dataset.measured and dataset.daily_metrics[o].sum() > 0]
    return tuple(held) if any(o in RESULTS for o in held) else ("revenue",)


def leading_measure(dataset: Dataset) -> str:
    """Return the measure that pages speak of first: the main outcome, or, without any result, the traffic there is.

    Nothing is planned for clicks alone, but their course can be told.
    """
    measured = [o for o in OUTCOMES if o in dataset.measured]
    held = (o for o in measured if dataset.daily_metrics[o].sum() > 0)
    return next(held, measured[0] if measured else "revenue")
