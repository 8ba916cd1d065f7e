"""The weeks on the Budget page in a real browser over a real server: open, type, paste, best, cancel, save, reopen."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from core.memo import DictMemo
from core.workbench import open_workbench
from tests.app.data import generated_file
from tests.browser.serving import serve

CELLS = "#budget-weeks-table td[role=gridcell]"
STATE = """() => { const { plan, weeksCard, history } = window.budgetPage.now, { weeks } = window.budgetPage;
  return { cells: plan.campaigns.map((_, i) => weeks.cells(plan, i)), spend: plan.spend, even: weeks.isEven(plan),
    total: weeksCard.answer && weeksCard.answer.total, bound: weeksCard.search.bound(), steps: history.past.length };
  }"""


def open_weeks(page: Page, server: str, query: str = "") -> None:
    page.goto(f"{server}/budget{query}")
    expect(page.locator("#budget-weeks h2")).to_be_visible(timeout=60_000)
    page.wait_for_function("() => window.budgetPage.now && window.budgetPage.now.exact")
    page.locator("#budget-weeks-head button").click()
    answered(page)


def answered(page: Page) -> None:
    """Wait until the server has answered for the weeks that are shown."""
    page.wait_for_function(
        """() => { const { now, weeks } = window.budgetPage, { weeksCard: card, plan } = now;
          return card.answer && card.answer.ok && !card.waiting && now.exact
            && card.asked.includes(JSON.stringify(weeks.plain(plan))); }"""
    )
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def state(page: Page) -> dict:
    found = page.evaluate(STATE)
    assert [sum(row) for row in found["cells"]] == found["spend"]
    return found


def type_in(page: Page, cell: int, text: str) -> None:
    page.locator(CELLS).nth(cell).click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_the_card_costs_nothing_until_it_is_opened(page, server):
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.post_data or ""))
    page.goto(f"{server}/budget")
    expect(page.locator("#budget-weeks")).to_contain_text("Spread evenly over 30 days.", timeout=60_000)
    page.wait_for_function("() => window.budgetPage.now && window.budgetPage.now.exact")
    with page.expect_request(lambda request: "budget-frontier-title" in (request.post_data or "")):
        page.get_by_role("button", name="Optimize").click()
    assert not any("budget-weeks-answer" in post for post in posts)
    expect(page.locator(CELLS).first).to_be_hidden()


@pytest.mark.slow
def test_typed_weeks_are_kept_undone_saved_and_come_back(page, server):
    open_weeks(page, server)
    expect(page.locator("#budget-weeks-title")).to_have_text("Spread evenly over 4 weeks and 2 days")
    before = state(page)
    assert before["even"] is True
    type_in(page, 1, "1,234.56")
    answered(page)
    typed = state(page)
    assert typed["cells"][0][1] == 123456
    assert typed["cells"][1:] == before["cells"][1:]
    free = [cell for w, cell in enumerate(typed["cells"][0]) if w != 1]
    assert max(abs(a / 7 - b / d) for a, b, d in zip([free[0]] * 4, free, [7, 7, 7, 2], strict=True)) < 1, (
        "in proportion"
    )
    title = page.locator("#budget-weeks-title")
    expect(title).to_contain_text(re.compile(r"(more|less) than an even spread|as much as an even spread"))
    # The mark went down a row; arrows and keys go on from there.
    expect(page.locator(CELLS).nth(6)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Delete")
    answered(page)
    assert state(page)["cells"][1][2] == 0
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    answered(page)
    assert state(page)["cells"] == before["cells"]
    page.keyboard.press("Control+y")
    answered(page)
    assert state(page)["cells"] == typed["cells"]
    # What cannot be is said, and nothing has changed.
    type_in(page, 0, "99999999")
    expect(page.locator("#budget-note")).to_contain_text("would add up to more than its")
    type_in(page, 0, "<b>1</b>")
    expect(page.locator("#budget-note")).to_contain_text("is not an amount that can be planned")
    assert state(page)["cells"] == typed["cells"]
    # A slider takes its weeks along.
    page.locator("#budget-rows [data-campaign] input[type=range]").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"() => window.budgetPage.now.plan.spend[0] !== {typed['spend'][0]}")
    answered(page)
    moved = state(page)
    assert moved["cells"][0][1] == 123456
    page.get_by_role("button", name="Save as scenario").or_(page.get_by_role("button", name="Save")).first.click()
    page.locator("#budget-dialog input[type=text]").fill("Mit Wochen")
    page.locator("#budget-dialog").get_by_role("button", name="Save").click()
    page.wait_for_function("() => window.budgetPage.now.from")
    scenario = page.evaluate("() => window.budgetPage.now.from.id")
    page.evaluate("() => { window.budgetPage.kept = null; }")
    page.goto("about:blank")
    open_weeks(page, server, f"?scenario={scenario}")
    assert state(page)["cells"] == moved["cells"]
    page.get_by_role("button", name="Evenly").click()
    answered(page)
    assert state(page)["even"] is True


@pytest.mark.slow
def test_the_best_by_week_is_found_cancelled_and_pasted_over(page, server):
    open_weeks(page, server)
    even = state(page)
    # A search that is cancelled leaves the page as it was; what still arrives of it is not taken.
    best = page.get_by_role("button", name="Best by week")
    best.click()
    page.locator("#budget-weeks-tools").get_by_role("button", name="Cancel").click()
    expect(page.locator("#budget-weeks-tools")).to_contain_text("Stopped. Your plan has not changed.")
    assert state(page)["cells"] == even["cells"]
    best.click()
    expect(page.locator("#budget-weeks-proof")).to_contain_text("of the best possible by week", timeout=60_000)
    answered(page)
    found = state(page)
    assert found["spend"] == even["spend"]
    assert found["steps"] == even["steps"] + 1
    assert even["total"] < found["total"] <= found["bound"] * (1 + 1e-9)
    expect(page.locator("#budget-weeks-title")).to_contain_text("more than an even spread")
    # A block from a spreadsheet: two campaigns, two weeks; one cell is left as it is.
    page.locator(CELLS).nth(0).click()
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text", "100\\t200,50\\n\\t€1.5k\\n");
          const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(event); }"""
    )
    answered(page)
    pasted = state(page)
    assert pasted["cells"][0][:2] == [10000, 20050]
    assert pasted["cells"][1][1] == 150000
    assert pasted["steps"] == found["steps"] + 1


