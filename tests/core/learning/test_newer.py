"""The drift check: columns that moved are named, scores on newer cases are those of an independent library."""

import numpy as np
import pandas as pd
import pytest

from core.learning.explain import drift
from core.learning.newer import check_newer, scored
from tests.core.learning.made import MadeModel, chance, made_card, made_data


def newer(rows: int = 400, seed: int = 9, older: float = 0.0):
    rng = np.random.default_rng(seed)
    age = rng.integers(20, 61, rows) + older
    job = np.where(rng.random(rows) < 0.7, "clerk", "<b>boss</b>")
    target = (rng.random(rows) < chance(age, job)).astype(float)
    return pd.DataFrame({"age": age.astype(float), "job": job}), target


MODEL = MadeModel(made_card(best=0.7), made_data(400))


def test_newer_cases_of_the_same_kind_fit() -> None:
    frame, target = newer()
    found = check_newer(MODEL, frame, target, drift)
    assert (found.verdict, found.fits) == ("Nothing moved beyond chance: it still fits", True)
    assert (found.rows, found.known) == (400, 400)


def test_a_column_that_moved_is_named() -> None:
    frame, _ = newer(older=25)
    found = check_newer(MODEL, frame, None, drift)
    assert found.verdict == "1 of 2 columns moved: age: train again"
    assert not found.fits
    assert found.now is None
    assert found.drifts[0].feature == ""
    assert found.drifts[0].state != "same"


def test_worse_predictions_are_said_even_where_no_column_moved() -> None:
    frame, target = newer()
    found = check_newer(MODEL, frame, 1 - target, drift)
    assert found.verdict == "No column moved, but it predicts worse than it did: train again"


def test_a_column_that_is_missing_is_named() -> None:
    frame, target = newer()
    found = check_newer(MODEL, frame[["age"]], target, drift)
    assert found.verdict == "1 column that it uses is missing: job"
    assert found.missing == ("job",)


def test_too_few_known_answers_say_nothing_of_the_score() -> None:
    frame, target = newer()
    target[29:] = np.nan
    found = check_newer(MODEL, frame, target, drift)
    assert (found.known, found.now) == (29, None)


@pytest.mark.parametrize("measure", ["auc", "log_loss", "brier", "mae", "r2"])
def test_scores_are_those_of_scikit_learn(measure: str) -> None:
    from sklearn import metrics

    rng = np.random.default_rng(4)
    said = np.round(rng.random(300), 1).clip(0.05, 0.95)
    target = (rng.random(300) < said).astype(float)
    theirs = {
        "auc": metrics.roc_auc_score, "log_loss": metrics.log_loss, "brier": metrics.brier_score_loss,
        "mae": metrics.mean_absolute_error, "r2": metrics.r2_score,
    }[measure]  # fmt: skip
    found = scored(measure, target, said, 0.9)
    assert found is not None
    assert found.mean == pytest.approx(theirs(target, said))
    assert found.lower < found.mean < found.upper
    assert found == scored(measure, target, said, 0.9)


def test_one_class_alone_has_no_ranking() -> None:
    assert scored("auc", np.ones(50), np.linspace(0, 1, 50), 0.9) is None
    assert scored("r2", np.ones(50), np.linspace(0, 1, 50), 0.9) is None
