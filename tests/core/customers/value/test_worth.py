"""Value of customers who were drawn: means and ranges against what they brought afterwards, and against brute force."""

import numpy as np
import pytest

from core.customers import customer_value
from core.customers.value.fitting import draws_of
from core.customers.value.spread import Spread, ranges
from core.customers.value.surface import by_age
from core.customers.value.worth import DRAWS, WEEKS_A_MONTH, gamma_range
from tests.core.customers.value.public import KNOWN_BGNBD, KNOWN_PARETO, KNOWN_SPEND, drawn, histories_of

YEAR = 12 * WEEKS_A_MONTH


@pytest.fixture(scope="module")
def known():
    histories, later, brought = drawn(7, 4000, ahead=YEAR)
    return histories, later, brought, customer_value(histories, discount=0.0)


def test_ranges_hold_as_many_customers_as_they_say(known) -> None:
    _, _, brought, found = known
    inside = (brought >= found.lower) & (brought <= found.upper)
    assert inside.mean() == pytest.approx(0.80, abs=0.025)
    open_ended = found.nothing < 0.8
    assert inside[open_ended].mean() == pytest.approx(0.80, abs=0.025)
    assert (found.upper[~open_ended] == 0).all()
    assert (brought == 0).mean() == pytest.approx(found.nothing.mean(), abs=0.02)


def test_sums_come_out(known) -> None:
    """Within three standard deviations of what the range says: a single draw of the world."""
    histories, later, brought, found = known
    wide = found.total
    spread = (wide.upper - wide.lower) / 2.563
    assert brought.sum() == pytest.approx(wide.mean, abs=3 * spread)
    assert spread < 0.1 * wide.mean
    assert later.sum() == pytest.approx(found.expected_purchases.sum(), rel=0.12)
    assert found.value.sum() == pytest.approx(wide.mean)
    frequent = histories.frequency > 3
    part = found.total_of(frequent)
    assert part.customers == frequent.sum()
    assert part.mean == pytest.approx(found.value[frequent].sum())
    assert part == found.total_of(np.flatnonzero(frequent))
    assert found.total_of(np.zeros(len(found), bool)).mean == 0


def test_sums_are_less_certain_than_chance_alone_says(known) -> None:
    """Parameters are not known either: their draws add to the chance of the customers."""
    _, _, _, found = known
    alone = gamma_range(found.total.mean, float(found.parts.variance.sum()), 0.8)
    assert found.total.lower < alone[0] < alone[1] < found.total.upper


def test_discount_and_months() -> None:
    histories, _, _ = drawn(8, 500)
    plain = customer_value(histories, discount=0.0)
    later = customer_value(histories, discount=0.10)
    share = later.value / plain.value
    # All of it at the first day would count fully, all of it after a year 1 / 1.1.
    assert (share < 1).all()
    assert (share > 1 / 1.1).all()
    assert share.mean() == pytest.approx(1.1**-0.48, abs=0.01)
    half = customer_value(histories, months=6, discount=0.0)
    assert (half.value < plain.value).all()
    assert plain.horizon == pytest.approx(365.25 / 7)


