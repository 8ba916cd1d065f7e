"""The plan in force over a real workbench: what the address shows, what the buttons do, what foreign posts get."""

import json

import pytest
from dash import Dash

from callbacks import plan_actual as view
from callbacks import scenarios as page
from callbacks.acts import register_undo
from components.ids import PlanActual, Shell
from components.scenarios_address import Choice, read_choice
from core.allocation.planning import PlanSettings
from core.errors import ProductError
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import open_workbench
from tests.core.plan_actual.worlds import cut

MEMO = DictMemo()
SEARCH = "?view=actual"


def as_file(dataset):
    return dataset.daily_metrics.assign(currency="EUR").to_csv(index=False).encode()


@pytest.fixture(scope="module")
def full():
    return DataGenerator(seed=5, campaigns=4, customers=0, days=120).generate()


@pytest.fixture
def workbench(tmp_path, full):
    bench = open_workbench(tmp_path, MEMO)
    bench.import_file(as_file(cut(full, 8)), "before.csv")
    return bench


@pytest.fixture
def plan(workbench):
    return workbench.plans.save("December", PlanSettings(days=14), {}, owner="Mara Keller")


def text(part) -> str:
    """What stands on a part of a page, without its attributes."""
    if isinstance(part, (list, tuple)):
        return "".join(text(p) for p in part)
    if isinstance(part, str):
        return part.replace("\u00a0", " ").replace("\u2060", "")
    return text(part.children) if getattr(part, "children", None) is not None else ""


class Browser:
    """Asks the callbacks of the view through HTTP, as a browser does."""

    def __init__(self, workbench) -> None:
        app = Dash("test", suppress_callback_exceptions=True)
        app.layout = page.layout(workbench, SEARCH)
        view.register(app, workbench)
        register_undo(app, view.undos(workbench))
        self.client = app.server.test_client()
        self.specs = self.client.get("/_dash-dependencies").get_json()

    def ask(self, by: str, value, states: list, button: dict | None = None):
        """Return the answer to a change of the input ``by``; with ``button``, to a press of it."""
        spec = next(s for s in self.specs if any(by in i["id"] for i in s["inputs"]) and s.get("output"))
        outputs = [
            dict(zip(("id", "property"), part.rsplit(".", 1), strict=True))
            for part in spec["output"].strip(".").split("...")
        ]
        one, *others = spec["inputs"]
        inputs: list = [{**one, "value": value}, *({**other, "value": None} for other in others)]
        changed = f"{one['id']}.{one['property']}"
        if button is not None:
            inputs = [[{"id": button, "property": "n_clicks", "value": value}]]
            changed = json.dumps(button, sort_keys=True, separators=(",", ":")) + ".n_clicks"
        body = {
            "output": spec["output"],
            "outputs": outputs if len(outputs) > 1 else outputs[0],
            "inputs": inputs,
            "changedPropIds": [changed],
            "state": [{**d, "value": v} for d, v in zip(spec["state"], states, strict=True)],
        }
        answer = self.client.post("/_dash-update-component", json=body)
        assert answer.status_code in (200, 204), answer.text
        return None if answer.status_code == 204 else answer.get_json()["response"]

    def told(self, *args, **kwargs) -> dict:
        return self.ask(*args, **kwargs)[Shell.TOAST]["data"]


def test_the_address_keeps_the_view():
    choice = read_choice("?view=actual&for=conversions&ids=a,b")
    assert (choice.view, choice.outcome, choice.ids) == ("actual", "conversions", ("a", "b"))
    assert read_choice(choice.search()) == choice
    assert read_choice("?view=<b>").view == ""
    assert choice.href(view="", outcome="") == "/scenarios?ids=a,b"
    assert "view" not in Choice().href()


def test_without_a_plan_in_force_the_view_says_what_it_is_for(workbench):
    shown = text(page.layout(workbench, SEARCH))
    assert "No plan is in force" in shown
    assert "Make a plan in Budget" in shown
    assert "Choose the plan" not in shown


def test_from_putting_in_force_to_reading(workbench, plan, full):
    browser = Browser(workbench)
    assert "Make it the plan in force" in text(page.layout(workbench, SEARCH))
    stamp = view.news_stamp(workbench)
    toast = browser.told(PlanActual.PUT, 1, [plan.id, "", "Mara Keller"])
    assert (toast["text"], toast["action"]) == ("“December” is the plan in force", "Undo")
    answer = browser.ask(Shell.NEWS, 1, [stamp, SEARCH])
    shown = json.dumps(answer[PlanActual.BODY], ensure_ascii=False)
    assert "The plan starts on" in shown
    assert "Import newer data" in shown
    assert browser.ask(Shell.NEWS, 2, [answer[PlanActual.STAMP]["data"], SEARCH]) is None
    workbench.import_file(as_file(full), "after.csv")
    shown = text(page.layout(workbench, SEARCH))
    assert "8 of 14 days: revenue is" in shown
    assert "Campaign by campaign" in shown
    for name in full.daily_metrics["campaign"].unique():
        assert name in shown


