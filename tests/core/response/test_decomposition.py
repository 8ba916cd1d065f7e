"""What an outcome is made of adds up, and returns by period are those of the world that made the data."""

import numpy as np
import pandas as pd
import pytest

from core.errors import InputError
from core.response import ResponseModel
from core.response.decomposition import bins_of, decompose, returns_by_period
from tests.core.response.synthetic import draw


@pytest.fixture(scope="module")
def fit():
    return ResponseModel(draws=200).fit(draw(3, campaigns=4, days=200).frame)


@pytest.mark.parametrize("freq", ["W", "M", "Q", "all"])
def test_parts_and_residual_add_up(fit, freq):
    table = decompose(fit.timeline, freq)
    sums = table.groupby("period").agg(mean=("mean", "sum"), observed=("observed", "first"), spend=("spend", "sum"))
    np.testing.assert_allclose(sums["mean"], sums["observed"], rtol=1e-9)
    assert sums["observed"].sum() == pytest.approx(fit.timeline.observed.sum(), rel=1e-9)
    assert sums["spend"].sum() == pytest.approx(fit.timeline.spend.sum(), rel=1e-9)


def test_intervals_are_those_of_sums_from_common_draws(fit):
    days = fit.timeline.contribution_draws(np.arange(len(fit.timeline.dates)))
    whole = decompose(fit.timeline, "all").set_index("campaign_id").loc["c001"]
    expected = np.quantile(days[..., 1].sum(axis=1), [0.05, 0.95])
    np.testing.assert_allclose([whole["lower"], whole["upper"]], expected, rtol=1e-5)


def test_returns_are_outcome_over_spend(fit):
    table = returns_by_period(fit, "M")
    np.testing.assert_allclose(table["roas"] * table["spend"], table["outcome"], rtol=1e-9)
    np.testing.assert_allclose(table["cpa"] * table["outcome"], table["spend"], rtol=1e-9)
    assert (table["marginal_lower"] <= table["marginal_upper"]).all()
    assert table["spend"].sum() == pytest.approx(fit.timeline.spend.sum(), rel=1e-9)


def test_weeks_start_on_monday_and_unknown_words_are_refused():
    bins, first = bins_of(pd.date_range("2025-01-01", periods=10), "W")
    assert bins.tolist() == [0] * 5 + [1] * 5
    assert first.tolist() == [pd.Timestamp("2024-12-30"), pd.Timestamp("2025-01-06")]
    with pytest.raises(InputError):
        bins_of(pd.date_range("2025-01-01", periods=10), "year")
