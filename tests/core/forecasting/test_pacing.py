"""Pacing against sums by hand and paths that are known; periods of every kind, and targets that cannot be held."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from core.data import Dataset
from core.errors import InputError, NotEnoughDataError
from core.forecasting.pace_words import caveats, even_pace, finding, needed
from core.forecasting.pacing import Target, pace
from core.forecasting.series import TOTAL
from core.memo import DictMemo
from core.simulation import DataGenerator
from core.target_book import amount_of, month_of
from core.wording import NBSP
from core.workbench import Workbench, open_workbench

LAST = date(2026, 11, 22)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return DataGenerator(seed=3, campaigns=5, customers=0, days=120).generate()


@dataclass(frozen=True)
class Paths:
    """Forecasts that bring 100 a day, half of the draws 90 and half 110."""

    first_day: date
    days: int

    def mean(self, _level: str, _key: str) -> np.ndarray:
        return np.full(self.days, 100.0)

    def daily_draws(self, _level: str, _key: str) -> np.ndarray:
        return np.repeat([[90.0], [110.0]], 50, axis=0) * np.ones(self.days)


def ahead(_measure: str, days: int) -> Paths:
    return Paths(LAST + timedelta(days=1), days)


def target(amount: float, first: date, last: date, **parts) -> Target:
    return Target(
        **({"id": "t", "level": "total", "key": TOTAL, "measure": "spend"} | parts),
        amount=amount,
        first=first,
        last=last,
    )


def spent(dataset: Dataset, first: date, last: date) -> float:
    rows = dataset.daily_metrics
    return float(rows[(rows["date"].dt.date >= first) & (rows["date"].dt.date <= last)]["spend"].sum())


def test_a_running_month_adds_what_is_there_to_what_is_expected(dataset: Dataset) -> None:
    so_far = spent(dataset, date(2026, 11, 1), LAST)
    one = pace(target(so_far + 850, date(2026, 11, 1), date(2026, 11, 30)), dataset, ahead)
    assert (one.state, one.elapsed, one.left) == ("running", 22, 8)
    assert one.so_far == pytest.approx(so_far)
    assert one.end is not None
    assert (one.end.mean, one.end.lower, one.end.upper) == pytest.approx((so_far + 800, so_far + 720, so_far + 880))
    # Draws end at + 720 or + 880: half of them above + 850.
    assert one.over == pytest.approx(0.5)
    assert one.needed == pytest.approx(850 / 8)
    assert one.lately == pytest.approx(spent(dataset, LAST - timedelta(days=6), LAST) / 7)
    assert one.even == pytest.approx((so_far + 850) * 22 / 30)
    assert one.track is not None
    assert one.track.actual[21] == pytest.approx(so_far)
    assert one.track.actual[22:] == (None,) * 8
    assert one.track.expected[21] == pytest.approx(so_far)
    assert one.track.upper[-1] == pytest.approx(so_far + 880)
    assert one.track.even[-1] == pytest.approx(so_far + 850)


def test_a_period_that_is_over_to_come_or_too_far_away_is_said(dataset: Dataset) -> None:
    over = pace(target(1000, date(2026, 10, 1), date(2026, 10, 31)), dataset, ahead)
    assert (over.state, over.end, over.needed) == ("over", None, None)
    assert over.so_far == pytest.approx(spent(dataset, date(2026, 10, 1), date(2026, 10, 31)))
    assert "ended at" in finding(over)
    come = pace(target(2000, date(2026, 12, 1), date(2026, 12, 31)), dataset, ahead)
    assert (come.state, come.elapsed, come.so_far) == ("future", 0, 0.0)
    assert come.end is not None
    assert come.end.mean == pytest.approx(3100)
    assert come.needed == pytest.approx(2000 / 31)
    assert "before this period begins" in " ".join(caveats(come))
    far = pace(target(2000, date(2026, 11, 1), date(2027, 4, 1)), dataset, ahead)
    assert far.end is None
    assert far.needed == pytest.approx(max(2000 - far.so_far, 0) / far.left)
    assert "forecasts reach 90" in far.reason
    past = pace(target(2000, date(2020, 1, 1), date(2020, 1, 31)), dataset, ahead)
    assert past.state == "unknown"
    assert "before the data begin" in past.reason


def test_what_cannot_be_held_against_the_data_says_why(dataset: Dataset) -> None:
    month = (date(2026, 11, 1), date(2026, 11, 30))
    cases = [
        (target(10, *month, currency="USD"), dataset, "in USD and the data in use are in EUR"),
        (target(10, *month, level="campaign", key="gone"), dataset, "not in the data in use"),
        (target(10, *month, level="channel", key="Radio"), dataset, "no channel “Radio”"),
        (target(10, *month, measure="revenue"), replace(dataset, measured=("spend",)), "hold no revenue"),
    ]
    for one, data, words in cases:
        found = pace(one, data, ahead)
        assert (found.state, found.track) == ("unknown", None)
        assert words in found.reason
        assert finding(found)
    # The campaign is called by its name also where its amount cannot be held against the data.
    campaign = dataset.campaigns.iloc[0]
    own = target(10, *month, level="campaign", key=str(campaign["campaign_id"]), currency="USD")
    assert pace(own, dataset, ahead).name == campaign["campaign"] != own.key


def test_without_a_forecast_the_rest_still_stands(dataset: Dataset) -> None:
    def nothing(_measure: str, _days: int) -> Paths:
        raise NotEnoughDataError("Seven days are too few.")

    one = pace(target(1e6, date(2026, 11, 1), date(2026, 11, 30)), dataset, nothing)
    assert (one.end, one.reason) == (None, "Seven days are too few.")
    assert one.needed is not None
    assert "is at" in finding(one)


def test_gaps_and_negative_amounts_are_summed_and_said(dataset: Dataset) -> None:
    rows = dataset.daily_metrics
    gap = rows[rows["date"].dt.date != date(2026, 11, 10)].assign(
        spend=lambda f: f["spend"].where(f["date"].dt.day != 3, -1.0)
    )
    one = pace(target(1e5, date(2026, 11, 1), date(2026, 11, 30)), replace(dataset, daily_metrics=gap), ahead)
    assert (one.elapsed, one.held) == (22, 21)
    assert any("nothing for 1 day of the period" in text for text in caveats(one))


def test_the_words_say_amount_share_and_chance(dataset: Dataset) -> None:
    so_far = spent(dataset, date(2026, 11, 1), LAST)
    one = pace(target(so_far - 1, date(2026, 11, 1), date(2026, 11, 30)), dataset, ahead)
    assert finding(one) == "November spend has used up the budget with 8 days left"
    assert needed(one) == "Nothing of the budget is left for the 8 days to come."
    two = pace(target((so_far + 800) / 1.25, date(2026, 11, 1), date(2026, 11, 30)), dataset, ahead)
    if not two.reached:
        assert f"25{NBSP}% over budget" in finding(two)
    three = pace(target((so_far + 800) * 2, date(2026, 11, 1), date(2026, 11, 30), measure="spend"), dataset, ahead)
    assert f"50{NBSP}% under budget, under 1{NBSP}% likely to be over" in finding(three)
    assert "behind" in even_pace(three)
    assert "on the 8 days left" in needed(three)


# The book of targets


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    bench = open_workbench(tmp_path, DictMemo())
    bench._datasets.add(DataGenerator(seed=3, campaigns=3, customers=0, days=120, name="Shop").generate())
    return bench


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("total", "", "spend", "much", "2026-11-01", "2026-11-30"), "not a number"),
        (("total", "", "spend", 0, "2026-11-01", "2026-11-30"), "above zero"),
        (("total", "", "spend", -5, "2026-11-01", "2026-11-30"), "above zero"),
        (("total", "", "spend", 10**400, "2026-11-01", "2026-11-30"), "above zero"),
        (("total", "", "spend", float("nan"), "2026-11-01", "2026-11-30"), "not a number"),
        (("total", "", "spend", True, "2026-11-01", "2026-11-30"), "not a number"),
        (("total", "", "spend", 5, "2026-11-30", "2026-11-01"), "lies before"),
        (("total", "", "spend", 5, "2020-11-01", "2020-11-30"), "over before the data begin"),
        (("total", "", "spend", 5, "2026-01-01", "2028-01-01"), "366 days"),
        (("total", "", "spend", 5, None, "2026-11-30"), "is not a date"),
        (("total", "", "roas", 5, "2026-11-01", "2026-11-30"), "can be set for"),
        (("planet", "", "spend", 5, "2026-11-01", "2026-11-30"), "Say whether"),
        ((["total"], "", "spend", 5, "2026-11-01", "2026-11-30"), "Say whether"),
        (("campaign", "gone", "spend", 5, "2026-11-01", "2026-11-30"), "no such campaign"),
    ],
)
def test_what_cannot_be_a_target_is_said(bench: Workbench, parts: tuple, words: str) -> None:
    with pytest.raises(InputError, match=words):
        bench.pacing.add(*parts)
    assert bench.pacing.targets() == []


def test_a_target_is_kept_changed_and_undone_and_goes_by_the_forecast(bench: Workbench) -> None:
    kept = bench.pacing.add("total", "", "spend", "40,000", "2026-11-01", "2026-11-30", "Ada")
    before = bench.news.now().stated
    changed = bench.pacing.change(kept.thing, "total", "", "spend", 50_000, "2026-11-01", "2026-11-30")
    assert bench.news.now().stated != before
    (one,) = bench.pacing.paces()
    days = bench.forecasts.get("spend", 8)
    assert one.end is not None
    assert one.end.mean == pytest.approx(one.so_far + days.mean("total", TOTAL).sum())
    draws = one.so_far + days.sum_draws("total", TOTAL, date(2026, 11, 23), date(2026, 11, 30))
    assert one.over == pytest.approx((draws > 50_000).mean())
    bench.pacing.undo(changed.version)
    assert [t.amount for t in bench.pacing.targets()] == [40_000.0]
    bench.pacing.remove(kept.thing)
    assert bench.pacing.paces() == []


def test_amounts_and_months() -> None:
    assert [amount_of(v) for v in ("€400,000", "1 200.50", 12)] == [400_000.0, 1_200.5, 12.0]
    assert month_of(date(2026, 12, 31)) == (date(2026, 12, 1), date(2026, 12, 31))
    assert month_of(date(2028, 2, 3)) == (date(2028, 2, 1), date(2028, 2, 29))
