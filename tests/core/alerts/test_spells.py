"""When a rule held: against a slow search over the calendar, and on data that are short, empty or full of gaps."""

import math
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.alerts import Pace, Rule, Subject, find_spells
from core.alerts.saying import alert_text
from core.data import Dataset
from core.data.dataset import campaigns_of, tidy_daily_metrics

FIRST = date(2026, 9, 1)
ALL = Subject()


def shop(rows: list[dict], currency: str | None = "EUR", measured=None) -> Dataset:
    """A data set of rows that name the day by its number."""
    frame = pd.DataFrame(
        [
            {
                "date": pd.Timestamp(FIRST) + pd.Timedelta(days=row.get("day", 0)),
                "campaign_id": row.get("campaign", "c"),
                "campaign": row.get("campaign", "c"),
                "channel": row.get("channel", "Search"),
                "spend": row.get("spend", 100.0),
                "impressions": row.get("impressions", 10_000.0),
                "clicks": row.get("clicks", 200.0),
                "conversions": row.get("conversions", 10.0),
                "revenue": row.get("revenue", 300.0),
            }
            for row in rows
        ]
    )
    tidy = tidy_daily_metrics(frame)
    more = {} if measured is None else {"measured": measured}
    return Dataset("shop", tidy, campaigns_of(tidy), currency=currency, **more)


def days(values: list[float], name: str = "revenue", **more) -> Dataset:
    return shop([{"day": k, name: value, **more} for k, value in enumerate(values)])


def spans(rule: Rule, dataset: Dataset) -> list[tuple[int, int, bool]]:
    """First and last day of each spell by number, and whether it is open."""
    found = find_spells(rule, dataset).spells
    return [((s.first - FIRST).days, (s.last - FIRST).days, s.ended is None) for s in found]


def slow(values: list[float], limit: float, n: int) -> list[tuple[int, int, bool]]:
    """Days in a row below a limit, found without windows: runs of at least n, cut at the first day that is not."""
    found, k = [], 0
    while k < len(values):
        if values[k] < limit:
            end = k
            while end + 1 < len(values) and values[end + 1] < limit:
                end += 1
            if end - k + 1 >= n:
                found.append((k, end, end == len(values) - 1))
            k = end + 1
        k += 1
    return found


@given(st.lists(st.integers(100, 300), min_size=1, max_size=40), st.integers(1, 5))
@settings(max_examples=150, deadline=None)
def test_days_in_a_row_are_those_of_a_slow_search(revenue: list[int], n: int) -> None:
    dataset = days([float(r) for r in revenue])
    assert spans(Rule("roas", ALL, "below", 2.0, days=n), dataset) == slow([r / 100 for r in revenue], 2.0, n)
    above = Rule("revenue", ALL, "above", 200.0, days=n, currency="EUR")
    assert spans(above, dataset) == slow([-float(r) for r in revenue], -200.0, n)


@given(st.lists(st.integers(0, 9), min_size=8, max_size=40), st.integers(2, 7))
@settings(max_examples=100, deadline=None)
def test_sums_and_changes_are_those_of_the_calendar(clicks: list[int], n: int) -> None:
    dataset = days([float(c) for c in clicks], "clicks")
    summed = find_spells(Rule("clicks", ALL, "above", 20.0, days=n, window="sum"), dataset)
    held = {s.since + timedelta(d) for s in summed.spells for d in range((s.last - s.since).days + 1)}
    wanted = {FIRST + timedelta(k) for k in range(n - 1, len(clicks)) if sum(clicks[k - n + 1 : k + 1]) > 20}
    assert held == wanted
    up = find_spells(Rule("clicks", ALL, "up", 50.0, "week", n, "sum"), dataset)
    # A window that cannot be judged neither begins a spell nor ends one: only those that can are compared.
    held = {s.since + timedelta(d) for s in up.spells for d in range((s.last - s.since).days + 1)}
    for k in range(n + 6, len(clicks)):
        now, before = sum(clicks[k - n + 1 : k + 1]), sum(clicks[k - n - 6 : k - 6])
        if before > 0 and max(now, before) >= 5:
            assert (FIRST + timedelta(k) in held) == ((now / before - 1) * 100 > 50)


def test_four_weeks_before_are_their_mean() -> None:
    values = [100.0, 300.0, 100.0, 300.0]
    rows = [value for value in values for _ in range(7)] + [260.0] * 2
    for limit, held in ((29.0, True), (31.0, False)):
        rule = Rule("clicks", ALL, "up", limit, "four weeks", 2)
        assert bool(find_spells(rule, days(rows, "clicks")).open) == held
        # Of ratios too: conversions a click were a 20th, and are a 26th.
        rate = Rule("conversion_rate", ALL, "down", limit - 7, "four weeks", 2, "sum")
        assert bool(find_spells(rate, days(rows, "clicks")).open) == held


def test_ratios_are_made_of_sums() -> None:
    rows = [{"day": k, "campaign": "a", "spend": 900.0, "revenue": 900.0} for k in range(3)]
    rows += [{"day": k, "campaign": "b", "spend": 100.0, "revenue": 900.0} for k in range(3)]
    # The mean of the two returns is 5; money returned 1.8.
    assert spans(Rule("roas", ALL, "below", 2.0, days=3), shop(rows)) == [(0, 2, True)]


def test_only_days_that_the_data_hold_count() -> None:
    held = [0, 1, 2, 4, 5, 15, 16]
    dataset = shop([{"day": k, "revenue": 100.0} for k in held])
    # The third day is missing and counts for nothing; after a gap of ten days it begins anew.
    assert spans(Rule("roas", ALL, "below", 2.0, days=2), dataset) == [(0, 5, False), (15, 16, True)]
    assert spans(Rule("roas", ALL, "below", 2.0, days=6), dataset) == []
    (spell, _) = find_spells(Rule("roas", ALL, "below", 2.0, days=2), dataset).spells
    assert "in a row" not in alert_text(Rule("roas", ALL, "below", 2.0, days=2), spell, "EUR")


