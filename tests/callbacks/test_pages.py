"""Pages over a real workbench: what an address asks for is shown, and what goes wrong is said in its place."""

import base64
import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dash import Dash

import callbacks
from callbacks import campaigns, data, overview, shell
from components.import_mapping import FIND
from core.assumption_store import AssumptionStore
from core.curve_store import CurveStore
from core.data import Dataset, DatasetStore, campaigns_of, read_campaign_file
from core.data.table import LIMIT
from core.database import open_database
from core.errors import InputError
from core.memo import DictMemo
from core.scenarios import ScenarioStore
from core.simulation import DataGenerator
from core.workbench import Workbench
from tests.components.reading import said, walk, with_class

MEMO = DictMemo()  # the fit of the small data set is shared by all tests


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return DataGenerator(seed=7, campaigns=4, customers=50, days=120, name="Shop").generate()


def over(folder: Path, dataset: Dataset) -> Workbench:
    engine = open_database(f"sqlite:///{folder / 'w.db'}")
    store = DatasetStore(folder / "data", engine)
    store.add(dataset)
    return Workbench(
        MEMO,
        store,
        ScenarioStore(engine),
        AssumptionStore(engine),
        CurveStore(folder / "curves", engine),
        folder / "results",
    )


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory, dataset: Dataset) -> Workbench:
    """Shared by the tests that change nothing."""
    return over(tmp_path_factory.mktemp("shared"), dataset)


@pytest.fixture
def own(tmp_path: Path, dataset: Dataset) -> Workbench:
    return over(tmp_path, dataset)


def upload(text: str | bytes) -> str:
    content = text.encode() if isinstance(text, str) else text
    return "data:text/csv;base64," + base64.b64encode(content).decode()


def sheet(days: int = 40, header: str = "Day,Campaign,Cost (EUR),Conversions,Conv. value") -> str:
    rows = [header]
    for i in range(days):
        day = (date(2026, 3, 1) + pd.Timedelta(days=i)).isoformat()
        rows += [f"{day},Brand,{100 + i},{5 + i % 3},{300 + i}", f"{day},Reach,{50 + i % 7},1,{40 + i % 5}"]
    return "\n".join(rows)


# ---- the frame


def test_every_page_that_exists_is_shown_with_its_title(workbench: Workbench) -> None:
    for path, module in callbacks.MODULES.items():
        page, title = shell.show_page(callbacks.MODULES, workbench, path, "")
        assert title == module.PAGE.title
        assert said(page)


def test_an_unknown_address_and_a_failing_page_say_so(workbench: Workbench) -> None:
    page, title = shell.show_page(callbacks.MODULES, workbench, "/nope", "")
    assert (title, "There is no such page" in said(page)) == ("Not found", True)

    class Broken:
        PAGE = overview.PAGE

        @staticmethod
        def layout(_workbench: Workbench, _search: str) -> Any:
            raise InputError("The horizon is 0 days. Choose 1 or more.")

    page, _ = shell.show_page({"/": Broken}, workbench, "/", "")  # type: ignore[dict-item]
    assert "The horizon is 0 days. Choose 1 or more." in said(page)


def test_counts_are_those_of_the_data(workbench: Workbench) -> None:
    assert shell.counts(workbench) == {"/campaigns": "4", "/scenarios": ""}


def test_all_pages_register_over_one_application(workbench: Workbench) -> None:
    app = Dash("test", suppress_callback_exceptions=True)
    callbacks.register(app, workbench)
    client = app.server.test_client()
    assert client.get("/").status_code == 200
    dependencies = json.loads(client.get("/_dash-dependencies").text)
    assert all(c["clientside_function"] is None or c["clientside_function"]["namespace"] for c in dependencies)


# ---- overview


def test_overview_shows_the_period_of_the_address(workbench: Workbench) -> None:
    assert "against the 28 days before" in said(overview.layout(workbench, ""))
    assert "in 120 days" in said(overview.layout(workbench, "?days=all"))
    assert "against the 28 days before" in said(overview.layout(workbench, "?days=<script>"))


def test_overview_learns_the_next_unit_and_the_advice(workbench: Workbench) -> None:
    channels, advice, sentence = overview.learned(workbench, "28")
    found = workbench.recommendations()
    assert [said(h) for h in walk(advice) if type(h).__name__ == "H3"] == [r.action for r in found]
    assert bool(sentence) == bool(found)
    last_cells = [said(c) for c in with_class(channels, "col-opt")[1:]]
    assert last_cells
    assert all("€" in cell for cell in last_cells)


def test_overview_without_outcomes_says_what_is_missing(tmp_path: Path) -> None:
    spend_only = read_campaign_file(
        "\n".join(["date,campaign,spend", *(f"2026-03-{i + 1:02d},Brand,{10 + i}" for i in range(28))]).encode(),
        filename="spend.csv",
    )
    bare = over(tmp_path, spend_only.dataset("spend.csv"))
    assert said(overview.layout(bare, ""))
    _, advice, sentence = overview.learned(bare, "28")
    assert "No advice yet" in said(advice)
    assert sentence == ""


# ---- campaigns