@pytest.mark.parametrize("model", [KNOWN_BGNBD, KNOWN_PARETO])
def test_ranges_are_those_of_brute_force(model) -> None:
    x, last, age, value = (
        np.array(one, float)
        for one in zip((0, 0, 10, 0), (1, 20, 30, 20), (5, 35, 39, 40), (60, 38, 38.9, 30), strict=True)
    )  # fmt: skip
    nothing, lower, upper = ranges(Spread([model, model], [KNOWN_SPEND, KNOWN_SPEND], YEAR, 0.8), x, last, age)
    mean = KNOWN_SPEND.expected_spend(x, value)
    rng, people = np.random.default_rng(0), 60_000
    for one in range(len(x)):
        alive = rng.random(people) < model.chance_alive(x[one], last[one], age[one])
        rate = rng.gamma(model.r + x[one], 1 / (model.alpha + age[one]), people)
        if model is KNOWN_BGNBD:
            leave = np.maximum(rng.beta(model.a, model.b + x[one], people), 1e-12)
            count = alive * np.minimum(rng.poisson(rate * YEAR), rng.geometric(leave))
        else:
            leave = rng.gamma(model.s, 1 / (model.beta + age[one]), people)
            count = alive * rng.poisson(rate * np.minimum(YEAR, rng.exponential(1 / leave)))
        nu = rng.gamma(KNOWN_SPEND.q + KNOWN_SPEND.p * x[one], 1 / (KNOWN_SPEND.v + x[one] * value[one]), people)
        spent = np.where(count > 0, rng.gamma(KNOWN_SPEND.p * np.maximum(count, 1), 1 / nu), 0.0)
        inside = (spent >= lower[one] * mean[one]) & (spent <= upper[one] * mean[one])
        assert nothing[one] == pytest.approx((count == 0).mean(), abs=0.01)
        assert inside.mean() == pytest.approx(max(0.8, nothing[one]), abs=0.02)
        assert count.mean() == pytest.approx(
            float(model.expected_purchases(YEAR, x[one], last[one], age[one])), rel=0.03
        )


def test_values_between_ages_are_exact_enough() -> None:
    rng = np.random.default_rng(0)
    x, age = rng.integers(0, 5, 3000).astype(float), rng.uniform(0, 104, 3000)
    for model in (KNOWN_BGNBD, KNOWN_PARETO):
        direct = model.expected_if_alive(52.0, x, age)
        read = by_age(lambda f, a, one=model: one.expected_if_alive(52.0, f, a), x, age, model.shift)
        assert read == pytest.approx(direct, rel=1e-6)


def test_pareto_nbd_gives_much_the_same_value() -> None:
    histories, _, _ = drawn(9, 600)
    one, other = customer_value(histories), customer_value(histories, model="pareto_nbd")
    assert other.fitted.name == "Pareto/NBD"
    assert other.total.mean == pytest.approx(one.total.mean, rel=0.25)
    assert np.corrcoef(one.value, other.value)[0, 1] > 0.93


def test_the_same_seed_gives_the_same_value() -> None:
    histories, _, _ = drawn(10, 300)
    one, other = customer_value(histories, seed=4), customer_value(histories, seed=4)
    assert (one.lower == other.lower).all()
    assert one.total == other.total


def test_a_month_counts_by_its_middle() -> None:
    histories, _, _ = drawn(8, 500)
    plain, later = (customer_value(histories, months=1, discount=rate) for rate in (0.0, 0.21))
    assert later.value == pytest.approx(plain.value * 1.21 ** (-1 / 24))


def test_few_draws_have_the_covariance_that_is_wanted() -> None:
    rng = np.random.default_rng(4)
    root = rng.normal(size=(4, 4))
    middle, wanted = rng.normal(size=4), root @ root.T
    for seed in range(5):
        logs = np.log(draws_of(middle, wanted, 40, seed))
        assert logs.mean(axis=0) == pytest.approx(middle)
        assert (logs - middle).T @ (logs - middle) / 40 == pytest.approx(wanted)


def test_the_spread_of_a_sum_over_draws_is_that_of_customers_one_by_one() -> None:
    """Half of the customers are twins of others, so that a history stands for several."""
    once, _, _ = drawn(9, 300)
    columns = (np.repeat(one, 2) for one in (once.frequency, once.recency, once.age, once.mean_value))
    histories = histories_of(*columns)
    found = customer_value(histories, discount=0.0)
    sums = []
    for buying, spending in zip(found.fitted.draws(DRAWS, 0), found.spend.draws(DRAWS, 1), strict=True):
        model, spend = found.fitted.at(buying), found.spend.at(spending)
        bought = model.expected_purchases(found.horizon, histories.frequency, histories.recency, histories.age)
        sums.append((bought * spend.expected_spend(histories.frequency, histories.mean_value)).sum())
    variance = float(np.var(sums, ddof=1) + found.parts.variance.sum())
    lower, upper = gamma_range(found.total.mean, variance, 0.8)
    assert (found.total.lower, found.total.upper) == pytest.approx((lower, upper), rel=2e-3)
