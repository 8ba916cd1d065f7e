"""The Models page as a person uses it: read, state a belief, learn again, see the change, go back, add a lift test."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.serving import demo_var, serve

TRAINING = '"changedPropIds":["models-candidate.data"]'


@pytest.fixture(scope="module")
def models_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of these tests alone; each leaves it as it found it, with nothing stated."""
    with serve(demo_var(tmp_path_factory.mktemp("models"))) as url:
        yield url


@pytest.mark.slow
def test_a_belief_is_stated_learned_from_and_taken_back(models_server: str, page: Page) -> None:
    page.goto(f"{models_server}/models")
    expect(page.get_by_role("heading", level=1)).to_contain_text("12", timeout=60_000)
    expect(page.get_by_role("link", name="Models").first).to_have_attribute("aria-current", "page")
    page.get_by_role("button", name="How it works").click()
    expect(page.get_by_text("x^k / (x^k + h^k)")).to_be_visible()

    # What cannot be used is said beside the field, and nothing that was typed is lost.
    low, high = (page.get_by_label(f"Return of Display, {end}") for end in ("lowest", "highest"))
    low.fill("4")
    high.fill("1,5")
    page.get_by_role("button", name="Learn again").click()
    expect(page.get_by_text("The lower end comes first.")).to_be_visible()
    expect(low).to_have_value("4")
    expect(high).to_have_value("1,5")
    expect(page.get_by_text("Nobody has stated anything yet")).to_be_visible()

    low.fill("0,08")
    high.fill("0,1")
    page.get_by_role("button", name="Learn again").click()
    changed = page.get_by_text("Learned again with what you assume.")
    expect(changed).to_be_visible(timeout=60_000)
    expect(page.locator("#models-changed")).to_contain_text("→")
    expect(page.get_by_text(re.compile("In use since .* for everybody"))).to_be_visible()
    expect(low).to_have_value("0.08")

    # Another person sees the same; one press takes it back.
    page.reload()
    expect(low).to_have_value("0.08", timeout=60_000)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Nobody has stated anything yet")).to_be_visible(timeout=60_000)
    expect(low).to_have_value("")


@pytest.mark.slow
def test_a_training_can_be_given_up(models_server: str, page: Page) -> None:
    page.goto(f"{models_server}/models")
    low, high = (page.get_by_label(f"Return of Display, {end}") for end in ("lowest", "highest"))
    low.fill("0.5", timeout=60_000)
    high.fill("3")
    # The training is held back until it was given up, so that this holds on any machine.
    held: list[Route] = []

    def hold(route: Route) -> None:
        if TRAINING in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    page.route("**/_dash-update-component*", hold)
    page.get_by_role("button", name="Learn again").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#models-progress")).to_be_hidden()
    expect(page.get_by_role("button", name="Learn again")).to_be_enabled()
    with page.expect_response(lambda answer: TRAINING in (answer.request.post_data or ""), timeout=60_000):
        held[0].continue_()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("Nobody has stated anything yet")).to_be_visible()
    expect(low).to_have_value("0.5")


@pytest.mark.slow
def test_the_last_weeks_are_foretold_one_stretch_after_the_other(models_server: str, page: Page) -> None:
    page.goto(f"{models_server}/models")
    page.get_by_role("button", name="Check against the last weeks").click(timeout=60_000)
    expect(page.get_by_role("heading", name="The last weeks, foreseen")).to_be_visible(timeout=60_000)
    expect(page.locator(".holdout tbody tr")).to_have_count(3)
    expect(page.get_by_text("of what came was inside the range")).to_be_visible()


