"""What cannot be fitted says why, in words."""

import numpy as np
import pytest

from core.customers import check_holdout, customer_value, fit_bgnbd, fit_gamma_gamma, fit_pareto_nbd, rfm
from core.errors import InputError, NotEnoughDataError
from tests.core.customers.value.public import drawn, histories_of

N = 40
X = np.tile([0.0, 1.0, 2.0, 5.0], N // 4)
AGE = np.linspace(20, 50, N)
LAST = np.where(X > 0, AGE * 0.6, 0.0)
FITS = (fit_bgnbd, fit_pareto_nbd)


def changed(values, value):
    result = values.copy()
    result[1] = value
    return result


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize(
    ("x", "last", "age", "words"),
    [
        (changed(X, -1), LAST, AGE, "1 row has a negative number for purchases"),
        (X, changed(LAST, -2), AGE, "negative number for last purchase"),
        (X, LAST, changed(AGE, -3), "negative number for age"),
        (X, changed(LAST, 99), AGE, "recency above age"),
        (changed(X, np.nan), LAST, AGE, "1 row has no number for purchases"),
        (X, LAST, changed(AGE, np.inf), "no number for age"),
        (changed(X, 1.5), LAST, AGE, "not whole"),
        (changed(X, 0), LAST, AGE, "no repeat purchases"),
        (changed(X, 1e9), LAST, AGE, "more than a million"),
        (X[:-1], LAST, AGE, "one number a customer"),
        (["a", "b"], [0, 0], [1, 1], "no list of numbers"),
    ],
)
def test_wrong_values_are_named(fit, x, last, age, words) -> None:
    with pytest.raises(InputError, match=words):
        fit(x, last, age)


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize(
    ("x", "last", "age", "words"),
    [
        (np.zeros(N), np.zeros(N), AGE, "Nobody bought a second time"),
        (X[:8], LAST[:8], AGE[:8], "There are 8 customers"),
        ([], [], [], "There are 0 customers"),
        (np.zeros(N), np.zeros(N), np.zeros(N), "last day of the data"),
        (np.r_[1, np.zeros(N - 1)], np.r_[5, np.zeros(N - 1)], AGE, "Only 1 customers bought a second time"),
    ],
)
def test_too_little_says_what_is_missing(fit, x, last, age, words) -> None:
    with pytest.raises(NotEnoughDataError, match=words):
        fit(x, last, age)


@pytest.mark.parametrize("fit", FITS)
def test_customers_who_are_all_the_same_give_a_model_or_words(fit) -> None:
    """All with three purchases, the last yesterday: no way to tell how they differ or when they leave."""
    same = np.ones(50)
    try:
        model = fit(3 * same, 19 * same, 20 * same)
    except NotEnoughDataError as error:
        assert "More customers or a longer time" in str(error)  # noqa: PT017
    else:
        assert model.edges
        assert np.isfinite(model.draws(50, 1)).all()
        assert model.expected_purchases(20, 3, 19, 20) == pytest.approx(3, abs=0.6)


@pytest.mark.parametrize("fit", FITS)
def test_weights_units_and_customers_of_the_last_day(fit) -> None:
    known, _, _ = drawn(2, 400)
    x, last, age = known.frequency, known.recency, known.age
    plain, none = fit(x, last, age), np.zeros(30)
    more = fit(np.r_[x, none], np.r_[last, none], np.r_[age, none])
    assert more.parameters == pytest.approx(plain.parameters, rel=1e-3)
    assert more.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-5)

    weighted = fit(x, last * 7, age * 7, np.full(400, 3.0))
    assert weighted.r == pytest.approx(plain.r, rel=1e-4)
    assert weighted.alpha == pytest.approx(7 * plain.alpha, rel=1e-4)
    assert weighted.log_likelihood == pytest.approx(3 * (plain.log_likelihood - x.sum() * np.log(7)))
    assert 3 * np.diag(weighted.covariance) == pytest.approx(np.diag(plain.covariance), rel=0.02)


@pytest.mark.parametrize(
    ("x", "z", "error", "words"),
    [
        (X, changed(X, -1), InputError, "negative number for amounts"),
        (X, changed(X, np.nan), InputError, "no number for amounts"),
        (X, np.zeros(N), NotEnoughDataError, "Nobody bought a second time for an amount"),
        (X[:12], X[:12] + 1, NotEnoughDataError, "Only 9 customers"),
        (X, np.full(N, 20.0), NotEnoughDataError, r"All mean amounts are the same \(20.00\)"),
        (X, X[:3], InputError, "one number a customer"),
    ],
)
def test_wrong_amounts_are_named(x, z, error, words) -> None:
    with pytest.raises(error, match=words):
        fit_gamma_gamma(x, z)


def test_amounts_without_a_mean_are_refused() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(NotEnoughDataError, match="a mean amount cannot be told"):
        fit_gamma_gamma(np.ones(500), rng.pareto(0.6, 500) + 0.1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"months": 0}, "1 to 60"),
        ({"months": 2.5}, "1 to 60"),
        ({"months": True}, "1 to 60"),
        ({"discount": -0.1}, "discount"),
        ({"discount": float("nan")}, "discount"),
        ({"level": 1.0}, "range"),
        ({"level": "0.8"}, "range"),
        ({"model": "other"}, "model"),
    ],
)
def test_arguments_of_value_are_checked(arguments, words) -> None:
    with pytest.raises(InputError, match=words):
        customer_value(histories_of(X, LAST, AGE, X), **arguments)


def test_value_without_amounts_is_refused() -> None:
    with pytest.raises(NotEnoughDataError, match="says no amounts"):
        customer_value(histories_of(X, LAST, AGE))


def test_scores_of_few_or_equal_customers_are_refused() -> None:
    with pytest.raises(NotEnoughDataError, match="There are 9 customers"):
        rfm(histories_of(X[:9], LAST[:9], AGE[:9]))
    with pytest.raises(NotEnoughDataError, match="nothing sets them apart"):
        rfm(histories_of(np.ones(20), np.full(20, 3.0), np.full(20, 5.0), np.full(20, 9.0)))


def test_holdout_says_what_is_wrong() -> None:
    days = np.datetime64("2024-01-01") + np.arange(20)
    with pytest.raises(InputError, match="one customer and one day"):
        check_holdout([1, 2], days)
    with pytest.raises(InputError, match="must lie between"):
        check_holdout(np.arange(20), days, until="2030-01-01")
    with pytest.raises(InputError, match="cannot be read as dates"):
        check_holdout([1], ["yesterday"])
    with pytest.raises(InputError, match="There are no purchases"):
        check_holdout([], np.empty(0, "datetime64[D]"))
    with pytest.raises(NotEnoughDataError, match="weeks are left"):
        check_holdout(np.arange(20), days)


def test_one_spender_above_all_does_not_break_value() -> None:
    known, _, _ = drawn(3, 300)
    value = known.mean_value.copy()
    value[np.argmax(known.frequency)] = 1e7
    try:
        found = customer_value(histories_of(known.frequency, known.recency, known.age, value))
    except NotEnoughDataError as error:
        assert "mean amount" in str(error)  # noqa: PT017
    else:
        assert np.isfinite(found.upper).all()
        assert np.isfinite(found.total.upper)
