"""The settings of what is sent out of the house: e-mail, webhooks, and the address that links lead to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from core.alerts.recipients import read_emails
from core.errors import InputError

Tls = Literal["starttls", "tls", "none"]

MAIL_MISSING: Final = (
    "E-mail is not set up on this server. Whoever runs it sets SMTP_HOST (or SMTP_URL) and MAIL_FROM, and starts it "
    "again."
)
_PORTS: Final[dict[Tls, int]] = {"starttls": 587, "tls": 465, "none": 25}
_YES: Final = ("1", "yes", "true", "on")
_NO: Final = ("0", "no", "false", "off")


@dataclass(frozen=True)
class SmtpSettings:
    """How e-mail leaves.

    Attributes:
        host: Mail server.
        port: Its port.
        user: Name to sign in with; empty for none.
        password: Password to sign in with.
        tls: ``starttls`` (usual), ``tls`` from the first byte, or ``none``.
        sender: Address that messages come from.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: Tls
    sender: str


@dataclass(frozen=True)
class DeliverySettings:
    """What may be sent, and how.

    Attributes:
        smtp: How e-mail leaves; None where it is not set up.
        public_url: What links in messages begin with, ``PUBLIC_URL``; empty leaves links out.
        webhook_secret: Signs webhooks, ``WEBHOOK_SECRET``; empty leaves them unsigned.
        webhook_http: Whether webhooks may go without TLS, ``WEBHOOK_ALLOW_HTTP``.
        webhook_private: Whether webhooks may go to addresses of the own network, ``WEBHOOK_ALLOW_PRIVATE``.
    """

    smtp: SmtpSettings | None = None
    public_url: str = ""
    webhook_secret: str = field(default="", repr=False)
    webhook_http: bool = False
    webhook_private: bool = False

    @classmethod
    def from_environment(cls, given: Mapping[str, str]) -> "DeliverySettings":
        """Return the settings of an environment whose empty variables were left out.

        Raises:
            InputError: If a setting cannot be used.
        """
        return cls(
            smtp=_smtp(given),
            public_url=_public_url(given.get("PUBLIC_URL", "")),
            webhook_secret=given.get("WEBHOOK_SECRET", ""),
            webhook_http=_flag(given, "WEBHOOK_ALLOW_HTTP"),
            webhook_private=_flag(given, "WEBHOOK_ALLOW_PRIVATE"),
        )


def _smtp(given: Mapping[str, str]) -> SmtpSettings | None:
    url = given.get("SMTP_URL")
    if url:
        host, port, user, password, tls = _of_url(url)
    else:
        host, user, password = given.get("SMTP_HOST", ""), given.get("SMTP_USER", ""), given.get("SMTP_PASSWORD", "")
        tls = _tls(given.get("SMTP_TLS", "starttls"))
        port = _port(given.get("SMTP_PORT", ""), tls)
    if not host:
        return None
    sender = given.get("MAIL_FROM", "")
    try:
        addresses = read_emails(sender)
    except InputError:
        addresses = ()
    if len(addresses) != 1:
        raise InputError(f"MAIL_FROM is “{sender}”; it must be one e-mail address, as SMTP_HOST or SMTP_URL is set.")
    return SmtpSettings(host, port, user, password, tls, addresses[0])


def _of_url(url: str) -> tuple[str, int, str, str, Tls]:
    wrong = "SMTP_URL must look like smtp://user:password@mail.example.com:587 or smtps://mail.example.com."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise InputError(wrong) from None
    schemes: dict[str, Tls] = {"smtp": "starttls", "smtps": "tls", "smtp+plain": "none"}
    if parts.scheme not in schemes or not parts.hostname:
        raise InputError(wrong)
    tls = schemes[parts.scheme]
    return parts.hostname, port or _PORTS[tls], unquote(parts.username or ""), unquote(parts.password or ""), tls


def _tls(text: str) -> Tls:
    if text.lower() not in _PORTS:
        raise InputError(f"SMTP_TLS is “{text}”; it must be starttls, tls or none.")
    return text.lower()  # type: ignore[return-value]


def _port(text: str, tls: Tls) -> int:
    if not text:
        return _PORTS[tls]
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65_535):
        raise InputError(f"SMTP_PORT is “{text}”; it must be a whole number from 1 to 65535.")
    return int(text)


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    usable = parts.scheme in ("http", "https") and parts.netloc and not parts.query and not parts.fragment
    if text and (not usable or any(not "!" <= c <= "~" for c in text)):
        raise InputError(f"PUBLIC_URL is “{text}”; it must be the address of the pages, like https://ads.example.com.")
    return text.rstrip("/")


def _flag(given: Mapping[str, str], name: str) -> bool:
    text = given.get(name, "no").lower()
    if text not in (*_YES, *_NO):
        raise InputError(f"{name} is “{text}”; it must be yes or no.")
    return text in _YES
