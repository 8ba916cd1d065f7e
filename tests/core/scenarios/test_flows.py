"""Where the money moves: what leaves and what arrives is what the two splits say, and nothing gets lost on the way."""

from collections import Counter

import numpy as np
import pytest

from core.scenarios import compare, flow
from core.scenarios.comparison import TODAY
from core.scenarios.flows import NEW_MONEY, NOT_SPENT

from .cases import make_planner

REVENUE_30 = ("revenue", 30)
TODAYS = {"c1": 3000.0, "c2": 6000.0, "c3": 1500.0}


def changes(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    return {key: after[key] - before[key] for key in before}


def gone_and_come(way) -> tuple[Counter, Counter]:
    """What the moves take from each giver and bring to each taker."""
    gone, come = Counter(), Counter()
    for move in way.moves:
        gone[move.giver.id or move.giver.name] += move.amount
        come[move.taker.id or move.taker.name] += move.amount
    return gone, come


def test_moves_add_up_to_what_each_gives_and_takes(save, planner):
    rng = np.random.default_rng(8)
    for _ in range(20):
        plans = [{k: round(t * rng.uniform(0.2, 1.8), 2) for k, t in TODAYS.items()} for _ in range(2)]
        comparison = compare([save("A", plans[0]), save("B", plans[1])], {REVENUE_30: planner})
        splits = {TODAY: TODAYS, "A": plans[0], "B": plans[1]}
        for source, target in ((TODAY, "A"), ("A", "B"), ("B", "A"), ("B", TODAY)):
            way = flow(comparison.spending, source, target)
            gone, come = gone_and_come(way)
            expected = changes(splits[source], splits[target])
            total = sum(expected.values())
            for key, change in expected.items():
                assert come[key] - gone[key] == pytest.approx(change, abs=1e-6)
                assert not (come[key] and gone[key])
            assert gone[NEW_MONEY] == pytest.approx(max(total, 0), abs=1e-6)
            assert come[NOT_SPENT] == pytest.approx(max(-total, 0), abs=1e-6)
            moved = min(sum(x for x in expected.values() if x > 0), -sum(x for x in expected.values() if x < 0))
            assert way.moved == pytest.approx(moved, abs=1e-6)


def test_channels_give_and_take(save, planner):
    plan = {"c1": 4000.0, "c2": 5000.0, "c3": 500.0}
    comparison = compare([save("A", plan)], {REVENUE_30: planner})
    way = flow(comparison.spending, TODAY, "A", "channel")
    assert {p.name: p.amount for p in way.takes} == {"Search": 1000.0, NOT_SPENT: 1000.0}
    assert {p.name: p.amount for p in way.gives} == {"Social": 1000.0, "Display": 1000.0}
    assert way.not_spent == 1000.0


def test_the_same_split_moves_nothing_and_the_largest_come_first(save, planner):
    sides = [save("Same"), save("Move", {"c1": 3500.0, "c2": 5000.0, "c3": 2000.0}), save("More", {"c1": 9000.0})]
    spending = compare(sides, {REVENUE_30: planner}).spending
    assert flow(spending, TODAY, "A").moves == ()
    assert [p.id for p in flow(spending, "B", "C").gives] == ["c3", ""]
    way = flow(spending, "A", "B")
    assert [(m.giver.id, m.taker.id, m.amount) for m in way.moves] == [("c2", "c1", 500.0), ("c2", "c3", 500.0)]


def test_different_horizons_have_no_way_but_words_can_say_why(save, planner, dataset):
    longer = make_planner(dataset, days=60)
    sides = [save("A", {"c1": 3500.0}), save("B", {"c1": 8000.0}, planner=longer)]
    spending = compare(sides, {REVENUE_30: planner, ("revenue", 60): longer}).spending
    way = flow(spending, "A", "B")
    assert (way.apart, way.moves) == ((30, 60), ())
    # From today's split there is one: today's spend over the sixty days of B.
    assert {p.id: p.amount for p in flow(spending, TODAY, "B").takes} == {"c1": 8000.0 - 60 * 100}
