"""The main job, as a person does it: data in, a look, sliders, the best split, two scenarios side by side."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.app.data import generated_file, public_file
from tests.browser.conftest import Problems

UPDATE = "_dash-update-component"


def go(page: Page, name: str) -> None:
    """Open a page by its name in the navigation."""
    page.get_by_role("navigation").first.get_by_role("link", name=re.compile(rf"^{name}\b")).click()


def import_file(page: Page, path: Path) -> None:
    page.locator("#data-upload input[type=file]").set_input_files(path)


def amounts(page: Page) -> list[float]:
    """The plan as it stands in the rows, read as a person reads it: large amounts in whole units."""
    fields = page.locator("#budget-rows [data-campaign] input.val")
    return [amount(fields.nth(i).input_value()) for i in range(fields.count())]


def amount(text: str) -> float:
    return float(re.sub(r"[^\d.]", "", text))


def drag(page: Page, slider: Locator, share: float) -> list[str]:
    """Drag a slider to a share of its track in 25 moves; return what the server was asked before the release."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    value, top = float(slider.input_value()), float(slider.get_attribute("max") or 1)
    middle, thumb = box["y"] + box["height"] / 2, 16
    start = box["x"] + thumb / 2 + (box["width"] - thumb) * value / top
    goal = box["x"] + thumb / 2 + (box["width"] - thumb) * share
    asked: list[str] = []
    page.mouse.move(start, middle)
    page.mouse.down()

    def note(request: Request) -> None:
        if UPDATE in request.url:
            asked.extend(request.post_data_json["changedPropIds"])

    page.on("request", note)
    page.mouse.move(goal, middle, steps=25)
    page.evaluate("() => new Promise(requestAnimationFrame)")
    during = list(asked)
    page.mouse.up()
    return during


def save(page: Page, name: str) -> None:
    """Save the plan as a scenario of its own, not as a new version of one saved before."""
    page.get_by_role("button", name="Save as scenario").click()
    dialog = page.get_by_role("dialog")
    if dialog.get_by_role("switch").is_visible():
        dialog.get_by_role("switch").uncheck()
    dialog.get_by_label("Name", exact=True).fill(name)
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#toasts")).to_contain_text(f"Saved as “{name}”")


def do_the_main_job(page: Page, new_person: Callable[..., Page], url: str, file: Path) -> None:
    frame = pd.read_csv(file, parse_dates=["date"])
    campaigns = sorted(set(frame["campaign"]))
    page.goto(f"{url}/data")

    # Import: the report balances, and everything speaks of this file from now on.
    import_file(page, file)
    report = page.locator("#data-report")
    expect(report).to_contain_text(f"{len(frame):,}")
    expect(page.locator("#shell-dataset")).to_contain_text(file.name)

    # Overview: what the last 28 days cost.
    go(page, "Overview")
    last = frame["date"].max()
    spend = frame.loc[frame["date"] > last - pd.Timedelta(days=28), "spend"].sum()
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator("main")).to_contain_text(three_figures(spend))
    expect(page.locator("#shell-dataset")).to_contain_text(day(last.date()))

    # Campaigns: each of them is in the grid.
    go(page, "Campaigns")
    grid = page.locator("#campaigns-grid")
    expect(grid.locator(".ag-center-cols-container .ag-row").first).to_be_visible()
    expect(page.locator("main")).to_contain_text(campaigns[0])

    # Budget: drag a slider; the browser answers at once without a request, the server confirms on release.
    go(page, "Budget")
    rows = page.locator("#budget-rows [data-campaign]")
    expect(rows.first).to_be_visible()
    # The page is at rest when its last question, the best outcome at each total, is answered.
    expect(page.locator("#budget-frontier-title")).not_to_have_text("Best outcome at each total budget")
    before, title = amounts(page), page.locator("main h1").inner_text()
    assert drag(page, rows.first.locator("input[type=range]"), 0.9) == []
    expect(page.locator("main h1")).not_to_have_text(title)
    expect(page.locator("#budget-totals")).to_contain_text("Checked")
    dragged = amounts(page)
    assert dragged[0] > before[0]
    assert sum(dragged) == pytest.approx(sum(before), abs=0.5 * len(dragged) + 1)
    save(page, "Dragged by hand")

    # Optimize: the best split with its certificate; it adds up to the same total.
    page.get_by_role("button", name="Optimize").click()
    expect(page.locator("#budget-totals")).to_contain_text(re.compile(r"proved within 0\.00\s% of the best possible"))
    expect(page.locator("#budget-totals")).to_contain_text("The plan is the best.")
    assert sum(amounts(page)) == pytest.approx(sum(before), abs=0.5 * len(before) + 1)
    save(page, "Best split")

    # Scenarios: both side by side.
    go(page, "Scenarios")
    see_both_side_by_side(page)

    # Another person, in another browser, sees what the first one saved.
    other = new_person()
    other.goto(f"{url}/scenarios")
    see_both_side_by_side(other)
    expect(other.locator("#shell-dataset")).to_contain_text(file.name)


