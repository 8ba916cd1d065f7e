"""Ids of the pages that have few of them."""

from dash.dependencies import Wildcard


class Overview:
    """The Overview page."""

    ASK = "overview-ask"
    CHANNELS = "overview-channels"
    ADVICE = "overview-advice"
    ADVICE_SENTENCE = "overview-advice-sentence"


class Campaigns:
    """The Campaigns page."""

    ASK = "campaigns-ask"
    BODY = "campaigns-body"
    GRID = "campaigns-grid"
    FILTER = "campaigns-filter"
    LEFT_OUT = "campaigns-left-out"


class Data:
    """The Data page."""

    HEAD = "data-head"
    IN_USE = "data-in-use"
    UPLOAD = "data-upload"
    READING = "data-reading"
    MESSAGE = "data-message"
    REPORT = "data-report"
    VERSIONS = "data-versions"
    UNDO = "data-undo"
    DEMO = "data-demo"
    FILE = "data-file"
    MAPPING = "data-mapping"
    MAPPING_READ = "data-mapping-read"
    LEAVE_OUT = "data-leave-out"

    @staticmethod
    def use(content_hash: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the button that puts a version to use."""
        return {"type": "data-use", "hash": content_hash}

    @staticmethod
    def mapping(field: str | Wildcard) -> dict[str, str | Wildcard]:
        """Return the id of the choice of the column that a field is read from."""
        return {"type": "data-mapping", "field": field}
