"""The life of a scenario in the browser: two people name, tag, discuss, copy and put away; versions; new figures."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app.factory import open_data
from app.settings import Settings
from core.allocation.planning import PlanSettings
from core.simulation import DataGenerator
from core.workbench import Workbench
from tests.browser.serving import serve

EVIL = "<img src=x onerror=alert(1)> & <b>bold</b>"


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("life") / "var"


@pytest.fixture(scope="module")
def workbench(var: Path) -> Workbench:
    """The workbench of the server of these tests, so that data can move on without an upload."""
    return open_data(Settings.from_environment({"VAR": str(var)}))


@pytest.fixture(scope="module")
def site(workbench: Workbench, var: Path) -> Iterator[str]:
    """One server for all: what is learned from the demo data is learned once. The last test moves the data on."""
    with serve(var) as url:
        yield url


def kept(workbench: Workbench, name: str, **more: object):
    """A plan of all today's money with one campaign halved, kept under a name."""
    first, *rest = workbench.planner("revenue", 30).campaigns
    spend = {first.id: first.today / 2, rest[0].id: rest[0].today + first.today / 2}
    return workbench.plans.save(name, PlanSettings(), spend, **more)


def call_oneself(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile("^Your name")).click()
    page.get_by_label("Your name").last.fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"Your name: {name}")).to_be_visible()
    page.keyboard.press("Escape")


def row(page: Page, name: str) -> Locator:
    return page.locator(".slist > li").filter(has_text=name)


@pytest.mark.slow
def test_two_people_name_tag_discuss_copy_and_put_away(
    new_person: Callable[..., Page], site: str, workbench: Workbench
) -> None:
    plan = kept(workbench, "December", owner="Mara", note=EVIL)
    mara, jonas = new_person(), new_person(390, 844)
    mara.goto(f"{site}/scenarios")
    expect(row(mara, "Today’s split")).to_contain_text("Business as usual")
    mara.get_by_role("link", name="Details of “December”").click()
    expect(mara.locator("main h1")).to_contain_text("December")
    assert f"open={plan.id}" in mara.url
    call_oneself(mara, "Mara")

    # Rename in place; markup is shown as it was typed.
    mara.get_by_role("button", name="Rename").click()
    field = mara.get_by_label("Name", exact=True)
    expect(field).to_be_focused()
    field.fill(EVIL)
    field.press("Enter")
    expect(mara.locator("main h1")).to_contain_text(EVIL)
    expect(field).to_be_hidden()
    expect(row(mara, EVIL)).to_be_visible()

    # Another person, on a phone, is in the middle of a comment while the first one goes on.
    jonas.goto(f"{site}/scenarios?open={plan.id}")
    expect(jonas.locator("main h1")).to_contain_text(EVIL)
    jonas.get_by_role("textbox", name="Your comment").fill("Half a thou")
    mara.get_by_label("New tag").fill("Q4")
    mara.get_by_label("New tag").press("Enter")
    mara.get_by_label("New tag").fill("<b>x</b>")
    mara.get_by_role("button", name="Add").click()
    expect(mara.locator("#toasts")).to_contain_text("A tag is made of letters and numbers")
    expect(mara.get_by_label("New tag")).to_have_value("<b>x</b>")
    mara.get_by_role("textbox", name="Your comment").fill(f"{EVIL}\nSecond line")
    mara.get_by_role("button", name="Comment", exact=True).click()
    expect(mara.locator(".comments")).to_contain_text(EVIL)
    expect(mara.get_by_role("textbox", name="Your comment")).to_have_value("")
    expect(mara.get_by_role("button", name=re.compile("^Delete your comment"))).to_have_count(1)
    expect(jonas.locator(".comments")).to_contain_text("Second line")
    expect(jonas.locator(".detail .tags")).to_contain_text("q4")
    expect(jonas.get_by_role("textbox", name="Your comment")).to_have_value("Half a thou")
    expect(jonas.get_by_role("button", name=re.compile("^Delete your comment"))).to_have_count(0)
    assert jonas.evaluate("document.documentElement.scrollWidth") == 390
    for page in (mara, jonas):
        assert page.locator("main img, main b:text-is('bold'), main script").count() == 0

    # A copy is opened at once; the original is put away, still opens by its link, and comes back.
    mara.get_by_role("button", name="Duplicate").click()
    expect(mara.locator("main h1")).to_contain_text("Copy of <img")
    expect(mara.locator(".detail .tags")).to_contain_text("q4")
    expect(mara.locator(".comments")).to_have_count(0)
    jonas.get_by_role("button", name="Archive").click()
    expect(jonas.locator(".detail-notes")).to_contain_text("Archived.")
    mara.get_by_role("link", name="Archived (1)").click()
    expect(mara.locator("#scenarios-count")).to_have_text("1 scenario archived")
    row(mara, EVIL).locator("a.slist-pick").click()
    expect(mara.locator(".detail-notes")).to_contain_text("Archived.")
    mara.get_by_role("button", name="Restore", exact=True).click()
    expect(mara.locator(".detail-notes")).not_to_contain_text("Archived.")
    mara.goto(f"{site}/scenarios?tags=q4&find=copy&ids=")
    expect(row(mara, "Copy of")).to_be_visible()
    expect(mara.locator(".slist > li[data-scenario]")).to_have_count(1)


