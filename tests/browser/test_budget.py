"""The Budget page in a real browser over a real server: drag, keys, limits, locks, optimize, undo, save."""

import json
import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from core.memo import DictMemo
from core.workbench import open_workbench
from tests.app.data import generated_file
from tests.browser.conftest import Problems
from tests.browser.serving import serve

ROWS = "#budget-rows [data-campaign]"
UPDATE = "_dash-update-component"
STATE = """() => { const b = window.budgetPage.now; return {
  spend: b.plan.spend, today: b.plan.today, lower: b.plan.lower, upper: b.plan.upper, locked: b.plan.locked, seq: b.seq,
  exact: b.exact, moving: b.moving, totals: b.totals, server: b.serverFigures,
  days: b.meta.days, outcome: b.meta.outcome,
  expected: Array.from(b.outlook.expected), best: b.best && b.best.cents }; }"""


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One browser profile for this file, so that the libraries are loaded once."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, problems: Problems) -> Iterator[Page]:
    problems.watch(context)
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    page.close()


def open_budget(page: Page, server: str, query: str = "") -> None:
    page.goto(f"{server}/budget{query}")
    expect(page.locator(ROWS).first).to_be_visible(timeout=30_000)
    checked(page)


def checked(page: Page) -> None:
    """Wait until the server has answered for the plan that is shown."""
    page.wait_for_function("() => window.budgetPage.now && window.budgetPage.now.exact")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def state(page: Page) -> dict:
    return page.evaluate(STATE)


def slider(page: Page, i: int) -> Locator:
    return page.locator(ROWS).nth(i).locator("input[type=range]")


def press_thumb(page: Page, i: int) -> tuple[float, float]:
    """Put the pointer on the thumb of a row and press it."""
    track = slider(page, i)
    track.scroll_into_view_if_needed()
    box = track.bounding_box()
    assert box
    share = float(track.input_value()) / float(track.get_attribute("max") or 1)
    x, y = box["x"] + 7 + (box["width"] - 14) * share, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    return x, y


def type_amount(page: Page, field: Locator, text: str) -> None:
    field.click()
    field.fill(text)
    page.keyboard.press("Enter")


def test_dragging_asks_nothing_and_the_release_asks_once_for_the_exact_figures(page, server):
    open_budget(page, server)
    # What the page asks for once it is at rest has arrived.
    expect(page.locator("[data-graph=budget-frontier] .js-plotly-plot")).to_be_visible()
    before = state(page)
    title = page.locator("#budget-head h1").inner_text()
    x, y = press_thumb(page, 2)
    asked = []
    page.on("request", lambda request: asked.append(request.post_data or request.url))
    titles = set()
    for k in range(30):
        page.mouse.move(x + k, y)
        page.evaluate("() => new Promise(requestAnimationFrame)")
        titles.add(page.locator("#budget-head h1").inner_text())
    during = state(page)
    assert asked == []
    assert len(titles - {title}) > 5, "the finding follows the hand"
    assert during["spend"][2] > before["spend"][2]
    assert sum(during["spend"]) == sum(before["spend"])
    expect(page.locator("#budget-totals .chip")).to_have_text("Live")
    page.mouse.up()
    checked(page)
    expect(page.locator("#budget-totals .chip")).to_have_text("Checked")
    after = state(page)
    assert after["spend"] == during["spend"]
    # The address has followed the plan, and Chromium looks at the icon of the window again.
    posted = [json.loads(a).get("output") for a in asked if not a.endswith("/favicon.ico") and "/favicon.ico?" not in a]
    assert posted.count("budget-figures.data") == 1
    # Back to where it started within one gesture is the plan at the start.
    x, y = press_thumb(page, 2)
    page.mouse.move(x + 25, y, steps=5)
    page.mouse.move(x - 30, y, steps=5)
    page.mouse.move(x, y, steps=5)
    page.mouse.up()
    assert state(page)["spend"][2] == pytest.approx(after["spend"][2], abs=after["upper"][2] / 100)


