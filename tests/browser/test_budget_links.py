"""Links to the Budget page: what one person sees in it, another one opens; the address follows, and Back goes back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.memo import DictMemo
from core.workbench import open_workbench
from tests.app.data import generated_file
from tests.browser.serving import serve
from tests.browser.test_budget import ROWS, checked, open_budget, press_thumb, type_amount

MANY = 60
SHOWN = """() => { const b = window.budgetPage.now; return {
  plan: b.plan.snapshot(), reach: b.reach, from: b.from && [b.from.id, b.from.version],
  view: [b.view.find, b.view.byChannel, [...b.view.closed].sort(), b.view.own, b.view.sort],
  totals: b.totals, undo: b.history.undoLabel }; }"""


@pytest.fixture(scope="module")
def many_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with so many campaigns that a plan does not fit into an address."""
    folder: Path = tmp_path_factory.mktemp("many")
    file = generated_file(folder / "many.csv", campaigns=MANY, days=40)
    open_workbench(folder / "var", DictMemo()).import_file(file.read_bytes(), file.name)
    with serve(folder / "var") as url:
        yield url


def drag(page: Page, i: int, by: int) -> None:
    x, y = press_thumb(page, i)
    page.mouse.move(x + by, y, steps=5)
    page.mouse.up()
    checked(page)


def shown(page: Page) -> dict:
    checked(page)
    state = page.evaluate(SHOWN)
    state.pop("undo")
    return state


def undo_label(page: Page) -> str:
    return page.evaluate("() => window.budgetPage.now.history.undoLabel")


def test_everything_on_the_page_opens_the_same_for_another_person(page, server, new_person):
    open_budget(page, server)
    requests: list[str] = []
    page.get_by_label("Planned ahead").select_option("90")
    page.wait_for_function("() => window.budgetPage.now.meta.days === 90")
    checked(page)
    page.on("request", lambda request: requests.append(request.url) if request.is_navigation_request() else None)
    drag(page, 1, 25)
    page.get_by_role("button", name=re.compile("^Lock ")).nth(3).click()
    page.get_by_role("button", name=re.compile("^Limits of ")).first.click()
    type_amount(page, page.get_by_label(re.compile("^Maximum of ")), "900k")
    page.get_by_label("Keep the total").uncheck()
    page.get_by_role("button", name=re.compile("^Change")).click()
    page.get_by_label("What the plan aims at").select_option("least_spend")
    type_amount(page, page.get_by_label("Revenue to reach").last, "3M")
    page.get_by_role("button", name="By channel").click()
    page.locator(".bud-toggle").nth(1).click()
    checked(page)
    assert requests == [], "the address follows without a navigation"
    address = page.url
    assert "days=90" in address
    assert "goal=least_spend" in address
    assert len(address) < 2_000
    mine = shown(page)
    other = new_person()
    other.goto(address)
    expect(other.locator(ROWS).first).to_be_visible(timeout=30_000)
    assert shown(other) == mine
    assert other.url == address
    expect(other.locator("#budget-note .note")).to_have_count(0)
    assert undo_label(other) == "Open link"
    other.get_by_role("button", name="Undo: Open link").click()
    checked(other)
    assert other.evaluate("() => window.budgetPage.now.plan.isToday")
    assert other.evaluate("() => window.budgetPage.now.totals.chance") is None


@pytest.mark.slow
def test_back_and_reload_lose_nothing(page, server):
    open_budget(page, server)
    drag(page, 1, 20)
    drag(page, 2, -15)
    mine, address = shown(page), page.url
    nav = page.get_by_role("navigation").first
    nav.get_by_role("link", name=re.compile("^Scenarios")).click()
    expect(page.locator(ROWS)).to_have_count(0)
    page.go_back()
    expect(page.locator(ROWS).first).to_be_visible()
    assert shown(page) == mine
    assert page.url == address
    # The steps are still there, and the link of the page itself changes nothing.
    page.keyboard.press("Control+z")
    checked(page)
    assert shown(page) != mine
    page.keyboard.press("Control+y")
    nav.get_by_role("link", name=re.compile("^Budget")).click()
    expect(page).to_have_url(address)
    assert shown(page) == mine
    page.reload()
    expect(page.locator(ROWS).first).to_be_visible()
    assert shown(page) == mine


