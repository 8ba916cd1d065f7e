"""Kept models: versions, which is in use, undo, what was said is read back as it was, and what is refused."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import text

from core.database import open_database
from core.errors import InputError, NotFoundError
from core.learning.kept_models import KeptTable, find_models
from core.learning.plain import card_from_plain, card_to_plain
from core.learning.registry import ModelRegistry, library_versions
from core.learning.results import Ranged
from tests.core.learning.made import SPEC, made_card, ranged

TABLE = KeptTable("bank.csv", "a" * 32)


@pytest.fixture
def engine(tmp_path):
    return open_database(f"sqlite:///{tmp_path / 'kept.db'}")


@pytest.fixture
def registry(engine):
    return ModelRegistry(engine)


def keep(registry, key: str = "k1", name: str = "Response", **card):
    return registry.keep(key, SPEC, TABLE, made_card(**card), name, "Ann")


def test_a_card_is_the_same_after_it_was_kept(registry) -> None:
    model, _ = keep(registry, leak=True)
    found = registry.version(model.id)
    assert found.card == made_card(leak=True)
    assert (found.spec, found.data, found.rows) == (SPEC, "bank.csv", "a" * 32)
    assert found.libraries == library_versions()
    assert set(found.libraries) == {"numpy", "pandas", "scipy", "scikit-learn"}


def test_what_is_no_number_is_kept_as_none_and_read_as_no_number() -> None:
    card = made_card(interval_covered=float("nan"), base=float("inf"))
    plain = card_to_plain(card)
    json.dumps(plain, allow_nan=False)
    back = card_from_plain(plain)
    assert back.interval_covered != back.interval_covered
    assert back.scores == card.scores


def test_an_earlier_release_knew_fewer_parts() -> None:
    plain = card_to_plain(made_card())
    del plain["limits"], plain["dependences"]
    assert card_from_plain(plain).limits == ()
    del plain["scores"]
    with pytest.raises(NotFoundError, match="Train it again"):
        card_from_plain(plain)
    for nonsense in (None, 7, [], {"scores": 7}, "x"):
        with pytest.raises(NotFoundError):
            card_from_plain(nonsense)


def test_the_first_version_is_in_use_and_the_next_waits(registry) -> None:
    model, first = keep(registry)
    assert (first.number, model.state(first)) == (1, "in use")
    model, second = keep(registry, "k2", "  RESPONSE ", best=0.9)
    assert (second.number, model.name, model.in_use) == (2, "Response", 1)
    assert model.state(second) == "kept"
    assert [one.number for one in model.versions] == [2, 1]
    assert second.score == pytest.approx((0.9, 0.88, 0.92))
    assert len(registry.models()) == 1


def test_a_model_that_is_no_better_than_naive_is_kept_but_not_put_to_use(registry) -> None:
    model, first = keep(registry, useful=False)
    assert (model.in_use, model.state(first)) == (0, "kept")
    assert registry.use(model.id, 1).in_use == 1


def test_the_same_training_is_not_kept_twice(registry) -> None:
    keep(registry)
    stamp = registry.stamp()
    model, version = keep(registry)
    assert (version.number, len(model.versions)) == (1, 1)
    assert registry.stamp() == stamp
    assert registry.of_training("k1")[1].number == 1
    assert registry.of_training("k2") is None


def test_using_and_retiring_can_be_undone(registry) -> None:
    keep(registry)
    model, _ = keep(registry, "k2")
    used = registry.use(model.id, 2, "Bo")
    assert used.in_use == 2
    registry.undo(used.act, "Bo")
    assert registry.get(model.id).in_use == 1
    retired = registry.retire(model.id, 1)
    assert (retired.in_use, retired.version(1).retired) == (0, True)
    assert registry.version(model.id).kept.number == 2
    registry.undo(retired.act)
    assert registry.get(model.id).in_use == 1
    registry.retire(model.id, 2)
    assert registry.use(model.id, 2).version(2).retired is False


def test_undoing_what_was_changed_since_is_refused(registry) -> None:
    keep(registry)
    model, _ = keep(registry, "k2")
    first = registry.use(model.id, 2)
    registry.use(model.id, 1)
    with pytest.raises(NotFoundError, match="changed again"):
        registry.undo(first.act)
    assert registry.get(model.id).in_use == 1


def test_undoing_the_first_keep_takes_the_model_from_the_list_but_not_its_figures(registry, engine) -> None:
    model, _ = keep(registry)
    registry.undo(model.act)
    assert registry.models() == []
    with pytest.raises(NotFoundError):
        registry.get(model.id)
    assert keep(registry)[1].number == 1


def test_kept_figures_never_change(registry) -> None:
    model, _ = keep(registry)
    registry.keep("k1", SPEC, TABLE, made_card(best=0.99), "Another name")
    assert registry.version(model.id).card == made_card()


def test_what_is_gone_or_foreign_is_said_in_words(registry, engine) -> None:
    model, _ = keep(registry)
    for foreign in ("", "x" * 99, "\0", None, 7, "nothing"):
        with pytest.raises(NotFoundError):
            registry.get(foreign)
    for number in (2, -1, 10**30):
        with pytest.raises(NotFoundError, match="no version"):
            registry.use(model.id, number)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM trained_models"))
    with pytest.raises(NotFoundError, match="Train it again"):
        registry.version(model.id)


@pytest.mark.parametrize("name", ["", "  ", "\0", "x" * 81])
def test_a_name_that_cannot_be_used_keeps_nothing(registry, name: str) -> None:
    with pytest.raises(InputError, match="Nothing was kept"):
        keep(registry, name=name)
    assert registry.models() == []


def test_models_are_found_by_words(registry) -> None:
    keep(registry)
    keep(registry, "k2", "Churn <b>2026</b>")
    models = registry.models()
    assert [one.name for one in find_models(models, "churn 2026")] == ["Churn <b>2026</b>"]
    assert len(find_models(models, "BANK ann")) == 2
    assert find_models(models, "nobody") == []


def test_scores_without_a_value_are_kept(registry) -> None:
    scores = tuple(replace(one, score=Ranged(float("nan"), float("nan"), float("nan"))) for one in made_card().scores)
    _, version = keep(registry, scores=scores)
    assert version.score == (None, None, None)
    assert ranged(0.5).lower == 0.48