RELEASES = """async (moves) => {
  const b = window.budgetPage.now, seen = [], frame = () => new Promise(requestAnimationFrame);
  const rows = document.querySelectorAll("#budget-rows [data-campaign]");
  b.reach = b.todayTotals.expected * 1.02;
  for (const [row, share, mode, keep] of moves) {
    if (b.plan.mode !== mode || b.plan.keep !== keep) b.change("Way", (plan) => Object.assign(plan, { mode, keep }));
    const input = rows[row].querySelector("input[type=range]");
    const from = Number(input.value), to = share * Number(input.max);
    input.dispatchEvent(new Event("pointerdown"));
    for (const part of [0.3, 0.7, 1]) {
      input.value = String(from + (to - from) * part);
      input.dispatchEvent(new Event("input"));
      await frame();
    }
    input.dispatchEvent(new Event("change"));
    while (!b.exact) await frame();
    const reach = window.budgetPage.math.chanceOf(b.outlook.total, b.target);
    seen.push({ ours: { ...b.totals }, theirs: b.serverFigures, each: Array.from(b.outlook.expected), reach });
  }
  return seen;
}"""
"""Drags sliders to positions (row, share of the scale, who gives, whether the total is kept); waits for the server."""


def test_browser_and_server_agree_on_a_hundred_positions_with_one_request_each(page, server):
    open_budget(page, server)
    rng = np.random.default_rng(11)
    rows = page.locator(ROWS).count()
    # Four ways in turn, some time each: every change of the way is a step of its own.
    ways = [("next", True), ("proportion", True), ("next", False), ("proportion", False)]
    moves = [[int(rng.integers(rows)), float(rng.uniform()), *ways[k // 25]] for k in range(100)]
    asked = []
    page.on("request", lambda request: asked.append(json.loads(request.post_data or "{}").get("output")))
    before = state(page)["seq"]
    seen = page.evaluate(RELEASES, moves)
    released = state(page)["seq"] - before
    assert len(seen) == 100
    assert 95 <= released <= 103, "a slider at the end of its reach may stay where it is"
    assert asked.count("budget-figures.data") == released
    for one in seen:
        ours, theirs = one["ours"], one["theirs"]
        for name in ("spend", "expected", "lower", "upper", "gain", "gainLower", "gainUpper", "ratio"):
            scale = 1e-6 * theirs["expected"] if name.startswith("gain") else 0
            assert ours[name] == pytest.approx(theirs[name], rel=1e-6, abs=scale), name
        assert (ours["chance"], one["reach"]) == (theirs["chance"], theirs["reach"])
        assert one["each"] == pytest.approx([c["expected"] for c in theirs["campaigns"]], rel=1e-6)
    assert len({one["reach"] for one in seen}) > 10, "the positions differ"


def test_a_drag_is_one_gesture_whichever_slider_was_left_for_it(page, server):
    open_budget(page, server)
    steps = "() => window.budgetPage.now.history.past.length"
    for row in (1, 3):
        before = page.evaluate(steps)
        x, y = press_thumb(page, row)
        page.mouse.move(x + 8, y, steps=3)
        moving = page.evaluate("() => window.budgetPage.now.moving")
        page.evaluate("() => new Promise((done) => setTimeout(done, 450))")  # longer than a row of keys may pause
        page.mouse.move(x + 16, y, steps=3)
        assert page.evaluate("() => window.budgetPage.now.moving") == moving == row
        page.mouse.up()
        # Nothing is waited for: the hand has let go.
        assert page.evaluate("() => window.budgetPage.now.moving") is None
        checked(page)
        assert page.evaluate(steps) == before + 1


def test_undo_and_redo_go_through_everything_one_gesture_a_step(page, server):
    open_budget(page, server)
    start = state(page)["spend"]
    x, y = press_thumb(page, 1)
    page.mouse.move(x + 20, y, steps=10)
    page.mouse.up()
    checked(page)
    dragged = state(page)["spend"]
    page.get_by_role("button", name=re.compile("^Optimize")).click()
    expect(page.locator("#budget-totals")).to_contain_text("The plan is the best.")
    best = state(page)["spend"]
    page.get_by_role("button", name="Undo: Optimize").click()
    checked(page)
    assert state(page)["spend"] == dragged
    page.keyboard.press("Control+z")
    checked(page)
    assert state(page)["spend"] == start
    page.keyboard.press("Control+z")
    assert state(page)["spend"] == start
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+y")
    checked(page)
    assert state(page)["spend"] == best
    expect(page.get_by_role("button", name="Redo")).to_have_attribute("aria-disabled", "true")


def test_a_locked_campaign_stays_wherever_the_others_go(page, server):
    open_budget(page, server)
    page.get_by_role("button", name=re.compile("^Lock ")).first.click()
    checked(page)
    first = state(page)["spend"][0]
    expect(slider(page, 0)).to_be_disabled()
    expect(page.locator(ROWS).first.locator("input.val")).to_be_disabled()
    for i in (1, 2):
        x, y = press_thumb(page, i)
        page.mouse.move(x + 35, y, steps=4)
        page.mouse.up()
    page.get_by_role("button", name=re.compile("^Optimize")).click()
    expect(page.locator("#budget-totals")).to_contain_text("The plan is the best.")
    checked(page)
    assert state(page)["spend"][0] == first
    expect(page.locator("#budget-rows")).to_contain_text("One is locked.")


def test_optimize_moves_to_the_best_and_proves_it(page, server):
    open_budget(page, server)
    before = state(page)
    expect(page.locator("#budget-totals .certificate")).to_be_hidden()
    page.get_by_role("button", name=re.compile("^Optimize")).click()
    expect(page.locator("#budget-totals .certificate")).to_have_text(
        re.compile(r"Best: proved within 0\.00\s% of the best possible")
    )
    checked(page)
    after = state(page)
    assert sum(after["spend"]) == sum(before["spend"])
    assert after["spend"] == after["best"]
    assert after["totals"]["expected"] > before["totals"]["expected"]
    expect(page.locator("#budget-why li")).to_have_count(5)
    expect(page.locator(f"{ROWS} .mark-at-best").first).to_be_visible()
    # Away from the best: its certificate stays with it, and the distance is said.
    x, y = press_thumb(page, 2)
    page.mouse.move(x + 40, y, steps=6)
    expect(page.locator("#budget-totals .bud-proof")).to_contain_text("below the best")
    page.mouse.up()
    checked(page)
    expect(page.locator("#budget-totals .certificate")).to_be_visible()


def test_keys_step_in_small_and_large_steps_and_go_to_the_limits(page, server):
    open_budget(page, server)
    start = state(page)
    thumb = slider(page, 4)
    thumb.focus()
    page.keyboard.press("ArrowRight")
    small = state(page)["spend"][4] - start["spend"][4]
    page.keyboard.press("Shift+ArrowRight")
    large = state(page)["spend"][4] - start["spend"][4] - small
    assert large == 10 * small > 0
    page.keyboard.press("Home")
    assert state(page)["spend"][4] == start["lower"][4]
    page.keyboard.press("End")
    assert state(page)["spend"][4] == start["upper"][4]
    assert thumb.get_attribute("aria-valuetext").count("allowed") == 1
    checked(page)
    assert sum(state(page)["spend"]) == sum(start["spend"])
    # Presses in a row are one gesture: one step back undoes them all.
    before = state(page)["spend"]
    for key in ("ArrowLeft", "Shift+ArrowLeft", "ArrowLeft", "Home"):
        page.keyboard.press(key)
    assert state(page)["spend"] != before
    checked(page)
    page.keyboard.press("Control+z")
    assert state(page)["spend"] == before


def test_limits_that_leave_no_split_are_said_with_a_way_out(page, server):
    open_budget(page, server)
    start = state(page)
    total = sum(start["spend"])
    page.get_by_role("button", name=re.compile("^Limits of ")).first.click()
    type_amount(page, page.get_by_label(re.compile("^Maximum of ")), "900M")
    type_amount(page, page.get_by_label(re.compile("^Minimum of ")), f"{total / 100 * 1.5:.2f}")
    note = page.locator("#budget-note .note")
    expect(note).to_contain_text("No split fits these limits.")
    expect(note).to_contain_text("Your plan has not changed.")
    assert state(page)["spend"] == start["spend"]
    # The server says the same when it is asked for the best.
    page.get_by_role("button", name=re.compile("^Optimize")).click()
    expect(note).to_contain_text("Raise the budget or lower a minimum.")
    expect(note).to_contain_text("Your plan has not changed.")
    assert state(page)["spend"] == start["spend"]
    page.get_by_role("button", name=re.compile("^Raise the total to")).click()
    checked(page)
    now = state(page)
    assert sum(now["spend"]) == sum(now["lower"])
    expect(note).to_have_count(0)


def test_a_total_out_of_reach_is_refused_and_one_within_is_reached(page, server):
    open_budget(page, server)
    start = state(page)
    field = page.get_by_label("Total budget", exact=True)
    type_amount(page, field, "99M")
    expect(page.locator("#budget-note")).to_contain_text("The maximums add up to")
    assert state(page)["spend"] == start["spend"]
    type_amount(page, field, "many")
    expect(page.locator("#budget-note")).to_contain_text("“many” is not an amount")
    type_amount(page, field, "-5")
    expect(page.locator("#budget-note")).to_contain_text("“-5” is not an amount")
    type_amount(page, field, "500k")
    checked(page)
    assert sum(state(page)["spend"]) == 50_000_000
    assert state(page)["totals"]["spend"] == pytest.approx(500_000)


def test_without_keeping_the_total_only_one_campaign_moves(page, server):
    open_budget(page, server)
    start = state(page)
    page.get_by_label("Keep the total").uncheck()
    type_amount(page, page.locator(ROWS).nth(3).locator("input.val"), "10,000")
    checked(page)
    now = state(page)
    assert now["spend"][3] == 1_000_000
    assert now["spend"][:3] == start["spend"][:3]
    assert now["totals"]["spend"] == pytest.approx(sum(now["spend"]) / 100)
    page.get_by_role("button", name="Reset to today").click()
    checked(page)
    assert state(page)["spend"] == start["spend"]


def test_horizon_and_goal_change_and_come_back(page, server):
    open_budget(page, server)
    start = state(page)
    page.get_by_label("Planned ahead").select_option("90")
    page.wait_for_function("() => window.budgetPage.now.meta.days === 90")
    checked(page)
    assert sum(state(page)["spend"]) == pytest.approx(3 * sum(start["spend"]), abs=100)
    page.get_by_role("combobox", name=re.compile("^Outcome")).select_option("conversions")
    page.wait_for_function("() => window.budgetPage.now.meta.outcome === 'conversions'")
    checked(page)
    expect(page.locator("#budget-totals h2")).to_have_text("Expected conversions in 90 days")
    expect(page.locator("#budget-totals")).to_contain_text("Cost per conversion")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    page.wait_for_function("() => window.budgetPage.now.meta.days === 30")
    checked(page)
    assert (state(page)["outcome"], state(page)["spend"]) == ("revenue", start["spend"])


def test_the_plan_is_still_there_after_a_look_at_another_page(page, server):
    open_budget(page, server)
    x, y = press_thumb(page, 1)
    page.mouse.move(x + 20, y, steps=4)
    page.mouse.up()
    checked(page)
    plan = state(page)["spend"]
    nav = page.get_by_role("navigation").first
    nav.get_by_role("link", name=re.compile("^Scenarios")).click()
    expect(page.locator(ROWS)).to_have_count(0)
    nav.get_by_role("link", name=re.compile("^Budget")).click()
    expect(page.locator(ROWS).first).to_be_visible()
    checked(page)
    assert state(page)["spend"] == plan
    page.keyboard.press("Control+z")
    assert state(page)["spend"] == state(page)["today"]


def test_a_plan_is_saved_opened_and_saved_as_its_next_version(page, server):
    open_budget(page, server)
    x, y = press_thumb(page, 1)
    page.mouse.move(x + 22, y, steps=4)
    page.mouse.up()
    checked(page)
    plan = state(page)["spend"]
    page.get_by_role("button", name="Save as scenario").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog).to_contain_text("Give the scenario a name.")
    dialog.get_by_label("Name", exact=True).fill("Spring plan")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#toasts")).to_contain_text("Saved as “Spring plan”")
    saved = page.evaluate("() => window.budgetPage.now.from.id")
    open_budget(page, server, f"?scenario={saved}")
    assert state(page)["spend"] == plan
    page.get_by_role("button", name="Save as scenario").click()
    expect(dialog.get_by_role("switch")).to_be_checked()
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("Saved as “Spring plan”, version 2")


def test_an_older_answer_never_replaces_a_newer_plan(page, server):
    open_budget(page, server)
    old = state(page)["seq"]
    page.get_by_role("button", name=re.compile("^Lock ")).first.click()
    checked(page)
    before = page.locator("#budget-why").inner_text()
    page.evaluate(
        "(seq) => window.dash_clientside.set_props('budget-figures', "
        "{data: {seq, ok: true, figures: {}, moves: [{id: 'x', name: 'Old answer', change: 5, text: 'stale'}]}})",
        old,
    )
    page.evaluate("() => new Promise((done) => setTimeout(done, 50))")
    assert page.locator("#budget-why").inner_text() == before


@pytest.mark.slow
def test_many_campaigns_draw_only_the_rows_in_view_and_can_be_found(page, tmp_path):
    var = tmp_path / "var"
    file = generated_file(tmp_path / "many.csv", campaigns=60, days=40)
    open_workbench(var, DictMemo()).import_file(file.read_bytes(), file.name)
    with serve(var) as url:
        open_budget(page, url)
        now = state(page)
        assert len(now["spend"]) == 60
        assert now["totals"]["chance"] is None, "today's split is today's split, parts of a cent or not"
        assert page.locator(ROWS).count() < 40
        assert page.locator("#budget-curves figure").count() == 12
        page.locator(".bud-scroll").evaluate("(list) => { list.scrollTop = list.scrollHeight; }")
        last = page.evaluate("() => window.budgetPage.now.meta.campaigns.at(-1).id")
        row = page.locator(f"#budget-rows [data-campaign='{last}']")
        row.scroll_into_view_if_needed()
        expect(row).to_be_in_viewport()
        row.get_by_role("button", name=re.compile("^Limits of")).click()
        expect(page.get_by_label(re.compile("^Minimum of "))).to_have_value("0")
        page.get_by_role("button", name=re.compile("^Lock ")).last.click()
        checked(page)
        assert state(page)["locked"][-1] is True
        page.get_by_label("Find a campaign").fill("no such campaign")
        expect(page.locator("#budget-rows")).to_contain_text("No campaign matches “no such campaign”.")
        page.get_by_label("Find a campaign").fill("brand")
        expect(page.locator(ROWS).first).to_contain_text(re.compile("brand", re.IGNORECASE))
        page.get_by_role("button", name="Show all 60").click()
        expect(page.locator("#budget-curves figure")).to_have_count(60)
        # Leave before the server does: what the page still asks would find nobody.
        page.goto("about:blank")


def test_nothing_is_cut_off_at_the_side_of_a_phone(new_person, server):
    page = new_person(width=390, height=844)
    open_budget(page, server)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    expect(page.get_by_role("button", name=re.compile("^Optimize"))).to_be_in_viewport()
