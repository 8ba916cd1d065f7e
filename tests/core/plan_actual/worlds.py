"""Small worlds for the tests of plan against actual: a plan that was made before the last days of a data set."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd

from core.allocation.planning import PlanFigures, PlanSettings
from core.plan_actual.ledger import Ledger
from core.planning import recent_spend
from core.scenarios import InForce, Scenario, WeeklySpend
from core.scenarios.scenario import ScenarioCampaign

NOW = datetime(2026, 11, 27, tzinfo=UTC)


def cut(dataset, days):
    """Return the data set without its last days."""
    end = pd.Timestamp(dataset.last_day) - pd.Timedelta(days=days)
    metrics = dataset.daily_metrics
    return replace(dataset, daily_metrics=metrics[metrics["date"] <= end].reset_index(drop=True), truth=None)


def plan_on(dataset, days=10, factor=1.0, weekly=None):
    """Return a scenario on a data set: today's spend times a factor, or the weeks given by campaign id."""
    about = dataset.daily_metrics.drop_duplicates("campaign_id").set_index("campaign_id")
    spend = {str(c): amount * days * factor for c, amount in sorted(recent_spend(dataset).items())}
    if weekly is not None:
        spend = {c: sum(weeks) for c, weeks in weekly.items()}
    return Scenario(
        id="plan", name="Plan", note="", owner="", version=1, created=NOW, updated=NOW,
        dataset_hash=dataset.content_hash, dataset_name=dataset.name, last_day=dataset.last_day, currency="EUR",
        planner_key="", model_version="", settings=PlanSettings(days=days), spend=spend, today=spend,
        campaigns=tuple(ScenarioCampaign(c, about.campaign[c], about.channel[c]) for c in spend),
        figures=PlanFigures(sum(spend.values()), 5000.0, 4000.0, 6000.0, 0, 0, 0, None, 0, ()),
        weekly=None if weekly is None else WeeklySpend(dataset.last_day + timedelta(days=1), weekly),
    )  # fmt: skip


def mark_of(scenario, later=0):
    """Return the mark of a scenario that starts some days after the day after its data."""
    start = scenario.last_day + timedelta(days=1 + later)
    end = start + timedelta(days=scenario.settings.days - 1)
    return InForce(1, scenario.settings.outcome, scenario.id, scenario.version, start, end, NOW, "")


def ledger_of(planned, spent, brought, known=None, in_plan=None):
    """Return a ledger of arrays of days by campaigns."""
    planned, spent, brought = (np.asarray(one, float) for one in (planned, spent, brought))
    days, campaigns = planned.shape
    known = np.ones(planned.shape, bool) if known is None else np.asarray(known, bool)
    names = tuple("abcdefgh"[:campaigns])
    first = NOW.date()
    return Ledger(
        dates=tuple(first + timedelta(days=d) for d in range(days)), ids=names, names=names,
        channels=tuple("XXYYZZZZ"[:campaigns]),
        in_plan=np.ones(campaigns, bool) if in_plan is None else np.asarray(in_plan, bool),
        rows=known.sum(axis=0), planned=planned, spent=spent, brought=brought, known=known,
    )  # fmt: skip
