"""All tests in a browser: from the empty registry to what was learned, seen by another person without a reload."""

from playwright.sync_api import Page, expect

SOON = 4_000
"""Milliseconds within which another person sees what was kept, on a busy machine."""


def test_a_test_from_adding_to_learning_is_seen_by_another(own_server: str, new_person) -> None:
    ada: Page = new_person()
    bo: Page = new_person(width=390, height=844)
    bo.goto(f"{own_server}/experiments?view=tests")
    expect(bo.get_by_text("No tests yet")).to_be_visible()
    ada.goto(f"{own_server}/experiments?view=tests")
    ada.get_by_role("link", name="Add a test by hand").click()
    ada.get_by_role("button", name="Keep this test").click()
    expect(ada.get_by_text("Give the test a name")).to_be_visible()
    ada.get_by_role("textbox", name="Name").fill("<b>Shorter checkout</b>")
    ada.get_by_label("Hypothesis").fill("One page sells more.")
    ada.get_by_role("button", name="Keep this test").click()
    expect(ada.get_by_role("heading", name="One page sells more.")).to_be_visible()
    expect(bo.get_by_text("<b>Shorter checkout</b>")).to_be_visible(timeout=SOON)
    ada.get_by_role("button", name="Start today").click()
    expect(ada.get_by_role("button", name="Stop early")).to_be_visible()
    expect(bo.get_by_role("heading", name="1 test runs")).to_be_visible(timeout=SOON)
    ada.get_by_label("What was decided").fill("Roll it out")
    ada.get_by_role("button", name="Save", exact=True).click()
    expect(bo.get_by_text("Roll it out")).to_be_visible(timeout=SOON)
    bo.get_by_label("Find a test").fill("nothing such")
    expect(bo.get_by_text("No test matches")).to_be_visible()
    assert "find=nothing+such" in bo.url
    assert bo.evaluate("document.documentElement.scrollWidth") <= 390
    bo.get_by_label("Find a test").fill("one page")
    expect(bo.get_by_text("<b>Shorter checkout</b>")).to_be_visible()
    bo.goto(f"{own_server}/experiments?view=tests&find=one")
    with bo.expect_download() as file:
        bo.get_by_role("button", name="Workbook").click()
    assert file.value.suggested_filename.endswith(".xlsx")
