"""The Scenarios page over a real workbench: what an address shows, what a second browser sees, what the acts do."""

import base64
import io
import json

import pytest
import python_calamine
from dash import Dash

from callbacks import scenarios as page
from callbacks.acts import register_undo
from callbacks.scenarios_acts import undos
from components.ids import Scenarios, Shell
from components.scenarios_address import Choice, read_choice
from core.allocation.planning import PlanSettings
from core.assumption_store import AssumptionStore
from core.curve_store import CurveStore
from core.data import DatasetStore
from core.database import open_database
from core.memo import DictMemo
from core.scenarios import ScenarioStore
from core.simulation import DataGenerator
from core.workbench import Workbench

MEMO = DictMemo()  # the fit of the small data set is shared by all tests


@pytest.fixture(scope="module")
def dataset():
    return DataGenerator(seed=7, campaigns=4, customers=50, days=120, name="Shop").generate()


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
def two(workbench):
    today = {c.id: c.today for c in workbench.planner("revenue", 30).campaigns}
    first, *_, last = today
    less = workbench.plans.save("Less", PlanSettings(), {**today, first: 0.5 * today[first]}, owner="Mara Keller")
    more = workbench.plans.save("More", PlanSettings(), {**today, last: 2 * today[last]})
    return less, more


def text(part) -> str:
    """What stands on a part of a page, without its attributes."""
    if isinstance(part, (list, tuple)):
        return "".join(text(p) for p in part)
    if isinstance(part, str):
        return part.replace("\u00a0", " ")
    return text(part.children) if getattr(part, "children", None) is not None else ""


class Browser:
    """Asks the callbacks through HTTP, as a browser does."""

    def __init__(self, workbench: Workbench) -> None:
        app = Dash("test", suppress_callback_exceptions=True)
        app.layout = page.layout(workbench, "")
        page.register(app, workbench)
        register_undo(app, undos(workbench))
        self.client = app.server.test_client()
        self.specs = self.client.get("/_dash-dependencies").get_json()

    def ask(self, by: str, values: list, states: list, pressed: str | None = None):
        """Return the answer to a change of the input ``by``: properties by id, or None where nothing changes.

        Args:
            by: Part of the id of the input that changed.
            values: Values of the inputs; for a button of a scenario the clicks.
            states: Values of the states.
            pressed: Id of the scenario whose button was pressed.
        """
        spec = next(s for s in self.specs if any(by in i["id"] for i in s["inputs"]))
        outputs = [
            dict(zip(("id", "property"), part.rsplit(".", 1), strict=True))
            for part in spec["output"].strip(".").split("...")
        ]
        inputs: list = [{**i, "value": v} for i, v in zip(spec["inputs"], values, strict=True)]
        changed = next(f"{i['id']}.{i['property']}" for i in spec["inputs"] if by in i["id"])
        if pressed is not None:
            inputs = [[{"id": {"type": by, "id": pressed}, "property": "n_clicks", "value": values[0]}]]
            changed = json.dumps({"id": pressed, "type": by}, separators=(",", ":")) + ".n_clicks"
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


def test_without_scenarios_the_page_leads_to_the_budget(workbench):
    shown = page.layout(workbench, "")
    assert "No scenarios yet" in text(shown)
    assert "Make one in Budget" in text(shown)


def test_without_an_address_the_two_newest_stand_side_by_side(workbench, two):
    shown = page.view(workbench, Choice())
    assert [s.name for s in shown.chosen] == ["More", "Less"]
    compared = page.comparison(workbench, shown)
    assert compared.against("A", "B").win is not None
    assert "AMore" in text(page.layout(workbench, ""))


def test_the_address_chooses_and_orders(workbench, two):
    less, more = two
    search = f"?ids={less.id},{more.id}&by=outcome"
    compared = page.comparison(workbench, page.view(workbench, read_choice(search)))
    assert [s.scenario.name for s in compared.sides] == ["Less", "More"]
    assert compared.measure == "outcome"
    # What the page shows for today is what the planner of the workbench says.
    planner = workbench.planner("revenue", 30)
    expected = planner.outcome_draws(planner.today).sum(axis=1).mean()
    assert compared.today.expected.mean == pytest.approx(expected)
    assert not any(s.stale for s in compared.sides)


def test_an_unknown_id_is_said_and_the_rest_is_shown(workbench, two):
    shown = text(page.layout(workbench, f"?ids=nothere,{two[0].id}"))
    assert "1 scenario of this link could not be found." in shown
    assert "ALess" in shown
    assert "Choose what to compare" in text(page.layout(workbench, "?ids="))


def test_a_second_browser_sees_what_the_first_saved_and_keeps_its_choice(workbench, two):
    less, more = two
    browser = Browser(workbench)
    search = f"?ids={less.id}"
    shown = page.view(workbench, read_choice(search))
    stamps = {"list": page.news_stamp(workbench), "compared": page.compared_stamp(workbench, shown)}
    assert browser.ask(Shell.NEWS, [None], [stamps, "", search]) is None
    workbench.plans.save("From the first", PlanSettings(), {}, owner="Jonas Tran")
    answer = browser.ask(Shell.NEWS, [{"changed": ["scenarios"]}], [stamps, "", search])
    assert answer[Scenarios.COUNT]["children"] == "3 scenarios"
    rows = json.dumps(answer[Scenarios.LIST])
    assert "From the first" in rows
    assert f"ids={less.id},{more.id}" in rows  # the choice is still the one of this browser
    # What stands beside the list says nothing else, so whoever reads or types there is left alone.
    assert Scenarios.COMPARE not in answer
    assert Scenarios.HEAD not in answer
    stamps = answer[Scenarios.STAMP]["data"]
    assert browser.ask(Shell.NEWS, [{}], [stamps, "", search]) is None
    workbench.scenarios.rename(less.id, "Much less")
    answer = browser.ask(Shell.NEWS, [{}], [stamps, "", search])
    assert "Much less" in json.dumps(answer[Scenarios.COMPARE])
    # A hand-posted stamp of another type is no stamp: everything is shown anew.
    assert Scenarios.COMPARE in browser.ask(Shell.NEWS, [7], [["x"], "", search])


