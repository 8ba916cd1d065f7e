"""Ids of the view All tests of the Experiments page."""

from dash.dependencies import Wildcard

Part = dict[str, str | int | Wildcard]


class AllTests:
    """The list of tests, one test, and the form that keeps one by hand."""

    HEAD = "tests-head"
    CARD = "tests-card"
    LIST = "tests-list"
    STAMP = "tests-stamp"
    FIND = "tests-find"
    KIND = "tests-kind"
    OWNER = "tests-owner"
    ORDER = "tests-order"
    CSV = "tests-csv"
    WORKBOOK = "tests-workbook"
    DOWNLOAD = "tests-download"
    # One test. What of it somebody may be typing in is a field of its own; ``SEEN`` is what it held when it was shown.
    TEST = "tests-test"
    ONE_STAMP = "tests-one-stamp"
    SEEN = "tests-seen"
    DECISION = "tests-decision"
    LEARNED = "tests-learned"
    KEEP = "tests-keep"
    SAID = "tests-said"
    # The form.
    SAVE = "tests-save"
    MESSAGE = "tests-message"
    EDITED = "tests-edited"

    @staticmethod
    def part(name: str | Wildcard) -> Part:
        """Return the id of a part of one test that follows what is kept."""
        return {"type": "tests-part", "name": name}

    @staticmethod
    def field(name: str | Wildcard) -> Part:
        """Return the id of a field of the form, by the name of the field of a test."""
        return {"type": "tests-field", "name": name}

    @staticmethod
    def move(test_id: str | Wildcard, state: str | Wildcard, version: int | Wildcard) -> Part:
        """Return the id of the button that moves a test on; ``version`` is the one that is shown."""
        return {"type": "tests-move", "id": test_id, "state": state, "version": version}

    @staticmethod
    def remove(test_id: str | Wildcard) -> Part:
        """Return the id of the button that removes a test."""
        return {"type": "tests-remove", "id": test_id}

    @staticmethod
    def back(version: int | Wildcard) -> Part:
        """Return the id of the button that brings a removed test back; the version is the removal."""
        return {"type": "tests-back", "version": version}
