"""The CSV: the figures of the comparison, and no cell that a spreadsheet would run."""

import csv
import io

import pytest

from core.scenarios import compare, comparison_csv
from core.sheets import plain_cell

REVENUE_30 = ("revenue", 30)


def rows_of(text: str) -> dict[tuple[str, str], list[str]]:
    return {(row[0], row[1]): row[2:] for row in csv.reader(io.StringIO(text))}


def test_figures_are_those_of_the_comparison(save, planner):
    sides = [save("Cut", {"c2": 1000.0}, note="Why,\nwith a line"), save("Push", {"c1": 9000.0})]
    comparison = compare(sides, {REVENUE_30: planner}, measure="after_spend", margin=0.6)
    rows = rows_of(comparison_csv(comparison))
    assert rows["", ""] == ["Today", "A", "B"]
    assert rows["Scenario", "Name"][1:] == ["Cut", "Push"]
    assert [float(x) for x in rows["Totals", "Budget"]] == [10500.0, 5500.0, 16500.0]
    assert float(rows["Totals", "Against today"][1]) == pytest.approx(sides[0].figures.gain, abs=0.005)
    assert float(rows["Totals", "Against today"][1]) < 0  # a negative number stays a number
    chance = rows["Chance", "Chance of beating B, by after spend"]
    assert float(chance[1]) == pytest.approx(comparison.against("A", "B").win, abs=5e-5)
    assert chance[2] == ""
    assert [float(x) for x in rows["Split", "Prospecting"]] == [6000.0, 1000.0, 6000.0]
    assert rows["Notes", "Note"][1] == "Why,\nwith a line"
    assert rows["Asked", "Proof"][1] == "Not optimized"
    assert [float(x) for x in rows["Channels", "Social"]] == [6000.0, 1000.0, 6000.0]
    weeks = [[float(x) for x in cells] for (section, _), cells in rows.items() if section == "Weeks"]
    assert len(weeks) == 5
    assert [round(sum(column), 2) for column in zip(*weeks, strict=True)] == [10500.0, 5500.0, 16500.0]
    assert len({len(row) for row in csv.reader(io.StringIO(comparison_csv(comparison)))}) == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "|", "\t", "\r", " =", "\n="])
def test_text_that_would_run_is_quoted(start, save, planner):
    hostile = f"{start}cmd|' /C calc'!A0"
    assert plain_cell(hostile) == "'" + hostile
    saved = save(hostile, note=hostile, owner=hostile)
    cells = [c for row in csv.reader(io.StringIO(comparison_csv(compare([saved], {REVENUE_30: planner})))) for c in row]
    texts = [c for c in cells if "calc" in c]
    assert len(texts) == 3
    assert all(text.startswith("'") or text.lstrip()[0] not in "=+-@|" for text in texts)


def test_numbers_and_plain_text_are_left_alone():
    for cell in (-10.5, 0, 3, "Search", "a=b", "€ 5"):
        assert plain_cell(cell) == cell
    assert plain_cell(None) == ""


def test_the_base_is_marked_and_differences_are_against_it(save, planner):
    sides = [save("Cut", {"c2": 1000.0}), save("Push", {"c1": 9000.0})]
    comparison = compare(sides, {REVENUE_30: planner}, base="B")
    rows = rows_of(comparison_csv(comparison))
    assert rows["Scenario", "Base"] == ["", "", "base"]
    assert rows["Change against B", "Prospecting"] == ["0.0", "-5000.0", ""]
    gain = comparison.against("A", "B").gain
    assert float(rows["Totals", "Against B"][1]) == pytest.approx(gain.mean, abs=0.005)
    assert rows["Totals", "Against B"][2] == ""
