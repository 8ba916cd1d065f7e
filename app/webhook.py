"""Webhook: a POST of JSON to an address that people gave, without letting it reach what only this server can reach."""

import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from app.delivery_settings import DeliverySettings

TIMEOUT: Final = 10.0
"""Seconds for a connection, and for each part of an answer."""
DEADLINE: Final = 20.0
"""Seconds for a whole answer: one that drips would hold up the messages behind it."""
MOST_ADDRESSES: Final = 4
"""Addresses of a host that are tried."""
FORMAT: Final = 1
"""Version of the payload."""
_AGAIN: Final = (408, 409, 421, 423, 425, 429)
"""Answers below 500 after which another try can help."""

Resolve = Callable[[str, int], list[str]]


class WebhookError(Exception):
    """A POST that was not taken. ``again`` says whether another try can help."""

    def __init__(self, message: str, again: bool) -> None:
        super().__init__(message)
        self.again = again


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host.

    Raises:
        OSError: If it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Webhook:
    """Sends webhooks.

    Args:
        settings: Where they may go, and what signs them.
        resolver: Returns the addresses of a host.
    """

    def __init__(self, settings: DeliverySettings, resolver: Resolve = resolve) -> None:
        self._settings, self._resolve = settings, resolver

    @property
    def rules(self) -> str:
        """Which addresses a webhook may have, in a sentence."""
        scheme = "http:// or https://" if self._settings.webhook_http else "https://"
        where = "" if self._settings.webhook_private else " and a host on the public internet"
        return f"An address with {scheme}{where}. Each alert is sent there as JSON."

    def send(self, address: str, content: dict[str, Any], key: str) -> int:
        """Send one alert; returns the status of the answer.

        Args:
            address: As the rule names it.
            content: The alert.
            key: The same over all tries, so that a receiver can leave what it has seen.

        Raises:
            WebhookError: If it may not go there, or was not taken.
        """
        return self._post(address, payload("alert", content, self._settings.public_url), key)

    def send_test(self, address: str, key: str) -> int:
        """Send a test; returns and raises as ``send`` does."""
        text = "This is a test. Alerts arrive at this address."
        return self._post(address, payload("test", {"text": text}, self._settings.public_url), key)

    def _post(self, address: str, body: dict[str, Any], key: str) -> int:
        parts = self._allowed(address)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise WebhookError(f"The host {host} cannot be found.", True) from error
        # One bad address is enough: a name that means both is made to mislead.
        if not self._settings.webhook_private and not all(is_public(one) for one in found):
            raise WebhookError(
                f"{host} is an address of an own network, and webhooks may only go to the public internet. "
                "Whoever runs this server can allow it with WEBHOOK_ALLOW_PRIVATE=yes.",
                False,
            )
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
        status, reason = self._request(parts, host, port, found, text, key)
        if 200 <= status < 300:
            return status
        if 300 <= status < 400:
            raise WebhookError(f"{host} answers {status} and sends elsewhere, which is not followed.", False)
        raise WebhookError(f"{host} answers {status} {reason}".strip() + ".", status >= 500 or status in _AGAIN)

    def _allowed(self, address: str) -> SplitResult:
        try:
            parts = urlsplit(address)
            _ = parts.port
        except ValueError:
            raise WebhookError("The address of the webhook cannot be read.", False) from None
        schemes = ("https", "http") if self._settings.webhook_http else ("https",)
        if parts.scheme not in schemes or not parts.hostname or parts.username is not None:
            raise WebhookError(
                "Webhooks go to https:// addresses only. Whoever runs this server can allow others with "
                "WEBHOOK_ALLOW_HTTP=yes.",
                False,
            )
        return parts

    def _request(
        self, parts: SplitResult, host: str, port: int, addresses: list[str], body: bytes, key: str
    ) -> tuple[int, str]:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        failed: Exception | None = None
        for one in addresses[:MOST_ADDRESSES]:
            # To the very address that was checked: a second look at the name could mean another one.
            connection = _Pinned(one, host, port, tls=parts.scheme == "https")
            deadline = threading.Timer(DEADLINE, connection.cut)
            deadline.daemon = True
            deadline.start()
            try:
                connection.request("POST", path, body, self._headers(body, key, parts))
                answer = connection.getresponse()
                # What it says is not read: nobody needs it, and it may have no end.
            except (OSError, http.client.HTTPException) as error:
                failed = error
            else:
                return answer.status, "".join(c for c in str(answer.reason)[:80] if c.isprintable())
            finally:
                deadline.cancel()
                connection.close()
        raise WebhookError(f"{host} cannot be reached or broke off: {failed}.", True)

    def _headers(self, body: bytes, key: str, parts: SplitResult) -> dict[str, str]:
        headers = {
            "Host": parts.netloc,
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "campaign-optimizer",
            "Idempotency-Key": key,
            "Connection": "close",
        }
        if self._settings.webhook_secret:
            headers["X-Signature-256"] = f"sha256={signature(self._settings.webhook_secret, body)}"
        return headers


def payload(event: str, content: dict[str, Any], public_url: str) -> dict[str, Any]:
    """Return what is sent: ``docs/alerts.md`` describes it."""
    link = f"{public_url}/forecast?view=alerts" if public_url else None
    return {"format": FORMAT, "event": event, "link": link} | content


def signature(secret: str, body: bytes) -> str:
    """Return the signature of a body: HMAC-SHA256 in hexadecimal digits."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_public(address: str) -> bool:
    """Return whether an address is one of the public internet, also where it stands inside another."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        # Long deprecated, still routed inside some networks, and "global" to Python.
        if found.is_site_local:
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


class _Pinned(http.client.HTTPConnection):
    """A connection to an address, that speaks to a host: certificate and name are those of the host."""

    def __init__(self, address: str, host: str, port: int, tls: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._address, self._tls = address, tls

    def cut(self) -> None:
        """End whatever is being waited for; whoever waits sees a connection that broke off."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)

    def connect(self) -> None:
        """Connect to the address, whatever the name of the host means by now."""
        plain = socket.create_connection((self._address, self.port), TIMEOUT)
        try:
            self.sock = (
                ssl.create_default_context().wrap_socket(plain, server_hostname=self.host) if self._tls else plain
            )
        except BaseException:
            plain.close()
            raise
