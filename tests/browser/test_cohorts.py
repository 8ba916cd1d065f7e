"""Cohorts in a browser: who stays, a file without channels, and a budget for the value of new customers."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.app.data import public_file

HEAD = "#cohorts-head h1"
ROWS = ".cohort-heat tbody tr"


def test_who_stays_by_channel_and_by_month_and_in_a_file_without_channels(server: str, page: Page) -> None:
    page.goto(f"{server}/customers?view=cohorts")
    expect(page.locator(HEAD)).to_contain_text("pay back", timeout=90_000)
    expect(page.locator(".cohort-payback tbody tr")).to_have_count(6)
    expect(page.locator(ROWS)).to_have_count(6)
    with page.expect_download() as saved:
        page.locator("#cohorts-save-csv").click()
    assert saved.value.path().read_text(encoding="utf-8").startswith("cohort,first_purchase_in")

    page.get_by_role("link", name="By month").click()
    expect(page.locator(ROWS)).to_have_count(13, timeout=60_000)
    expect(page.locator(ROWS).first).to_contain_text("may be old customers")
    page.locator("#cohorts-channel").select_option("Search")
    expect(page).to_have_url(re.compile("channel=Search"))
    expect(page.locator("#cohorts-channel")).to_have_value("Search", timeout=60_000)

    file = public_file("cdnow_transactions.txt")
    page.locator("summary", has_text="Another file").click()
    page.locator("#customers-upload input[type=file]").set_input_files(file)
    expect(page).to_have_url(re.compile("file=.*"), timeout=60_000)
    # Two more customers paid nothing until November.
    months = page.locator(f"{ROWS} th .cell-name > span")
    expect(months).to_have_text(["Jan 1997", "Feb 1997", "Mar 1997", "Nov 1997"], timeout=60_000)
    expect(page.locator(f"{ROWS} td:nth-child(2)")).to_have_text(["7,814", "8,455", "7,231", "2"])
    expect(page.locator("#cohorts-body")).to_contain_text("which channel they came through")


def test_a_budget_is_planned_for_new_customers(server: str, page: Page) -> None:
    page.goto(f"{server}/budget")
    outcome = page.locator("#budget-setup select").first
    expect(outcome).to_be_visible(timeout=120_000)
    outcome.select_option("value of new customers")
    title = page.locator("#budget-head h1")
    expect(title).to_contain_text("of new customers", timeout=90_000)
    expect(page.locator(".bud-rests")).to_contain_text("Rests on")
    expect(page.locator(".bud-rests")).to_contain_text("new customers since")
    page.get_by_role("button", name="Optimize").click()
    proof = page.locator("#budget-totals .certificate")
    expect(proof).to_contain_text(re.compile("proved within 0.00", re.IGNORECASE), timeout=90_000)
    expect(title).to_contain_text("more value of new customers than today's split")
    page.wait_for_function("() => window.budgetPage.now.exact")
    shown, exact = page.evaluate(
        "() => [window.budgetPage.now.totals.expected, window.budgetPage.now.serverFigures.expected]"
    )
    assert shown == pytest.approx(exact, rel=1e-6)

    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(outcome).to_have_value("revenue", timeout=30_000)
    expect(page.locator(".bud-rests")).to_have_count(0)
