"""Cohorts against a count by hand, customer by customer, without DuckDB and without the arrays of the room."""

import csv
import io
from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from core.customers import CustomerRoles
from core.customers.cohorts import FEW, cohorts, customer_months, month_text, retention, value_curve
from core.customers.cohorts.table import cohort_table
from core.errors import NotEnoughDataError
from core.sheets import csv_text
from tests.core.customers.cohort_tables import parquet, random_table, source, table


def months_between(early: date, late: date) -> int:
    """Anniversaries of a day up to another one, by walking from month to month."""
    count = 0
    while (early.year * 12 + early.month - 1 + count + 1, early.day) <= (late.year * 12 + late.month - 1, late.day):
        count += 1
    return count


class Hand:
    """The customers of a table, one by one."""

    def __init__(self, rows: pd.DataFrame) -> None:
        over = (rows["date"].max() + pd.Timedelta(days=1)).date()
        self.people = {}
        for who, own in rows.groupby("customer"):
            first = own["date"].min().date()
            bought = [(d.date(), v) for d, v in zip(own["date"], own["value"], strict=True)]
            self.people[who] = {
                "start": first.year * 12 + first.month - 1,
                "channel": own.sort_values("date")["channel"].iloc[0],
                "seen": months_between(first, over),
                "value": lambda k, b=bought, f=first: sum(v for d, v in b if months_between(f, d) < k),
                "first": sum(v for d, v in bought if d == first),
                "again": {months_between(first, d) + 1 for d, _ in bought if d > first},
            }

    def of(self, **wanted) -> list[dict]:
        return [p for p in self.people.values() if all(p[k] == v for k, v in wanted.items())]


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return random_table(500, 400, seed=3)


@pytest.fixture(scope="module")
def hand(rows) -> Hand:
    return Hand(rows)


@pytest.fixture(scope="module")
def found(rows, tmp_path_factory):
    return cohorts(customer_months(parquet(rows, tmp_path_factory.mktemp("kept") / "rows.parquet")))


def test_cohorts_by_month_are_those_counted_by_hand(found, hand):
    assert [one.start for one in found.months] == sorted({p["start"] for p in hand.people.values()})
    for one in found.months:
        people = hand.of(start=one.start)
        over = min(p["seen"] for p in people)
        assert one.size == len(people)
        # A month is shown once it is over for all of the cohort, and no sooner: nothing drops because it is not over.
        assert len(one.retention.count) == one.value.months == over
        assert one.retention.again.tolist() == [sum(k in p["again"] for p in people) for k in range(1, over + 1)]
        spent = [np.mean([p["value"](k) if k else p["first"] for p in people]) for k in range(over + 1)]
        np.testing.assert_allclose(one.value.mean, spent, rtol=1e-12)
        errors = [np.std([p["value"](k) if k else p["first"] for p in people]) for k in range(over + 1)]
        np.testing.assert_allclose(one.value.error, np.array(errors) / np.sqrt(len(people)), rtol=1e-9)


def test_channels_count_everybody_for_whom_a_month_is_over(found, rows, hand):
    settled = (rows["date"].min() + pd.Timedelta(days=90)).date()
    firsts = rows.groupby("customer")["date"].min().dt.date
    for one in found.channels:
        people = [hand.people[who] for who, day in firsts.items() if day >= settled]
        people = [p for p in people if p["channel"] == one.name]
        assert one.size == len(people)
        value = np.mean([p["first"] for p in people])
        for k in range(1, one.value.months + 1):
            over = [p for p in people if p["seen"] >= k]
            assert one.value.count[k] == len(over) >= FEW
            value = value if k > 1 else 0.0
            value += np.mean([p["value"](k) - (p["value"](k - 1) if k > 1 else 0.0) for p in over])
            assert one.value.mean[k] == pytest.approx(value, rel=1e-12)
            assert one.retention.again[k - 1] == sum(k in p["again"] for p in over)
        assert sum(p["seen"] > one.value.months for p in people) < FEW


def test_months_of_one_channel_are_a_part_of_all(rows, found):
    months = customer_months(source(rows))
    parts = [cohorts(months, name) for name in months.channels]
    for one in found.months:
        assert one.size == sum(c.size for part in parts for c in part.months if c.start == one.start)


def test_a_month_ends_on_the_same_day_of_the_next_one():
    rows = table(
        ("end", "2024-01-31", 10), ("end", "2024-02-29", 5), ("end", "2024-03-01", 7), ("other", "2024-04-30", 1)
    )  # fmt: skip
    months = customer_months(source(rows))
    place = int(np.flatnonzero(months.begun == np.datetime64("2024-01-31"))[0])
    own = {int(m): float(v) for w, m, v in zip(months.who, months.month, months.value, strict=True) if w == place}
    # 29 February is before the 31st: still the first month; 1 March is in the second.
    assert own == {1: 15.0, 2: 7.0}
    # The table ends with 30 April, so it covers days before 1 May: three months are over for who began on 31 January.
    assert months.seen[place] == 3
    assert month_text(2024 * 12) == "Jan 2024"


