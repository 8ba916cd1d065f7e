"""A real server and a real Chromium. A page that reports an error, whatever the test looks at, fails the test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect, sync_playwright

from tests.browser.serving import before_end, demo_var, serve

CHROMIUM = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
]

# Two servers and two browsers share two cores here; what has to be quick says so with a time of its own.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with demo data and nothing else. All tests of a session share it."""
    with serve(demo_var(tmp_path_factory.mktemp("server")), workers="2") as url:
        yield url


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[str]:
    """The address of a server that this test has to itself."""
    with serve(demo_var(tmp_path)) as url:
        yield url


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[str]:
    """The address of a server at its very first start."""
    with serve(tmp_path / "var", workers="2") as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium where it is installed, otherwise Playwright's own; `make test` installs one of them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        yield browser
        browser.close()


class Problems(list[str]):
    """What went wrong in the browser of a person. A test that provokes an error says so with ``expect``."""

    def __init__(self) -> None:
        super().__init__()
        self._expected: list[str] = []

    def expect(self, text: str) -> None:
        """Let problems pass that contain this text."""
        self._expected.append(text)

    @property
    def unexpected(self) -> list[str]:
        """The problems that no test asked for."""
        return [problem for problem in self if not any(text in problem for text in self._expected)]

    def _watch_page(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.append(f"uncaught: {error}"))

    def watch(self, context: BrowserContext) -> None:
        """Collect console errors, uncaught errors, breaches of the content policy and answers of failure."""

        def console(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.append(f"console: {message.text}")

        def response(answer: Response) -> None:
            if answer.status >= 400:
                self.append(f"{answer.status}: {answer.request.method} {answer.url}")

        context.on("console", console)
        context.on("page", self._watch_page)
        context.on("response", response)


@pytest.fixture
def problems() -> Iterator[Problems]:
    """What the pages of this test report; the test fails where anything unexpected is left."""
    found = Problems()
    yield found
    assert found.unexpected == [], "\n".join(found.unexpected)


@pytest.fixture
def contexts() -> Iterator[list[BrowserContext]]:
    """The browser profiles that a test opened; closed when it ends, or before a server that it started ends."""
    opened: list[BrowserContext] = []

    def close() -> None:
        while opened:
            opened.pop().close()

    before_end.append(close)
    yield opened
    before_end.remove(close)
    close()


@pytest.fixture
def new_person(browser: Browser, problems: Problems, contexts: list[BrowserContext]) -> Callable[..., Page]:
    """Open a page in a browser profile of its own: another person. Takes width, height, color_scheme."""

    def open_page(width: int = 1440, height: int = 900, color_scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=color_scheme,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="UTC",
            accept_downloads=True,
        )
        problems.watch(context)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    return open_page


@pytest.fixture
def page(new_person: Callable[..., Page]) -> Page:
    """A page of 1440 x 900 in the light theme."""
    return new_person()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything beside this file drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)
