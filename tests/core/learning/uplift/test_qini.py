"""The Qini curve against brute force and the bootstrap of people; targeting against closed forms."""

import numpy as np
import pytest

from core.errors import InputError
from core.learning.uplift.qini import qini
from core.learning.uplift.targeting import amount, best_target, proposed_share, target


def campaign(n: int, seed: int, treated_share: float = 0.5, money: bool = False):
    """People in order of a true effect: the first half does 0.2 more if contacted, the others nothing more."""
    rng = np.random.default_rng(seed)
    place = (rng.permutation(n) + 0.5) / n
    treated = rng.random(n) < treated_share
    chance = 0.1 + 0.2 * treated * (place < 0.5)
    outcome = (rng.random(n) < chance).astype(float)
    return place, treated, outcome * rng.exponential(50, n) if money else outcome


def brute(place, treated, outcome, share):
    """Radcliffe 2007 by counting: Y_t - Y_c N_t / N_c among people up to a share, over all contacted."""
    y_t = y_c = n_t = n_c = 0.0
    for at, is_treated, did in zip(place, treated, outcome, strict=True):
        if at < share:
            y_t, n_t = y_t + did * is_treated, n_t + is_treated
            y_c, n_c = y_c + did * (not is_treated), n_c + (not is_treated)
    return (y_t - y_c * n_t / n_c) / treated.sum()


@pytest.mark.parametrize("treated_share", [0.5, 0.2])
@pytest.mark.parametrize("money", [False, True])
def test_the_curve_is_that_of_brute_force(treated_share: float, money: bool) -> None:
    place, treated, outcome = campaign(2_000, 1, treated_share, money)
    curve = qini(place, treated, outcome)
    assert len(curve.share) == 101
    for at in (10, 37, 50, 88, 100):
        assert curve.gain[at] == pytest.approx(brute(place, treated, outcome, curve.share[at]), abs=1e-12)
    assert curve.effect.mean == pytest.approx(outcome[treated].mean() - outcome[~treated].mean())
    steps = [(curve.gain[i] + curve.gain[i + 1]) / 2 - (curve.share[i] + 0.005) * curve.gain[-1] for i in range(100)]
    assert curve.coefficient.mean == pytest.approx(np.mean(steps))


@pytest.mark.parametrize("money", [False, True])
def test_the_interval_is_that_of_people_drawn_anew(money: bool) -> None:
    place, treated, outcome = campaign(3_000, 2, money=money)
    curve = qini(place, treated, outcome)
    rng = np.random.default_rng(0)
    areas, gains = [], []
    for _ in range(150):
        rows = np.concatenate([rng.choice(np.flatnonzero(arm), arm.sum()) for arm in (treated, ~treated)])
        drawn = qini(place[rows], treated[rows], outcome[rows])
        areas.append(drawn.coefficient.mean)
        gains.append(drawn.gain[50])
    for found, wanted in (
        (curve.coefficient.upper - curve.coefficient.lower, np.subtract(*np.quantile(areas, [0.975, 0.025]))),
        (curve.upper[50] - curve.lower[50], np.subtract(*np.quantile(gains, [0.975, 0.025]))),
    ):
        # Both widths are of 150 and 400 draws: the first is known to about one part in ten.
        assert found == pytest.approx(wanted, rel=0.3)


@pytest.mark.slow
def test_the_interval_of_the_coefficient_holds_the_truth_at_its_level() -> None:
    """The true curve rises to 0.1 at one half and stays there: the area above chance is 0.025."""
    inside = sum(
        one.lower <= 0.025 <= one.upper for one in (qini(*campaign(3_000, s), seed=s).coefficient for s in range(150))
    )
    assert inside / 150 == pytest.approx(0.95, abs=0.054)


@pytest.mark.slow
def test_an_order_by_chance_is_seldom_called_better() -> None:
    better = 0
    for seed in range(150):
        place, treated, outcome = campaign(2_000, seed)
        shuffled = np.random.default_rng(seed).permutation(place)
        better += qini(shuffled, treated, outcome, seed=seed).coefficient.lower > 0
    assert better / 150 < 0.025 + 3 * np.sqrt(0.025 * 0.975 / 150)


def test_what_a_share_brings() -> None:
    curve = qini(*campaign(60_000, 5))
    found = target(curve, 0.5)
    assert found.extra.mean == pytest.approx(100, rel=0.1)
    assert found.extra.lower < found.extra.mean < found.extra.upper
    assert found.random.mean == pytest.approx(found.extra.mean / 2, rel=0.1)
    assert found.part is not None
    assert found.part.mean == pytest.approx(1, abs=0.06)
    assert target(curve, 0.5, cost=0.05, value=2).net.mean == pytest.approx(2 * found.extra.mean - 25)
    assert 0.4 <= proposed_share(curve) <= 0.6


def test_the_best_share_follows_cost_and_value() -> None:
    curve = qini(*campaign(60_000, 6))
    best = best_target(curve, cost=0.1, value=1.0)
    # The first half brings 0.2 a contact, twice what it costs; the second half nothing.
    assert best.target.share == pytest.approx(0.5, abs=0.05)
    assert best.lower <= 0.5 <= best.upper
    assert best.target.net.mean == pytest.approx(50, abs=10)
    assert best.everybody.net.mean == pytest.approx(0, abs=10)
    assert best.beats > 0.99
    assert best_target(curve, cost=5.0, value=1.0).target.share == 0
    # The second half brings nothing that is known: free contacts of all are as good as of half.
    assert best_target(curve, cost=0.0001, value=1.0).upper > 0.9


def test_the_best_of_noise_is_not_sold_as_a_gain() -> None:
    """Where contacting brings exactly its cost every share is worth nothing, though the best estimate seems a gain."""
    gains, raw = [], []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        treated = rng.random(2_000) < 0.5
        outcome = (rng.random(2_000) < 0.1 + 0.1 * treated).astype(float)
        curve = qini(rng.random(2_000), treated, outcome, seed=seed)
        best = best_target(curve, cost=0.1, value=1.0)
        gains.append(best.target.net.mean)
        raw.append(max(best.net))
    assert abs(np.mean(gains)) < 0.6 * np.mean(raw)


def test_a_campaign_without_effect_has_no_parts() -> None:
    rng = np.random.default_rng(3)
    curve = qini(rng.random(1_000), rng.random(1_000) < 0.5, (rng.random(1_000) < 0.2).astype(float))
    assert curve.effect.lower < 0
    assert target(curve, 0.3).part is None


def test_typed_figures() -> None:
    assert amount(" 0,5 ", "it", 1) == 0.5
    assert amount("40 %", "it", 1, 100) == 40
    assert (amount("", "it", 1), amount(None, "it", 7)) == (1, 7)
    for wrong in ("x", "-1", "nan", "inf", "1e400", "9" * 500, [], True, "101"):
        with pytest.raises(InputError, match="Type it as a number"):
            amount(wrong, "it", 1, 100)
