"""Suggested tests in a browser: the finding, keeping an idea and taking it back, and going on to plan a test."""

import re

from playwright.sync_api import Page, expect


def test_a_suggestion_is_kept_taken_back_and_planned(own_server: str, page: Page) -> None:
    page.goto(f"{own_server}/experiments")
    tests = page.locator(".sug-item")
    first = tests.first
    expect(first).to_be_visible(timeout=90_000)
    expect(page.get_by_role("heading", level=1)).to_contain_text("is worth about")
    expect(first.locator(".draw-interval svg")).to_be_attached()
    how = first.get_by_role("button", name="How", exact=True)
    how.click()
    expect(first.locator(".sug-how")).to_contain_text("We believe")
    first.get_by_role("button", name="Keep as an idea").click()
    kept = first.get_by_role("link", name="Kept as an idea")
    expect(kept).to_be_visible(timeout=30_000)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(kept).to_have_count(0, timeout=30_000)
    page.get_by_role("link", name="365 days").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("over the next 365 days", timeout=60_000)
    page.locator(".sug-item").first.get_by_role("link", name="Plan this test").click()
    expect(page).to_have_url(re.compile(r"view=(regions|design)&.*campaigns="))
