"""Every page over data without spend, or with clicks alone beside it: nothing fails, and nothing is said of money."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from callbacks import (
    budget,
    campaigns,
    campaigns_channels,
    campaigns_weeks,
    data,
    forecast_alerts,
    forecast_outlook,
    forecast_pace,
    forecast_unusual,
    overview,
    overview_today,
    scenarios,
)
from callbacks import (
    models_response as models,
)
from core.data import Dataset
from core.errors import NotEnoughDataError
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import Workbench, open_workbench
from tests.components.reading import said, walk

NONSENSE = re.compile(
    r"\b0 of spend|on \S*0 of spend|for \S*0 in|0\.00 of spend|\b1 campaigns\b|\b0 % share|\bnan\b"
    r"|of 1 figure\b|\bvisits and\b|\b0 was spent",
    re.IGNORECASE,
)


def daily(header: str, start: int = 100) -> bytes:
    # A week that repeats with a slow rise: 84 days.
    rows = [f"2026-{1 + d // 28:02d}-{1 + d % 28:02d},{start + d + 20 * (d % 7)}" for d in range(84)]
    return f"date,{header}\n{chr(10).join(rows)}\n".encode()


@pytest.fixture(scope="module", params=["users", "sales", "orders"])
def workbench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    made = open_workbench(tmp_path_factory.mktemp("var"), DictMemo())
    made.import_file(daily(request.param), f"{request.param}_daily.csv")
    return made


def pages(workbench: Workbench) -> dict[str, Any]:
    campaign = str(workbench.dataset().campaigns["campaign_id"].iloc[0])
    found: dict[str, Any] = {
        "overview": overview.layout(workbench, ""),
        "overview of a week": overview.layout(workbench, "?days=7"),
        "learned": list(overview.learned(workbench, "28")),
        "today": overview_today.layout(workbench, {}),
        "campaigns": [campaigns.layout(workbench, ""), campaigns.body(workbench, {})],
        "one": campaigns.body(workbench, {"campaign": campaign}),
        "weeks": campaigns_weeks.layout(workbench, {}),
        "channels": campaigns_channels.layout(workbench, {}),
        "unusual": [forecast_unusual.layout(workbench, {}), *forecast_unusual.body(workbench, {})],
        "pace": [forecast_pace.layout(workbench, {}), *forecast_pace.body(workbench)],
        "alerts": forecast_alerts.layout(workbench, {}),
        "outlook": forecast_outlook.layout(workbench, {}),
        "data": data.layout(workbench, ""),
        "models": [models.layout(workbench, {}), models.body(workbench, {})],
        "scenarios": scenarios.layout(workbench, ""),
    }
    for run in range(60):
        went, body = forecast_outlook.advanced(workbench, {}, {"run": run})
        if went["ready"]:
            found["forecast"] = body
            break
    return {name: said(page) for name, page in found.items()}


@pytest.fixture(scope="module")
def told(workbench: Workbench) -> dict[str, str]:
    return pages(workbench)


def test_every_page_speaks_of_what_there_is(workbench: Workbench, told: dict[str, str]) -> None:
    measure = workbench.dataset().measured[0]
    assert len(told) == 16
    for name, text in told.items():
        assert not NONSENSE.search(text), (name, NONSENSE.search(text))
    label = measure.capitalize()
    verb = "is" if measure == "revenue" else "are"
    # 28 x 160 + the sum of 56 to 83, against 28 x 160 + the sum of 28 to 55.
    assert f"{label} {verb} up 14 %." in told["overview"].replace("\u00a0", " ")
    assert f"{label} {verb} heading to about" in told["forecast"]
    assert "The data hold no spend" in told["overview"]
    assert f"{label} {verb}" in told["overview of a week"]
    assert label in told["weeks"]
    assert label in told["channels"]


def test_what_cannot_be_done_is_said_with_what_to_do(workbench: Workbench, told: dict[str, str]) -> None:
    for name in ("learned", "campaigns", "one", "models", "scenarios"):
        assert "Import daily figures of campaigns with their spend on the Data page." in told[name], name
    with pytest.raises(NotEnoughDataError, match="hold no spend"):
        workbench.planner(workbench.plan_outcomes()[0])
    with pytest.raises(NotEnoughDataError, match="hold no spend"):
        budget.open_page(None, workbench, "")  # type: ignore[arg-type]


def test_figures_are_shown_though_nothing_is_ranked(workbench: Workbench, told: dict[str, str]) -> None:
    measure = workbench.dataset().measured[0]
    total = float(workbench.dataset().daily_metrics[measure].tail(28).sum())
    assert "nothing is ranked" in told["campaigns"]
    assert "1 campaign " in told["campaigns"]
    if measure != "revenue":
        assert f"{total:,.0f}" in told["campaigns"]
        assert f"{total:,.0f} {measure} in 28 days" in told["one"]


def test_forms_offer_what_the_data_hold(workbench: Workbench, told: dict[str, str]) -> None:
    page = forecast_pace.layout(workbench, {})
    options = [
        o["value"] for c in walk(page) if getattr(c, "id", "") == forecast_pace.Pacing.MEASURE for o in c.options
    ]
    assert "spend" not in options
    if workbench.dataset().measured == ("clicks",):
        assert "No target can be set" in told["pace"]
    assert "of all campaigns down 30\u00a0% on the week before" in told["alerts"] or "conversions" in told["alerts"]
    assert "Budget page" not in told["unusual"]


def test_the_data_page_leaves_money_out(workbench: Workbench, told: dict[str, str]) -> None:
    measure = workbench.dataset().measured[0]
    assert "A single daily series" in told["data"]
    assert f"{measure} (from “" in told["data"]
    total = float(workbench.dataset().daily_metrics[measure].sum())
    assert (f"{total:,.2f} of revenue" if measure == "revenue" else f"{total:,.0f} {measure}") in told["data"]
    assert "of spend" not in told["data"]


def test_clicks_beside_spend_are_shown_and_not_planned(tmp_path: Path) -> None:
    shop: Dataset = DataGenerator(seed=7, campaigns=3, customers=50, days=90).generate()
    frame = shop.daily_metrics.assign(conversions=0.0, revenue=0.0)
    workbench = open_workbench(tmp_path, DictMemo())
    workbench._datasets.add(replace(shop, daily_metrics=frame, measured=("spend", "impressions", "clicks")))
    text = said(overview.layout(workbench, ""))
    assert re.search(r"Clicks are (up|down|unchanged).* spend", text)
    assert "a click" in said(list(overview.learned(workbench, "28")))
    ranked = said(campaigns.body(workbench, {}))
    assert "cannot be ranked" in ranked
    assert "3 campaigns" in ranked
    one = str(shop.campaigns["campaign_id"].iloc[0])
    assert re.search(r"brought [\d,]+ clicks for", said(campaigns.body(workbench, {"campaign": one})))
