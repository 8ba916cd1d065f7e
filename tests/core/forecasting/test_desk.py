"""The room of forecasts: what is kept under which key, steps, and agreement with plans."""

from datetime import date

import numpy as np
import pytest

from core.allocation.planning import PlanSettings
from core.errors import InputError, NotFoundError
from core.forecasting import desk as desk_module
from core.forecasting.desk import ForecastDesk
from core.forecasting.events import KnownEvent
from core.forecasting.under_plan import plan_change
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.workbench import Workbench, open_workbench

EVENT = KnownEvent(date(2026, 3, 1), date(2026, 3, 3), "Outage", ("a",), ("revenue",))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    bench = open_workbench(tmp_path_factory.mktemp("desk"), DictMemo())
    data = DataGenerator(seed=5, campaigns=4, customers=0, days=150).generate()
    bench.import_file(data.daily_metrics.assign(currency="EUR").to_csv(index=False).encode(), "made.csv")
    return bench


def desk_of(bench: Workbench, events: list[KnownEvent], memo: DictMemo | None = None) -> ForecastDesk:
    return ForecastDesk(bench.dataset, lambda: events, bench.planner, bench.scenarios, memo or DictMemo())


def test_the_key_is_of_content(bench: Workbench) -> None:
    events: list[KnownEvent] = []
    desk = desk_of(bench, events)
    plain = desk.key("revenue")
    assert plain == desk.key("revenue") == bench.forecasts.key("revenue")
    assert plain != desk.key("spend")
    events.append(EVENT)
    with_event = desk.key("revenue")
    assert with_event != plain
    events.append(KnownEvent(date(2026, 4, 1), date(2026, 4, 1), "Sale"))
    both = desk.key("revenue")
    events.reverse()
    assert desk.key("revenue") == both != with_event
    events[:] = [KnownEvent(EVENT.first, EVENT.last, "Outage", ("b",), ("revenue",))]
    assert desk.key("revenue") not in (plain, with_event)


def test_the_country_is_part_of_the_key(bench: Workbench) -> None:
    desk = desk_of(bench, [])
    plain = desk.key("revenue")
    desk.holidays.choose("DE")
    assert desk.key("revenue") != plain
    assert desk.get("revenue").country == "DE"
    desk.holidays.choose("")
    assert desk.key("revenue") == plain


def test_forecasts_are_made_once(bench: Workbench) -> None:
    memo = DictMemo()
    found = desk_of(bench, [], memo).get("revenue", 28)
    told: list[int] = []
    again = desk_of(bench, [], memo).get("revenue", 14, progress=lambda done, _steps: told.append(done))
    assert told == []
    assert np.array_equal(again.draws, found.draws[:, :14])


