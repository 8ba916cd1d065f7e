"""The Attribution page: its answers on demo data and files, what it says where nothing can be credited, the file."""

import csv
import io
from dataclasses import replace

import pytest

from callbacks.attribution import answer, body, layout, response
from components.attribution_words import points
from components.customers_source import table_address
from core.attribution.choice import Choice
from core.attribution.export import credit_csv
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import Workbench, open_workbench
from tests.components.reading import prop, said, walk, with_class

HEADER = "customer,time,kind,channel,campaign,value\n"


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    bench = open_workbench(tmp_path_factory.mktemp("attribution"), DictMemo())
    bench._datasets.add(DataGenerator(seed=5, campaigns=6, customers=400, days=200).generate())
    return bench


def dropped(workbench: Workbench, text: str, name: str = "events.csv") -> str:
    return workbench.customers.files.add(text.encode(), name, "Ann").hash


def hrefs(page: object) -> list[str]:
    return [href for one in walk(page) if (href := prop(one, "href"))]


def test_the_page_says_who_gets_the_credit_and_what_is_true(workbench: Workbench) -> None:
    assert layout(workbench, "?by=campaign") is not None
    page = body(workbench, {})
    text = said(page)
    assert text.startswith("Last contact gives ")
    assert "what really caused each purchase is known" in text
    assert "Credit is not cause." in text
    table = next(one for one in walk(page) if "attr-table" in str(getattr(one, "className", "")))
    assert len(with_class(table, "attr-bar")) == 6 * 8
    assert "/experiments?view=regions" in hrefs(page)


def test_every_choice_of_the_page_is_an_address_that_keeps_the_others(workbench: Workbench) -> None:
    parameters = {"by": "campaign", "lookback": "7", "measure": "value", "rule": "markov"}
    found = hrefs(body(workbench, parameters))
    assert "/attribution?by=campaign&lookback=90&measure=value&rule=markov" in found
    assert "/attribution?lookback=7&measure=value&rule=markov" in found
    assert "/attribution?by=campaign&lookback=7&rule=markov" in found
    assert "/attribution?by=campaign&lookback=7&measure=value&rule=linear" in found


@pytest.mark.parametrize("nonsense", ["", "x", "-1", "9" * 400, "<b>"])
def test_an_address_that_asks_for_what_there_is_not_gets_what_is_usual(nonsense: str) -> None:
    asked = dict.fromkeys(("by", "lookback", "measure", "rule"), nonsense)
    assert Choice.from_address(asked) == Choice()
    again = {k: v for k, v in Choice("campaign", 7, "value", "markov").to_address().items() if v}
    assert Choice.from_address(again) == Choice("campaign", 7, "value", "markov")


def test_the_response_model_stands_beside_the_paths(workbench: Workbench) -> None:
    credited, choice = answer(workbench, {})
    side, why = response(workbench, credited, choice)
    assert why == ""
    assert side.outcome == "conversions"
    assert side.share.sum() == pytest.approx(1)
    assert (side.lower <= side.share).all()
    assert (side.share <= side.upper).all()
    # Independent of the timeline: the model's shares lie near those of the recorded conversions, which it explains.
    sums = workbench.dataset().daily_metrics.groupby("channel")["conversions"].sum()
    for name, share in zip(credited.attribution.names, side.share, strict=True):
        assert share == pytest.approx(sums[name] / sums.sum(), abs=0.05)
    by_campaign, choice = answer(workbench, {"by": "campaign"})
    assert response(workbench, by_campaign, choice)[0].share.sum() == pytest.approx(1)


def test_a_file_of_contacts_is_credited_by_its_own_names(workbench: Workbench) -> None:
    rows = []
    for customer in range(60):
        rows.append(f"k{customer},2026-01-0{1 + customer % 3} 10:00,view,<b>Video</b>,v,\n")
        rows.append(f"k{customer},2026-01-05 09:00,conversion,=SUM(A1),s,{10 + customer}\n")
    file = dropped(workbench, HEADER + "".join(rows))
    parameters = {"file": file}
    page = body(workbench, parameters)
    assert said(page).startswith(
        "Last contact gives =SUM(A1) 100\u00a0% of the purchases; what leads people in is <b>Video</b>"
    )
    assert f"/attribution?by=campaign&file={file}" in hrefs(page)
    credited, choice = answer(workbench, parameters)
    assert credited.judged is None
    assert response(workbench, credited, choice)[0] is None
    lines = list(csv.DictReader(io.StringIO(credit_csv(credited, "channel"))))
    assert {line["channel"] for line in lines} == {"'=SUM(A1)", "<b>Video</b>"}
    last = {line["channel"]: line for line in lines if line["rule"] == "Last contact"}
    assert float(last["'=SUM(A1)"]["share"]) == 1
    assert float(last["'=SUM(A1)"]["purchases"]) == 60


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("a,2026-01-01,purchase,Search,x,5\nb,2026-01-02,purchase,Search,x,5\na,2026-01-03,purchase,Search,x,5\n",
         "All purchases with a known contact came through Search"),
        ("a,2026-01-01,click,Search,x,\nb,2026-01-02,view,Video,x,\na,2026-01-03,view,Video,x,\n", "no purchases"),
        ("a,2026-01-01,purchase,,x,5\nb,2026-01-02,purchase,,x,5\na,2026-01-03,purchase,,x,5\n",
         "no contact says which channel"),
        ("a,2026-01-01,purchase,Search,x,5\na,2026-01-02,purchase,Shop,x,5\na,2026-02-03,purchase,,x,5\n",
         "1 purchase without a known contact"),
        ("a,2026-01-01,click,Search,x,\na,2026-01-02,purchase,Shop,x,5\na,2026-02-03,click,,x,\n",
         "No ranges: 1 customer only"),
    ],
)  # fmt: skip
def test_what_limits_the_figures_is_said(workbench: Workbench, rows: str, words: str) -> None:
    file = dropped(workbench, HEADER + rows)
    assert words in said(body(workbench, {"file": file}))


def test_where_there_are_no_contacts_there_is_a_place_to_drop_some(workbench: Workbench, tmp_path) -> None:
    bare = open_workbench(tmp_path, DictMemo())
    made = DataGenerator(seed=5, campaigns=2, customers=0, days=60).generate()
    bare._datasets.add(replace(made, name="Bare"))
    page = layout(bare, ""), body(bare, {})
    assert "hold no customers" in said(page)
    assert any(getattr(one, "id", "") == "customers-upload" for one in walk(page))
    assert "not kept" in said((layout(workbench, "?file=nope"), body(workbench, {"file": "nope"})))


def test_another_table_is_shown_on_this_page_too() -> None:
    assert table_address("attribution", "abc") == "/attribution?file=abc"
    assert table_address("value", "abc") == "/customers?view=value&file=abc"


def test_two_hundred_campaigns_are_answered(workbench: Workbench) -> None:
    rows = [
        f"k{n % 300},2026-01-{1 + n % 28:02d},{'purchase' if n % 5 == 0 else 'click'},c,n{n % 200},{n}\n"
        for n in range(1_500)
    ]
    page = body(workbench, {"file": dropped(workbench, HEADER + "".join(rows)), "by": "campaign"})
    assert "The 25 with most by last contact of 200; the file holds all." in said(page)


def test_points_are_differences_of_shares() -> None:
    assert points(-0.08) == "−8.0\u00a0points"
