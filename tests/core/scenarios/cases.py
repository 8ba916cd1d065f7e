"""Planners with known posterior draws over three campaigns, and what saves splits of them."""

from dataclasses import replace

import numpy as np
import pandas as pd

from core.allocation.planning import PlanCampaign, Planner, PlanSettings, plan_figures
from core.curves import CurveDraws
from core.data import Dataset, campaigns_of
from core.scenarios import Scenario, ScenarioStore

NAMES = (("c1", "Search brand", "Search"), ("c2", "Prospecting", "Social"), ("c3", "Reach", "Display"))


def daily(spends: tuple[float, ...] = (100.0, 200.0, 50.0), days: int = 40) -> pd.DataFrame:
    rows = [
        {
            "date": day, "campaign_id": key, "campaign": name, "channel": channel, "spend": spend,
            "impressions": 1000.0, "clicks": 50.0, "conversions": 5.0, "revenue": 3 * spend,
        }
        for day in pd.date_range("2026-10-14", periods=days)
        for (key, name, channel), spend in zip(NAMES, spends, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def make_dataset(days: int = 40) -> Dataset:
    frame = daily(days=days)
    return Dataset("Shop", frame, campaigns_of(frame), currency="EUR")


def make_planner(
    dataset: Dataset, outcome: str = "revenue", days: int = 30, seed: int = 3, draws: int = 400, only: int = 3
) -> Planner:
    rng = np.random.default_rng(seed)
    today = np.array([100.0, 200.0, 50.0])[:only] * days
    curves = tuple(
        CurveDraws(
            key,
            scale=rng.lognormal(np.log(6 * t), 0.25, draws),
            half_saturation=rng.lognormal(np.log(t), 0.25, draws),
            slope=rng.uniform(0.7, 1.4, draws),
        )
        for (key, _, _), t in zip(NAMES, today, strict=False)
    )
    campaigns = tuple(
        PlanCampaign(key, name, channel, float(t), 0.0, 3 * float(t), 2 * float(t))
        for (key, name, channel), t in zip(NAMES, today, strict=False)
    )
    key = f"planner-{dataset.content_hash}-{outcome}-{days}-{seed}-{only}"
    return Planner(key, dataset.content_hash, outcome, days, "EUR", campaigns, curves)


class Saver:
    """Saves a split with figures that belong to it."""

    def __init__(self, store: ScenarioStore, dataset: Dataset, planner: Planner) -> None:
        self.store, self.dataset, self.planner = store, dataset, planner

    def __call__(self, name: str, spend: dict[str, float] | None = None, **options: object) -> Scenario:
        planner = options.pop("planner", self.planner)
        dataset = options.pop("dataset", self.dataset)
        settings = options.pop("settings", PlanSettings(outcome=planner.outcome, days=planner.days))
        settings = replace(settings, outcome=planner.outcome, days=planner.days)
        figures = plan_figures(planner, planner.spend_vector(spend or {}))
        note, owner = options.pop("note", ""), options.pop("owner", "Mara Keller")
        return self.store.save(name, note, owner, dataset, planner, settings, spend or {}, figures, **options)
