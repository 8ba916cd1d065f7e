"""Regions in a browser: a test of one campaign is read, teaches the model, and the Budget page says what it changed."""

from playwright.sync_api import Page, expect


def test_a_finished_test_teaches_the_plan(own_server: str, page: Page) -> None:
    page.goto(f"{own_server}/experiments?view=regions&kind=spend&campaign=c009&change=-0.5&days=14")
    expect(page.locator("h1")).to_contain_text("for 14 days")
    page.goto(
        f"{own_server}/experiments?view=regions&kind=spend&do=read&campaign=c009&first=2026-10-01&last=2026-10-14"
    )
    expect(page.locator("h1")).to_contain_text("likely between")
    page.get_by_role("button", name="Teach the model").click()
    learned = page.locator("#regions-taught .note")
    expect(learned).to_contain_text("next €1 now brings", timeout=60_000)
    learned.get_by_role("link", name="See the plan").click()
    card = page.locator(".reg-learned")
    expect(card).to_contain_text("Learned from 1 test", timeout=60_000)
    card.get_by_role("button", name="Put away").click()
    expect(card).to_have_count(0)
