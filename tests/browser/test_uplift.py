"""Whom to target in a browser: dropping a real campaign, the answer, another arm, a cost, and the scores."""

import os
import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

PUBLIC = Path(os.environ.get("CAMPAIGN_DATA") or Path(__file__).parents[3] / "shared/data")
WAIT = 90_000
"""Milliseconds for learning, on a machine that does other things too."""


def part_of_hillstrom(rows: int = 24_000) -> dict[str, Any]:
    if not (PUBLIC / "hillstrom.csv").exists():
        pytest.skip(f"hillstrom.csv is not in {PUBLIC}; CAMPAIGN_DATA names the folder.")
    head, *lines = (PUBLIC / "hillstrom.csv").read_text().splitlines()
    picked = random.Random(3).sample(lines, rows)
    return {"name": "hillstrom.csv", "mimeType": "text/csv", "buffer": "\n".join([head, *picked]).encode()}


def test_a_campaign_says_whom_to_target(new_person: Any, server: Any) -> None:
    page = new_person()
    page.goto(f"{server}/models?view=uplift")
    page.locator("#uplift-upload input").set_input_files(part_of_hillstrom())
    expect(page.locator(".uplift-progress")).to_contain_text("part")
    expect(page.locator(".uplift")).to_be_visible(timeout=WAIT)
    page.get_by_text("What the columns are").click()
    page.locator("#uplift-treatment").select_option("Womens E-Mail")
    page.locator("#uplift-again").click()
    expect(page.locator("h1")).to_contain_text("most persuadable", timeout=WAIT)
    expect(page.locator("h1")).to_contain_text("of the extra “visit”")
    expect(page.locator(".uplift-traits").filter(has_text="“womens” is 1")).to_be_visible()
    expect(page.locator("#uplift-answer")).to_contain_text("Type what a contact costs")

    page.locator("#uplift-cost").fill("0.1")
    page.locator("#uplift-value").fill("2.5")
    expect(page.locator("#uplift-answer")).to_contain_text("The best share is about")
    assert "cost=0.1" in page.url
    page.locator("#uplift-cost").fill("much")
    expect(page.locator("#uplift-answer")).to_contain_text("Type what a contact costs as a number")
    page.locator("#uplift-cost").fill("0.1")
    page.locator("#uplift-share").fill("30")
    expect(page.locator("h1")).to_contain_text("Contacting the 30")

    address = page.url
    page.goto(address)
    expect(page.locator("h1")).to_contain_text("Contacting the 30", timeout=WAIT)
    with page.expect_download() as saved:
        page.locator("#uplift-save").click()
    lines = Path(saved.value.path()).read_text().splitlines()
    assert lines[0].startswith("person,row,tenth,place")
    assert len(lines) > 15_000


def test_a_file_without_people_left_alone_says_so(new_person: Any, server: Any) -> None:
    page = new_person()
    page.goto(f"{server}/models?view=uplift")
    rows = "group,age,bought\n" + "\n".join(f"mail,{20 + n % 40},{n % 2}" for n in range(500))
    page.locator("#uplift-upload input").set_input_files(
        {"name": "one.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    expect(page.locator("h1")).to_have_text("Say what the columns are", timeout=WAIT)
    expect(page.locator(".note-neg")).to_be_visible()
