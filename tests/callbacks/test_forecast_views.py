"""The views Unusual days and Pace over a real workbench: the answer, the acts with their undo, and foreign posts."""

import json
from typing import Any

import pytest

import callbacks
from callbacks import forecast_pace as pace
from callbacks import forecast_unusual as unusual
from components.unusual import UnusualChoice
from core.allocation.planning import PlanSettings
from core.errors import InputError, NotFoundError, ProductError
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import Workbench, open_workbench
from tests.callbacks.test_plan_actual import text

MEMO = DictMemo()
MONTH = ("2026-11-01", "2026-11-30")


@pytest.fixture
def bench(tmp_path) -> Workbench:
    bench = open_workbench(tmp_path, MEMO)
    bench._datasets.add(DataGenerator(seed=1, campaigns=8, customers=0, days=200, name="Shop").generate())
    return bench


def undo(bench: Workbench, toast: dict[str, Any]) -> None:
    """Press the "Undo" of a message."""
    begin, _, rest = str(toast["name"]).partition(":")
    callbacks.undos(bench)[f"{begin}:"].work(rest, "Ada")


def shown(bench: Workbench, **parameters: str) -> tuple[str, str]:
    head, listed = unusual.body(bench, parameters)
    return text(head), text(listed)


def test_the_title_is_the_finding_and_filters_narrow_the_list(bench: Workbench) -> None:
    days = bench.anomalies.days()
    title, listed = shown(bench)
    assert title.startswith(("On ", "Nothing unusual in the last 28 days")) or "(" in title
    assert "chance alone makes about" in title
    causes = {a.cause for a in days.shown}
    for cause in causes:
        _, part = shown(bench, cause=cause, show="all")
        assert part.count("Mark as known event") == sum(a.cause == cause for a in days.shown)
    channel = next(a.channel for a in days.shown if a.channel)
    _, part = shown(bench, channel=channel, show="all")
    assert part.count("Mark as known event") == sum(a.channel == channel for a in days.shown)
    assert "Nothing matches" in shown(bench, channel="<b>Radio</b>")[1]
    assert "Unusual" in listed or "unusual" in listed
    assert UnusualChoice.read({"cause": "<b>", "order": "x"}) == UnusualChoice()


def test_mute_mark_and_their_undo(bench: Workbench) -> None:
    alarm = bench.anomalies.days().shown[0]
    toast = unusual.mute(bench, alarm.id, "Ada")
    assert alarm.id in {a.id for a in bench.anomalies.days().muted}
    assert "1 muted alarm" in shown(bench)[1]
    undo(bench, toast)
    assert bench.anomalies.days().muted == ()
    toast = unusual.mark(bench, alarm.id, "<b>Sale</b>", "Ada")
    assert "<b>Sale</b>" in text(unusual.events(bench))
    assert alarm.id not in {a.id for a in bench.anomalies.find().anomalies}
    undo(bench, toast)
    assert "No known events yet" in text(unusual.events(bench))


def test_the_form_adds_and_changes_and_what_cannot_be_kept_is_said(bench: Workbench) -> None:
    form = ("2026-11-01", "2026-11-02", "Strike", "channel:Search", "outcomes")
    unusual.save(bench, "", form, "Ada")
    (entry,) = bench.events.entries()
    assert (entry.channel, entry.measures) == ("Search", ("conversions", "revenue"))
    unusual.save(bench, entry.id, ("2026-11-01", "2026-11-05", "Strike", "channel:Search", "all"), "Bo")
    (entry,) = bench.events.entries()
    assert (entry.days if hasattr(entry, "days") else (entry.last - entry.first).days, entry.measures) == (4, ())
    with pytest.raises(InputError, match="not in the data in use"):
        unusual.save(bench, "", ("2026-11-01", "2026-11-02", "x", "campaign:zz", "all"), None)
    toast = unusual.remove(bench, entry.id, None)
    undo(bench, toast)
    assert [e.label for e in bench.events.entries()] == ["Strike"]


def test_changing_the_words_of_an_event_keeps_all_of_its_campaigns(bench: Workbench) -> None:
    kept = bench.events.add(*MONTH, "Old", campaign_ids=["c001", "c002", "gone"])
    unusual.save(bench, kept.thing, (*MONTH, "New", "campaign:c001", "all"), None)
    (entry,) = bench.events.entries()
    assert (entry.label, entry.campaign_ids) == ("New", ("c001", "c002", "gone"))


@pytest.mark.parametrize("value", [None, 7, "", "zz" * 900, {"a": 1}, ["x"], True])
def test_foreign_posts_end_in_words(bench: Workbench, value: Any) -> None:
    acts = [
        lambda: unusual.mute(bench, value, value),
        lambda: unusual.unmute(bench, value, value),
        lambda: unusual.mark(bench, value, value, value),
        lambda: unusual.remove(bench, value, value),
        lambda: unusual.save(bench, value, (value,) * 5, value),
        lambda: undo(bench, {"name": f"known-event:{value}"}),
        lambda: undo(bench, {"name": "muted-alarm:999999999999999999999"}),
        lambda: pace.save(bench, value, (value,) * 5, value),
        lambda: pace.remove(bench, value, value),
        lambda: undo(bench, {"name": f"target:{value}"}),
        lambda: pace.take_plan(bench, value),
    ]
    for act in acts:
        with pytest.raises(ProductError):
            act()
    assert bench.events.entries() == []
    assert bench.pacing.targets() == []


def test_a_target_shows_where_it_is_heading_and_is_undone(bench: Workbench) -> None:
    head, cards = pace.body(bench)
    assert "No target is set" in text(head)
    toast = pace.save(bench, "", ("all", "spend", "100,000", *MONTH), "Ada")
    pace.save(bench, "", ("channel:Search", "revenue", 50_000, *MONTH), "<i>Bo</i>")
    head, cards = pace.body(bench)
    said = text(cards)
    assert "November" in text(head)
    assert "is heading for" in said or "with 8 days left" in said
    assert "an even pace would have" in said
    assert "<i>Bo</i>" in said
    undo(bench, toast)
    assert [t.measure for t in bench.pacing.targets()] == ["revenue"]


def test_the_plan_in_force_is_offered_once(bench: Workbench) -> None:
    plan = bench.plans.save("December", PlanSettings(days=14), {})
    bench.tracker.put(plan.id)
    assert "A plan is in force" in text(pace.body(bench)[1])
    pace.take_plan(bench, "Ada")
    (target,) = bench.pacing.targets()
    assert target.amount == pytest.approx(sum(plan.spend.values()), abs=0.01)
    assert "A plan is in force" not in text(pace.body(bench)[1])
    with pytest.raises(NotFoundError):
        pace.take_plan(bench, "Ada")


def test_seven_days_of_data_are_words_on_both_views(bench: Workbench) -> None:
    bench._datasets.add(DataGenerator(seed=1, campaigns=1, customers=0, days=7, name="Week").generate())
    assert "Too little history" in shown(bench)[1]
    pace.save(bench, "", ("all", "spend", "1000", *MONTH), None)
    assert "1,000" in text(pace.body(bench)[1])
    assert json.dumps(pace.layout(bench, {}).to_plotly_json(), default=str)
