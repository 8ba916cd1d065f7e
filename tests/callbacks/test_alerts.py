"""The view Alerts and the bell over a real workbench: what is written is kept, and foreign posts crash nothing."""

import json

import pytest
from dash import Dash

import callbacks
from callbacks import alerts_bell, alerts_rules
from callbacks import forecast_alerts as view
from callbacks.acts import register_undo
from components.ids import Alerts, Shell
from core.errors import ProductError
from core.memo import DictMemo
from core.workbench import open_workbench
from tests.core.alerts.test_desk import RULE, as_file

FIELDS = 8
FOREIGN = [None, 7, -1, True, 1e308, "", "x" * 100_000, "\0", "<b>", [], {}, [None], {"a": {"b": 1}}, "'; drop table"]


class Carrier:
    mail_missing = ""
    webhook_rules = "Any."

    def send_test(self, kind: str, recipient: str) -> str:
        if not recipient:
            raise ProductError("Write an address first.")
        return f"{kind} to {recipient}"


@pytest.fixture
def workbench(tmp_path):
    bench = open_workbench(tmp_path, DictMemo())
    bench.import_file(as_file("gggggbb"), "a.csv")
    bench.alerts.delivery = Carrier()
    return bench


class Browser:
    """Asks the callbacks through HTTP, as a browser does."""

    def __init__(self, workbench) -> None:
        app = Dash("test", suppress_callback_exceptions=True)
        app.layout = view.layout(workbench, {})
        for module in (view, alerts_bell, alerts_rules):
            module.register(app, workbench)
        register_undo(app, callbacks.undos(workbench))
        self.client = app.server.test_client()
        self.specs = self.client.get("/_dash-dependencies").get_json()

    def ask(self, inputs: dict, states: list, changed: str | None = None):
        """Answer a change; ``inputs`` by the id as it stands in the specification."""
        spec = next(
            s for s in self.specs
            if s["output"] and not s.get("clientside_function") and {i["id"] for i in s["inputs"]} == set(inputs)
        )  # fmt: skip
        outputs = [
            dict(zip(("id", "property"), part.rsplit(".", 1), strict=True))
            for part in spec["output"].strip(".").split("...")
        ]
        given = []
        for one in spec["inputs"]:
            value = inputs[one["id"]]
            if one["id"].startswith("{"):
                given.append([{"id": value[0], "property": one["property"], "value": value[1]}])
                changed = json.dumps(value[0], sort_keys=True, separators=(",", ":")) + f".{one['property']}"
            else:
                given.append({**one, "value": value})
                changed = changed or f"{one['id']}.{one['property']}"
        body = {
            "output": spec["output"],
            "outputs": outputs if len(outputs) > 1 else outputs[0],
            "inputs": given,
            "changedPropIds": [changed],
            "state": [{**d, "value": v} for d, v in zip(spec["state"], states, strict=True)],
        }
        answer = self.client.post("/_dash-update-component", json=body)
        assert answer.status_code in (200, 204), answer.text
        return None if answer.status_code == 204 else answer.get_json()["response"]


def pattern(made: dict) -> str:
    """A pattern id as the specification writes it."""
    wild = {k: v if k == "type" else ["ALL"] for k, v in made.items()}
    return json.dumps(wild, sort_keys=True, separators=(",", ":"))


def press(browser: Browser, act: str, rule_id: str, where: str = "page"):
    one = Alerts.act(act, where, rule_id)
    return browser.ask({pattern(one): (one, 1)}, [])


def undo(browser: Browser, name):
    return browser.ask({Shell.TOAST_ACTION: {"name": name}}, [None])


def test_writing_reading_keeping_and_the_way_back(workbench):
    browser = Browser(workbench)
    text = json.dumps(browser.ask({Alerts.SENTENCE: RULE}, []))
    assert "would not have alerted" in text
    near = json.dumps(browser.ask({Alerts.SENTENCE: "ROAS of Serch below 2"}, []), ensure_ascii=False)
    assert "Take “ROAS of Search below 2 for 1 day”" in near
    said = browser.ask({Alerts.SAVE: 1}, ["", RULE, "mara@example.com", "", "Mara"])
    assert said[Alerts.SENTENCE]["value"] == ""
    (rule,) = workbench.alerts.store.rules()
    assert (rule.owner, rule.emails) == ("Mara", ("mara@example.com",))
    again = browser.ask({Alerts.SAVE: 1}, ["", RULE, "", "", None])
    assert "There is a rule that says" in json.dumps(again, ensure_ascii=False)
    assert Alerts.SENTENCE not in again
    undo(browser, said[Shell.TOAST]["data"]["name"])
    assert workbench.alerts.store.rules() == []


