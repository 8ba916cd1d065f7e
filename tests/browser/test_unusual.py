"""Unusual days and pace in a browser: mark, undo and mute a day, note an event, set a target and see where it goes."""

import re

from playwright.sync_api import Page, expect


def test_an_unusual_day_becomes_a_known_event_and_comes_back(own_server: str, page: Page) -> None:
    page.goto(f"{own_server}/forecast?view=unusual&cause=tracking")
    days = page.locator(".un-day")
    first = days.first
    expect(first).to_be_visible(timeout=60_000)
    count = days.count()
    name = first.locator("h3").inner_text()
    expect(first.locator(".draw-days svg .pt-odd").first).to_be_attached()
    first.get_by_role("button", name="Mark as known event").click()
    first.get_by_label("What was it?").fill("Tag was <b>broken</b>")
    first.get_by_role("button", name="Mark", exact=True).click()
    events = page.locator("#unusual-events")
    expect(events).to_contain_text("Tag was <b>broken</b>", timeout=30_000)
    expect(days).to_have_count(count - 1)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(events).to_contain_text("No known events yet", timeout=30_000)
    expect(days).to_have_count(count)

    days.filter(has_text=name).get_by_role("button", name="Mute").click()
    expect(page.get_by_text("1 muted alarm")).to_be_visible(timeout=30_000)
    expect(days).to_have_count(count - 1)

    page.locator("#unusual-label").fill("Warehouse strike")
    page.locator("#unusual-last").fill("2020-01-01")
    page.get_by_role("button", name="Add event").click()
    expect(page.locator("#unusual-message")).to_contain_text("lies before the first")
    expect(page.locator("#unusual-label")).to_have_value("Warehouse strike")
    page.locator("#unusual-first").fill("2019-12-30")
    page.get_by_role("button", name="Add event").click()
    expect(events).to_contain_text("Warehouse strike", timeout=30_000)
    events.get_by_role("button", name="Edit").click()
    # On a busy machine the form opens after a moment, and would put back what is typed before.
    expect(page.locator("#unusual-label")).to_have_value("Warehouse strike")
    page.locator("#unusual-label").fill("Long strike")
    page.get_by_role("button", name="Save changes").click()
    expect(events).to_contain_text("Long strike", timeout=30_000)
    expect(page.get_by_role("button", name="Add event")).to_be_visible()

    page.locator("#unusual-channel").select_option("Search")
    expect(page).to_have_url(re.compile("channel=Search"))


def test_a_target_shows_where_it_is_heading(own_server: str, page: Page) -> None:
    page.goto(f"{own_server}/forecast?view=pace")
    expect(page.get_by_role("heading", level=1, name="No target is set")).to_be_visible(timeout=60_000)
    page.locator("#pacing-amount").fill("300,000")
    page.get_by_role("button", name="Add target").click()
    card = page.locator("[data-target]")
    expect(card).to_have_count(1, timeout=90_000)
    expect(page.get_by_role("heading", level=1)).to_contain_text("November spend")
    expect(card).to_contain_text("an even pace would have")
    expect(card.locator(".js-plotly-plot .scatterlayer .trace")).not_to_have_count(0, timeout=30_000)
    card.get_by_role("button", name="Edit").click()
    expect(page.locator("#pacing-amount")).to_have_value("300000")
    page.locator("#pacing-amount").fill("500000")
    page.get_by_role("button", name="Save changes").click()
    expect(card).to_contain_text("€500,000 for all campaigns", timeout=30_000)
    card.get_by_role("button", name="Remove").click()
    expect(card).to_have_count(0, timeout=30_000)
    page.locator(".toast").get_by_role("button", name="Undo").last.click()
    expect(card).to_contain_text("€500,000 for all campaigns", timeout=30_000)
