"""Figures in a browser: own dates, a margin and its undo, why a figure changed, weeks, tags and channels."""

import re

import pytest
from playwright.sync_api import Page, expect


def whole(text: str) -> float:
    return float(text.replace("−", "-").replace("€", "").replace(",", "").replace("+", ""))


def test_overview_from_dates_to_profit_to_why(own_server: str, page: Page) -> None:
    page.goto(own_server)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Revenue is", timeout=60_000)
    page.get_by_role("button", name="Dates").click()
    panel = page.locator("#period-panel")
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.get_by_role("button", name="Dates").click()
    for name, day in (("from", "2026-10-01"), ("to", "2026-10-14")):
        panel.locator(f"[data-period-field={name}] input").fill(day)
    panel.get_by_role("button", name="Show these dates").click()
    expect(page).to_have_url(re.compile(r"days=custom&from=2026-10-01&to=2026-10-14"))
    expect(page.locator(".page-head .sub")).to_contain_text(
        "1 – 14 Oct 2026, against the 14 days before", timeout=20_000
    )

    page.get_by_role("button", name="Set your margin to see profit").click()
    form = page.locator("#margin-form")
    form.get_by_label("All campaigns, %").fill("140")
    form.get_by_role("button", name="Save margins").click()
    expect(page.locator(".toast")).to_contain_text("between 0 % and 100 %")
    form.get_by_label("All campaigns, %").fill("55 %")
    form.get_by_role("button", name="Save margins").click()
    expect(page.locator(".toast")).to_contain_text("Margins saved")
    tile = page.locator(".tile", has_text="Profit")
    expect(tile.locator(".tile-value")).to_contain_text("€")
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(tile).to_contain_text("Set your margin to see profit")

    page.locator("#kpi-why-figure").select_option("revenue")
    expect(page).to_have_url(re.compile("why=revenue"))
    expect(page.locator("#kpi-why-title")).to_contain_text("Revenue")
    expect(page.locator("[data-graph=why-revenue] .js-plotly-plot .barlayer .point").first).to_be_attached()
    foot = page.locator(".why-table tfoot td")
    expect(foot).to_have_count(7)
    *effects, change = [whole(text) for text in foot.all_inner_texts()[1:]]
    assert sum(effects) == change
    for column, total in enumerate([*effects, change], start=2):
        cells = page.locator(f".why-table tbody td:nth-child({column})").all_inner_texts()
        assert sum(map(whole, cells)) == total


@pytest.mark.slow
def test_from_weeks_to_a_campaign_to_its_tag_to_channels(own_server: str, page: Page) -> None:
    page.goto(f"{own_server}/campaigns")
    page.get_by_role("link", name="By week").click()
    expect(page).to_have_url(re.compile("view=weeks"))
    grid = page.locator("#kpi-weeks-grid")
    expect(grid.locator(".heat-5").first).to_be_visible(timeout=20_000)
    page.locator("#kpi-weeks-figure").select_option("cpa")
    expect(page.locator("#kpi-weeks-title")).to_contain_text("Cost per conversion")
    expect(page.locator(".heat-key span[class]").last).to_contain_text("under")
    first = grid.locator(".ag-row[row-index='0']")
    name = first.locator("[col-id=campaign]").inner_text()
    first.locator("[col-id=w12]").click()
    expect(page).to_have_url(re.compile("campaign="))
    expect(page.get_by_role("heading", level=1)).to_contain_text(name, timeout=60_000)

    page.locator("#kpi-tag-text").fill("Launch")
    page.keyboard.press("Enter")
    expect(page.locator("#kpi-tag-list .tag")).to_contain_text("launch")
    expect(page.locator("#kpi-tag-text")).to_have_value("")
    page.locator("#kpi-over-time-figure").select_option("spend")
    expect(page.locator("#kpi-over-time")).to_contain_text("Spend, a day")

    page.goto(f"{own_server}/campaigns?view=weeks&by=tag")
    expect(page.locator("#kpi-weeks-grid")).to_contain_text("launch, 1 campaign")
    page.get_by_role("link", name="Channels").click()
    sides = page.locator("#kpi-sides-grid")
    expect(sides.locator(".ag-row").first).to_be_visible(timeout=20_000)
    page.locator("#kpi-sides-by").select_option("tag")
    expect(sides).to_contain_text("launch")
    expect(page.locator("[data-graph=kpi-sides] .js-plotly-plot .scatterlayer .trace").first).to_be_attached()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the figures (CSV)").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("Tag,Key,")
    assert "Return on ad spend before" in lines[0]
    assert {line.split(",")[0] for line in lines[1:]} == {"launch", "No tag"}
