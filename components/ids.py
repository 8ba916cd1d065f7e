"""The ids of the pages, one class a page. Callbacks and components name them from here only."""


class Shell:
    """The frame around all pages."""

    LOCATION = "location"
    PAGE = "page"
    NAV = "nav"
    THEME = "theme"
    DATASET = "shell-dataset"
    TOASTS = "toasts"