def test_a_rule_is_changed_in_the_same_card(workbench):
    browser, rule = Browser(workbench), workbench.alerts.add(RULE)
    one = Alerts.edit(rule.id)
    filled = browser.ask({pattern(one): (one, 1)}, [])
    assert filled[Alerts.SENTENCE]["value"] == RULE
    assert filled[Alerts.EDITING]["data"] == rule.id
    said = browser.ask({Alerts.SAVE: 1}, [rule.id, "ROAS of Search below 1.5 for 3 days", "", "", None])
    assert workbench.alerts.store.rule(rule.id).text == "ROAS of Search below 1.5 for 3 days"
    undo(browser, said[Shell.TOAST]["data"]["name"])
    assert workbench.alerts.store.rule(rule.id).text == RULE
    assert browser.ask({Alerts.CANCEL: 1}, [])[Alerts.SENTENCE]["value"] == ""


@pytest.mark.parametrize("act", ["pause", "mute", "remove"])
def test_what_is_done_with_a_rule_is_undone(workbench, act):
    browser, rule = Browser(workbench), workbench.alerts.add(RULE)
    before = workbench.alerts.store.rule(rule.id)
    said = press(browser, act, rule.id, "bell")
    store = workbench.alerts.store
    assert not store.rules() or store.rule(rule.id) != before
    undo(browser, said[Shell.TOAST]["data"]["name"])
    assert store.rule(rule.id) == before


def test_news_show_what_data_brought(workbench):
    browser = Browser(workbench)
    workbench.alerts.add(RULE)
    stamp = view.stamp(workbench)
    assert browser.ask({Shell.NEWS: {"changed": ["alerts"]}}, [stamp]) is None
    workbench.import_file(as_file("gggggbbb"), "b.csv")
    answer = json.dumps(browser.ask({Shell.NEWS: {"changed": ["data"]}}, [stamp]), ensure_ascii=False)
    assert "One rule is broken: ROAS of Search below 2 since 6 Sep" in answer
    bell = browser.ask({Shell.NEWS: {"changed": ["alerts"]}, Alerts.SEEN: None}, [])
    assert "1 new one" in json.dumps(bell)
    assert bell[Alerts.NEWEST]["data"] == 1
    assert browser.ask({Shell.NEWS: {"changed": ["scenarios"]}, Alerts.SEEN: None}, []) is None
    seen = browser.ask({Shell.NEWS: None, Alerts.SEEN: 1}, [], f"{Alerts.SEEN}.data")
    assert "new one" not in json.dumps(seen)
    assert Alerts.PANEL_BODY not in seen


def test_test_messages_answer_in_words(workbench):
    browser = Browser(workbench)
    both = {Alerts.TEST_EMAIL: 1, Alerts.TEST_WEBHOOK: None}
    sent = browser.ask(both, ["mara@example.com", ""], f"{Alerts.TEST_EMAIL}.n_clicks")
    assert "email to mara@example.com" in json.dumps(sent)
    failed = browser.ask(both | {Alerts.TEST_WEBHOOK: 1}, ["", ""], f"{Alerts.TEST_WEBHOOK}.n_clicks")
    assert "Write an address first." in json.dumps(failed)


@pytest.mark.parametrize("foreign", FOREIGN)
def test_foreign_posts_crash_nothing_and_change_nothing(workbench, foreign):
    browser, rule = Browser(workbench), workbench.alerts.add(RULE)
    before = workbench.alerts.store.rules()
    browser.ask({Alerts.SENTENCE: foreign}, [])
    browser.ask({Alerts.SAVE: 1}, [foreign] * 5)
    browser.ask({Alerts.SAVE: 1}, ["nope", "CPA above 3", foreign if foreign else 3, "", foreign])
    browser.ask({Alerts.SAVE: 1}, [foreign or 3, "CPA above 3", "", foreign or 3, None]) if foreign not in (
        "",
        7,
    ) else None
    browser.ask({Alerts.TAKE: 1}, [foreign] * 5)
    browser.ask({Alerts.TAKE: 1}, ["roas", "all campaigns", "below", foreign, foreign])
    browser.ask({Shell.NEWS: foreign}, [foreign])
    browser.ask({Shell.NEWS: foreign, Alerts.SEEN: foreign}, [])
    browser.ask({Alerts.TEST_EMAIL: foreign, Alerts.TEST_WEBHOOK: foreign}, [foreign, foreign])
    for wrong in (Alerts.act(foreign, "page", rule.id), Alerts.act("pause", foreign, foreign), Alerts.edit(foreign)):
        browser.ask({pattern(Alerts.edit("x") if "act" not in wrong else wrong): (wrong, 1)}, [])
    for name in (foreign, f"alert-rule:pause:{foreign}", f"alert-rule:{foreign}:{rule.id}", "alert-rule:"):
        undo(browser, name)
    assert workbench.alerts.store.rules() == before


@pytest.mark.parametrize(
    "days", ["gg", "gggggg", "g" * 7, "b" * 40, "g.....g..g", "ggggggg" + "." * 60 + "g"], ids=lambda d: d[:8]
)
def test_the_view_stands_on_little_data(tmp_path, days):
    bench = open_workbench(tmp_path, DictMemo())
    bench.import_file(as_file(days), "a.csv")
    assert "No rules yet" in str(view.layout(bench, {}))
