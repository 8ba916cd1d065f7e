"""Sends what the outbox holds: a thread in each server process, that stops with it."""

import logging
import threading
from typing import Final

from app.delivery_settings import MAIL_MISSING, DeliverySettings
from app.mail import Mailer, MailError
from app.webhook import Webhook, WebhookError
from core.alerts import Message, Outbox
from core.alerts.recipients import read_emails, read_webhook
from core.errors import InputError, ProductError
from core.short_ids import new_id

EVERY: Final = 5.0
"""Seconds between two looks at the outbox."""
MOST_AT_ONCE: Final = 50
"""Messages of one look: what ends the process waits for one of them at most."""

_logger = logging.getLogger(__name__)


class Carrier:
    """Carries alerts out of the house: ``core.alerts.Delivery`` of a server.

    Args:
        settings: What may be sent, and how.
        webhook: Sends webhooks; None makes one of the settings.
    """

    def __init__(self, settings: DeliverySettings, webhook: Webhook | None = None) -> None:
        self._mailer = Mailer(settings.smtp, settings.public_url) if settings.smtp else None
        self._webhook = webhook or Webhook(settings)

    @property
    def mail_missing(self) -> str:
        """What has to be set before e-mail can be sent; empty where it can."""
        return "" if self._mailer else MAIL_MISSING

    @property
    def webhook_rules(self) -> str:
        """Which addresses a webhook may have, in a sentence."""
        return self._webhook.rules

    def send_test(self, kind: str, recipient: str) -> str:
        """Send a test message and return what came of it, in words.

        Raises:
            ProductError: If the recipient cannot be used, or the message was not taken.
        """
        try:
            if kind == "webhook":
                address = read_webhook(recipient)
                if not address:
                    raise InputError("Write the address of the webhook first.")
                status = self._webhook.send_test(address, new_id())
                return f"The webhook took the test message (answer {status})."
            emails = read_emails(recipient)
            if not emails:
                raise InputError("Write an e-mail address first.")
            if self._mailer is None:
                raise InputError(MAIL_MISSING)
            for one in emails:
                self._mailer.send_test(one)
        except (MailError, WebhookError) as error:
            raise ProductError(str(error)) from error
        return f"The mail server took the test message for {', '.join(emails)}. Look whether it arrives."

    def deliver(self, message: Message) -> None:
        """Send a message of the outbox.

        Raises:
            MailError: If an e-mail did not leave.
            WebhookError: If a POST was not taken.
        """
        if message.kind == "webhook":
            self._webhook.send(message.recipient, message.content[0], message.key)
        elif self._mailer is None:
            raise MailError(MAIL_MISSING, True)
        else:
            self._mailer.send(message.recipient, message.content, message.key)


def deliver_due(outbox: Outbox, carrier: Carrier, stop: threading.Event | None = None) -> int:
    """Send what is due and return how many messages were taken up; a failure is noted and tried again later."""
    for count in range(MOST_AT_ONCE):
        if stop and stop.is_set():
            return count
        message = outbox.claim()
        if message is None:
            return count
        try:
            carrier.deliver(message)
        except (MailError, WebhookError) as error:
            outbox.failed(message, str(error), error.again)
            _logger.warning("Message %s was not sent, try %s: %s", message.id, message.attempts, error)
        except Exception:
            # Whatever it is, the message is not lost and the others do not wait for it.
            _logger.exception("Message %s could not be sent.", message.id)
            outbox.failed(message, "Something failed on the server; its log says what.")
        else:
            outbox.sent(message)
    return MOST_AT_ONCE


class Courier:
    """The thread that looks for what is due.

    Args:
        outbox: What has to be sent.
        carrier: Sends it.
    """

    def __init__(self, outbox: Outbox, carrier: Carrier) -> None:
        self._outbox, self._carrier = outbox, carrier
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, patience: float = 5.0) -> None:
        """End after the message at hand."""
        self._stop.set()
        self._thread.join(patience)

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            try:
                deliver_due(self._outbox, self._carrier, self._stop)
            except Exception:
                # The database may be away for a while: the next look finds it again.
                _logger.exception("The outbox could not be read.")