@pytest.mark.slow
def test_a_long_plan_gets_a_short_link_only_when_one_is_asked_for(many_server, new_person):
    page: Page = new_person()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_budget(page, many_server)
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.post_data or "") if request.method == "POST" else None)
    page.get_by_label("When one goes up").select_option("proportion")
    drag(page, 2, 25)
    assert "part=1" in page.url
    assert len(page.url) < 1_700
    mine = shown(page)
    page.reload()
    expect(page.locator(ROWS).first).to_be_visible(timeout=30_000)
    assert shown(page) == mine, "this browser kept what did not fit"
    expect(page.locator("#budget-note .note")).to_have_count(0)
    assert not any('"budget-linked' in body for body in posted)
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#toasts")).to_contain_text("Link copied")
    assert sum('"budget-linked' in body for body in posted) == 1
    address = page.url
    assert re.search(r"\?link=[a-z2-9]{10}$", address)
    assert page.evaluate("() => navigator.clipboard.readText()") == address
    other = new_person(width=390, height=844)
    other.goto(address)
    expect(other.locator(ROWS).first).to_be_visible(timeout=30_000)
    assert shown(other) == mine
    assert other.url == address
    # Another step, another address; back on the step, the link stands for it again.
    other.get_by_role("button", name=re.compile("^Lock ")).first.click()
    checked(other)
    assert "part=1" in other.url
    other.locator("#budget-bar").get_by_role("button", name=re.compile("^Undo")).click()
    checked(other)
    assert other.url == address
    for one in (page, other):
        one.goto("about:blank")


@pytest.mark.slow
def test_with_many_campaigns_channels_fold_and_a_search_finds(many_server, new_person):
    page: Page = new_person()
    open_budget(page, many_server)
    page.get_by_role("button", name="By channel").click()
    heads = page.locator(".bud-channel")
    channels = page.evaluate("() => new Set(window.budgetPage.now.meta.campaigns.map((c) => c.channel)).size")
    expect(heads).to_have_count(channels)
    expect(page.locator(ROWS)).to_have_count(0)
    first = page.locator(".bud-toggle").first
    expect(first).to_have_attribute("aria-expanded", "false")
    first.focus()
    page.keyboard.press("ArrowRight")
    expect(first).to_have_attribute("aria-expanded", "true")
    expect(first).to_be_focused()
    members = page.evaluate("""() => { const { meta, plan } = window.budgetPage.now, c = meta.campaigns;
      const channel = document.querySelector('.bud-channel').dataset.channel;
      const all = c.flatMap((one, i) => (one.channel === channel ? [i] : []));
      return { count: all.length, cents: all.reduce((sum, i) => sum + plan.spend[i], 0), channel }; }""")
    expect(page.locator(ROWS)).to_have_count(members["count"])
    expect(heads.first.locator(".val")).to_contain_text(f"{members['cents'] / 100:,.0f}")
    drag(page, 0, 30)
    expect(first.locator(".bud-moved")).to_contain_text("changed")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Close all").click()
    expect(page.locator(ROWS)).to_have_count(0)
    expect(first.locator(".bud-moved")).to_contain_text("changed")
    # What is searched for shows, closed or not.
    name = page.evaluate("() => window.budgetPage.now.meta.campaigns.at(-1).name")
    page.get_by_label("Find a campaign").fill(name)
    expect(page.locator(ROWS).first).to_contain_text(name)
    expect(page).to_have_url(re.compile("find="))
    page.get_by_label("Find a campaign").fill("")
    page.get_by_role("button", name="Open all").click()
    assert page.locator(ROWS).count() < MANY
    last = page.evaluate("() => window.budgetPage.now.rows.items.at(-1).i")
    page.locator(".bud-scroll").evaluate("(list) => { list.scrollTop = list.scrollHeight; }")
    expect(page.locator("#budget-rows [data-campaign]").last).to_have_attribute(
        "data-campaign", page.evaluate("(i) => window.budgetPage.now.meta.campaigns[i].id", last)
    )
    page.get_by_label("Order of the campaigns").select_option("change")
    page.get_by_role("button", name="By channel").click()
    page.wait_for_function("() => window.budgetPage.now.rows.items.every((item) => !item.members)")
    changes = page.evaluate("""() => { const b = window.budgetPage.now;
      return b.rows.items.map(({ i }) => Math.abs(b.plan.spend[i] - b.plan.today[i])); }""")
    assert len(changes) == MANY
    assert changes == sorted(changes, reverse=True)
    page.goto("about:blank")