def test_campaigns_are_ranked(workbench: Workbench, dataset: Dataset) -> None:
    body = campaigns.body(workbench, {})
    grid = next(c for c in walk(body) if type(c).__name__ == "AgGrid")
    assert {r["campaign"] for r in grid.rowData} <= set(dataset.campaigns["campaign"])
    assert said(body).startswith(workbench.report("CampaignAnalyzer").headline)


def test_one_campaign_is_shown_by_its_id(workbench: Workbench) -> None:
    campaign = workbench.planner().campaigns[0]
    text = said(campaigns.body(workbench, {"campaign": campaign.id}))
    assert text.startswith(campaign.name)
    assert "The next €1 brings" in text


@pytest.mark.parametrize("wanted", ["nobody", "<script>", "'; drop table"])
def test_an_unknown_campaign_says_so(workbench: Workbench, wanted: str) -> None:
    text = said(campaigns.body(workbench, {"campaign": wanted}))
    assert "There is no such campaign in the data set in use." in text


# ---- data


def test_a_file_is_put_to_use_and_undone(own: Workbench) -> None:
    result = data.import_upload(own, upload(sheet()), "march.csv", "Mara", {})
    assert result.rows_kept == 80  # type: ignore[union-attr]
    message, head, in_use, report, versions = data.shown(own)
    assert message is None
    assert said(head).startswith("march.csv is in use: 2 campaigns, 1 Mar – 9 Apr 2026")
    assert "by Mara" in said(head)
    assert "Books balance" in said(report)
    # 40 days of 100 + i and of 50 + i % 7, by hand.
    spend = sum(100 + i for i in range(40)) + sum(50 + i % 7 for i in range(40))
    assert f"€{spend:,.2f}" in said(in_use)
    assert "Shop" in said(versions)
    own.undo_import()
    assert said(data.shown(own)[1]).startswith("Shop is in use")


@pytest.mark.parametrize(
    ("content", "filename", "words"),
    [
        (b"", "empty.csv", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "picture.csv", "PNG picture"),
        (sheet(header="Day,Campaign,Something,Conversions,Conv. value").encode(), "nospend.csv", "no column for spend"),
        (sheet().replace("2026-03-01,Brand,100", "2026-03-01,Brand,abc").encode(), "text.csv", "“abc”"),
        (
            sheet()
            .replace("Day,", "Currency,Day,")
            .replace("2026", "EUR,2026")
            .replace("EUR,2026-03-05", "SEK,2026-03-05")
            .encode(),
            "two.csv",
            "EUR and SEK",
        ),
    ],
)
def test_a_file_that_cannot_be_used_leaves_the_data_set_as_it_is(
    own: Workbench, content: bytes, filename: str, words: str
) -> None:
    before = own.dataset().content_hash
    refused = data.import_upload(own, upload(content), filename, None, {})
    assert words in said(refused)
    assert data.SAFE in said(refused)
    assert own.dataset().content_hash == before


def test_a_file_that_is_too_large_or_no_upload_is_refused_before_it_is_read(own: Workbench) -> None:
    with pytest.raises(InputError, match=r"The file has 50.MB; the limit is 50.MB"):
        data.file_content(upload(bytes(LIMIT + 1)))
    for nonsense in ("", "no comma", "data:;base64,%%%"):
        assert "did not arrive whole" in said(data.import_upload(own, nonsense, "x.csv", None, {}))


def test_a_person_says_which_column_is_which(own: Workbench) -> None:
    odd = sheet(header="When,What,Geld,Conversions,Conv. value")
    refused = data.import_upload(own, upload(odd), "odd.csv", None, {})
    form = next(c for c in walk(refused) if getattr(c, "id", None) == "data-mapping")
    assert form.hidden is False
    chosen: dict[str, str | None] = {"date": "=When", "campaign": "=What", "spend": "=Geld", "clicks": FIND}
    result = data.import_upload(own, upload(odd), "odd.csv", None, chosen)
    assert result.rows_kept == 80  # type: ignore[union-attr]


def test_rows_with_text_in_spend_are_left_out_by_a_persons_word(own: Workbench) -> None:
    text = sheet().replace("2026-03-01,Brand,100", "2026-03-01,Brand,abc")
    refused = data.import_upload(own, upload(text), "text.csv", None, {})
    assert "Leave 1 row out" in said(refused)
    result = data.import_upload(own, upload(text), "text.csv", None, {data.UNREADABLE_KEY: "set-aside"})
    assert (result.rows_kept, result.rows_set_aside) == (79, 1)  # type: ignore[union-attr]


def test_going_back_where_there_is_nothing_says_so(own: Workbench) -> None:
    message, *_ = data.switched(own, "data-undo")
    assert "no earlier data set" in said(message)
    message, *_ = data.switched(own, {"type": "data-use", "hash": "unknown"})
    assert "no such data set" in said(message)


def test_formulas_and_markup_in_names_are_shown_as_text(tmp_path: Path) -> None:
    frame = read_campaign_file(sheet().replace("Brand", "<b>=1+1</b>").encode(), filename="x.csv").frame
    odd = over(tmp_path, Dataset("x.csv", frame, campaigns_of(frame), currency="EUR"))
    body = campaigns.body(odd, {})
    grid = next(c for c in walk(body) if type(c).__name__ == "AgGrid")
    assert "<b>=1+1</b>" in {r["campaign"] for r in grid.rowData}
    assert not getattr(grid, "dangerously_allow_code", False)
