"""The Outlook in a browser: from the finding to a part, a horizon, its table, and Cancel."""

import re

import pytest
from playwright.sync_api import Page, expect


def drawn(page: Page) -> None:
    expect(page.locator("[data-graph=forecast-days] .js-plotly-plot .scatterlayer .trace").first).to_be_attached(
        timeout=30_000
    )


def test_reading_where_it_is_heading(server: str, page: Page) -> None:
    page.goto(f"{server}/forecast")
    title = page.get_by_role("heading", level=1)
    expect(title).to_contain_text("Revenue is heading to about €", timeout=60_000)
    drawn(page)
    for name in ("Expected, next 28 days", "Last 28 days", "Chance of more"):
        expect(page.locator(".tiles")).to_contain_text(name)
    expect(page.get_by_role("heading", name=re.compile("^In 4 checks on past days it missed by"))).to_be_visible()

    page.get_by_role("link", name="60 days").click()
    expect(page).to_have_url(re.compile("ahead=60"))
    expect(title).to_contain_text("in the next 60 days", timeout=30_000)
    channel = page.locator(".out-channels .out-name").first
    name = channel.inner_text()
    channel.click()
    expect(title).to_contain_text(f"Revenue of {name} is heading to", timeout=30_000)
    expect(page).to_have_url(re.compile("part=channel"))
    expect(page.locator("#outlook-part")).to_have_value(f"channel:{name}")
    page.locator("#outlook-part").select_option("all")
    expect(title).to_contain_text("Revenue is heading to about", timeout=30_000)
    expect(page).not_to_have_url(re.compile("part="))

    drawn(page)
    page.get_by_role("button", name="Show as table").click()
    rows = page.locator("[data-graph-table=forecast-days] tbody tr")
    expect(rows).to_have_count(90 + 60)
    page.get_by_role("link", name="Spend", exact=True).click()
    expect(title).to_contain_text("Spend is heading to about", timeout=60_000)


@pytest.mark.slow
def test_cancel_keeps_what_was_done(own_server: str, page: Page) -> None:
    """The first step is answered as a long one would be; the second waits until the test lets it go."""
    held: list = []
    answers = [{"run": 1, "ready": False, "text": "Checking (1 of 6)"}]

    def step(route) -> None:
        if "outlook-done.data" not in (route.request.post_data or ""):
            route.continue_()
        elif answers:
            route.fulfill(json={"multi": True, "response": {"outlook-done": {"data": answers.pop()}}})
        elif not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/_dash-update-component*", step)
    page.goto(f"{own_server}/forecast")
    expect(page.get_by_text("Checking (1 of 6)")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("What was done is kept")).to_be_visible()
    expect(page.get_by_text("Checking (1 of 6)")).to_be_hidden()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Revenue is heading to", timeout=60_000)
    expect(page.get_by_text("What was done is kept")).to_be_hidden()
    held[0].fulfill(status=204)
