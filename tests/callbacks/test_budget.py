"""The Budget page over a real workbench: nothing that a browser sends is believed, and what is answered is exact."""

import json
import math
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd
import pytest
from dash import Dash

from callbacks import budget as page
from callbacks.budget_saves import answer_changes, answer_save
from callbacks.budget_start import start_of
from components.budget import STORES
from components.format import money, money_span
from components.ids import Budget
from core.allocation.planning import PlanSettings, plan_figures
from core.assumption_store import AssumptionStore
from core.curve_store import CurveStore
from core.data import DatasetStore
from core.database import open_database
from core.errors import NotEnoughDataError
from core.memo import DictMemo
from core.scenarios import ScenarioStore
from core.simulation import DataGenerator
from core.workbench import Workbench

MEMO = DictMemo()  # the fit of the small data set is shared by all tests


@pytest.fixture(scope="module")
def dataset():
    return DataGenerator(seed=7, campaigns=4, customers=50, days=120, name="Shop").generate()


@pytest.fixture(scope="module")
def workbench(tmp_path_factory, dataset):
    """Shared by the tests that change nothing but its scenarios."""
    return over(tmp_path_factory.mktemp("shared"), dataset)


def over(folder, dataset) -> Workbench:
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


def app_of(workbench: Workbench) -> Dash:
    app = Dash("test", suppress_callback_exceptions=True)
    app.layout = page.layout(workbench, "")
    page.register(app, workbench)
    return app


@pytest.fixture(scope="module")
def app(workbench):
    return app_of(workbench)


@pytest.fixture(scope="module")
def planner(workbench):
    return workbench.planner("revenue", 30)


@pytest.fixture
def plan(planner):
    """A plan as the browser sends it: today's split with a tenth of the first campaign given to the last."""
    spend = {c.id: round(c.today, 2) for c in planner.campaigns}
    first, *_, last = spend
    moved = round(spend[first] / 10, 2)
    spend = {**spend, first: round(spend[first] - moved, 2), last: round(spend[last] + moved, 2)}
    return {
        "seq": 3,
        "key": planner.key,
        "outcome": "revenue",
        "days": 30,
        "budget": round(sum(spend.values()), 2),
        "spend": spend,
        "lower": {},
        "upper": {},
        "locked": {},
    }


class Raw(str):
    """JSON as somebody may write it by hand."""


def post(app: Dash, store: str, answer: str, data) -> dict:
    """Post to the address of all callbacks, as a browser or anybody else does."""
    body = json.dumps(
        {
            "output": f"{answer}.data",
            "outputs": {"id": answer, "property": "data"},
            "inputs": [{"id": store, "property": "data", "value": "@@"}],
            "changedPropIds": [f"{store}.data"],
        }
    ).replace('"@@"', data if isinstance(data, Raw) else json.dumps(data))
    answered = app.server.test_client().post("/_dash-update-component", data=body, content_type="application/json")
    assert answered.status_code == 200, answered.text
    return json.loads(answered.text)["response"][answer]["data"]


def test_the_figures_of_a_plan_are_those_of_the_product(app, planner, plan):
    answer = post(app, Budget.PLAN, Budget.FIGURES, plan)
    exact = plan_figures(planner, planner.spend_vector(plan["spend"]))
    assert answer["seq"] == 3
    assert answer["ok"] is True
    for ours, name in (("expected", "expected"), ("gainLower", "gain_lower"), ("chance", "chance"), ("spend", "spend")):
        assert answer["figures"][ours] == pytest.approx(getattr(exact, name))
    largest = sorted(exact.campaigns, key=lambda c: -abs(c.spend - c.today))[:2]
    assert {m["id"] for m in answer["moves"]} == {c.id for c in largest}
    assert all(m["text"] for m in answer["moves"])


