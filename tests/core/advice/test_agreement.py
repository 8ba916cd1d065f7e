"""Nobody is told opposite things: for made-up agents with any advice, and for generated data."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.advice import AdviceMemory, AdviceRoom, agree, identity, prices_of, worth
from core.agents import Estimate, Recommendation, Report, agents
from core.database import open_database
from core.memo import DictMemo
from core.simulation import DataGenerator
from tests.core.advice.making import advice, stake

CAMPAIGNS = ("a", "b", "c", "d")
turns = st.dictionaries(st.sampled_from(CAMPAIGNS), st.sampled_from((-1, 0, 1)), min_size=1, max_size=3)
given_advice = st.lists(
    st.tuples(
        st.builds(
            lambda agent, kind, asked, number: Recommendation(
                f"{kind}-{number}", agent, f"{kind} {number}", "Why.", campaign_ids=tuple(asked), turns=asked
            ),
            st.sampled_from(("Ada", "Bob", "Cyd")),
            st.sampled_from(("move", "check", "renew")),
            turns,
            st.integers(0, 99),
        ),
        st.none() | st.floats(-1e6, 1e6),
    ),
    max_size=14,
)


def opposites(found):
    """Campaigns for which one piece wants more money and another less, or a check: written anew, not asked of core."""
    return [
        campaign
        for one, other in combinations(found, 2)
        for campaign in set(one.directions) & set(other.directions)
        if {one.directions[campaign], other.directions[campaign]} in ({1, -1}, {1, 0})
    ]


@settings(max_examples=300, deadline=None)
@given(given_advice)
def test_what_stands_never_contradicts_itself_and_nothing_is_lost(found):
    agreed = agree(found)
    assert opposites(agreed.standing) == []
    assert len(agreed.standing) + len(agreed.aside) == len(found)
    # Each that was set aside would contradict something that stands, and says so.
    for one in agreed.aside:
        assert opposites([one.because, one.advice])
        assert one.campaign_id in one.advice.directions
        assert one.reason
        assert any(r.id == one.because.id and one.advice.action in r.why for r in agreed.standing)


@settings(max_examples=100, deadline=None)
@given(given_advice, st.randoms(use_true_random=False))
def test_who_stands_does_not_hang_on_who_spoke_first(found, chance):
    once = {identity(r): (r, w) for r, w in found}
    apart = [pair for k, pair in enumerate(once.values()) if pair[1] not in [p[1] for p in list(once.values())[:k]]]
    mixed = list(apart)
    chance.shuffle(mixed)
    assert {identity(r) for r in agree(apart).standing} == {identity(r) for r in agree(mixed).standing}


def test_the_rules_one_by_one():
    more = advice("move-1", money=500.0, shifts={"a": -10.0, "b": 10.0})
    less = stake("losing-1", 200.0, campaign_ids=("b",), turns={"b": -1})
    check = stake("wasted-1", 5.0, campaign_ids=("b",), turns={"b": 0})
    lower = stake("losing-2", 50.0, campaign_ids=("a",), turns={"a": -1})
    # More against less: more money stands.
    agreed = agree([(more, 500.0), (less, 200.0)])
    assert [r.id for r in agreed.standing] == ["move-1"]
    assert "asks for the opposite and is about more money" in agreed.aside[0].reason
    agreed = agree([(more, 100.0), (less, 200.0)])
    assert [r.id for r in agreed.standing] == ["losing-1"]
    assert "“Do move-1” is set aside for this." in agreed.standing[0].why
    # A check stands before more money, however much; less money goes with a check.
    agreed = agree([(more, 1e9), (check, 5.0), (lower, 50.0)])
    assert [r.id for r in agreed.standing] == ["wasted-1", "losing-2"]
    assert "“Do move-1” waits until this is done." in agreed.standing[0].why
    agreed = agree([(less, 200.0), (check, 5.0)])
    assert [r.id for r in agreed.standing] == ["losing-1", "wasted-1"]
    assert agreed.standing[0].why.endswith("First: “Do wasted-1”.")


@pytest.mark.parametrize("seed", range(6))
def test_no_contradiction_on_generated_data(seed, tmp_path):
    rng = np.random.default_rng(seed)
    made = DataGenerator(seed=seed, campaigns=int(rng.integers(3, 10)), customers=20, days=int(rng.integers(20, 90)))
    dataset, memo = made.generate(), DictMemo()
    # Somebody's tracking broke, somebody's orders shrank.
    frame = dataset.daily_metrics
    ids = sorted(frame["campaign_id"].unique())
    recent = frame["date"] > frame["date"].max() - np.timedelta64(12, "D")
    frame.loc[recent & (frame["campaign_id"] == ids[0]), ["conversions", "revenue"]] = 0.0
    frame.loc[frame["campaign_id"] == ids[-1], "revenue"] *= 0.2
    engine = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    room = AdviceRoom(
        lambda: dataset,
        lambda name, data: next(a for a in agents() if a.name == name).run(data, memo=memo),
        AdviceMemory(engine),
    )
    found = room.current()
    assert found.open
    assert opposites([item.recommendation for item in found.open]) == []
    amounts = [item.worth for item in found.open]
    known = [a for a in amounts if a is not None]
    assert amounts[: len(known)] == sorted(known, reverse=True)


def test_worth_puts_outcomes_and_stakes_into_one_money():
    dataset = DataGenerator(seed=3, campaigns=3, customers=10, days=60).generate()
    prices = prices_of(dataset)
    last = dataset.daily_metrics[
        dataset.daily_metrics["date"] > dataset.daily_metrics["date"].max() - np.timedelta64(28, "D")
    ]
    order = last["revenue"].sum() / last["conversions"].sum()
    assert prices.units["conversions"] == pytest.approx(order)
    assert worth(advice(money=100.0), prices) == 100.0
    assert worth(advice(money=10.0, effect_unit="conversions"), prices) == pytest.approx(10 * order)
    assert worth(stake("wasted-1", 80.0, chance=0.5), prices) == 40.0
    assert worth(advice(money=100.0, stake=Estimate(300.0, 0.0, 500.0)), prices) == 300.0
    assert worth(advice(money=None), prices) is None
    assert worth(advice(money=10.0, effect_unit="smiles"), prices) is None
    assert worth(advice(money=float("nan")), prices) is None
    assert Report("a", "b").recommendations == ()
