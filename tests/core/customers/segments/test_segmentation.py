"""Segments against groups that are known, sklearn itself, and brute force."""

import itertools

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.mixture import GaussianMixture

from core.customers.segments import Recipe, assigned, make_recipe, segment
from core.customers.segments.choosing import Choice, Tried, best_of, choose
from core.customers.segments.grouping import find_groups, one_thread
from core.customers.segments.matching import keep_names, match, overlap
from core.customers.segments.saying import why_this_number
from core.customers.segments.segmentation import Model
from core.customers.segments.space import fit_space
from core.errors import InputError, NotEnoughDataError
from tests.core.customers.segments.worlds import planted, table_of


@pytest.mark.parametrize(("method", "groups"), [("kmeans", 3), ("kmeans", 5), ("mixture", 4)])
def test_groups_that_are_there_are_found_with_their_number(method, groups) -> None:
    values, truth = planted(groups)
    found = segment(table_of(values), make_recipe(method))
    assert found.choice.grouped
    assert found.count == groups
    assert adjusted_rand_score(truth, found.labels) > 0.97
    assert sum(found.sizes) == len(truth)
    assert len(set(found.names)) == groups


@pytest.mark.parametrize("shape", ["normal", "even", "skewed"])
def test_customers_without_groups_are_said_to_have_none(shape) -> None:
    rng = np.random.default_rng(3)
    draw = {
        "normal": lambda: rng.normal(size=(1500, 4)) @ rng.normal(size=(4, 4)),
        "even": lambda: rng.uniform(size=(1500, 3)),
        "skewed": lambda: rng.lognormal(0, 1.2, (1500, 3)),
    }[shape]
    found = segment(table_of(draw()))
    assert not found.choice.grouped
    assert 3 <= found.count <= 5


def test_the_order_of_rows_changes_nothing() -> None:
    values, _ = planted(4, each=120)
    values[:, 0] = np.round(values[:, 0])
    order = np.random.default_rng(5).permutation(len(values))
    one, other = segment(table_of(values)), segment(table_of(values[order]))
    assert one.names == other.names
    assert np.array_equal(one.labels[order], other.labels)
    assert np.array_equal(one.model.groups.centres, other.model.groups.centres)


def test_the_same_question_has_the_same_answer() -> None:
    values, _ = planted(3)
    one, other = segment(table_of(values)), segment(table_of(values))
    assert np.array_equal(one.labels, other.labels)
    assert one.choice == other.choice


def test_groups_are_those_of_sklearn() -> None:
    places, _ = planted(4, each=100)
    with one_thread():
        ours = find_groups(places, 4, "kmeans", 8, 3)
        theirs = KMeans(4, n_init=3, random_state=8, max_iter=100).fit(places)
        assert np.array_equal(ours.labels(places), theirs.predict(places))
        mixed = find_groups(places, 4, "mixture", 8, 3)
        fitted = GaussianMixture(4, reg_covar=0.05, means_init=ours.centres, random_state=8).fit(places)
    assert np.array_equal(mixed.labels(places), fitted.predict(places))
    assert np.allclose(mixed.weights.sum(), 1)


def test_silhouettes_are_those_of_sklearn() -> None:
    places, _ = planted(3, each=100)
    choice = choose(places, "kmeans", 0, np.random.default_rng(1))
    labels = KMeans(3, n_init=2, random_state=8).fit_predict(places)
    (three,) = (one for one in choice.tried if one.count == 3)
    assert three.silhouette == pytest.approx(silhouette_score(places, labels), abs=1e-6)
    assert three.stability > 0.98
    assert three.reference < 0.45


def test_a_column_that_is_there_twice_counts_once() -> None:
    values, _ = planted(3, axes=3, apart=5)
    twice = np.column_stack([values, values[:, 0], 1000 * values[:, 0]])
    one, other = segment(table_of(values), Recipe(count=3)), segment(table_of(twice), Recipe(count=3))
    assert adjusted_rand_score(one.labels, other.labels) > 0.95
    alone = np.random.default_rng(1).normal(size=(5000, 3))
    copies = table_of(np.column_stack([alone, alone[:, 0], 1000 * alone[:, 0]]))
    weight = fit_space(copies, np.random.default_rng(1)).weight
    assert (weight[[0, 3, 4]] ** 2).sum() == pytest.approx(1.0, rel=0.01)
    assert weight[1] == pytest.approx(1.0, rel=0.01)


def test_a_kept_model_puts_customers_where_they_were() -> None:
    for method in ("kmeans", "mixture"):
        values, _ = planted(3)
        found = segment(table_of(values), make_recipe(method))
        model = Model.from_plain(found.model.to_plain())
        again = assigned(table_of(values), model, found.recipe)
        assert np.array_equal(again.labels, found.labels)
        assert again.choice is None