BAD = {
    "nothing": lambda p: None,
    "a list": lambda p: [1],
    "a text": lambda p: "plan",
    "an unknown campaign": lambda p: {**p, "spend": {**p["spend"], "x'; drop": 5}},
    "a negative slider": lambda p: {**p, "spend": dict.fromkeys(p["spend"], -1.0)},
    "a text for money": lambda p: {**p, "spend": dict.fromkeys(p["spend"], "5000")},
    "nothing for money": lambda p: {**p, "spend": dict.fromkeys(p["spend"])},
    "true for money": lambda p: {**p, "spend": dict.fromkeys(p["spend"], True)},
    "a list for money": lambda p: {**p, "spend": {k: [1] for k in p["spend"]}},
    "huge money": lambda p: {**p, "spend": dict.fromkeys(p["spend"], 10**400)},
    "1e308": lambda p: {**p, "spend": dict.fromkeys(p["spend"], 1e308)},
    "spend as a list": lambda p: {**p, "spend": list(p["spend"].values())},
    "a negative minimum": lambda p: {**p, "lower": {next(iter(p["spend"])): -3}},
    "an unknown lock": lambda p: {**p, "locked": {"nobody": 3}},
    "a text for the total": lambda p: {**p, "budget": "all of it"},
    "a negative total": lambda p: {**p, "budget": -1},
    "no total": lambda p: {k: v for k, v in p.items() if k != "budget"},
    "another outcome": lambda p: {**p, "outcome": "happiness"},
    "an outcome of another type": lambda p: {**p, "outcome": {"a": 1}},
    "days as a text": lambda p: {**p, "days": "30"},
    "no days": lambda p: {**p, "days": 0},
    "half days": lambda p: {**p, "days": 30.5},
    "days beyond a year": lambda p: {**p, "days": 4000},
    "NaN": lambda p: Raw(json.dumps({**p, "spend": dict.fromkeys(p["spend"], math.nan)})),
    "Infinity": lambda p: Raw(json.dumps({**p, "budget": math.inf})),
}


@pytest.mark.parametrize("store", ["plan", "optimize"])
@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_planned_is_refused_in_words(app, plan, case, store):
    asked, answered = {"plan": (Budget.PLAN, Budget.FIGURES), "optimize": (Budget.OPTIMIZE, Budget.OPTIMIZED)}[store]
    answer = post(app, asked, answered, BAD[case](plan))
    assert answer["ok"] is False
    assert answer["error"]["head"]
    assert "figures" not in answer
    assert len(answer["error"]["head"] + answer["error"]["text"]) < 300


def test_a_plan_of_other_data_is_refused_and_says_to_reload(app, plan):
    answer = post(app, Budget.PLAN, Budget.FIGURES, {**plan, "key": "planner-of-yesterday"})
    assert answer["ok"] is False
    assert answer["error"]["reload"] is True


def test_the_best_split_adds_up_and_keeps_limits_and_locks(app, planner, plan):
    first, second, *_ = ids = [c.id for c in planner.campaigns]
    settings = {**plan, "locked": {first: plan["spend"][first]}, "upper": {second: 0.5 * plan["spend"][second]}}
    answer = post(app, Budget.OPTIMIZE, Budget.OPTIMIZED, settings)
    assert answer["ok"] is True
    assert round(sum(answer["spend"].values()), 2) == plan["budget"]
    assert answer["spend"][first] == plan["spend"][first]
    assert answer["spend"][second] <= 0.5 * plan["spend"][second]
    assert list(answer["spend"]) == ids
    assert answer["gap"] <= 1e-6
    assert answer["certificate"].startswith("Proved within 0.00")


def test_limits_that_leave_no_split_say_which_total_would_fit(app, planner, plan):
    minimums = {c.id: round(c.today * 1.5, 2) for c in planner.campaigns}
    answer = post(app, Budget.OPTIMIZE, Budget.OPTIMIZED, {**plan, "lower": minimums})
    assert answer["ok"] is False
    assert answer["error"]["head"] == "No split fits these limits."
    assert answer["error"]["total"] == pytest.approx(sum(minimums.values()))
    fitting = post(
        app, Budget.OPTIMIZE, Budget.OPTIMIZED, {**plan, "lower": minimums, "budget": answer["error"]["total"]}
    )
    assert fitting["ok"] is True
    maximums = {c.id: round(c.today / 2, 2) for c in planner.campaigns}
    answer = post(app, Budget.OPTIMIZE, Budget.OPTIMIZED, {**plan, "upper": maximums})
    assert answer["error"]["total"] == pytest.approx(sum(maximums.values()))


