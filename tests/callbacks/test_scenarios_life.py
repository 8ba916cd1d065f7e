"""The life of a scenario over a real workbench: what its detail shows, and what the acts do, posted by hand too."""

import json

import pytest

from callbacks import scenarios as page
from callbacks.budget_start import start_of
from callbacks.scenarios_detail import renewed
from components.ids import Scenarios, Shell
from components.scenarios_address import read_choice
from components.scenarios_detail import PARTS
from core.allocation.planning import PlanSettings
from core.assumption_store import AssumptionStore
from core.curve_store import CurveStore
from core.data import DatasetStore
from core.database import open_database
from core.memo import DictMemo
from core.scenarios import ScenarioStore
from core.simulation import DataGenerator
from core.workbench import Workbench
from tests.callbacks.test_scenarios import Browser, text

MEMO = DictMemo()
EVIL = "<img src=x onerror=alert(1)> & <b>bold</b>"


def shop(days: int = 120, campaigns: int = 4):
    return DataGenerator(seed=7, campaigns=campaigns, customers=50, days=days, name=f"Shop {days}").generate()


@pytest.fixture(scope="module")
def dataset():
    return shop()


@pytest.fixture
def workbench(tmp_path, dataset):
    engine = open_database(f"sqlite:///{tmp_path / 'w.db'}")
    store = DatasetStore(tmp_path / "data", engine)
    store.add(dataset)
    return Workbench(
        MEMO,
        store,
        ScenarioStore(engine),
        AssumptionStore(engine),
        CurveStore(tmp_path / "curves", engine),
        tmp_path / "results",
    )


@pytest.fixture
def plan(workbench):
    first, *_ = (c.id for c in workbench.planner("revenue", 30).campaigns)
    return workbench.plans.save("December", PlanSettings(), {first: 100.0}, owner="Mara", note="Why")


class Person(Browser):
    """Presses buttons whose ids are dictionaries, and types in fields."""

    def __init__(self, workbench: Workbench, name: str | None = "Mara") -> None:
        super().__init__(workbench)
        self.name = name

    def press(self, key: dict, search: str = "", typed: object = None, clicks: object = 1, submit: bool = False):
        """Press the button (or Enter in the field) of an id; gives properties by id, None where nothing changes."""

        def of_server(spec) -> bool:
            return spec["clientside_function"] is None

        def about(spec) -> bool:
            return any(self._type(i["id"]) == key["type"] for i in spec["inputs"])

        spec = next(s for s in self.specs if of_server(s) and about(s))
        inputs = []
        for one in spec["inputs"]:
            kind = self._type(one["id"])
            pressed = kind == key["type"]
            value = clicks if pressed else 0
            own = key if pressed else {"type": kind, "id": key.get("id")}
            inputs.append([{"id": own, "property": one["property"], "value": value}])
        states = []
        for one in spec["state"]:
            if one["id"] == Shell.LOCATION:
                states.append({**one, "value": search})
            elif one["id"] == Shell.PERSON:
                states.append({**one, "value": self.name})
            else:
                own = {"type": self._type(one["id"]), "id": key.get("id")}
                states.append([{"id": own, "property": one["property"], "value": typed}])
        outputs = []
        for part in spec["output"].strip(".").split("..."):
            where, prop = part.rsplit(".", 1)
            if where.startswith("{"):
                outputs.append([{"id": {"type": self._type(where), "id": key.get("id")}, "property": prop}])
            else:
                outputs.append({"id": where, "property": prop})
        prop = "n_submit" if submit else "n_clicks"
        body = {
            "output": spec["output"], "outputs": outputs, "inputs": inputs, "state": states,
            "changedPropIds": [json.dumps(key, separators=(",", ":"), sort_keys=True) + f".{prop}"],
        }  # fmt: skip
        answer = self.client.post("/_dash-update-component", json=body)
        assert answer.status_code in (200, 204), answer.text
        return None if answer.status_code == 204 else answer.get_json()["response"]

    @staticmethod
    def _type(key: str) -> str:
        return json.loads(key)["type"] if key.startswith("{") else key


def told(answer) -> str:
    toast = answer[Shell.TOAST]["data"]
    return f"{toast['kind']}: {toast['text']}. {toast['detail'] or ''}"


def opened(workbench, search: str) -> str:
    head, parts = page.compared_parts(workbench, page.view(workbench, read_choice(search)))
    return text(head) + text(parts)


def move_on(workbench, days: int = 121, campaigns: int = 4) -> None:
    workbench._datasets.add(shop(days, campaigns))


