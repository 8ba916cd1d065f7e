"""What a chosen base changes on the page, the chances of all pairs, where the money moves, and the page to print."""

from datetime import UTC, datetime

import numpy as np
import pytest

from components.figures.flows import flows, picture_parties
from components.figures.visualizer import DashboardVisualizer
from components.format import money, number
from components.scenarios_address import Choice
from components.scenarios_compare import comparison_view
from components.scenarios_flow import chosen_target, flow_card, flow_sentence, flow_title
from components.scenarios_pairs import pairs_details, pairs_table
from components.scenarios_print import print_page
from components.scenarios_share import share_menu
from components.scenarios_split import split_section
from components.scenarios_totals import totals_section
from core.database import open_database
from core.scenarios import ScenarioStore, compare, flow
from core.scenarios.comparison import TODAY
from core.scenarios.flows import Flow, Party
from tests.core.scenarios.cases import Saver, make_dataset, make_planner

from .test_scenarios import nodes, rows, text

REVENUE_30 = ("revenue", 30)
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MORE = {"c1": 5000.0, "c2": 5000.0, "c3": 500.0}
LESS = {"c1": 4600.0, "c2": 3000.0, "c3": 1500.0}


@pytest.fixture
def planner():
    return make_planner(make_dataset())


@pytest.fixture
def save(tmp_path, planner):
    return Saver(ScenarioStore(open_database(f"sqlite:///{tmp_path / 'b.db'}")), make_dataset(), planner)


@pytest.fixture
def two(save):
    return save("More", MORE), save("Less", LESS)


def of_class(part, name: str) -> list:
    return [n for n in nodes(part) if name in (getattr(n, "className", "") or "").split()]


def test_totals_are_against_the_base_and_its_column_is_tinted(two, planner):
    comparison = compare(two, {REVENUE_30: planner}, base="B")
    found = rows(totals_section(comparison))
    assert found["Budget"] == ["€10,500+15 % on B", "€10,500+15 % on B", "€9,100"]
    a, b, today = (planner.outcome_draws(planner.spend_vector(x)).sum(axis=1) for x in (MORE, LESS, {}))
    for shown, draws in zip(found["Against B"][:2], (today - b, a - b), strict=True):
        low, high = (number(x, "round", signed=True) for x in np.quantile(draws, [0.1, 0.9]))
        assert shown == f"{money(draws.mean(), 'EUR', 'round', signed=True)}{low} to {high}"
    assert found["Against B"][2] == "–"
    assert found["Chance of beating Bby revenue"][1] == f"{100 * (a > b).mean():.0f} %"
    tinted = of_class(comparison_view(comparison, make_dataset().last_day, NOW), "is-base")
    assert {n.to_plotly_json()["props"].get("data-l") for n in tinted if type(n).__name__ == "Div"} == {"B"}


def test_the_heads_lead_to_every_other_base(two, planner):
    comparison = compare(two, {REVENUE_30: planner}, base="A")
    choice = Choice(ids=("x", "y"), base="A", split="week")
    shown = comparison_view(comparison, make_dataset().last_day, NOW, choice)
    links = [n.href for n in nodes(shown) if type(n).__name__ == "Link" and text(n) == "Use as base"]
    assert links == ["/scenarios?ids=x,y&split=week", "/scenarios?ids=x,y&base=B&split=week"]
    assert [text(n) for n in of_class(shown, "chip") if text(n) == "Base"] == ["Base"]


def test_the_split_by_channel_and_by_week_ticks_the_base(two, planner):
    comparison = compare(two, {REVENUE_30: planner}, base="B")
    parts = split_section(comparison, Choice(base="B", split="channel"))
    assert rows(parts)["Search"] == ["3,000−1,600", "5,000+400", "4,600"]
    bars = [n.style for n in of_class(parts, "hbar")]
    assert bars[:3] == [{"--v": 0.5, "--b": 0.7667}, {"--v": 0.8333, "--b": 0.7667}, {"--v": 0.7667}]
    weeks = rows(split_section(comparison, Choice(base="B", split="week")))
    assert list(weeks) == ["23 – 29 Nov", "30 Nov – 6 Dec", "7 – 13 Dec", "14 – 20 Dec", "21 – 22 Dec"]
    assert weeks["23 – 29 Nov"] == ["2,450+327", "2,450+327", "2,123"]
    on = of_class(parts, "seg-on")
    assert [text(n) for n in on] == ["Channels"]


def test_every_pair_is_told_from_the_draws_that_both_share(save, planner):
    sides = [save("More", MORE), save("Less", LESS), save("Twin", MORE), save("<b>Bold</b>", {"c3": 1600.0})]
    comparison = compare(sides, {REVENUE_30: planner})
    body = next(n for n in nodes(pairs_table(comparison)) if type(n).__name__ == "Tbody").children
    letters = [TODAY, "A", "B", "C", "D"]
    draws = {"A": MORE, "B": LESS, "C": MORE, "D": {"c3": 1600.0}, TODAY: {}}
    draws = {k: planner.outcome_draws(planner.spend_vector(v)).sum(axis=1) for k, v in draws.items()}
    for first, line in zip(letters, body, strict=True):
        for second, cell in zip(letters, line.children[1:], strict=True):
            win = (draws[first] > draws[second]).mean()
            if first == second:
                assert text(cell) == "–"
            elif {first, second} == {"A", "C"}:
                assert text(cell) == "Samesplit"
            elif 0.01 < win < 0.99:
                assert text(cell).startswith(f"{100 * win:.0f} %")
                assert cell.style == {"--v": pytest.approx(win, abs=6e-4)}
    assert "<b>Bold</b>" in text(body)
    assert "all 10 pairs" in text(pairs_details(comparison, 4))
    assert pairs_details(comparison, 10) is None


