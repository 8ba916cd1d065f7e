"""Side by side in a browser: any base, by channel and by week, the workbook, the link, the page to print."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import python_calamine
from playwright.sync_api import Page, expect

from app.factory import open_data
from app.settings import Settings
from components.format import percent
from core.allocation.planning import PlanSettings
from core.scenarios import Scenario, WeeklySpend, even_weeks
from core.simulation import DataGenerator
from tests.browser.serving import serve

PATIENCE = 30_000
"""Milliseconds for a page on a busy machine."""


@dataclass(frozen=True)
class Kept:
    """A server with two plans, and what its store says of them."""

    url: str
    less: Scenario
    more: Scenario

    @property
    def address(self) -> str:
        return f"{self.url}/scenarios?ids={self.less.id},{self.more.id}"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    var = tmp_path_factory.mktemp("compare") / "var"
    var.mkdir()
    workbench = open_data(Settings.from_environment({"VAR": str(var)}))
    workbench._datasets.add(DataGenerator(seed=7, campaigns=6, customers=50, days=120, name="Shop").generate())
    today = {c.id: round(c.today, 2) for c in workbench.planner("revenue", 28).campaigns}
    first, second, *_, last = today
    less = {**today, first: round(0.5 * today[first], 2), second: round(1.2 * today[second], 2)}
    more = {**today, last: round(2 * today[last], 2)}
    start = workbench.dataset().last_day + timedelta(days=1)
    weeks = {key: (0.0, 0.0, round(amount / 4, 2), amount - round(amount / 4, 2)) for key, amount in more.items()}
    settings = PlanSettings(days=28)
    kept_less = workbench.plans.save("Less", settings, less, owner="Mara Keller")
    kept_more = workbench.plans.save("More", settings, more, weekly=WeeklySpend(start, weeks))
    with serve(var) as url:
        yield Kept(url, kept_less, kept_more)


def cells(page: Page, label: str) -> list[str]:
    """What the row of a label shows, column by column."""
    row = page.locator(".cmp-row", has=page.locator(".lab", has_text=re.compile(f"^{re.escape(label)}")))
    return [text.replace("\n", "") for text in row.locator("[role=cell]").all_inner_texts()]


def leading(text: str) -> float:
    """The amount that a cell of the split begins with, in thousands."""
    return float(re.match(r"[\d,.]+", text.strip()).group().replace(",", ""))


def by_channel(plan: Scenario) -> dict[str, float]:
    sums: dict[str, float] = {}
    for campaign in plan.campaigns:
        sums[campaign.channel] = sums.get(campaign.channel, 0.0) + plan.spend[campaign.id]
    return sums


@pytest.mark.slow
def test_a_chosen_base_changes_the_differences_and_the_rows_can_be_channels_and_weeks(kept: Kept, page: Page) -> None:
    page.goto(kept.address)
    page.locator('.cmp-head [data-l="B"]').get_by_role("link", name="Use as base").click()
    page.wait_for_url("**base=B**")
    expect(page.locator(".cmp-head > .is-base")).to_have_attribute("data-l", "B", timeout=PATIENCE)
    expect(page.locator(".cmp .lab", has_text="Against B")).to_be_visible()
    change = percent(sum(kept.less.spend.values()) / sum(kept.more.spend.values()) - 1, signed=True)
    assert cells(page, "Budget")[1].endswith(f"{change} on B")

    page.get_by_role("link", name="Channels", exact=True).click()
    page.wait_for_url("**split=channel**")
    expect(page.locator(".seg-on", has_text="Channels")).to_be_visible(timeout=PATIENCE)
    less, more = by_channel(kept.less), by_channel(kept.more)
    moved = [name for name in less if abs(less[name] - more[name]) > 0.05]
    assert moved
    for name in moved:
        assert [leading(text) for text in cells(page, name)[1:]] == pytest.approx(
            [less[name] / 1000, more[name] / 1000], abs=0.051
        )

    page.get_by_role("link", name="Weeks", exact=True).click()
    page.wait_for_url("**split=week**")
    expect(page.locator(".seg-on", has_text="Weeks")).to_be_visible(timeout=PATIENCE)
    even = even_weeks(kept.less.spend, kept.less.last_day + timedelta(days=1), 28).totals
    planned = [sum(week) for week in zip(*kept.more.weekly.spend.values(), strict=True)]
    rows = page.locator(".cmp-split").all()
    assert len(rows) == 4
    for row, *thousands in zip(rows, even, planned, strict=True):
        shown = [leading(text) for text in row.locator("[role=cell]").all_inner_texts()]
        assert shown[1:] == pytest.approx([x / 1000 for x in thousands], abs=0.051)


@pytest.mark.slow
def test_the_workbook_holds_the_figures_of_the_store(kept: Kept, page: Page, tmp_path) -> None:
    page.goto(f"{kept.address}&base=A")
    page.get_by_role("button", name="Share").click()
    with page.expect_download() as waiting:
        page.get_by_text("Workbook (.xlsx)").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    book = python_calamine.CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["Comparison", "A Less", "B More"]
    for title, plan in (("A Less", kept.less), ("B More", kept.more)):
        rows = {row[0]: row for row in book.get_sheet_by_name(title).to_python()}
        assert rows["Against today"][1:4] == pytest.approx(
            [plan.figures.gain, plan.figures.gain_lower, plan.figures.gain_upper], abs=0.005
        )
        for campaign in plan.campaigns:
            assert rows[campaign.name][3] == plan.spend[campaign.id]


@pytest.mark.slow
def test_a_link_without_a_clipboard_shows_the_same_to_another_person(
    kept: Kept, new_person: Callable[..., Page]
) -> None:
    page = new_person()
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.add_init_script("Document.prototype.execCommand = () => false")
    page.goto(f"{kept.address}&base=B&split=week")
    page.get_by_role("button", name="Share").click()
    page.get_by_text("Copy the link").click()
    field = page.get_by_label("Copy this link")
    expect(field).to_be_focused()
    other = new_person(width=390, height=844)
    other.goto(field.input_value())
    expect(other.locator(".cmp-head > .is-base")).to_have_attribute("data-l", "B", timeout=PATIENCE)
    expect(other.locator(".seg-on", has_text="Weeks")).to_be_visible(timeout=PATIENCE)


@pytest.mark.slow
def test_the_page_to_print_is_white_without_the_frame_and_whole(kept: Kept, new_person: Callable[..., Page]) -> None:
    page = new_person(color_scheme="dark")
    page.goto(f"{kept.address}&base=A")
    page.get_by_role("button", name="Share").click()
    with page.expect_popup() as opened:
        page.get_by_text("Page to print").click()
    paper = opened.value
    expect(paper.locator(".print-page .js-plotly-plot .scatterlayer path").first).to_be_attached(timeout=PATIENCE)
    expect(paper.locator(".nav")).to_be_hidden()
    for title in ("Totals", "Split by campaign", "Split by channel", "Split by week", "Constraints", "Notes"):
        expect(paper.locator(".cmp-sec b", has_text=re.compile(f"^{title}$"))).to_be_visible()
    expect(paper.get_by_text(f"{kept.address}&base=A", exact=True)).to_be_visible()
    paper.emulate_media(media="print")
    surface = paper.locator(".print-page").evaluate("e => getComputedStyle(e).backgroundColor")
    assert surface == "rgb(255, 255, 255)"
    expect(paper.get_by_role("button", name="Print or save as PDF")).to_be_hidden()
    # Landscape sheets, and no page that is empty at the end.
    sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper.pdf(prefer_css_page_size=True))
    assert len(sheets) >= 3
    assert all(float(width) > float(height) for width, height in sheets)