def test_a_minimum_above_its_maximum_has_no_fitting_total(app, planner, plan):
    first = planner.campaigns[0].id
    clash = {**plan, "lower": {first: 500}, "upper": {first: 400}}
    answer = post(app, Budget.OPTIMIZE, Budget.OPTIMIZED, clash)
    assert answer["ok"] is False
    assert answer["error"]["total"] is None
    # The figures of the amounts stand all the same.
    assert post(app, Budget.PLAN, Budget.FIGURES, clash)["ok"] is True


def test_the_curves_travel_unchanged_and_are_kept(app, planner):
    client = app.server.test_client()
    answer = client.get(f"/api/curves/{planner.key}?outcome=revenue&days=30")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    data = answer.data
    assert data[:4] == b"CRVS"
    version, campaigns, draws = np.frombuffer(data, "<u4", 3, 4)
    assert (version, campaigns) == (2, len(planner.campaigns))
    forms = 8 * ((int(campaigns) + 7) // 8)
    assert data[16 : 16 + forms] == bytes(forms), "all are Hill curves, and the rest is padding"
    values = np.frombuffer(data, "<f8", offset=16 + forms).reshape(3, campaigns, draws)
    for c, curve in enumerate(planner.curves):
        np.testing.assert_array_equal(values[:, c], curve.parameters)


@pytest.mark.parametrize(
    "address",
    [
        "planner-x?outcome=revenue&days=30",
        "KEY?outcome=revenue&days=31",
        "KEY?outcome=joy&days=30",
        "KEY?days=30",
        "KEY",
    ],
)
def test_unknown_curves_are_not_found_with_a_sentence(app, planner, address):
    answer = app.server.test_client().get(f"/api/curves/{address.replace('KEY', planner.key)}")
    assert answer.status_code == 404
    assert "Reload the page" in answer.text


def test_the_page_says_where_its_curves_are(app, workbench):
    meta = page.open_page(app, workbench, "")
    address = urlsplit(meta["curves"])
    assert app.server.test_client().get(meta["curves"]).status_code == 200
    # With the version of the layout: a browser keeps for a year what an address once gave.
    assert parse_qs(address.query) == {"outcome": ["revenue"], "days": ["30"], "layout": ["2"]}
    assert [o[0] for o in meta["outcomes"]] == list(workbench.plan_outcomes())
    json.dumps(meta, allow_nan=False)


def test_another_question_is_answered_with_its_campaigns(app, workbench):
    answer = post(app, Budget.QUESTION, Budget.QUESTION_ANSWER, {"seq": 8, "outcome": "conversions", "days": 14})
    assert (answer["seq"], answer["ok"]) == (8, True)
    assert answer["meta"]["is_money"] is False
    assert answer["meta"]["totals_title"] == "Expected conversions in 14 days"
    today = {c.id: c.today for c in workbench.planner("conversions", 14).campaigns}
    assert {c["id"]: c["today"] for c in answer["meta"]["campaigns"]} == today
    assert post(app, Budget.QUESTION, Budget.QUESTION_ANSWER, {"seq": 9, "outcome": "x", "days": 14})["ok"] is False


def test_a_saved_plan_opens_again_with_its_limits_and_locks(app, workbench, planner, plan):
    first, second, *_ = plan["spend"]
    asked = {**plan, "locked": {first: plan["spend"][first]}, "upper": {second: 2 * plan["spend"][second]}}
    answer = answer_save(workbench, {**asked, "name": "December", "note": "why", "optimized": False}, "Mara")
    assert answer["ok"] is True
    kept = workbench.scenarios.get(answer["scenario"]["id"])
    assert (kept.name, kept.owner, kept.spend) == ("December", "Mara", plan["spend"])
    meta = page.open_page(app, workbench, f"?scenario={kept.id}")
    assert meta["start"]["spend"] == plan["spend"]
    assert meta["start"]["locked"] == asked["locked"]
    assert meta["start"]["upper"] == asked["upper"]
    assert meta["start"]["scenario"]["version"] == 1
    assert meta["note"] is None


def test_a_second_version_needs_the_newest_one(workbench, plan):
    first = answer_save(workbench, {**plan, "name": "A"}, None)["scenario"]
    follow = {**plan, "name": "A", "scenario_id": first["id"], "base_version": 1}
    assert answer_save(workbench, follow, None)["scenario"]["version"] == 2
    late = answer_save(workbench, follow, None)
    assert late["ok"] is False
    assert "moved on" in late["error"]["head"]


def test_the_second_of_two_saves_is_offered_both_versions(workbench, planner, plan):
    first = answer_save(workbench, {**plan, "name": "Two"}, "Mara")["scenario"]
    last, third = list(plan["spend"])[-1], list(plan["spend"])[2]
    theirs = {**plan["spend"], last: plan["spend"][last] / 2, third: 1.25}
    follow = {"scenario_id": first["id"], "base_version": 1}
    answer_save(workbench, {**plan, **follow, "name": "Two", "note": "half", "spend": theirs}, "Jonas <i>")
    mine = {**plan["spend"], last: plan["spend"][last] / 4}
    late = answer_save(workbench, {**plan, **follow, "name": "Two", "spend": mine}, "Mara")
    found = late["conflict"]
    assert (found["who"], found["version"], found["base_version"], found["theirs_note"]) == ("Jonas <i>", 2, 1, "half")
    # Only what differs is listed; who was moved by both is marked; amounts are those that were saved.
    names = {c.id: c.name for c in planner.campaigns}
    rows = {row["name"]: row for row in found["rows"]}
    assert set(rows) == {names[last], names[third]}
    assert rows[names[last]]["both"] is True
    assert rows[names[third]]["both"] is False
    assert rows[names[third]]["cells"][1] == "€1.25"
    spend, revenue = found["totals"]
    expected = planner.outcome_draws(planner.spend_vector(mine)).sum(axis=1)
    low, high = np.quantile(expected, [0.1, 0.9])
    assert revenue["cells"][2] == [money(expected.mean(), "EUR"), money_span(low, high, "EUR")]
    assert spend["cells"][2][0] == money(sum(mine.values()), "EUR", "full")
    assert found["start"]["spend"] == theirs
    # Nothing was overwritten; mine goes on top where I say so, and both stay in the history.
    assert workbench.scenarios.get(first["id"]).spend == theirs
    top = answer_save(workbench, {**plan, **follow, "base_version": 2, "name": "Two", "spend": mine}, "Mara")
    assert top["scenario"]["version"] == 3
    assert [s.spend for s in workbench.scenarios.versions(first["id"])] == [mine, theirs, plan["spend"]]
    look = answer_changes(workbench, {**plan, **follow})
    assert look["conflict"]["version"] == 3
    assert answer_changes(workbench, {**plan, **follow, "base_version": 3})["ok"] is False


@pytest.mark.parametrize(
    "follow",
    [
        {"scenario_id": ["x"]},
        {"scenario_id": "nosuch", "base_version": 1},
        {"scenario_id": "nosuch"},
        {"scenario_id": 3, "base_version": "two"},
        {"scenario_id": "nosuch", "base_version": 10**30},
    ],
)
def test_nonsense_about_versions_is_no_conflict_and_no_crash(workbench, plan, follow):
    assert answer_changes(workbench, {**plan, **follow})["ok"] is False
    assert not answer_save(workbench, {**plan, **follow, "name": ""}, 7).get("conflict")


def test_a_save_that_arrives_twice_is_kept_once_even_after_the_data_moved_on(tmp_path, dataset, plan):
    bench = over(tmp_path, dataset)
    asked = {**plan, "name": "Once", "token": "0123456789abcdef0123"}
    client = app_of(bench).server.test_client()
    first = client.post("/api/saves", json={**asked, "person": "Mara"}).get_json()
    frame = dataset.daily_metrics.copy()
    frame.loc[frame.index[-1], "spend"] += 1
    bench._datasets.add(replace(dataset, daily_metrics=frame))
    again = client.post("/api/saves", json={**asked, "person": "Mara"}).get_json()
    assert first == again
    assert [(s.name, s.version, s.owner) for s in bench.scenarios.list()] == [("Once", 1, "Mara")]
    # Another token is another save; the page speaks of data that are gone, and is told so.
    assert client.post("/api/saves", json={**asked, "token": "f" * 20}).get_json()["error"]["reload"] is True
    for body in ("", "[]", "7", "{", '{"token": 3}'):
        answer = client.post("/api/saves", data=body, content_type="application/json")
        assert answer.get_json()["ok"] is False
    assert client.post("/api/saves", data="{}").get_json()["ok"] is False


def test_a_claim_to_be_the_best_is_checked_before_it_is_kept(workbench, plan):
    answer = answer_save(workbench, {**plan, "name": "Surely best", "optimized": True}, None)
    assert answer["ok"] is False
    assert "Surely best" not in [s.name for s in workbench.scenarios.list()]


def test_a_plan_without_a_name_is_not_saved(workbench, plan):
    assert answer_save(workbench, {**plan, "name": "  "}, None)["ok"] is False


def test_advice_is_taken_up_from_today(app, workbench, planner):
    advice = next(r for r in workbench.recommendations() if r.shifts)
    meta = page.open_page(app, workbench, f"?apply={advice.id}")
    today = {c.id: c.today for c in planner.campaigns}
    assert meta["start"]["label"] == advice.action
    assert meta["start"]["spend"] == pytest.approx({k: today[k] + v for k, v in advice.shifts.items()})


@pytest.mark.parametrize(
    ("asked", "head"),
    [
        ({"apply": "move-of-last-year"}, "no longer current"),
        ({"scenario": "nosuchone"}, "no scenario"),
        ({"scenario": "../../etc"}, "no scenario"),
    ],
)
def test_what_is_gone_is_said_and_today_is_shown(workbench, planner, asked, head):
    start = start_of(workbench, asked)
    assert start.plan(planner) is None
    assert head in start.note(planner)["head"]


def test_todays_split_can_be_asked_for_by_name(app, workbench):
    meta = page.open_page(app, workbench, "?today=1")
    assert (meta["start"], meta["note"]) == ({"label": "Open today’s split", "spend": {}}, None)


def test_a_scenario_of_older_data_opens_with_a_warning(tmp_path, dataset, plan):
    workbench = over(tmp_path, dataset)
    saved = answer_save(workbench, {**plan, "name": "Old"}, None)["scenario"]
    frame = dataset.daily_metrics.copy()
    frame.loc[frame.index[-1], "spend"] += 1
    workbench._datasets.add(replace(dataset, daily_metrics=frame))
    start = start_of(workbench, {"scenario": saved["id"]})
    planner = workbench.planner("revenue", 30)
    assert start.note(planner)["head"] == "“Old” was made on older data."
    assert start.plan(planner)["spend"] == plan["spend"]


def test_data_without_a_currency_have_no_sign(tmp_path, dataset):
    bench = over(tmp_path, replace(dataset, currency=None))
    meta = page.open_page(app_of(bench), bench, "")
    assert meta["sign"] == ""
    assert meta["next_head"] == "Next 1"
    assert meta["money_word"] == "unit of money"


def test_data_that_cannot_be_planned_say_so_on_the_page(tmp_path, dataset):
    frame = dataset.daily_metrics.assign(revenue=0.0, conversions=0.0)
    bench = over(tmp_path, replace(dataset, daily_metrics=frame))
    with pytest.raises(NotEnoughDataError):
        page.open_page(app_of(bench), bench, "")
    body = {
        "output": f"..{Budget.STAGE}.children...{Budget.STAGE}.className..",
        "outputs": [{"id": Budget.STAGE, "property": "children"}, {"id": Budget.STAGE, "property": "className"}],
        "inputs": [{"id": Budget.ASK, "property": "data", "value": {"search": ""}}],
        "changedPropIds": [f"{Budget.ASK}.data"],
    }
    answer = app_of(bench).server.test_client().post("/_dash-update-component", json=body)
    assert answer.status_code == 200
    assert "Open the data" in answer.text


def test_the_chart_of_totals_follows_the_plan(workbench, planner, plan):
    found = page.frontier_of(workbench, plan)
    assert found.plan.spend == pytest.approx(plan["budget"])
    assert found.today_spend == pytest.approx(planner.today.sum())
    assert (np.diff(found.curve.expected) >= 0).all()


def test_every_store_of_the_page_exists(app, workbench):
    text = str(page.page(page.open_page(app, workbench, "")))
    assert all(store in text for store in (*STORES, Budget.META))


def test_a_data_set_with_one_day_a_campaign_does_not_break_the_page(tmp_path, dataset):
    frame = dataset.daily_metrics
    frame = frame[frame["date"] == pd.Timestamp(frame["date"].max())]
    bench = over(tmp_path, replace(dataset, daily_metrics=frame.reset_index(drop=True)))
    try:
        meta = page.open_page(app_of(bench), bench, "")
    except NotEnoughDataError:
        return
    json.dumps(meta, allow_nan=False)


def test_settings_name_only_what_was_changed(workbench, plan):
    asked = page.read_plan(plan, workbench)
    assert asked.settings == PlanSettings(outcome="revenue", days=30, budget=plan["budget"])


def test_brought_curves_are_marked_and_a_scenario_says_which_model_it_is_of(tmp_path, dataset):
    workbench = over(tmp_path, dataset)
    app = app_of(workbench)
    own = page.open_page(app, workbench, "")
    assert own["curves_from"] is None
    kept = workbench.plans.save("Ours", PlanSettings(), {})
    name = dataset.campaigns["campaign"].iloc[0]
    file = f"name,scale,half_saturation,outcome\n{name},9000,2000,revenue\n".encode()
    workbench.curves.use(file, "theirs.csv", "Mara")
    theirs = page.open_page(app, workbench, "")
    assert theirs["curves_from"] == "theirs.csv"
    assert theirs["key"] != own["key"]
    (planned,) = theirs["campaigns"]
    (ours,) = [c for c in own["campaigns"] if c["name"] == name]
    assert (planned["id"], planned["today"]) == (ours["id"], pytest.approx(ours["today"]))
    assert [left for left, _ in theirs["left_out"]] == [c for c in dataset.campaigns["campaign"] if c != name]
    # What the file does not say was seen, the data do.
    assert 0 < planned["seen"] < planned["upper"]
    # A page of before is told to reload.
    late = {"seq": 1, "key": own["key"], "outcome": "revenue", "days": 30, "spend": {}, "budget": 1.0}
    answer = post(app, Budget.PLAN, Budget.FIGURES, {**late, "lower": {}, "upper": {}, "locked": {}})
    assert answer["error"]["reload"] is True
    # One campaign of four is left, which is said before anything of the model.
    workbench.curves.use(
        b"name,scale,half_saturation,outcome\n"
        + b"".join(f"{n},9000,2000,revenue\n".encode() for n in dataset.campaigns["campaign"]),
        "all.csv",
    )
    opened = page.open_page(app, workbench, f"?scenario={kept.id}")
    assert "the product's own model" in opened["note"]["head"]
    # Outside of what was seen, as the browser marks it.
    planner = workbench.planner("revenue", 30)
    first = planner.campaigns[0]
    plan = {"seq": 1, "key": planner.key, "outcome": "revenue", "days": 30, "budget": first.upper}
    plan |= {"spend": {first.id: first.seen * 1.2}, "lower": {}, "upper": {}, "locked": {}}
    answer = post(app, Budget.PLAN, Budget.FIGURES, plan)
    assert [c["beyond"] for c in answer["figures"]["campaigns"]] == [True, False, False, False]
