"""The shown parts of a change add up to the shown change, along both sides, whatever the figures are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.performance import WHY_FIGURES, can_split, change_sentence, units_text
from core.performance.rounding import rounded_parts, whole
from tests.core.performance.worlds import desk_of, world

amount = st.one_of(st.just(0.0), st.floats(0.01, 1e6).map(lambda v: round(v, 2)))
day = st.tuples(st.floats(0.01, 1e5), amount, amount, amount)
days = st.lists(day, min_size=4, max_size=4)


def halves(parts):
    """Two weeks of the campaigns a to d, one day each: a and c in channel S, b and d in D."""
    rows = []
    for when, half in ((0, parts[0]), (7, parts[1])):
        for name, (spend, clicks, conversions, revenue) in zip("abcd", half, strict=True):
            rows.append((when, name, "S" if name in "ac" else "D", spend, clicks, conversions, revenue))
    rows.append((13, "a", "S", 0, 0, 0, 0))
    desk = desk_of(world(rows))
    return desk, desk.periods({"days": "7"})


@settings(deadline=None, max_examples=120)
@given(st.tuples(days, days), st.sampled_from(WHY_FIGURES), st.sampled_from(["campaign", "channel"]))
def test_what_is_shown_adds_up(parts, figure, by):
    desk, periods = halves(parts)
    try:
        found = desk.why(periods, figure, by)
    except InputError:
        assert figure == "cpa"
        return
    # Whole units: sums of integers, so nothing is lost on the way.
    assert found.before + sum(found.effects) == found.now
    assert found.table.sum(axis=0).tolist() == list(found.effects)
    assert int(found.table.sum()) == found.change
    # And they are the rounded figures, no part of them off by more than two units.
    size = max(abs(found.exact_before), abs(found.exact_now), *map(abs, found.exact)) / found.unit
    assert found.now == pytest.approx(found.exact_now / found.unit, abs=0.5 + 1e-9 * size)
    assert found.before == pytest.approx(found.exact_before / found.unit, abs=0.5 + 1e-9 * size)
    for shown, exact in zip(found.effects, found.exact, strict=True):
        assert shown == pytest.approx(exact / found.unit, abs=2 + 1e-9 * size)
    assert sum(found.exact) == pytest.approx(found.exact_now - found.exact_before, abs=1e-9 * size * found.unit)
    assert change_sentence(found, "EUR")


@settings(deadline=None)
@given(st.tuples(days, days), st.sampled_from(WHY_FIGURES))
def test_the_effects_do_not_depend_on_the_parts_that_are_shown(parts, figure):
    desk, periods = halves(parts)
    try:
        one, other = desk.why(periods, figure, "campaign"), desk.why(periods, figure, "channel")
    except InputError:
        return
    assert one.exact == other.exact


@given(
    st.lists(st.lists(st.floats(-1e7, 1e7), min_size=3, max_size=3), min_size=1, max_size=6),
    st.floats(0, 1e7),
    st.sampled_from([1.0, 0.01, 0.001]),
)
def test_rounded_parts_are_near_and_add_up(table, start, unit):
    parts = rounded_parts(table, start, unit)
    total = np.array(table).sum()
    assert int(whole(start, unit)) + int(parts.sum()) == pytest.approx((start + total) / unit, abs=0.51 + 1e-6)
    assert np.abs(parts - np.array(table) / unit).max() <= 2 + 1e-6


def test_the_words_name_the_largest_effect_and_where_it_is():
    # Search: half the conversions a click; Display as before.
    rows = [(0, "s", "Search", 100, 100, 10, 300), (0, "d", "Display", 100, 100, 10, 320)]
    rows += [
        (7, "s", "Search", 100, 100, 5, 150),
        (7, "d", "Display", 100, 100, 10, 320),
        (13, "d", "Display", 0, 0, 0, 0),
    ]
    desk = desk_of(world(rows))
    periods = desk.periods({"days": "7"})
    text = change_sentence(desk.why(periods, "roas"), "EUR")
    assert text == "Return on ad spend fell from 3.10 to 2.35: fewer conversions a click at Search explain all of it."
    cost = change_sentence(desk.why(periods, "cpa"), "EUR")
    assert (
        cost == "Cost per conversion rose from €10.0 to €13.3: fewer conversions a click at Search explain all of it."
    )
    same = change_sentence(desk.why(periods, "clicks"), "EUR")
    assert same == "Clicks are unchanged at 200."


def test_what_pulls_the_other_way_is_said():
    rows = [
        (0, "s", "Search", 100, 100, 10, 300),
        (7, "s", "Search", 100, 140, 7, 210),
        (13, "s", "Search", 0, 0, 0, 0),
    ]
    desk = desk_of(world(rows))
    text = change_sentence(desk.why(desk.periods({"days": "7"}), "roas"), "EUR")
    assert text.startswith("Return on ad spend fell from 3.00 to 2.10: fewer conversions a click alone would have")
    assert text.endswith("More clicks for the money pull the other way.")


def test_a_measure_that_is_not_there_is_skipped_and_said():
    rows = [(0, "s", "S", 100, 0, 10, 300), (7, "s", "S", 100, 0, 5, 150), (13, "s", "S", 0, 0, 0, 0)]
    desk = desk_of(world(rows, measured=("spend", "conversions", "revenue")))
    found = desk.why(desk.periods({"days": "7"}), "roas")
    assert found.skipped == "The data hold no clicks, so that step is part of the next one."
    assert [s.label for s in found.steps] == ["Conversions for the money", "Revenue a conversion"]
    assert "fewer conversions for the money explain all of it" in change_sentence(found, None)
    assert can_split(("spend", "clicks")) == ("clicks",)
    assert can_split(("spend",)) == ()


def test_one_campaign_alone():
    rows = [
        (0, "a", "S", 10, 10, 2, 20),
        (0, "b", "S", 50, 1, 1, 1),
        (7, "a", "S", 10, 5, 1, 10),
        (13, "b", "S", 5, 1, 1, 1),
    ]
    desk = desk_of(world(rows))
    found = desk.why(desk.periods({"days": "7"}), "roas", "campaign", "a")
    assert (found.exact_before, found.exact_now) == (2.0, 1.0)
    assert {s.name: e for s, e in zip(found.steps, found.exact, strict=True)} == pytest.approx(
        {"price": -1.0, "conversion": 0.0, "value": 0.0}
    )


@pytest.mark.parametrize(
    ("asked", "figure", "by", "words"),
    [
        ({"days": "all"}, "roas", "campaign", "no earlier period"),
        ({"days": "7"}, "roas", "tag", "several tags"),
        ({"days": "7"}, "ctr", "campaign", "cannot be split"),
    ],
)
def test_what_cannot_be_explained_says_why(asked, figure, by, words):
    desk, _ = halves(([(1, 1, 1, 1)] * 4, [(1, 1, 1, 1)] * 4))
    with pytest.raises(InputError, match=words):
        desk.why(desk.periods(asked), figure, by)


def test_nothing_spent_and_all_zeros_say_why():
    desk = desk_of(world([(d, "a", "S", 0, 0, 0, 0) for d in range(14)]))
    with pytest.raises(InputError, match="Nothing was spent"):
        desk.why(desk.periods({"days": "7"}), "roas")


def test_units_are_written_so_that_what_adds_up_can_be_seen():
    rows = [(0, "s", "S", 100, 100, 10, 300), (7, "s", "S", 100, 100, 10, 302), (13, "s", "S", 0, 0, 0, 0)]
    desk = desk_of(world(rows))
    found = desk.why(desk.periods({"days": "7"}), "roas")
    # A change of 0.02 shows in thousandths.
    assert found.unit == pytest.approx(0.001)
    assert units_text(found, found.now, "EUR") == "3.020"
    assert units_text(found, found.effects[-1], "EUR", signed=True) == "+0.020"
