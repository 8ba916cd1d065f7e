"""Likelihoods and their gradients against brute-force integrals and numeric derivatives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import beta as beta_function
from scipy.special import gamma, hyp2f1

from core.customers.value.bgnbd import BgNbdLikelihood
from core.customers.value.gamma_gamma import GammaGammaLikelihood
from core.customers.value.pareto_likelihood import ParetoNbdLikelihood, left_before
from core.customers.value.pareto_nbd import ParetoNbd
from core.customers.value.unique_rows import unique_rows
from tests.core.customers.value.public import KNOWN_BGNBD, KNOWN_PARETO

HISTORIES = ((0.0, 0.0, 5.0), (1.0, 3.0, 6.0), (3.0, 7.0, 7.5), (2.0, 1.0, 30.0))


def rows_of(*histories, weights=None):
    x, last, age = (np.array(one, float) for one in zip(*histories, strict=True))
    return unique_rows(x, last, age, np.ones(len(x)) if weights is None else np.asarray(weights, float))


def one_likelihood(kind, history, parameters):
    """Likelihood of one history in weeks: the rows are scaled to a mean age of one."""
    rows = rows_of(history)
    r, alpha, one, two = parameters
    scaled = [r, alpha / rows.scale, one, two / rows.scale if kind is ParetoNbdLikelihood else two]
    return np.exp(-kind(rows)(np.log(scaled))[0] - history[0] * np.log(rows.scale))


def density(shape, scale):
    return lambda rate: scale**shape * rate ** (shape - 1) * np.exp(-scale * rate) / gamma(shape)


def over_logs(low, high):
    """Trapezoids in the logarithm, which converge fast for densities like these."""
    logs = np.linspace(low, high, 900)
    return np.exp(logs), np.exp(logs) * (logs[1] - logs[0])


@pytest.mark.parametrize("history", HISTORIES)
def test_bgnbd_is_the_mixture_over_customers(history) -> None:
    x, last, age = history
    r, alpha, a, b = 1.4, 3.0, 1.3, 2.2
    rate, steps = over_logs(-25, 4)
    odds, widths = (one[:, None] for one in over_logs(-25, 25))
    leave, stay, widths = odds / (1 + odds), 1 / (1 + odds), widths / (1 + odds) ** 2
    own = stay**x * rate**x * np.exp(-rate * age)
    if x:
        own = own + leave * stay ** (x - 1) * rate**x * np.exp(-rate * last)
    mixed = own * density(r, alpha)(rate) * leave ** (a - 1) * stay ** (b - 1) / beta_function(a, b)
    whole = (mixed * steps * widths).sum()
    assert one_likelihood(BgNbdLikelihood, history, (r, alpha, a, b)) == pytest.approx(whole, rel=1e-9)


@pytest.mark.parametrize("history", HISTORIES)
@pytest.mark.parametrize("scales", [(3.0, 4.0), (4.0, 3.0)])
def test_pareto_nbd_is_the_mixture_over_customers(history, scales) -> None:
    x, last, age = history
    r, s = 1.4, 1.6
    rate, steps = over_logs(-25, 4)
    leave, widths = (one[:, None] for one in over_logs(-25, 4))
    own = rate**x / (rate + leave)
    own = own * (leave * np.exp(-(rate + leave) * last) + rate * np.exp(-(rate + leave) * age))
    whole = (own * density(r, scales[0])(rate) * density(s, scales[1])(leave) * steps * widths).sum()
    found = one_likelihood(ParetoNbdLikelihood, history, (r, scales[0], s, scales[1]))
    assert found == pytest.approx(whole, rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    logs=st.lists(st.floats(-3, 3), min_size=4, max_size=4),
    x=st.sampled_from([0, 1, 2, 30, 400]),
    share=st.floats(0.01, 1),
    age=st.floats(0.01, 1000),
    kind=st.sampled_from([BgNbdLikelihood, ParetoNbdLikelihood]),
)
def test_gradients_are_the_derivatives(logs, x, share, age, kind) -> None:
    rows = rows_of((x, share * age if x else 0.0, age), (1, age / 2, age), (0, 0.0, 3.0), weights=[3, 1, 2e6])
    check_gradient(kind(rows), np.array(logs))


@settings(max_examples=30, deadline=None)
@given(logs=st.lists(st.floats(-2, 3), min_size=3, max_size=3), z=st.floats(0.01, 1e4), x=st.sampled_from([1, 3, 300]))
def test_gradient_of_spend_is_the_derivative(logs, z, x) -> None:
    likelihood = GammaGammaLikelihood(np.array([1.0, float(x)]), np.array([1.0, z]), np.array([1.0, 5.0]))
    check_gradient(likelihood, np.array(logs))


def check_gradient(objective, at) -> None:
    value, gradient = objective(at)
    assert np.isfinite(value)
    for index in range(len(at)):
        step = np.zeros(len(at))
        step[index] = 2e-4
        ends = [objective(at + k * step)[0] for k in (1, -1, 2, -2)]
        numeric = (8 * (ends[0] - ends[1]) - (ends[2] - ends[3])) / (12 * 2e-4)
        assert gradient[index] == pytest.approx(numeric, rel=2e-6, abs=2e-8 * max(1.0, abs(value)))


@pytest.mark.parametrize("parameters", [(0.5, 10.0, 0.6, 12.0), (2.0, 30.0, 1.5, 4.0), (0.3, 1e-2, 0.9, 5.0)])
@pytest.mark.parametrize("history", [(0.0, 0.0, 40.0), (2.0, 30.0, 39.0), (25.0, 30.0, 39.0)])
def test_the_integral_is_the_hypergeometric_form(parameters, history) -> None:
    """Fader and Hardie (2005), equations 18 to 20, where that form can be worked out."""
    r, alpha, s, beta = parameters
    x, last, age = history
    big, other = max(alpha, beta), (s + 1 if alpha >= beta else r + x)

    def term(y):
        z = abs(alpha - beta) / (big + y)
        return hyp2f1(r + s + x, other, r + s + x + 1, z) / (big + y) ** (r + s + x)

    expected = np.log(s / (r + s + x) * (term(last) - term(age)))
    found = left_before(r, alpha, s, beta, *(np.array([one]) for one in history))[0]
    assert found[0] == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("history", [(900.0, 1e-3, 1e4), (500.0, 9.9, 10.0), (0.0, 0.0, 1e5), (3.0, 1e-5, 2e-5)])
def test_extreme_histories_stay_finite(history) -> None:
    rows = rows_of(history, (1, 2.0, 3.0), weights=[5e6, 1])
    for likelihood in (BgNbdLikelihood(rows), ParetoNbdLikelihood(rows)):
        for logs in ([0.0, 0, 0, 0], [-8.0, 8, -8, 8], [8.0, -8, 8, -8]):
            value, gradient = likelihood(np.array(logs))
            assert np.isfinite(value)
            assert np.isfinite(gradient).all()
    for model in (KNOWN_BGNBD, KNOWN_PARETO):
        assert 0 <= model.chance_alive(*history) <= 1
        assert np.isfinite(model.expected_purchases(52, *history))


def test_new_customers_of_pareto_nbd_buy_as_the_closed_form_says() -> None:
    model = KNOWN_PARETO
    closed = 0.553 * 11.669 / (10.578 * (0.606 - 1)) * (1 - (11.669 / (11.669 + 52)) ** (0.606 - 1))
    assert model.expected_new(52) == pytest.approx(closed, rel=1e-12)
    at_one = model.at(np.array([0.553, 10.578, 1.0, 11.669]))
    assert at_one.expected_new(52) == pytest.approx(0.553 * 11.669 / 10.578 * np.log1p(52 / 11.669), rel=1e-12)


def test_expected_purchases_of_bgnbd_are_the_published_form() -> None:
    """Equation 10 of Fader, Hardie and Lee (2005) with the hypergeometric function."""
    r, alpha, a, b = KNOWN_BGNBD.parameters
    for x, last, age in ((0.0, 0.0, 10.0), (2.0, 30.43, 38.86), (26.0, 30.86, 31.0)):
        for t in (4.0, 52.0):
            form = hyp2f1(r + x, b + x, a + b + x - 1, t / (alpha + age + t))
            top = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + t)) ** (r + x) * form)
            low = 1 + (x > 0) * a / (b + x - 1) * ((alpha + age) / (alpha + last)) ** (r + x)
            assert KNOWN_BGNBD.expected_purchases(t, x, last, age) == pytest.approx(top / low, rel=1e-9)


@pytest.mark.parametrize("model", [KNOWN_BGNBD, KNOWN_PARETO, KNOWN_PARETO.at(np.array([2.0, 30.0, 2.5, 4.0]))])
@pytest.mark.parametrize(("x", "age"), [(0.0, 3.0), (2.0, 38.86), (14.0, 30.0)])
def test_moments_are_those_of_the_distribution(model: ParetoNbd, x: float, age: float) -> None:
    counts = np.arange(1.0, 2500.0)
    reached = model.at_least(counts, 52.0, x, age)
    assert model.some_if_alive(52.0, x, age) == pytest.approx(reached[0], rel=1e-6)
    assert model.expected_if_alive(52.0, x, age) == pytest.approx(reached.sum(), rel=2e-3)
    assert model.pairs_if_alive(52.0, x, age) == pytest.approx((2 * (counts - 1) * reached).sum(), rel=5e-3)


def test_integration_of_the_chance_to_be_alive() -> None:
    """Pareto/NBD: the share of the likelihood that comes from not having left, by adaptive quadrature."""
    r, alpha, s, beta = KNOWN_PARETO.parameters
    left = quad(lambda y: s * (alpha + y) ** -(r + 2) * (beta + y) ** -(s + 1), 30.43, 38.86)[0]
    stayed = (alpha + 38.86) ** -(r + 2) * (beta + 38.86) ** -s
    assert KNOWN_PARETO.chance_alive(2, 30.43, 38.86) == pytest.approx(stayed / (stayed + left), rel=1e-10)
