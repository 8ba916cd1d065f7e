"""Names, what to do, drift, advice and what is kept, on buyers whose kinds are known."""

import csv
import io
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.customers import histories, source_of_dataset
from core.customers.segments import Recipe, make_recipe, purchase_table, segment
from core.customers.segments.advice import advice, at_stake, look_back
from core.customers.segments.book import SegmentBook
from core.customers.segments.desk import SegmentDesk, ids_csv
from core.customers.segments.differences import Difference
from core.customers.segments.drift import drift, month_ends, moved_by
from core.customers.segments.features import Feature
from core.customers.segments.naming import people_name, purchase_name, unique_names
from core.customers.segments.purchase_features import AMOUNT, PURCHASES, SINCE, TENURE
from core.customers.segments.saying import headline
from core.database import open_database
from core.errors import InputError, NotEnoughDataError, NotFoundError
from core.memo import DictMemo
from core.simulation import DataGenerator
from tests.core.customers.segments.worlds import purchases, source_of


@pytest.fixture(scope="module")
def world():
    source, truth = purchases()
    return source, truth, SegmentDesk(histories, DictMemo())


@pytest.fixture
def book(tmp_path):
    return SegmentBook(open_database(f"sqlite:///{tmp_path / 'a.db'}"))


def differ(feature, size, mean=5.0):
    return Difference(feature, size, mean, 2.0, mean)


# ---- names


def test_kinds_of_buyers_are_called_what_they_are(world) -> None:
    source, truth, desk = world
    answer = desk.answer(source, make_recipe(count=4))
    called = {
        name: Counter(truth[c] for c in answer.found.table.ids[answer.found.labels == k]).most_common(1)[0][0]
        for k, name in enumerate(answer.found.names)
    }
    assert called["Frequent big spenders"] == 0
    assert called["Frequent small spenders"] == 1
    assert next(kind for name, kind in called.items() if name.startswith("Lapsed one-time buyers")) == 2
    assert next(kind for name, kind in called.items() if name.startswith("Recent first-timers")) == 3
    spent = source.rows.groupby("customer")["amount"].sum()
    big = answer.profiles[0]
    assert big.name == "Frequent big spenders"
    assert big.spent == pytest.approx(spent[[c for c in truth if truth[c] == 0]].sum())
    assert big.spent_share == pytest.approx(big.spent / spent.sum())
    assert [p.to_do.kind for p in answer.profiles if p.name.startswith("Recent")] == ["second"]
    assert [p.to_do.kind for p in answer.profiles if p.name.startswith("Lapsed")] == ["rest"]
    assert big.to_do.kind == "keep"
    assert big.channels == (("Social", 1.0),)
    assert headline(answer).startswith("300 customers fall into 4 groups: ")
    assert big.value is None or big.value.lower <= big.value.mean <= big.value.upper


def test_purchase_names_follow_the_differences() -> None:
    lapsed = [differ(SINCE, 1.0), differ(PURCHASES, -0.5, 1.05), differ(AMOUNT, 0.1), differ(TENURE, 0.5)]
    assert purchase_name(lapsed) == "Lapsed one-time buyers"
    often = [differ(SINCE, -1.0), differ(PURCHASES, 1.5, 6.0), differ(AMOUNT, 1.0), differ(TENURE, 0.0)]
    assert purchase_name(often) == "Frequent big spenders"


def test_people_are_named_by_what_they_have_and_do_not_have() -> None:
    found = [
        differ(Feature("MntWines", "wines", "amount"), 1.9),
        differ(Feature("MntMeat", "meat", "amount"), 1.8),
        differ(Feature("Kidhome", "small children", "few"), -1.5, 0.01),
        differ(Feature("x", "x", "number"), 0.2),
    ]
    assert people_name(found) == "Much wine and meat, no small children"
    assert people_name(found[3:]) == "Ordinary customers"


