"""Takes pictures of every page and of an optimized plan, both themes, 1440 and 390 px: ``pictures.py FOLDER``."""

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

from callbacks import MODULES, PAGES  # noqa: E402
from callbacks.views import PageOfViews  # noqa: E402
from tests.browser.serving import serve  # noqa: E402

WIDTHS = {1440: 900, 390: 844}
THEMES = ("light", "dark")
VIEWS = {
    "overview-today": "/?view=today",
    "campaigns-weeks": "/campaigns?view=weeks",
    "campaigns-channels": "/campaigns?view=channels",
} | {
    f"{path.strip('/')}-{view}": f"{path}?view={view}"
    for path, page in MODULES.items()
    if isinstance(page, PageOfViews)
    for view in page.views
    if view
}
"""Views of pages that have several, by the name of their picture."""


def settle(page: Page) -> None:
    """Wait until a page has its figures: nothing is loading and nothing is asked any more."""
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-dash-is-loading=true], .skeleton")).to_have_count(0, timeout=60_000)
    page.wait_for_load_state("networkidle")


def shoot(page: Page, path: Path) -> None:
    """Write a picture of the whole page. The window grows to its height, so that bars at its foot stay there."""
    window = page.viewport_size
    height = page.evaluate("Math.max(document.documentElement.scrollHeight, window.innerHeight)")
    page.set_viewport_size({"width": window["width"], "height": height})
    settle(page)
    page.screenshot(path=path)
    page.set_viewport_size(window)


def take(browser: Browser, url: str, folder: Path) -> int:
    """Write all pictures and return how many there are."""
    number = 0
    for theme in THEMES:
        for width, height in WIDTHS.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce", locale="en-GB"
            )
            page = context.new_page()
            page.set_default_timeout(60_000)
            for name, address in ({one.path.strip("/") or "overview": one.path for one in PAGES} | VIEWS).items():
                page.goto(f"{url}{address}")
                page.wait_for_selector("main h1, main h2")
                settle(page)
                shoot(page, folder / f"{name}-{theme}-{width}.png")
                number += 1
            page.goto(f"{url}/budget")
            page.get_by_role("button", name="Optimize").click()
            page.wait_for_selector(".certificate:visible")
            settle(page)
            shoot(page, folder / f"budget-best-{theme}-{width}.png")
            number += 1
            context.close()
    return number


def main(folder: Path) -> None:
    """Serve demo data from an empty folder and take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as var, serve(Path(var)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        number = take(browser, url, folder)
        browser.close()
    print(f"{number} pictures in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
