"""The view Design over a real workbench: addresses, what is kept, and what the data in use offer."""

from pathlib import Path
from typing import Any

import pytest

from callbacks import experiments_design as view
from components.ids import Design
from components.period import asked
from core.errors import InputError
from core.experiments import ProportionMeasure, sample_size
from core.experiments.design.question import DEFAULTS, read_question
from core.experiments.design.traffic import traffic
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import Workbench, open_workbench
from tests.components.reading import said, walk

ASKED = {"base": "2.4 %", "effect": "8 %", "people": "14,000", "week": "72,000", "month": "230,000"}


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    path: Path = tmp_path_factory.mktemp("design")
    opened = open_workbench(path, DictMemo())
    data = DataGenerator(seed=7, campaigns=4, customers=10, days=60).generate()
    opened.import_file(data.daily_metrics.to_csv(index=False).encode(), "shop.csv")
    return opened


def part(page: Any, wanted: Any) -> Any:
    return next(one for one in walk(page) if getattr(one, "id", None) == wanted)


def test_an_address_is_answered(workbench: Workbench) -> None:
    page = view.layout(workbench, {"view": "design", **ASKED, "watch": "any time", "name": "<b>New</b>", "kind": "geo"})
    expected = read_question(ASKED | {"watch": "any time"}).question
    head = said(part(page, Design.HEAD)).replace("\u00a0", " ")
    n = sample_size(ProportionMeasure(0.024), expected.design, relative=0.08).n
    assert f"{round(n, -3):,.0f} people show a change of 8 % or more with a chance of 80 %" in head
    assert head.startswith("At most ")
    assert part(page, Design.field("week")).value == "72,000"
    assert part(page, Design.NAME).value == "<b>New</b>"
    assert part(page, Design.HANDED).data == {"kind": "geo", "campaigns": []}
    one = view.layout(workbench, {"campaign": "c1"})
    assert part(one, Design.HANDED).data["campaigns"] == ["c1"]
    assert "is-any-time" in part(page, Design.FORM).className


def test_without_an_answer_the_page_says_what_it_waits_for(workbench: Workbench) -> None:
    page = view.layout(workbench, {})
    text = said(part(page, Design.TILES))
    assert "today’s value, the smallest effect that would matter and the people in a day" in text
    assert "is-waiting" in part(page, Design.ANSWER).className
    wrong = view.layout(workbench, ASKED | {"base": "120 %"})
    assert "Mend what is marked" in said(part(wrong, Design.TILES))
    note = part(wrong, Design.said("base"))
    assert "cannot do it" in said(note)
    assert "field-error" in note.className
    assert part(wrong, Design.field("base")).value == "120 %"
    assert part(wrong, Design.field("base")).invalid


def test_a_design_is_kept_as_a_test(workbench: Workbench) -> None:
    handed = {"kind": "creative", "campaigns": ["c1", "c2"]}
    asked = ASKED | {"metric": "Orders", "split": "50/25/25"}
    kept = workbench.experiments.book.get(view.keep(workbench, asked, "New headline", "Says the price", handed, "Ada"))
    assert (kept.name, kept.kind, kept.state, kept.metric) == ("New headline", "creative", "planned", "Orders")
    assert (kept.hypothesis, kept.campaign_ids, kept.owner) == ("Says the price", ("c1", "c2"), "Ada")
    assert kept.design["days"] % 7 == 0
    assert len(kept.design["people"]) == 3
    assert read_question(kept.design["form"]).question.texts == read_question(asked).question.texts


@pytest.mark.parametrize(
    ("texts", "name", "says"),
    [
        (ASKED | {"base": ""}, "A", "no answer yet"),
        (ASKED | {"effect": "0"}, "A", "no answer yet"),
        (ASKED, "", "name"),
        (ASKED, None, "name"),
        ({key: [1] for key in DEFAULTS}, "A", "no answer yet"),
    ],
)
def test_what_cannot_be_kept_is_not(workbench: Workbench, texts: dict[str, Any], name: Any, says: str) -> None:
    before = len(workbench.experiments.book.tests())
    with pytest.raises(InputError, match=says):
        view.keep(workbench, texts, name, {"x": 1}, [7], 3)
    assert len(workbench.experiments.book.tests()) == before


def test_the_data_offer_figures_and_the_address_keeps_the_rest(workbench: Workbench) -> None:
    found = traffic(workbench.dataset())
    one = found[1]
    texts = DEFAULTS | {"effect": "5 %", "split": "34/33/33", "measure": "mean", "week": "90"}
    offered = view._offered(workbench, one.key, texts, "A & B", None, {"kind": "geo", "campaigns": ["x"]})
    text = said(offered).replace("\u00a0", " ")
    assert "clicks, not people" in text
    href = next(part.href for part in walk(offered) if getattr(part, "href", None))
    given = asked(href.partition("?")[2])
    assert given["campaigns"] == one.key
    assert {k: given[k] for k in ("effect", "split", "kind", "name")} == {
        "effect": "5 %", "split": "34/33/33", "kind": "geo", "name": "A & B",
    }  # fmt: skip
    assert "measure" not in given
    question = read_question(given).question
    assert question.measure.rate == pytest.approx(one.rate, abs=5e-5)
    assert question.daily == pytest.approx(one.clicks, abs=0.5)
    assert view._offered(workbench, "nothing", texts, None, None, None) == []


def test_the_plan_of_a_kept_test_is_changed_in_its_place(workbench: Workbench) -> None:
    book = workbench.experiments.book
    settings = {"base": "2.4 %", "effect": "8 %", "people": "14000", "metric": "Orders"}
    idea = book.add({
        "name": "New ad", "kind": "creative", "hypothesis": "It says the price", "campaign_ids": ["c1"],
        "design": {"suggestion": "s-1", "settings": settings},
    })  # fmt: skip
    page = view.layout(workbench, {"view": "design", "test": idea.id})
    assert part(page, Design.field("base")).value == "2.4 %"
    assert part(page, Design.NAME).value == "New ad"
    handed = part(page, Design.HANDED).data
    assert handed == {"kind": "creative", "campaigns": ["c1"], "test": idea.id}
    assert "Change the plan of “New ad”" in said(page)
    before = len(book.tests())
    assert view.keep(workbench, settings, "New ad", "", handed, "Ada") == idea.id
    planned = book.get(idea.id)
    assert (len(book.tests()), planned.state, planned.kind) == (before, "planned", "creative")
    assert (planned.hypothesis, planned.campaign_ids) == ("It says the price", ("c1",))
    assert planned.design["suggestion"] == "s-1"
    assert planned.design["form"]["effect"] == "8 %"
    book.change(idea.id, {"state": "running"})
    view.keep(workbench, settings | {"effect": "9 %"}, "New ad", "", handed, "Ada")
    assert (book.get(idea.id).state, book.get(idea.id).design["form"]["effect"]) == ("running", "9 %")
    # Of a test that somebody removed, nothing of what was typed is lost.
    book.remove(idea.id)
    assert view.keep(workbench, settings, "New ad", "", handed, "Ada") != idea.id
    assert view._said(handed, idea.id) == "The plan of the test was changed"


def test_a_planned_suggestion_is_known_as_kept(workbench: Workbench) -> None:
    page = view.layout(workbench, {"view": "design", **ASKED, "name": "A", "suggestion": "s-2"})
    kept = view.keep(workbench, ASKED, "A", "", part(page, Design.HANDED).data, "Ada")
    assert workbench.experiments.book.get(kept).design["suggestion"] == "s-2"
