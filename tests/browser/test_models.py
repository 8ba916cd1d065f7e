"""The Models page as a person uses it: read, state a belief, learn again, see the change, go back, add a lift test."""

import re

from playwright.sync_api import Page, expect


def test_a_belief_is_stated_learned_from_and_taken_back(own_server: str, page: Page) -> None:
    page.goto(f"{own_server}/models")
    expect(page.get_by_role("heading", level=1)).to_contain_text("12", timeout=60_000)
    expect(page.get_by_role("link", name="Models").first).to_have_attribute("aria-current", "page")
    page.get_by_role("button", name="How it works").click()
    expect(page.get_by_text("x^k / (x^k + h^k)")).to_be_visible()

    # What cannot be used is said beside the field, and nothing that was typed is lost.
    low, high = (page.get_by_label(f"Return of Display, {end}") for end in ("lowest", "highest"))
    low.fill("4")
    high.fill("1,5")
    page.get_by_role("button", name="Learn again").click()
    expect(page.get_by_text("The lower end comes first.")).to_be_visible()
    expect(low).to_have_value("4")
    expect(high).to_have_value("1,5")
    expect(page.get_by_text("Nobody has stated anything yet")).to_be_visible()

    low.fill("0,8")
    page.get_by_role("button", name="Learn again").click()
    changed = page.get_by_text("Learned again with what you assume.")
    expect(changed).to_be_visible(timeout=60_000)
    expect(page.get_by_text(re.compile("In use since .* for everybody"))).to_be_visible()
    expect(low).to_have_value("0.8")

    # Another person sees the same; one press takes it back.
    page.reload()
    expect(low).to_have_value("0.8", timeout=60_000)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Nobody has stated anything yet")).to_be_visible(timeout=60_000)
    expect(low).to_have_value("")


def test_a_lift_test_is_added_and_one_that_cannot_be_is_said(own_server: str, page: Page) -> None:
    page.goto(f"{own_server}/models")
    page.get_by_role("button", name="Add a lift test").click(timeout=60_000)
    form = page.locator("#models-lift-form")
    form.get_by_label("Test of").select_option("Display")
    form.get_by_label("Called").fill("Autumn test")
    form.get_by_label("First day of changed spend").fill("2026-10-01")
    form.get_by_label("Last day measured").fill("2026-09-01")
    form.get_by_label("Spend changed by").fill("ten")
    form.get_by_role("button", name="Add the test").click()
    for text in ("The last day comes before the first.", "“ten” is not a number.", "What did it bring?"):
        expect(form.get_by_text(text)).to_be_visible()
    expect(form.get_by_label("Called")).to_have_value("Autumn test")

    form.get_by_label("Last day measured").fill("2026-10-14")
    form.get_by_label("Spend changed by").fill("5.000,00")
    form.get_by_label("Revenue in EUR changed by").fill("9000")
    form.get_by_label("90 % range, from").fill("6000")
    form.get_by_label("90 % range, to").fill("12000")
    form.get_by_role("button", name="Add the test").click()
    kept = page.locator(".lift")
    expect(kept).to_contain_text("€5,000 more spend brought €9,000 more")
    expect(kept).to_contain_text("Not learned yet")
    expect(form.get_by_label("Called")).to_have_value("")

    page.get_by_role("button", name="Learn again").click()
    expect(page.get_by_text("Learned again with what you assume.")).to_be_visible(timeout=60_000)
    expect(kept).to_contain_text("Autumn test")
    expect(kept.get_by_text("Not learned yet")).to_have_count(0)
    page.get_by_role("button", name="Remove the test of Display").click()
    expect(kept).to_have_count(0)
    page.get_by_role("button", name="Learn again").click()
    expect(page.get_by_text("None yet.")).to_be_visible(timeout=60_000)
