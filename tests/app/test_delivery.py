"""What leaves the house: e-mail to a real mail server and webhooks to a real web server, both on this machine."""

import email.policy
import http.server
import json
import random
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy.orm import Session

from app.delivery import Carrier, Courier, deliver_due
from app.delivery_settings import DeliverySettings, SmtpSettings
from app.mail import Mailer, MailError, compose
from app.webhook import Webhook, WebhookError, is_public, signature
from core.alerts import Outbox
from core.alerts.outbox import message_row
from core.database import open_database
from core.errors import InputError, ProductError
from tests.browser.serving import free_port

NASTY = '<script>alert("x")</script>\r\nBcc: victim@example.com\n\nROAS of “Search” was below 2'
CONTENT = {"alert": 7, "rule_id": "abc", "rule": "ROAS of Search below 2 for 3 days", "text": NASTY}


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 27, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Mailbox:
    """Takes mail as a mail server does; says what ``refuse`` says instead."""

    def __init__(self) -> None:
        self.mails: list = []
        self.refuse: list[str] = []

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 the name of the library
        if self.refuse:
            return self.refuse.pop(0)
        self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, SmtpSettings]]:
    box = Mailbox()
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, SmtpSettings("127.0.0.1", port, "", "", "none", "alerts@example.com")
    controller.stop()


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        status = self.server.answers.pop(0) if self.server.answers else 200
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[http.server.ThreadingHTTPServer]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        server.got, server.answers = [], []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def here(receiver, path: str = "/hook?a=b") -> str:
    return f"http://127.0.0.1:{receiver.server_port}{path}"