def test_an_address_opens_a_scenario_in_place_of_the_comparison(workbench, plan):
    shown = text(page.layout(workbench, f"?open={plan.id}"))
    for words in ("December", "Version 1, saved by Mara", "Why", "What was asked", "Nobody has said anything yet"):
        assert words in shown
    assert "Chance that" not in shown
    missing = text(page.layout(workbench, "?open=nothere"))
    assert "There is no scenario “nothere”" in missing
    assert "December" in missing  # the list is there


def test_what_others_do_arrives_part_by_part_and_fields_are_left_alone(workbench, plan):
    search = f"?open={plan.id}"
    browser, stamp = Person(workbench), page.news_stamp(workbench)
    workbench.scenarios.comments.add(plan.id, "Jonas", "Too much")
    workbench.scenarios.tags.add(plan.id, "q4")
    answer = browser.ask(Shell.NEWS, [1], [stamp, "", search])
    assert answer[Scenarios.STAMP]["data"] != stamp
    # Head and detail hold what somebody may be typing: they are not sent again.
    assert Scenarios.HEAD not in answer
    assert Scenarios.COMPARE not in answer
    parts = dict(zip(PARTS, renewed(workbench, list(PARTS), search, "Mara"), strict=True))
    assert "Too much" in text(parts["comments"])
    assert "q4" in text(parts["tags"])
    first = renewed(workbench, ["name", "comments"], search, "Jonas", first=True)
    assert "Delete" in text(first[1])  # who is at the browser is known only now
    assert "comments" not in str(first[0])
    for names, where in (([], search), (["name", "what"], search), (["name"], ""), (["name"], "?open=nothere")):
        assert len(renewed(workbench, names, where, {"a": 1})) == len(names)


def test_rename_tag_and_comment_keep_what_is_typed_or_say_why_not(workbench, plan):
    mara = Person(workbench)
    answer = mara.press(Scenarios.act("rename", plan.id), typed="  Cut by  a tenth ")
    assert told(answer).startswith("done: Renamed to “Cut by a tenth”")
    field = json.dumps(Scenarios.kept("name", plan.id), separators=(",", ":"), sort_keys=True)
    assert answer[field]["data"] == {"typed": "  Cut by  a tenth ", "then": "Cut by a tenth"}
    for typed in ("", "x" * 81, None, 7, ["a"]):
        answer = mara.press(Scenarios.typed("name", plan.id), typed=typed, submit=True)
        assert told(answer).startswith("failed: Not renamed. The ")
        assert field not in answer
    assert workbench.scenarios.get(plan.id).name == "Cut by a tenth"

    assert mara.press(Scenarios.act("tag", plan.id), typed="Q4")[Shell.CHANGED]["data"]
    assert "letters and numbers" in told(mara.press(Scenarios.act("tag", plan.id), typed="<b>bold</b>"))
    mara.press(Scenarios.act("tag", plan.id), typed="finance")
    mara.press(Scenarios.untag(plan.id, "q4"))
    assert workbench.scenarios.get(plan.id).tags == ("finance",)

    mara.press(Scenarios.act("comment", plan.id), typed=EVIL)
    Person(workbench, None).press(Scenarios.act("comment", plan.id), typed="Nameless")
    assert "2,001 characters" in told(mara.press(Scenarios.act("comment", plan.id), typed="x" * 2001))
    mine, other = workbench.scenarios.comments.of(plan.id)
    assert (mine.author, mine.text, other.author) == ("Mara", EVIL, "")
    assert "Only its author can delete" in told(mara.press(Scenarios.uncomment(other.id)))
    mara.press(Scenarios.uncomment(mine.id))
    assert workbench.scenarios.comments.of(plan.id) == [other]


def test_duplicate_opens_the_copy_and_archive_stays_where_it_is(workbench, plan):
    mara = Person(workbench, "Jonas")
    answer = mara.press(Scenarios.act("duplicate", plan.id), search=f"?archived=1&open={plan.id}&rerun=1")
    copy = read_choice(answer[Shell.LOCATION]["search"]).open
    assert answer[Shell.LOCATION]["search"] == f"?open={copy}"
    assert workbench.scenarios.get(copy).owner == "Jonas"
    answer = mara.press(Scenarios.archive(plan.id), search=f"?ids={plan.id},{copy}&open={plan.id}")
    assert answer[Shell.LOCATION]["search"] == f"?ids={copy}&open={plan.id}"
    assert "Archived." in opened(workbench, f"?open={plan.id}")  # a link to it works, and offers the way back
    assert "Restore" in opened(workbench, f"?open={plan.id}")
    shown = text(page.layout(workbench, "?archived=1"))
    assert "1 scenario archived" in shown
    assert "December" in shown
    assert "is back in the list" in told(mara.press(Scenarios.act("restore", plan.id)))
    assert not workbench.scenarios.get(plan.id).archived