def test_search_narrows_the_list_and_keeps_what_is_chosen(workbench, two):
    less, more = two
    rows = json.dumps(Browser(workbench).ask(Scenarios.FIND, ["nothing like it"], [f"?ids={less.id}"]))
    assert "Less" in rows
    assert more.id not in rows


def test_archive_takes_out_of_list_and_comparison_and_undo_brings_back(workbench, two):
    less, more = two
    browser = Browser(workbench)
    answer = browser.ask("scenario-archive", [1], [f"?ids={less.id},{more.id}"], pressed=less.id)
    assert answer[Shell.LOCATION]["search"] == f"?ids={more.id}"
    toast = answer[Shell.TOAST]["data"]
    assert (toast["text"], toast["action"]) == ("Archived “Less”", "Undo")
    assert [s.name for s in workbench.scenarios.list()] == ["More"]
    assert "Archived" in text(page.layout(workbench, f"?ids={less.id}"))  # a link to it still works
    answer = browser.ask(Shell.TOAST_ACTION, [{"name": toast["name"], "at": 1}], [None])
    assert "is back in the list" in answer[Shell.TOAST]["data"]["text"]
    assert workbench.scenarios.get(less.id) == less
    assert browser.ask(Shell.TOAST_ACTION, [{"name": "something else", "at": 2}], [None]) is None


def test_a_button_that_only_appeared_was_not_pressed(workbench, two):
    assert Browser(workbench).ask("scenario-archive", [None], [""], pressed=two[0].id) is None
    assert len(workbench.scenarios.list()) == 2


def test_an_id_that_does_not_exist_gives_a_message_and_no_traceback(workbench, two):
    browser = Browser(workbench)
    for button, states in (("scenario-archive", [""]), ("scenario-restore", []), ("scenario-duplicate", ["", None])):
        answer = browser.ask(button, [1], states, pressed="nothere")
        assert answer[Shell.TOAST]["data"]["kind"] == "failed"
        assert "no scenario" in answer[Shell.TOAST]["data"]["detail"]


def test_margin_goes_into_the_address_and_a_bad_one_changes_nothing(workbench, two):
    browser = Browser(workbench)
    answer = browser.ask(Scenarios.MARGIN, [55], ["?ids=a"])
    assert answer[Shell.LOCATION]["search"] == "?ids=a&margin=55"
    assert browser.ask(Scenarios.MARGIN, [55], ["?ids=a&margin=55"]) is None
    for bad in (-5, 0, 1000, None, "plenty"):
        answer = browser.ask(Scenarios.MARGIN, [bad], ["?ids=a&margin=55"])
        assert answer[Shell.LOCATION]["search"] == "?ids=a&margin=55"
        assert answer[Shell.TOAST]["data"]["kind"] == "failed"


def test_export_gives_the_comparison_of_the_address(workbench, two):
    less, more = two
    answer = Browser(workbench).ask(Scenarios.EXPORT, [1], [f"?ids={less.id},{more.id}"])
    data = answer[Scenarios.DOWNLOAD]["data"]
    assert data["filename"].endswith(".csv")
    assert "Less,More" in data["content"]
    assert Browser(workbench).ask(Scenarios.EXPORT, [None], [""]) is None


def test_the_workbook_is_that_of_the_address_with_its_base(workbench, two):
    less, more = two
    answer = Browser(workbench).ask(Scenarios.WORKBOOK, [1], [f"?ids={less.id},{more.id}&base=B"])
    data = answer[Scenarios.DOWNLOAD]["data"]
    assert data["filename"].endswith(".xlsx")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(base64.b64decode(data["content"])))
    assert book.sheet_names == ["Comparison", "A Less", "B More"]
    rows = {row[1]: row[2:] for row in book.get_sheet_by_name("Comparison").to_python()}
    assert rows["Base"] == ["", "", "base"]
    assert rows["Budget"][1:] == pytest.approx([sum(less.spend.values()), sum(more.spend.values())], abs=0.005)
    assert Browser(workbench).ask(Scenarios.WORKBOOK, [None], [""]) is None
    assert Browser(workbench).ask(Scenarios.WORKBOOK, [1], ["?ids="]) is None
    for posted in (7, [], {"ids": "x"}, None, "?ids=%00&base=%F0&flow=" + "9" * 5000):
        for output in (Scenarios.WORKBOOK, Scenarios.EXPORT):
            Browser(workbench).ask(output, [1], [posted])  # is answered, or nothing changes; never a failure


def test_a_base_that_nothing_has_is_as_if_none_were_asked_for(workbench, two):
    less, more = two
    for search, base in (("&base=B", "B"), ("&base=D", "Today"), ("&base=x", "Today"), ("&base=", "Today")):
        shown = page.view(workbench, read_choice(f"?ids={less.id},{more.id}{search}"))
        assert page.comparison(workbench, shown).base == base


def test_the_page_to_print_is_an_address(workbench, two):
    less, more = two
    printed = page.layout(workbench, f"?ids={less.id},{more.id}&print=1")
    assert printed.className == "print-page"
    assert "Split by week" in text(printed)
    # With nothing to print there is the page as ever.
    assert "Choose what to compare" in text(page.layout(workbench, "?ids=&print=1"))
