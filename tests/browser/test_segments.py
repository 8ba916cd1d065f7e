"""Segments in a browser: a real table is dropped, falls into named segments, is renamed, kept and saved."""

import csv
import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

PUBLIC = Path(os.environ.get("CAMPAIGN_DATA") or Path(__file__).parents[3] / "shared/data")
NAME = "customer_personality_marketing_campaign.csv"


def test_a_table_of_people_falls_into_segments_that_can_be_renamed_and_saved(new_person: Any, server: Any) -> None:
    if not (PUBLIC / NAME).exists():
        pytest.skip(f"{NAME} is not in {PUBLIC}; CAMPAIGN_DATA names the folder.")
    page = new_person()
    page.goto(f"{server}/customers")
    expect(page.locator(".segments-one").first).to_be_visible(timeout=60_000)
    page.locator("#customers-upload input").set_input_files(str(PUBLIC / NAME))
    page.wait_for_url(re.compile(r"file="))
    expect(page.locator("h1")).to_contain_text("2,240 customers fall into", timeout=60_000)
    segments = page.locator(".segments-one")
    count = segments.count()
    assert 2 <= count <= 8
    names = segments.locator("h3").all_inner_texts()
    assert len(set(names)) == count
    expect(page.locator(".segments-notes", has_text="Z_CostContact does not count: it is the same for")).to_be_visible()
    expect(page.locator(".segments-how tbody tr")).to_have_count(7)

    rename = segments.first.locator("details")
    rename.locator("summary").click()
    rename.locator("input").fill("<b>Gourmets</b>")
    rename.get_by_role("button", name="Rename").click()
    expect(page.locator(".toast", has_text="the segments are kept").first).to_be_visible()
    expect(segments.first.locator("h3")).to_have_text("<b>Gourmets</b>")
    expect(page.locator(".segments-bar .chip", has_text="Kept")).to_be_visible()

    with page.expect_download() as saved:
        segments.first.get_by_role("button", name="Save their ids").click()
    rows = list(csv.DictReader(saved.value.path().read_text().splitlines()))
    said = segments.first.locator(".segments-who p").first.inner_text()
    assert said.startswith(f"{len(rows):,} customers")
    assert {row["segment"] for row in rows} == {"<b>Gourmets</b>"}
