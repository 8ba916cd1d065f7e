"""Cost, value and payback of channels: closed forms, and draws of another library."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from core.customers import CustomerRoles
from core.customers.cohorts import (
    FEW,
    ValueCurve,
    cohorts,
    customer_months,
    new_pool,
    payback_of,
    paybacks,
    year_of,
    year_value,
)
from core.customers.cohorts.year import year_by_customer
from core.data import Dataset, campaigns_of
from core.data.schema import DAILY_METRICS
from core.errors import NotEnoughDataError
from core.margins import Margins
from tests.core.customers.cohort_tables import random_table, source, table


def curve(*mean: float, error: float = 0.0) -> ValueCurve:
    return ValueCurve(np.full(len(mean), 100), np.array(mean), np.full(len(mean), error))


def spend_of(channels: dict[str, tuple[float, float]], days: int, begin: str = "2024-01-01", **more) -> Dataset:
    """Data of one campaign a channel with spend and conversions a day."""
    dates = pd.date_range(begin, periods=days)
    rows = [
        {"date": day, "campaign_id": name.lower(), "campaign": name, "channel": name, "spend": spend,
         "impressions": 0.0, "clicks": 0.0, "conversions": conversions, "revenue": 50.0}
        for day in dates for name, (spend, conversions) in channels.items()
    ]  # fmt: skip
    metrics = pd.DataFrame(rows)[list(DAILY_METRICS)]
    return Dataset("made", metrics, campaigns_of(metrics), currency="EUR", **more)


def found_of(rows: pd.DataFrame, dataset: Dataset, margins: Margins | None = None, roles=None):
    origin = source(rows, roles) if roles else source(rows)
    months = customer_months(origin)
    pool = new_pool(months)[0]
    try:
        year = year_of(pool)
    except NotEnoughDataError:
        year = None
    return paybacks(cohorts(months), pool, origin, dataset, margins or Margins(), year)


def test_a_cost_comes_back_in_the_first_month_that_covers_it():
    # 20 with the first purchase and 5 a month: a cost of 32 at a margin of one is covered in month 3.
    value = curve(20, 25, 30, 35, 40)
    for cost, margin, month in ((32, 1.0, 3), (29.9, 1.0, 2), (12.4, 0.5, 1), (9.9, 0.5, 0), (41, 1.0, None)):
        back = payback_of(value, np.array([float(cost)]), margin)
        assert (back.month, back.lower, back.upper) == (month, month, month)
        assert back.seen == 4
        assert back.chance == pytest.approx(float(month is not None))


def test_the_interval_of_a_payback_time_is_that_of_draws():
    value = curve(20, 25, 30, 35, 40, error=3.0)
    costs = stats.gamma(60, scale=0.5).ppf((np.arange(400) + 0.5) / 400)
    back = payback_of(value, costs, 1.0)
    rng = np.random.default_rng(0)
    cost = rng.choice(costs, 100_000)
    chances = [(np.exp(rng.normal(np.log(m), 3.0 / m, 100_000)) >= cost).mean() for m in value.mean]
    assert back.lower == int(np.argmax(np.array(chances) >= 0.1))
    assert back.upper == int(np.argmax(np.array(chances) >= 0.9))
    assert back.chance == pytest.approx(chances[-1], abs=0.01)


def test_never_within_the_months_seen_says_how_likely_it_is():
    back = payback_of(curve(20, 25, error=2.0), np.array([26.0]), 1.0)
    assert (back.month, back.upper) == (None, None)
    assert back.chance == pytest.approx(stats.norm.cdf(np.log(25 / 26) / (2 / 25)))


def test_the_year_counts_what_is_seen_and_goes_on_from_the_last_months():
    # All begin on one day; 10 at once, then 6, 4 and 2 in months 2, 3 and 4; the table ends with month 4.
    bought = (("2024-01-05", 10), ("2024-02-10", 6), ("2024-03-10", 4), ("2024-04-10", 2))
    rows = table(*[(f"c{i}", day, value) for i in range(FEW) for day, value in bought], ("end", "2024-05-04", 1))
    months = customer_months(source(rows))
    pool = months.of(months.begun < np.datetime64("2024-05-01"))
    year = year_of(pool)
    np.testing.assert_allclose(year.repeat, [0, 6, 4, 2] + [4.0] * 8)
    assert (year.seen, year.modelled) == (4, False)
    assert year_value(cohorts(pool).everyone.value, year).mean == pytest.approx(10 + 12 + 32)
    np.testing.assert_allclose(year_by_customer(pool, year), 10 + 12 + 32)
    # A model says how the later months go on: half as fast as in the three last seen.
    paced = year_of(pool, lambda: np.array([1.0] * 4 + [0.5] * 8))
    np.testing.assert_allclose(paced.repeat[4:], 2.0)
    assert paced.modelled
    assert year_of(pool, lambda: None).modelled is False


def test_a_cost_is_the_spend_over_the_new_customers_where_all_are_known():
    # One conversion a day and channel, all known, all of new customers: cost 30 against 40.
    rows = [(f"s{d}", pd.Timestamp("2024-01-01") + pd.Timedelta(days=d), 40, "Search") for d in range(300)]
    found = found_of(table(*rows), spend_of({"Search": (30.0, 1.0)}, 300))
    one = found.channels[0]
    assert not one.counted_on
    assert one.cost.mean == one.cost.lower == one.cost.upper == pytest.approx(30.0)
    assert (found.first, found.last) == (date(2024, 3, 31), date(2024, 10, 26))
    assert one.ratio.mean == pytest.approx(40 / 30)
    assert one.payback.month == 0
    margins = found_of(table(*rows), spend_of({"Search": (30.0, 1.0)}, 300), Margins(0.5)).channels[0]
    assert (margins.margin, margins.payback.month) == (0.5, None)
    assert margins.ratio.mean == pytest.approx(20 / 30)


def test_where_few_customers_are_known_new_ones_are_counted_on():
    rows = random_table(600, 300, seed=4)
    dataset = spend_of({"Search": (100.0, 20.0), "Social": (50.0, 20.0)}, 300)
    found = found_of(rows, dataset)
    settled = pd.Timestamp("2024-03-31")
    for one in found.channels:
        own = rows[(rows["channel"] == one.channel) & (rows["date"] >= settled)]
        orders = len(own.drop_duplicates(["customer", "date"]))
        firsts = rows.groupby("customer")["date"].min()
        new = (
            firsts[rows.drop_duplicates("customer").set_index("customer")["channel"] == one.channel] >= settled
        ).sum()
        share = stats.beta(new + 0.5, orders - new + 0.5)
        days = (rows["date"].max() - settled).days + 1
        spend, conversions = {"Search": 100.0, "Social": 50.0}[one.channel] * days, 20.0 * days
        assert one.counted_on
        assert one.known == new
        assert one.won == pytest.approx(conversions * new / orders)
        assert one.cost.mean == pytest.approx(spend / conversions * orders / new)
        assert one.cost.lower == pytest.approx(spend / conversions / share.ppf(0.9), rel=2e-3)
        assert one.cost.upper == pytest.approx(spend / conversions / share.ppf(0.1), rel=2e-3)
    assert ("Display", "the data in use hold no spend for it") in found.left_out
    assert 0 < found.known < 0.2


def test_what_is_missing_is_said():
    rows, dataset = random_table(200, 300), spend_of({"Search": (10.0, 1.0)}, 300)
    no_channels = CustomerRoles("purchases", "customer", "date", "value")
    assert "which channel" in found_of(rows, dataset, roles=no_channels).missing
    no_amounts = CustomerRoles("purchases", "customer", "date", channel="channel")
    assert "what was paid" in found_of(rows, dataset, roles=no_amounts).missing
    assert "no spend" in found_of(rows, spend_of({"Search": (0.0, 1.0)}, 300)).missing
    assert "different days" in found_of(rows, spend_of({"Search": (1.0, 1.0)}, 300, begin="2020-01-01")).missing
    assert "No channel of these" in found_of(rows, spend_of({"Radio": (1.0, 1.0)}, 300)).missing
    other = spend_of({"Search": (1.0, 1.0)}, 300)
    assert (
        "cannot be held against"
        in found_of(rows, Dataset("d", other.daily_metrics, other.campaigns, currency="USD")).missing
    )


def test_what_has_come_back_stays_so_though_later_months_are_less_sure() -> None:
    value = ValueCurve(np.array([400, 300, 5]), np.array([20.0, 30.0, 31.0]), np.array([0.1, 0.1, 25.0]))
    back = payback_of(value, np.array([28.0]), 1.0)
    assert back.month == 1
    assert back.chance > 0.99