def test_too_little_is_a_remark_and_no_alert() -> None:
    few = days([10.0] * 4, conversions=1.0)
    found = find_spells(Rule("roas", ALL, "below", 2.0, days=3), few)
    assert found.spells == ()
    assert "Too little data" in found.remark
    assert len(find_spells(Rule("roas", ALL, "below", 2.0, days=3), days([10.0] * 4, conversions=2.0)).spells) == 1


def test_conversions_that_stop_while_money_goes_on_are_enough_to_judge() -> None:
    rows = [{"day": k} for k in range(28)]
    rows += [{"day": k, "conversions": 0.0, "revenue": 0.0} for k in (28, 29)]
    cpa = Rule("cpa", ALL, "above", 40.0, days=2, currency="EUR")
    assert spans(cpa, shop(rows)) == [(28, 29, True)]
    (spell,) = find_spells(cpa, shop(rows)).spells
    assert math.isinf(spell.values[0])
    assert "nothing to divide by" in alert_text(cpa, spell, "EUR")
    assert spans(Rule("conversions", ALL, "none", days=2), shop(rows)) == [(28, 29, True)]


def test_a_day_that_cannot_be_judged_neither_begins_nor_ends_a_spell() -> None:
    rows = [{"day": k, "revenue": 100.0} for k in range(3)]
    rows += [{"day": 3, "spend": 0.0, "clicks": 0.0, "conversions": 0.0, "revenue": 0.0}, {"day": 4, "revenue": 100.0}]
    assert spans(Rule("roas", ALL, "below", 2.0), shop(rows)) == [(0, 4, True)]


def test_the_sentence_says_figure_limit_and_days() -> None:
    rule = Rule("roas", Subject("channel", "Search", "Search"), "below", 2.0, days=3)
    (spell,) = find_spells(rule, days([300.0, 180.0, 170.0, 190.0])).spells
    said = alert_text(rule, spell, "EUR").replace("\u00a0", " ")
    assert said == "ROAS of Search was below 2 on 3 days in a row (1.80, 1.70, 1.90), 2 – 4 Sep 2026"


@pytest.mark.parametrize(
    ("dataset", "rule", "remark"),
    [
        (days([1.0] * 7), Rule("spend", ALL, "up", 30.0, "week", 7, "sum"), "do not hold all days"),
        (days([0.0] * 30), Rule("revenue", ALL, "up", 30.0, "week", 7, "sum"), "nothing before"),
        (days([1.0] * 3), Rule("roas", ALL, "below", 2.0, days=7), "hold 3 days"),
        (days([1.0] * 9), Rule("roas", Subject("campaign", "gone", "Gone"), "below", 2.0), "hold no campaign “Gone”"),
        (shop([{"day": k} for k in range(9)], "USD"), Rule("cpa", ALL, "above", 2.0, currency="EUR"), "in EUR and the"),
        (shop([{}], measured=("spend", "clicks")), Rule("roas", ALL, "below", 2.0), "hold no revenue"),
        (days([1.0]), Rule("any", ALL, "unusual"), "cannot be told"),
        (days([1.0]), Rule("pace", Subject("target", "t", "June"), "over", 1.0), "nothing about the pace"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_is_said(dataset, rule, remark) -> None:
    found = find_spells(rule, dataset)
    assert found.spells == ()
    assert remark in found.remark


@pytest.mark.parametrize("values", [[0.0] * 40, [-5.0] * 40, [5.0], [np.float64(1e15)] * 3])
@pytest.mark.parametrize("comparison", ["below", "above", "up"])
def test_odd_data_do_not_crash(values, comparison) -> None:
    for name in ("spend", "revenue", "conversions", "clicks"):
        for measure in ("roas", "cpa", "ctr", "spend"):
            base = ("week", 2, "sum") if comparison == "up" else ("", 2, "each")
            rule = Rule(measure, ALL, comparison, 1.0, *base)
            for spell in find_spells(rule, days(values, name)).spells:
                assert alert_text(rule, spell, None)


def test_a_day_more_changes_nothing_before_it() -> None:
    generator = np.random.default_rng(3)
    values = list(generator.uniform(100, 300, 60))
    rule = Rule("roas", ALL, "below", 2.0, days=2)
    for k in range(5, 60):
        before, now = spans(rule, days(values[:k])), spans(rule, days(values[: k + 1]))
        assert [s for s in before if not s[2]] == now[: len([s for s in before if not s[2]])]


def test_unusual_days_and_paces_come_from_their_rooms() -> None:
    dataset = days([1.0] * 10)
    odd = {FIRST + timedelta(4): "Search spent twice", FIRST + timedelta(5): "Search spent nothing"}
    found = find_spells(Rule("any", ALL, "unusual"), dataset, unusual=lambda *_: odd)
    assert [(s.first, s.last, s.text) for s in found.spells] == [(*odd, "Search spent nothing")]
    june = Subject("target", "t", "June budget")
    for share, side, holds in (
        (0.12, "over", True),
        (0.09, "over", False),
        (-0.2, "under", True),
        (0.2, "under", False),
    ):
        paces = [Pace(june, FIRST, dataset.last_day, share, "expected 5")]
        spells = find_spells(Rule("pace", june, side, 10.0), dataset, paces=lambda _, p=paces: p).spells
        assert bool(spells) == holds
