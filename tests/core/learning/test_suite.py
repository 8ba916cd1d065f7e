"""The suite: steps, the same models everywhere, verdicts that are true, predictions with intervals."""

import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import InputError
from core.learning import MLModelSuite, TaskSpec
from core.learning.kinds import KINDS
from core.learning.splits import split
from core.learning.suite import Trained
from core.learning.tables import people_data
from core.memo import DictMemo
from tests.core.learning.making_suite import amounts, people, quick


@pytest.fixture(scope="module")
def of_people() -> Trained:
    return quick(people()).train()


@pytest.fixture(scope="module")
def of_amounts() -> Trained:
    return quick(amounts(), "amount", "").train()


def test_all_kinds_are_on_the_card_and_the_best_beats_the_average(of_people: Trained) -> None:
    card = of_people.card
    assert [one.name for one in card.scores] == list(KINDS)
    assert card.useful
    assert "% of the surprise of the average" in card.verdict
    best = next(one for one in card.scores if one.name == card.best)
    assert best.gain.lower > 0
    assert best.score.lower < best.score.mean < best.score.upper
    assert card.rows == (360, 120, 120)
    assert {one.feature for one in card.importances[:2]} == {"age", "city"}
    assert card.learning[-1].rows == 360


def test_a_linear_world_is_learned_as_it_is(of_amounts: Trained) -> None:
    """amount = 20 + 3 size + noise of 3: what is left is the error of the true line on the same held-back cases."""
    card = of_amounts.card
    linear = next(one for one in card.scores if one.name == "linear")
    held = split(of_amounts.data, 0).held_back
    size = of_amounts.data.features["size"].to_numpy()[held]
    true_error = np.abs(of_amounts.data.target[held] - 20 - 3 * size).mean()
    assert linear.score.mean == pytest.approx(true_error, rel=0.05)
    naive = card.scores[0]
    assert linear.gain.mean == pytest.approx(1 - linear.score.mean / naive.score.mean)
    found = of_amounts.predict(pd.DataFrame({"size": [0.0, 5.0, 10.0], "noise": [0.0, 0.0, 0.0]}))
    assert found.mean == pytest.approx([20, 35, 50], abs=2)
    # 90 % of normal noise lies within 1.645 of its spread.
    assert found.upper - found.mean == pytest.approx(np.full(3, 3 * 1.645), rel=0.35)


def test_intervals_hold_new_cases(of_amounts: Trained) -> None:
    new = amounts(3_000, seed=9)
    found = of_amounts.predict(new)
    inside = (new["amount"] >= found.lower) & (new["amount"] <= found.upper)
    assert 0.85 < inside.mean() < 0.96


def test_chances_come_true(of_people: Trained) -> None:
    new = people(4_000, seed=9)
    found = of_people.predict(new)
    happened = (new["answer"] == "yes").to_numpy(float)
    assert (found.lower <= found.mean).all()
    assert (found.mean <= found.upper).all()
    for low, high in ((0.0, 0.3), (0.3, 0.6), (0.6, 1.0)):
        these = (found.mean >= low) & (found.mean < high)
        assert found.mean[these].mean() == pytest.approx(happened[these].mean(), abs=0.1)


def test_noise_is_no_better_than_the_average() -> None:
    verdicts = [quick(people(200, seed=seed, effect=0.0)).train().card.verdict for seed in range(2)]
    assert all("no better than the average" in one for one in verdicts)


@pytest.mark.slow
def test_noise_is_no_better_than_the_average_in_nine_of_ten_worlds() -> None:
    cards = [quick(people(300, seed=seed, effect=0.0)).train().card for seed in range(10)]
    assert sum("no better than the average" in one.verdict for one in cards) >= 9
    assert sum(not one.useful for one in cards) >= 9


def test_steps_are_kept_for_everybody_and_can_be_given_up() -> None:
    memo = DictMemo()
    frame = people(150)
    first = MLModelSuite.of_frame(frame, "answer", "yes", memo, seconds=1.0)

    def stop(done: int, _: int) -> None:
        if done == 5:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        first.train(progress=stop)
    kept = set(memo._values)
    second = MLModelSuite.of_frame(frame, "answer", "yes", memo, seconds=1.0)
    for number in range(5):
        second.step(number)
    assert set(memo._values) == kept
    told: list[tuple[int, int]] = []
    trained = second.train(progress=lambda done, steps: told.append((done, steps)))
    assert told == [(number + 1, second.steps) for number in range(second.steps)]
    assert all(second.doing(number) for number in range(second.steps))
    assert first.finish().card == trained.card


def test_a_model_is_the_same_after_it_was_kept(of_people: Trained) -> None:
    new = people(50, seed=4)
    again = pickle.loads(pickle.dumps(of_people))
    assert again.card == of_people.card
    assert again.predict(new).mean.tolist() == of_people.predict(new).mean.tolist()


PROGRAM = """
from tests.core.learning.making_suite import people, quick
card = quick(people(150)).train().card
import dataclasses
scores = tuple(dataclasses.replace(one, seconds=0.0) for one in card.scores)
print(repr(dataclasses.replace(card, scores=scores)))
"""


def test_two_processes_say_the_same() -> None:
    root = Path(__file__).parents[3]
    there = subprocess.run([sys.executable, "-c", PROGRAM], cwd=root, capture_output=True, text=True, check=True)
    card = quick(people(150)).train().card
    scores = tuple(replace(one, seconds=0.0) for one in card.scores)
    assert there.stdout.strip() == repr(replace(card, scores=scores))


def test_what_was_never_seen_is_said_of_each_case(of_people: Trained) -> None:
    cases = pd.DataFrame({"age": [44.0, 250.0, None, None], "city": ["Oslo", "Atlantis", "Rome", None]})
    found = of_people.predict(cases)
    assert np.isfinite(found.mean).all()
    assert not any("city" in one or "age" in one for one in found.unseen[0])
    assert any("Atlantis" in one for one in found.unseen[1])
    assert any("250 is outside of what was learned from" in one for one in found.unseen[1])
    assert any(one.startswith("age: empty") for one in found.unseen[2])
    assert "Nothing is known of this case" in found.unseen[3][0]


@pytest.mark.parametrize(
    ("cases", "words"),
    [
        (pd.DataFrame({"age": ["old"]}), "“old” in row 1 of “age” is no number"),
        (pd.DataFrame({"age": [np.inf]}), "infinite in row 1"),
        (pd.DataFrame({"age": pd.to_datetime(["2026-01-01"])}), "holds dates"),
        (pd.DataFrame({"height": [1.0]}), "none of the columns"),
        (pd.DataFrame({"age": []}), "no cases"),
        (pd.DataFrame([[1, 2]], columns=["age", "age"]), "Two columns"),
        ([1, 2], "no cases"),
    ],
)
def test_cases_that_cannot_be_read_are_refused_in_words(of_people: Trained, cases: pd.DataFrame, words: str) -> None:
    with pytest.raises(InputError, match=words):
        of_people.predict(cases)


def test_a_suite_without_table_says_so() -> None:
    with pytest.raises(InputError, match="Choose the table"):
        MLModelSuite(TaskSpec("behaviour", target="answer")).train()
    with pytest.raises(InputError, match="data set"):
        MLModelSuite(TaskSpec("roi"), people())


def test_the_table_can_be_given_to_train() -> None:
    spec = TaskSpec("behaviour", target="answer", positive="yes", seconds=1.0)
    assert MLModelSuite(spec).train(people_data(spec, people(150))).card.target == "answer is yes"
