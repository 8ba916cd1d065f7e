"""A long search for the best split says how long it takes and can be cancelled."""

import re

from playwright.sync_api import Route, expect

from tests.browser.test_budget import UPDATE, checked, context, open_budget, page, state  # noqa: F401


def test_a_long_search_is_counted_can_be_cancelled_and_asked_again(page, server):  # noqa: F811
    open_budget(page, server)
    held: list[Route] = []

    def hold(route: Route) -> None:
        if '"output":"budget-optimized.data"' in (route.request.post_data or "").replace(" ", "") and not held:
            held.append(route)
        else:
            route.continue_()

    page.route(f"**/{UPDATE}*", hold)
    before = state(page)["spend"]
    bar = page.get_by_role("toolbar", name="Plan actions")
    cancel = bar.get_by_role("button", name="Cancel")
    bar.get_by_role("button", name="Optimize").click()
    expect(bar.get_by_role("button", name="Optimizing…")).to_be_visible()
    expect(cancel).to_be_hidden()
    expect(bar.get_by_role("button", name=re.compile("^Searching, [0-9]+ s"))).to_be_visible()
    cancel.click()
    expect(page.locator("#budget-note")).to_contain_text("was cancelled. Your plan has not changed.")
    expect(cancel).to_be_hidden()
    [late] = held
    with page.expect_response(f"**/{UPDATE}*"):
        late.continue_()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert state(page)["spend"] == before
    assert state(page)["best"] is None

    bar.get_by_role("button", name="Optimize").click()
    expect(page.locator("#budget-totals .certificate")).to_be_visible()
    checked(page)
    assert state(page)["spend"] == state(page)["best"] != before
