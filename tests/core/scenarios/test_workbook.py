"""The workbook: read by another library it holds the figures of the comparison, and nothing that would run."""

import io
import re
import zipfile
from datetime import date, timedelta

import pytest
import python_calamine

from core.allocation.planning import PlanSettings
from core.scenarios import WeeklySpend, compare, comparison_workbook
from core.scenarios.comparison import TODAY
from core.scenarios.workbook import sheet_title

REVENUE_30 = ("revenue", 30)
HOSTILE = "=cmd|' /C calc'!A0"


def sheets_of(content: bytes) -> dict[str, list[list]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def block(rows: list[list], title: str) -> list[list]:
    """The rows below a title up to the next empty one, without what is empty at their ends."""
    start = next(i for i, row in enumerate(rows) if row[0] == title) + 1
    end = next((i for i in range(start, len(rows)) if not any(x not in ("", None) for x in rows[i])), len(rows))
    return rows[start:end]


@pytest.fixture
def comparison(save, planner):
    weeks = {"c1": (1000.0, 2000.0, 3000.0, 2000.0, 1000.0), "c2": (1200.0,) * 5, "c3": (300.0,) * 5}
    start = date(2026, 12, 1)
    settings = PlanSettings(lower={"c1": 100.0}, upper={"c2": 9000.0}, locked={"c3": 1500.0})
    push = save("Push", {"c1": 9000.0}, settings=settings, weekly=WeeklySpend(start, weeks), note="Why")
    return compare([save("Cut", {"c2": 1000.0}), push], {REVENUE_30: planner}, base="A", margin=0.5)


def test_the_sheets_hold_the_figures_of_the_comparison(comparison, planner):
    sheets = sheets_of(comparison_workbook(comparison))
    assert list(sheets) == ["Comparison", "A Cut", "B Push"]
    labels = {}
    section = ""
    for row in sheets["Comparison"]:
        section = row[0] or section
        labels[section, row[1]] = row[2:]
    assert labels["Totals", "Budget"] == [10500.0, 5500.0, 16500.0]
    gain = comparison.against("B", "A").gain
    against = [labels["Totals", f"Against A{end}"][2] for end in ("", ", lower (80%)", ", upper (80%)")]
    assert against == pytest.approx([gain.mean, gain.lower, gain.upper], abs=0.005)
    assert labels["Channels", "Social"] == [6000.0, 1000.0, 6000.0]
    assert labels["Change against A", "Search brand"] == [0.0, "", 6000.0]
    assert sum(row[2] for (s, _), row in labels.items() if s == "Weeks") == 16500.0
    assert labels["Chance", "Chance of beating A, by outcome"][2] == pytest.approx(
        comparison.against("B", "A").win, abs=5e-5
    )


def test_a_sheet_of_a_scenario_says_everything_of_it(comparison):
    rows = sheets_of(comparison_workbook(comparison))["B Push"]
    settings = {row[0]: row[1] for row in block(rows, "B Push")}
    assert (settings["Note"], settings["Days"], settings["Data up to"]) == ("Why", 30.0, date(2026, 11, 22))
    totals = {row[0]: row[1:4] for row in block(rows, "Totals")[1:]}
    figures = comparison.side("B").scenario.figures
    assert totals["Expected revenue"] == pytest.approx([figures.expected, figures.lower, figures.upper], abs=0.005)
    campaigns = {row[0]: row[1:8] for row in block(rows, "Campaigns")[1:]}
    assert campaigns["Search brand"] == ["Search", 3000.0, 9000.0, 6000.0, 100.0, "", ""]
    assert campaigns["Prospecting"][2:] == [6000.0, 5000.0, "", 9000.0, ""]
    assert campaigns["Reach"][6] == 1500.0
    assert campaigns["Total"][1:3] == [10500.0, 16500.0]
    weeks = block(rows, "Weeks")[1:]
    assert [row[0] for row in weeks] == [date(2026, 12, 1) + timedelta(days=7 * i) for i in range(5)]
    assert [row[2] for row in weeks] == [2500.0, 3500.0, 4500.0, 3500.0, 2500.0]
    assert [row[3] for row in weeks] == [1000.0, 2000.0, 3000.0, 2000.0, 1000.0]
    chances = {row[0]: row[1:4] for row in block(rows, "Chances")[1:]}
    odds = comparison.against("B", TODAY)
    assert chances[TODAY] == pytest.approx([odds.win, odds.tie, odds.lose], abs=5e-5)


def test_nothing_runs_and_every_name_stays_as_it_was(save, planner):
    names = [HOSTILE, "[a]/b\\c:d?e*f " + "long " * 12, "-2 + 3", "http://example.com"]
    sides = [save(name, note=HOSTILE, owner="@SUM(1)") for name in names]
    content = comparison_workbook(compare(sides, {REVENUE_30: planner}))
    sheets = sheets_of(content)
    assert len(sheets) == 5
    assert all(len(title) <= 31 for title in sheets)
    heads = next(row for row in sheets["Comparison"] if row[1] == "Name")
    assert [x.strip() for x in heads[3:]] == [name.strip() for name in names]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}
    assert not any(re.search(r"<f[ >]|<hyperlink", text) for text in parts.values())
    # Opened for editing, the text stays a text.
    assert "quotePrefix" in parts["xl/styles.xml"]


def test_titles_of_sheets_are_allowed_and_apart(save, planner):
    sides = compare([save("'quoted'"), save("'quoted'"), save("[:]")], {REVENUE_30: planner}).sides
    titles = [sheet_title(side) for side in sides]
    assert titles == ["A 'quoted", "B 'quoted", "C"]