ALLOWED = DeliverySettings(
    public_url="https://ads.example.com", webhook_secret="s3cret", webhook_http=True, webhook_private=True
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outbox(tmp_path: Path, clock: Clock) -> Outbox:
    return Outbox(open_database(f"sqlite:///{tmp_path / 'd.db'}"), clock, random.Random(1))


def put(outbox: Outbox, kind: str, recipient: str, *content: dict) -> None:
    with Session(outbox._engine) as session, session.begin():
        session.add(message_row(kind, recipient, list(content or (CONTENT,)), outbox._clock()))


def test_an_email_arrives_as_text_and_html_and_nothing_in_it_is_markup_or_a_header(mailbox, outbox):
    box, smtp = mailbox
    put(outbox, "email", "mara@example.com", CONTENT, CONTENT | {"alert": 8, "text": "Second one"})
    carrier = Carrier(DeliverySettings(smtp, public_url="https://ads.example.com/x"))
    assert deliver_due(outbox, carrier) == 1
    ((to, mail),) = box.mails
    assert to == ["mara@example.com"]
    assert (mail["To"], mail["From"], mail["Bcc"]) == ("mara@example.com", "alerts@example.com", None)
    assert mail["Subject"].startswith('2 alerts: <script>alert("x")</script> Bcc: victim@example.com ROAS of “Search”')
    html, plain = mail.get_body(("html",)).get_content(), mail.get_body(("plain",)).get_content()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "Second one" in html
    assert "Rule: ROAS of Search below 2 for 3 days" in plain
    assert "https://ads.example.com/x/forecast?view=alerts" in plain
    assert outbox.all()[0].state == "sent"
    assert deliver_due(outbox, carrier) == 0


def test_a_mail_server_that_is_busy_is_tried_again_with_the_same_id(mailbox, outbox, clock):
    box, smtp = mailbox
    box.refuse = ["451 Come later"]
    put(outbox, "email", "mara@example.com")
    carrier = Carrier(DeliverySettings(smtp))
    deliver_due(outbox, carrier)
    (message,) = outbox.all()
    assert (message.state, box.mails) == ("waiting", [])
    assert "451 Come later" in message.error
    clock.now = message.due
    deliver_due(outbox, carrier)
    ((_, mail),) = box.mails
    assert mail["Message-ID"] == f"<{message.key}@example.com>"


def test_a_mail_server_that_refuses_for_good_is_not_asked_again(mailbox, outbox):
    box, smtp = mailbox
    box.refuse = ["550 Nobody here"]
    put(outbox, "email", "mara@example.com")
    deliver_due(outbox, Carrier(DeliverySettings(smtp)))
    (message,) = outbox.all()
    assert message.state == "given up"
    assert "550 Nobody here" in message.error


def test_a_mail_server_that_is_not_there_is_said(outbox):
    put(outbox, "email", "mara@example.com")
    deliver_due(outbox, Carrier(DeliverySettings(SmtpSettings("127.0.0.1", 1, "", "", "none", "a@b.de"))))
    (message,) = outbox.all()
    assert message.state == "waiting"
    assert "127.0.0.1:1 cannot be reached" in message.error


def test_without_tls_no_mail_leaves_where_tls_is_asked_for(mailbox):
    box, smtp = mailbox
    wanted = SmtpSettings(smtp.host, smtp.port, "", "", "starttls", smtp.sender)
    with pytest.raises(MailError):
        Mailer(wanted).send("mara@example.com", [CONTENT], "key")
    assert box.mails == []


def test_without_settings_an_email_waits_and_says_what_is_missing(outbox):
    put(outbox, "email", "mara@example.com")
    carrier = Carrier(DeliverySettings())
    deliver_due(outbox, carrier)
    assert outbox.all()[0].state == "waiting"
    assert "SMTP_HOST" in outbox.all()[0].error
    assert "SMTP_HOST" in carrier.mail_missing
    with pytest.raises(ProductError, match="MAIL_FROM"):
        carrier.send_test("email", "mara@example.com")


def test_long_subjects_are_cut():
    mail = compose("a@b.de", "c@d.de", [CONTENT | {"text": "x" * 500}], "k")
    assert len(mail["Subject"]) == 150


def test_a_webhook_that_fails_twice_gets_the_same_post_until_it_takes_it(receiver, outbox, clock):
    receiver.answers = [500, 503]
    put(outbox, "webhook", here(receiver))
    carrier = Carrier(ALLOWED)
    deliver_due(outbox, carrier)
    waits = []
    for _ in range(2):
        (message,) = outbox.all()
        assert message.state == "waiting"
        assert deliver_due(outbox, carrier) == 0
        waits.append(message.due - clock.now)
        clock.now = message.due
        deliver_due(outbox, carrier)
    assert outbox.all()[0].state == "sent"
    assert waits[0] < timedelta(seconds=80) < waits[1]
    assert len(receiver.got) == 3
    path, headers, body = receiver.got[0]
    assert path == "/hook?a=b"
    assert headers["Host"] == f"127.0.0.1:{receiver.server_port}"
    assert {h["Idempotency-Key"] for _, h, _ in receiver.got} == {outbox.all()[0].key}
    assert {b for _, _, b in receiver.got} == {body}
    assert headers["X-Signature-256"] == f"sha256={signature('s3cret', body)}"
    said = json.loads(body)
    assert (said["event"], said["format"], said["text"]) == ("alert", 1, NASTY)
    assert said["link"] == "https://ads.example.com/forecast?view=alerts"


@pytest.mark.parametrize(
    ("status", "state"), [(404, "given up"), (410, "given up"), (429, "waiting"), (302, "given up")]
)
def test_answers_that_another_try_cannot_help(receiver, outbox, status, state):
    receiver.answers = [status]
    put(outbox, "webhook", here(receiver))
    deliver_due(outbox, Carrier(ALLOWED))
    assert outbox.all()[0].state == state
    assert len(receiver.got) == 1


def test_the_signature_is_the_published_one():
    # RFC 4231, test case 2.
    wanted = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert signature("Jefe", b"what do ya want for nothing?") == wanted


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "https://user:pass@example.com/",
        "https://",
        "https://[::1",
        "//example.com",
        "gopher://example.com",
    ],
)
def test_only_https_addresses_are_called(address):
    called: list[str] = []
    hook = Webhook(DeliverySettings(), lambda host, port: called.append(host) or ["93.184.216.34"])
    with pytest.raises(WebhookError) as caught:
        hook.send(address, CONTENT, "key")
    assert not caught.value.again
    assert called == []


PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1",
    "fe80::1%eth0", "fec0::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1", "nonsense", "",
]  # fmt: skip
PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


def test_addresses_of_own_networks_are_told_from_public_ones():
    assert [one for one in PRIVATE if is_public(one)] == []
    assert [one for one in PUBLIC if not is_public(one)] == []


@pytest.mark.parametrize("address", [a for a in PRIVATE if a])
def test_a_name_that_means_an_own_address_is_not_called(address):
    hook = Webhook(DeliverySettings(webhook_http=True), lambda host, port: ["93.184.216.34", address])
    with pytest.raises(WebhookError, match="WEBHOOK_ALLOW_PRIVATE") as caught:
        hook.send("http://intern.example.com/", CONTENT, "key")
    assert not caught.value.again


