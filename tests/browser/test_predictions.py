"""Predictions in a browser: a table of calls, a leak that is left out by its button, Cancel, and what if."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

PUBLIC = Path(os.environ.get("CAMPAIGN_DATA") or Path(__file__).parents[3] / "shared/data")
ROWS = 1_500
"""Calls that are used: enough to see that the length of a call knows the answer."""
TRAINED = 300_000
"""Milliseconds that a training may take on a busy machine."""


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    source = PUBLIC / "bank-additional.csv"
    if not source.is_file():
        pytest.skip(f"{source.name} is not in {PUBLIC}; CAMPAIGN_DATA names the folder.")
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "calls.csv"
    path.write_text("".join(lines[: ROWS + 1]), encoding="utf-8")
    return path


@pytest.mark.slow
def test_who_will_answer(own_server: str, page: Page, calls: Path) -> None:
    page.goto(f"{own_server}/models?view=predict")
    expect(page.get_by_role("heading", level=1)).to_have_text("What can be foretold?")
    page.locator("#predict-upload input[type=file]").set_input_files(calls)
    expect(page.locator("#predict-target")).to_have_value("y", timeout=60_000)
    expect(page.locator("#predict-positive")).to_have_value("yes")
    page.locator("#predict-seconds").select_option("10")
    page.get_by_role("button", name="Train", exact=True).click()

    # Cancel works at once, and going on takes up what was done.
    expect(page.locator("#training-progress")).to_contain_text("steps done", timeout=60_000)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("What was done is kept")).to_be_visible()
    expect(page.locator("#training-line")).to_be_hidden()
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".predict-report")).to_be_visible(timeout=TRAINED)

    expect(page.locator(".note-warn").first).to_contain_text("duration knows the answer.")
    page.get_by_role("link", name="Leave out duration and train again").click()
    expect(page).to_have_url(re.compile("left_out"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("y is yes can be foretold", timeout=TRAINED)
    expect(page.locator(".predict-report")).to_contain_text("duration: Left out by a person.")
    expect(page.get_by_text("duration knows the answer.")).to_have_count(0)
    for name in ("predict-calibration", "predict-importance", "predict-learning", "predict-dependence-0"):
        expect(page.locator(f"[data-graph={name}] .js-plotly-plot .trace").first).to_be_attached()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV of all predictions").click()
    rows = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert rows[0].startswith("case,predicted,lower,upper,happened")
    assert len(rows) == ROWS + 1

    page.get_by_role("button", name="Keep this version").click()
    expect(page.get_by_role("heading", name="This model is kept")).to_be_visible()
    page.get_by_role("link", name="Ask what if").click()
    expect(page.locator(".whatif")).to_be_visible(timeout=60_000)
    title = page.get_by_role("heading", level=1)
    expect(title).to_contain_text("A chance of")
    field = page.get_by_label("euribor3m").first
    field.fill("50")
    field.press("Tab")
    expect(page.get_by_text("Outside of what was learned.")).to_be_visible()
    expect(page).to_have_url(re.compile("euribor3m"))
    field.fill("1e400")
    field.press("Tab")
    expect(page.get_by_text("What you typed stays.")).to_be_visible()
    page.locator("#whatif-row").fill("7")
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_text("Outside of what was learned.")).to_have_count(0)
    expect(page.get_by_role("heading", name=re.compile("nearest real cases"))).to_be_visible()
    page.reload()
    expect(page.locator(".whatif")).to_be_visible(timeout=60_000)
    expect(title).to_contain_text("A chance of")
