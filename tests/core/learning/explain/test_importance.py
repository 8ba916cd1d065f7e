"""Importance and dependence against scikit-learn's own, and against models whose truth is known."""

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestRegressor
from sklearn.inspection import partial_dependence, permutation_importance
from sklearn.linear_model import LinearRegression

from core.learning.explain import absolute_errors, correlated_columns, dependence, importance


@pytest.fixture(scope="module")
def made() -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.normal(size=(3_000, 4)), columns=["strong", "weak", "twin", "nothing"])
    frame["twin"] = frame["strong"] + 0.1 * frame["twin"]
    return frame, (2 * frame["strong"] + 0.5 * frame["weak"] + rng.normal(size=3_000)).to_numpy()


def squares(target: np.ndarray, said: np.ndarray) -> np.ndarray:
    return (target - said) ** 2


def test_it_agrees_with_scikit_learn(made: tuple[pd.DataFrame, np.ndarray]) -> None:
    frame, target = made
    model = LinearRegression().fit(frame[:1500], target[:1500])
    held, wanted = frame[1500:], target[1500:]
    ours = {one.feature: one.loss for one in importance(model.predict, held, wanted, squares, groups=(), repeats=20)}
    theirs = permutation_importance(
        model, held, wanted, scoring="neg_mean_squared_error", n_repeats=20, random_state=3
    ).importances_mean
    gain = squares(wanted, wanted.mean()).mean() - squares(wanted, model.predict(held)).mean()
    for name, loss in zip(frame.columns, theirs, strict=True):
        assert ours[name].mean == pytest.approx(loss / gain, abs=0.05, rel=0.05)
        assert ours[name].lower <= loss / gain <= ours[name].upper or abs(ours[name].mean) < 0.01


def test_columns_that_say_the_same_are_shuffled_together(made: tuple[pd.DataFrame, np.ndarray]) -> None:
    frame, target = made
    assert correlated_columns(frame) == (("strong", "twin"),)
    model = RandomForestRegressor(30, min_samples_leaf=5, random_state=0).fit(frame[:1500], target[:1500])
    found = importance(model.predict, frame[1500:], target[1500:], absolute_errors, repeats=3)
    best = found[0]
    assert best.feature == "strong and twin"
    assert best.together == ("strong", "twin")
    alone = {one.feature: one.loss.mean for one in found}
    # Each hides behind the other: together they carry far more than either.
    assert best.loss.mean > 1.2 * max(alone["strong"], alone["twin"])
    assert found[-1].feature == "nothing"
    assert found[-1].loss.lower < 0.02


def test_words_are_grouped_with_words_and_with_numbers() -> None:
    rng = np.random.default_rng(2)
    code = rng.integers(0, 4, 2_000)
    frame = pd.DataFrame(
        {
            "name": pd.Categorical(np.array(list("abcd"))[code]),
            "label": np.array(["north", "south", "east", "west"])[code],
            "number": code + 0.01 * rng.normal(size=2_000),
            "many words": rng.integers(0, 300, 2_000).astype(str),
            "constant": 1.0,
        }
    )
    assert correlated_columns(frame) == (("name", "label", "number"),)


@pytest.mark.slow
def test_the_interval_holds_the_truth_at_its_level() -> None:
    """A known linear model: shuffling a column raises the squared error by 2 a² var(x), whatever the sample."""
    truth = 2 * 1.0 / (1.0 + 0.25)
    inside = 0
    for seed in range(150):
        rng = np.random.default_rng(seed)
        frame = pd.DataFrame(rng.normal(size=(300, 2)), columns=["x", "z"])
        target = frame["x"].to_numpy() + 0.5 * frame["z"].to_numpy() + rng.normal(size=300)
        found = importance(
            lambda f: (f["x"] + 0.5 * f["z"]).to_numpy(), frame, target, squares, naive=0.0, groups=(), seed=seed
        )
        loss = next(one.loss for one in found if one.feature == "x")
        inside += loss.lower <= truth <= loss.upper
    # 150 tries at 90 %: three standard errors are 7 points; a bootstrap of few repeats may be a little wide.
    assert 0.83 <= inside / 150 <= 0.98


def test_a_model_no_better_than_naive_has_no_importance() -> None:
    rng = np.random.default_rng(0)
    frame, target = pd.DataFrame({"x": rng.normal(size=200)}), rng.normal(size=200)
    assert importance(lambda f: 5 * f["x"].to_numpy(), frame, target, squares) == ()


def test_progress_can_give_up(made: tuple[pd.DataFrame, np.ndarray]) -> None:
    frame, target = made
    told: list[float] = []
    importance(lambda f: 2 * f["strong"].to_numpy(), frame, target, squares, groups=(), progress=told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]


def test_dependence_agrees_with_scikit_learn(made: tuple[pd.DataFrame, np.ndarray]) -> None:
    frame, target = made
    model = RandomForestRegressor(10, min_samples_leaf=5, random_state=0).fit(frame[:500], target[:500])
    few = frame[:400]
    ours = dependence(model.predict, few, "strong", points=8)
    theirs = partial_dependence(
        model, few, ["strong"], custom_values={"strong": np.array(ours.at, dtype=float)}, method="brute"
    )
    np.testing.assert_allclose(ours.mean, theirs["average"][0], rtol=1e-9)
    assert sum(ours.share) == pytest.approx(1)
    assert all(low <= mean <= high for low, mean, high in zip(ours.lower, ours.mean, ours.upper, strict=True))


def test_dependence_of_words_numbers_with_gaps_and_nothing() -> None:
    frame = pd.DataFrame(
        {
            "word": pd.Categorical(["a"] * 6 + ["b"] * 3 + [None], categories=["a", "b", "never"]),
            "number": [1.0, 1.0, 2.0, np.nan, 2.0, 1.0, 1.0, 2.0, 1.0, 1.0],
            "empty": [np.nan] * 10,
        }
    )

    def predict(cases: pd.DataFrame) -> np.ndarray:
        return (cases["word"].astype(str) == "b").to_numpy(float) + cases["number"].fillna(0).to_numpy()

    words = dependence(predict, frame, "word")
    assert words.at == ("a", "b")
    assert words.share == (0.6, 0.3)
    assert words.mean == (pytest.approx(1.2), pytest.approx(2.2))
    numbers = dependence(predict, frame, "number")
    assert numbers.at == (1.0, 2.0)
    assert numbers.share == (0.6, 0.3)
    assert numbers.mean == (pytest.approx(1.3), pytest.approx(2.3))
    assert dependence(predict, frame, "empty").at == ()
