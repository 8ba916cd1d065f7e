"""The Outlook over a real workbench: what the address shows, steps, choices, holidays, and what foreign posts get."""

import json

import pytest
from dash import Dash

from callbacks import forecast_outlook as view
from components.ids import Outlook, Shell
from core.allocation.planning import PlanSettings
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import open_workbench


def text(part) -> str:
    """What stands on a part of a page, without its attributes."""
    if isinstance(part, (list, tuple)):
        return " ".join(text(p) for p in part)
    if isinstance(part, (str, int, float)):
        return str(part).replace("\u00a0", " ").replace("\u2060", "")
    return text(part.children) if getattr(part, "children", None) is not None else ""


@pytest.fixture(scope="module")
def workbench(tmp_path_factory):
    bench = open_workbench(tmp_path_factory.mktemp("outlook"), DictMemo())
    data = DataGenerator(seed=5, campaigns=4, customers=0, days=120).generate()
    bench.import_file(data.daily_metrics.assign(currency="EUR").to_csv(index=False).encode(), "made.csv")
    return bench


class Browser:
    """Asks the callbacks of the view through HTTP, as a browser does."""

    def __init__(self, workbench) -> None:
        app = Dash("test", suppress_callback_exceptions=True)
        app.layout = view.layout(workbench, {})
        view.register(app, workbench)
        self.client = app.server.test_client()
        self.specs = self.client.get("/_dash-dependencies").get_json()

    def ask(self, changed: str, **values):
        """Post what the callback that listens to ``changed`` is given, by id; return its answer by id."""
        wanted = {changed.rpartition(".")[0]} | set(values)
        spec = next(
            s for s in self.specs
            if any(f"{i['id']}.{i['property']}" == changed for i in s["inputs"])
            and wanted <= {i["id"] for i in (*s["inputs"], *s["state"])} and s["clientside_function"] is None
        )  # fmt: skip
        names = spec["output"].strip(".").split("...")
        pairs = [{"id": o.rpartition(".")[0], "property": o.rpartition(".")[2]} for o in names]
        given = lambda some: [{**i, "value": values.get(i["id"])} for i in some]  # noqa: E731
        body = {
            "output": spec["output"], "outputs": pairs if len(pairs) > 1 else pairs[0],
            "inputs": given(spec["inputs"]), "state": given(spec["state"]), "changedPropIds": [changed],
        }  # fmt: skip
        answer = self.client.post("/_dash-update-component", data=json.dumps(body), content_type="application/json")
        return answer.status_code, (answer.get_json() or {}).get("response", {}) if answer.status_code == 200 else {}


def shown(workbench, **parameters) -> str:
    done, body = view.advanced(workbench, parameters, {"run": 1})
    while not done["ready"]:
        done, body = view.advanced(workbench, parameters, {"run": 1})
    return text(body)


def test_the_title_says_where_it_is_heading(workbench) -> None:
    said = shown(workbench)
    assert "Revenue is heading to about €" in said
    assert "in the next 28 days, between €" in said
    found = workbench.forecasts.get("revenue", 28)
    for name in found.names.values():
        assert name in said
    assert "In 4 checks on past days it missed by" in said
    assert "of days, should be 80 %" in said


def test_the_address_chooses_measure_part_and_horizon(workbench) -> None:
    found = workbench.forecasts.get("conversions", 60)
    key = found.tree.campaigns[0]
    said = shown(workbench, measure="conversions", part=f"campaign:{key}", ahead="60")
    assert f"Conversions of {found.names[key]} are heading to about" in said
    assert "in the next 60 days" in said
    channel = found.tree.channels[0]
    assert f"Revenue of {channel} is heading to" in shown(workbench, part=f"channel:{channel}")


@pytest.mark.parametrize(
    "parameters",
    [
        {"measure": "love"},
        {"ahead": "9" * 50},
        {"ahead": "-1"},
        {"part": "total:x"},
        {"part": ":"},
        {"plan": "'"},
        {"all": "1"},
    ],
)
def test_what_there_is_none_of_is_as_usual(workbench, parameters) -> None:
    assert "Revenue is heading to about" in shown(workbench, **parameters)


