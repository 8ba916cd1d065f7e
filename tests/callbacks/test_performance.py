"""Overview, the views of Campaigns and the page of one campaign over a real workbench: figures, margins, tags, why."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dash import Dash

import callbacks
from callbacks import campaigns, campaigns_channels, campaigns_weeks, kpi_acts, kpi_why, overview
from core.data import Dataset, kpis
from core.errors import InputError
from core.margins import Margins
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import Workbench, open_workbench
from tests.components.reading import said, walk, with_class
from tests.core.performance.worlds import world

NASTY = "<img src=x onerror=alert(1)>"


def over(folder: Path, dataset: Dataset) -> Workbench:
    workbench = open_workbench(folder, DictMemo())
    workbench._datasets.add(dataset)
    return workbench


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return DataGenerator(seed=7, campaigns=4, customers=200, days=150, name="Shop").generate()


@pytest.fixture
def workbench(tmp_path: Path, dataset: Dataset) -> Workbench:
    return over(tmp_path, dataset)


def last_days(dataset: Dataset, days: int, skip: int = 0) -> pd.DataFrame:
    """The rows of the last days, or of those that come before ``skip`` days."""
    back = (pd.Timestamp(dataset.last_day) - dataset.daily_metrics["date"]).dt.days
    return dataset.daily_metrics[back.between(skip, skip + days - 1)]


def grid_of(page: Any) -> Any:
    return next(c for c in walk(page) if type(c).__name__ == "AgGrid")


def tiles(page: Any) -> dict[str, str]:
    return {said(with_class(t, "tile-label")[0]): said(t) for t in with_class(page, "tile")}


def test_overview_shows_profit_once_a_margin_is_stated(workbench: Workbench, dataset: Dataset) -> None:
    before = overview.layout(workbench, "")
    assert "Set your margin to see profit" in tiles(before)["Profit"]
    record = workbench.kpis.margins.use(Margins(0.5), "Mara")
    after = overview.layout(workbench, "")
    now = kpis(last_days(dataset, 28))
    profit = workbench.kpis.desk().compare(workbench.kpis.desk().periods({})).now.profit
    assert profit == pytest.approx(0.5 * now.revenue - now.spend)
    assert "Set your margin" not in said(after)
    assert "Stated by Mara" in said(after)
    workbench.kpis.margins.undo(record.id)
    assert "Set your margin to see profit" in said(overview.layout(workbench, ""))


def test_overview_takes_any_period_and_comparison(workbench: Workbench) -> None:
    own = "?days=custom&from=2026-09-01&to=2026-09-14&against=custom&against-from=2026-08-01&against-to=2026-08-14"
    text = said(overview.layout(workbench, own))
    assert "1 – 14 Sep 2026, against 1 – 14 Aug 2026" in text
    desk = workbench.kpis.desk()
    comparison = desk.compare(desk.periods({"days": "custom", "from": "2026-09-01", "to": "2026-09-14"}))
    rows = desk.dataset.daily_metrics
    inside = rows[rows["date"].between("2026-09-01", "2026-09-14")]
    assert comparison.now.spend == pytest.approx(inside["spend"].sum())
    wrong = said(overview.layout(workbench, "?days=custom&from=2026-09-14&to=2026-09-01"))
    assert "wrong way round" in wrong
    assert "lies outside" in said(overview.layout(workbench, "?days=custom&from=1999-01-01&to=1999-02-01"))
    assert "against" not in said(with_class(overview.layout(workbench, "?against=none"), "sub")[0])


@pytest.mark.parametrize(
    "asked", ["?days=%00", "?days=custom&from=a&to=b", "?against=x&why=x&why-by=x", "?why=" + NASTY]
)
def test_nonsense_in_the_address_shows_what_is_usual(workbench: Workbench, asked: str) -> None:
    text = said(overview.layout(workbench, asked))
    assert "against the 28 days before" in text
    assert NASTY not in text


def test_why_adds_up_on_the_page(workbench: Workbench, dataset: Dataset) -> None:
    page = overview.layout(workbench, "?why=revenue&why-by=campaign")
    (table,) = with_class(page, "why-table")
    rows = [
        [said(cell) for cell in walk(line) if type(cell).__name__ == "Td"]
        for line in walk(table)
        if type(line).__name__ == "Tr"
    ]
    body = [[whole(cell) for cell in row[1:]] for row in rows if row]
    *parts, foot = body
    assert [sum(column) for column in zip(*parts, strict=True)] == foot
    assert sum(foot[:-1]) == foot[-1]
    now, before = (last_days(dataset, 28, skip)["revenue"].sum() for skip in (0, 28))
    assert foot[-1] == round(now) - round(before)


def whole(text: str) -> int:
    return int(text.replace("−", "-").replace("€", "").replace(",", "").replace("+", ""))


def test_margins_are_read_from_the_form_as_people_type_them() -> None:
    ids = [{"subject": ""}, {"subject": "Search"}, {"subject": "Video"}]
    before = Margins(0.1, {"Video": 0.2}, {"c1": 0.3})
    found = kpi_acts.stated(ids, ["40 %", "32,5", ""], before)
    assert found == Margins(0.4, {"Search": 0.325}, {"c1": 0.3})
    for typed in ("abc", "140", "-3"):
        with pytest.raises(InputError):
            kpi_acts.stated(ids, [typed, "", ""], before)
    assert kpi_acts.stated("nonsense", {"a": 1}, before) == before


def test_weeks_are_tinted_with_the_best_darkest(workbench: Workbench) -> None:
    page = campaigns_weeks.layout(workbench, {"view": "weeks", "kpi": "cpa"})
    grid = grid_of(page)
    week = next(c for c in grid.columnDefs if c["field"] == "w0")
    lowest = week["cellClassRules"]["heat-5"]
    assert "<" in lowest
    assert ">=" not in lowest
    roas = next(c for c in grid_of(campaigns_weeks.layout(workbench, {"kpi": "roas"})).columnDefs if c["field"] == "w0")
    assert ">=" in roas["cellClassRules"]["heat-5"]
    assert all(row["href"].startswith("/campaigns?campaign=") for row in grid.rowData)
    spends = [row["spend"] for row in grid.rowData]
    assert spends == sorted(spends, reverse=True)


def test_weeks_by_tag_stand_below_their_tag(workbench: Workbench) -> None:
    workbench.kpis.tags.add("c001", "brand")
    workbench.kpis.tags.add("c001", "q4")
    workbench.kpis.tags.add("c002", "brand")
    rows = grid_of(campaigns_weeks.layout(workbench, {"by": "tag"})).rowData
    assert [r["campaign"] for r in rows if r["is_total"] and r["channel"] == "brand"] == ["brand, 2 campaigns"]
    assert {r["channel"] for r in rows if r["key"].endswith(":c001")} == {"brand", "q4"}
    assert len({r["key"] for r in rows}) == len(rows)


def test_channels_side_by_side_hold_every_figure(workbench: Workbench) -> None:
    for by in ("channel", "objective", "tag"):
        page = campaigns_channels.layout(workbench, {"view": "channels", "by": by})
        grid = grid_of(page)
        table = workbench.kpis.desk().table(workbench.kpis.desk().periods({}), by)
        assert [r["spend"] for r in grid.rowData] == pytest.approx(list(table["spend"]))
        fields = {c["field"] for c in grid.columnDefs}
        assert {"roas", "cpa", "cpm", "ctr", "conversion_rate", "roas_before"} <= fields
        assert "profit" not in fields
    assert "No campaign has a tag yet" in said(campaigns_channels.layout(workbench, {"by": "tag"}))


def test_the_view_is_named_in_the_address(workbench: Workbench) -> None:
    assert "by week" in said(campaigns.layout(workbench, "?view=weeks")).lower()
    assert "side by side" in said(campaigns.layout(workbench, "?view=channels")).lower()
    assert with_class(campaigns.layout(workbench, "?view=nonsense"), "wait-line")


def test_one_campaign_shows_why_and_its_tags(workbench: Workbench) -> None:
    workbench.kpis.tags.add("c001", "brand")
    page = campaigns.body(workbench, {"campaign": "c001"})
    assert "brand" in said(with_class(page, "tags"))
    assert with_class(page, "why-card")
    desk = workbench.kpis.desk()
    title, _ = kpi_why.why_text(desk, desk.periods({}), "roas", "channel", "c001")
    assert title.startswith("Return on ad spend")
    assert title in said(page)


@pytest.mark.parametrize(
    "rows",
    [
        [(d, "a", "S", 10, 9, 1, 20) for d in range(7)],
        [(d, "a", "S", 0, 0, 0, 0) for d in range(60)],
        [(d, "a", "S", 10, 9, 1, -20) for d in range(60)],
        [(d, NASTY, NASTY, 10, 9, 1, 20) for d in (0, 1, 2, 40, 41, 59)],
        [(0, "a", "S", 10, 9, 1, 20)],
    ],
)
@pytest.mark.parametrize("measured", [None, ("spend",), ("spend", "clicks"), ("spend", "conversions")])
def test_thin_and_odd_data_are_shown_without_a_crash(tmp_path: Path, rows: Any, measured: Any) -> None:
    dataset = world(rows)
    workbench = over(tmp_path, replace(dataset, measured=measured) if measured else dataset)
    desk = workbench.kpis.desk()
    for asked in ({}, {"days": "7"}, {"days": "all"}):
        periods = desk.periods(asked)
        parts = [kpi_why.why_part(desk, periods, asked), *overview._key_figures(workbench, desk, periods)]
        view = campaigns_channels.layout(workbench, asked)
        weeks = campaigns_weeks.layout(workbench, asked)
        text = said([*parts, view, weeks])
        assert text
        assert " nan" not in text.lower()
        json.dumps([one.to_plotly_json() for one in (view, weeks)], default=lambda c: c.to_plotly_json())


@pytest.fixture
def client(workbench: Workbench) -> Any:
    app = Dash("test", suppress_callback_exceptions=True)
    callbacks.register(app, workbench)
    return app.server.test_client()


def post(client: Any, output: str, outputs: Any, inputs: list[Any], changed: str, state: list[Any]) -> Any:
    body = {"output": output, "outputs": outputs, "inputs": inputs, "changedPropIds": [changed], "state": state}
    return client.post("/_dash-update-component", json=body)


@pytest.mark.parametrize(
    ("figure", "by", "ask"),
    [
        ("roas", "campaign", {}),
        (None, None, {"campaign": "nobody"}),
        (10**400, ["x"], {"days": {"a": 1}}),
        ({"a": 1}, "tag", None),
        (NASTY, NASTY, {"campaign": NASTY, "from": NASTY}),
    ],
)
def test_the_choice_of_a_figure_survives_what_is_posted_by_hand(client: Any, figure: Any, by: Any, ask: Any) -> None:
    answer = post(
        client,
        "..kpi-why-title.children...kpi-why-body.children..",
        [{"id": "kpi-why-title", "property": "children"}, {"id": "kpi-why-body", "property": "children"}],
        [
            {"id": "kpi-why-figure", "property": "value", "value": figure},
            {"id": "kpi-why-by", "property": "value", "value": by},
        ],
        "kpi-why-figure.value",
        [{"id": "kpi-why-ask", "property": "data", "value": ask}],
    )
    assert answer.status_code in (200, 204)
    assert NASTY not in answer.text


def test_the_stamp_of_the_news_follows_margins_and_tags(workbench: Workbench) -> None:
    stamps = [workbench.news.now(True).kpis]
    workbench.kpis.margins.use(Margins(0.5))
    stamps.append(workbench.news.now(True).kpis)
    workbench.kpis.tags.add("c001", "brand")
    stamps.append(workbench.news.now(True).kpis)
    assert len(set(stamps)) == 3