def test_the_way_of_the_money_is_a_finding_with_a_picture_and_a_table(two, planner):
    comparison = compare(two, {REVENUE_30: planner})
    shown = flow_card(comparison, Choice(flow="A"))
    assert "€2,000 moves, most from Prospecting, most to Search brand" in text(shown)
    stored = next(n for n in nodes(shown) if type(n).__name__ == "Store").data
    assert [row[::2] for row in stored["table"]["rows"]] == [
        ["Prospecting", -1000.0],
        ["Reach", -1000.0],
        ["Search brand", 2000.0],
    ]
    links = [n.href for n in nodes(shown) if type(n).__name__ == "Link"]
    assert links == ["/scenarios?flow=A", "/scenarios?flow=B"]
    less = flow(comparison.spending, TODAY, "B")
    assert flow_title(less, comparison) == "€1,600 moves from Prospecting to Search brand; €1,400 is saved"
    assert flow_sentence(less, comparison).endswith(
        "these give: Prospecting €3,000; these take: Search brand €1,600 and Not spent €1,400."
    )
    more = flow(comparison.spending, "B", "A", "channel")
    assert flow_title(more, comparison) == "€1,000 moves, most from Display, most to Social; €1,400 comes on top"
    assert flow_title(flow(comparison.spending, "A", "A"), comparison) == "No money moves"


def test_the_picture_leads_to_what_was_asked_or_to_the_best(two, planner):
    comparison = compare(two, {REVENUE_30: planner}, base="B")
    assert chosen_target(comparison, Choice(flow="A")) == "A"
    assert chosen_target(comparison, Choice(flow=TODAY)) == TODAY
    for unusable in ("B", "D", ""):
        assert chosen_target(comparison, Choice(flow=unusable)) in ("A", TODAY)
    assert flow_card(compare(two[:1], {}, base="A"), Choice()) is None


def test_bands_of_the_picture_are_as_thick_as_their_money_and_names_stay_text():
    gives = tuple(Party(f"g{i}", f"<i>G{i}</i>", "x", 100.0 / (i + 1)) for i in range(10))
    total = sum(p.amount for p in gives)
    way = Flow(TODAY, "A", "campaign", gives, (Party("t", "T", "x", total - 50), Party("", "Not spent", "", 50.0)), ())
    figure = flows(DashboardVisualizer("EUR"), way)
    left = picture_parties(gives)
    assert [p.name for p in left] == [*(f"<i>G{i}</i>" for i in range(6)), "4 others"]
    assert sum(p.amount for p in left) == pytest.approx(total)
    assert len(figure["data"]) == 7 * 2
    thick = [band["y"][-1] - band["y"][0] for band in figure["data"]]
    amounts = [p.amount * share for p in left for share in ((total - 50) / total, 50 / total)]
    assert np.array(thick) / thick[0] == pytest.approx(np.array(amounts) / amounts[0])
    # At a taker the bands lie on each other without a gap, in the order of the givers.
    for taker in (0, 1):
        ends = [(band["y"][24], band["y"][25]) for band in figure["data"][taker::2]]
        assert [top for top, _ in ends[1:]] == pytest.approx([bottom for _, bottom in ends[:-1]])
    names = " ".join(a["text"] for a in figure["layout"]["annotations"])
    assert "&lt;i&gt;G0&lt;/i&gt;" in names
    assert "<i>" not in names


def test_the_menu_pins_what_is_shown_and_the_document_has_everything(two, planner):
    comparison = compare(two, {REVENUE_30: planner}, base="A")
    choice = Choice(ids=("x", "y"), base="A", find="more")
    menu = share_menu(choice)
    assert next(n for n in nodes(menu) if type(n).__name__ == "Store").data == "/scenarios?ids=x,y&base=A"
    assert [n.href for n in nodes(menu) if getattr(n, "href", None)] == ["/scenarios?ids=x,y&base=A&print=1"]
    page = print_page(comparison, choice, make_dataset().last_day, NOW, "Shop & Co")
    shown = text(page)
    for words in (
        "Totals",
        "Split by campaign",
        "Split by channel",
        "Split by week",
        "Constraints",
        "Notes",
        "Shop & Co",
    ):
        assert words in shown
    assert "Use as base" not in shown
    # Nothing is folded away on paper.
    assert all(n.open for n in nodes(page) if type(n).__name__ == "Details")
    assert page.to_plotly_json()["props"]["data-bs-theme"] == "light"
