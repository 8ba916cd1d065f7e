"""Ids of the frame around all pages, and of the parts of a chart."""


class Shell:
    """The frame around all pages.

    Stores that pages read or write: ``THEME`` (``light`` or ``dark``, what is shown now), ``PERSON`` (the name that a
    person gave, kept in the browser, or None), ``CHANGED`` (write anything new after an act that others should see: the
    browser asks for news at once), ``NEWS`` (the stamps of ``core.news`` and which of them ``changed``; written by
    assets/news.js whenever one does), ``RENEW`` (write anything new to have the page made again), ``TOAST`` (write
    ``components.parts.toast(...)`` to show a message), ``TOAST_ACTION`` (``{"name", "at"}`` when the button of a toast
    without a link was pressed).
    """

    LOCATION = "location"
    PAGE = "main"
    WAIT = "page-wait"
    TITLE = "title"
    NAV = "nav"
    ADVICE_COUNT = "advice-count"
    THEME = "theme"
    PERSON = "person"
    PERSON_BUTTON = "person-button"
    PERSON_INPUT = "person-input"
    DATASET = "shell-dataset"
    CHANGED = "changed"
    NEWS = "news"
    RENEW = "renew"
    # The browser owns what is inside: assets/people.js and assets/notices.js.
    PEOPLE = "people"
    CONNECTION = "connection"
    NOTICES = "notices"
    TOAST = "toast"
    TOAST_ACTION = "toast-action"
    TOASTS = "toasts"

    @staticmethod
    def count(path: str) -> dict[str, str]:
        """Return the id of the count beside the page at ``path``."""
        return {"type": "nav-count", "page": path}

    @staticmethod
    def theme_choice(choice: str) -> dict[str, str]:
        """Return the id of the button for a theme: ``system``, ``light`` or ``dark``."""
        return {"type": "theme-choice", "choice": choice}


class Figure:
    """The parts of a chart; ``components.figures.chart`` makes them."""

    @staticmethod
    def store(name: str) -> dict[str, str]:
        """Return the id of the store that holds the figure with its token names."""
        return {"type": "figure", "name": name}

    @staticmethod
    def place(name: str) -> dict[str, str]:
        """Return the id of the place of the graph."""
        return {"type": "graph-place", "name": name}

    @staticmethod
    def waiting(name: str) -> dict[str, str]:
        """Return the id of the store that holds the graph until there is something to draw."""
        return {"type": "graph-waiting", "name": name}

    @staticmethod
    def graph(name: str) -> dict[str, str]:
        """Return the id of the graph."""
        return {"type": "graph", "name": name}
