"""Keeping the total: for many random plans the sum stays to the cent, and no limit or lock is broken."""

import numpy as np
import pytest

from core.allocation import allocate
from core.curves import mean_curve
from tests.browser.budget_scripts import PARSE, as_text, random_planner, run, scripts

__all__ = ["scripts"]

WALK = """
const scratch = new Float64Array(curves.draws);
const value = (j, cents) => page.math.outcomeDraws(curves, j, cents / 100, scratch);
return cases.map((one) => {
  const gesture = new page.split.Gesture({ ...one, value, size: one.spend });
  return { reach: gesture.reach(), plans: one.to.map((amount) => gesture.at(amount)) };
});"""


def cases(rng: np.random.Generator, campaigns: int, count: int) -> list[dict]:
    """Random plans, limits and locks in cents, with a walk of one campaign that ends where it started."""
    made = []
    for k in range(count):
        spend = np.round(rng.lognormal(12, 1.5, campaigns)).astype(int)
        spend[rng.random(campaigns) < 0.1] = 0
        lower = (spend * rng.uniform(0, 1, campaigns) * (rng.random(campaigns) < 0.6)).astype(int)
        upper = spend + (rng.lognormal(12, 1.5, campaigns) * (rng.random(campaigns) < 0.8)).astype(int)
        moved = int(rng.integers(campaigns))
        locked = rng.random(campaigns) < 0.25
        locked[moved] = False
        to = (rng.uniform(-0.2, 1.3, 8) * upper[moved]).astype(int).tolist()
        made.append(
            {
                "spend": spend.tolist(),
                "lower": lower.tolist(),
                "upper": upper.tolist(),
                "locked": locked.tolist(),
                "moved": moved,
                "keep": k % 5 != 0,
                "mode": ("next", "proportion")[k % 2],
                "to": [*to, to[0], int(spend[moved])],
            }
        )
    return made


def test_total_limits_and_locks_hold_wherever_a_slider_goes(scripts):
    rng = np.random.default_rng(5)
    planner = random_planner(rng, 7, 40)
    asked = cases(rng, 7, 300)
    for one, answer in zip(asked, run(scripts, PARSE + WALK, file=as_text(planner), cases=asked), strict=True):
        spend, lower, upper, locked = (np.array(one[k]) for k in ("spend", "lower", "upper", "locked"))
        i, (low, high) = one["moved"], answer["reach"]
        others_give = np.where(locked, 0, spend - lower)
        others_take = np.where(locked, 0, upper - spend)
        others_give[i] = others_take[i] = 0
        if one["keep"]:
            assert [low, high] == [
                max(lower[i], spend[i] - others_take.sum()),
                min(upper[i], spend[i] + others_give.sum()),
            ]
        for to, plan in zip(one["to"], map(np.array, answer["plans"]), strict=True):
            assert (plan == np.round(plan)).all()
            assert plan[i] == np.clip(to, low, high)
            assert (plan[locked] == spend[locked]).all()
            assert ((plan >= lower) & (plan <= upper))[~locked].all()
            others = np.arange(len(plan)) != i
            if one["keep"]:
                assert plan.sum() == spend.sum()
                # Nobody gets while another gives: that would be a second decision.
                change = (plan - spend)[others]
                assert not ((change > 0).any() and (change < 0).any())
            else:
                assert (plan[others] == spend[others]).all()
        assert answer["plans"][-2] == answer["plans"][0], "the same position is the same plan"
        assert answer["plans"][-1] == one["spend"], "back at the start is the plan at the start"


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("forms", [("hill",), ("tanh", "root", "hill")], ids="+".join)
def test_taking_where_the_next_step_costs_least_loses_as_little_as_possible(scripts, seed, forms):
    """With concave curves the exact optimizer says how little the others can lose; steps of 2 % come close."""
    rng = np.random.default_rng(seed)
    planner = random_planner(rng, 6, 30, concave=True, forms=forms)
    spend = np.round(planner.today + 500, 2)
    moved, upper = 0, spend * 3
    for mode, sign in (("next", 1), ("next", -1), ("proportion", 1)):
        amount = 0.5 * (spend[1:].sum() if sign > 0 else spend[0])
        case = {
            "spend": np.round(spend * 100).tolist(),
            "lower": [0] * 6,
            "upper": np.round(np.where(np.arange(6) == 0, 100, 3) * spend * 100).tolist(),
            "locked": [False] * 6,
            "moved": moved,
            "keep": True,
            "mode": mode,
            "to": [round((spend[0] + sign * amount) * 100)],
        }
        answer = run(scripts, PARSE + WALK, file=as_text(planner), cases=[case])[0]["plans"][0]
        others = np.array(answer)[1:] / 100

        def outcome(amounts: np.ndarray) -> float:
            return sum(float(mean_curve(c, x)) for c, x in zip(planner.curves[1:], amounts, strict=True))

        best = allocate(
            planner.curves[1:],
            float(others.sum()),
            np.zeros(5) if sign > 0 else spend[1:],
            spend[1:] if sign > 0 else upper[1:],
        )
        lost, least = (abs(outcome(spend[1:]) - o) for o in (outcome(others), best.outcome))
        if mode == "next":
            assert outcome(others) == pytest.approx(best.outcome, rel=2e-4), (lost, least)
        else:
            np.testing.assert_allclose(others / spend[1:], others.sum() / spend[1:].sum(), atol=1e-3)
            assert outcome(others) < best.outcome


def test_proportional_shares_follow_the_size_until_somebody_is_full(scripts):
    code = "return page.split.proportional(amount, weight, room);"
    assert run(scripts, code, amount=1000, weight=[1, 3, 0], room=[5000, 5000, 5000]) == [250, 750, 0]
    assert run(scripts, code, amount=1000, weight=[1, 3, 0], room=[5000, 600, 5000]) == [400, 600, 0]
    assert run(scripts, code, amount=1001, weight=[1, 1], room=[900, 900]) in ([501, 500], [500, 501])
    assert run(scripts, code, amount=1000, weight=[0, 0], room=[5000, 300]) == [700, 300]
    assert run(scripts, code, amount=1000, weight=[1, 0], room=[400, 5000]) == [400, 600]


def test_a_total_is_reached_to_the_cent_or_refused(scripts):
    code = """
    const start = { spend: [30000, 20000, 10000], lower: [10000, 0, 0], upper: [90000, 40000, 10000],
      locked: [false, false, true], size: [30000, 20000, 10000], mode, value: (j, x) => Math.sqrt(x) };
    const plan = (total) => page.split.withTotal(start, total);
    return [plan(75001), plan(140000), plan(140001), plan(20000), plan(19999)];"""
    for mode in ("next", "proportion"):
        some, most, too_much, least, too_little = run(scripts, code, mode=mode)
        assert sum(some) == 75001
        assert some[2] == 10000
        assert most == [90000, 40000, 10000]
        assert least == [10000, 0, 10000]
        assert too_much is None
        assert too_little is None
