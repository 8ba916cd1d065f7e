"""The view Regions and its acts: what is answered, what is refused in words, teaching once, undo, the Budget card."""

from datetime import timedelta
from pathlib import Path

import pytest

from callbacks.budget_taught import mark, taught_shown
from callbacks.experiments_regions import asked_address, body, keep_upload, layout
from callbacks.experiments_regions_acts import forget, keep, teach, undos
from callbacks.experiments_regions_ask import known
from components.ids import Regions
from core.errors import NotFoundError, ProductError
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import Workbench, open_workbench
from tests.components.reading import said as text_of
from tests.components.reading import walk


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    bench = open_workbench(Path(tmp_path_factory.mktemp("regions")), DictMemo())
    bench._datasets.add(DataGenerator(seed=5, campaigns=4, customers=0, days=200).generate())
    return bench


@pytest.fixture
def asked(workbench: Workbench) -> dict[str, str]:
    last = workbench.dataset().last_day
    first = last - timedelta(days=13)
    metrics = workbench.dataset().daily_metrics
    recent = metrics.loc[metrics["date"] > str(last - timedelta(days=42))]
    during = recent["date"] >= str(first)
    spent = recent.groupby(["campaign_id", during])["spend"].sum().unstack()
    moved = (spent[True] / spent[False].replace(0, float("nan")) - 0.5).abs().sort_values()
    campaign = str(moved.dropna().index[-1])
    days = {"first": first.isoformat(), "last": last.isoformat()}
    return {"view": "regions", "kind": "spend", "do": "read", "campaign": campaign, **days}


def said(parts: object) -> str:
    head, cards = parts
    return " ".join([text_of(head), *(text_of(card) for card in cards)])


def test_a_plan_handed_over_says_what_it_could_see(workbench: Workbench, asked: dict[str, str]) -> None:
    given = {"view": "regions", "kind": "spend", "campaign": asked["campaign"], "change": "-0.5", "days": "14"}
    text = said(body(workbench, given))
    assert "by 50\u00a0% for 14 days" in text
    assert "False alarms on history" in text
    assert layout(workbench, given) is not None


def test_teaching_twice_is_teaching_once_and_undo_undoes(workbench: Workbench, asked: dict[str, str]) -> None:
    assert "likely between" in said(body(workbench, asked))
    assert taught_shown(workbench, "revenue", None) is None
    message, _ = teach(workbench, asked, "Cut", "Ann")
    assert message["action"] == "Undo"
    assert "next €1 now brings" in str(message["detail"])
    teach(workbench, asked, "Cut", "Ann")
    (test,) = workbench.assumptions("revenue").lift_tests
    assert test.name == "Cut"
    (record,) = [one for one in workbench.experiments.book.tests() if one.name == "Cut"]
    assert record.state == "finished"
    assert "likely between" in record.result["sentence"]

    shown = text_of(taught_shown(workbench, "revenue", None))
    assert "Learned from 1 test" in shown
    assert "Cut" in shown
    assert taught_shown(workbench, "revenue", mark(workbench, "revenue")) is None
    assert "Learned from Cut" in said(body(workbench, asked | {"name": "Cut"}))

    begin, undo = next(iter(undos(workbench).items()))
    undo.work(str(message["name"]).removeprefix(begin), "Ann")
    assert workbench.assumptions("revenue").lift_tests == ()
    with pytest.raises(NotFoundError, match="in between"):
        undo.work(str(message["name"]).removeprefix(begin), "Ann")
    with pytest.raises(NotFoundError):
        forget(workbench, asked, "Cut", "Ann")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"campaign": "<b>x</b>"}, "no campaign"),
        ({"first": "soon"}, "as a date"),
        ({"first": "2020-01-01"}, "hold"),
        ({"kind": "geo", "file": "../../etc", "regions": "A"}, "not kept"),
        ({"do": "", "days": "1e9"}, "whole number"),
        ({"do": "", "change": "much"}, "not a number"),
        ({"do": "", "change": "-300 %"}, "cuts the spend"),
    ],
)
def test_what_cannot_be_answered_is_said(
    workbench: Workbench, asked: dict[str, str], change: dict[str, str], words: str
) -> None:
    given = asked | change
    assert words in said(body(workbench, given))
    layout(workbench, given)