def test_no_two_names_are_the_same() -> None:
    one = [differ(AMOUNT, 1.0), differ(SINCE, 0.1)]
    other = [differ(AMOUNT, 1.0), differ(SINCE, 1.5)]
    assert unique_names(["A", "A", "B"], [one, other, one]) == ("A, more recent", "A, longer ago", "B")
    # What a name says already is not said again.
    assert unique_names(["More recent", "More recent"], [one, other])[0] == "More recent"
    same = unique_names(["A" * 70] * 3, [one, one, one])
    assert len(set(same)) == 3


# ---- export


def test_ids_of_a_segment_are_saved_and_run_nowhere(world) -> None:
    source, _, desk = world
    found = desk.segments(source, make_recipe(count=4))
    ids = found.table.ids.copy()
    first = int(np.flatnonzero(found.labels == 0)[0])
    ids[first] = '=HYPERLINK("http://x")'
    changed = replace(found, table=replace(found.table, ids=ids)).named(("@now", *found.names[1:]))
    rows = list(csv.reader(io.StringIO(ids_csv(changed, 0))))
    assert rows[0] == ["customer", "segment"]
    assert len(rows) == 1 + found.sizes[0]
    assert rows[1 + int((found.labels[:first] == 0).sum())] == ['\'=HYPERLINK("http://x")', "'@now"]
    with pytest.raises(InputError, match="not there any more"):
        ids_csv(found, 99)


# ---- drift


def test_month_ends_of_a_year_that_turns() -> None:
    days = month_ends(pd.Timestamp("2025-11-20").date(), pd.Timestamp("2026-01-05").date())
    assert [str(day) for day in days] == ["2025-11-30", "2026-01-05"]


def test_the_stability_index_is_that_of_its_formula() -> None:
    then, now = np.repeat([0.0, 1.0], [600, 400]), np.repeat([0.0, 1.0], [400, 600])
    a, b = (600.5 / 1001, 400.5 / 1001), (400.5 / 1001, 600.5 / 1001)
    by_hand = sum((y - x) * np.log(y / x) for x, y in zip(a, b, strict=True))
    assert moved_by(then, now, share=True) == pytest.approx(by_hand)
    same = np.random.default_rng(1).normal(size=5000)
    assert moved_by(same, same) == pytest.approx(0.0, abs=1e-12)
    assert moved_by(same, same + 1) > 0.25


def test_movements_are_those_of_the_rows(world) -> None:
    source, _, desk = world
    found = desk.segments(source, make_recipe(count=4))
    seen = drift(source, found.model, ())
    assert seen.moments[-1].sizes == found.sizes
    then = histories(source, seen.since)
    table = purchase_table(then, (), found.model.wanted)
    before = dict(zip(table.ids, found.model.labels(table.values), strict=True))
    after = dict(zip(found.table.ids, found.labels, strict=True))
    by_hand = Counter((before[c], after[c]) for c in before)
    assert {(i, j): n for i, row in enumerate(seen.moved) for j, n in enumerate(row) if n} == by_hand
    assert sum(seen.new) == len(after) - len(before)
    assert seen.stayed == pytest.approx(sum(n for (i, j), n in by_hand.items() if i == j) / len(before))


def test_a_summary_has_no_drift() -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"x": rng.integers(0, 5, 90).astype(float), "T": np.full(90, 40.0)})
    frame["t_x"] = np.where(frame["x"] > 0, rng.uniform(5, 35, 90), 0.0)
    source = source_of(frame, "summary", frequency="x", recency="t_x", age="T")
    found = segment(purchase_table(histories(source)))
    with pytest.raises(NotEnoughDataError, match="one state of each customer"):
        drift(source, found.model, ())


# ---- advice


