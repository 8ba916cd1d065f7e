"""Customers, view Value, in a browser: real files are dropped, read, answered, and put to use for everybody."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

PUBLIC = Path(os.environ.get("CAMPAIGN_DATA") or Path(__file__).parents[3] / "shared/data")


def drop(page: Any, server: Any, name: str) -> None:
    if not (PUBLIC / name).exists():
        pytest.skip(f"{name} is not in {PUBLIC}; CAMPAIGN_DATA names the folder.")
    page.goto(f"{server}/customers?view=value")
    page.locator("summary", has_text="Another file").click()
    page.locator("#customers-upload input").set_input_files(str(PUBLIC / name))
    page.wait_for_url("**file=*")


def test_a_summary_says_the_published_figures(new_person: Any, server: Any) -> None:
    page = new_person()
    drop(page, server, "cdnow_summary_with_value.csv")
    expect(page.locator("h1")).to_contain_text("2,357 customers will likely bring about", timeout=60_000)
    expect(page.locator("#customers-report")).to_contain_text("2,457 repeat purchases")
    page.get_by_text("How this is counted").click()
    # Fader, Hardie and Lee (2005): r 0.243, alpha 4.414, a 0.793, b 2.426, log-likelihood -9582.4.
    for figure in ("0.2426", "4.414", "0.7929", "2.426", "−9,582.4"):
        expect(page.locator(".value-numbers")).to_contain_text(figure)
    expect(page.locator("#customers-value-grid .ag-row").first).to_be_visible()
    page.get_by_text("What the columns are").click()
    page.locator("select#customers-shape").select_option("people")
    page.locator("#customers-again").click()
    expect(page.get_by_text("Value needs purchases")).to_be_visible()


def test_purchases_are_read_checked_and_put_to_use(new_person: Any, own_server: Any) -> None:
    page = new_person()
    drop(page, own_server, "cdnow_transactions.txt")
    expect(page.locator("#customers-report")).to_contain_text("23,502 customers and 69,579 purchases", timeout=60_000)
    expect(page.locator("#customers-report")).to_contain_text("80 rows set aside")
    expect(page.locator("h1")).to_contain_text("23,502 customers will likely bring about", timeout=120_000)
    expect(page.get_by_text("there were 12,313")).to_be_visible()
    page.locator("#customers-use").click()
    expect(page.locator(".toast", has_text="are in use for everybody").first).to_be_visible(timeout=60_000)
    expect(page.locator("#customers-report")).to_contain_text("23,502 customers")
    page.locator(".toast button", has_text="Undo").first.click()
    expect(page.locator(".toast", has_text="Demo shop is in use").first).to_be_visible(timeout=60_000)
