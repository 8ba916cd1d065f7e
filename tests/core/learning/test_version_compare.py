"""Two versions side by side: what changed, and which is better beyond chance."""

from dataclasses import replace

import pytest

from core.database import open_database
from core.learning.kept_models import KeptTable
from core.learning.registry import ModelRegistry
from core.learning.results import Leak
from core.learning.version_compare import compare_versions
from tests.core.learning.made import SPEC, made_card


@pytest.fixture
def registry(tmp_path):
    return ModelRegistry(open_database(f"sqlite:///{tmp_path / 'kept.db'}"))


def pair(registry, one, other, spec=SPEC, rows="a" * 32):
    model, _ = registry.keep("k1", SPEC, KeptTable("bank.csv", "a" * 32), one, "Response")
    registry.keep("k2", spec, KeptTable("bank.csv", rows), other, "Response")
    return compare_versions(registry.version(model.id, 1), registry.version(model.id, 2))


def test_intervals_that_lie_apart_decide(registry) -> None:
    assert (
        pair(registry, made_card(best=0.7), made_card(best=0.9)).verdict
        == "Version 2 is better than version 1, beyond chance"
    )


def test_intervals_that_overlap_do_not(registry) -> None:
    assert pair(registry, made_card(best=0.80), made_card(best=0.82)).verdict.startswith("Too close to call")


def test_a_version_that_knows_the_answer_is_no_better(registry) -> None:
    found = pair(registry, made_card(leak=True, best=0.95), made_card(best=0.8), replace(SPEC, left_out=("duration",)))
    assert found.verdict == "Use version 2: version 1 looks better only because duration knows the answer"
    changed = {one.what: (one.left, one.right) for one in found.lines if one.differs}
    assert changed == {"Left out by a person": ("nothing", "duration")}


def test_a_leak_that_was_left_out_is_no_leak(registry) -> None:
    dropped = (Leak("duration", 0.9, "x", True),)
    found = pair(registry, made_card(best=0.7, leaks=dropped), made_card(best=0.9))
    assert "beyond chance" in found.verdict


def test_other_cases_decide_nothing(registry) -> None:
    found = pair(registry, made_card(best=0.7), made_card(best=0.9, rows=900), replace(SPEC, file="b" * 32), "b" * 32)
    assert found.verdict == "Version 2 scores better, but on other cases: that alone decides nothing"
    assert {one.what for one in found.lines if one.differs} == {"Table", "Cases learned from", "Cases held back"}


def test_other_questions_cannot_be_compared(registry) -> None:
    assert pair(registry, made_card(), made_card(target="spend")).verdict.startswith("They answer different questions")


def test_a_model_that_one_version_lacks_has_no_score_there(registry) -> None:
    fewer = replace(made_card(), scores=made_card().scores[:2], best="linear")
    found = pair(registry, fewer, made_card())
    by_title = {title: (a, b) for title, a, b in found.scores}
    assert by_title["Random forest"][0] is None
    assert by_title["Random forest"][1].score.mean == 0.8
