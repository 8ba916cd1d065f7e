"""Several people at once, each in a browser of their own: news, presence, two versions, lost connections."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Problems
from tests.browser.test_budget import open_budget, press_thumb, state

SOON = 2_000
"""Milliseconds within which one person sees what another did."""
NO_CONNECTION = "Not saved yet: no connection. It is kept in this browser and tried again."


@pytest.fixture
def person(new_person: Callable[..., Page]) -> Callable[[str], Page]:
    """Open a browser of somebody who gave a name before, or none."""

    def open_page(name: str) -> Page:
        page = new_person()
        if name:
            page.add_init_script(f"localStorage.setItem('person', {json.dumps(json.dumps(name))})")
        return page

    return open_page


def save(page: Page, name: str, anew: bool = False) -> None:
    """Save, and wait until the server has answered."""
    page.get_by_role("button", name="Save as scenario").click()
    dialog = page.locator("dialog[open]")
    if anew and dialog.get_by_role("switch").is_visible():
        dialog.get_by_role("switch").uncheck()
    dialog.get_by_label("Name", exact=True).fill(name)
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog).to_be_hidden()


def change(page: Page, i: int, factor: float) -> None:
    page.evaluate(
        "([i, f]) => window.budgetPage.now.change('Change', (p) => { p.spend[i] = Math.round(p.spend[i] * f); })",
        [i, factor],
    )


def test_what_one_does_the_other_sees_at_once_and_loses_nothing(person, own_server):
    mara, jonas = person("Mara <b>Keller</b>"), person("")
    open_budget(mara, own_server)
    save(mara, "First")
    first = mara.evaluate("window.budgetPage.now.from.id")
    jonas.goto(f"{own_server}/scenarios?ids={first}")
    expect(jonas.locator(".slist li[data-scenario]")).to_have_count(1)
    # Jonas types in the search, marks a word of the comparison, and must find all of it as he left it.
    jonas.evaluate("window.sameDocument = true")
    search = jonas.locator("#scenarios-find")
    search.press_sequentially("Sec")
    jonas.evaluate("getSelection().selectAllChildren(document.querySelector('#scenarios-compare .cmp-head .ttl'))")
    marked = jonas.evaluate("getSelection().toString()")
    save(mara, "Second", anew=True)
    second = jonas.locator(".slist li[data-scenario]").filter(has_text="Second")
    expect(second).to_be_visible(timeout=SOON)
    expect(search).to_have_value("Sec")
    assert jonas.evaluate("getSelection().toString()") == marked != ""
    expect(jonas.get_by_role("link", name=re.compile("^Scenarios")).first).to_contain_text("2", timeout=SOON)
    # Presence: who is where, in the top bar and beside the scenario that Mara works on. A name is text.
    avatar = jonas.locator("#people .avatar")
    expect(avatar).to_have_attribute("title", "Mara <b>Keller</b>, on Budget", timeout=SOON)
    expect(second.locator(".avatar")).to_have_attribute("title", "Mara <b>Keller</b> works on this in Budget")
    expect(mara.locator("#people .avatar")).to_have_attribute("title", re.compile(r"^Guest [A-Z], on Scenarios$"))
    # Mara archives on the Scenarios page; the row leaves, what Jonas typed stays.
    mara.get_by_role("link", name=re.compile("^Scenarios")).first.click()
    expect(avatar).to_have_class(re.compile("is-live"), timeout=SOON)
    row = mara.locator(".slist li[data-scenario]").filter(has_text="Second")
    row.hover()
    row.get_by_role("link", name=re.compile("^Details of")).click()
    mara.get_by_role("button", name="Archive").click()
    expect(mara.locator("#toasts")).to_contain_text("Archived")
    expect(second).to_have_count(0, timeout=SOON)
    expect(search).to_have_value("Sec")
    assert jonas.evaluate("window.sameDocument")
    # Who closes the page is gone.
    mara.context.close()
    expect(avatar).to_have_count(0, timeout=SOON)


def test_two_people_on_one_scenario_lose_neither_plan_nor_version(person, own_server):
    mara, jonas = person("Mara Keller"), person("Jonas Tran")
    open_budget(mara, own_server)
    save(mara, "December")
    scenario = mara.evaluate("window.budgetPage.now.from.id")
    open_budget(jonas, own_server, f"?scenario={scenario}")
    expect(jonas.locator("#budget-head .avatar")).to_have_attribute("title", re.compile("^Mara Keller works on this"))
    # Jonas has a slider in his hand while Mara saves; he is told once he has let go.
    x, y = press_thumb(jonas, 1)
    jonas.mouse.move(x + 20, y, steps=4)
    moving = state(jonas)["spend"]
    change(mara, 0, 0.5)
    save(mara, "December, cut")
    jonas.wait_for_function("() => window.productNews.known.scenarios && window.budgetPage.now.moving === 1")
    assert state(jonas)["spend"] == moving
    jonas.mouse.up()
    notice = jonas.locator(".notice")
    expect(notice).to_contain_text("Mara Keller saved version 2 of “December, cut”", timeout=SOON)
    assert state(jonas)["spend"] == moving
    notice.get_by_role("button", name="See what changed").click()
    dialog = jonas.locator("dialog[open]")
    expect(dialog).to_contain_text("version 2")
    dialog.get_by_role("button", name="Close").click()

    def try_to_save() -> None:
        jonas.get_by_role("button", name="Save as scenario").click()
        dialog.get_by_role("button", name="Save", exact=True).click()
        expect(dialog).to_contain_text("has changed since you began")

    # Cancel changes nothing; a new scenario stands beside theirs.
    try_to_save()
    dialog.get_by_role("button", name="Cancel").click()
    assert state(jonas)["spend"] == moving
    try_to_save()
    dialog.get_by_role("button", name="Save mine as a new scenario").click()
    expect(dialog.get_by_label("Name", exact=True)).to_have_value("December, cut (Jonas Tran)")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog).to_have_count(0)
    # Theirs opens in place, mine is one step back; then mine goes on top as the next version.
    jonas.evaluate("(id) => { window.budgetPage.now.from = { id, version: 1, name: 'December', note: '' }; }", scenario)
    try_to_save()
    dialog.get_by_role("button", name="Open theirs").click()
    jonas.wait_for_function("() => window.budgetPage.now.from.version === 2")
    assert state(jonas)["spend"] == state(mara)["spend"]
    jonas.keyboard.press("Control+z")
    assert state(jonas)["spend"] == moving
    jonas.evaluate("window.budgetPage.now.from.version = 1")
    try_to_save()
    dialog.get_by_role("button", name="Save mine as version 3").click()
    expect(dialog).to_have_count(0)
    # The name follows the last save, the versions of both are kept.
    expect(mara.locator(".notice")).to_contain_text("Jonas Tran saved version 3", timeout=SOON)
    change(jonas, 2, 0.9)
    jonas.evaluate("window.budgetPage.now.from.version = 2")
    try_to_save()
    expect(dialog).to_contain_text("version 3")


@pytest.mark.slow
def test_a_save_without_a_connection_is_kept_and_arrives_once(person, own_server, problems: Problems):
    problems.expect("Failed to load resource: net::")
    mara, jonas = person("Mara Keller"), person("Jonas Tran")
    jonas.goto(f"{own_server}/scenarios")
    open_budget(mara, own_server)
    # The save arrives, but its answer is lost: the browser tries again until it hears of it.
    arrived = []

    def lose_answer(route: Route) -> None:
        arrived.append(route.fetch().status)
        route.abort()

    mara.route("**/api/saves", lose_answer)
    mara.get_by_role("button", name="Save as scenario").click()
    dialog = mara.locator("dialog[open]")
    dialog.get_by_label("Name", exact=True).fill("Once")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog).to_contain_text(NO_CONNECTION)
    expect(mara.locator("#connection")).to_contain_text("A plan is not saved yet")
    expect(jonas.locator(".slist li[data-scenario]")).to_have_count(1)
    mara.unroute_all(behavior="wait")
    expect(dialog).to_have_count(0)
    assert arrived[0] == 200
    # Without any connection: kept, said in the top bar, and tried again after the page was loaded anew.
    mara.context.set_offline(True)
    expect(mara.locator("#connection")).to_contain_text("Connection lost. Trying again.")
    change(mara, 0, 0.5)
    mara.get_by_role("button", name="Save as scenario").click()
    dialog.get_by_role("switch").uncheck()
    dialog.get_by_label("Name", exact=True).fill("After a reload")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog).to_contain_text(NO_CONNECTION)
    dialog.get_by_role("button", name="Close").click()
    mara.close()
    context = mara.context
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{own_server}/models")
    expect(again.locator("#toasts")).to_contain_text("Saved as “After a reload”")
    expect(again.locator("#connection")).to_be_empty()
    expect(jonas.locator(".slist li[data-scenario]")).to_have_count(2)
    names = jonas.locator(".slist li[data-scenario] b").all_inner_texts()
    assert sorted(names) == ["After a reload", "Once"]


@pytest.mark.slow
def test_other_data_are_said_and_the_plan_is_taken_along(person, own_server, problems: Problems, tmp_path):
    problems.expect("net::ERR_")
    mara, jonas = person("Mara Keller"), person("Jonas Tran")
    open_budget(jonas, own_server)
    change(jonas, 0, 0.5)
    before = state(jonas)["spend"]
    names = jonas.evaluate("window.budgetPage.now.meta.campaigns.map((c) => [c.id, c.name])")
    mara.goto(f"{own_server}/data")
    file = tmp_path / "other.csv"
    days = [f"2026-0{1 + d // 28}-{1 + d % 28:02d}" for d in range(140)]
    lines = [f"{day},{name},{50 + 3 * (k + d) % 40},{200 + (7 * d) % 60}" for k, (_, name) in enumerate(names[:3])
             for d, day in enumerate(days)]  # fmt: skip
    file.write_text("date,campaign,spend,revenue\n" + "\n".join(lines))
    mara.locator("#data-upload input[type=file]").set_input_files(file)
    expect(mara.locator("#data-report")).to_contain_text("420", timeout=20_000)
    expect(mara.locator("#shell-dataset")).to_contain_text("other.csv")
    expect(jonas.locator("#shell-dataset")).to_contain_text("other.csv", timeout=SOON)
    notice = jonas.locator(".notice")
    expect(notice).to_contain_text("Other data are in use now.")
    assert state(jonas)["spend"] == before
    notice.get_by_role("button", name="Reload").click()
    jonas.wait_for_function("() => window.budgetPage.now.meta.campaigns.length === 3 && window.budgetPage.now.exact")
    expect(notice).to_have_count(0)
    expect(jonas.get_by_role("button", name="Undo: Your plan, on the data of now")).to_be_visible()
