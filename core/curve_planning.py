"""Planning with curves from elsewhere: the planner of a curve set, as ``core.planning`` makes it of a fit."""

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from core.allocation.planning import BROUGHT, PlanCampaign, Planner, named_apart
from core.curve_matching import Matching, match_curves
from core.curves import CurveDraws
from core.customer_value_planning import customer_value_key, customer_value_planner
from core.data import CUSTOMER_VALUE, Dataset
from core.errors import InputError
from core.memo import Memo, content_key
from core.planning import (
    RECENT_DAYS,
    UPPER_FACTOR,
    check_horizon,
    main_outcome,
    make_planner,
    planner_key,
    recent_spend,
)
from core.response import Assumptions
from core.response.external import CurveSet
from core.wording import money

NOT_NAMED = "the curves in use do not name it"


@dataclass(frozen=True)
class Spending:
    """What is spent on the subject of a curve, currency a day.

    Attributes:
        today: Mean of the last 28 days of the data, days without spend included.
        usual: Mean of its last 28 days with spend: what limits are multiples of.
        seen: Highest mean spend of a stretch as long as a period of the curves.
        last: Last day with spend; None where nothing is known.
        running: Whether it spends today.
    """

    today: float
    usual: float
    seen: float
    last: date | None
    running: bool


def choose_key(dataset: Dataset, outcome: str, days: int, assumptions: Assumptions, curves: CurveSet | None) -> str:
    """Return the key that ``choose_planner`` would give its planner; nothing has to be learned for it."""
    if curves is not None and outcome == curves.outcome:
        return _key_of_curves(curves, days, dataset)
    if outcome == CUSTOMER_VALUE:
        return customer_value_key(dataset, days, assumptions)
    return planner_key(dataset, outcome, days, assumptions)


def _key_of_curves(curves: CurveSet, days: int, dataset: Dataset | None) -> str:
    return content_key("planner", curves=curves.content_hash, data=dataset and dataset.content_hash, days=days)


def choose_planner(
    dataset: Dataset, outcome: str | None, days: int, memo: Memo, assumptions: Assumptions, curves: CurveSet | None
) -> Planner:
    """Return the planner of an outcome: over curves that were brought for it, or else over the product's own model.

    Args:
        dataset: The data in use.
        outcome: What is planned for; None is the outcome of the brought curves, or the data's main one.
        days: Length of the horizon, 1 to 366.
        memo: Where fits are shared.
        assumptions: What people assume of the outcome.
        curves: Curves that were brought; None where there are none.

    Raises:
        InputError: If outcome or horizon cannot be used, or curves and data do not go together.
        NotEnoughDataError: If the data do not hold spend and outcome.
    """
    if curves is not None and outcome in (None, curves.outcome):
        return planner_of_curves(curves, days, dataset)
    if outcome == CUSTOMER_VALUE:
        return customer_value_planner(dataset, days, memo, assumptions)
    return make_planner(dataset, outcome or main_outcome(dataset), days, memo, assumptions)


def planner_of_curves(curves: CurveSet, days: int, dataset: Dataset | None = None) -> Planner:
    """Return the planner of a horizon over curves that were fitted elsewhere.

    What the data in use hold is that campaign: its id, and what is spent on it today. Of anything else, the file says
    what is spent today, or it counts as nothing.

    Args:
        curves: The curves of a period.
        days: Length of the horizon, 1 to 366.
        dataset: The data in use, where there are any.

    Raises:
        InputError: If the horizon cannot be used, or curves and data do not go together.
    """
    check_horizon(days)
    currency = common_currency(curves, dataset)
    matching = match_curves(curves, dataset)
    spending = _spending(curves, matching, dataset)
    carried = [_carried(curves, c, spent) for c, spent in enumerate(spending)]
    periods = days / curves.period_days
    order = sorted(range(len(spending)), key=lambda c: (not spending[c].running, -spending[c].today))
    campaigns = tuple(
        PlanCampaign(
            id=matching.subjects[c].id,
            name=matching.subjects[c].name,
            channel=matching.subjects[c].channel,
            today=spending[c].today * days,
            lower=0.0,
            upper=max(spending[c].usual * days * UPPER_FACTOR, carried[c].seen[1] * periods),
            seen=carried[c].seen[1] * periods,
            last_spend=spending[c].last,
            running=spending[c].running,
            usual=spending[c].usual * days,
        )
        for c in order
    )
    content = curves.content_hash
    return Planner(
        key=_key_of_curves(curves, days, dataset),
        dataset_hash=dataset.content_hash if dataset else content,
        outcome=curves.outcome,
        days=days,
        currency=currency,
        campaigns=campaigns,
        curves=named_apart([carried[c].over(periods) for c in order], campaigns),
        left_out=tuple((name, NOT_NAMED) for _, name in matching.without),
        model_version=f"{BROUGHT}{content}",
    )