def test_steps_lead_to_the_same_and_are_kept(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    memo = DictMemo()
    desk, counted = desk_of(bench, [], memo), []
    monkeypatch.setattr(desk_module, "monotonic", lambda: float(counted.append(1) or len(counted)))
    texts = []
    while not (went := desk.advance("spend", 0.5)).ready:
        texts.append((went.done, went.doing))
        assert len(texts) < 20
        # Each request comes to the next step, because those before are kept.
        monkeypatch.setattr(desk_module, "monotonic", _clock(len(texts) + 1))
    assert texts[0] == (1, "Checking on past days: 2 of 4")
    assert [done for done, _ in texts] == sorted({done for done, _ in texts})
    plain = desk_of(bench, []).get("spend", 90)
    assert np.array_equal(desk.get("spend", 90).draws, plain.draws)
    assert desk.advance("spend").ready


def _clock(free: int):
    """Return a clock on which the first ``free`` steps take no time."""
    asked = iter([0.0] * free + [9.0] * 100)
    return lambda: next(asked)


def test_progress_stops_and_what_was_done_is_kept(bench: Workbench) -> None:
    class StopError(Exception):
        pass

    def stop(done: int, _steps: int) -> None:
        if done == 2:
            raise StopError

    memo = DictMemo()
    desk = desk_of(bench, [], memo)
    with pytest.raises(StopError):
        desk.get("clicks", 28, progress=stop)
    assert sum("-look-" in key for key in memo._values) == 2
    assert desk.get("clicks", 28).draws.any()


def test_bad_questions_are_answered_in_words(bench: Workbench) -> None:
    for measure, days in (("love", 28), ("revenue", 0), ("revenue", 91), ("revenue", True)):
        with pytest.raises(InputError):
            bench.forecasts.get(measure, days)
    with pytest.raises(NotFoundError):
        bench.forecasts.under_plan("revenue", "nothing")


def plan(bench: Workbench, days: int, outcome: str = "revenue", weekly: bool = False):
    planner = bench.planner(outcome, days)
    factors = (1.5, 0.0, 1.0, 0.7)
    spend = {c.id: round(c.today * f, 2) for c, f in zip(planner.campaigns, factors, strict=True)}
    settings = PlanSettings(outcome=outcome, days=days)
    kept = None
    if weekly:
        from core.scenarios import WeeklySpend
        from core.scenarios.weeks import first_day
        from core.weeks import weeks_of

        plain = bench.plans.save(f"start {days}", settings, spend)
        weeks = weeks_of(first_day(plain), days)
        shares = np.arange(1, len(weeks) + 1) / sum(range(1, len(weeks) + 1))
        amounts = {key: tuple(float(a) for a in np.round(shares * total, 2)) for key, total in spend.items()}
        amounts = {k: (*a[:-1], round(spend[k] - sum(a[:-1]), 2)) for k, a in amounts.items()}
        kept = WeeklySpend(first_day(plain), amounts)
    return bench.plans.save(f"plan {days} {outcome} {weekly}", settings, spend, weekly=kept), planner


@pytest.mark.parametrize("weekly", [False, True])
def test_forecast_and_plan_say_the_same_change_with_the_same_chance(bench: Workbench, weekly: bool) -> None:
    scenario, planner = plan(bench, 28, weekly=weekly)
    today, planned = bench.forecasts.get("revenue", 28), bench.forecasts.under_plan("revenue", scenario.id, 28)
    change = planned.mean("total", "total").sum() - today.mean("total", "total").sum()
    assert change == pytest.approx(scenario.figures.gain, rel=1e-9)
    # Of the paths: each is one of today's plus a draw of the plan.
    gain = plan_change(planner, scenario)
    assert float((gain > 0).mean()) == pytest.approx(scenario.figures.chance)
    paths = planned.sum_draws("total", "total", planned.first_day, planned.last_day)
    before = today.sum_draws("total", "total", today.first_day, today.last_day)
    assert paths.mean() - before.mean() == pytest.approx(scenario.figures.gain, abs=0.03 * abs(before.mean()))
    assert paths.var() == pytest.approx(before.var() + gain.var(), rel=0.25)


def test_parts_add_up_under_a_plan_too(bench: Workbench) -> None:
    scenario, _ = plan(bench, 28)
    found = bench.forecasts.under_plan("revenue", scenario.id, 28)
    parts = sum(found.mean("campaign", key) for key in found.keys("campaign"))
    assert np.abs(parts - found.mean("total", "total")).max() < 0.005
    assert (found.table("campaign")[["lower95", "mean"]] >= 0).all().all()
    assert (found.plan, found.plan_days) == (scenario.name, 28)


def test_after_the_plan_all_goes_on_as_today(bench: Workbench) -> None:
    scenario, _ = plan(bench, 14)
    today, planned = bench.forecasts.get("revenue", 28), bench.forecasts.under_plan("revenue", scenario.id, 28)
    assert np.array_equal(planned.expected[14:], today.expected[14:])
    change = planned.expected[:14].sum() - today.expected[:14].sum()
    assert change == pytest.approx(scenario.figures.gain, rel=1e-9)


def test_spend_under_a_plan_is_what_the_plan_spends(bench: Workbench) -> None:
    scenario, planner = plan(bench, 28, weekly=True)
    found = bench.forecasts.under_plan("spend", scenario.id, 28)
    for campaign in planner.campaigns:
        assert found.mean("campaign", campaign.id).sum() == pytest.approx(scenario.spend[campaign.id], abs=0.01)
        weeks = found.mean("campaign", campaign.id).reshape(4, 7).sum(axis=1)
        assert weeks == pytest.approx(scenario.weekly.spend[campaign.id], abs=0.05)


def test_a_plan_that_cannot_enter_says_why(bench: Workbench) -> None:
    scenario, _ = plan(bench, 28)
    with pytest.raises(InputError, match="says what revenue it brings, not clicks"):
        bench.forecasts.under_plan("clicks", scenario.id)
    long, _ = plan(bench, 120)
    with pytest.raises(InputError, match="forecasts reach 90 days"):
        bench.forecasts.under_plan("revenue", long.id)
