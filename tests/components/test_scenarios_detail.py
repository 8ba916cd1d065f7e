"""One scenario in full: all of it is said, what changed is read out, new figures stand beside the old ones."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from dash.development.base_component import Component

from components.ids import Scenarios
from components.scenarios_address import Choice
from components.scenarios_changes import change_lines
from components.scenarios_detail import PARTS, Detail, detail_head, detail_parts, detail_view
from core.allocation.planning import GroupLimit, PlanSettings
from core.database import open_database
from core.memo import DictMemo
from core.plan_rerun import Standing, rerun
from core.scenarios import Comment, ScenarioStore, WeeklySpend, version_changes
from tests.components.reading import prop, said, walk
from tests.core.scenarios.cases import Saver, make_dataset, make_planner

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EVIL = "<img src=x onerror=alert(1)> & <b>bold</b>"
KEPT = {"c1": 3000.0, "c2": 6000.0, "c3": 1500.0}


@pytest.fixture
def save(tmp_path):
    dataset = make_dataset()
    return Saver(ScenarioStore(open_database(f"sqlite:///{tmp_path / 'c.db'}")), dataset, make_planner(dataset))


def detail(*versions, **values) -> Detail:
    usual = {
        "comments": [], "standing": Standing(), "dataset": make_dataset(), "kept": True, "rerun": None,
        "choice": Choice(open=versions[0].id), "person": None, "now": NOW,
    }  # fmt: skip
    return Detail(versions=versions, **(usual | values))


def plain(part) -> str:
    return said(part).replace("\u00a0", " ").replace("\u2060", "")


def facts(part) -> dict[str, str]:
    found = {}
    for node in walk(part):
        if type(node).__name__ == "Dl":
            children = list(node.children)
            found |= {
                plain(t): plain(d)
                for t, d in zip(children[::2], children[1::2], strict=True)
                if type(t).__name__ == "Dt"
            }
    return found


def test_every_part_has_a_place_and_every_setting_is_said(save):
    settings = PlanSettings(
        budget=12_000.0, goal="profit", margin=0.4, lower={"c1": 100.0}, upper={"c2": 9000.0, "c3": 50.0},
        locked={"c3": 20.0}, groups=(GroupLimit("Both", ("c1", "c2"), upper=9000.0),), at_least={"c1": 500.0},
        most_active=2,
    )  # fmt: skip
    weekly = WeeklySpend(
        date(2026, 12, 1),
        {"c1": (1.0, 2.0, 0.0, 0.0, 0.0), "c2": (1.0, 1.0, 0.0, 0.0, 0.0), "c3": (1.0, 1.0, 0.0, 0.0, 0.0)},
    )
    spend = {"c1": 3.0, "c2": 2.0, "c3": 2.0}
    scenario = save("December", spend, note="Why", settings=settings, certificate="Proved", gap=0.0, weekly=weekly)
    parts = detail_parts(detail(scenario, kept=False))
    assert set(parts) == set(PARTS)
    page = [detail_head(parts, scenario, Choice(open=scenario.id)), detail_view(parts, scenario)]
    places = [n.id["name"] for n in walk(page) if isinstance(getattr(n, "id", None), dict) and "name" in n.id]
    assert sorted(places) == sorted(PARTS)
    asked = facts(parts["about"])
    assert asked["Goal"] == "Most profit at a margin of 40 %"
    assert asked["Total"] == "At most €12,000"
    assert asked["Limits"] == (
        "Limits of 3 campaigns Search brand: at least €100 Prospecting: at most €9,000 Reach: at most €50"
    )
    assert (asked["Fixed"], asked["Groups"]) == ("Reach", "Both: at most €9,000")
    assert asked["Least if at all"] == "Nothing or at least €500 (1 campaign)"
    assert (asked["Campaigns that run"], asked["Caution"]) == ("At most 2", "Expected outcome")
    assert asked["Over the weeks"] == "5 weeks of their own, from 1 Dec 2026"
    assert asked["Data"].startswith("Shop, up to 22 Nov 2026 No longer kept")
    assert "€7 over 30 days would bring about" in plain(parts["finding"])


def test_markup_is_text_wherever_people_write(save):
    scenario = save(EVIL, note=EVIL, owner=EVIL)
    comments = [Comment(1, scenario.id, EVIL, EVIL, NOW)]
    parts = detail_parts(detail(replace(scenario, tags=(EVIL,)), comments=comments, person=EVIL))
    for name in ("name", "about", "tags", "versions", "comments"):
        assert EVIL in said(parts[name])
    kinds = {type(n).__name__ for n in walk(list(parts.values()))}
    assert not kinds & {"Markdown", "Img", "Script", "DangerouslySetInnerHTML"}


def test_only_ones_own_comments_can_be_taken_back(save):
    scenario = save("Plan")
    comments = [Comment(i, scenario.id, who, f"By {who}", NOW) for i, who in enumerate(("Mara", "Jonas", ""))]
    for person, own in (("Mara", [0]), ("", [2]), (None, []), ("Nobody", [])):
        parts = detail_parts(detail(scenario, comments=comments, person=person))["comments"]
        ids = [n.id["comment"] for n in walk(parts) if type(n).__name__ == "Button"]
        assert ids == own


def test_what_changed_is_read_out(save):
    first = save("Plan", {**KEPT, "c3": 4500.0}, settings=PlanSettings(locked={"c1": 3000.0}, upper={"c2": 6000.0}))
    settings = PlanSettings(
        budget=10_000.0, lower={"c1": 100.0}, upper={"c2": 7000.0}, caution=0.5,
        groups=(GroupLimit("Both", ("c1", "c2"), upper=9000.0),),
    )  # fmt: skip
    second = save("Plan", KEPT, note="Cut", settings=settings, scenario_id=first.id, base_version=1)
    lines = {
        line.title: [t.replace("\u00a0", " ") for t in line.texts]
        for line in change_lines(version_changes(first, second))
    }
    assert list(lines) == ["Total asked for", "Split", "Fixed", "Limits", "Groups", "Caution", "Expected", "Note"]
    assert lines["Total asked for"] == ["Today’s total → €10,000"]
    assert lines["Split"] == ["Reach −€3,000 (€4,500 → €1,500)", "In all €13,500 → €10,500"]
    assert lines["Fixed"] == ["Search brand no longer fixed"]
    assert lines["Limits"] == ["Search brand: at least €100", "Prospecting: at most €7,000, was €6,000"]
    assert lines["Groups"] == ["Both: at most €9,000"]
    assert lines["Caution"] == ["Expected outcome → Bad 10 % of cases, weight 50 %"]
    assert lines["Expected"][0].count("→") == 1
    assert lines["Expected"][0].count("(") == 2
    assert lines["Note"] == ["Cut"]
    back = {line.title: line.texts for line in change_lines(version_changes(second, first))}
    assert back["Note"] == ("Taken away",)
    assert back["Groups"] == ("Lifted: Both: at most €9,000",)
    assert change_lines(version_changes(first, first)) == []


def test_versions_lead_to_the_budget_and_only_earlier_ones_come_back(save):
    versions = [save("Plan", KEPT)]
    for i in range(7):
        versions.insert(
            0, save("Plan", {**KEPT, "c1": 100.0 * i}, scenario_id=versions[0].id, base_version=versions[0].version)
        )
    shown = detail_parts(detail(*versions))["versions"]
    links = [n.href for n in walk(shown) if type(n).__name__ == "Link"]
    assert links == [f"/budget?scenario={versions[0].id}&version={i}" for i in range(8, 0, -1)]
    backs = [n.id for n in walk(shown) if type(n).__name__ == "Button"]
    assert backs == [Scenarios.back(versions[0].id, i, 8) for i in range(7, 0, -1)]
    assert "2 earlier versions" in said(shown)
    assert "The first version." in said(shown)


def test_an_archived_one_can_be_restored_and_says_so(save):
    scenario = replace(save("Plan"), archived=True)
    parts = detail_parts(detail(scenario))
    assert plain(parts["notes"]).startswith("Archived.")
    assert [plain(n) for n in parts["acts"]] == ["Restore", "Duplicate", "Open in Budget"]
    assert [plain(n) for n in detail_parts(detail(save("Other")))["acts"]] == [
        "Archive",
        "Put in force",
        "Duplicate",
        "Open in Budget",
    ]


def test_a_stale_one_offers_the_new_figures_and_one_that_cannot_be_run_says_why(save):
    scenario = save("Plan")
    notes = detail_parts(detail(scenario, standing=Standing("data")))["notes"]
    hrefs = [n.href for n in walk(notes) if type(n).__name__ == "Link"]
    assert hrefs == [f"/scenarios?open={scenario.id}&rerun=1"]
    assert "Made on older data." in plain(notes)
    assert "Made with an earlier model." in plain(detail_parts(detail(scenario, standing=Standing("model")))["notes"])
    stuck = detail_parts(detail(scenario, standing=Standing("data", "“Reach” is gone."), kept=False))["notes"]
    assert "“Reach” is gone." in plain(stuck)
    assert "no longer kept" in plain(stuck)
    assert not [n for n in walk(stuck) if type(n).__name__ == "Link"]
    assert detail_parts(detail(scenario))["notes"] == []


def test_new_figures_stand_beside_the_old_ones_with_their_difference(save):
    settings = PlanSettings(budget=10_500.0)
    scenario = save("Plan", {**KEPT, "c1": 4000.0, "c2": 5000.0}, settings=settings, certificate="Proved", gap=0.0)
    newer = make_dataset(days=45)
    planner = make_planner(newer, seed=23)
    found = rerun(scenario, planner, DictMemo())
    parts = detail_parts(
        detail(scenario, standing=Standing("data"), rerun=found, choice=Choice(open=scenario.id, rerun=True))
    )
    card = next(n for n in parts["notes"] if "rerun" in str(getattr(n, "className", "")).split())
    cells = {}
    for node in walk(card):
        if getattr(node, "role", "") == "row":
            head, *columns = node.children
            cells[plain(head)] = [plain(c) for c in columns]
    assert cells["Spend"] == ["€10,500"] * 3
    old, same, best = scenario.figures, found.figures, found.best.figures
    for shown, figures in zip(cells["Expected revenue"], (old, same, best), strict=True):
        assert shown.startswith(f"€{figures.expected / 1000:.1f} k {figures.lower / 1000:.1f} – ")
    moved = float(f"{same.expected - old.expected:.2g}")  # under a thousand, to two figures
    assert 10 < abs(moved) < 1000
    assert cells["Expected revenue"][1].endswith(f" {'+' if moved > 0 else '−'}€{abs(moved):,.0f} on the saved")
    assert 0.01 < same.chance < 0.99
    assert cells["Chance of beating today"][1] == f"{100 * same.chance:.0f} %"
    assert cells["From the best possible"] == ["The best then", f"{100 * found.gap:.1f} % below", "This is the best"]
    buttons = {plain(n): n.id for n in walk(card) if type(n).__name__ == "Button"}
    assert buttons == {
        "Keep as version 2": Scenarios.keep(scenario.id, "same", 1, found.key),
        "Keep the new best as version 2": Scenarios.keep(scenario.id, "best", 1, found.key),
    }
    leave = next(n for n in walk(card) if type(n).__name__ == "Link")
    assert (plain(leave), leave.href) == ("Leave as it is", f"/scenarios?open={scenario.id}")
    assert "The best split against the same one: " in plain(card)


def test_fields_have_names(save):
    scenario = save("Plan")
    parts = detail_parts(detail(scenario))
    page = [detail_head(parts, scenario, Choice(open=scenario.id)), detail_view(parts, scenario)]
    labels = [n for n in walk(page) if type(n).__name__ == "Label"]
    assert [plain(n) for n in labels] == ["Name", "New tag", "Your comment"]
    icons = [n for n in walk(page) if isinstance(n, Component) and prop(n, "data-expands") == Scenarios.RENAME_FORM]
    assert [plain(n) for n in icons] == ["Rename"]
