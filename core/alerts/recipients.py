"""Who is told of an alert: e-mail addresses and the address of a webhook, checked before they are kept."""

import re
from typing import Final
from urllib.parse import urlsplit

from core.errors import InputError

MOST_EMAILS: Final = 20
LONGEST_ADDRESS: Final = 254
LONGEST_WEBHOOK: Final = 2_000

# Narrower than the standard on purpose: nothing in it can end a header or name a second recipient.
_EMAIL: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)


def read_emails(text: object) -> tuple[str, ...]:
    """Return the e-mail addresses of a text, each once, in order; commas, semicolons or spaces stand between them.

    Raises:
        InputError: If one is no address, or there are too many.
    """
    if text is None:
        return ()
    if not isinstance(text, str):
        raise InputError("E-mail addresses are text. Reload the page.")
    if "\r" in text or "\n" in text or "\0" in text:
        raise InputError("E-mail addresses stand on one line, with commas between them.")
    found: dict[str, str] = {}
    for one in re.split(r"[\s,;]+", text[: (LONGEST_ADDRESS + 2) * (MOST_EMAILS + 1)].strip()):
        if not one:
            continue
        if len(one) > LONGEST_ADDRESS or not _EMAIL.fullmatch(one):
            raise InputError(f"“{one[:60]}” is no e-mail address. Write it like mara@example.com.")
        found.setdefault(one.casefold(), one)
    if len(found) > MOST_EMAILS:
        raise InputError(f"A rule can tell {MOST_EMAILS} e-mail addresses. Use a list of your mail server for more.")
    return tuple(found.values())


def read_webhook(text: object) -> str:
    """Return the address of a webhook, or nothing where none is given.

    Whether the server may reach it is settled where it is sent: addresses change what they mean.

    Raises:
        InputError: If it is no web address.
    """
    if text is None or (isinstance(text, str) and not text.strip()):
        return ""
    if not isinstance(text, str):
        raise InputError("The address of a webhook is text. Reload the page.")
    address = text.strip()
    if len(address) > LONGEST_WEBHOOK or not address.isascii() or any(not "!" <= c <= "~" for c in address):
        raise InputError("The address of the webhook holds signs that an address cannot have, or is too long.")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise InputError("The address of the webhook cannot be read. Write it like https://example.com/hook.") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or port == 0:
        raise InputError("The address of the webhook has to begin with https:// and name a host.")
    if parts.username is not None or parts.password is not None:
        raise InputError("The address of the webhook holds a name or a password. Leave them out: others see the rule.")
    return address
