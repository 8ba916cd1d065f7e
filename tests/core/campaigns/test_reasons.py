"""Reasons add up to the whole difference, are said in words, and are silent where chance would do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.campaigns import reasons
from tests.core.campaigns.making import days

PLAIN = {"spend": 10_000.0, "impressions": 1e6, "clicks": 10_000.0, "conversions": 500.0, "revenue": 25_000.0}


def made(*rows, channels=None, measured=("spend", "impressions", "clicks", "conversions", "revenue"), length=28):
    """Campaigns whose sums over 28 days are given."""
    values = {m: np.tile([row[m] / length for row in rows], (length, 1)) for m in PLAIN}
    return days(values, channels, measured)


def of(*rows, outcome="revenue", **more):
    return reasons(made(*rows, **more), outcome, np.ones(len(rows)))


amounts = st.floats(1.0, 1e6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(amounts, amounts, amounts, amounts), min_size=2, max_size=5))
def test_logs_add_up_to_the_whole_difference(rows):
    found = of(*(PLAIN | dict(zip(("spend", "clicks", "conversions", "revenue"), row, strict=True)) for row in rows))
    for i, row in enumerate(rows):
        rest = np.sum([r for k, r in enumerate(rows) if k != i], axis=0)
        assert found.whole[i] == pytest.approx(np.log((row[3] / row[0]) / (rest[3] / rest[0])), abs=1e-6)
        assert found.logs[:, i].sum() == pytest.approx(found.whole[i], abs=1e-6)


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"clicks": 20_000.0, "conversions": 1_000.0, "revenue": 50_000.0}, "its clicks are 50\u00a0% cheaper"),
        ({"clicks": 5_000.0, "conversions": 250.0, "revenue": 12_500.0}, "its clicks are 100\u00a0% dearer"),
        ({"clicks": 2_000.0, "conversions": 100.0, "revenue": 5_000.0}, "its clicks are 5.0 times as dear"),
        ({"conversions": 250.0, "revenue": 12_500.0}, "50\u00a0% fewer of its clicks buy"),
        ({"revenue": 15_000.0}, "its orders are 40\u00a0% smaller"),
        (
            {"clicks": 20_000.0, "conversions": 250.0, "revenue": 12_500.0},
            "75\u00a0% fewer of its clicks buy, though its clicks are 50\u00a0% cheaper",
        ),
    ],
)
def test_what_differs_is_said(changed, text):
    found = of(PLAIN | changed, PLAIN, channels=["Search", "Search"])
    assert found.texts[0] == f"compared with the rest of Search, {text}"


def test_what_is_alike_or_too_small_to_tell_is_not_said():
    few = {name: value / 2_000 for name, value in PLAIN.items()} | {"conversions": 1.0, "revenue": 12.5}
    found = of(few, PLAIN, PLAIN)
    assert found.texts == ("", "", "")


def test_alone_in_its_channel_it_is_compared_with_all():
    found = of(PLAIN | {"revenue": 5_000.0}, PLAIN, PLAIN, channels=["Video", "Search", "Search"])
    assert found.against == ("all others", "the rest of Search", "the rest of Search")
    assert found.texts[0].startswith("compared with all others, its orders are 80")


def test_no_conversion_is_a_reason_only_where_some_were_due():
    nothing = PLAIN | {"conversions": 0.0, "revenue": 0.0}
    little = {name: value / 10_000 for name, value in nothing.items()}
    found = of(nothing, little, PLAIN)
    assert found.texts[0] == "people click, nobody buys"
    assert found.texts[1] == ""


def test_links_that_are_not_measured_are_left_out():
    found = of(PLAIN | {"conversions": 200.0}, PLAIN, outcome="conversions", measured=("spend", "conversions"))
    assert found.links == ("conversions",)
    assert "a conversion costs 2.5 times as much" in found.texts[0]
    assert of(PLAIN, PLAIN, measured=("clicks",)).texts == ("", "")