@pytest.mark.slow
def test_at_390_px_the_table_scrolls_beside_its_names(new_person, server):
    page = new_person(width=390, height=844)
    open_weeks(page, server)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    scroller, name = page.locator(".bud-weeks-scroll"), page.locator("#budget-weeks-table tbody th").first
    scroller.scroll_into_view_if_needed()
    left = name.bounding_box()["x"]
    scroller.evaluate("(node) => { node.scrollLeft = node.scrollWidth; }")
    assert name.bounding_box()["x"] == left
    last = page.locator(CELLS).nth(4)
    box = last.bounding_box()
    assert left + name.bounding_box()["width"] <= box["x"]
    assert box["x"] + box["width"] <= 390
    type_in(page, 4, "5")
    answered(page)
    assert state(page)["cells"][0][4] == 500


@pytest.mark.slow
def test_brought_curves_leave_the_table_and_say_what_is_not_known(page, tmp_path):
    var = tmp_path / "var"
    workbench = open_workbench(var, DictMemo())
    file = generated_file(tmp_path / "shop.csv")
    workbench.import_file(file.read_bytes(), "shop.csv")
    names = [c.name for c in workbench.planner("revenue", 30).campaigns]
    curves = [{"name": name, "scale": 1000.0, "half_saturation": 100.0} for name in names]
    workbench.curves.use(json.dumps({"period": "day", "outcome": "revenue", "curves": curves}).encode(), "curves.json")
    with serve(var) as url:
        page.goto(f"{url}/budget")
        page.locator("#budget-weeks-head button").click(timeout=60_000)
        expect(page.locator("#budget-weeks-tools")).to_contain_text("do not say how spend carries over")
        expect(page.get_by_role("button", name="Best by week")).to_have_count(0)
        expect(page.locator("#budget-weeks-chart")).to_be_hidden()
        type_in(page, 1, "5")
        assert state(page)["cells"][0][1] == 500