def test_the_match_is_the_best_of_all() -> None:
    rng = np.random.default_rng(2)
    for size in (2, 3, 5):
        common = rng.uniform(size=(size, size))
        best = max(sum(common[i, j] for i, j in enumerate(order)) for order in itertools.permutations(range(size)))
        assert sum(share for *_, share in match(common)) == pytest.approx(best)


def test_overlap_is_both_over_either() -> None:
    before, after = np.array([0, 0, 0, 1, 1]), np.array([1, 1, 0, 0, 0])
    assert overlap(before, after, 2, 2) == pytest.approx(np.array([[1 / 5, 2 / 3], [2 / 3, 0.0]]))


def test_names_stay_with_their_customers_over_refits() -> None:
    values, _ = planted(4)
    first = segment(table_of(values), Recipe(count=4))
    more = np.vstack([values, planted(4, each=60, seed=1)[0]])
    then, now = first.model.labels(more), segment(table_of(more), Recipe(count=4))
    named = keep_names(now.names, ("Anna", "Bert", "Cleo", "Dora"), overlap(then, now.labels, 4, 4))
    assert sorted(named) == ["Anna", "Bert", "Cleo", "Dora"]
    assert all(
        named[k] == ("Anna", "Bert", "Cleo", "Dora")[int(np.bincount(then[now.labels == k]).argmax())] for k in range(4)
    )


def test_a_segment_that_is_new_has_a_name_of_its_own() -> None:
    assert keep_names(("A", "B"), ("Old",), np.array([[0.9, 0.1]])) == ("Old", "B")
    assert keep_names(("A", "Old"), ("Old",), np.array([[0.9, 0.1]])) == ("Old", "Old 2")
    assert keep_names(("A", "B"), ("Old",), np.array([[0.3, 0.1]])) == ("A", "B")


# ---- what cannot be grouped is said in words


def test_more_segments_than_customers_or_kinds_are_refused() -> None:
    values = np.random.default_rng(1).normal(size=(40, 2))
    with pytest.raises(InputError, match="5 segments cannot be made of 4 customers"):
        segment(table_of(values[:4]), Recipe(count=5))
    three = np.repeat(np.eye(3), 20, axis=0)
    with pytest.raises(InputError, match="only 3 different kinds"):
        segment(table_of(three), Recipe(count=4))
    assert segment(table_of(three), Recipe(count=3)).sizes == (20, 20, 20)


def test_customers_who_are_all_the_same_have_no_groups() -> None:
    with pytest.raises(NotEnoughDataError, match="same in everything"):
        segment(table_of(np.ones((50, 2))))


def test_one_column_is_enough() -> None:
    values = np.concatenate([np.random.default_rng(1).normal(m, 0.3, 100) for m in (0.0, 5.0, 12.0)])[:, None]
    found = segment(table_of(values))
    assert found.choice.grouped
    assert adjusted_rand_score(np.repeat(range(3), 100), found.labels) > 0.8


@pytest.mark.parametrize(
    ("method", "count", "said"),
    [
        ("dbscan", 0, "no such way"),
        ("kmeans", 1, "from 2 to 10"),
        ("kmeans", 10**30, "from 2 to 10"),
        ("kmeans", "x", "whole"),
        ("kmeans", -3, "whole"),
        ([], 3, "no such way"),
        ("kmeans", True, "whole"),
    ],
)
def test_recipes_that_make_no_sense_are_refused(method, count, said) -> None:
    with pytest.raises(InputError, match=said):
        make_recipe(method, count)


def test_the_reason_for_a_number_does_not_claim_more_than_the_table_shows() -> None:
    clear, alike = Tried(2, 1.0, 0.38, 0.27), Tried(8, 0.81, 0.31, 0.21)
    assert "about as clear as any other" in why_this_number(Choice(8, (clear, alike), True, asked=False))
    assert "has the clearest groups" in why_this_number(Choice(2, (clear, alike), True, asked=False))


def test_of_numbers_that_are_alike_the_larger_is_taken_and_two_only_where_they_are_far_clearer() -> None:
    def tried(count: int, stability: float, beyond: float) -> Tried:
        return Tried(count, stability, 0.2 + beyond, 0.2)

    alike = [tried(3, 0.90, 0.20), tried(4, 0.88, 0.19), tried(5, 0.89, 0.10), tried(6, 0.40, 0.30)]
    assert best_of(alike).count == 4
    assert best_of([tried(2, 0.95, 0.21), tried(4, 0.9, 0.19)]).count == 4
    assert best_of([tried(2, 0.95, 0.40), tried(4, 0.9, 0.19)]).count == 2
