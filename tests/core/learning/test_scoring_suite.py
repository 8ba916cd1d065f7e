"""Scores, splits and models against scikit-learn, closed forms and brute force."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.errors import NotEnoughDataError
from core.learning import TaskSpec
from core.learning.kinds import Kind, Model, matrix
from core.learning.scoring import Drawn, auc
from core.learning.splits import clusters, folds, sample, split
from core.learning.tables import people_data
from core.learning.tuning import candidates, how_many
from tests.core.learning.making_suite import amounts, people

SPEC = TaskSpec("behaviour", target="answer", positive="yes")


def test_auc_is_that_of_scikit_learn_also_with_ties() -> None:
    from sklearn.metrics import roc_auc_score

    rng = np.random.default_rng(1)
    target = (rng.random(400) < 0.3).astype(float)
    for said in (rng.random(400), np.round(rng.random(400), 1), np.full(400, 0.3)):
        assert auc(target, said) == pytest.approx(roc_auc_score(target, said))
        weights = rng.integers(0, 4, 400).astype(float)
        assert auc(target, said, weights) == pytest.approx(roc_auc_score(target, said, sample_weight=weights))


def test_the_interval_of_a_mean_is_that_of_the_textbook() -> None:
    values = np.random.default_rng(1).normal(5, 2, 2_000)
    found = Drawn(np.arange(2_000), 0).mean(values)
    reach = 1.645 * values.std() / np.sqrt(2_000)
    assert found.mean == pytest.approx(values.mean())
    assert (found.upper - found.lower) / 2 == pytest.approx(reach, rel=0.12)


def test_rows_of_one_person_say_no_more_than_one_row() -> None:
    values = np.random.default_rng(1).normal(size=500)
    alone = Drawn(np.arange(500), 0).mean(values)
    four = Drawn(np.repeat(np.arange(500), 4), 0).mean(np.repeat(values, 4))
    assert four.upper - four.lower == pytest.approx(alone.upper - alone.lower, rel=0.1)


def test_the_part_explained_and_saved() -> None:
    target = np.arange(100.0)
    drawn = Drawn(np.arange(100), 0)
    assert drawn.explained(target, target).mean == 1
    assert drawn.explained(target, np.full(100, target.mean())).mean == pytest.approx(0)
    half = drawn.saved(np.full(100, 1.0), np.full(100, 2.0))
    assert (half.mean, half.lower, half.upper) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize("kind", ["linear", "forest", "boosting"])
def test_models_are_those_of_scikit_learn(kind: Kind) -> None:
    """Numbers alone, without empty cells: the same estimator by hand says the same."""
    from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    frame = amounts(300)
    features, target = frame[["size", "noise"]], frame["amount"].to_numpy()
    by_hand = {
        "linear": make_pipeline(StandardScaler(), Ridge(alpha=2.0)),
        "forest": RandomForestRegressor(20, min_samples_leaf=5, max_features=0.5, max_samples=300, random_state=3),
        "boosting": HistGradientBoostingRegressor(
            max_leaf_nodes=15, l2_regularization=2.0, max_iter=200, early_stopping=True, validation_fraction=0.15,
            n_iter_no_change=10, random_state=3,
        ),
    }[kind]  # fmt: skip
    said = by_hand.fit(features.to_numpy(), target).predict(features.to_numpy())
    model = Model(kind, False, {"pull": 2.0, "features": 0.5}, 3, 20).fit(features, target)
    assert model.predict(features) == pytest.approx(said)


def test_segments_predict_their_mean() -> None:
    features = pd.DataFrame({"place": np.repeat([0.0, 100.0], 200)})
    target = np.repeat([1.0, 5.0], 200)
    said = Model("kmeans", False, {"segments": 2}).fit(features, target).predict(features)
    # Ten cases of the average, 3, are added to each.
    assert np.unique(said.round(6)) == pytest.approx([(200 + 30) / 210, (1_000 + 30) / 210])


@pytest.mark.parametrize("kind", ["naive", "linear", "forest", "boosting", "kmeans"])
def test_empty_cells_and_words_never_seen_are_survived(kind: Kind) -> None:
    frame = people(300)
    frame.loc[:40, "age"] = np.nan
    data = people_data(SPEC, frame)
    model = Model(kind, True, {}, 0, 10).fit(data.features, data.target)
    empty = data.features.iloc[:2].assign(
        age=np.nan, city=pd.Categorical([None, None], categories=data.features["city"].cat.categories), noise=np.nan
    )
    said = model.predict(empty)
    assert ((said > 0) & (said < 1)).all()
    assert np.isnan(matrix(empty)).all()


def test_random_parts_hold_the_same_share_of_answers_and_every_row_once() -> None:
    data = people_data(SPEC, people(1_000))
    found = split(data, 0)
    rows = np.concatenate([found.learn, found.calibrate, found.held_back])
    assert np.array_equal(np.sort(rows), np.arange(1_000))
    for part in (found.learn, found.calibrate, found.held_back):
        assert data.target[part].mean() == pytest.approx(data.target.mean(), abs=0.01)


def test_later_rows_are_held_back_and_no_moment_is_parted() -> None:
    frame = people(500).assign(week=np.random.default_rng(3).integers(0, 25, 500))
    data = people_data(replace(SPEC, time="week"), frame)
    found = split(data, 0)
    assert data.order is not None
    assert data.order[found.learn].max() < data.order[found.calibrate].min()
    assert data.order[found.calibrate].max() < data.order[found.held_back].min()
    for learned, scored in folds(data, found.learn, 3, 0):
        assert data.order[learned].max() < data.order[scored].min()


@pytest.mark.parametrize("time", ["", "week"])
def test_a_person_is_never_parted(time: str) -> None:
    rng = np.random.default_rng(3)
    frame = people(900).assign(customer_id=rng.integers(0, 300, 900), week=rng.integers(0, 40, 900))
    data = people_data(replace(SPEC, time=time), frame)
    found = split(data, 0)
    assert data.group is not None
    parts = [set(data.group[rows]) for rows in (found.learn, found.calibrate, found.held_back)]
    assert not parts[0] & parts[1]
    assert not (parts[0] | parts[1]) & parts[2]
    for learned, scored in folds(data, found.learn, 3, 0) if not time else ():
        assert not set(data.group[learned]) & set(data.group[scored])
    assert len(np.unique(clusters(data, found.held_back))) == len(parts[2])


def test_an_answer_that_only_comes_late_is_said() -> None:
    frame = people(200).assign(day=range(200), answer=["no"] * 150 + ["yes"] * 50)
    with pytest.raises(NotEnoughDataError, match="learn from"):
        split(people_data(replace(SPEC, time="day"), frame), 0)


def test_a_sample_keeps_shares() -> None:
    data = people_data(SPEC, people(1_000))
    rows = sample(data, np.arange(1_000), 100, 0)
    assert len(rows) == pytest.approx(100, abs=2)
    assert data.target[rows].mean() == pytest.approx(data.target.mean(), abs=0.02)


def test_more_time_tries_more_settings_up_to_all() -> None:
    data = people_data(SPEC, people(2_000))
    counts = [how_many("boosting", data, seconds) for seconds in (1, 20, 60, 3_600)]
    assert counts == sorted(counts)
    assert counts[0] == 1 < counts[-1]
    assert candidates("boosting", data, 1) == candidates("boosting", data, 1)
    assert candidates("boosting", data, 1) != candidates("boosting", data, 2)
