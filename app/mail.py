"""E-mail: one message with all alerts of a check, as plain text and as HTML, sent by SMTP."""

import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import formatdate
from html import escape
from typing import Any, Final

from app.delivery_settings import SmtpSettings

TIMEOUT: Final = 20.0
"""Seconds for each answer of the mail server."""
LONGEST_SUBJECT: Final = 150


class MailError(Exception):
    """A message that did not leave. ``again`` says whether another try can help."""

    def __init__(self, message: str, again: bool) -> None:
        super().__init__(message)
        self.again = again


class Mailer:
    """Sends e-mail.

    Args:
        settings: How it leaves.
        public_url: What links begin with; empty leaves them out.
    """

    def __init__(self, settings: SmtpSettings, public_url: str = "") -> None:
        self._settings, self._public_url = settings, public_url

    def send(self, recipient: str, content: Sequence[dict[str, Any]], key: str) -> None:
        """Send one message about some alerts.

        Args:
            recipient: One address.
            content: Each alert with ``text``, ``rule`` and ``rule_id``.
            key: Becomes the id of the message: the same over all tries.

        Raises:
            MailError: If it did not leave.
        """
        self._send(compose(self._settings.sender, recipient, content, key, self._public_url))

    def send_test(self, recipient: str) -> None:
        """Send a message that says only that messages arrive.

        Raises:
            MailError: If it did not leave.
        """
        message = _message(self._settings.sender, recipient, "Test: alerts arrive here")
        message.set_content("This is a test. Alerts of the AI Marketing Campaign Optimizer arrive at this address.\n")
        self._send(message)

    def _send(self, message: EmailMessage) -> None:
        one = self._settings
        where = f"The mail server {one.host}:{one.port}"
        try:
            with self._connect() as server:
                if one.user:
                    server.login(one.user, one.password)
                server.send_message(message)
        except smtplib.SMTPAuthenticationError as error:
            raise MailError(f"{where} does not take the name and password ({error.smtp_code}).", True) from error
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            said = f"{where} refuses {message['To']}: {code} {_text(words)}"
            raise MailError(said, code < 500) from error
        except smtplib.SMTPResponseException as error:
            said = f"{where} answers {error.smtp_code} {_text(error.smtp_error)}"
            raise MailError(said, error.smtp_code < 500) from error
        except ssl.SSLError as error:
            raise MailError(f"{where} has no certificate that can be trusted: {error.reason}.", True) from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(f"{where} cannot be reached or broke off: {error}.", True) from error

    def _connect(self) -> smtplib.SMTP:
        one, context = self._settings, ssl.create_default_context()
        if one.tls == "tls":
            return smtplib.SMTP_SSL(one.host, one.port, timeout=TIMEOUT, context=context)
        server = smtplib.SMTP(one.host, one.port, timeout=TIMEOUT)
        if one.tls == "starttls":
            try:
                server.starttls(context=context)
            except BaseException:
                server.close()
                raise
        return server


def compose(
    sender: str, recipient: str, content: Sequence[dict[str, Any]], key: str, public_url: str = ""
) -> EmailMessage:
    """Return the message; names of campaigns are text in it, whatever they hold."""
    texts = [_line(str(one["text"])) for one in content]
    subject = texts[0] if len(texts) == 1 else f"{len(texts)} alerts: {texts[0]}"
    message = _message(sender, recipient, subject)
    message["Message-ID"] = f"<{key}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    link = f"{public_url}/forecast?view=alerts" if public_url else ""
    plain, rich = [], []
    for one, text in zip(content, texts, strict=True):
        rule = _line(str(one["rule"]))
        plain.append(f"{text}.\nRule: {rule}")
        rich.append(f"<p><b>{escape(text)}.</b><br>Rule: {escape(rule)}</p>")
    foot = f"Alerts and rules: {link}" if link else "Alerts and rules are on the page Forecast, view Alerts."
    message.set_content("\n\n".join([*plain, foot]) + "\n")
    anchor = f'<a href="{escape(link)}">Alerts and rules</a>' if link else escape(foot)
    message.add_alternative(f"<!doctype html><html><body>{''.join(rich)}<p>{anchor}</p></body></html>", subtype="html")
    return message


def _message(sender: str, recipient: str, subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = _line(sender), _line(recipient)
    subject = _line(subject)
    message["Subject"] = subject if len(subject) <= LONGEST_SUBJECT else f"{subject[: LONGEST_SUBJECT - 1]}…"
    message["Date"] = formatdate(localtime=False)
    return message


def _line(text: str) -> str:
    """Return text on one line, without signs that control: nothing in it ends a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _text(words: bytes | str) -> str:
    return _line(words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words))