def test_what_is_at_stake_is_counted_from_what_customers_alike_did() -> None:
    source = source_of_dataset(DataGenerator(seed=7, campaigns=4, customers=900, days=365).generate())
    answer = SegmentDesk(histories, DictMemo()).answer(source, valued=False)
    given = advice(source, answer.found, answer.profiles)
    assert given
    # By hand, from the rows: who was like them 90 days ago, and what they spent before and since.
    rows = source.rows[(source.rows["kind"] == "purchase") & (source.rows["value"] > 0)]
    end = source.rows["date"].max()
    cut = end - pd.Timedelta(days=90)
    ids, earlier = histories(source, cut.date()).ids, look_back(source, answer.found)
    name = rows["customer_id"].astype(str)
    before = (
        rows["value"].where((rows["date"] > cut - pd.Timedelta(days=90)) & (rows["date"] <= cut), 0).groupby(name).sum()
    )
    since = rows["value"].where(rows["date"] > cut, 0.0).groupby(name).sum()
    for one in given:
        profile = next(p for p in answer.profiles if f"“{p.name}”" in one.action)
        alike = ids[earlier.labels == profile.at]
        lost = [before[c] if since[c] == 0 else 0.0 for c in alike]
        mean = np.mean(lost if one.id.startswith("keep-") else [since[c] for c in alike])
        assert one.stake.mean == pytest.approx(profile.customers * mean)
        assert one.stake.lower < one.stake.mean < one.stake.upper
        assert (one.effect, one.campaign_ids) == (None, ())
    assert len({r.id.partition("-")[0] for r in given}) == len(given)


def test_the_range_of_a_stake_holds_what_customers_bring() -> None:
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(400):
        each = np.where(rng.uniform(size=80) < 0.2, rng.gamma(2, 30, 80), 0.0)
        found = at_stake(each, 120)
        truth = np.where(rng.uniform(size=120) < 0.2, rng.gamma(2, 30, 120), 0.0).sum()
        held += found.lower <= truth <= found.upper
    assert 0.75 < held / 400 < 0.87


# ---- what is kept


def test_kept_segments_hold_later_customers_under_their_names(world, book) -> None:
    source, _, desk = world
    found = desk.answer(source, make_recipe(count=4)).found
    book.keep(source, found, "Mara")
    book.rename(source, found, 0, "  Best   friends ", "Mara")
    kept = book.kept(source)
    assert kept.model.names[0] == "Best friends"
    assert (kept.saved_by, kept.sizes, kept.table) == ("Mara", found.sizes, source.name)
    later, _ = purchases(seed=2, customers=360)
    assert book.kept(later) is not None
    answer = desk.answer(later, None, kept)
    assert answer.is_kept
    assert answer.found.names[0] == "Best friends"
    assert sum(answer.found.sizes) == 360
    assert all(shift.index < 0.1 for shift in answer.shifts)
    # New ones of the same customers have the names of the kept ones that they are.
    fresh = desk.answer(later, Recipe(count=4), kept)
    assert not fresh.is_kept
    assert "Best friends" in fresh.found.names


def test_a_name_that_is_empty_long_or_taken_is_refused(world, book) -> None:
    source, _, desk = world
    found = desk.answer(source, make_recipe(count=4)).found
    for name, said in (
        ("", "needs a name"),
        (7, "needs a name"),
        ("x" * 61, "up to 60"),
        (found.names[1].upper(), "Another segment"),
    ):
        with pytest.raises(InputError, match=said):
            book.rename(source, found, 0, name)
    for at in (99, -1, None, "0", True, 1e308):
        with pytest.raises(InputError, match="not there any more"):
            book.rename(source, found, at, "A")
    assert book.kept(source) is None


def test_undo_brings_back_what_was_kept_before(world, book) -> None:
    source, _, desk = world
    found = desk.answer(source, make_recipe(count=4)).found
    first = book.keep(source, found)
    second = book.rename(source, found, 0, "Others")
    book.undo(second.version)
    assert book.kept(source).model.names == found.names
    with pytest.raises(NotFoundError):
        book.undo(first.version)


def test_kept_segments_of_other_columns_are_no_hindrance(world, book) -> None:
    source, _, desk = world
    book.keep(source, desk.answer(source).found)
    kept = book.kept(source)
    rng = np.random.default_rng(1)
    other = source_of(pd.DataFrame({"a": rng.normal(size=50), "b": rng.normal(size=50)}))
    answer = desk.answer(other, None, kept)
    assert answer.kept is None
    assert answer.found.choice is not None