@pytest.mark.slow
def test_a_lift_test_is_added_and_one_that_cannot_be_is_said(models_server: str, page: Page) -> None:
    page.goto(f"{models_server}/models")
    page.get_by_role("button", name="Add a lift test").click(timeout=60_000)
    form = page.locator("#models-lift-form")
    form.get_by_label("Test of").select_option("Display")
    form.get_by_label("Called").fill("Autumn test")
    form.get_by_label("First day of changed spend").fill("2026-10-01")
    form.get_by_label("Last day measured").fill("2026-09-01")
    form.get_by_label("Spend changed by").fill("ten")
    form.get_by_role("button", name="Add the test").click()
    for text in ("The last day comes before the first.", "“ten” is not a number.", "What did it bring?"):
        expect(form.get_by_text(text)).to_be_visible()
    expect(form.get_by_label("Called")).to_have_value("Autumn test")

    form.get_by_label("Last day measured").fill("2026-10-14")
    form.get_by_label("Spend changed by").fill("5.000,00")
    form.get_by_label("Revenue in EUR changed by").fill("9000")
    form.get_by_label("90 % range, from").fill("6000")
    form.get_by_label("90 % range, to").fill("12000")
    form.get_by_role("button", name="Add the test").click()
    kept = page.locator(".lift")
    expect(kept).to_contain_text("€5,000 more spend brought €9,000 more")
    expect(kept).to_contain_text("Not learned yet")
    expect(form.get_by_label("Called")).to_have_value("")

    page.get_by_role("button", name="Learn again").click()
    expect(page.get_by_text("Learned again with what you assume.")).to_be_visible(timeout=60_000)
    expect(kept).to_contain_text("Autumn test")
    expect(kept.get_by_text("Not learned yet")).to_have_count(0)
    page.get_by_role("button", name="Remove the test of Display").click()
    expect(kept).to_have_count(0)
    expect(page.get_by_text("None yet.")).to_be_visible()
    # Only when the note speaks of the second change is there a second one to undo.
    said = page.locator(".change-list").inner_text()
    page.get_by_role("button", name="Learn again").click()
    expect(page.locator(".change-list")).not_to_have_text(said, timeout=60_000)
    for _ in range(2):
        page.get_by_role("button", name="Undo").last.click()
        expect(page.locator("#toasts")).to_contain_text("Back to what was assumed before", timeout=60_000)
        page.get_by_role("button", name="Close").click()
    expect(page.get_by_text("Nobody has stated anything yet")).to_be_visible()


CURVES = b"""name,scale,half_saturation,slope,spend_today,period,outcome
brand  TERMS,9000,2000,1.0,,week,revenue
Billboards,12000,3000,1.0,700,week,revenue
"""


@pytest.mark.slow
def test_curves_from_elsewhere_plan_the_budget_until_they_are_dropped(models_server: str, page: Page) -> None:
    page.goto(f"{models_server}/models")
    card = page.locator(".card.curves")
    expect(card).to_contain_text("Plans are made with the product's own model", timeout=60_000)
    choose = card.locator("input[type=file]")
    choose.set_input_files({"name": "bad.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"})
    expect(card.get_by_role("alert")).to_contain_text("“bad.csv” is of no known format")
    choose.set_input_files({"name": "theirs.csv", "mimeType": "text/csv", "buffer": CURVES})
    expect(card).to_contain_text("Plans are made with curves from theirs.csv", timeout=60_000)
    expect(card).to_contain_text("2 curves, 1 of them found in the data in use")
    expect(page.get_by_text("Everything on this page")).to_be_visible()

    page.goto(f"{models_server}/budget")
    rows = page.locator(".bud-row[data-campaign]")
    expect(rows).to_have_count(2, timeout=60_000)
    expect(page.get_by_role("link", name="Curves from theirs.csv")).to_be_visible()
    expect(page.get_by_text("11 campaigns are left out")).to_be_visible()
    # Billboards were seen up to 100 a day; three times as much is a guess, while typing and after the server's answer.
    amount = page.get_by_label("Billboards, amount of the plan")
    mark = page.get_by_role("img", name="Outside of what was seen: 0–€100 a day")
    expect(mark).to_be_hidden()
    amount.fill("8000")
    amount.press("Enter")
    expect(mark).to_be_visible()
    expect(page.locator(".bud-outside")).to_contain_text("outside of what was seen with Billboards")
    expect(page.get_by_text("Checked", exact=True)).to_be_visible()
    expect(page.locator(".bud-outside")).to_contain_text("outside of what was seen with Billboards")

    page.get_by_role("link", name="Curves from theirs.csv").click()
    page.get_by_role("button", name="Use the product's own model again").click(timeout=60_000)
    expect(card).to_contain_text("Plans are made with the product's own model", timeout=60_000)
    page.goto(f"{models_server}/budget")
    expect(rows).to_have_count(12, timeout=60_000)
    expect(page.get_by_text("Curves from theirs.csv")).to_have_count(0)
