"""Aftermath: what the data say since somebody did what was advised."""

from datetime import timedelta

import pandas as pd

from core.advice.memory import Act
from core.data import Dataset
from core.wording import counted, money, number

FEWEST_DAYS = 7
"""A week at least, so that no weekday is taken for a change."""
LIKE = 0.5
"""A change of at least half of what was advised is called a change as advised."""
RECENT_DAYS = 28


def daily_spend(dataset: Dataset, ids: tuple[str, ...]) -> dict[str, float]:
    """Return the spend a day of campaigns over the last 28 days of the data."""
    metrics = dataset.daily_metrics
    first = max(dataset.last_day - timedelta(days=RECENT_DAYS - 1), dataset.first_day)
    return _mean(metrics[metrics["date"] >= pd.Timestamp(first)], ids, (dataset.last_day - first).days + 1)


def same_money(act: Act, dataset: Dataset) -> bool:
    """Return whether amounts of then and of now can be held against each other."""
    then = act.facts.get("currency")
    return not then or not dataset.currency or then == dataset.currency


def aftermath(act: Act, dataset: Dataset) -> str:
    """Return what happened since in words; empty where the data cannot say.

    Args:
        act: What was done, with the spend of then.
        dataset: The data of now.
    """
    turns = {str(k): v for k, v in dict(act.facts.get("turns") or {}).items()}
    before = {str(k): float(v) for k, v in dict(act.facts.get("spend") or {}).items()}
    names = dict(
        zip(dataset.campaigns["campaign_id"].astype(str), dataset.campaigns["campaign"].astype(str), strict=True)
    )
    known = tuple(i for i in turns if i in names)
    if not known or not same_money(act, dataset):
        return ""
    days = (dataset.last_day - act.data_day).days
    if days < FEWEST_DAYS:
        return f"{counted(max(days, 0), 'day')} of data since: too few to tell."
    metrics = dataset.daily_metrics
    since = metrics[metrics["date"] > pd.Timestamp(act.data_day)]
    spend = _mean(since, known, days)
    asked = {str(k): float(v) for k, v in dict(act.facts.get("shifts") or {}).items()}
    over = float(act.facts.get("days") or 30)
    said = []
    for campaign in known:
        name, currency = names[campaign], dataset.currency
        if turns[campaign] == 0:
            sold = float(since.loc[since["campaign_id"].astype(str) == campaign, "conversions"].sum())
            if "conversions" in dataset.measured:
                said.append(f"{name}: {number(sold)} conversions in {number(days)} days since.")
            continue
        if campaign not in before:
            continue
        change = spend[campaign] - before[campaign]
        # Without an amount, a tenth less or more is a change.
        wanted = asked.get(campaign, turns[campaign] * 0.1 * before[campaign] * over) / over
        moved = change * turns[campaign] > 0 and abs(change) >= LIKE * abs(wanted)
        verdict = "as advised" if moved else "not as advised"
        then, now = (money(part[campaign], currency, "round") for part in (before, spend))
        said.append(f"Spend of {name}: {then} a day then, {now} since, {verdict}.")
    return " ".join(said)


def _mean(metrics: pd.DataFrame, ids: tuple[str, ...], days: int) -> dict[str, float]:
    sums = metrics.groupby(metrics["campaign_id"].astype(str))["spend"].sum()
    return {i: float(sums.get(i, 0.0)) / max(days, 1) for i in ids}
