"""A rule in words, from writing it to hearing of it: in this browser, in another one, and only once."""

import re

from playwright.sync_api import Page, expect

from tests.core.alerts.test_desk import as_file

VIEW = "/forecast?view=alerts"


def bring(page: Page, url: str, name: str, days: str) -> None:
    """Import a file on the Data page."""
    page.goto(f"{url}/data")
    page.locator("#data-upload input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": as_file(days)}
    )
    expect(page.locator("#shell-dataset")).to_contain_text(name, timeout=60_000)


def test_a_rule_that_data_break_is_heard_of_once_everywhere(own_server, new_person):
    page, other = new_person(), new_person(width=390, height=844)
    bring(page, own_server, "before.csv", "g" * 20 + "bbbb" + "g" * 8)
    page.goto(own_server + VIEW)
    expect(page.get_by_role("heading", level=1)).to_have_text("Say what you want to be told of")
    sentence, understood = page.get_by_label("Tell me when"), page.locator("#alerts-understood")

    sentence.fill("RAOS of Serch below 2 for 3 days")
    expect(understood).to_contain_text("Did you mean “ROAS”?")
    understood.get_by_role("button").click()
    expect(sentence).to_have_value("ROAS of Search below 2 for 3 days")
    expect(understood).to_contain_text("it would have alerted once")
    expect(understood).to_contain_text("on 4 days in a row (1.00, 1.00, 1.00, 1.00), 21 – 24 Sep 2026")
    page.get_by_role("button", name="Keep the rule").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The one rule is kept")
    expect(sentence).to_have_value("")

    # Somebody else is on another page; the file arrives through a third one.
    other.goto(f"{own_server}/scenarios")
    expect(other.locator("#alerts-bell")).to_be_visible()
    expect(other.locator(".bell-count")).to_have_count(0)
    third = new_person()
    bring(third, own_server, "after.csv", "g" * 20 + "bbbb" + "g" * 8 + "bbb")
    for one in (page, other):
        expect(one.locator(".bell-count")).to_have_text("1")
    expect(page.get_by_role("heading", level=1)).to_have_text("One rule is broken: ROAS of Search below 2 since 3 Oct")
    other.get_by_role("button", name="Alerts, 1 new one").click()
    panel = other.locator(".bell-panel")
    expect(panel).to_contain_text("ROAS of Search was below 2 on 3 days in a row")
    expect(other.locator(".bell-count")).to_have_count(0)
    expect(page.locator(".bell-count")).to_have_text("1")

    # The same data once more, and a day more: still so, and nothing new for who has seen it.
    bring(third, own_server, "again.csv", "g" * 20 + "bbbb" + "g" * 8 + "bbb")
    bring(third, own_server, "more.csv", "g" * 20 + "bbbb" + "g" * 8 + "bbbb")
    expect(page.locator("#alerts-body")).to_contain_text("on 4 days in a row", timeout=30_000)
    expect(page.locator("#alerts-body [data-alert]")).to_have_count(1)
    expect(other.locator(".bell-count")).to_have_count(0)
    expect(page.locator(".bell-count")).to_have_text("1")

    panel.get_by_role("button", name="Turn the rule off").click()
    expect(other.locator(".toast")).to_contain_text("The rule is off")
    expect(page.get_by_role("heading", level=1)).to_have_text("All rules are paused")
    other.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^One rule is broken"))


def test_the_form_writes_the_sentence_and_edit_fills_it_again(server, page: Page):
    page.goto(server + VIEW)
    page.get_by_text("Choose instead of writing").click()
    page.get_by_label("Figure").select_option("ctr")
    page.locator("#alerts-form-subject").select_option("Search")
    page.get_by_label("Limit").fill("0.1")
    page.get_by_role("button", name="Write it").click()
    sentence = page.get_by_label("Tell me when")
    expect(sentence).to_have_value("CTR of Search below 0.1 for 3 days")
    page.get_by_label("E-mail addresses").fill("mara at example.com")
    page.get_by_role("button", name="Keep the rule").click()
    expect(page.locator("#alerts-said")).to_contain_text("“mara” is no e-mail address.")
    page.get_by_label("E-mail addresses").fill("mara@example.com")
    page.get_by_role("button", name="Send a test message by e-mail").click()
    expect(page.locator("#alerts-tested")).to_contain_text("E-mail is not set up on this server.")
    page.get_by_role("button", name="Keep the rule").click()
    row = page.locator("[data-rule]")
    expect(row).to_contain_text("Tells mara@example.com")
    row.get_by_role("button", name="Edit").click()
    expect(sentence).to_have_value("CTR of Search below 0.1\u00a0% for 3 days")
    sentence.fill("CTR of Search below 0.2 % for 3 days")
    page.get_by_role("button", name="Keep the change").click()
    expect(row).to_contain_text("below 0.2\u00a0%")
    # The server is shared with other tests: nothing is left behind.
    row.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No rules yet")).to_be_visible()
