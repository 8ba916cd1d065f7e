"""AlertDesk: what the workbench can be asked about alerts, and the check when data arrive."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final, Protocol

from sqlalchemy import Engine

from core.alerts.checking import Finder, check_rules
from core.alerts.figures import day_sums
from core.alerts.kept import KeptRule
from core.alerts.names import Names
from core.alerts.outbox import Outbox
from core.alerts.reading import read_rule
from core.alerts.recipients import read_emails, read_webhook
from core.alerts.rule import Rule, Subject
from core.alerts.saying import alert_text
from core.alerts.spells import Findings, Pace, Paces, Spell, UnusualDays, find_spells
from core.alerts.store import AlertStore
from core.alerts.words import rule_text
from core.data import Dataset
from core.errors import ProductError

PREVIEW_DAYS: Final = 90
ROUNDS: Final = 3
"""Checks in a row where other data are put to use while one runs."""

FAILED: Final = "It could not be checked; the log of the server says why."

_logger = logging.getLogger(__name__)


class Delivery(Protocol):
    """What carries alerts out of the house; a server gives the desk one."""

    @property
    def mail_missing(self) -> str:
        """What has to be set before e-mail can be sent; empty where it can."""
        ...

    @property
    def webhook_rules(self) -> str:
        """Which addresses a webhook may have, in a sentence."""
        ...

    def send_test(self, kind: str, recipient: str) -> str:
        """Send a test message to an address and return what came of it, in words.

        Raises:
            ProductError: If it could not be sent.
        """
        ...


@dataclass(frozen=True)
class Preview:
    """How a rule is understood, and what it would have raised.

    Attributes:
        rule: The rule.
        text: The rule in words.
        spells: Spells that began in the last ``PREVIEW_DAYS`` days of the data, newest first.
        said: What would have been said of each.
        first_day: First of these days.
        last_day: Last of these days; the last of the data.
        remark: Why the newest days cannot be judged; empty where they can.
    """

    rule: Rule
    text: str
    spells: tuple[Spell, ...]
    said: tuple[str, ...]
    first_day: date
    last_day: date
    remark: str


class AlertDesk:
    """Rules, what they raised, and what is sent of it.

    Args:
        engine: Of the database.
        dataset: Returns the data set in use.
        clock: Returns the moment, in UTC.

    Attributes:
        store: Where rules and alerts are kept.
        outbox: What has to be sent.
        delivery: Sends; None where nothing does, as in a notebook.
        unusual: Tells unusual days; None where nothing does, and rules about them are not offered.
        paces: Tells how targets go; None where nothing does, and rules about pace are not offered.
        targets: Returns the targets that can be named.
    """

    def __init__(
        self,
        engine: Engine,
        dataset: Callable[[], Dataset],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.store, self.outbox = AlertStore(engine, clock), Outbox(engine, clock)
        self.delivery: Delivery | None = None
        self.unusual: UnusualDays | None = None
        self.paces: Paces | None = None
        self.targets: Callable[[], Sequence[Subject]] = tuple
        self._dataset = dataset

    def stamp(self) -> str:
        """Return a text that changes whenever a rule, an alert or a message does."""
        return self.store.stamp()

    def names(self) -> Names:
        """Return what rules can speak of in the data in use."""
        return Names.of(self._dataset(), self.targets() if self.paces else (), self.unusual is not None)

    def read(self, sentence: str) -> Rule:
        """Return the rule that a sentence means.

        Raises:
            NotUnderstoodError: If it means none.
            InputError: If the rule cannot be.
        """
        return read_rule(sentence, self.names())

    def preview(self, rule: Rule) -> Preview:
        """Return what a rule would have raised on the last days of the data in use."""
        dataset = self._dataset()
        last = dataset.last_day
        first = max(dataset.first_day, last - timedelta(days=PREVIEW_DAYS - 1))
        findings = find_spells(rule, dataset, self.unusual, self._paces)
        spells = tuple(one for one in reversed(findings.spells) if one.since >= first)
        said = tuple(alert_text(rule, one, dataset.currency) for one in spells)
        return Preview(rule, rule_text(rule), spells, said, first, last, findings.remark)

    def add(self, sentence: str, owner: str = "", emails: object = "", webhook: object = "") -> KeptRule:
        """Keep a rule in words, and check it at once.

        Raises:
            NotUnderstoodError: If the sentence means none.
            InputError: If the rule or a recipient cannot be used, or the rule is there already.
        """
        rule = self.read(sentence)
        kept = self.store.add(rule, owner, read_emails(emails), read_webhook(webhook))
        self.check_safely()
        return kept

    def change(self, rule_id: str, sentence: str, emails: object = "", webhook: object = "") -> KeptRule:
        """Change a rule, and check it at once.

        Raises:
            NotFoundError: If it is not there any more.
            NotUnderstoodError: If the sentence means none.
            InputError: If the rule or a recipient cannot be used.
        """
        known = self.store.rule(rule_id)
        # A rule whose campaign the data in use do not hold can still get other recipients.
        rule = known.rule if " ".join(sentence.split()) == " ".join(known.text.split()) else self.read(sentence)
        kept = self.store.change(rule_id, rule, read_emails(emails), read_webhook(webhook))
        self.check_safely()
        return kept

    def switch(self, rule_id: str, active: bool) -> KeptRule:
        """Pause a rule or let it go on; what it raised before is not raised again."""
        kept = self.store.switch(rule_id, active)
        self.check_safely()
        return kept

    def remove(self, rule_id: str, removed: bool = True) -> KeptRule:
        """Remove a rule or bring it back."""
        kept = self.store.remove(rule_id, removed)
        self.check_safely()
        return kept

    def undo_change(self, rule_id: str) -> KeptRule:
        """Take back the last change of a rule."""
        kept = self.store.undo_change(rule_id)
        self.check_safely()
        return kept

    def check(self) -> int:
        """Check all rules against the data in use; return how many alerts were raised."""
        raised = 0
        if not any(rule.active for rule in self.store.rules()):
            return raised
        for _ in range(ROUNDS):
            dataset = self._dataset()
            raised += check_rules(self.store, dataset, self._finder(dataset))
            if self._dataset().content_hash == dataset.content_hash:
                break
        return raised

    def check_safely(self) -> int:
        """Check, and write to the log what fails: data that arrived are there whatever becomes of the rules."""
        try:
            return self.check()
        except ProductError as error:
            _logger.warning("The alert rules were not checked: %s", error)
        except Exception:
            _logger.exception("The alert rules could not be checked.")
        return 0

    def _finder(self, dataset: Dataset) -> Finder:
        sums_of = cache(lambda subject: day_sums(dataset, subject))

        def find(kept: KeptRule) -> Findings:
            try:
                return find_spells(kept.rule, dataset, self.unusual, self._paces, sums_of)
            except ProductError as error:
                return Findings(remark=str(error))
            except Exception:
                # One rule that cannot be checked does not keep the others from it.
                _logger.exception("The alert rule %s could not be checked.", kept.id)
                return Findings(remark=FAILED)

        return find

    def campaign_names(self) -> dict[str, str]:
        """Return the names of the campaigns in use by id."""
        table = self._dataset().campaigns
        return dict(zip(table["campaign_id"].astype(str), table["campaign"].astype(str), strict=True))

    def _paces(self, dataset: Dataset) -> Sequence[Pace]:
        return self.paces(dataset) if self.paces else ()
