"""Scores against cut-offs counted by hand; equal values get equal scores."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.customers import rfm
from core.customers.value.rfm import cut_offs, scored
from core.customers.value.rfm_groups import GROUPS, group_keys
from tests.core.customers.value.public import histories_of, public


def twenty():
    x = np.arange(20.0)
    return histories_of(x, np.where(x > 0, 30.0 + x, 0.0), np.full(20, 52.0), 10 + x)


def test_fifths_of_distinct_values_are_even() -> None:
    found = rfm(twenty())
    assert found.cuts["frequency"] == (4, 8, 12, 16)
    assert np.bincount(found.frequency)[1:].tolist() == [4, 4, 4, 4, 4]
    assert [(one.score, one.lowest, one.highest) for one in found.bands["frequency"]] == [
        (5, 17, 20), (4, 13, 16), (3, 9, 12), (2, 5, 8), (1, 1, 4),
    ]  # fmt: skip
    # The last purchase is the more recent the higher x is: the shortest time since then scores best.
    assert found.recency.tolist() == found.frequency.tolist()
    assert found.of_group("champions").sum() == 4


@given(st.lists(st.integers(0, 6), min_size=10, max_size=60))
def test_equal_values_get_equal_scores_and_order_is_kept(values) -> None:
    given_values = np.array(values, float)
    cuts = cut_offs(given_values)
    assert set(cuts) <= set(given_values)
    for low_is_good in (False, True):
        scores = scored(given_values, cuts, low_is_good)
        assert scores.min() >= 1
        assert scores.max() <= 5
        for value in set(values):
            assert len(set(scores[given_values == value])) == 1
        order = scores[np.argsort(given_values, kind="stable")]
        assert (np.diff(-order if low_is_good else order) >= 0).all()


def test_cut_offs_say_where_the_fifths_lie() -> None:
    values = np.random.default_rng(0).gamma(1, 10, 1001)
    for share, cut in zip((0.2, 0.4, 0.6, 0.8), cut_offs(values), strict=True):
        assert (values <= cut).mean() == pytest.approx(share, abs=0.001)


def test_every_pair_of_scores_has_one_group() -> None:
    grid = np.array([(r, f, m, n) for r in range(1, 6) for f in range(1, 6) for m in range(1, 6) for n in (1, 4)])
    keys = group_keys(*grid.T[:3], grid[:, 3].astype(float))
    assert set(keys) == {one.key for one in GROUPS}
    best = keys[(grid == [5, 5, 5, 4]).all(axis=1)][0]
    worst = keys[(grid == [1, 1, 1, 1]).all(axis=1)][0]
    assert (best, worst) == ("champions", "asleep")
    assert set(keys[(grid[:, 0] >= 4) & (grid[:, 3] == 1)]) == {"new"}
    assert all(one.action and one.who and one.scores for one in GROUPS)


def test_without_amounts_frequency_counts_alone() -> None:
    known = twenty()
    found = rfm(histories_of(known.frequency, known.recency, known.age))
    assert len(found.monetary) == 0
    assert set(found.cuts) == {"recency", "frequency"}
    assert found.group[-1] == "champions"


def test_public_customers_with_many_ties() -> None:
    data = pd.read_csv(public("cdnow_summary_with_value.csv"))
    found = rfm(histories_of(data["x"], data["t_x"], data["T"], data["zbar"]))
    # 60 % bought once: the first two cut-offs are one purchase, so score 2 does not occur.
    assert found.cuts["frequency"] == (1, 1, 2, 3)
    assert [one.score for one in found.bands["frequency"]] == [5, 4, 3, 1]
    assert (found.frequency[found.purchases == 1] == 1).all()
    assert sum(found.of_group(one.key).sum() for one in found.groups) == 2357