def test_the_connection_goes_to_the_address_that_was_checked(receiver):
    asked: list[str] = []

    def once(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    # The name means nothing to this machine: only the address that was found for it can be reached.
    hook = Webhook(ALLOWED, once)
    assert hook.send(f"http://hook.invalid:{receiver.server_port}/x", CONTENT, "key") == 200
    assert asked == ["hook.invalid"]
    assert receiver.got[0][1]["Host"] == f"hook.invalid:{receiver.server_port}"


def test_an_answer_that_drips_is_cut_off_and_tried_again(monkeypatch):
    monkeypatch.setattr("app.webhook.DEADLINE", 0.5)
    enough = threading.Event()

    class Dripping(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            with suppress(OSError):
                while not enough.wait(0.05):
                    self.wfile.write(b"H")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Dripping) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        # Without the deadline it would end when the first line gets too long, an hour later.
        guard = threading.Timer(20, enough.set)
        guard.start()
        with pytest.raises(WebhookError, match="broke off") as caught:
            Webhook(ALLOWED).send(here(server), CONTENT, "key")
        assert caught.value.again
        assert not enough.is_set()
        guard.cancel()
        enough.set()
        server.shutdown()
        thread.join()


def test_a_host_that_is_not_there_is_tried_again():
    def nobody(_host: str, _port: int) -> list[str]:
        raise OSError

    with pytest.raises(WebhookError, match="cannot be found") as caught:
        Webhook(ALLOWED, nobody).send("https://nowhere.example.com", CONTENT, "key")
    assert caught.value.again
    with pytest.raises(WebhookError, match="cannot be reached") as caught:
        Webhook(ALLOWED).send("http://127.0.0.1:1/", CONTENT, "key")
    assert caught.value.again


def test_test_messages_say_what_came_of_them(mailbox, receiver):
    box, smtp = mailbox
    carrier = Carrier(DeliverySettings(smtp, webhook_http=True, webhook_private=True))
    assert "took the test message for mara@example.com" in carrier.send_test("email", "mara@example.com")
    assert box.mails[0][1]["Subject"] == "Test: alerts arrive here"
    assert "answer 200" in carrier.send_test("webhook", here(receiver))
    assert json.loads(receiver.got[0][2])["event"] == "test"
    for kind, recipient in (("email", ""), ("email", "x"), ("webhook", ""), ("webhook", "x")):
        with pytest.raises(ProductError):
            carrier.send_test(kind, recipient)
    receiver.answers = [500]
    with pytest.raises(ProductError, match="answers 500"):
        carrier.send_test("webhook", here(receiver))


def test_one_message_that_fails_in_an_unknown_way_does_not_hold_the_others(outbox, receiver):
    put(outbox, "webhook", here(receiver), {"alert": 1})
    put(outbox, "webhook", here(receiver), {"alert": 2})
    carrier = Carrier(ALLOWED)
    send, seen = carrier._webhook.send, []

    def fragile(address, content, key):
        seen.append(content["alert"])
        if content["alert"] == 1:
            raise ZeroDivisionError
        return send(address, content, key)

    carrier._webhook.send = fragile
    assert deliver_due(outbox, carrier) == 2
    assert [m.state for m in outbox.all()] == ["waiting", "sent"]


def test_the_courier_starts_and_stops(outbox, monkeypatch, receiver):
    monkeypatch.setattr("app.delivery.EVERY", 0.01)
    put(outbox, "webhook", here(receiver))
    courier = Courier(outbox, Carrier(ALLOWED))
    courier.start()
    limit = threading.Event()
    for _ in range(2_000):
        if outbox.all()[0].state == "sent":
            break
        limit.wait(0.005)
    courier.stop()
    assert outbox.all()[0].state == "sent"
    assert not courier._thread.is_alive()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"SMTP_HOST": "m"}, "MAIL_FROM"),
        ({"SMTP_HOST": "m", "MAIL_FROM": "a@b.de, c@d.de"}, "MAIL_FROM"),
        ({"SMTP_HOST": "m", "MAIL_FROM": "a@b.de", "SMTP_PORT": "x"}, "SMTP_PORT"),
        ({"SMTP_HOST": "m", "MAIL_FROM": "a@b.de", "SMTP_TLS": "maybe"}, "SMTP_TLS"),
        ({"SMTP_URL": "mail.example.com"}, "SMTP_URL"),
        ({"SMTP_URL": "smtp://m:99999999"}, "SMTP_URL"),
        ({"PUBLIC_URL": "ads.example.com"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "javascript://x"}, "PUBLIC_URL"),
        ({"WEBHOOK_ALLOW_HTTP": "perhaps"}, "WEBHOOK_ALLOW_HTTP"),
    ],
)
def test_wrong_settings_are_said(given, said):
    with pytest.raises(InputError, match=said):
        DeliverySettings.from_environment(given)


def test_settings_of_the_environment():
    one = DeliverySettings.from_environment({"SMTP_URL": "smtps://u:p%40ss@mail.example.com", "MAIL_FROM": "a@b.de"})
    assert one.smtp == SmtpSettings("mail.example.com", 465, "u", "p@ss", "tls", "a@b.de")
    assert "p@ss" not in repr(one)
    two = DeliverySettings.from_environment({"SMTP_HOST": "m", "MAIL_FROM": "a@b.de", "PUBLIC_URL": "https://x.de/y/"})
    assert (two.smtp.port, two.smtp.tls, two.public_url) == (587, "starttls", "https://x.de/y")
    assert DeliverySettings.from_environment({}) == DeliverySettings()