def test_intervals_are_jeffreys_and_the_error_agrees_with_a_bootstrap(rows):
    months = customer_months(source(rows))
    back = retention(months, FEW)
    lower, upper = back.interval(0.8)
    for k in range(3):
        beta = stats.beta(back.again[k] + 0.5, back.count[k] - back.again[k] + 0.5)
        assert (lower[k], upper[k]) == pytest.approx((beta.ppf(0.1), beta.ppf(0.9)))
    curve, rng = value_curve(months, FEW), np.random.default_rng(1)
    again = []
    for _ in range(200):
        picked = rng.integers(0, len(months), len(months))
        weight = np.bincount(picked, minlength=len(months))
        over = np.array([weight[months.seen >= k].sum() for k in range(1, 7)])
        spent = [
            (months.value * weight[months.who])[(months.month == k) & (months.seen[months.who] >= k)].sum()
            for k in range(1, 7)
        ]
        again.append(np.cumsum(spent / over))
    np.testing.assert_allclose(curve.error[1:7], np.std(again, axis=0), rtol=0.2)


def test_nobody_who_came_back_and_nobody_who_did_not_have_ends_at_the_border():
    months = customer_months(source(table(*[(f"a{i}", "2024-01-01", 5) for i in range(40)], ("z", "2024-06-01", 5))))
    lower, upper = retention(months).interval()
    assert lower[0] == 0.0
    assert 0 < upper[0] < 0.1


def test_the_first_customers_of_a_table_may_be_old_ones(found, rows):
    begin = rows["date"].min().date()
    assert found.early == sum(rows.groupby("customer")["date"].min().dt.date < found.settled_since)
    assert (found.settled_since - begin).days == 90
    assert [one.settled for one in found.months[:4]] == [False, False, False, True]
    assert found.everyone.size == found.customers - found.early


def test_where_too_few_are_surely_new_all_count_and_that_is_known():
    found = cohorts(customer_months(source(random_table(60, 80, seed=2))))
    assert found.early_counted
    assert found.everyone.size == found.customers == found.early


def test_one_purchase_each_is_no_error():
    found = cohorts(customer_months(source(table(*[(f"a{i}", f"2024-0{1 + i % 6}-10", 5) for i in range(60)]))))
    assert found.purchases_again == 0
    assert not found.everyone.retention.again.any()
    assert found.everyone.value.mean[-1] == 5.0


def test_without_channels_there_are_none():
    roles = CustomerRoles("purchases", "customer", "date", "value")
    found = cohorts(customer_months(source(random_table(100, 200), roles)))
    assert found.channels == ()
    assert not found.named


def test_without_amounts_only_who_came_back_is_told():
    roles = CustomerRoles("purchases", "customer", "date", channel="channel")
    found = cohorts(customer_months(source(random_table(100, 200), roles)))
    assert found.everyone.value is None
    assert found.everyone.retention.again.sum() > 0


def test_less_than_a_month_says_so():
    with pytest.raises(NotEnoughDataError, match="less than a month"):
        cohorts(customer_months(source(random_table(50, 20))))


def test_negative_amounts_count_for_nothing_and_are_told():
    rows = table(
        ("a", "2024-01-01", 10), ("a", "2024-01-05", -10), ("b", "2024-01-02", 8), ("b", "2024-03-20", 2)
    )  # fmt: skip
    months = customer_months(source(rows))
    assert months.refused == 1
    assert months.value.sum() == 20.0
    with pytest.raises(NotEnoughDataError, match="no purchases of known customers"):
        customer_months(source(table(("a", "2024-01-01", -10), ("b", "2024-01-02", 0))))


def test_no_purchases_say_so():
    with pytest.raises(NotEnoughDataError, match="no purchases"):
        customer_months(source(table((None, "2024-01-01", 10), ("b", None, 10))))
    with pytest.raises(NotEnoughDataError, match="one row a customer"):
        customer_months(source(table(("a", "2024-01-01", 1)), CustomerRoles("people", "customer")))


def test_a_channel_that_nobody_began_in_says_so(rows):
    with pytest.raises(NotEnoughDataError, match="Nobody"):
        cohorts(customer_months(source(rows)), "Radio")


def test_the_download_holds_all_cohorts_and_quotes_formulas():
    rows = random_table(200, 250, seed=5)
    rows["channel"] = rows["channel"].replace("Search", "=1+1")
    found = cohorts(customer_months(source(rows)))
    head, *body = cohort_table(found)
    assert {row[0] for row in body} == {"month", "channel", "all"}
    read = list(csv.reader(io.StringIO(csv_text(cohort_table(found)))))
    assert len(read) == 1 + len(body)
    assert "'=1+1" in {row[1] for row in read}
    assert "=1+1" not in {row[1] for row in read}
    everyone = [row for row in body if row[0] == "all"]
    share = head.index("share")
    assert [row[share] for row in everyone[1:4]] == [round(float(v), 5) for v in found.everyone.retention.share[:3]]
