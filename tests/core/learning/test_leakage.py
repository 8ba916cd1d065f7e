"""Columns that know the answer are found, whatever way they know it; honest ones are left alone."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.data import Dataset
from core.learning import TaskSpec
from core.learning.leakage import leaks
from core.learning.results import Leak
from core.learning.tables import people_data, task_data
from core.simulation import DataGenerator
from tests.core.data.files import public_file
from tests.core.learning.making_suite import amounts, people, quick


def found(frame: pd.DataFrame, target: str = "answer", positive: str = "yes") -> dict[str, Leak]:
    spec = TaskSpec("behaviour", target=target, positive=positive)
    data = people_data(spec, frame)
    return {one.column: one for one in leaks(spec, data, np.arange(len(data.target)))}


def test_honest_columns_are_left_alone() -> None:
    assert found(people(1_000)) == {}
    assert found(amounts(1_000), "amount", "") == {}


def test_a_planted_copy_is_dropped_and_the_card_says_so() -> None:
    frame = people()
    yes = (frame["answer"] == "yes").to_numpy(float)
    frame["refund paid"] = yes * 10 + np.random.default_rng(3).normal(0, 0.1, len(frame))
    card = quick(frame).train().card
    (leak,) = card.leaks
    assert (leak.column, leak.dropped) == ("refund paid", True)
    assert leak.score > 0.99
    assert "refund paid" not in card.features
    honest = next(one for one in card.scores if one.name == card.best)
    assert honest.score.mean < 0.9


@pytest.mark.parametrize(("noise", "dropped"), [(0.2, True), (1.5, False)])
def test_a_near_copy_of_an_amount_is_dropped_and_what_is_near_reported(noise: float, dropped: bool) -> None:
    frame = amounts()
    frame["billed"] = frame["amount"] * 1.19 + np.random.default_rng(3).normal(0, noise, len(frame))
    leak = found(frame, "amount", "")["billed"]
    assert leak.dropped == dropped
    # Straight-line correlation: signal variance 1.19^2 var(amount), noise^2.
    signal = 1.19**2 * frame["amount"].var()
    assert leak.score == pytest.approx(signal / (signal + noise**2), abs=0.003)


def test_cells_that_are_filled_in_afterwards_are_reported() -> None:
    frame = people()
    frame["gift"] = np.where(frame["answer"] == "yes", np.random.default_rng(1).uniform(1, 9, len(frame)), np.nan)
    leak = found(frame)["gift"]
    assert leak.score > 0.97


def test_a_part_of_the_answer_is_reported_and_kept() -> None:
    frame = people(2_000)
    yes = (frame["answer"] == "yes").to_numpy()
    frame["bought"] = (yes & (np.random.default_rng(1).random(len(frame)) < 0.1)).astype(int)
    leak = found(frame)["bought"]
    assert not leak.dropped
    assert "the answer is yes" in leak.why


def test_an_id_that_rises_with_the_answer_is_reported() -> None:
    frame = people().sort_values("answer").reset_index(drop=True)
    frame.insert(0, "customer_id", np.arange(1_000, 1_000 + len(frame)))
    leak = found(frame)["customer_id"]
    assert leak.dropped
    assert "sorted by the answer" in leak.why
    shuffled = frame.assign(customer_id=np.random.default_rng(1).permutation(len(frame)))
    assert "customer_id" not in found(shuffled)


def test_the_duration_of_the_call_is_reported_but_a_person_decides() -> None:
    frame = pd.read_csv(public_file("bank-additional.csv"), sep=";")
    leak = found(frame, "y")["duration"]
    assert not leak.dropped
    assert "known only afterwards" in leak.why
    assert 0.7 < leak.score < 0.9
    assert found(frame.drop(columns="duration"), "y") == {}


@pytest.fixture(scope="module")
def demo() -> Dataset:
    return DataGenerator(seed=5, campaigns=6, customers=0, days=200).generate()


@pytest.mark.parametrize("kind", ["roi", "conversions"])
def test_nothing_of_the_week_itself_but_its_plan_is_used(demo: Dataset, kind: str) -> None:
    """Change all outcomes of the last week: the features of all rows stay the same."""
    spec = TaskSpec(kind)  # type: ignore[arg-type]
    before = task_data(spec, demo, None)
    daily = demo.daily_metrics.copy()
    late = daily["date"] >= pd.Timestamp(before.order.max())
    for measure in ("impressions", "clicks", "conversions", "revenue"):
        daily.loc[late, measure] = daily.loc[late, measure] * 7 + 3
    after = task_data(spec, replace(demo, daily_metrics=daily), None)
    pd.testing.assert_frame_equal(before.features, after.features)
    assert not np.array_equal(before.target, after.target)
    assert before.key != after.key


def test_an_outcome_of_the_week_is_refused(demo: Dataset) -> None:
    spec = TaskSpec("roi")
    data = task_data(spec, demo, None)
    planted = replace(data, features=data.features.assign(Clicks=np.arange(len(data.target), dtype=float)))
    (leak,) = leaks(spec, planted, np.arange(len(data.target)))
    assert (leak.column, leak.dropped) == ("Clicks", True)
    assert leaks(spec, data, np.arange(len(data.target))) == ()


def test_the_only_column_is_reported_and_used() -> None:
    frame = amounts()[["amount"]].assign(billed=amounts()["amount"] * 2)
    card = quick(frame, "amount", "").train().card
    assert card.features == ("billed",)
    assert [one.dropped for one in card.leaks] == [False]
    assert "may know the answer from “billed”" in card.verdict
