"""What people did with advice is remembered across data, comes back when it should, and tells what happened since."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from core import advice as package
from core.advice import AdviceMemory, AdviceRoom, identity, room
from core.agents import Estimate, Report
from core.database import open_database
from core.errors import InputError, NotFoundError
from tests.core.advice.making import advice, stake
from tests.core.campaigns.making import dataset, frame

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MOVE = advice("move-1", shifts={"c0": -3_000.0, "c1": 3_000.0}, campaign_ids=("c0", "c1"), money=1_000.0)
CHECK = stake("wasted-1", 400.0, campaign_ids=("c2",), turns={"c2": 0})


class Shop:
    """A room over data and advice that a test changes."""

    def __init__(self, tmp_path, monkeypatch):
        self.now, self.given, self.data = START, [MOVE, CHECK], dataset(self.days(60))
        self.engine = open_database(f"sqlite:///{tmp_path / 'a.db'}")
        monkeypatch.setattr(room, "agents", lambda: [type("Agent", (), {"name": "Made"})()])
        self.room = self.open()

    def open(self):
        report = lambda *_: Report("Made", "", recommendations=tuple(self.given))  # noqa: E731
        return AdviceRoom(lambda: self.data, report, AdviceMemory(self.engine), lambda: self.now)

    @staticmethod
    def days(length, spend=(100.0, 100.0, 100.0), sold=5.0):
        spends = np.tile(spend, (length, 1))
        return {"spend": spends, "conversions": np.full_like(spends, sold), "revenue": spends * 3}

    def later(self, days, spend, sold=5.0):
        """The data go on for some days."""
        values = {k: np.vstack([v, self.days(days, spend, sold)[k]]) for k, v in self.days(60).items()}
        last = self.data.last_day + timedelta(days=days)
        self.data = replace(self.data, daily_metrics=frame(values, end=last.isoformat()))
        self.now += timedelta(days=days)

    @property
    def ids(self):
        return [item.recommendation.id for item in self.room.current().open]


@pytest.fixture
def shop(tmp_path, monkeypatch):
    return Shop(tmp_path, monkeypatch)


def test_what_is_dismissed_stays_away_with_new_data_in_every_process(shop):
    assert shop.ids == ["move-1", "wasted-1"]
    before = shop.room.stamp()
    shop.room.act(identity(MOVE), "dismissed", "Mara")
    assert shop.room.stamp() != before
    # Tomorrow the same advice has another id, other amounts and other words.
    shop.given = [replace(MOVE, id="move-9", action="Move 3,100", shifts={"c0": -3_100.0, "c1": 3_100.0}), CHECK]
    shop.room = shop.open()
    assert shop.ids == ["wasted-1"]
    away = shop.room.current().away
    assert [(one.act.act, one.act.person, one.act.action) for one in away] == [("dismissed", "Mara", MOVE.action)]


def test_other_advice_about_the_same_campaigns_is_not_dismissed_with_it(shop):
    shop.room.act(identity(MOVE), "dismissed")
    shop.given = [replace(MOVE, shifts={"c0": 3_000.0, "c1": -3_000.0}), replace(CHECK, id="tired-1")]
    assert shop.ids == ["move-1", "tired-1"]


def test_twice_the_money_comes_back_and_says_so(shop):
    shop.room.act(identity(MOVE), "dismissed", "Mara")
    shop.given = [replace(MOVE, effect=Estimate(1_990.0, 0.0, 3_000.0))]
    assert shop.ids == []
    shop.given = [replace(MOVE, effect=Estimate(2_000.0, 0.0, 3_000.0))]
    item = shop.room.current().open[0]
    assert item.returned == "Dismissed on 23 Nov 2026 by Mara; it is about €2,000 now, €1,000 then."
    assert shop.room.current().away == ()


@pytest.mark.parametrize(("act", "rests"), [("dismissed", 90), ("later", 7)])
def test_it_comes_back_after_its_time(shop, act, rests):
    shop.room.act(identity(CHECK), act)
    shop.now = START + timedelta(days=rests, seconds=-1)
    assert shop.ids == ["move-1"]
    shop.now = START + timedelta(days=rests)
    assert shop.ids == ["move-1", "wasted-1"]
    assert "it still holds" in shop.room.current().open[1].returned


def test_what_is_done_rests_by_days_of_data_and_not_of_the_clock(shop):
    shop.room.act(identity(MOVE), "done")
    shop.now += timedelta(days=200)
    assert shop.ids == ["wasted-1"]
    shop.later(28, (100.0, 100.0, 100.0))
    assert shop.ids == ["move-1", "wasted-1"]
    assert "four weeks of data since still say so" in shop.room.current().open[0].returned


@pytest.mark.parametrize(
    ("spend", "said"),
    [
        # 3,000 in 30 days are 100 a day.
        ((20.0, 190.0, 100.0), ("€100 a day then, €20 since, as advised", "€100 a day then, €190 since, as advised")),
        ((95.0, 100.0, 100.0), ("€95 since, not as advised", "€100 since, not as advised")),
        ((150.0, 20.0, 100.0), ("€150 since, not as advised", "€20 since, not as advised")),
    ],
)
def test_done_tells_whether_the_money_moved(shop, spend, said):
    shop.room.act(identity(MOVE), "done", "Mara")
    assert shop.room.current().away[0].since == "0 days of data since: too few to tell."
    shop.later(10, spend)
    since = shop.room.current().away[0].since
    assert all(words in since for words in said)


def test_done_tells_what_a_check_brought(shop):
    shop.room.act(identity(CHECK), "done")
    shop.later(10, (100.0, 100.0, 100.0), sold=2.0)
    assert shop.room.current().away[0].since == "Campaign 2: 20 conversions in 10 days since."
    # Data of another shop do not speak of it; it is kept, and shown again with these.
    mine, shop.data = shop.data, replace(shop.data, campaigns=shop.data.campaigns.iloc[:0])
    assert shop.room.current().away == ()
    assert shop.ids == ["move-1"]
    shop.data = mine
    assert len(shop.room.current().away) == 1


def test_put_back_stands_again(shop):
    shop.room.act(identity(MOVE), "done")
    shop.room.act(identity(MOVE), "open", "Jonas")
    assert shop.ids == ["move-1", "wasted-1"]
    assert shop.room.current().away == ()
    assert shop.room.current().open[0].returned == ""


def test_a_check_left_for_later_still_holds_back_more_money(shop):
    shop.given = [MOVE, replace(CHECK, campaign_ids=("c1",), turns={"c1": 0})]
    assert shop.ids == ["wasted-1"]
    key = shop.room.current().open[0].identity
    shop.room.act(key, "later")
    assert shop.ids == []
    shop.room.act(key, "open")
    shop.room.act(key, "dismissed")
    assert shop.ids == ["move-1"]


@pytest.mark.parametrize("act", ["done", "dismissed", "later", "open"])
def test_what_is_not_there_cannot_be_acted_on(shop, act):
    with pytest.raises(NotFoundError, match="no longer current"):
        shop.room.act("0123456789abcdef", act)
    assert shop.room.stamp() == "0"


def test_acts_and_texts_that_cannot_be_kept(shop):
    with pytest.raises(InputError):
        shop.room.act(identity(MOVE), "explode")
    kept = shop.room.act(identity(MOVE), "done", "Ma\0ra\ud800" + "x" * 500)
    assert kept.identity == identity(MOVE)
    assert shop.room.current().away[0].act.person.startswith("Marax")
    assert package.kind_of(MOVE) == "move"


def test_the_same_advice_twice_stands_once(shop):
    shop.given = [MOVE, replace(MOVE, id="move-2")]
    assert shop.ids == ["move-1"]


def test_amounts_of_another_currency_are_not_held_against_each_other(shop):
    shop.room.act(identity(MOVE), "dismissed", "Mara")
    shop.room.act(identity(CHECK), "done", "Mara")
    shop.given = [replace(MOVE, effect=Estimate(50_000.0, 0.0, 90_000.0))]
    shop.later(14, (10.0, 190.0, 100.0))
    assert shop.ids == ["move-1"]
    assert any(one.since for one in shop.room.current().away)
    assert shop.data.currency
    other = next(code for code in ("JPY", "EUR") if code != shop.data.currency)
    shop.data = replace(shop.data, currency=other)
    # 50,000 yen are not fifty times 1,000 dollars, and nothing is said of spend that changed its unit.
    assert shop.ids == []
    assert [one.since for one in shop.room.current().away] == ["", ""]
