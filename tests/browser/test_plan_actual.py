"""The plan in force in a browser: from the head of a comparison to reading what differs, and back by undo."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.allocation.planning import PlanSettings
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import open_workbench
from tests.browser.serving import serve
from tests.core.plan_actual.worlds import cut


def as_file(dataset) -> bytes:
    return dataset.daily_metrics.assign(currency="EUR").to_csv(index=False).encode()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory):
    """The address of a server whose data end before a plan of 14 days, and a file with eight days more."""
    var: Path = tmp_path_factory.mktemp("plan") / "var"
    full = DataGenerator(seed=5, campaigns=4, customers=0, days=120).generate()
    workbench = open_workbench(var, DictMemo())
    workbench.import_file(as_file(cut(full, 8)), "before.csv")
    workbench.plans.save("<b>December</b>", PlanSettings(days=14), {}, owner="Mara Keller")
    with serve(var) as url:
        yield url, as_file(full)


def test_from_marking_to_reading(shop, page: Page) -> None:
    url, newer = shop
    page.goto(f"{url}/scenarios")
    page.locator(".cmp-head").get_by_role("link", name="<b>December</b>").click()
    page.get_by_role("button", name="Put in force").click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("“<b>December</b>” is the plan in force")
    expect(page.locator(".slist [data-scenario] .chip")).to_have_text("In force")
    page.get_by_role("link", name="Back to the comparison").click()
    page.get_by_role("link", name="Plan in force").click()
    expect(page).to_have_url(re.compile(r"view=actual"))
    expect(page.get_by_role("heading", name=re.compile("^The plan starts on"))).to_be_visible()

    page.goto(f"{url}/data")
    page.locator("#data-upload input[type=file]").set_input_files(
        {"name": "after.csv", "mimeType": "text/csv", "buffer": newer}
    )
    expect(page.locator("#shell-dataset")).to_contain_text("after.csv", timeout=60_000)
    page.goto(f"{url}/scenarios?view=actual")
    expect(page.get_by_role("heading", level=1)).to_contain_text("8 of 14 days: revenue is", timeout=60_000)
    for name in ("Spend to date", "Revenue to date", "Spend at the end", "Chance to reach"):
        expect(page.locator(".tiles")).to_contain_text(name)
    expect(page.locator("[data-graph=plan-steps] .js-plotly-plot .barlayer .point")).to_have_count(2, timeout=20_000)
    expect(page.locator("[data-graph=plan-progress] .js-plotly-plot .scatterlayer .trace")).not_to_have_count(
        0, timeout=20_000
    )
    table = page.locator(".pa-table")
    expect(table.locator("tfoot")).to_contain_text("Total")
    expect(table.locator("tbody tr:not(.pa-channel)")).to_have_count(4)
    # At 390 px nothing is wider than the window.
    page.set_viewport_size({"width": 390, "height": 844})
    expect(table).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.slow
def test_two_people_and_undo(shop, new_person: Callable[..., Page]) -> None:
    url, _ = shop
    first, second = new_person(), new_person()
    for person in (first, second):
        person.goto(f"{url}/scenarios?view=actual")
        expect(person.get_by_role("button", name=re.compile("^Make it the plan in force"))).to_be_visible(
            timeout=60_000
        )
    first.get_by_label("First day").fill("2026-11-20")
    first.get_by_role("button", name="Make it the plan in force").click()
    # The other one sees it without a reload, and what is typed stays.
    expect(second.locator("#plan-actual-body")).to_contain_text("20 Nov – 3 Dec 2026", timeout=30_000)
    first.get_by_role("button", name="Take out of force").click()
    expect(first.get_by_role("heading", name="No plan is in force")).to_be_visible()
    expect(first.get_by_label("First day")).to_have_value("2026-11-20")
    first.locator(".toast").filter(has_text="out of force").get_by_role("button", name="Undo").click()
    expect(first.locator("#plan-actual-body")).to_contain_text("20 Nov – 3 Dec 2026", timeout=30_000)
    # A day that the model has seen is refused in words, and nothing changes.
    first.get_by_label("First day").fill("2026-11-01")
    first.get_by_role("button", name="Make it the plan in force").click()
    expect(first.locator(".toast").filter(has_text="at the earliest")).to_be_visible()
    expect(first.locator("#plan-actual-body")).to_contain_text("20 Nov – 3 Dec 2026")
