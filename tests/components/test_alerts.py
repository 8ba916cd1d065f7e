"""What the bell and the view Alerts say: findings as titles, names as text, and what waits or failed in words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from components.alerts import Shown, alerts_body, finding
from components.alerts_bell import bell_count, bell_panel, unseen
from components.alerts_list import evidence
from components.alerts_write import form_sentence, understood, write_card
from core.alerts import Alert, KeptRule, Message, Names, Rule, Subject, read_rule, rule_text
from core.errors import InputError
from tests.components.reading import said, walk

NOW = datetime(2026, 11, 27, 8, tzinfo=UTC)
NASTY = "<img src=x onerror=alert(1)>"
SEARCH = Subject("channel", NASTY, NASTY)
RULE = Rule("roas", SEARCH, "below", 2.0, days=3)


def rule(key: str = "r1", **more) -> KeptRule:
    known = {
        "id": key, "version": 1, "rule": RULE, "text": rule_text(RULE), "owner": "", "emails": (), "webhook": "",
        "active": True, "muted_until": None, "checked_to": date(2026, 11, 26), "remark": "", "created": NOW,
    }  # fmt: skip
    return KeptRule(**(known | more))


def alert(number: int = 1, key: str = "r1", **more) -> Alert:
    known = {
        "id": number, "rule_id": key, "rule_text": rule_text(RULE), "subject": SEARCH, "first_day": date(2026, 11, 12),
        "since": date(2026, 11, 14), "last_day": date(2026, 11, 26), "text": f"ROAS of {NASTY} was below 2",
        "latest": f"ROAS of {NASTY} is still below 2", "open": True, "ended": None, "note": "", "quiet": False,
        "raised": NOW - timedelta(days=1),
    }  # fmt: skip
    return Alert(**(known | more))


def shown(rules=(), alerts=(), messages=None) -> Shown:
    return Shown(rules, alerts, messages or {}, NOW, "Shop", date(2026, 11, 26))


def message(state: str, error: str = "", kind: str = "email") -> Message:
    return Message(1, "k", kind, "mara@example.com", (), state, 1, NOW, "", error, NOW)


@pytest.mark.parametrize(
    ("rules", "alerts", "title"),
    [
        ([], [], "Say what you want to be told of"),
        ([rule()], [], "The one rule is kept"),
        ([rule(), rule("r2")], [], "All 2 rules are kept"),
        ([rule(active=False)], [], "All rules are paused"),
        ([rule()], [alert()], f"One rule is broken: ROAS of channel “{NASTY}” below 2 since 12 Nov"),
        ([rule()], [alert(first_day=date(2025, 11, 12))], "since 12 Nov 2025"),
        ([rule(), rule("r2")], [alert(2), alert(1, "r2")], "2 rules are broken, the newest: ROAS"),
        ([rule()], [alert(open=False)], "The one rule is kept"),
    ],
)
def test_the_title_is_the_finding(rules, alerts, title):
    assert title in finding(shown(rules, alerts))


def test_names_are_text_everywhere():
    parts = [*alerts_body(shown([rule()], [alert(), alert(2, open=False)])), *bell_panel([alert()], {}, NOW)]
    assert NASTY in said(parts)
    # Nothing is handed over as markup.
    assert not [c for c in walk(parts) if getattr(c, "dangerously_allow_html", None)]
    assert not [c for c in walk(parts) if type(c).__name__ in ("Markdown", "DangerouslySetInnerHTML")]


def test_what_is_sent_waits_or_was_given_up_is_said():
    messages = {1: [message("sent"), message("waiting", "No answer."), message("given up", "Nobody here.")]}
    text = said(alerts_body(shown([rule()], [alert()], messages)))
    assert "Sent to mara@example.com" in text
    assert "next try 27 Nov 2026 at 08:00 UTC. No answer." in text
    assert "Given up: mara@example.com. Nobody here." in text


def test_the_bell_counts_what_this_browser_has_not_seen():
    muted = rule("r2", muted_until=NOW + timedelta(days=1))
    alerts = [alert(4), alert(3, quiet=True), alert(2, "r2"), alert(1)]
    rules = {"r1": rule(), "r2": muted}
    assert [unseen(alerts, rules, seen, NOW) for seen in (0, 1, 4)] == [2, 1, 0]
    assert unseen(alerts, rules, 0, NOW + timedelta(days=2)) == 3
    assert said(bell_count(2)) == "Alerts, 2 new ones 2"
    assert said(bell_count(12)).endswith("9+")
    assert said(bell_count(0)) == "Alerts"


def test_an_alert_of_a_removed_rule_offers_no_acts_on_it():
    text = said(bell_panel([alert()], {}, NOW))
    assert "Turn the rule off" not in text
    assert "See the figures" in text
    assert "Mute for 7" in said(bell_panel([alert()], {"r1": rule()}, NOW))
    assert "Mute for 7" not in said(bell_panel([alert()], {"r1": rule(muted_until=NOW + timedelta(1))}, NOW))


def test_the_evidence_is_one_click_away():
    assert evidence(alert(subject=Subject("campaign", "c 1", "x"))) == "/campaigns?campaign=c+1"
    assert evidence(alert(subject=Subject("channel", "A&B", "A&B"))) == "/campaigns?find=A%26B"
    assert evidence(alert(subject=Subject())) == "/campaigns"
    assert evidence(alert(subject=Subject("target", "t", "x"))) == "/forecast?view=pace"
    assert evidence(alert(rule_text="Unusual day of all campaigns")) == "/forecast?view=unusual"


def test_the_form_writes_sentences_that_are_understood():
    names = Names((Subject("channel", "Search", "Search"),), (), (), "EUR", True)
    for measure, comparison, value, days in (
        ("roas", "below", "2", "for 3 days"),
        ("conversions", "no", "", "for 2 days"),
        ("spend", "up week", "30", "over 7 days"),
        ("cpa", "changed week", "12,5", "for 1 day"),
        ("ctr", "down four weeks", "5", "for 7 days"),
        ("revenue", "unusual", None, "for 1 day"),
    ):
        assert read_rule(form_sentence(measure, "Search", comparison, value, days), names)
    for wrong in (None, 7, [], "banana", {"a": 1}):
        assert form_sentence(wrong, "Search", "below", "2", "for 3 days") == ""
        assert isinstance(form_sentence("roas", wrong, wrong, wrong, wrong), str)


def test_what_is_missing_for_email_is_said():
    card = write_card(Names(), "E-mail is not set up.", "An address with https://.")
    assert "E-mail is not set up." in said(card)
    assert "targets" not in said(card)
    assert "is heading over the target" not in str(card)
    assert "How it is understood" in said(understood(None))
    assert "Take “ROAS of Search below 2”" in said(understood(InputError("No. Try."), "ROAS of Search below 2"))