def test_an_old_version_comes_back_unless_somebody_was_faster(workbench, plan):
    workbench.plans.save("December", PlanSettings(), {}, scenario_id=plan.id, base_version=1)
    mara = Person(workbench)
    answer = mara.press(Scenarios.back(plan.id, 1, 2))
    assert told(answer).startswith("done: Version 1 is back as version 3")
    answer = mara.press(Scenarios.back(plan.id, 1, 2))
    assert "has moved on to version 3 while you worked on version 2" in told(answer)
    assert workbench.scenarios.get(plan.id).version == 3
    for version, base in ((99, 3), (1, 10**12), ("x", 3), (True, 3), (None, None), ([1], 3)):
        answer = mara.press({"type": "scenario-back", "id": plan.id, "version": version, "base": base})
        assert told(answer).startswith("failed: Not restored")
    assert workbench.scenarios.get(plan.id).version == 3


def test_a_stale_one_is_run_again_beside_the_old_figures_and_kept_by_a_press(workbench, plan):
    search = f"?open={plan.id}&rerun=1"
    assert "Keep as version" not in opened(workbench, search)  # nothing has moved on
    move_on(workbench)
    assert "Made on older data." in opened(workbench, f"?open={plan.id}")
    shown = opened(workbench, search)
    assert "As saved, version 1" in shown
    assert "The same split, now" in shown
    assert workbench.scenarios.versions(plan.id) == [plan]  # looking saves nothing
    found = workbench.plans.rerun(plan)
    mara = Person(workbench)
    stale = mara.press(Scenarios.keep(plan.id, "same", 1, "another"), search=search)
    assert "Data or model changed since these figures were shown" in told(stale)
    assert "no such split" in told(mara.press(Scenarios.keep(plan.id, "best", 1, found.key), search=search))
    answer = mara.press(Scenarios.keep(plan.id, "same", 1, found.key), search=search)
    assert told(answer) == "done: Saved as “December”, version 2. Version 1 is kept as it was"
    assert answer[Shell.LOCATION]["search"] == f"?open={plan.id}"
    new = workbench.scenarios.get(plan.id)
    assert (new.spend, new.figures, new.owner) == (plan.spend, found.figures, "Mara")
    assert workbench.scenarios.get(plan.id, 1) == plan
    again = mara.press(Scenarios.keep(plan.id, "same", 1, found.key), search=search)
    assert "moved on to version 2" in told(again)
    for key in ({"which": 7}, {"base": "1"}, {"base": -1}, {"key": None}, {"id": ["a"]}):
        odd = Scenarios.keep(plan.id, "same", 2, found.key) | key
        assert told(mara.press(odd)).startswith("failed: Nothing was saved")
    assert workbench.scenarios.get(plan.id).version == 2


def test_data_that_are_gone_are_said_and_the_page_works(workbench, plan):
    other = DataGenerator(seed=8, campaigns=3, customers=50, days=90, name="Other shop").generate()
    workbench._datasets.add(other)
    records = [r for r in workbench.dataset_versions() if r.content_hash != plan.dataset_hash]
    workbench._datasets.versions = lambda: records  # as after a clean-up
    shown = opened(workbench, f"?open={plan.id}&rerun=1")
    assert "no longer kept" in shown
    assert "The figures stand as they were saved." in shown
    text(page.layout(workbench, f"?ids={plan.id}"))
    gone = {c.id for c in plan.campaigns} - {c.id for c in workbench.planner("revenue", 30).campaigns}
    assert gone
    assert "not in the data in use, so the same split cannot be run again" in shown


def test_a_version_opens_in_the_budget_and_is_followed_by_the_newest(workbench, plan):
    workbench.plans.save("December", PlanSettings(), {}, scenario_id=plan.id, base_version=1)
    planner = workbench.planner("revenue", 30)
    start = start_of(workbench, {"scenario": plan.id, "version": "1"})
    opened = start.plan(planner)
    assert opened["spend"] == plan.spend
    assert (opened["label"], opened["scenario"]["version"]) == ("Open “December”, version 1", 2)
    assert "version 1 of “December”; the newest is 2" in start.note(planner)["head"]
    newest = start_of(workbench, {"scenario": plan.id, "version": "2"})
    assert newest.plan(planner) == start_of(workbench, {"scenario": plan.id}).plan(planner)
    assert newest.note(planner) is None
    for bad in ("9", "0", "-1", "x", "", "1" * 40, "١"):
        assert start_of(workbench, {"scenario": plan.id, "version": bad}).failed is not None
