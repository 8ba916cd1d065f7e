"""Rules about unusual days and paces ask the rooms that know them, and say what those say."""

from datetime import date

import pytest

from core.agents.report import Estimate
from core.alert_wiring import target_subjects
from core.errors import NotUnderstoodError
from core.forecasting.pacing import Pace as TargetPace
from core.forecasting.pacing import Target
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import open_workbench

FULL = DataGenerator(seed=5, campaigns=4, customers=0, days=150).generate()


@pytest.fixture
def bench(tmp_path):
    made = open_workbench(tmp_path, DictMemo())
    made.import_file(FULL.daily_metrics.assign(currency="EUR").to_csv(index=False).encode(), "a.csv")
    return made


def target(key: str = "t", level="total", of="total", measure="spend", first="2026-11-01", last="2026-11-30") -> Target:
    return Target(key, level, of, measure, 1000.0, date.fromisoformat(first), date.fromisoformat(last), "EUR")


def test_targets_are_named_as_people_call_them():
    found = target_subjects(
        [
            target(),
            target("u", "campaign", "c7", "revenue"),
            target("v", "channel", "Search", "conversions", "2026-11-03", "2027-01-09"),
        ],
        {"c7": "Brand <b>"},
    )
    assert [one.name for one in found] == [
        "November 2026 budget",
        "November 2026 revenue of Brand <b>",
        "conversions 3 Nov 2026 – 9 Jan 2027 of Search",
    ]


def test_the_pace_of_a_target_is_its_expected_end(bench, monkeypatch):
    first, last = FULL.last_day.replace(day=1), FULL.last_day
    kept = bench.pacing.add("total", "", "spend", 1000, first.isoformat(), "2026-11-30")
    (known,) = bench.pacing.targets()
    state = {"mean": 1200.0, "state": "running"}

    def paces() -> list[TargetPace]:
        end = Estimate(state["mean"], 1100.0, 1300.0) if state["mean"] else None
        return [TargetPace(known, "All", "EUR", state["state"], "", last, so_far=1050.0, end=end)]

    monkeypatch.setattr(bench.pacing, "paces", paces)
    bench.alerts.add("pace of November budget 10 % over")
    (alert,) = bench.alerts.store.alerts()
    assert alert.text.replace("\u00a0", " ") == (
        "Target “November 2026 budget” is heading for 20 % over, more than 10 %, on 22 Nov 2026: "
        "expected €1.20 k, likely between €1.10 k and €1.30 k"
    )
    state["mean"] = 1050.0
    bench.alerts.check()
    assert "within the limit again" in bench.alerts.store.alerts()[0].note
    for nothing in ({"mean": None}, {"state": "future"}, {"state": "unknown"}):
        state.update({"mean": 1200.0, "state": "running"} | nothing)
        assert bench.alerts.preview(bench.alerts.read("pace 10 % over")).spells == ()
    bench.pacing.remove(kept.thing)
    with pytest.raises(NotUnderstoodError, match="no target"):
        bench.alerts.read("pace 10 % over")


def test_unusual_days_are_those_of_their_room_without_what_is_muted(bench):
    shown = bench.anomalies.days().shown
    assert shown
    days = {one.first for one in shown}
    preview = bench.alerts.preview(bench.alerts.read("unusual day"))
    assert preview.spells
    assert {spell.first for spell in preview.spells} <= days
    one = next(a for a in shown if a.first in {spell.first for spell in preview.spells} and a.level != "total")
    about = bench.alerts.preview(bench.alerts.read(f"unusual day of {one.channel}"))
    assert one.first in {spell.first for spell in about.spells}
    others = [a for a in shown if one.channel not in (a.channel, a.key)]
    assert {s.first for s in about.spells}.isdisjoint(
        {a.first for a in others} - {a.first for a in shown if a not in others}
    )
    bench.events.mute(one)
    muted = bench.alerts.preview(bench.alerts.read(f"unusual day of {one.channel}"))
    assert len(muted.spells) < len(about.spells) or one.first not in {s.first for s in muted.spells}
