"""What is searched for on a page stands in its address without a navigation, and a link opens it again."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.slow
def test_a_search_is_in_the_address_and_opens_again(server, new_person):
    path, label = "/campaigns", "Find a campaign"
    page: Page = new_person()
    page.goto(f"{server}{path}")
    field = page.get_by_placeholder(label)
    expect(field).to_be_visible(timeout=30_000)
    left: list[str] = []
    page.on("framenavigated", lambda frame: left.append(frame.url) if "find=" not in frame.url else None)
    field.fill("terms <b>")
    expect(page).to_have_url(re.compile(r"\?find=terms"))
    assert left == []
    other = new_person()
    other.goto(page.url)
    expect(other.get_by_placeholder(label)).to_have_value("terms <b>", timeout=30_000)
    other.get_by_placeholder(label).fill("")
    expect(other).to_have_url(f"{server}{path}")
