"""The stopping rule against simulated endings, and its answers on both sides."""

import math

import numpy as np
import pytest

from core.errors import InputError
from core.experiments.compare.effect import Interval
from core.experiments.sequential.confidence_sequences import half_width, mixture_scale
from core.experiments.sequential.stopping import conditional_power, decide, people_until, predictive_power

WIDE = Interval(-1.0, 1.0)


@pytest.mark.parametrize(
    ("z", "share", "drift", "bound"), [(1.2, 0.4, 2.8, 2.0), (-0.5, 0.7, 1.0, 1.96), (2.0, 0.9, 0, 2.2)]
)
def test_chances_of_the_end_are_those_of_simulated_endings(z: float, share: float, drift: float, bound: float) -> None:
    rng = np.random.default_rng(3)
    rest = rng.normal(drift * (1 - share), math.sqrt(1 - share), 400_000)
    assert conditional_power(z, share, drift, bound) == pytest.approx(
        (z * math.sqrt(share) + rest > bound).mean(), abs=3e-3
    )
    drifts = rng.normal(z / math.sqrt(share), 1 / math.sqrt(share), 400_000)
    mixed = rng.normal(drifts * (1 - share), math.sqrt(1 - share))
    assert predictive_power(z, share, bound) == pytest.approx((z * math.sqrt(share) + mixed > bound).mean(), abs=3e-3)


def test_at_the_end_the_chance_is_what_happened() -> None:
    assert (conditional_power(2.1, 1.0, 0, 2.0), predictive_power(1.9, 1.2, 2.0)) == (1.0, 0.0)


def test_people_until_the_safe_interval_leaves_zero() -> None:
    rho = mixture_scale(10_000)
    needed = people_until(0.02, 0.015, 4_000, rho=rho, level=0.95)
    assert needed is not None
    error = 0.015 * math.sqrt(4_000 / needed)
    assert half_width(error, needed, rho=rho) == pytest.approx(0.02, rel=1e-3)
    assert people_until(1e-6, 0.015, 4_000, rho=rho, level=0.95) is None
    assert people_until(0.5, 0.015, 4_000, rho=rho, level=0.95) == 4_000


def test_each_answer_of_the_rule() -> None:
    def state(estimate: float, safe: Interval, **more: object) -> str:
        given = {"bound": 2.0, "people": 10_000, "smallest": 0.05} | more
        return decide(estimate, 0.02, 5_000, safe, **given).state  # type: ignore[arg-type]

    assert state(0.09, Interval(0.01, 0.17)) == "benefit"
    assert state(-0.09, Interval(-0.17, -0.01)) == "harm"
    assert state(0.03, WIDE) == "go on"
    assert state(0.0, Interval(-0.04, 0.04)) == "futility"  # nothing useful is likely any more
    assert state(-0.04, WIDE) == "futility"  # the chance to prove a useful effect is gone
    assert state(0.03, WIDE, futility=1.6) == "futility"  # z is 1.5
    assert state(0.03, WIDE, futility=1.4) == "go on"
    assert state(-0.04, WIDE, smallest=None) == "go on"
    assert state(0.03, WIDE, people=5_000) == "undecided"
    assert state(0.03, WIDE, people=None) == "go on"
    assert state(0.09, Interval(0.01, 0.17), enough=False) == "too early"


def test_what_is_left_is_said() -> None:
    found = decide(0.03, 0.02, 5_000, WIDE, bound=2.0, people=12_000, smallest=0.05, needed=9_000.2)
    assert (found.people_left, found.people_needed, found.share) == (7_000, 4_001, pytest.approx(5 / 12))
    assert found.conditional_power == pytest.approx(
        conditional_power(1.5, 5 / 12, 0.05 / (0.02 * math.sqrt(5 / 12)), 2.0)
    )
    assert not found.stop
    with pytest.raises(InputError):
        decide(0.1, 0.1, 0, WIDE, bound=2)
