"""Suggests first rules from the data: limits that would have spoken up seldom, and would have had a reason."""

import math
from typing import Final

import numpy as np

from core.alerts.figures import DaySums, day_sums, figure
from core.alerts.rule import ALL, Rule, Subject
from core.data import Dataset

LOOK_BACK: Final = 180
"""Days that say what is usual."""
LEAST_DAYS: Final = 28
SELDOM: Final = 0.05
"""Share of days that are beyond a suggested limit."""


RUNNING: Final = ("revenue", "clicks", "impressions")
"""What is followed where nothing is known of money, the first that is measured."""


def suggest(dataset: Dataset) -> tuple[Rule, ...]:
    """Return up to four rules that fit the data: about the largest channel, conversions, their cost, and the spend."""
    measured, found = set(dataset.measured), list[Rule]()
    whole = day_sums(dataset, ALL)
    if whole is None or len(whole.days) < LEAST_DAYS:
        return ()
    if {"spend", "revenue"} <= measured and (subject := _largest_channel(dataset)):
        limit = _usual(dataset, subject, "roas", SELDOM * 2)
        if limit:
            found.append(Rule("roas", subject, "below", limit, days=3))
    if "conversions" in measured and float(whole.sums["conversions"].sum()) > len(whole.days):
        found.append(Rule("conversions", ALL, "none"))
    if {"spend", "conversions"} <= measured:
        limit = _usual(dataset, ALL, "cpa", 1 - SELDOM * 2)
        if limit:
            found.append(Rule("cpa", ALL, "above", limit, days=2, currency=dataset.currency))
    if "spend" in measured and float(whole.sums["spend"].sum()) > 0:
        found.append(Rule("spend", ALL, "up", 30.0, "week", 7, "sum"))
    if "spend" not in measured:
        found += [Rule(name, ALL, "down", 30.0, "week", 7, "sum") for name in RUNNING if name in measured][:1]
    return tuple(found)


def _largest_channel(dataset: Dataset) -> Subject | None:
    spend = dataset.daily_metrics.groupby(dataset.daily_metrics["channel"].astype(str))["spend"].sum()
    if spend.empty or spend.max() <= 0:
        return None
    name = str(spend.idxmax())
    return Subject("channel", name, name)


def _usual(dataset: Dataset, subject: Subject, measure: str, share: float) -> float:
    """Return the figure that this share of the days stays below, rounded as people would say it; 0 for none."""
    sums = day_sums(dataset, subject)
    if sums is None:
        return 0.0
    values = _finite(measure, sums)
    if len(values) < LEAST_DAYS:
        return 0.0
    value = float(np.quantile(values, share))
    if value <= 0:
        return 0.0
    step = 10 ** (math.floor(math.log10(value)) - 1)
    rounded = math.floor(value / step) * step if share < 0.5 else math.ceil(value / step) * step
    return round(rounded, 4)


def _finite(measure: str, sums: DaySums) -> list[float]:
    places = range(max(0, len(sums.days) - LOOK_BACK), len(sums.days))
    return [value for place in places if math.isfinite(value := figure(measure, sums, [place]))]
