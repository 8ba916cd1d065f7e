"""A saved scenario beside the plan on the Budget page, live while a slider moves."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_budget import checked, open_budget, press_thumb

RIVAL = """() => { const b = window.budgetPage.now, r = b.rival; return {
  title: r.title.textContent, note: r.note.textContent, theirs: r.spend,
  gain: window.budgetPage.math.totals(b.outlook, r.outlook, b.meta.level).gain,
  mine: Array.from(b.outlook.expected), named: r.scenario && r.scenario.name }; }"""


def test_a_saved_scenario_stands_beside_the_plan_and_follows_the_hand(new_person, own_server):
    page = new_person()
    open_budget(page, own_server)
    page.get_by_role("button", name="Compare").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("None is saved for this outcome and horizon yet.")
    dialog.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Save as scenario").click()
    dialog.get_by_label("Name", exact=True).fill("<b>Kept</b>")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Compare").click()
    dialog.get_by_role("button", name="<b>Kept</b>").click()
    expect(page.locator("#budget-rival h2")).to_have_text("The plan is the same split as “<b>Kept</b>”")

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    before = page.evaluate(RIVAL)
    x, y = press_thumb(page, 0)
    page.mouse.move(x - 30, y, steps=6)
    page.wait_for_function("() => document.querySelector('#budget-rival h2').textContent.startsWith('The plan brings')")
    assert [url for url in asked if "/api/news" not in url] == []
    during = page.evaluate(RIVAL)
    assert during["theirs"] == before["theirs"]
    assert during["gain"] == pytest.approx(sum(during["mine"]) - sum(before["mine"]), rel=1e-9)
    assert ("less than" in during["title"]) == (during["gain"] < 0)
    assert "for the same spend. Chance that it brings more:" in during["note"]
    page.mouse.up()
    checked(page)
    rows = page.locator("#budget-rival tbody tr")
    assert rows.count() >= 2
    page.get_by_role("button", name="Take it away").click()
    expect(page.locator("#budget-rival")).to_be_hidden()
