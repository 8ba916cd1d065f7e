"""The address of the Budget page: what it holds opens as it was; whatever somebody writes into it does no harm."""

import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from callbacks import budget as page
from callbacks.budget_address import PAGE, parts, stamp
from callbacks.budget_start import start_of
from components.ids import Budget
from core.data import DatasetStore
from core.simulation import DataGenerator
from tests.callbacks.test_budget import app_of, over, post


@pytest.fixture(scope="module")
def dataset():
    return DataGenerator(seed=7, campaigns=4, customers=50, days=120, name="Shop").generate()


@pytest.fixture(scope="module")
def workbench(tmp_path_factory, dataset):
    return over(tmp_path_factory.mktemp("address"), dataset)


@pytest.fixture(scope="module")
def app(workbench):
    return app_of(workbench)


@pytest.fixture(scope="module")
def planner(workbench):
    return workbench.planner("revenue", 30)


@pytest.fixture(scope="module")
def ids(planner):
    return [c.id for c in planner.campaigns]


def opened(workbench, given: dict[str, str]):
    """The start and the note of an address."""
    start = start_of(workbench, parts("?" + urlencode(given)))
    planner = workbench.planner(start.outcome, start.days)
    return start, start.plan(planner), start.note(planner)


def test_a_whole_plan_comes_out_as_it_went_in(workbench, planner, ids):
    a, b, c, d = ids
    groups = [{"name": "<b>Both</b>", "campaigns": [a, b], "lower": 10.5, "upper": None, "share": 0.5}]
    given = {
        "outcome": "revenue",
        "days": "30",
        "spend": f"{a}:1000.25,{b}:0,{c}:5",
        "lock": f"{b},{d}",
        "min": f"{a}:100",
        "max": f"{a}:2000.5,{c}:7",
        "keep": "no",
        "take": "proportion",
        "goal": "least_spend",
        "total": "1234.56",
        "reach": "500000",
        "average": "2.5",
        "groups": json.dumps(groups),
        "floor": f"{c}:3",
        "active": "3",
        "caution": "0.5",
        "tail": "0.2",
        "strategy": "exact",
        "chance": "90000",
        "made": stamp(planner),
    }
    start, plan, note = opened(workbench, given)
    assert note is None
    assert (start.outcome, start.days) == ("revenue", 30)
    today = {c.id: c.today for c in planner.campaigns}
    assert plan == {
        "label": "Open link",
        "spend": {a: 1000.25, b: 0.0, c: 5.0},
        "lower": {a: 100.0},
        "upper": {a: 2000.5, c: 7.0},
        "locked": {b: 0.0, d: today[d]},
        "keep": False,
        "mode": "proportion",
        "asked": {
            "most_active": 3, "caution": 0.5, "tail": 0.2, "strategy": "exact", "at_least": {c: 3.0}, "groups": groups,
        },
        "values": {"goal": "least_spend", "base": 123456, "reach": 500000.0, "average": 2.5},
        "reach": 90000.0,
        "scenario": None,
    }  # fmt: skip


