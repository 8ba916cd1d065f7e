"""A test is designed in a browser: from a base rate to a test that is kept, and on a narrow screen."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

NARROW = {"width": 390, "height": 844}
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_a_test_is_designed_and_kept(own_server: str, page: Page) -> None:
    page.goto(f"{own_server}/experiments?view=design")
    head = page.get_by_role("heading", level=1)
    page.get_by_role("link", name="Take these figures").click()
    expect(page.get_by_label("Share today")).to_have_value(re.compile(r"^\d+\.\d\d %$"))
    page.get_by_label("Smallest change to see").fill("8 %")
    expect(head).to_contain_text(re.compile(r"people show a change of 8.% or more with a chance of 80.%"))
    once = head.inner_text()
    expect(page.locator("[data-graph=design-curve] .js-plotly-plot")).to_be_visible()
    # What cannot be used says so, and nothing that was typed is lost.
    page.get_by_label("Share today").fill("120 %")
    expect(page.get_by_text("120 % of people cannot do it")).to_be_visible()
    expect(page.get_by_label("Smallest change to see")).to_have_value("8 %")
    page.get_by_label("Share today").fill("2,4 %")
    expect(page.get_by_text("24 of 1,000 people")).to_be_visible()
    page.get_by_label("When is it looked at").select_option("any time")
    expect(head).to_contain_text("At most")
    assert head.inner_text() != once
    # The address shows another person the same.
    expect(page).to_have_url(re.compile("watch=any"))
    said = head.inner_text()
    page.reload()
    expect(head).to_have_text(said)
    page.get_by_role("button", name="Keep as a test").click()
    expect(page.get_by_role("alert")).to_contain_text("name")
    page.get_by_label("Name", exact=True).fill("<i>Price</i> first")
    page.get_by_role("button", name="Keep as a test").click()
    expect(page).to_have_url(re.compile(r"view=tests&test=\w+"))
    expect(page.get_by_text("The test was kept")).to_be_visible()


@pytest.mark.slow
def test_on_a_narrow_screen_nothing_is_cut_off(server: str, browser: Browser) -> None:
    context = browser.new_context(viewport=NARROW)  # type: ignore[arg-type]
    page = context.new_page()
    asked = "base=0.024&effect=8%25&people=14000&week=72000&month=230000&watch=any+time&split=34/33/33"
    for measure in ("", "&measure=mean&spread=9", "&measure=ratio&top=3&topspread=12&bottom=0.2&bottomspread=0.5"):
        page.goto(f"{server}/experiments?view=design&{asked}{measure}")
        expect(page.locator("[data-graph=design-curve] .js-plotly-plot")).to_be_visible()
        assert page.evaluate(WIDER) == 0
    context.close()
