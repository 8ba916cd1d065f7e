"""A fit over time: sums by period and channel are those of the draws, and returns those of plain division."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from core.curves import Floats, curve_draws
from core.errors import InputError
from core.fit_periods import decompose, period_bins, returns_by_period
from core.response import ResponseFit, ResponseModel
from core.response.timeline import Part
from core.simulation import DataGenerator

DRAWS = 40


@dataclass(frozen=True, eq=False)
class KnownTimeline:
    """A timeline whose contributions are given: what is made of it can be counted by hand."""

    dates: pd.DatetimeIndex
    parts: tuple[Part, ...]
    spend: Floats
    observed: Floats
    by_day: Floats
    """Shape (draws, days, parts)."""
    period_days: int = 1

    @property
    def counted(self) -> NDArray[np.bool_]:
        return np.ones_like(self.observed, bool)

    def contribution_draws(self, bins: NDArray[np.intp]) -> Floats:
        sums = [self.by_day[:, bins == b].sum(axis=1) for b in range(bins.max() + 1)]
        return np.stack(sums, axis=1)

    def expected(self) -> Floats:
        raise NotImplementedError

    deviation = expected

    def predictive_draws(self, periods: slice, rng: np.random.Generator) -> Floats:
        raise NotImplementedError


@pytest.fixture(scope="module")
def fit() -> ResponseFit:
    """A real fit of four campaigns, with a baseline and contributions that are known."""
    dataset = DataGenerator(seed=7, campaigns=4, customers=10, days=90).generate()
    real = ResponseModel().fit(dataset.daily_metrics)
    rng = np.random.default_rng(1)
    days = pd.date_range("2026-01-29", periods=40, name="date")  # a Thursday; ends on 9 March
    parts = (
        Part("Baseline", "baseline"),
        *(Part(n, "media", i) for n, i in zip(real.campaigns, real.campaign_ids, strict=True)),
    )
    spend = rng.uniform(50, 150, (len(days), 4))
    spend[:, 1] = np.where(days.month == 2, spend[:, 1], 0.0)
    timeline = KnownTimeline(
        days, parts, spend, rng.uniform(900, 1100, (len(days), 4)), rng.gamma(4.0, 50.0, (DRAWS, len(days), 5))
    )
    same = {n: np.resize(getattr(real, n), (DRAWS, 4)) for n in ("scale", "half_saturation", "slope")}
    return replace(real, timeline=timeline, **same)  # type: ignore[arg-type]


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    days = pd.date_range("2026-01-29", periods=40)
    bins, weeks = period_bins(days, "W")
    assert weeks[:2] == (date(2026, 1, 26), date(2026, 2, 2))
    assert np.bincount(bins).tolist() == [4, 7, 7, 7, 7, 7, 1]
    assert period_bins(days, "M")[1] == (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))
    with pytest.raises(InputError, match="no length of a period"):
        period_bins(days, "Q")


def test_campaigns_of_a_channel_are_summed_in_each_draw(fit: ResponseFit) -> None:
    timeline = fit.timeline
    assert isinstance(timeline, KnownTimeline)
    made = decompose(replace(fit, channels=("Search", "Social", "Search", "Video")), "M")
    assert [s.kind for s in made.shares] == ["baseline", "media", "media", "media"]
    assert made.shares[1].name == "Search"  # two campaigns: the largest of the channels
    february = timeline.dates.month == 2
    draws = timeline.by_day[:, february][:, :, [1, 3]].sum(axis=(1, 2))
    search = made.shares[1]
    assert search.mean[1] == pytest.approx(draws.mean())
    assert (search.lower[1], search.upper[1]) == pytest.approx(tuple(np.quantile(draws, [0.05, 0.95])))
    assert made.observed.sum() == pytest.approx(timeline.observed.sum())
    assert made.observed[1] == pytest.approx(timeline.observed[february].sum())


def test_returns_are_what_came_over_what_was_spent(fit: ResponseFit) -> None:
    timeline = fit.timeline
    assert isinstance(timeline, KnownTimeline)
    table = returns_by_period(fit, "M").set_index(["period", "campaign_id", "quantity"])
    february, one = timeline.dates.month == 2, fit.campaign_ids[2]
    brought = timeline.by_day[:, february, 3].sum(axis=1)
    spent = timeline.spend[february, 2]
    roas = table.loc[(date(2026, 2, 1), one, "roas")]
    assert roas["mean"] == pytest.approx((brought / spent.sum()).mean())
    assert roas["upper"] == pytest.approx(np.quantile(brought / spent.sum(), 0.95))
    cost = table.loc[(date(2026, 2, 1), one, "cpa")]
    assert cost["mean"] == pytest.approx(spent.sum() / brought.mean())
    assert cost["lower"] == pytest.approx(np.quantile(spent.sum() / brought, 0.05))
    # The next unit by finite differences of the curve at the mean spend.
    curve, x = fit.curves[2], spent.mean()
    step = np.array([x * (1 - 1e-5), x, x * (1 + 1e-5)])
    low, at, high = (np.asarray(curve_draws(curve, s)) for s in step)
    slope = (high - low) / (2e-5 * x)
    expected = brought / spent.sum() * slope * x / at
    assert table.loc[(date(2026, 2, 1), one, "marginal_roas")]["mean"] == pytest.approx(expected.mean(), rel=1e-6)


def test_a_period_without_spend_has_no_return(fit: ResponseFit) -> None:
    table = returns_by_period(fit, "M")
    periods = set(table.loc[table["campaign_id"].eq(fit.campaign_ids[1]), "period"])
    assert periods == {date(2026, 2, 1)}
