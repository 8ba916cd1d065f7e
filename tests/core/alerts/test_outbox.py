"""The outbox: one process gets a message, tries come further and further apart, and nothing is lost or sent twice."""

import random
import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy.orm import Session

from core.alerts import Outbox
from core.alerts.outbox import LEASE, MOST_ATTEMPTS, message_row
from core.database import open_database

START = datetime(2026, 11, 27, 8, tzinfo=UTC)


class Clock:
    now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def url(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'o.db'}"


@pytest.fixture
def outbox(url, clock) -> Outbox:
    return Outbox(open_database(url), clock, random.Random(1))


def put(url: str, count: int = 1) -> None:
    with Session(open_database(url)) as session, session.begin():
        session.add_all(message_row("email", f"m{k}@example.com", [{"alert": 1}], START) for k in range(count))


def test_tries_come_further_apart_over_about_a_day_and_then_end(url, outbox, clock):
    put(url)
    waits = []
    for attempt in range(1, MOST_ATTEMPTS + 1):
        message = outbox.claim()
        assert (message.attempts, outbox.claim()) == (attempt, None)
        outbox.failed(message, "No answer.\nAgain")
        (kept,) = outbox.all()
        waits.append((kept.due - clock.now).total_seconds())
        if attempt < MOST_ATTEMPTS:
            assert kept.state == "waiting"
            clock.now = kept.due - timedelta(seconds=1)
            assert outbox.claim() is None
            clock.now = kept.due
    assert (kept.state, kept.error, outbox.claim()) == ("given up", "No answer. Again", None)
    assert all(1.8 < b / a < 5.3 for a, b in pairwise(waits[:-1]))
    assert timedelta(hours=16) < clock.now - START < timedelta(hours=36)


def test_what_cannot_help_is_not_tried_again(url, outbox):
    put(url)
    outbox.failed(outbox.claim(), "There is no such address.", again=False)
    assert outbox.all()[0].state == "given up"


def test_two_processes_never_get_the_same_message(url, clock):
    boxes = [Outbox(open_database(url), clock) for _ in range(4)]
    put(url, 30)
    got: list[int] = []

    def work(box: Outbox) -> None:
        while message := box.claim():
            got.append(message.id)
            box.sent(message)

    threads = [threading.Thread(target=work, args=(box,)) for box in boxes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(got) == sorted(m.id for m in boxes[0].all())
    assert {m.state for m in boxes[0].all()} == {"sent"}


def test_a_process_that_died_leaves_its_message_to_others(url, outbox, clock):
    put(url)
    lost = outbox.claim()
    clock.now += LEASE
    assert outbox.claim() is None
    clock.now += timedelta(seconds=1)
    again = outbox.claim()
    assert (again.id, again.key, again.attempts) == (lost.id, lost.key, 2)
    # The first one comes back: it has nothing to say any more.
    outbox.failed(lost, "Too late")
    assert outbox.all()[0].state == "sending"
    outbox.sent(again)
    outbox.failed(lost, "Too late")
    assert outbox.all()[0].state == "sent"


def test_the_key_is_that_of_alerts_and_recipient():
    keys = [
        message_row(kind, to, [{"alert": alert}], START).key
        for kind, to, alert in (
            ("email", "a@b.de", 1), ("email", "a@b.de", 1), ("email", "a@b.de", 2), ("webhook", "a@b.de", 1)
        )
    ]  # fmt: skip
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
