"""Reading the result of a test in a browser: dropping a file, the answer, the columns, keeping it."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

PUBLIC = Path(os.environ.get("CAMPAIGN_DATA") or Path(__file__).parents[3] / "shared/data")
SUMS = b"group,visitors,orders\ncontrol,10000,500\nnew,10050,640\n"


def drop(page: Any, server: Any, file: Any) -> None:
    page.goto(f"{server}/experiments?view=read")
    page.locator("#read-upload input").set_input_files(file)
    expect(page.locator(".read-checks")).to_be_visible()


def public(name: str) -> str:
    if not (PUBLIC / name).exists():
        pytest.skip(f"{name} is not in {PUBLIC}; CAMPAIGN_DATA names the folder.")
    return str(PUBLIC / name)


def test_a_real_test_is_read_with_its_columns_guessed(new_person: Any, server: Any) -> None:
    page = new_person()
    drop(page, server, public("hillstrom.csv"))
    expect(page.locator("h1")).to_contain_text("Mens E-Mail does better than No E-Mail")
    expect(page.locator(".read-line")).to_have_count(2)


def test_a_split_that_went_wrong_is_said_before_anything_else(new_person: Any, server: Any) -> None:
    page = new_person()
    drop(page, server, public("cookie_cats.csv"))
    expect(page.locator("h1")).to_contain_text("Do not read this result yet: gate_30 has 44,700 people")
    expect(page.locator(".read-effects.is-muted")).to_be_visible()


def test_sums_are_read_changed_and_kept_with_a_test(new_person: Any, server: Any) -> None:
    page = new_person()
    drop(page, server, {"name": "sums.csv", "mimeType": "text/csv", "buffer": SUMS})
    expect(page.locator("h1")).to_contain_text("new does better than control: orders 6.37")
    page.get_by_text("What the columns are").click()
    page.locator("#read-control").select_option("new")
    page.locator("#read-again").click()
    expect(page.locator("h1")).to_contain_text("control does worse than new")
    page.locator("#read-keep-name").fill("Shorter form")
    page.locator("#read-keep").click()
    expect(page.locator(".toast", has_text="Shorter form").first).to_be_visible()
    assert "view=tests" in page.url