BAD = {
    "weeks that are no JSON": ({"weeks": "{"}, "the spread over the weeks"),
    "weeks of another kind": ({"weeks": "[1]"}, "the spread over the weeks"),
    "too few weeks": ({"weeks": '{"shares": {"ID": [1, 2]}}'}, "the spread over the weeks"),
    "a negative week": ({"weeks": '{"shares": {"ID": [1, 2, 3, 4, -5]}}'}, "the spread over the weeks"),
    "a week of part of a cent": ({"weeks": '{"held": {"ID": [1, null, 3, 4, 0.5]}}'}, "the spread over the weeks"),
    "weeks of nothing": ({"weeks": '{"shares": {"ID": [0, 0, 0, 0, 0]}}'}, "the spread over the weeks"),
    "weeks of nobody": ({"weeks": '{"shares": {"nobody": [1, 1, 1, 1, 1]}}'}, "1 campaign of this link is not"),
    "an unknown campaign": ({"spend": "nobody:5"}, "1 campaign of this link is not in the data in use"),
    "two unknown campaigns": ({"spend": "x:5", "lock": "y"}, "2 campaigns of this link are not"),
    "an unknown lock": ({"lock": "nobody"}, "1 campaign of this link is not"),
    "a campaign that is markup": ({"spend": "<script>alert(1)</script>:5"}, "1 campaign"),
    "a text for money": ({"spend": "ID:many"}, "an amount of NAME"),
    "no money": ({"spend": "ID"}, "1 campaign of this link"),
    "negative money": ({"spend": "ID:-5"}, "an amount of NAME"),
    "NaN": ({"spend": "ID:nan"}, "an amount of NAME"),
    "infinite money": ({"spend": "ID:1e999"}, "an amount of NAME"),
    "huge money": ({"spend": "ID:1e13"}, "an amount of NAME"),
    "a number of 5,000 digits": ({"spend": "ID:" + "9" * 5_000}, "an amount of NAME"),
    "limits that cross": ({"min": "ID:50", "max": "ID:40"}, "the limits of NAME, whose minimum is above"),
    "a minimum above the usual maximum": ({"min": "ID:1e11"}, "the limits of NAME, whose minimum is above"),
    "an unknown goal": ({"goal": "happiness"}, "the goal"),
    "a negative target": ({"reach": "-1"}, "a value of the goal (reach)"),
    "a margin above the whole": ({"margin": "1.5"}, "a value of the goal (margin)"),
    "a total that is none": ({"total": "all"}, "the total"),
    "groups that are no JSON": ({"groups": "[["}, "the groups"),
    "groups nested without an end": ({"groups": "[" * 50_000}, "the groups"),
    "groups that are no list": ({"groups": "{}"}, "the groups"),
    "a group that is none": ({"groups": "[5]"}, "a group"),
    "a group of nobody": ({"groups": '[{"name": "A", "campaigns": ["x"]}]'}, "1 campaign of this link"),
    "a group with texts for money": ({"groups": '[{"name": "A", "campaigns": ["ID"], "lower": "5"}]'}, "a group"),
    "a group with a share above 1": ({"groups": '[{"name": "A", "campaigns": ["ID"], "share": 7}]'}, "a group"),
    "half a campaign that may run": ({"active": "1.5"}, "how many may run"),
    "too much caution": ({"caution": "2"}, "the caution"),
    "no bad cases": ({"tail": "0"}, "the share of bad cases"),
    "an unknown strategy": ({"strategy": "luck"}, "how to split"),
    "a chance of a text": ({"chance": "high"}, "the target of the chance"),
    "days as a text": ({"days": "soon", "keep": "no"}, "“soon” is no number of days"),
    "ten years": ({"days": "3650"}, "“3650” is no number of days"),
    "an unknown outcome": ({"outcome": "happiness"}, "no outcome “happiness”"),
    "a part": ({"part": "1", "keep": "no"}, "holds only part of the plan"),
    "an unknown scenario": ({"scenario": "nosuchone", "keep": "no"}, "There is no scenario “nosuchone”"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_used_is_left_out_and_said_and_the_rest_opens(workbench, planner, ids, case):
    given, said = BAD[case]
    given = {name: text.replace("ID", ids[0]) for name, text in given.items()}
    given = {**given, "max": given.get("max", "") + f",{ids[1]}:77.5"}
    start, plan, note = opened(workbench, given)
    assert start.outcome in workbench.plan_outcomes()
    assert start.days == 30
    assert note["kind"] == "warn"
    names = {c.id: c.name for c in planner.campaigns}
    assert said.replace("NAME", names[ids[0]]) in f"{note['head']} {note['text']}"
    assert plan["upper"] == {ids[1]: 77.5}
    assert all(i in names for part in ("spend", "lower", "upper", "locked") for i in plan[part])
    json.dumps(plan, allow_nan=False)
    assert len(note["head"]) + len(note["text"]) < 400


def test_the_spread_over_the_weeks_comes_back(workbench, ids):
    weeks = {"shares": {ids[0]: [1, 2, 3, 4, 0]}, "held": {ids[1]: [None, 500, None, None, 0]}, "change": 0.2}
    _, plan, note = opened(workbench, {"weeks": json.dumps({**weeks, "after": False})})
    assert note is None
    assert plan["weeks"] == {**weeks, "after": False}


@pytest.mark.parametrize("search", ["?", "?&&&=", "?%FF%FE=%00", "?" + "a" * 300_000, "?keep=no&" * 5_000, "?outcome"])
def test_any_text_opens_the_page(app, workbench, search):
    meta = page.open_page(app, workbench, search)
    assert meta["campaigns"]


def test_an_address_made_on_other_data_says_so_and_keeps_its_amounts(tmp_path, dataset):
    workbench = over(tmp_path, dataset)
    planner = workbench.planner("revenue", 30)
    first = planner.campaigns[0].id
    given = {"spend": f"{first}:1234.5", "made": stamp(planner)}
    assert opened(workbench, given)[2] is None
    frame = dataset.daily_metrics.copy()
    frame.loc[frame.index[-1], "spend"] += 1
    store: DatasetStore = workbench._datasets
    store.add(replace(dataset, daily_metrics=frame))
    _, plan, note = opened(workbench, given)
    assert note["head"] == "The data have moved on since this link was made."
    assert plan["spend"] == {first: 1234.5}
    # The same data, another model.
    made = f"{workbench.planner('revenue', 30).dataset_hash[:8]}-ffffffff"
    assert "model assumes has moved on" in opened(workbench, {**given, "made": made})[2]["head"]


def test_a_short_id_opens_what_was_kept(app, workbench, ids):
    state = {"outcome": "conversions", "days": "14", "spend": f"{ids[0]}:55.5", "pinned": "own state of a part"}
    answer = post(app, Budget.LINK, Budget.LINKED, {"seq": 4, "state": state})
    assert (answer["seq"], answer["ok"]) == (4, True)
    assert post(app, Budget.LINK, Budget.LINKED, {"seq": 5, "state": state})["id"] == answer["id"]
    meta = page.open_page(app, workbench, f"?link={answer['id']}&by=channel")
    assert (meta["outcome"], meta["days"]) == ("conversions", 14)
    assert meta["start"]["spend"] == {ids[0]: 55.5}
    assert meta["address"] == {**state, "by": "channel", "link": answer["id"]}


@pytest.mark.parametrize(
    "raw",
    [None, 5, [], "x", {"state": None}, {"state": []}, {"state": {"a": 5}}, {"state": {"a": "x" * 300_000}},
     {"state": {"a": {"b": "c"}}}],
)  # fmt: skip
def test_a_state_that_cannot_be_kept_is_refused_in_words(app, raw):
    answer = post(app, Budget.LINK, Budget.LINKED, raw)
    assert answer["ok"] is False
    assert answer["error"]["head"]


def test_an_unknown_link_is_said_and_today_is_shown(workbench, planner):
    _, plan, note = opened(workbench, {"link": "nosuchlink", "keep": "no"})
    assert plan is None
    assert note["head"] == "There is no link “nosuchlink”."
    # A link that was kept for another page opens nothing here.
    made = workbench.links.keep("forecast", {"keep": "no"})
    assert opened(workbench, {"link": made})[1] is None
    assert workbench.links.keep(PAGE, {"keep": "no"}) != made


def test_a_scenario_opens_in_the_version_of_its_link_and_says_when_it_is_put_away(tmp_path, dataset):
    workbench = over(tmp_path, dataset)
    planner = workbench.planner("revenue", 30)
    first = planner.campaigns[0].id
    settings = page.read_plan(
        {"key": planner.key, "outcome": "revenue", "days": 30, "budget": 100, "spend": {}}, workbench
    ).settings
    one = workbench.plans.save("Spring", settings, {first: 10.0})
    workbench.plans.save("Spring", settings, {first: 20.0}, scenario_id=one.id, base_version=1)
    for given, spend, note in (
        ({}, 20.0, None),
        ({"version": "2"}, 20.0, None),
        ({"version": "1"}, 10.0, "This is version 1 of “Spring”; the newest is 2."),
    ):
        _, plan, said = opened(workbench, {"scenario": one.id, **given})
        assert plan["spend"][first] == spend
        assert (said and said["head"]) == note
    assert "no version 7" in opened(workbench, {"scenario": one.id, "version": "7"})[2]["head"]
    workbench.scenarios.archive(one.id)
    for given in ({}, {"spend": f"{first}:30"}):
        _, plan, said = opened(workbench, {"scenario": one.id, **given})
        assert said["head"] == "“Spring” is archived."
        assert plan["scenario"]["id"] == one.id
    assert plan["spend"] == {first: 30.0}
