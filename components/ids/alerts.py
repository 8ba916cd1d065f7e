"""Ids of the alerts: the bell in the top bar, and the view Alerts of the Forecast page."""

from dash.dependencies import Wildcard

Id = dict[str, str | Wildcard]


class Alerts:
    """The bell, the view, and what they do.

    Stores: ``SEEN`` (number of the newest alert that this browser has seen, kept in it), ``NEWEST`` (number of the
    newest alert there is), ``EDITING`` (id of the rule that is changed, or nothing), ``STAMP`` (what the view shows).
    """

    BELL = "alerts-bell"
    BELL_COUNT = "alerts-bell-count"
    PANEL = "alerts-panel"
    PANEL_BODY = "alerts-panel-body"
    SEEN = "alerts-seen"
    NEWEST = "alerts-newest"

    HEAD = "alerts-head"
    BODY = "alerts-body"
    STAMP = "alerts-stamp"
    WRITE = "alerts-write"
    WRITE_TITLE = "alerts-write-title"
    SENTENCE = "alerts-sentence"
    UNDERSTOOD = "alerts-understood"
    EMAILS = "alerts-emails"
    WEBHOOK = "alerts-webhook"
    TEST_EMAIL = "alerts-test-email"
    TEST_WEBHOOK = "alerts-test-webhook"
    TESTED = "alerts-tested"
    SAVE = "alerts-save"
    CANCEL = "alerts-cancel"
    SAID = "alerts-said"
    EDITING = "alerts-editing"

    MEASURE = "alerts-form-measure"
    SUBJECT = "alerts-form-subject"
    COMPARISON = "alerts-form-comparison"
    VALUE = "alerts-form-value"
    DAYS = "alerts-form-days"
    TAKE = "alerts-form-take"

    @staticmethod
    def act(act: str | Wildcard, where: str | Wildcard, rule: str | Wildcard) -> Id:
        """Return the id of a button of a rule: pause, resume, remove, mute, unmute; ``where`` it stands."""
        return {"type": "alerts-act", "act": act, "where": where, "rule": rule}

    @staticmethod
    def edit(rule: str | Wildcard) -> Id:
        """Return the id of the button that changes a rule."""
        return {"type": "alerts-edit", "rule": rule}

    @staticmethod
    def use(text: str | Wildcard) -> Id:
        """Return the id of the button that takes over a sentence."""
        return {"type": "alerts-use", "text": text}