def see_both_side_by_side(page: Page) -> None:
    table = page.get_by_role("table", name="Comparison")
    for name in ("Dragged by hand", "Best split"):
        expect(table.get_by_role("columnheader").filter(has_text=name)).to_be_visible()
    expect(table.get_by_role("row").filter(has_text="Spend").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("Chance that")


def three_figures(value: float) -> str:
    """An amount as the tiles round it."""
    for scale, unit in ((1e6, "\u00a0M"), (1e3, "\u00a0k")):
        if value >= scale:
            return f"{float(f'{value / scale:.3g}'):g}{unit}"
    return f"{float(f'{value:.3g}'):,g}"


def day(value: date) -> str:
    return f"{value.day} {value:%b %Y}"


def test_the_main_job_with_generated_data(
    page: Page, new_person: Callable[..., Page], new_server: str, tmp_path: Path
) -> None:
    do_the_main_job(page, new_person, new_server, generated_file(tmp_path / "shop.csv", campaigns=8, days=200))


@pytest.mark.slow
def test_the_main_job_with_the_public_file(page: Page, new_person: Callable[..., Page], own_server: str) -> None:
    do_the_main_job(page, new_person, own_server, public_file("ad_network_daily.csv"))


BAD_FILES = {
    "missing-column.csv": b"date,campaign,revenue\n2026-01-01,A,20\n",
    "text-in-spend.csv": b"date,campaign,spend,revenue\n2026-01-01,A,much,20\n2026-01-02,A,more,22\n",
    "two-currencies.csv": b"date,campaign,spend,revenue,currency\n2026-01-01,A,1,2,EUR\n2026-01-02,A,1,2,USD\n",
    "two-orders.csv": b"date,campaign,spend,revenue\n01/25/2026,A,1,2\n25/01/2026,A,1,2\n",
    "empty.csv": b"",
    "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "large.csv": b"date,campaign,spend,revenue\n" + b"2026-01-01,A,1.00,2.00\n" * 2_750_000,
}


def test_bad_files_are_refused_with_a_sentence_and_the_data_stay(page: Page, server: str, tmp_path: Path) -> None:
    page.goto(f"{server}/data")
    in_use = page.locator("#shell-dataset")
    expect(in_use).to_contain_text("Demo shop")
    message = page.locator("#data-message")
    said: list[str] = []
    before = ""
    for name, content in BAD_FILES.items():
        path = tmp_path / name
        path.write_bytes(content)
        import_file(page, path)
        # Each kind of bad file has a sentence of its own, which says that nothing was lost.
        expect(message).not_to_have_text(before)
        expect(message).to_contain_text("has not changed")
        before = message.text_content() or ""
        said.append(before)
        expect(in_use).to_contain_text("Demo shop")
    assert len(set(said)) == len(BAD_FILES)
    assert not any("Traceback" in sentence for sentence in said)
    page.reload()
    expect(in_use).to_contain_text("Demo shop")


def test_a_fault_in_a_page_would_be_seen(page: Page, server: str, problems: Problems) -> None:
    page.goto(server)
    expect(page.locator("main h1")).to_be_visible()
    assert problems == []
    page.evaluate("console.error('written by hand')")
    page.evaluate("setTimeout(() => { throw new Error('thrown by hand') })")
    page.evaluate("fetch('/assets/absent.css')")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), { text: 'var inline = 1' }))")
    page.wait_for_load_state("networkidle")
    for kind in ("written by hand", "thrown by hand", "404", "Content Security Policy"):
        assert any(kind in problem for problem in problems), kind
        problems.expect(kind)


def test_what_the_server_keeps_is_for_its_user_only(new_server: str, tmp_path: Path) -> None:
    for path in (tmp_path / "var").rglob("*"):
        if path.name != "server.log":
            assert path.stat().st_mode & 0o077 == 0, path


def test_an_address_that_does_not_exist_leads_back(page: Page, server: str) -> None:
    page.goto(f"{server}/nowhere")
    expect(page.locator("main")).to_contain_text("nowhere")
    expect(page.locator("main").get_by_role("link").first).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
def test_every_page_opens_without_an_error(
    new_person: Callable[..., Page], server: str, problems: Problems, width: int, scheme: str
) -> None:
    page = new_person(width=width, height=844, color_scheme=scheme)
    for path in ("/", "/campaigns", "/budget", "/scenarios", "/data"):
        page.goto(f"{server}{path}")
        expect(page.locator("main").locator("h1, h2").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{path} is {overflow} px wider than the window"
        assert problems.unexpected == []
