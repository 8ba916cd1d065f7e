"""Group sequential bounds against published tables and against the multivariate normal distribution of scipy."""

import math

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from core.errors import InputError
from core.experiments.sequential.group_sequential import classical, group_sequential
from core.experiments.sequential.group_sequential_stop import at_stop, operate, repeated_interval
from core.experiments.sequential.spending import spent


@pytest.mark.parametrize(
    ("looks", "alpha", "pocock", "obrien_fleming"),
    [  # Jennison and Turnbull 2000, tables 2.1 and 2.3
        (2, 0.05, 2.178, 1.977),
        (3, 0.05, 2.289, 2.004),
        (4, 0.05, 2.361, 2.024),
        (5, 0.05, 2.413, 2.040),
        (10, 0.05, 2.555, 2.087),
        (20, 0.05, 2.672, 2.126),
        (5, 0.10, 2.122, 1.751),
    ],
)
def test_classical_constants_are_the_published_ones(
    looks: int, alpha: float, pocock: float, obrien_fleming: float
) -> None:
    flat, steep = classical(looks, alpha=alpha, kind="pocock"), classical(looks, alpha=alpha)
    assert flat.upper == pytest.approx([pocock] * looks, abs=6e-4)
    assert steep.upper == pytest.approx([obrien_fleming * math.sqrt(looks / (k + 1)) for k in range(looks)], rel=4e-4)
    assert flat.spent[-1] == pytest.approx(alpha, abs=1e-8)


@pytest.mark.parametrize(
    ("kind", "power", "inflation", "expected"),
    [  # Jennison and Turnbull 2000, tables 2.2, 2.4, 2.7 and 2.8: five looks, two-sided error of 5 %
        ("pocock", 0.8, 1.229, None),
        ("pocock", 0.9, 1.207, 0.685),
        ("obrien-fleming", 0.8, 1.028, None),
        ("obrien-fleming", 0.9, 1.026, 0.750),
    ],
)
def test_inflation_and_expected_people_are_the_published_ones(
    kind: str, power: float, inflation: float, expected: float | None
) -> None:
    design = classical(5, kind=kind, power=power)
    assert design.inflation == pytest.approx(inflation, abs=6e-4)
    assert operate(design, design.drift).power == pytest.approx(power, abs=1e-6)
    if expected is not None:
        assert operate(design, design.drift).expected * design.inflation == pytest.approx(expected, abs=6e-4)


def test_spending_bounds_are_the_published_ones() -> None:
    # Lan and DeMets 1983; the figures stand in Jennison and Turnbull 2000 and in the manual of every package.
    assert group_sequential(5).upper == pytest.approx([4.877, 3.357, 2.680, 2.290, 2.031], abs=6e-4)
    assert group_sequential(5, spending="pocock").upper == pytest.approx([2.438, 2.427, 2.410, 2.397, 2.386], abs=6e-4)


def test_futility_bounds_are_those_of_gsdesign() -> None:
    # The example of the manual of gsDesign (Anderson): 90 % power, one-sided 2.5 %, Hwang-Shih-DeCani -4 and -2.
    design = group_sequential(
        3,
        alpha=0.025,
        sides=1,
        spending="hwang-shih-decani",
        power=0.9,
        futility="hwang-shih-decani",
        futility_shape=-2,
    )
    assert design.upper == pytest.approx([3.01, 2.55, 2.00], abs=6e-3)
    assert design.futility == pytest.approx([-0.24, 0.94, 2.00], abs=6e-3)
    assert design.inflation == pytest.approx(1.07, abs=6e-4)
    gone = operate(design, design.drift)
    assert gone.power == pytest.approx(0.9, abs=1e-6)
    assert np.cumsum(gone.futility)[1] == pytest.approx(0.0148 + 0.0289, abs=1e-4)
    # Not binding: the error of those who go on is the one allowed.
    assert operate(design, 0.0, stop_for_futility=False).power == pytest.approx(0.025, abs=1e-7)


@pytest.mark.parametrize("spending", ["obrien-fleming", "pocock", "power", "hwang-shih-decani"])
@pytest.mark.parametrize("sides", [1, 2])
def test_unequal_looks_spend_what_they_may(spending: str, sides: int) -> None:
    looks = (0.15, 0.5, 0.62, 1.0)
    design = group_sequential(looks, spending=spending, sides=sides, alpha=0.05)
    covariance = np.array([[math.sqrt(min(a, b) / max(a, b)) for a in looks] for b in looks])
    for until in (2, 3, 4):
        upper = np.array(design.upper[:until])
        # Beyond nine standard deviations the integration of scipy has nothing to do.
        lower = np.maximum(np.array(design.lower[:until]), -9.0)
        inside = multivariate_normal.cdf(
            np.minimum(upper, 9.0), cov=covariance[:until, :until], lower_limit=lower, maxpts=400_000, abseps=1e-7
        )
        assert 1 - inside == pytest.approx(design.spent[until - 1], abs=3e-5)
        assert design.spent[until - 1] == pytest.approx(sides * spent(looks[until - 1], 0.05 / sides, spending))


