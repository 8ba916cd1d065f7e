"""The newest day in a browser: it opens from the Overview and looks again by itself."""

from playwright.sync_api import Page, expect


def test_the_newest_day_is_shown_and_looked_at_again(server: str, page: Page) -> None:
    page.goto(server)
    page.get_by_role("link", name="Today", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("22 Nov")
    rows = page.locator(".today-table tbody tr")
    expect(rows).to_have_count(12)
    checked = page.locator("#today-checked")
    expect(checked).to_contain_text("as soon as they are imported")
    page.get_by_role("link", name="10 s").click()
    expect(checked).to_contain_text("every 10 seconds")
    said = checked.inner_text()
    expect(checked).not_to_have_text(said)
    first = rows.first.get_by_role("link")
    address = str(first.get_attribute("href"))
    assert address.startswith("/campaigns?campaign=")
    first.click()
    expect(page).to_have_url(server + address)
