"""The drivers of a change add up to it, and are the means over all orders of changing one after the other."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.forecasting import drivers

MEASURES = ("spend", "impressions", "clicks", "conversions", "revenue")
FIGURES = ("revenue", "roas", "conversions", "cpa", "clicks")


def table(**rows: tuple[float, float, float, float]) -> pd.DataFrame:
    """Sums by campaign: spend, clicks, conversions, revenue."""
    return pd.DataFrame.from_dict(rows, orient="index", columns=["spend", "clicks", "conversions", "revenue"]).astype(
        float
    )


amount = st.one_of(st.just(0.0), st.floats(0.01, 1e6))
row = st.tuples(st.floats(0.01, 1e6), amount, amount, amount)
sums = st.dictionaries(st.sampled_from("abcdef"), row, min_size=1).map(lambda rows: table(**rows))


@settings(deadline=None)
@given(sums, sums, st.sampled_from(FIGURES))
def test_the_effects_add_up_to_the_change_by_part_and_in_total(before, now, figure):
    try:
        split = drivers(before, now, figure)
    except InputError:
        assert figure == "cpa"
        assert min(before["conversions"].sum(), now["conversions"].sum()) == 0
        return
    numerator = {"roas": "revenue", "cpa": "conversions"}.get(figure, figure)
    values = [float(frame[numerator].sum()) for frame in (before, now)]
    if figure in ("roas", "cpa"):
        values = [v / float(frame["spend"].sum()) for v, frame in zip(values, (before, now), strict=True)]
    if figure == "cpa":
        values = [1 / v for v in values]
    size = max(*map(abs, values), *(abs(split.by_part[name]).sum() for name in split.effects), 1e-300)
    assert (split.before, split.now) == pytest.approx(values, rel=1e-12)
    assert sum(split.effects.values()) == pytest.approx(values[1] - values[0], abs=1e-10 * size)
    for name, effect in split.effects.items():
        assert split.by_part[name].sum() == pytest.approx(effect, abs=1e-10 * size)
    assert split.by_part["total"].sum() == pytest.approx(values[1] - values[0], abs=1e-10 * size)


def by_orders(start: list[float], end: list[float]) -> list[float]:
    """Mean over all orders of what changing each factor brings."""
    effects = [0.0] * len(start)
    orders = list(permutations(range(len(start))))
    for order in orders:
        now = list(start)
        for k in order:
            before = np.prod(now)
            now[k] = end[k]
            effects[k] += (np.prod(now) - before) / len(orders)
    return effects


def test_one_campaign_is_split_as_the_mean_over_all_orders():
    split = drivers(table(a=(100, 50, 5, 400)), table(a=(150, 60, 9, 540)), "revenue")
    money, price, conversion, value = by_orders([100, 0.5, 0.1, 80], [150, 0.4, 0.15, 60])
    assert split.effects == pytest.approx(
        {"money": money, "mix": 0, "price": price, "conversion": conversion, "value": value}
    )
    assert sum(split.effects.values()) == pytest.approx(140)


def test_money_moved_to_the_weaker_campaign_is_mix_and_nothing_else():
    before, now = table(a=(100, 100, 10, 400), b=(100, 100, 10, 200)), table(a=(50, 50, 5, 200), b=(150, 150, 15, 300))
    split = drivers(before, now, "roas")
    assert split.effects == pytest.approx({"mix": 2.5 - 3.0, "price": 0, "conversion": 0, "value": 0})
    # Both campaigns take part in it: one lost money though it returns more, the other gained though it returns less.
    assert (split.by_part["mix"] < 0).all()


def test_dearer_clicks_alone_are_price():
    split = drivers(table(a=(100, 100, 10, 400)), table(a=(100, 50, 5, 200)), "roas")
    assert split.effects == pytest.approx({"mix": 0, "price": -2, "conversion": 0, "value": 0})


def test_a_new_campaign_is_mix_and_has_no_effect_of_ratios_it_never_had():
    split = drivers(table(a=(100, 100, 10, 400)), table(a=(100, 100, 10, 400), b=(100, 10, 1, 20)), "roas")
    assert split.effects["mix"] == pytest.approx(2.1 - 4.0)
    assert [split.effects[k] for k in ("price", "conversion", "value")] == pytest.approx([0, 0, 0])


def test_conversions_without_clicks_and_without_spend_are_not_lost():
    before = table(a=(100, 0, 10, 400), gift=(0, 0, 1, 50))
    now = table(a=(100, 20, 8, 300), gift=(0, 0, 2, 90))
    split = drivers(before, now, "revenue")
    assert sum(split.effects.values()) == pytest.approx(390 - 450)
    assert split.by_part.set_index("key").loc["gift", "total"] == pytest.approx(40)


def test_links_that_are_not_measured_are_skipped():
    before, now = table(a=(100, 0, 10, 400)), table(a=(100, 0, 5, 300))
    split = drivers(before, now, "roas", measured=("spend", "conversions", "revenue"))
    conversion, value = by_orders([0.1, 40], [0.05, 60])
    assert split.effects == pytest.approx({"mix": 0, "conversion": conversion, "value": value})


@pytest.mark.parametrize(
    ("before", "figure", "measured", "words"),
    [
        (table(a=(1, 1, 1, 1)), "joy", MEASURES, "Choose one of"),
        (table(a=(1, 1, 1, 1)), "roas", ("spend", "clicks"), "do not hold revenue and spend"),
        (table(a=(0, 1, 1, 1)), "roas", MEASURES, "Nothing was spent"),
        (table(a=(1, 1, 0, 0)), "cpa", MEASURES, "no conversion in one of the two periods"),
    ],
)
def test_what_cannot_be_split_is_refused_in_words(before, figure, measured, words):
    with pytest.raises(InputError, match=words):
        drivers(before, table(a=(1, 1, 1, 1)), figure, measured)