def test_chances_under_a_drift_are_those_of_the_normal_distribution() -> None:
    looks = (0.3, 0.55, 1.0)
    design = group_sequential(looks, power=0.8)
    gone = operate(design, 2.4)
    mean = 2.4 * np.sqrt(looks)
    covariance = np.array([[math.sqrt(min(a, b) / max(a, b)) for a in looks] for b in looks])
    # Crossing at the second look: between the bounds at the first, above at the second.
    first = multivariate_normal(mean[:2], covariance[:2, :2])
    reached = norm.cdf(design.upper[0] - mean[0]) - norm.cdf(design.lower[0] - mean[0])
    stayed = first.cdf(np.array([design.upper[0], design.upper[1]]), lower_limit=np.array([design.lower[0], -9.0]))
    assert gone.benefit[1] == pytest.approx(reached - stayed, abs=1e-6)
    assert gone.benefit[0] == pytest.approx(norm.sf(design.upper[0] - mean[0]), abs=1e-9)


@pytest.mark.parametrize("part", [1.0, 0.0, -0.7])
def test_a_simulated_test_stops_as_foretold(part: float) -> None:
    design = group_sequential(6, spending="pocock", power=0.8, futility="obrien-fleming")
    drift = part * design.drift
    rng = np.random.default_rng(5)
    steps = rng.normal(drift / 6, math.sqrt(1 / 6), (40_000, 6))
    z = np.cumsum(steps, axis=1) / np.sqrt(np.array(design.information))
    up, low = z >= np.array(design.upper), z <= np.array(design.lower)
    futile = (z <= np.array(design.futility)) & ~low
    futile[:, -1] = False
    out = up | low | futile
    stop = np.where(out.any(axis=1), out.argmax(axis=1), 5)
    found = operate(design, drift)
    for seen, foretold in ((up, found.benefit), (low, found.harm), (futile, found.futility)):
        chances = [(seen[np.arange(40_000), stop] & (stop == look)).mean() for look in range(6)]
        assert chances == pytest.approx(foretold, abs=0.008)
    assert (stop + 1).mean() / 6 == pytest.approx(found.expected, abs=0.005)
    if part == 1:
        assert found.power == pytest.approx(0.8, abs=1e-6)


def test_many_looks_close_to_each_other_keep_the_error() -> None:
    design = group_sequential(60, spending="pocock")
    rng = np.random.default_rng(6)
    z = np.cumsum(rng.normal(0, 1, (40_000, 60)), axis=1) / np.sqrt(np.arange(1, 61))
    crossed = (np.abs(z) >= np.array(design.upper)).any(axis=1).mean()
    assert crossed == pytest.approx(0.05, abs=0.004)


def test_figures_at_a_stop() -> None:
    one = at_stop(group_sequential(1), 0, 1.96)
    # One look is an ordinary test.
    assert one.p_value == pytest.approx(2 * norm.sf(1.96))
    assert (one.estimate, one.interval.lower) == (pytest.approx(1.96), pytest.approx(1.96 - 1.959964, abs=1e-5))
    design = classical(5, kind="pocock", power=0.9)
    stop = at_stop(design, 2, 2.7, level=0.9)
    noise = np.cumsum(np.random.default_rng(7).normal(0, math.sqrt(0.2), (100_000, 5)), axis=1)
    for drift, chance in ((stop.interval.lower, 0.05), (stop.estimate, 0.5), (stop.interval.upper, 0.95)):
        # Under the ends of the interval an outcome at least as strong is as rare as it should be.
        z = (noise + drift * np.array(design.information)) / np.sqrt(design.information)
        out = np.abs(z) >= np.array(design.upper)
        look = np.where(out.any(axis=1), out.argmax(axis=1), 4)
        upwards = z[np.arange(len(z)), look] > 0
        stronger = ((look < 2) & upwards) | ((look >= 2) & (z[:, 2] >= 2.7))
        assert stronger.mean() == pytest.approx(chance, abs=0.005)
    crossing = at_stop(design, 2, design.upper[2])
    # At the bound the p-value of the order of looks is what was spent until there.
    assert crossing.p_value == pytest.approx(design.spent[2], abs=1e-6)
    again = repeated_interval(design, 2, 0.1, 0.02)
    assert (again.lower, again.upper) == (pytest.approx(0.1 - 2.413 * 0.02, abs=1e-4), pytest.approx(0.14826, abs=1e-4))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: group_sequential(0),
        lambda: group_sequential(5_000),
        lambda: group_sequential([0.5, 0.5, 1]),
        lambda: group_sequential([]),
        lambda: group_sequential([0.5, math.nan]),
        lambda: group_sequential(5, alpha=0),
        lambda: group_sequential(5, sides=3),
        lambda: group_sequential(5, spending="wishful"),
        lambda: group_sequential(5, futility="pocock"),
        lambda: group_sequential(5, power=0.01),
        lambda: group_sequential([0.3, 0.6], power=0.8, futility="pocock"),
        lambda: classical(5, kind="haybittle"),
        lambda: spent(-0.1, 0.05),
        lambda: at_stop(group_sequential(3), 3, 2.0),
        lambda: at_stop(group_sequential(3), 1, math.nan),
    ],
)
def test_what_cannot_be_is_refused_in_words(wrong: object) -> None:
    with pytest.raises(InputError, match=r"\w.*\."):
        wrong()  # type: ignore[operator]
