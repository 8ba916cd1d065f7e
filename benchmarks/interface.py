"""Redraws while a budget slider is dragged, every campaign changing with it.

60 pointer moves, at 60 Hz where the machine keeps up. Latency is from the pointer's event to the end of the drawing in
JavaScript; the browser paints after that.
"""

import io
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import open_workbench
from tests.browser.serving import serve

MOVES = 60
PACE = 1 / 60
DAYS = 120
SIZES = (12, 50, 200)
REPEATS = 3

WATCH = """() => {
  const now = window.budgetPage.now, seen = (window.seen = { frames: 0, latency: [], work: [], since: null });
  const rows = document.querySelector('#budget-rows');
  rows.addEventListener('input', (event) => { seen.since ??= event.timeStamp; }, true);
  const draw = now.draw;
  now.draw = function () {
    const begin = performance.now();
    draw.call(this);
    seen.frames += 1;
    seen.work.push(performance.now() - begin);
    if (seen.since !== null) seen.latency.push(performance.now() - seen.since);
    seen.since = null;
  };
}"""


def data(campaigns: int) -> bytes:
    """A file of generated daily metrics."""
    dataset = DataGenerator(seed=1, campaigns=campaigns, customers=0, days=DAYS).generate()
    text = io.StringIO()
    dataset.daily_metrics.drop(columns="campaign_id").to_csv(text, index=False)
    return text.getvalue().encode()


def drag(page: Page) -> dict:
    """Drag the third slider and return what was drawn meanwhile."""
    page.evaluate("() => Object.assign(window.seen, { frames: 0, latency: [], work: [], since: null })")
    track = page.locator("#budget-rows [data-campaign] input[type=range]").nth(2)
    box = track.bounding_box()
    assert box
    share = float(track.input_value()) / float(track.get_attribute("max") or 1)
    x, y = box["x"] + 7 + (box["width"] - 14) * share, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    begin = time.monotonic()
    for k in range(1, MOVES + 1):
        # Out and back: each move is another position.
        page.mouse.move(x + (k if k <= MOVES / 2 else MOVES - k) * 0.8, y)
        time.sleep(max(0.0, begin + k * PACE - time.monotonic()))
    lasted = time.monotonic() - begin
    page.mouse.up()
    return {**page.evaluate("() => window.seen"), "lasted": lasted}


def measure(campaigns: int) -> str:
    """Serve that many campaigns, drag, and say what came out."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        var = Path(folder) / "var"
        open_workbench(var, DictMemo()).import_file(data(campaigns), "generated.csv")
        with serve(var) as url:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            begin = time.monotonic()
            page.goto(f"{url}/budget")
            page.wait_for_function(
                "() => window.budgetPage && window.budgetPage.now && window.budgetPage.now.exact", timeout=120_000
            )
            first = time.monotonic() - begin
            page.get_by_label("When one goes up").select_option("proportion")
            page.wait_for_timeout(1500)
            page.evaluate(WATCH)
            drags = [drag(page) for _ in range(REPEATS)]
            known = page.evaluate("() => window.budgetPage.now.plan.spend.length")
            browser.close()
    frames = np.median([d["frames"] for d in drags])
    latency = np.concatenate([d["latency"] for d in drags])
    work = np.concatenate([d["work"] for d in drags])
    lasted = np.median([d["lasted"] for d in drags])
    return (
        f"{known:>4} campaigns: {frames:.0f} redraws of {MOVES} moves in {lasted:.2f} s, "
        f"latency p50 {np.median(latency):.0f} ms, p95 {np.quantile(latency, 0.95):.0f} ms, "
        f"drawing p50 {np.median(work):.1f} ms, p95 {np.quantile(work, 0.95):.1f} ms; first figures after {first:.1f} s"
    )


def main() -> None:
    """Print one line a size."""
    for campaigns in SIZES:
        print(measure(campaigns), flush=True)


if __name__ == "__main__":
    main()
