"""The parts of the Scenarios page: address, list and table show what the data say."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from components.scenarios import comparison_head, no_scenarios, scenarios_page
from components.scenarios_address import Choice, read_choice, read_margin
from components.scenarios_compare import comparison_view, saved_text
from components.scenarios_constraints import (
    constraint_section,
    goal_text,
    limits_text,
    locked_text,
    proof_text,
)
from components.scenarios_list import list_filters, matches, scenario_list
from components.scenarios_split import split_section
from components.scenarios_totals import totals_section
from core.allocation.planning import GroupLimit, PlanSettings
from core.database import open_database
from core.scenarios import ScenarioStore, compare
from core.scenarios.comparison import TODAY
from tests.core.scenarios.cases import Saver, make_dataset, make_planner

REVENUE_30 = ("revenue", 30)
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def planner():
    return make_planner(make_dataset())


@pytest.fixture
def save(tmp_path, planner):
    return Saver(ScenarioStore(open_database(f"sqlite:///{tmp_path / 'c.db'}")), make_dataset(), planner)


def nodes(part):
    """All components below a part, and the texts between them."""
    if isinstance(part, (list, tuple)):
        for child in part:
            yield from nodes(child)
    elif part is not None:
        yield part
        if hasattr(part, "children"):
            yield from nodes(part.children)


def text(part) -> str:
    return "".join(n for n in nodes(part) if isinstance(n, str)).replace("\u00a0", " ")


def rows(parts) -> dict[str, list[str]]:
    """The cells by the label of their row."""
    found = {}
    for node in nodes(parts):
        if "cmp-row" in (getattr(node, "className", "") or ""):
            label, *cells = node.children
            found[text(label)] = [text(c) for c in cells]
    return found


def test_the_address_comes_back_as_it_went():
    for choice in (
        Choice(),
        Choice(ids=()),
        Choice(ids=("a2b", "c3d"), by="outcome", margin=55.5, find="December, “x” & y=1"),
        Choice(tags=("q4", "holiday push", "r&d"), archived=True),
        Choice(ids=("a2b",), open="c3d"),
        Choice(open="c3d", rerun=True),
        Choice(ids=("a2b", "c3d"), base="B", split="week", flow=TODAY, printed=True),
    ):
        href = choice.href()
        assert href.startswith("/scenarios")
        assert read_choice(href.partition("?")[2]) == choice
        assert choice.href() == "/scenarios" + choice.search()


def test_a_bad_address_is_read_as_far_as_it_can_be():
    read = read_choice("?ids=a,,a,b,c,d,e&by=luck&margin=-3&find=" + "x" * 500)
    assert read.ids == ("a", "b", "c", "d")
    assert (read.by, read.margin, len(read.find)) == ("after_spend", 100.0, 80)
    read = read_choice("?open=../<x>%00" + "y" * 99 + "&rerun=yes&archived=no&tags=,a,,a," + ",".join("bcdefghij"))
    assert (read.open, read.rerun, read.archived) == ("x" + "y" * 15, False, False)
    assert read.tags == tuple("abcdefgh")
    assert not read_choice("?rerun=1").rerun  # of nothing
    read = read_choice("?ids=a,b&base=E&split=campaigns&flow=<b>&print=yes")
    assert (read.base, read.split, read.flow, read.printed) == (TODAY, "campaign", "", False)
    assert read_choice("?base=a&flow=today") == Choice(base="A", flow=TODAY)
    for bad in ("nan", "inf", "-1", "0", "101", "1e9", "", None, "5 %"):
        assert read_margin(bad) is None


def test_taking_in_and_out_keeps_the_order_and_the_rest_of_the_address():
    choice = Choice(ids=("a", "b"), by="outcome")
    assert choice.toggled("c", ["a", "b"]) == "/scenarios?ids=a,b,c&by=outcome"
    assert choice.toggled("a", ["a", "b"]) == "/scenarios?ids=b&by=outcome"
    # The base stays the same scenario under its new letter; without it, today's split is the base again.
    based = Choice(ids=("a", "b", "c"), base="B", flow="C")
    assert based.toggled("a", ["a", "b", "c"]) == "/scenarios?ids=b,c&base=A&flow=B"
    assert based.toggled("b", ["a", "b", "c"]) == "/scenarios?ids=a,c&flow=B"
    assert Choice(base="B").toggled("x", ["x", "y"]) == "/scenarios?ids=y&base=A"


def test_the_list_letters_the_chosen_and_links_to_what_a_click_would_show(save):
    first, second, third = (save(n, owner=o) for n, o in (("One", "Mara Keller"), ("Two", ""), ("Three", "Jo")))
    parts = scenario_list([third, second, first], [second], Choice(ids=(second.id,)), {}, NOW)
    links = [n.href for n in nodes(parts) if type(n).__name__ == "Link"]
    assert links == [
        "/budget?today=1",  # today's split
        "/scenarios?ids=",
        f"/scenarios?ids={second.id}&open={second.id}",
        f"/scenarios?ids={second.id},{third.id}",
        f"/scenarios?ids={second.id}&open={third.id}",
        f"/scenarios?ids={second.id},{first.id}",
        f"/scenarios?ids={second.id}&open={first.id}",
    ]
    assert [text(p) for p in parts[1].children[0].children[:1]] == ["ATwo, take out of the comparison"]
    assert "Mara Keller, v1" in text(parts)
    assert "Older data" not in text(parts)
    assert "Older" not in text(parts)
    assert "Older data" in text(scenario_list([first], [], Choice(), {first.id: "data"}, NOW))
    assert "Older model" in text(scenario_list([first], [], Choice(), {first.id: "model"}, NOW))


def test_a_row_leads_to_the_details_while_one_is_opened_or_what_was_put_away_is_shown(save):
    first, second = save("One"), save("Two")
    for choice in (Choice(ids=(first.id,), open=first.id), Choice(archived=True)):
        parts = scenario_list([second, first], [first], choice, {}, NOW)
        links = [n.href for n in nodes(parts) if type(n).__name__ == "Link" and n.className == "slist-pick"]
        assert sorted(links) == sorted(choice.href(open=s.id) for s in (first, second))
    here = [n for n in nodes(scenario_list([second], [], Choice(open=second.id), {}, NOW)) if type(n).__name__ == "Li"]
    assert [n.className for n in here] == ["slist-base", "is-open"]
    assert "Today’s split" not in text(scenario_list([second], [], Choice(archived=True), {}, NOW))
    assert "Nothing is put away" in text(scenario_list([], [], Choice(archived=True), {}, NOW))


def test_tags_narrow_the_list_and_are_found(save):
    store = save.store
    both, one = save("Both"), save("One")
    for scenario, tag in ((both, "q4"), (both, "finance"), (one, "q4")):
        store.tags.add(scenario.id, tag)
    scenarios = store.list()
    assert matches(store.get(both.id), "FINANCE both")
    shown = text(scenario_list(scenarios, [], Choice(tags=("q4", "finance")), {}, NOW))
    assert "Both" in shown
    assert "One" not in shown
    nothing = scenario_list(scenarios, [], Choice(tags=("q4",), find="xyz"), {}, NOW)
    assert "No scenario matches “xyz” and the tag “q4”" in text(nothing)
    filters = list_filters(scenarios, Choice(tags=("finance",), find="b"), archived=2)
    links = {text(n): n.href for n in nodes(filters) if type(n).__name__ == "Link"}
    assert links == {
        "In use": "/scenarios?find=b&tags=finance",
        "Archived (2)": "/scenarios?find=b&tags=finance&archived=1",
        "finance, chosen": "/scenarios?find=b",
        "q4": "/scenarios?find=b&tags=finance,q4",
    }
    assert list_filters([save("Plain")], Choice(), archived=0) == []


def test_a_fifth_cannot_be_picked(save):
    scenarios = [save(str(i)) for i in range(5)]
    choice = Choice(ids=tuple(s.id for s in scenarios[:4]))
    parts = scenario_list(scenarios, scenarios[:4], choice, {}, NOW)
    today, *picks = [n for n in nodes(parts) if "slist-pick" in (getattr(n, "className", "") or "")]
    assert (type(today).__name__, text(today)) == ("Span", "Today’s split")
    assert [type(p).__name__ for p in picks] == ["Link"] * 4 + ["Span"]
    assert "Take one out first" in picks[4].title


def test_search_finds_words_in_names_notes_and_owners_and_offers_the_nearest(save):
    scenarios = [save("Holiday push, +15 %", note="Before Christmas"), save("Cut 20 %", owner="Lina Ortiz")]
    assert matches(scenarios[0], "christmas HOLIDAY")
    assert matches(scenarios[1], "lina")
    assert not matches(scenarios[1], "lina holiday")
    found = scenario_list(scenarios, [], Choice(find="cut"), {}, NOW)
    assert "Cut 20 %" in text(found)
    assert "Holiday" not in text(found)
    nothing = scenario_list(scenarios, [], Choice(find="holliday"), {}, NOW)
    assert "No scenario matches “holliday”" in text(nothing)
    assert "Did you mean Holiday push, +15 %?" in text(nothing)
    _today, near, clear = [n.href for n in nodes(nothing) if type(n).__name__ == "Link"]
    assert read_choice(near.partition("?")[2]).find == "Holiday push, +15 %"
    assert clear == "/scenarios"


def test_totals_show_the_figures_of_the_scenarios(save, planner):
    sides = [save("A", {"c1": 5000.0, "c2": 4000.0}), save("B", {"c2": 1000.0})]
    comparison = compare(sides, {REVENUE_30: planner}, margin=0.5)
    found = rows(totals_section(comparison))
    assert found["Budget"] == ["€10,500", "€10,500same total", "€5,500−48 % on today"]
    assert found["Against today"][0] == "–"
    assert found["Against today"][2].startswith(f"−€{-round(sides[1].figures.gain / 100) * 100:,.0f}")
    assert found["Return on ad spend"][1] == f"{sides[0].figures.expected / 10500:.2f}"
    today, plan = (planner.outcome_draws(planner.spend_vector(x)).sum(axis=1) for x in ({}, sides[0].spend))
    assert 0.01 < (plan > today).mean() < 0.99
    assert found["Chance of beating todayby revenue"] == ["–", f"{100 * (plan > today).mean():.0f} %", "under 1 %"]
    half = found["Profit after ad spendat 50 % margin"]
    assert len(half) == 3
    drawings = [json.loads(n.to_plotly_json()["props"]["data-values"]) for n in nodes(totals_section(comparison))
                if "draw" in str(getattr(n, "className", ""))]  # fmt: skip
    assert [d["role"] for d in drawings] == ["today", "plan", "plan"]
    assert {(d["from"], d["to"]) for d in drawings} == {(drawings[0]["from"], drawings[0]["to"])}
    assert drawings[2]["mid"] == sides[1].figures.expected
    assert drawings[2]["tick"] == pytest.approx(comparison.today.expected.mean)
    assert all(d["from"] < d["low"] < d["mid"] < d["high"] < d["to"] for d in drawings)


def test_conversions_have_a_cost_and_no_profit(save):
    planner = make_planner(make_dataset(), outcome="conversions")
    comparison = compare([save("A", {"c1": 1000.0}, planner=planner)], {("conversions", 30): planner})
    found = rows(totals_section(comparison))
    assert "Return on ad spend" not in found
    assert not any("after ad spend" in label for label in found)
    assert found["Cost per conversion"][0].startswith("€")
    assert "€" not in found["Expected conversions"][0]


def test_split_bars_share_one_scale_and_still_rows_stand_behind_a_switch(save, planner):
    comparison = compare([save("A", {"c1": 12_000.0}), save("B", {"c1": 1500.0})], {REVENUE_30: planner})
    parts = split_section(comparison)
    assert "ShowHide 2 rows that do not differ" in text(parts)  # the style sheet shows one of the two verbs
    found = rows(parts)
    assert found["Search brand"] == ["3.0", "12.0+9.0", "1.5−1.5"]
    assert found["Reach"] == ["1.5", "1.5–", "1.5–"]
    bars = [n.style for n in nodes(parts) if getattr(n, "className", "") == "hbar"]
    assert bars[:3] == [{"--v": 0.25}, {"--v": 1.0, "--b": 0.25}, {"--v": 0.125, "--b": 0.25}]
    hidden = next(n for n in nodes(parts) if type(n).__name__ == "Details")
    assert set(rows(hidden)) == {"Prospecting", "Reach"}


def test_constraints_in_words(save, planner):
    free = save("Free")
    tight = save(
        "Tight",
        settings=PlanSettings(budget=10_500.0, lower={"c1": 100.0}, upper={"c2": 9000.0}, locked={"c3": 1500.0}),
        certificate="Proved within 0.00 % of the best possible",
        gap=0.0,
    )
    near = save("Near", certificate="Proved", gap=0.003)
    assert (locked_text(free), limits_text(free), proof_text(free)) == ("None", "Usual limits", "Not optimized")
    assert locked_text(tight) == "Reach"
    assert limits_text(tight) == "Search brand at least €100; Prospecting at most €9,000"
    assert proof_text(tight) == "Proved within 0.00 % of the best possible"
    assert proof_text(near).replace("\u00a0", " ") == "0.3 % below the proved best"
    assert [goal_text(s) for s in (free, tight, near)] == ["Set by hand", "Most revenue", "Most revenue, then by hand"]
    many = save("Many", settings=PlanSettings(lower={"c1": 1.0, "c2": 1.0}, upper={"c3": 5000.0}))
    assert limits_text(many) == "Limits of 3 campaigns"
    comparison = compare([free, tight], {REVENUE_30: planner})
    section = constraint_section(comparison, make_dataset().last_day)
    assert rows(section)["Data up to"] == ["22 Nov 2026"] * 3
    shaded = [n for n in nodes(section) if getattr(n, "className", "") == "changed"]
    assert "€10,500" in [text(n) for n in shaded]


def test_rules_are_compared_only_where_there_are_any(save, planner):
    plain, other = save("Plain"), save("Other")
    asked = {"Groups", "Caution", "Least if at all", "Campaigns that run", "How it was split"}
    shown = rows(constraint_section(compare([plain, other], {REVENUE_30: planner}), make_dataset().last_day))
    assert not asked & set(shown)
    ruled = save(
        "Ruled",
        settings=PlanSettings(
            goal="least_spend",
            target=9000.0,
            budget=20_000.0,
            groups=(GroupLimit("Both", ("c1", "c2"), upper=9000.0),),
            at_least={"c1": 500.0},
            most_active=2,
            strategy="equal",
        ),
        certificate="Proved within 0.00 % of the best possible",
        gap=0.0,
    )
    section = constraint_section(compare([plain, ruled, other], {REVENUE_30: planner}), make_dataset().last_day)
    shown = rows(section)
    assert shown["Groups"][2] == "Both: at most €9,000"
    assert shown["Campaigns that run"][1:] == ["Any number", "At most 2", "Any number"]
    assert shown["Goal"][2] == "Reach €9,000 for the least money"
    assert shown["Total"][2] == "At most €20,000"
    assert shown["How it was split"][1:3] == ["Best split, proved", "Equal amounts"]
    # Only the one that stands apart is shaded.
    assert {text(n) for n in nodes(section) if getattr(n, "className", "") == "changed"} >= {
        "At most 2",
        "Equal amounts",
    }
    assert "Any number" not in [text(n) for n in nodes(section) if getattr(n, "className", "") == "changed"]


def test_only_what_can_be_run_again_offers_it(save):
    old = save("Old", {"c1": 10.0})
    newer = make_dataset(days=45)
    same, fewer = make_planner(newer), make_planner(newer, only=2)
    for planner, offered in ((same, True), (fewer, False)):
        comparison = compare([old], {REVENUE_30: planner})
        shown = comparison_view(comparison, newer.last_day, NOW)
        links = [n.href for n in nodes(shown) if type(n).__name__ == "Link"]
        assert (f"/scenarios?open={old.id}&rerun=1" in links) is offered
        assert "Older data" in text(shown)
        assert "Read with care." in text(shown)
    assert "Not known" in text(shown)


def test_the_table_reads_as_a_table(save, planner):
    sides = [save(n, {"c1": 100.0 * i}) for i, n in enumerate("abcd")]
    shown = comparison_view(compare(sides, {REVENUE_30: planner}), make_dataset().last_day, NOW)
    table = next(n for n in nodes(shown) if getattr(n, "role", "") == "table")
    lines = [n for n in nodes(table) if getattr(n, "role", "") == "row"]
    assert {len(line.children) for line in lines} == {6}
    assert table.style == {"--cols": 5}


def test_head_offers_the_winner_in_the_budget_page(save, planner):
    comparison = compare([save("A", {"c1": 5000.0}), save("B", {"c1": 9000.0})], {REVENUE_30: planner})
    head = comparison_head(comparison, Choice(by="outcome"))
    assert f"/budget?scenario={comparison.sides[1].scenario.id}" in [
        n.href for n in nodes(head) if type(n).__name__ == "Link"
    ]
    assert "Open B in Budget" in text(head)
    assert "Margin" not in text(head)
    assert "Margin" in text(comparison_head(comparison, Choice()))


def test_the_page_without_scenarios_has_todays_split_and_leads_to_the_budget():
    page = scenarios_page("head", scenario_list([], [], Choice(), {}, NOW), [no_scenarios()], 0, Choice(), "")
    assert "Today’s splitBusiness as usual" in text(page)
    assert "No scenarios yet" in text(page)
    assert "/budget" in [n.href for n in nodes(page) if type(n).__name__ == "Link"]


def test_times_are_told_from_the_reader():
    assert saved_text(NOW - timedelta(hours=1), NOW) == "today 11:00"
    assert saved_text(NOW - timedelta(days=4), NOW) == "19 Nov"
    assert saved_text(NOW - timedelta(days=400), NOW) == "19 Oct 2025"
