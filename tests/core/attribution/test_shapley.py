"""Shapley values against all permutations, and their properties."""

from itertools import permutations

import numpy as np
import pytest

from core.attribution import shapley
from core.attribution.shapley import STEADY, shapley_shares, teams
from tests.core.attribution.making import paths_of, random_ways


def shares(paths) -> dict[str, float]:
    made, _ = shapley_shares(teams(paths, paths.bought.astype(float)), np.ones((1, paths.groups)))
    return dict(zip(paths.names, made[0], strict=True))


def by_permutations(ways) -> dict[str, float]:
    """Each purchase by the average over all orders in which the channels of its path join, in plain Python."""
    bought: dict[frozenset, int] = {}
    every: dict[frozenset, int] = {}
    for way, won in ways:
        team = frozenset(way)
        bought[team] = bought.get(team, 0) + won
        every[team] = every.get(team, 0) + 1

    def worth(team: frozenset) -> float:
        if not team:
            return 0.0
        smaller = max(worth(team - {one}) for one in team)
        seen = every.get(team, 0)
        return max(smaller, (bought.get(team, 0) + STEADY * smaller) / (seen + STEADY))

    credit: dict[str, float] = {}
    for team, count in bought.items():
        orders = list(permutations(sorted(team)))
        for order in orders:
            joined: frozenset = frozenset()
            for one in order:
                gain = worth(joined | {one}) - worth(joined)
                credit[one] = (
                    credit.get(one, 0.0) + count * gain / len(orders) / worth(team) if count else credit.get(one, 0.0)
                )
                joined |= {one}
    total = sum(credit.values())
    return {name: one / total for name, one in credit.items()}


@pytest.mark.parametrize("seed", range(4))
def test_credit_is_the_average_over_all_orders(seed):
    ways = random_ways(seed, "abcde", 250, 5)
    assert shares(paths_of(ways)) == pytest.approx(by_permutations(ways), rel=1e-9)


def test_a_channel_that_never_helps_gets_nothing():
    """With and without "z" the same share buys; "z" alone never."""
    ways = [("a", True)] * 30 + [("a", False)] * 70 + [("b", True)] * 10 + [("b", False)] * 90
    ways += (
        [("az", True)] * 30 + [("za", False)] * 70 + [("bz", True)] * 10 + [("bz", False)] * 90 + [("z", False)] * 50
    )
    found = shares(paths_of(ways))
    # "az" is drawn towards "a" alone, whose share is itself drawn to zero by the few paths that speak against it.
    assert found["z"] == pytest.approx(0.0, abs=0.03)
    never = [(way, won) for way, won in ways if not (won and "z" in way)]
    assert shares(paths_of(never))["z"] == 0.0


def test_channels_that_always_come_together_share_equally():
    found = shares(paths_of([("ab", True)] * 20 + [("ba", False)] * 30 + [("c", True)] * 5))
    assert found["a"] == pytest.approx(found["b"])
    assert sum(found.values()) == pytest.approx(1)


def test_paths_with_many_channels_are_sampled_and_still_add_up(monkeypatch):
    ways = random_ways(7, "abcdef", 400, 6)
    exact = shares(paths_of(ways))
    monkeypatch.setattr(shapley, "EXACT", 3)
    monkeypatch.setattr(shapley, "SAMPLED_TEAM", 3)
    sampled = shares(paths_of(ways))
    assert sum(sampled.values()) == pytest.approx(1)
    assert sampled != pytest.approx(exact, rel=1e-6)
    assert sampled == pytest.approx(exact, abs=0.04)


def test_many_campaigns_on_one_path_do_not_take_forever():
    way = "".join(chr(300 + k) for k in range(150))
    found = shares(paths_of([(way, True)] * 3 + [(way[:40], False)] * 4 + [("a", True)]))
    assert sum(found.values()) == pytest.approx(1)
    assert min(found.values()) >= 0


def test_chances_that_are_kept_as_found_change_only_the_ranges(monkeypatch):
    paths = paths_of(random_ways(2, "abcd", 300, 4))
    drawn = np.vstack([np.ones(paths.groups), np.random.default_rng(0).multinomial(300, np.full(300, 1 / 300), 20)])
    sets = teams(paths, paths.bought.astype(float))
    anew, said = shapley_shares(sets, drawn)
    monkeypatch.setattr(shapley, "MOST_CELLS", 1)
    fixed, said_fixed = shapley_shares(sets, drawn)
    assert (said, said_fixed) == (True, False)
    np.testing.assert_allclose(anew[0], fixed[0])
    assert not np.allclose(anew[1:], fixed[1:])
