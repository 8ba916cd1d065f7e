"""From data to alerts: raised once, still so, over, raised again; nothing is repeated, whoever imports what again."""

import multiprocessing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.alerts import AlertDesk, Pace, Subject
from core.data import Dataset
from core.data.dataset import campaigns_of, tidy_daily_metrics
from core.database import open_database
from core.errors import InputError, NotFoundError, NotUnderstoodError
from core.memo import DictMemo
from core.workbench import open_workbench

FIRST = pd.Timestamp("2026-09-01")
GOOD, BAD = 300.0, 100.0
RULE = "ROAS of Search below 2 for 3 days"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 27, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=1)
        return self.now


class World:
    """A desk over data that a test sets, one letter a day: g for good, b for bad, ``.`` for no data."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.data = Clock(), shop("g" * 10)
        self.url = f"sqlite:///{folder / 'a.db'}"
        self.desk = AlertDesk(open_database(self.url), lambda: self.data, self.clock)

    def arrive(self, days: str) -> int:
        self.data = shop(days)
        return self.desk.check()

    def alerts(self) -> list[tuple[int, int, bool]]:
        """First and last day by number, and whether it is open; oldest first."""
        found = reversed(self.desk.store.alerts())
        return [((a.first_day - FIRST.date()).days, (a.last_day - FIRST.date()).days, a.open) for a in found]


def shop(days: str, currency: str = "EUR", name: str = "Search") -> Dataset:
    rows = [
        {"date": FIRST + pd.Timedelta(days=k), "revenue": GOOD if day == "g" else BAD}
        for k, day in enumerate(days)
        if day != "."
    ]
    frame = pd.DataFrame(rows).assign(
        campaign_id="c", campaign="Brand", channel=name, spend=100.0, impressions=9e3, clicks=200.0, conversions=10.0
    )
    tidy = tidy_daily_metrics(frame)
    return Dataset("shop", tidy, campaigns_of(tidy), currency=currency)


@pytest.fixture
def world(tmp_path) -> World:
    return World(tmp_path)


def test_an_alert_is_raised_goes_on_ends_and_may_come_again(world):
    world.desk.add(RULE, emails="mara@example.com")
    assert world.arrive("gggggbb") == 0
    assert world.arrive("gggggbbb") == 1
    assert world.alerts() == [(5, 7, True)]
    first = world.desk.store.alerts()[0]
    # It goes on: said, not sent.
    assert world.arrive("gggggbbbb") == 0
    assert world.alerts() == [(5, 8, True)]
    assert world.desk.store.alerts()[0].text == first.text
    assert "4 days in a row" in world.desk.store.alerts()[0].latest
    assert world.arrive("gggggbbbbg") == 0
    assert world.alerts() == [(5, 8, False)]
    assert world.arrive("gggggbbbbgbbb") == 1
    assert world.alerts() == [(5, 8, False), (10, 12, True)]
    assert len(world.desk.outbox.all()) == 2


@pytest.mark.parametrize("again", ["gggggbbb", "gggggbb", "ggggg", "ggggbbbb", "gggggbbbb", "ggggggbbb"])
def test_the_same_data_older_data_and_corrected_data_repeat_nothing(world, again):
    world.desk.add(RULE, emails="mara@example.com")
    assert world.arrive("gggggbbb") == 1
    for data in (again, "gggggbbb", again, "gggggbbb"):
        assert world.arrive(data) == 0
    assert len(world.desk.store.alerts()) == len(world.desk.outbox.all()) == 1
    assert world.alerts()[0][2]


def test_older_data_take_nothing_back_that_later_days_showed(world):
    world.desk.add(RULE)
    world.arrive("gggggbbbb")
    world.arrive("gggggbbb")
    assert world.alerts() == [(5, 8, True)]
    assert "4 days in a row" in world.desk.store.alerts()[0].latest


def test_a_check_of_the_same_data_changes_no_stamp(world):
    world.desk.add(RULE)
    world.arrive("gggggbbb")
    stamp = world.desk.stamp()
    world.arrive("gggggbbb")
    assert world.desk.stamp() == stamp
    world.arrive("gggggbbbb")
    assert world.desk.stamp() != stamp


def test_a_correction_that_takes_the_reason_away_ends_the_alert(world):
    world.desk.add(RULE)
    world.arrive("gggggbbb")
    world.arrive("gggggbgb")
    (alert,) = world.desk.store.alerts()
    assert (alert.open, "corrected" in alert.note) == (False, True)


def test_what_came_and_went_between_two_imports_is_kept_but_not_sent(world):
    world.data = shop("ggggg")
    world.desk.add(RULE, emails="mara@example.com")
    assert world.arrive("gggggbbbgg") == 0
    (alert,) = world.desk.store.alerts()
    assert (alert.quiet, alert.open, alert.note) == (True, False, "It was over by the time the data arrived.")
    assert world.desk.outbox.all() == []


def test_a_new_rule_says_what_is_so_now_and_nothing_of_the_past(world):
    world.data = shop("bbbgggbbb")
    world.desk.add(RULE)
    assert world.alerts() == [(6, 8, True)]


def test_random_histories_arriving_day_by_day_are_those_of_all_days_at_once(tmp_path):
    generator = np.random.default_rng(5)
    for k in range(2):
        (folder := tmp_path / str(k)).mkdir()
        world = World(folder)
        world.desk.add(RULE)
        letters = "".join(generator.choice(["g", "b"], 45, p=[0.4, 0.6]))
        for day in range(10, 46):
            world.arrive("g" * 10 + letters[: day - 9])
        runs, start = [], None
        for place, letter in enumerate("g" * 10 + letters[:36] + "g"):
            if letter == "b" and start is None:
                start = place
            if letter == "g" and start is not None:
                if place - start >= 3:
                    runs.append((start, place - 1, place == 46))
                start = None
        assert world.alerts() == runs


def test_several_alerts_of_one_check_are_one_email_a_recipient_and_a_post_each(world):
    world.desk.add(RULE, "", "mara@example.com, jonas@example.com", "https://example.com/hook")
    world.desk.add("revenue below 200 for 2 days", "", "mara@example.com", "https://example.com/hook")
    assert world.arrive("gggggbbb") == 2
    kinds = sorted((m.kind, m.recipient, len(m.content)) for m in world.desk.outbox.all())
    hook = ("webhook", "https://example.com/hook", 1)
    assert kinds == [("email", "jonas@example.com", 1), ("email", "mara@example.com", 2), hook, hook]


def test_muted_and_paused_rules_tell_nobody(world):
    rule = world.desk.add(RULE, emails="mara@example.com")
    world.desk.store.mute(rule.id)
    world.arrive("gggggbbb")
    assert world.desk.store.alerts()[0].quiet
    assert world.desk.outbox.all() == []
    assert world.desk.store.rule(rule.id).is_muted(world.clock.now + timedelta(days=6))
    assert not world.desk.store.rule(rule.id).is_muted(world.clock.now + timedelta(days=8))
    world.desk.switch(rule.id, False)
    assert not world.desk.store.alerts()[0].open
    assert world.arrive("gggggbbbb") == 0
    # Turned on again, the same spell is open again and nobody is told.
    world.desk.switch(rule.id, True)
    assert world.alerts() == [(5, 8, True)]
    assert world.desk.outbox.all() == []


def test_a_changed_rule_begins_anew_and_an_undo_goes_back_without_a_repeat(world):
    rule = world.desk.add(RULE, emails="mara@example.com")
    world.arrive("gggggbbb")
    # Other recipients alone change nothing about what is so.
    world.desk.change(rule.id, RULE, "jonas@example.com")
    assert world.alerts() == [(5, 7, True)]
    world.desk.change(rule.id, "ROAS of Search below 1.5 for 2 days")
    assert world.alerts() == [(5, 7, False), (5, 7, True)]
    world.desk.undo_change(rule.id)
    assert world.alerts() == [(5, 7, True), (5, 7, False)]
    assert world.desk.store.rule(rule.id).text == RULE
    assert len(world.desk.outbox.all()) == 1
    with pytest.raises(NotFoundError):
        world.desk.undo_change(rule.id)


def test_a_removed_rule_can_be_brought_back(world):
    rule = world.desk.add(RULE)
    world.arrive("gggggbbb")
    world.desk.remove(rule.id)
    assert (world.desk.store.rules(), world.alerts()) == ([], [(5, 7, False)])
    with pytest.raises(NotFoundError):
        world.desk.change(rule.id, RULE)
    world.desk.remove(rule.id, False)
    assert world.alerts() == [(5, 7, True)]


def test_other_data_end_nothing_and_say_why(world):
    rule = world.desk.add("CPA of Search above 9 for 2 days")
    assert world.alerts() == [(0, 9, True)]
    world.data = shop("g" * 10, currency="USD")
    assert world.desk.check() == 0
    assert "in EUR and the data in use are in USD" in world.desk.store.rule(rule.id).remark
    world.data = shop("g" * 10, name="Other")
    world.desk.check()
    assert "hold no Search" in world.desk.store.rule(rule.id).remark
    assert world.alerts() == [(0, 9, True)]
    # A rule whose channel is not there can still get other recipients.
    assert world.desk.change(rule.id, rule.text, "mara@example.com").emails == ("mara@example.com",)


def test_bad_rules_and_recipients_keep_nothing(world):
    world.desk.add(RULE)
    for sentence, emails, webhook, said in (
        (RULE, "", "", "already"),
        ("ROAS of Searh below 2", "", "", "Did you mean"),
        ("CPA above 3", "mara", "", "no e-mail address"),
        ("CPA above 3", "a@b.de\r\nBcc: x@y.de", "", "on one line"),
        ("CPA above 3", ", ".join(f"a{k}@b.de" for k in range(21)), "", "20 e-mail addresses"),
        ("CPA above 3", "", "ftp://example.com", "https://"),
        ("CPA above 3", "", "https://a:b@example.com", "name or a password"),
        ("CPA above 3", "", "https://exa mple.com", "signs"),
        ("CPA above 3", "", "https://example.com:99999", "cannot be read"),
        ("CPA above 3", 7, "", "text"),
        ("CPA above 3", "", ["x"], "text"),
    ):
        with pytest.raises(InputError, match=said):
            world.desk.add(sentence, "", emails, webhook)
    assert len(world.desk.store.rules()) == 1
    with pytest.raises(NotFoundError):
        world.desk.store.rule("nope")
    with pytest.raises(NotUnderstoodError):
        world.desk.add("\0")


def test_rules_have_a_limit(world, monkeypatch):
    monkeypatch.setattr("core.alerts.store.MOST_RULES", 3)
    for k in range(3):
        world.desk.store.add(world.desk.read(f"clicks below {k + 1}"))
    with pytest.raises(InputError, match="Remove one"):
        world.desk.store.add(world.desk.read("clicks below 999"))


def test_a_pace_is_told_once_a_period(world):
    june = Subject("target", "t", "June budget")
    share = {"now": 0.05}
    day = FIRST.date()
    world.desk.paces = lambda data: [Pace(june, day, data.last_day, share["now"], "expected 9")]
    world.desk.targets = lambda: (june,)
    world.desk.add("pace of June budget 10 % over", emails="mara@example.com")
    assert world.alerts() == []
    for now, raised, is_open in ((0.2, 1, True), (0.3, 0, True), (0.05, 0, False), (0.4, 0, True)):
        share["now"] = now
        assert (world.desk.check(), world.alerts()[0][2]) == (raised, is_open)
    assert len(world.desk.outbox.all()) == 1


def test_a_failing_check_never_makes_an_import_fail(tmp_path):
    bench = open_workbench(tmp_path, DictMemo())
    bench.import_file(as_file("gggggbb"), "a.csv")
    bench.alerts.add(RULE)
    odd = bench.alerts.add("an unusual day")
    bench.alerts.unusual = lambda *_: 1 / 0
    assert bench.import_file(as_file("gggggbbb"), "b.csv").rows_kept == 8
    assert bench.dataset().name == "b.csv"
    # One rule that fails does not keep the others from being checked.
    assert [alert.rule_text for alert in bench.alerts.store.alerts()] == [RULE]
    assert "could not be checked" in bench.alerts.store.rule(odd.id).remark
    bench.alerts.store.rules = lambda: 1 / 0
    assert bench.import_file(as_file("gggggbbbb"), "c.csv").rows_kept == 9
    assert bench.alerts.check_safely() == 0


def as_file(days: str) -> bytes:
    return shop(days).daily_metrics.assign(currency="EUR").to_csv(index=False).encode()


def test_data_are_checked_whenever_they_are_put_to_use(tmp_path):
    bench = open_workbench(tmp_path, DictMemo())
    bench.import_file(as_file("gggggbb"), "a.csv")
    bench.alerts.add(RULE)
    before = bench.news.now()
    bench.import_file(as_file("gggggbbb"), "b.csv")
    (alert,) = bench.alerts.store.alerts()
    assert alert.open
    assert bench.news.now().alerts != before.alerts
    bench.import_file(as_file("ggggggggg"), "c.csv")
    assert not bench.alerts.store.alerts()[0].open
    bench.undo_import()
    assert bench.alerts.store.alerts()[0].open
    bench.use_dataset(bench.dataset_versions()[0].content_hash)
    assert [a.open for a in bench.alerts.store.alerts()] == [False]


def _check(url: str, days: str, start) -> None:
    desk = AlertDesk(open_database(url), lambda: shop(days))
    start.wait()
    desk.check()


def test_processes_that_check_at_once_raise_once(world):
    for k in range(6):
        world.desk.add(f"ROAS of Search below {2 + k / 10} for 3 days", emails="mara@example.com")
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(3)
    workers = [context.Process(target=_check, args=(world.url, "gggggbbb", start)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert len(world.desk.store.alerts()) == 6
    (message,) = world.desk.outbox.all()
    assert len(message.content) == 6
