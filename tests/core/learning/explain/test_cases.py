"""Nearest cases against brute force, drift against scipy's tests, the learning curve on known problems."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency, ks_2samp
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import mean_absolute_error, roc_auc_score
from sklearn.tree import DecisionTreeClassifier

from core.learning.explain import drift, learning_curve, more_rows_words, nearest_cases


def people(n: int, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 80, n).astype(float)
    age[rng.random(n) < 0.05] = np.nan
    return pd.DataFrame(
        {"age": age, "spend": rng.exponential(100, n), "town": pd.Categorical(rng.choice(["A", "B", "C"], n))}
    )


def test_nearest_cases_are_those_of_brute_force() -> None:
    frame = people(400, 0)
    for place in (3, 77, 200):
        case = frame.iloc[place].to_dict()
        wanted = []
        for row in range(400):
            other, apart = frame.iloc[row], 0.0
            for name in ("age", "spend"):
                low, high = np.quantile(frame[name].dropna(), [0.05, 0.95])
                both = [pd.isna(other[name]), pd.isna(case[name])]
                gap = 0.0 if all(both) else 1.0 if any(both) else abs(other[name] - case[name]) / (high - low)
                apart += min(gap, 1.0)
            wanted.append((apart + float(other["town"] != case["town"])) / 3)
        found = nearest_cases(frame, case, 7)
        assert found.rows[0] == place
        assert found.distance[0] == 0
        np.testing.assert_allclose(found.distance, np.sort(wanted)[:7], atol=1e-12)
        np.testing.assert_array_equal(found.rows, np.argsort(wanted, kind="stable")[:7])


def test_nearest_cases_take_what_people_type() -> None:
    frame = people(50, 1)
    assert len(nearest_cases(frame, {"age": "thirty", "town": "Z"}, 3).rows) == 3
    assert len(nearest_cases(frame, {}, 500).rows) == 50
    assert len(nearest_cases(frame.iloc[:0], {"age": 3}, 5).rows) == 0
    assert len(nearest_cases(frame, {"age": 3}, 0).rows) == 0
    only = nearest_cases(frame, {"age": 99.0, "town": "B"}, 5, weights={"town": 1.0})
    assert set(frame["town"].iloc[only.rows]) == {"B"}


def test_nothing_that_changed_is_seldom_called_moved() -> None:
    """Samples of 60 often differ by an index above 0.1 by chance alone; that must not be an alarm."""
    alarms = larger = 0
    for seed in range(150):
        told = drift(people(2_000, seed), people(60, 1_000 + seed))
        alarms += any(one.state != "same" for one in told)
        larger += any(one.distance > 0.1 for one in told)
    assert larger > 75
    assert alarms <= 6


def test_the_index_is_its_formula_and_agrees_with_scipy_on_what_moved() -> None:
    rng = np.random.default_rng(0)
    old = pd.DataFrame({"x": rng.normal(size=5_000), "word": rng.choice(["a", "b", "c"], 5_000), "still": 1.0})
    new = pd.DataFrame(
        {"x": rng.normal(0.7, 1, 3_000), "word": rng.choice(["a", "b", "d"], 3_000, p=[0.5, 0.4, 0.1]), "still": 1.0}
    )
    told = {one.feature: one for one in drift(old, new)}
    edges = np.quantile(old["x"], np.linspace(0, 1, 11))
    edges[[0, -1]] = -np.inf, np.inf
    p, q = (np.histogram(one["x"], edges)[0] / len(one) for one in (old, new))
    assert told["x"].distance == pytest.approx(((q - p) * np.log(q / p)).sum(), rel=0.01)
    assert ks_2samp(old["x"], new["x"]).pvalue < 1e-6
    counts = pd.crosstab(np.repeat([0, 1], [5_000, 3_000]), pd.concat([old["word"], new["word"]]).to_numpy())
    assert chi2_contingency(counts).pvalue < 1e-6
    assert (told["x"].state, told["word"].state, told["still"].state) == ("far", "far", "same")
    assert "“c”: 33\u00a0% before, 0\u00a0% now" in told["word"].words


def test_gaps_and_columns_that_went_missing_are_drift() -> None:
    old, new = people(1_000, 0), people(1_000, 1)
    new.loc[new.index[:400], "age"] = np.nan
    told = drift(old, new.drop(columns="town"), (np.full(1_000, 0.2), np.full(1_000, 0.2)))
    assert [one.feature for one in told[:2]] == ["", "town"]
    states = {one.feature: one.state for one in told}
    assert states == {"": "same", "town": "far", "age": "far", "spend": "same"}
    assert "empty" in told[1].words
    assert all(one.state == "same" for one in drift(old, new.iloc[:0]))


def test_the_learning_curve_falls_as_theory_says() -> None:
    """Ordinary least squares with p columns has an excess squared error near p / n: errors fall, then level off."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(3_000, 15))).rename(columns=str)
    target = frame.sum(axis=1).to_numpy() + rng.normal(size=3_000)
    points = learning_curve(
        LinearRegression,
        frame[:1000],
        target[:1000],
        frame[1000:],
        target[1000:],
        mean_absolute_error,
        shares=(0.03, 0.1, 1.0),
    )
    assert [one.rows for one in points] == [30, 100, 1_000]
    for one in points:
        expected = np.sqrt(2 / np.pi * (1 + 15 / (one.rows - 16)))
        assert one.held_back.lower < one.held_back.mean < one.held_back.upper
        assert one.held_back.mean == pytest.approx(expected, rel=0.12)
        assert one.learned < one.held_back.mean + 0.03
    assert points[0].learned < 0.7 * points[0].held_back.mean
    assert more_rows_words(points, higher_is_better=False).startswith("More rows would help:")


@pytest.mark.slow
def test_the_learning_curve_says_when_more_rows_would_not_help() -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"x": rng.normal(size=6_000)})
    target = (rng.random(6_000) < 1 / (1 + np.exp(-frame["x"]))).to_numpy(float)
    flat = learning_curve(
        LogisticRegression, frame[:4000], target[:4000], frame[4000:], target[4000:], roc_auc_score, repeats=1
    )
    assert more_rows_words(flat, higher_is_better=True).startswith("More rows would hardly help")
    assert flat[-1].held_back.mean == pytest.approx(flat[-1].learned, abs=0.04)
    tree = learning_curve(
        lambda: DecisionTreeClassifier(min_samples_leaf=2, random_state=0),
        frame[:60],
        target[:60],
        frame[4000:],
        target[4000:],
        roc_auc_score,
        shares=(0.7, 1.0),
    )
    assert tree[-1].learned > tree[-1].held_back.mean + 0.1
    assert more_rows_words(tree[:1], higher_is_better=True).startswith("Too few rows")
    one_answer = learning_curve(
        LogisticRegression, frame[:60], np.zeros(60), frame[4000:], target[4000:], roc_auc_score
    )
    assert one_answer == ()


def test_the_index_of_two_words_is_that_of_its_formula() -> None:
    """Six of ten cases, then two: the sum over both words of (q - p) log(q / p)."""
    old = pd.DataFrame({"town": ["Bern"] * 60_000 + ["Rome"] * 40_000})
    new = pd.DataFrame({"town": ["Bern"] * 20_000 + ["Rome"] * 80_000})
    wanted = (0.2 - 0.6) * np.log(0.2 / 0.6) + (0.8 - 0.4) * np.log(0.8 / 0.4)
    (told,) = drift(old, new)
    assert told.distance == pytest.approx(wanted, rel=1e-3)
    assert told.state == "far"