def test_undo_takes_out_and_brings_back(workbench, plan):
    browser, other = Browser(workbench), workbench.plans.save("Other", PlanSettings(days=7), {})
    first = browser.told(PlanActual.PUT, 1, [plan.id, None, None])
    button = PlanActual.put(other.id, 1)
    second = browser.told('plan-actual-put"', 1, [None], button=button)
    assert workbench.tracker.in_force.current("revenue").scenario_id == other.id
    assert "“December” is in force again" in browser.told(Shell.TOAST_ACTION, {"name": second["name"]}, [None])["text"]
    assert workbench.tracker.in_force.current("revenue").scenario_id == plan.id
    lifted = browser.told("plan-actual-lift", 1, [None], button=PlanActual.lift("revenue"))
    assert workbench.tracker.in_force.current("revenue") is None
    browser.told(Shell.TOAST_ACTION, {"name": lifted["name"]}, [None])
    assert workbench.tracker.in_force.current("revenue").scenario_id == plan.id
    assert "No plan is in force" in browser.told(Shell.TOAST_ACTION, {"name": first["name"]}, [None])["text"]
    assert workbench.tracker.in_force.current("revenue") is None


def test_a_newer_version_is_offered_and_switched_to_by_hand(workbench, plan):
    mark, _ = workbench.tracker.put(plan.id)
    workbench.plans.save("December", PlanSettings(days=14), {}, scenario_id=plan.id, base_version=1)
    assert "Switch to version 2" in text(page.layout(workbench, SEARCH))
    assert workbench.tracker.in_force.current("revenue").version == 1
    Browser(workbench).told("plan-actual-switch", 1, [None], button=PlanActual.switch(plan.id, 2))
    current = workbench.tracker.in_force.current("revenue")
    assert (current.version, current.start) == (2, mark.start)


def test_two_outcomes_have_a_plan_each(workbench, plan):
    workbench.tracker.put(plan.id)
    orders = workbench.plans.save("Orders", PlanSettings(outcome="conversions", days=7), {})
    workbench.tracker.put(orders.id)
    assert "“Orders”" in text(page.layout(workbench, SEARCH))
    assert "“December”" in text(page.layout(workbench, SEARCH + "&for=revenue"))


def test_choosing_another_scenario_sets_its_first_day(workbench, plan):
    answer = Browser(workbench).ask(PlanActual.CHOOSE, plan.id, [])
    assert answer[PlanActual.START]["value"] == answer[PlanActual.START]["min"]
    for foreign in ("nobody", None, 7, {"a": 1}, ["x"]):
        assert Browser(workbench).ask(PlanActual.CHOOSE, foreign, []) is None


@pytest.mark.parametrize("scenario", ["nobody", None, 7, ["x"], {"a": 1}, "x" * 10_000])
@pytest.mark.parametrize("start", [None, "2026-13-45", 10**30, {"a": 1}, "2999-01-01", "0001-01-01"])
def test_foreign_ids_and_days_get_a_sentence(workbench, plan, scenario, start):
    toast = Browser(workbench).told(PlanActual.PUT, 1, [scenario, start, {"not": "a name"}])
    assert toast["kind"] == "failed"
    assert workbench.tracker.in_force.all_current() == []


@pytest.mark.parametrize("start", ["2026-13-45", 10**30, {"a": 1}, ["2026-12-01"], "2999-01-01", "0001-01-01", True])
def test_days_that_are_none_get_a_sentence(workbench, plan, start):
    toast = Browser(workbench).told(PlanActual.PUT, 1, [plan.id, start, None])
    assert toast["kind"] == "failed"
    assert workbench.tracker.in_force.all_current() == []


@pytest.mark.parametrize(
    "name", ["", ":", "x:y", "revenue:", "revenue:-1", "revenue:1e9", "revenue:999999999999999", "no:0"]
)
def test_foreign_undos_get_a_sentence(workbench, plan, name):
    with pytest.raises(ProductError):
        view.undos(workbench)[view.UNDO].work(name, "")


def test_buttons_that_only_appeared_and_foreign_actions_do_nothing(workbench, plan):
    browser = Browser(workbench)
    assert browser.ask('plan-actual-put"', None, [None], button=PlanActual.put(plan.id, 1)) is None
    assert browser.ask(PlanActual.PUT, None, [plan.id, None, None]) is None
    for action in (None, "x", 3, {"name": 7}, {"name": "nothing:x"}):
        assert browser.ask(Shell.TOAST_ACTION, action, [None]) is None
    for version in (0, -1, 99, 10**40, "1", 1.5):
        toast = browser.told(
            'plan-actual-put"', 1, [None], button={"type": "plan-actual-put", "scenario": plan.id, "version": version}
        )
        assert toast["kind"] == "failed"
    assert workbench.tracker.in_force.all_current() == []


def test_markup_in_a_name_is_text(workbench, full):
    plan = workbench.plans.save("<b>Big</b> & *bold*", PlanSettings(days=14), {})
    workbench.tracker.put(plan.id)
    workbench.import_file(as_file(full), "after.csv")
    assert "“<b>Big</b> & *bold*”" in text(page.layout(workbench, SEARCH))


def test_data_that_cannot_be_compared_leave_a_way_out(workbench, plan, full):
    workbench.tracker.put(plan.id)
    dollars = full.daily_metrics.assign(currency="USD").to_csv(index=False).encode()
    workbench.import_file(dollars, "dollars.csv")
    shown = text(page.layout(workbench, SEARCH))
    assert "The plan in force cannot be compared" in shown
    assert "Take out of force" in shown


def test_no_two_callbacks_share_a_name(workbench):
    """Dash runs the wrong one of two callbacks with the same outputs and the same inputs."""
    app = Dash("test", suppress_callback_exceptions=True)
    app.layout = page.layout(workbench, SEARCH)
    page.register(app, workbench)
    view.register(app, workbench)
    specs = app.server.test_client().get("/_dash-dependencies").get_json()
    named = [spec["output"] for spec in specs]
    assert len(set(named)) == len(named)
    single = [part for name in named for part in name.strip(".").split("...")]
    assert len(set(single)) == len(single)
