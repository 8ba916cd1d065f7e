"""A generated running test in a browser: the verdict, the ranges by day, their table, and the news of others."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.factory import open_data
from app.settings import Settings
from core.workbench import Workbench
from tests.browser.serving import demo_var, serve
from tests.callbacks.running_tests import frame, keep


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return open_data(Settings.from_environment({"VAR": str(demo_var(tmp_path))}))


@pytest.fixture
def site(bench: Workbench, tmp_path: Path) -> Iterator[str]:
    with serve(tmp_path / "var") as url:
        yield url


def test_a_running_test_is_watched(site: str, bench: Workbench, page: Page) -> None:
    page.goto(f"{site}/experiments?view=watch")
    expect(page.get_by_role("heading", level=1)).to_have_text("No test is running", timeout=60_000)
    # Somebody keeps a test meanwhile: the page follows.
    one = keep(bench, frame({"A": 0.10, "<b>B</b>": 0.15}, 9_000), "Bold <i>button</i>")
    title = page.get_by_role("heading", level=1)
    expect(title).to_contain_text("You can stop: <b>B</b> is better than A.", timeout=60_000)
    expect(title).to_contain_text("safely between +")
    expect(page.locator("#watch-body .js-plotly-plot .scatterlayer .trace")).to_have_count(4, timeout=60_000)
    expect(page.locator("#watch-body")).to_contain_text("9,000 of 24,000")
    page.get_by_role("button", name="Table").first.click()
    expect(page.locator(".graph-table table tbody tr")).to_have_count(14)
    split = keep(bench, frame({"A": 0.10, "<b>B</b>": 0.15}, 9_000, **{"<b>B</b>": 1.3}), "Broken")
    page.locator(".watch-tests").get_by_role("link", name="Broken").click(timeout=60_000)
    expect(title).to_have_text("Do not decide by this test: people were not split as planned.", timeout=60_000)
    expect(page.locator("#watch-body .note-neg")).to_contain_text("Find the cause")
    assert one.id != split.id
