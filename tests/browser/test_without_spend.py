"""A daily series without spend: imported, shown, and told why nothing can be planned with it."""

import re

from playwright.sync_api import expect


def test_visits_are_imported_and_walked(page, own_server) -> None:
    rows = "".join(f"2026-{1 + d // 28:02d}-{1 + d % 28:02d},{100 + d + 20 * (d % 7)}\n" for d in range(84))
    page.goto(f"{own_server}/data")
    page.locator("#data-upload input[type=file]").set_input_files(
        {"name": "visits.csv", "mimeType": "text/csv", "buffer": f"date,users\n{rows}".encode()}
    )
    expect(page.locator("h1")).to_contain_text("visits.csv is in use")
    page.goto(f"{own_server}/")
    expect(page.locator("h1")).to_have_text(re.compile(r"Clicks are up 14\s%\."))
    page.get_by_role("link", name="Open the data").wait_for()
    # One panel: there is no second axis for spend.
    expect(page.locator(".js-plotly-plot .ytick").first).to_be_visible()
    expect(page.locator(".js-plotly-plot .y2tick")).to_have_count(0)
    page.get_by_role("link", name="Campaigns").first.click()
    page.get_by_role("link", name="visits", exact=True).click()
    expect(page.locator("h1")).to_have_text("visits: 6,426 clicks in 28 days")
    page.goto(f"{own_server}/budget")
    expect(page.locator("#main")).to_contain_text("The data hold no spend")
    expect(page.get_by_role("link", name="Open the data")).to_be_visible()
