"""Attribution in a browser: the finding, another rule, campaigns, the comparison with the model, a file of contacts."""

from typing import Any

from playwright.sync_api import expect

ROWS = "customer,time,kind,channel,value\n" + "".join(
    f"k{n},2026-03-{1 + n % 20:02d} 08:00,view,Radio,\n"
    f"k{n},2026-03-{2 + n % 20:02d} 09:00,purchase,Shop window,{20 + n}\n"
    for n in range(60)
)


def test_who_gets_the_credit_by_every_rule_and_beside_the_model(new_person: Any, server: Any) -> None:
    page = new_person()
    page.goto(f"{server}/attribution")
    expect(page.locator("h1")).to_contain_text("Last contact gives", timeout=60_000)
    expect(page.locator(".attr-table tbody tr")).to_have_count(6)
    expect(page.get_by_text("what really caused each purchase is known")).to_be_visible()
    expect(page.locator(".attr-beside")).to_contain_text("compares days with more and with less money", timeout=60_000)
    expect(page.locator(".attr-beside thead")).to_contain_text("Response model")

    page.locator(".attr-table thead").get_by_role("link", name="Markov chain").click()
    expect(page.locator(".attr-beside h2")).to_contain_text("Markov chain gives", timeout=60_000)
    page.locator(".page-tools").get_by_role("link", name="Campaigns").click()
    expect(page.locator(".attr-table tbody tr")).to_have_count(12, timeout=60_000)
    assert "rule=markov" in page.url
    assert "by=campaign" in page.url
    page.get_by_text("How this is computed").click()
    expect(page.get_by_text("every way through a channel ended in nothing")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download all figures (CSV)").click()
    assert saved.value.suggested_filename == "attribution-by-campaign.csv"


def test_a_file_of_contacts_is_read(new_person: Any, server: Any) -> None:
    page = new_person()
    page.goto(f"{server}/attribution")
    page.get_by_text("Another file").click()
    file = {"name": "contacts.csv", "mimeType": "text/csv", "buffer": ROWS.encode()}
    page.locator("#customers-upload input").set_input_files(file)
    expect(page.locator("h1")).to_contain_text(
        "Last contact gives Shop window 100\u00a0% of the purchases; what leads people in is Radio", timeout=60_000
    )
    expect(page.locator(".attr-beside")).to_contain_text("not that behind this file")
