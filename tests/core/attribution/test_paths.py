"""Contacts are cut into paths as documented; what cannot be used says why."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from core.attribution.paths import MOST_NAMES, OTHERS, common_paths, find_paths, scattered
from core.errors import InputError, NotEnoughDataError
from tests.core.attribution.making import events, paths_of, random_ways, source_of


def ways(paths) -> Counter:
    """Paths as texts, with ``!`` where a purchase ended them."""
    found = Counter()
    for start, length, bought in zip(paths.starts, paths.lengths, paths.bought, strict=True):
        found[">".join(paths.names[s] for s in paths.steps[start : start + length]) + "!" * bool(bought)] += 1
    return found


def test_a_purchase_ends_a_path_and_its_own_contact_is_the_last():
    frame = events(
        (1, 1, "view", "Video", 0), (1, 2, "click", "Social", 0), (1, 5, "purchase", "Search", 30),
        (1, 6, "view", "Display", 0), (1, 9, "purchase", "Search", 20),
        (1, 10, "click", "Social", 0),
        (2, 3, "view", "Video", 0),
    )  # fmt: skip
    paths = find_paths(source_of(frame))
    assert ways(paths) == {"Video>Social>Search!": 1, "Display>Search!": 1, "Social": 1, "Video": 1}
    assert (paths.purchases, paths.customers, paths.groups, paths.value.sum()) == (2, 2, 2, 50)
    assert list(paths.ages[paths.starts[paths.bought.argmax()] :][:3]) == [4, 3, 0]


def test_contacts_older_than_the_lookback_are_a_path_that_led_to_nothing():
    frame = events((1, 1, "view", "Video", 0), (1, 9, "click", "Social", 0), (1, 10, "purchase", "Search", 30))
    assert ways(find_paths(source_of(frame), lookback=7)) == {"Video": 1, "Social>Search!": 1}
    assert ways(find_paths(source_of(frame), lookback=30)) == {"Video>Social>Search!": 1}
    # Exactly as many days count.
    frame = events((1, 1, "view", "Video", 0), (1, 8, "purchase", "Search", 30))
    assert ways(find_paths(source_of(frame), lookback=7)) == {"Video>Search!": 1}


def test_an_open_path_ends_where_nothing_follows_for_longer_than_the_lookback():
    frame = events((1, 1, "view", "a", 0), (1, 7, "view", "b", 0), (1, 20, "view", "c", 0), (2, 1, "purchase", "a", 1))
    assert ways(find_paths(source_of(frame), lookback=7)) == {"a>b": 1, "c": 1, "a!": 1}


def test_times_order_the_contacts_of_a_day_and_kinds_where_there_are_none():
    frame = events((1, 1, "purchase", "Search", 5), (1, 1, "view", "Video", 0), (1, 1, "click", "Social", 0))
    assert ways(find_paths(source_of(frame))) == {"Video>Social>Search!": 1}
    frame["time"] = [
        pd.Timestamp("2026-01-01 12:00"),
        pd.Timestamp("2026-01-01 11:00"),
        pd.Timestamp("2026-01-01 09:00"),
    ]
    assert ways(find_paths(source_of(frame))) == {"Social>Video>Search!": 1}
    frame["time"] = frame["time"].astype(str)
    assert ways(find_paths(source_of(frame))) == {"Social>Video>Search!": 1}


def test_the_order_of_contacts_that_nothing_orders_has_nothing_to_do_with_their_channel():
    rows = []
    for customer in range(2_000):
        rows += [(customer, 1, "click", "Aa", 0), (customer, 1, "click", "Zz", 0), (customer, 2, "purchase", "Mm", 1)]
    found = ways(find_paths(source_of(events(*rows))))
    assert 900 < found["Aa>Zz>Mm!"] < 1_100
    assert found["Aa>Zz>Mm!"] + found["Zz>Aa>Mm!"] == 2_000


def test_purchases_without_a_known_contact_are_counted_and_credited_to_nobody():
    frame = events(
        (1, 1, "click", "Search", 0), (1, 2, "purchase", None, 10),
        (2, 1, "purchase", None, 7), (3, 1, "click", None, 0), (3, 2, "purchase", " ", 5),
    )  # fmt: skip
    paths = find_paths(source_of(frame))
    assert ways(paths) == {"Search!": 1}
    assert (paths.alone, paths.alone_value, paths.nameless) == (2, 12, 1)


def test_returns_are_no_purchases_and_no_contacts():
    frame = events((1, 1, "click", "Search", 0), (1, 2, "purchase", "Shop", -10), (1, 3, "purchase", "Search", 4))
    assert ways(find_paths(source_of(frame))) == {"Search>Search!": 1}


def test_a_table_of_purchases_alone_has_paths_of_one_contact():
    frame = events((1, 1, "", "a", 5), (1, 2, "", "b", 5)).drop(columns="kind")
    assert ways(find_paths(source_of(frame, kind=""))) == {"a!": 1, "b!": 1}


def test_other_words_for_a_purchase_and_missing_amounts_are_understood():
    frame = events((1, 1, "Impression", "a", 0), (1, 2, "Conversion", "b", 0)).drop(columns="value")
    paths = find_paths(source_of(frame, value=""))
    assert ways(paths) == {"a>b!": 1}
    assert not paths.valued


def test_of_more_names_than_can_be_told_apart_the_rarest_are_put_together():
    rows = [(k, 1, "purchase", f"n{k % 250:03d}", 1.0) for k in range(500)] + [(600, 1, "purchase", "n001", 1.0)]
    paths = find_paths(source_of(events(*rows)))
    assert len(paths.names) == MOST_NAMES
    assert paths.names[0] == "n001"
    assert paths.names[-1] == OTHERS
    assert paths.put_together == 51
    assert (paths.steps == MOST_NAMES - 1).sum() == 102
    exactly = [(k, 1, "purchase", f"n{k:03d}", 1.0) for k in range(MOST_NAMES)]
    paths = find_paths(source_of(events(*exactly)))
    assert OTHERS not in paths.names
    assert paths.put_together == 0


@pytest.mark.parametrize(
    ("frame", "changes", "said"),
    [
        (events((1, 1, "click", "a", 0)), {}, "no purchases, so there is nothing to credit"),
        (events((1, 1, "purchase", "a", 0.0)), {}, "no purchases, so there is nothing to credit"),
        (events((1, 1, "purchase", None, 3.0)), {}, "no contact says which channel"),
        (events((1, 1, "purchase", "a", 3.0)), {"channel": ""}, "No column says which channel"),
        (events((1, 1, "purchase", "a", 3.0)), {"shape": "people"}, "one row a customer"),
    ],
)
def test_what_cannot_be_cut_says_why(frame, changes, said):
    with pytest.raises(NotEnoughDataError, match=said):
        find_paths(source_of(frame, **changes))


@pytest.mark.parametrize("wrong", [{"by": "country"}, {"lookback": 31}])
def test_questions_that_there_are_not_are_refused(wrong):
    with pytest.raises(InputError, match="must be"):
        find_paths(source_of(events((1, 1, "purchase", "a", 3.0))), **wrong)


def test_common_paths_are_those_that_counting_texts_gives():
    made = random_ways(1, "abc", 500, 4)
    common, distinct = common_paths(paths_of(made), most=1_000)
    bought = Counter(way for way, won in made if won)
    opened = Counter(way for way, won in made if not won)
    assert {"".join(p.steps): (p.purchases, p.open) for p in common} == {
        way: (bought[way], opened[way]) for way in bought | opened
    }
    assert distinct == len(bought | opened)
    assert [p.purchases for p in common] == sorted((p.purchases for p in common), reverse=True)


def test_scattered_numbers_do_not_repeat():
    assert len(np.unique(scattered(np.arange(200_000)))) == 200_000


def test_campaigns_are_told_apart_by_their_own_column():
    frame = events((1, 1, "click", "a", 0), (1, 2, "purchase", "a", 3.0)).assign(campaign=["x", "y"])
    assert find_paths(source_of(frame), "campaign").names == ("x", "y")