def test_a_part_that_is_not_there_is_said(workbench) -> None:
    assert "There is no such campaign or channel" in shown(workbench, part="campaign:<b>zz</b>")


def test_under_a_plan(workbench) -> None:
    planner = workbench.planner("revenue", 28)
    spend = {c.id: c.today * 1.5 for c in planner.campaigns}
    scenario = workbench.plans.save("<i>More</i>", PlanSettings(days=28), spend)
    said = shown(workbench, plan=scenario.id)
    assert "Under “<i>More</i>”, revenue would come to about" in said
    assert "The plan changes it by" in said
    assert "This plan cannot be shown." in shown(workbench, plan="unknown")
    assert "says what revenue it brings, not clicks" in shown(workbench, plan=scenario.id, measure="clicks")


def test_short_bad_and_empty_data_are_words(tmp_path) -> None:
    bench = open_workbench(tmp_path, DictMemo())
    rows = ["date,campaign,channel,spend,impressions,clicks,conversions,revenue"]
    rows += [f"2026-03-0{d},One,Search,10,100,5,{-1 if d == 3 else 1},{d * 7}" for d in range(1, 8)]
    bench.import_file("\n".join(rows).encode(), "short.csv")
    said = shown(bench)
    assert "Revenue is heading to about" in said
    assert "Too short to check" in said
    rows = [rows[0], *(f"2026-03-{d:02},One,Search,5,0,0,0,0" for d in range(1, 29))]
    bench.import_file("\n".join(rows).encode(), "zeros.csv")
    assert "No revenue is expected in the next 28 days." in shown(bench)
    assert "Nothing to check" in shown(bench)


def test_choosing_a_part_changes_the_address(workbench) -> None:
    browser = Browser(workbench)
    ask = {"measure": "spend", "ahead": "14"}
    code, answer = browser.ask(
        f"{Outlook.PART}.value", **{Outlook.PART: "channel:A & B", Outlook.PLAN: "today", Outlook.ASK: ask}
    )
    assert code == 200
    assert answer[Shell.LOCATION]["search"] == "?measure=spend&part=channel%3AA+%26+B&ahead=14"
    same = {Outlook.PART: "all", Outlook.PLAN: "today", Outlook.ASK: ask}
    assert browser.ask(f"{Outlook.PART}.value", **same)[0] == 204


def test_a_country_is_chosen_for_all(workbench) -> None:
    browser = Browser(workbench)
    code, answer = browser.ask(f"{Outlook.COUNTRY}.value", **{Outlook.COUNTRY: "DE", Shell.PERSON: "Mara"})
    assert code == 200
    assert "Public holidays of Germany count" in answer[Shell.TOAST]["data"]["text"]
    assert workbench.forecasts.holidays.country() == "DE"
    assert "in the history" in shown(workbench)
    browser.ask(f"{Outlook.COUNTRY}.value", **{Outlook.COUNTRY: "none"})
    assert workbench.forecasts.holidays.country() == ""
    assert "No public holidays are reckoned with" in shown(workbench)


@pytest.mark.parametrize("bad", [None, 5, "XX", ["DE"], {"a": 1}, "D" * 10_000])
def test_hand_made_posts_change_nothing(workbench, bad) -> None:
    browser = Browser(workbench)
    before = workbench.forecasts.holidays.country()
    assert browser.ask(f"{Outlook.COUNTRY}.value", **{Outlook.COUNTRY: bad})[0] in (200, 204)
    assert browser.ask(f"{Outlook.PART}.value", **{Outlook.PART: bad, Outlook.PLAN: bad, Outlook.ASK: bad})[0] in (
        200,
        204,
    )
    assert browser.ask(f"{Outlook.STEP}.data", **{Outlook.STEP: bad, Outlook.ASK: bad})[0] in (200, 204)
    assert workbench.forecasts.holidays.country() == before