def common_currency(curves: CurveSet, dataset: Dataset | None) -> str | None:
    """Return the currency of curves and data.

    Raises:
        InputError: If they differ.
    """
    theirs, ours = curves.currency, dataset.currency if dataset else None
    if theirs and ours and theirs != ours:
        raise InputError(
            f"The curves are in {theirs}, the data in use in {ours}, so amounts cannot be laid beside each other. "
            f"Bring the curves in {ours}, or use the product's own model on the Models page."
        )
    return theirs or ours


def sentences(curves: CurveSet, matching: Matching, dataset: Dataset | None = None) -> tuple[str, ...]:
    """Return what was assumed of the curves and of what is spent today, in sentences for a person."""
    of_curves = zip(curves.names, curves.spend_today, curves.seen_said, matching.subjects, strict=True)
    told, silent, unseen = list(curves.notes), [], []
    for name, today, said, subject in of_curves:
        if subject.kind == "new" and today is None:
            silent.append(name)
        if subject.kind == "new" and not said:
            unseen.append(name)
    if silent:
        where = "Neither the file nor the data in use say" if dataset else "The file does not say"
        told.append(f"{where} what is spent today on {', '.join(silent)}: it counts as 0 until you plan for it.")
    if unseen:
        told.append(
            f"Which spends the model saw of {', '.join(unseen)} is not said; what is above "
            "today's spend counts as outside of what was seen."
        )
    if matching.without and dataset:
        recent = recent_spend(dataset)
        amount = money(sum(recent.get(one, 0.0) for one, _ in matching.without), dataset.currency, "round")
        told.append(f"What the curves do not name is not planned: {amount} a day stay as they are.")
    return tuple(told)


def _spending(curves: CurveSet, matching: Matching, dataset: Dataset | None) -> list[Spending]:
    if dataset is None:
        return [_stated(curves, c) for c in range(len(curves.names))]
    daily, recent = _daily(dataset), recent_spend(dataset)
    stretch = max(round(curves.period_days), 1)
    found = []
    for c, subject in enumerate(matching.subjects):
        own = daily.reindex(columns=list(subject.covers), fill_value=0.0).sum(axis=1)
        active = own[own > 0]
        if not subject.covers:
            found.append(_stated(curves, c))
        elif not len(active):
            found.append(replace(_stated(curves, c), today=0.0, running=False))
        else:
            found.append(
                Spending(
                    # Of a channel the sum over its campaigns: what the Campaigns page says of each.
                    today=sum(recent.get(one, 0.0) for one in subject.covers),
                    usual=float(active.iloc[-RECENT_DAYS:].mean()),
                    seen=float(own.rolling(stretch, min_periods=1).mean().max()),
                    last=active.index[-1].date(),
                    running=(own.index[-1] - active.index[-1]).days < RECENT_DAYS,
                )
            )
    return found


def _stated(curves: CurveSet, c: int) -> Spending:
    """What the file says; where it says nothing of today, limits are multiples of the middle of the curve."""
    today, (low, high) = curves.spend_today[c], curves.curves[c].seen
    usual = today or (low + high) / 2
    days = curves.period_days
    return Spending((today or 0.0) / days, usual / days, high / days, None, bool(today))


def _carried(curves: CurveSet, c: int, spent: Spending) -> CurveDraws:
    """The curve with the spends that the file says were seen, or else those that the data hold."""
    if curves.seen_said[c]:
        return curves.curves[c]
    return replace(curves.curves[c], seen=(0.0, spent.seen * curves.period_days))


def _daily(dataset: Dataset) -> pd.DataFrame:
    """Spend by day and campaign, over all days of the data."""
    metrics = dataset.daily_metrics
    wide = metrics.pivot_table(index="date", columns="campaign_id", values="spend", aggfunc="sum", fill_value=0.0)
    return wide.reindex(pd.date_range(dataset.first_day, dataset.last_day, freq="D"), fill_value=0.0)
