"""The acts on advice over a real workbench: kept, undone, shown in each place, and hand-posted nonsense is refused."""

from pathlib import Path
from typing import Any

import pytest
from dash import Dash

import callbacks
from callbacks import advice, campaigns, overview
from components.ids import Advice
from core.advice import identity
from core.data import Dataset
from core.errors import NotEnoughDataError, ProductError
from core.simulation import DataGenerator
from core.workbench import Workbench
from tests.callbacks.test_pages import over
from tests.components.reading import said, walk, with_class


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return DataGenerator(seed=7, campaigns=4, customers=50, days=120, name="Shop").generate()


@pytest.fixture
def own(tmp_path: Path, dataset: Dataset) -> Workbench:
    return over(tmp_path, dataset)


def test_done_and_undone(own: Workbench) -> None:
    first = own.advice.current().open[0]
    told = advice.act(own, first.identity, "done", "Mara")
    assert told["text"] == f"Marked done: {first.recommendation.action}"
    assert (told["action"], told["name"]) == ("Undo", f"{advice.BACK}{first.identity}")
    assert first.identity not in {identity(r) for r in own.recommendations()}
    assert "1 done" in said(advice.advice_place(own, "overview"))
    told = callbacks.undos(own)[advice.BACK].work(first.identity, "")
    assert told["text"].startswith("Put back")
    assert own.recommendations()[0].action == first.recommendation.action


@pytest.mark.parametrize("key", [None, 7, "x", "../..", "0" * 16, ["a"], {"a": 1}, "g" * 5_000])
@pytest.mark.parametrize("act", ["done", "open", None, 3, ["done"], "explode"])
def test_nonsense_is_refused_and_keeps_nothing(own: Workbench, key: Any, act: Any) -> None:
    stamp = own.advice.stamp()
    with pytest.raises(ProductError):
        advice.act(own, key, act if not isinstance(act, list) else "explode", "")
    assert own.advice.stamp() == stamp


def test_each_place_shows_its_own(own: Workbench) -> None:
    found = own.advice.current().open
    touched = next(iter(found[0].recommendation.directions))
    for place, campaign in (("overview", ""), ("campaigns", ""), ("campaign", touched), ("campaign", "nobody")):
        heads = [said(h) for h in walk(advice.advice_place(own, place, campaign)) if type(h).__name__ == "H3"]
        expected = [i.recommendation.action for i in found if not campaign or campaign in i.recommendation.directions]
        assert heads == expected


def test_pages_carry_advice(own: Workbench) -> None:
    assert with_class(overview.learned(own, "28")[1], "recs")
    # The others are filled after the page stands.
    touched = next(iter(own.recommendations()[0].directions))
    for page, asked in ((("campaigns", ""), {}), (("campaign", touched), {"campaign": touched})):
        ids = [getattr(c, "id", None) for c in walk(campaigns.body(own, asked))]
        assert Advice.place(*page) in ids
        assert Advice.ask(*page) in ids


def test_campaigns_without_a_model_are_ranked_by_what_was_measured(
    own: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise NotEnoughDataError("There are too few days to learn from.")

    monkeypatch.setattr("core.agents.campaign_analyzer.fit_response", refuse)
    monkeypatch.setattr(own, "planner", refuse)
    own._memo = lambda _key, compute: compute()
    text = said(campaigns.body(own, {}))
    assert "There are too few days to learn from. So campaigns are ranked by the sums" in text
    assert "with chance taken off" in text
    assert with_class(campaigns.body(own, {}), "extremes")
    one = " ".join(said(campaigns.body(own, {"campaign": "c001"})).split())
    assert "Measured figures alone. There are too few days to learn from." in one
    channels, _, sentence = overview.learned(own, "28")
    assert "Search" in said(channels)
    assert sentence == "" or "need" in sentence


@pytest.mark.parametrize(("order", "column"), [("", "rank"), ("volume", "revenue"), ("<b>", "rank")])
def test_the_order_is_in_the_address(own: Workbench, order: str, column: str) -> None:
    page = campaigns.body(own, {"order": order})
    grid = next(c for c in walk(page) if type(c).__name__ == "AgGrid")
    assert [c["field"] for c in grid.columnDefs if c.get("sort")] == [column]
    chosen = {said(c) for c in with_class(page, "seg-on")}
    assert ("In all" if order == "volume" else "For their money") in chosen


def test_news_of_others_make_the_places_again(own: Workbench) -> None:
    app = Dash("test", suppress_callback_exceptions=True)
    callbacks.register(app, own)
    spec = next(
        s for s in app.server.test_client().get("/_dash-dependencies").get_json() if "advice-place" in s["output"]
    )
    place = {"id": {"type": "advice-place", "page": "overview", "campaign": ""}, "property": "children"}

    def post(news: Any) -> Any:
        body = {
            "output": spec["output"],
            "outputs": [place],
            "changedPropIds": ["news.data"],
            "inputs": [{"id": "news", "property": "data", "value": news}],
            "state": [[{"id": place["id"], "property": "id", "value": place["id"]}]],
        }
        return app.server.test_client().post("/_dash-update-component", json=body)

    assert post({"changed": ["advice"]}).status_code == 200
    for nonsense in ({"changed": ["data"]}, {"changed": None}, None, [], 7, {}):
        assert post(nonsense).status_code == 204
