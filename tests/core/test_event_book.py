"""Known events and mutes: what can be kept, whom an event touches, and what is said where it matches nothing."""

from datetime import date
from pathlib import Path

import pytest

from core.errors import InputError, NotFoundError
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import Workbench, open_workbench

MEMO = DictMemo()


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    bench = open_workbench(tmp_path, MEMO)
    bench._datasets.add(DataGenerator(seed=1, campaigns=12, customers=0, days=365, name="Shop").generate())
    return bench


def test_an_event_of_a_channel_touches_its_campaigns_and_one_that_matches_nothing_touches_nothing(bench) -> None:
    table = bench.dataset().campaigns
    search = sorted(table.loc[table["channel"] == "Search", "campaign_id"])
    bench.events.add("2026-10-01", "2026-10-02", "Strike", channel="Search")
    bench.events.add("2026-10-03", "2026-10-03", "Gone", campaign_ids=["zz"])
    bench.events.add("2026-10-04", "2026-10-04", "Gone channel", channel="Radio")
    bench.events.add("2026-10-05", "2026-10-05", "Some", campaign_ids=["zz", "c001"], measures=["spend"])
    assert [(e.label, e.campaign_ids, e.measures) for e in bench.events.known()] == [
        ("Strike", tuple(search), ()),
        ("Some", ("c001",), ("spend",)),
    ]
    missing = {e.label: e.missing for e in bench.events.entries()}
    assert missing == {"Strike": (), "Gone": ("zz",), "Gone channel": ("Radio",), "Some": ("zz",)}


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("2026-10-02", "2026-10-01", "x"), "lies before the first"),
        (("yesterday", "2026-10-01", "x"), "The first day is not a date"),
        ((None, None, "x"), "is not a date"),
        ((7, [], "x"), "is not a date"),
        (("0001-01-01", "2026-10-01", "x"), "is not a date"),
        (("2020-01-01", "2026-10-01", "x"), "366 days at most"),
        (("2026-10-01", "2026-10-01", "  \x00 "), "Say in a few words"),
        (("2026-10-01", "2026-10-01", {"a": 1}), "Say in a few words"),
        (("2026-10-01", "2026-10-01", "x" * 200), "80 can be kept"),
        (("2026-10-01", "2026-10-01", "x", "", (), ["<b>"]), "is no measure"),
        (("2026-10-01", "2026-10-01", "x", "", [str(n) for n in range(600)]), "Choose a channel"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_kept(bench, parts: tuple, words: str) -> None:
    with pytest.raises(InputError, match=words):
        bench.events.add(*parts)
    assert bench.events.entries() == []


def test_marking_an_unusual_day_takes_it_from_the_list_and_undo_brings_it_back(bench) -> None:
    lost = next(a for a in bench.anomalies.days().shown if a.cause == "tracking" and a.level == "channel")
    before = bench.news.now().stated
    kept = bench.events.mark(lost, "Tag was <b>broken</b>", "Ada")
    assert bench.news.now().stated != before
    (entry,) = bench.events.entries()
    assert (entry.channel, entry.measures, entry.first) == (lost.key, ("conversions", "revenue"), lost.first)
    assert lost.id not in {a.id for a in bench.anomalies.find().anomalies}
    bench.events.undo(kept.version)
    assert lost.id in {a.id for a in bench.anomalies.find().anomalies}


def test_a_known_event_leaves_the_forecast(bench) -> None:
    key = bench.forecasts.key("conversions")
    kept = bench.events.add("2026-11-01", "2026-11-02", "Outage")
    assert bench.forecasts.key("conversions") != key
    bench.events.undo(kept.version)
    assert bench.forecasts.key("conversions") == key


def test_a_muted_alarm_stays_muted_also_for_another_process_until_somebody_shows_it_again(bench, tmp_path) -> None:
    alarm = bench.anomalies.days().shown[0]
    kept = bench.events.mute(alarm, "Ada")
    assert bench.events.mute(alarm).version == kept.version
    other = open_workbench(tmp_path, MEMO).anomalies.days()
    assert alarm.id in {a.id for a in other.muted}
    assert alarm.id not in {a.id for a in other.shown}
    bench.events.undo_mute(kept.version)
    assert bench.anomalies.days().muted == ()
    with pytest.raises(NotFoundError):
        bench.events.unmute(alarm.id)


def test_an_event_can_be_changed(bench) -> None:
    kept = bench.events.add("2026-10-01", "2026-10-02", "Strike")
    bench.events.change(kept.thing, "2026-10-01", "2026-10-03", "Long strike", by="Bo")
    (entry,) = bench.events.entries()
    assert (entry.last, entry.label, entry.saved_by) == (date(2026, 10, 3), "Long strike", "Bo")
