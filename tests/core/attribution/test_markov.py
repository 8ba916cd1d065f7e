"""The Markov chain against a published example, plain absorption probabilities and walks."""

from itertools import pairwise

import numpy as np
import pytest

from core.attribution import markov
from core.attribution.markov import chain, removal_shares
from tests.core.attribution.making import paths_of, random_ways


def shares(paths, amounts=None, order: int = 1) -> dict[str, float]:
    amounts = paths.bought.astype(float) if amounts is None else amounts
    made = removal_shares(chain(paths, amounts, order), np.ones((1, paths.groups)))
    return dict(zip(paths.names, made[0], strict=True))


def test_the_example_that_everybody_uses():
    """Bryl (2016), after Anderl et al.: lost without C1 a half, without C2 and without C3 all; so 20, 40 and 40 %."""
    found = shares(paths_of([("123", True), ("1", False), ("23", False)]))
    assert found == pytest.approx({"1": 0.2, "2": 0.4, "3": 0.4})


def chance_without(ways, removed: str, order: int) -> float:
    """Chance of a purchase where every move into a channel ends in nothing, by repeated steps in plain Python."""
    moves: dict[tuple, dict] = {}
    for way, bought in ways:
        states = ["start"]
        for place, step in enumerate(way):
            states.append(step if order == 1 else (way[place - 1] if place else "", step))
        states.append("bought" if bought else "nothing")
        for one, other in pairwise(states):
            channel = other if order == 1 or isinstance(other, str) else other[1]
            other = "nothing" if channel == removed else other
            moves.setdefault(one, {})
            moves[one][other] = moves[one].get(other, 0) + 1
    here = {"start": 1.0}
    done = 0.0
    for _ in range(3_000):
        after: dict = {}
        for state, mass in here.items():
            total = sum(moves[state].values())
            for other, count in moves[state].items():
                if other == "bought":
                    done += mass * count / total
                elif other != "nothing":
                    after[other] = after.get(other, 0.0) + mass * count / total
        here = after
    return done


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("seed", range(4))
def test_credit_is_what_is_lost_without_each_channel(order, seed):
    ways = random_ways(seed, "abcd", 120, 5)
    whole = chance_without(ways, "", order)
    lost = {name: whole - chance_without(ways, name, order) for name in "abcd"}
    expected = {name: one / sum(lost.values()) for name, one in lost.items()}
    assert shares(paths_of(ways), order=order) == pytest.approx(expected, rel=1e-6)


def test_random_walks_agree():
    ways = random_ways(9, "abc", 80, 4)
    found = shares(paths_of(ways))
    rng = np.random.default_rng(0)
    moves: dict[str, list[str]] = {}
    for way, bought in ways:
        for one, other in zip("s" + way, way + ("+" if bought else "-"), strict=True):
            moves.setdefault(one, []).append(other)

    walks, bought = [], 0
    for _ in range(20_000):
        at, met = "s", set()
        while at not in "+-":
            at = moves[at][rng.integers(len(moves[at]))]
            met.add(at)
        if at == "+":
            bought += 1
            walks.append(met)
    lost = {name: sum(name in met for met in walks) / bought for name in "abc"}
    total = sum(lost.values())
    assert found == pytest.approx({name: one / total for name, one in lost.items()}, abs=0.015)


def test_amounts_weigh_what_is_lost():
    """Two ways that never meet: with amounts, the lost value is that of each way."""
    paths = paths_of([("a", True)] * 10 + [("b", True)] * 10)
    amounts = np.where(np.array([paths.names[s] for s in paths.steps[paths.starts]]) == "a", 30.0, 10.0)
    assert shares(paths, amounts) == pytest.approx({"a": 0.75, "b": 0.25})


def test_a_chain_of_two_steps_with_too_many_states_is_left_out():
    ways = [(chr(200 + i) + chr(200 + j), True) for i in range(20) for j in range(20)]
    paths = paths_of(ways)
    assert chain(paths, paths.bought.astype(float), 2) is None
    assert chain(paths, paths.bought.astype(float), 1) is not None


def test_resamples_are_what_counting_again_gives():
    ways = random_ways(3, "abc", 60, 4)
    paths = paths_of(ways)
    rng = np.random.default_rng(0)
    drawn = rng.multinomial(paths.groups, np.full(paths.groups, 1 / paths.groups), 3).astype(float)
    made = removal_shares(chain(paths, paths.bought.astype(float)), drawn)
    texts = ["".join(paths.names[s] for s in part) for part in np.split(paths.steps, paths.starts[1:])]
    for row, weights in zip(made, drawn, strict=True):
        again = [
            (text, bool(won))
            for text, won, group in zip(texts, paths.bought, paths.group, strict=True)
            for _ in range(int(weights[group]))
        ]
        expected = shares(paths_of(again))
        assert dict(zip(paths.names, row, strict=True)) == pytest.approx(expected, rel=1e-9)


def test_many_states_give_nearly_the_ranges_of_solving_every_resample(monkeypatch):
    paths = paths_of(random_ways(4, "abcd", 900, 4))
    rng = np.random.default_rng(0)
    drawn = np.vstack([np.ones(900), rng.multinomial(900, np.full(900, 1 / 900), 200)])
    made = chain(paths, paths.bought.astype(float))
    every = removal_shares(made, drawn)
    monkeypatch.setattr(markov, "MOST_WORK", 1)
    quick = removal_shares(made, drawn)
    np.testing.assert_allclose(quick[0], every[0])
    assert np.abs(quick - every).max() < 0.2 * every[1:].std(axis=0).min()
    for a, b in zip(quick[1:].T, every[1:].T, strict=True):
        assert np.corrcoef(a, b)[0, 1] > 0.99
