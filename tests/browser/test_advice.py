"""Advice in the browser: put away, undone, done, seen by others at once, and opened where its evidence is."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

SOON = 10_000
"""Milliseconds within which one person sees what another did."""
PATIENCE = 20_000
"""For the first look at advice: a process that has just started reads what was learned."""


@pytest.fixture
def person(new_person: Callable[..., Page]) -> Callable[[str], Page]:
    """Open a browser of somebody who gave a name before."""

    def open_page(name: str) -> Page:
        page = new_person()
        page.add_init_script(f"localStorage.setItem('person', {json.dumps(json.dumps(name))})")
        return page

    return open_page


def shown(page: Page) -> list[str]:
    return page.locator(".recs:not(.advice-away) h3").all_inner_texts()


def put_away(page: Page, action: str, how: str) -> None:
    row = page.locator(".rec").filter(has_text=action).first
    row.get_by_role("button", name=re.compile("^Done, later or dismiss")).click()
    row.locator(".dropdown-menu").get_by_role("button", name=re.compile(f"^{how}")).click()


def test_what_one_puts_away_the_other_sees_and_it_can_come_back(person, own_server):
    mara, jonas = person("Mara <b>K</b>"), person("Jonas")
    mara.goto(own_server)
    jonas.goto(f"{own_server}/campaigns")
    expect(mara.locator(".recs h3").first).to_be_visible(timeout=PATIENCE)
    expect(jonas.locator(".recs h3").first).to_be_visible(timeout=PATIENCE)
    before = shown(mara)
    first, second = before[:2]
    count = jonas.locator("#advice-count")
    expect(count).to_have_text(str(len(before)))
    # Dismiss: it leaves here and there, and the count beside the Overview follows.
    put_away(mara, first, "Dismiss")
    expect(mara.locator("#toasts")).to_contain_text(f"Dismissed: {first}")
    expect(mara.locator(".recs h3").first).to_have_text(second)
    expect(jonas.locator(".recs h3").first).to_have_text(second, timeout=SOON)
    expect(count).to_have_text(str(len(before) - 1))
    # Undo brings it back to both.
    mara.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(mara.locator(".recs h3").first).to_have_text(first)
    expect(jonas.locator(".recs h3").first).to_have_text(first, timeout=SOON)
    # Done stays in the foot with who did it; a name is text. It is put back from there.
    put_away(mara, second, "Done")
    foot = jonas.get_by_role("button", name="1 done")
    expect(foot).to_be_visible(timeout=SOON)
    foot.click()
    row = jonas.locator(".advice-away .rec")
    expect(row).to_contain_text("by Mara <b>K</b>, on data up to 22 Nov 2026")
    expect(row).to_contain_text("0 days of data since: too few to tell.")
    row.get_by_role("button", name="Put back").click()
    expect(foot).to_have_count(0)
    expect(mara.locator(".recs h3")).to_have_text(before, timeout=SOON)


@pytest.mark.slow
def test_evidence_order_and_reasons_open_the_right_thing(page, server):
    page.goto(server)
    row = page.locator(".rec").filter(has_text="Spend less on").first
    name = re.search("Spend less on (.*):", row.locator("h3").inner_text()).group(1)
    row.get_by_role("button", name="Why").click()
    row.get_by_role("link", name=f"Days of {name}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{name} brings about", timeout=PATIENCE)
    expect(page.locator(".recs h3").filter(has_text=f"Spend less on {name}")).to_be_visible()
    page.get_by_role("link", name="All campaigns").click()
    names = page.locator(".ag-center-cols-container .ag-row .cell-name a")
    expect(names.first).to_be_visible(timeout=PATIENCE)
    title = page.get_by_role("heading", level=1).inner_text()
    expect(page.locator(".ag-center-cols-container .ag-row[row-index='0'] .cell-name a")).to_have_text(
        title.split(" brings most")[0]
    )
    page.get_by_role("link", name="In all").click()
    expect(page).to_have_url(re.compile("order=volume"))
    expect(page.locator(".ag-header-cell[aria-sort='descending']")).to_contain_text("Revenue")
    expect(page.locator(".extremes td").last).not_to_be_empty()
