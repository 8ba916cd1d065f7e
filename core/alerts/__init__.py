"""Alerts: rules in words, checked when data arrive, shown in the app and sent once."""

from core.alerts.desk import AlertDesk, Delivery, Preview
from core.alerts.kept import Alert, KeptRule
from core.alerts.names import Names
from core.alerts.outbox import Message, Outbox
from core.alerts.reading import nearest_sentence, read_rule
from core.alerts.rule import MEASURES, Rule, Subject
from core.alerts.spells import Pace, Spell, find_spells
from core.alerts.suggesting import suggest
from core.alerts.words import condition_text, rule_text, subject_text

__all__ = [
    "MEASURES",
    "Alert",
    "AlertDesk",
    "Delivery",
    "KeptRule",
    "Message",
    "Names",
    "Outbox",
    "Pace",
    "Preview",
    "Rule",
    "Spell",
    "Subject",
    "condition_text",
    "find_spells",
    "nearest_sentence",
    "read_rule",
    "rule_text",
    "subject_text",
    "suggest",
]