def test_a_history_is_kept_and_a_form_becomes_an_address(workbench: Workbench) -> None:
    import base64

    rows = [
        f"2026-{month:02d}-{day:02d},{region},{100 + day}"
        for month in range(1, 5)
        for day in range(1, 29)
        for region in "ABCD"
    ]
    content = "data:text/csv;base64," + base64.b64encode("\n".join(["date,region,revenue", *rows]).encode()).decode()
    with pytest.raises(ProductError, match="no\nrow".replace("\n", " ")):
        keep_upload(workbench, {}, content, "r.csv")
    with pytest.raises(ProductError, match="whole"):
        keep_upload(workbench, {}, 7, "r.csv")
    assert workbench.experiments.regions.kept() == []
    ids = [{"type": "regions-field", "name": name} for name in ("regions", "first", "strange")]
    found = asked_address({"kind": "geo", "do": "read"}, ids, [["A", "B<i>"], "2026-01-05", 9])
    assert found == "?view=regions&kind=geo&do=read&regions=A%7CB%3Ci%3E&first=2026-01-05"
    with pytest.raises(ProductError, match="name"):
        keep(workbench, {"kind": "geo"}, " ", "")


def test_a_suggested_test_is_planned_with_what_was_handed_over(workbench: Workbench, asked: dict[str, str]) -> None:
    book, campaign = workbench.experiments.book, asked["campaign"]
    given = {
        "view": "regions", "kind": "holdout", "campaigns": f"none,{campaign}", "change": "-0.5", "days": "14",
        "spend": "812.40", "outcome": "revenue", "name": "Pause it", "hypothesis": "It sells by itself",
        "suggestion": "s-9",
    }  # fmt: skip
    shown = known(workbench, given)
    assert (shown["campaign"], shown["change"], "spend" in shown) == (campaign, "−50 %", False)
    assert "about 2 campaigns together" in text_of(layout(workbench, given))
    assert "together" not in text_of(layout(workbench, given | {"campaigns": campaign}))
    parts = body(workbench, shown)
    assert "by 50\u00a0% for 14 days" in said(parts)
    assert "It sells by itself" in said(parts)
    named = next(one for card in parts[1] for one in walk(card) if getattr(one, "id", None) == Regions.NAME)
    assert named.value == "Pause it"
    kept(workbench, shown, "Pause it")
    (record,) = [one for one in book.tests() if one.name == "Pause it"]
    assert (record.kind, record.state, record.hypothesis) == ("holdout", "planned", "It sells by itself")
    assert record.campaign_ids == (campaign,)
    assert record.design["suggestion"] == "s-9"
    # A kept idea leads to the same plan, and a test that began is not planned anew.
    idea = book.add({
        "name": "Idea", "kind": "spend", "hypothesis": "Why", "campaign_ids": [campaign],
        "design": {"suggestion": "s-8", "settings": {k: given[k] for k in ("kind", "campaigns", "change", "days")}},
    })  # fmt: skip
    again = known(workbench, {"view": "regions", "test": idea.id})
    assert {k: again[k] for k in ("campaign", "change", "days", "name", "hypothesis")} == {
        "campaign": campaign, "change": "−50 %", "days": "14", "name": "Idea", "hypothesis": "Why",
    }  # fmt: skip
    assert again.get("do") is None
    book.move(idea.id, "running", workbench.dataset().last_day)
    kept(workbench, again, "Idea")
    assert (book.get(idea.id).state, book.get(idea.id).hypothesis) == ("running", "Why")
    assert "regions_view" in book.get(idea.id).design


def kept(workbench: Workbench, asked: dict[str, str], name: str) -> None:
    keep(workbench, asked, name, "Ann")
