"""Forecasts of whole data sets: coherence, states, gaps, events, bad input, and coverage on days of known make."""

from datetime import date, timedelta

import numpy as np
import pytest

from core.errors import InputError, NotFoundError
from core.forecasting.events import KnownEvent
from core.forecasting.making import make_forecasts
from core.forecasting.outlook import MOST
from tests.core.forecasting.made import START, dataset_of, weekly


@pytest.fixture(scope="module")
def shop():
    rng = np.random.default_rng(4)
    values = {
        "a": weekly(150, 1000, rng),
        "b": weekly(150, 400, rng),
        "c": np.r_[weekly(120, 300, rng), np.zeros(30)],
        "d": np.r_[weekly(138, 200, rng), np.zeros(12)],
        "e": (rng.random(150) < 0.3) * rng.gamma(2, 40, 150),
    }
    data = dataset_of(values, {"a": "Search", "b": "Search", "c": "Social", "d": "Social", "e": "Video"})
    return values, data, make_forecasts(data, "revenue")


def test_parts_add_up_in_figures_and_in_every_draw(shop) -> None:
    _, _, found = shop
    total = found.mean("total", "total")
    campaigns = sum(found.mean("campaign", key) for key in found.keys("campaign"))
    channels = sum(found.mean("channel", key) for key in found.keys("channel"))
    assert np.abs(total - campaigns).max() < 0.005
    assert np.abs(total - channels).max() < 0.005
    draws = sum(found.daily_draws("campaign", key) for key in found.keys("campaign"))
    assert np.allclose(found.daily_draws("total", "total"), draws, rtol=1e-9)
    search = found.daily_draws("campaign", "a") + found.daily_draws("campaign", "b")
    assert np.allclose(found.daily_draws("channel", "Search"), search, rtol=1e-9)


def test_the_mean_of_the_paths_is_the_forecast(shop) -> None:
    _, _, found = shop
    for key in found.keys("campaign"):
        assert np.allclose(found.daily_draws("campaign", key).mean(axis=0), found.mean("campaign", key), rtol=1e-4)


def test_nothing_is_below_zero_and_ranges_are_nested(shop) -> None:
    _, _, found = shop
    for level in ("campaign", "channel", "total"):
        table = found.table(level)
        assert list(table.columns) == ["key", "date", "mean", "lower80", "upper80", "lower95", "upper95"]
        assert (table[["mean", "lower80", "lower95"]] >= 0).all().all()
        ordered = table[["lower95", "lower80", "mean", "upper80", "upper95"]].to_numpy()
        assert (np.diff(ordered, axis=1) >= 0).all()
        assert len(table) == MOST * len(found.keys(level))


def test_paused_and_ended_campaigns_are_nothing_in_words(shop) -> None:
    _, data, found = shop
    assert (found.states["campaign"]["c"], found.states["campaign"]["d"]) == ("ended", "paused")
    for key in ("c", "d"):
        assert not found.daily_draws("campaign", key).any()
        assert "nothing is expected" in found.methods["campaign"][key]
    assert found.since["d"] == data.last_day - timedelta(days=12)
    assert not found.mean("channel", "Social").any()


def test_a_stopped_campaign_is_no_part_of_the_total_ahead(shop) -> None:
    values, _, found = shop
    going = sum(values[key][-56:].mean() for key in "abe")
    assert found.mean("total", "total")[:28].mean() == pytest.approx(going, rel=0.06)


def test_sums_follow_from_the_paths(shop) -> None:
    _, _, found = shop
    first, last = found.first_day + timedelta(days=3), found.first_day + timedelta(days=9)
    daily = found.daily_draws("campaign", "a")[:, 3:10]
    assert np.allclose(found.sum_draws("campaign", "a", first, last), daily.sum(axis=1))
    with pytest.raises(InputError, match="The forecast holds the days from"):
        found.sum_draws("campaign", "a", date(2020, 1, 1), last)
    with pytest.raises(InputError, match="asked were"):
        found.sum_draws("campaign", "a", last, first)
    with pytest.raises(NotFoundError, match="There is no campaign “zz”"):
        found.daily_draws("campaign", "zz")


def test_a_shorter_horizon_is_the_beginning_of_a_longer_one(shop) -> None:
    _, _, found = shop
    short = found.until(14)
    assert np.array_equal(short.mean("total", "total"), found.mean("total", "total")[:14])
    for bad in (0, 91, True, 2.5):
        with pytest.raises(InputError, match="The horizon is"):
            found.until(bad)  # type: ignore[arg-type]


def test_the_spread_of_a_sum_knows_that_days_and_campaigns_move_together() -> None:
    rng = np.random.default_rng(0)
    common = 1 + 0.25 * rng.standard_normal(200)
    values = {key: 100 * common * (1 + 0.02 * rng.standard_normal(200)) for key in "abcd"}
    found = make_forecasts(dataset_of(values), "revenue")
    day = found.daily_draws("total", "total")[:, 0]
    apart = np.sqrt(sum(found.daily_draws("campaign", key)[:, 0].var() for key in "abcd"))
    assert day.std() > 1.6 * apart  # twice, were they one; the same, were they independent