def test_versions_say_what_changed_and_an_old_one_comes_back(page: Page, site: str, workbench: Workbench) -> None:
    plan = kept(workbench, "December", owner="Mara")
    first = workbench.planner("revenue", 30).campaigns[0]
    settings = PlanSettings(budget=50_000.0, locked={first.id: 1000.0})
    best = workbench.optimize(settings)
    workbench.plans.save(
        "December", settings, best.spend, note="Cut", optimized=True, scenario_id=plan.id, base_version=1
    )
    page.goto(f"{site}/scenarios?open={plan.id}")
    expect(page.locator(".versions > li")).to_have_count(2)
    newest, oldest = page.locator(".versions > li").all()
    expect(newest.locator(".changes")).to_contain_text(f"{first.name} fixed at €1,000")
    expect(newest.locator(".changes")).to_contain_text("Today’s total → €50,000")
    expect(newest.locator(".changes")).to_contain_text("Set by hand → Most revenue")
    oldest.get_by_role("link", name="Open in Budget").click()
    expect(page.locator("#budget-note")).to_contain_text("This is version 1 of “December”; the newest is 2.")
    expect(page.locator("main h1")).to_contain_text(re.compile("less|more"))
    page.go_back()
    page.get_by_role("button", name="Restore as newest").click()
    expect(page.locator("#toasts")).to_contain_text("Version 1 is back as version 3")
    expect(page.locator(".versions > li")).to_have_count(3)
    expect(page.locator(".versions > li").first.locator(".changes")).to_contain_text(f"{first.name} no longer fixed")
    assert workbench.scenarios.get(plan.id).spend == plan.spend


def test_a_stale_plan_is_run_again_beside_its_old_figures_and_kept(page: Page, site: str, workbench: Workbench) -> None:
    settings = PlanSettings(budget=60_000.0)
    best = workbench.optimize(settings)
    plan = workbench.plans.save("Best", settings, best.spend, optimized=True)
    newer = DataGenerator(name="Demo shop, a week on", days=372).generate()
    workbench._datasets.add(newer)
    found = workbench.plans.rerun(plan)
    page.goto(f"{site}/scenarios?open={plan.id}")
    expect(page.locator(".detail-notes")).to_contain_text("Made on older data.")
    page.get_by_role("link", name="Run again on the data of now").click()
    table = page.get_by_role("table", name="Old and new figures")
    expect(table.get_by_role("columnheader")).to_have_text(
        ["", "As saved, version 1", "The same split, now", "The best split, now"]
    )
    cells = table.get_by_role("row").filter(has_text="Expected revenue").get_by_role("cell")
    for cell, figures in zip(cells.all(), (plan.figures, found.figures, found.best.figures), strict=True):
        shown = cell.locator(".v").inner_text().replace("\u00a0", " ")
        assert shown == f"€{figures.expected / 1000:.0f} k"
    assert len(workbench.scenarios.versions(plan.id)) == 1
    page.get_by_role("link", name="Leave as it is").click()
    expect(table).to_have_count(0)
    page.go_back()

    page.get_by_role("button", name="Keep the new best as version 2").click()
    expect(page.locator("#toasts")).to_contain_text("Saved as “Best”, version 2")
    expect(page.locator(".versions > li")).to_have_count(2)
    expect(page.locator(".detail-notes")).not_to_contain_text("Made on older data.")
    new = workbench.scenarios.get(plan.id)
    assert (new.version, new.spend) == (2, found.best.spend)
    assert workbench.scenarios.get(plan.id, 1).figures == plan.figures