def test_ranges_hold_their_share_of_days_of_known_noise() -> None:
    """Days simulated apart from the product: a fixed level and weekday, normal noise."""
    held80, held95, count = 0, 0, 0
    for seed in range(12):
        rng = np.random.default_rng(100 + seed)
        days = weekly(168 + 28, 500, rng, 0.2)
        found = make_forecasts(dataset_of({"a": days[:168]}), "revenue")
        table, truth = found.table("total").iloc[:28], days[168:]
        held80 += int(((truth >= table["lower80"]) & (truth <= table["upper80"])).sum())
        held95 += int(((truth >= table["lower95"]) & (truth <= table["upper95"])).sum())
        count += 28
    assert 0.75 <= held80 / count <= 0.90
    assert 0.92 <= held95 / count <= 0.995


def test_gaps_are_no_zeros() -> None:
    rng = np.random.default_rng(1)
    values = {"a": weekly(120, 1000, rng, 0.05)}
    gaps = tuple(range(100, 110))
    found = make_forecasts(dataset_of(values, skip=gaps), "revenue")
    assert found.states["campaign"]["a"] == "running"
    assert found.past("total", "total").isna().sum() == len(gaps)
    assert found.mean("total", "total")[:14].mean() == pytest.approx(1000, rel=0.05)


def test_known_events_do_not_teach() -> None:
    rng = np.random.default_rng(2)
    usual = weekly(120, 1000, rng, 0.05)
    hit = usual.copy()
    hit[112:119] *= 4.0
    event = KnownEvent((START + timedelta(days=112)).date(), (START + timedelta(days=118)).date(), "Sale")
    plain = make_forecasts(dataset_of({"a": hit}), "revenue").sum("total", "total").mean
    known = make_forecasts(dataset_of({"a": hit}), "revenue", [event]).sum("total", "total").mean
    without = make_forecasts(dataset_of({"a": usual}), "revenue").sum("total", "total").mean
    assert known == pytest.approx(without, rel=0.02)
    assert plain > 1.05 * without
    other = KnownEvent(event.first, event.last, "Sale", measures=("clicks",))
    assert make_forecasts(dataset_of({"a": hit}), "revenue", [other]).sum("total", "total").mean == pytest.approx(plain)


def test_seven_days_of_history() -> None:
    found = make_forecasts(dataset_of({"a": np.array([9.0, 12, 8, 11, 10, 9, 11])}), "revenue")
    assert found.states["campaign"]["a"] == "short"
    assert found.mean("total", "total") == pytest.approx(np.full(MOST, 10.0), rel=0.05)
    low, high = found.table("total").iloc[0][["lower80", "upper80"]]
    assert low < 10 < high
    assert found.backtests["total"]["total"].checks == 0


@pytest.mark.parametrize("days", [1, 2, 8, 15, 22])
def test_histories_of_any_length(days: int) -> None:
    found = make_forecasts(dataset_of({"a": np.linspace(5, 9, days)}), "revenue")
    assert np.isfinite(found.draws).all()
    assert (np.diff(found.table("total")[["lower80", "mean", "upper80"]].to_numpy(), axis=1) > 0).all()


def test_all_zeros() -> None:
    found = make_forecasts(dataset_of({"a": np.zeros(40), "b": np.zeros(40)}), "revenue")
    assert not found.draws.any()
    assert found.methods["campaign"]["a"] == "Never brought anything"


def test_the_same_every_day_stays_so() -> None:
    found = make_forecasts(dataset_of({"a": np.full(60, 7.0)}), "revenue")
    assert found.states["campaign"]["a"] == "flat"
    assert np.allclose(found.draws, 7.0)


def test_negative_amounts_count_as_nothing() -> None:
    rng = np.random.default_rng(3)
    values = weekly(90, 100, rng)
    values[80] = -500.0
    found = make_forecasts(dataset_of({"a": values}), "revenue")
    assert (found.draws >= 0).all()
    assert found.mean("total", "total")[:14].mean() == pytest.approx(100, rel=0.1)


def test_a_measure_that_is_not_there() -> None:
    with pytest.raises(InputError, match="The data hold no love"):
        make_forecasts(dataset_of({"a": np.ones(20)}), "love")


def test_progress_is_told_and_may_stop() -> None:
    data = dataset_of({"a": weekly(120, 10, np.random.default_rng(5))})
    told: list[tuple[int, int]] = []
    make_forecasts(data, "revenue", progress=lambda done, steps: told.append((done, steps)))
    assert told == [(n, 6) for n in range(1, 7)]

    class StopError(Exception):
        pass

    def stop(done: int, _steps: int) -> None:
        if done == 2:
            raise StopError

    with pytest.raises(StopError):
        make_forecasts(data, "revenue", progress=stop)
