"""Segmentation: customers in groups with names, and all that is needed to put later customers into the same groups."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.curves import Floats
from core.customers.segments.choosing import Choice, choose
from core.customers.segments.differences import Difference, differences
from core.customers.segments.features import Feature, FeatureTable, Wanted
from core.customers.segments.grouping import Groups, Labels, find_groups, one_thread
from core.customers.segments.naming import people_name, purchase_name, unique_names
from core.customers.segments.purchase_features import PURCHASES, SINCE
from core.customers.segments.recipe import SEED, Recipe
from core.customers.segments.space import Space, fit_space
from core.errors import InputError

FOUND_ON = 20_000
"""Customers on whom the groups themselves are found; all others join the group that they are in."""


@dataclass(frozen=True, eq=False)
class Model:
    """What puts customers into segments: a few numbers that can be kept.

    Attributes:
        features: What counts, in the order of the columns of a table.
        space: Makes features comparable.
        groups: The groups in it.
        names: Of the segments.
        typical: Median of each feature.
    """

    features: tuple[Feature, ...]
    space: Space
    groups: Groups
    names: tuple[str, ...]
    typical: Floats

    @property
    def wanted(self) -> Wanted:
        """What a table must hold to be put into these segments."""
        return Wanted(self.features, self.typical)

    def labels(self, values: Floats) -> Labels:
        """Return the segment of customers, by their features in the order of ``features``."""
        return self.groups.labels(self.space.places(values))

    def to_plain(self) -> dict[str, Any]:
        """Return plain data that says the same; ``from_plain`` reads it."""
        return {
            "features": [[f.column, f.label, f.kind, f.value] for f in self.features],
            "space": self.space.to_plain(),
            "groups": self.groups.to_plain(),
            "names": list(self.names),
            "typical": self.typical.tolist(),
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Model:
        """Return the model that plain data say."""
        return cls(
            tuple(Feature(*one) for one in plain["features"]),
            Space.from_plain(plain["space"]),
            Groups.from_plain(plain["groups"]),
            tuple(plain["names"]),
            np.asarray(plain["typical"], float),
        )


@dataclass(frozen=True, eq=False)
class Segmentation:
    """Customers in segments.

    Attributes:
        table: What is known of them.
        model: What puts them into segments.
        labels: Segment of each.
        choice: Why this number of segments; None where an earlier segmentation is used as it is.
        differences: What sets each segment apart.
        recipe: What was asked for.
    """

    table: FeatureTable
    model: Model
    labels: Labels
    choice: Choice | None
    differences: tuple[tuple[Difference, ...], ...]
    recipe: Recipe

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the segments."""
        return self.model.names

    @property
    def count(self) -> int:
        """How many segments there are."""
        return len(self.model.groups)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Customers of each segment."""
        return tuple(int(n) for n in np.bincount(self.labels, minlength=self.count))

    def named(self, names: tuple[str, ...]) -> Segmentation:
        """Return the same segments under other names."""
        return replace(self, model=replace(self.model, names=names))


def segment(table: FeatureTable, recipe: Recipe = Recipe()) -> Segmentation:  # noqa: B008
    """Return the segments of customers. The same customers in any order fall into the same segments.

    Args:
        table: What is known of them.
        recipe: How they are to be grouped.

    Raises:
        InputError: If more segments are asked for than there are different customers.
        NotEnoughDataError: If all customers are the same.
    """
    if recipe.count > len(table):
        raise InputError(f"{recipe.count} segments cannot be made of {len(table)} customers. Ask for fewer.")
    # In the order of what is known of them: then neither sums nor samples depend on the order of the rows.
    order = np.lexsort(table.values.T[::-1])
    spent = None if table.spent is None else table.spent[order]
    ordered = replace(table, values=table.values[order], spent=spent)
    with one_thread():
        space = fit_space(ordered, np.random.default_rng(SEED))
        places = space.places(ordered.values)
        choice = choose(places, recipe.method, recipe.count, np.random.default_rng(SEED))
        some = places
        if len(places) > FOUND_ON:
            some = places[np.random.default_rng(SEED).choice(len(places), FOUND_ON, replace=False)]
        groups = find_groups(some, choice.count, recipe.method, SEED, 5)
        labels = groups.labels(places)
        groups, labels = _in_order(groups, labels, ordered)
        apart = differences(ordered, space, labels, len(groups))
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    names = unique_names([name_of(one) for one in apart], apart)
    return Segmentation(
        table,
        Model(table.features, space, groups, names, np.median(table.values, axis=0)),
        labels[back],
        choice,
        apart,
        recipe,
    )


def assigned(table: FeatureTable, model: Model, recipe: Recipe) -> Segmentation:
    """Return customers in the segments of an earlier model.

    Args:
        table: Made with what the model wants.
        model: The earlier model.
        recipe: Under which it was found.
    """
    labels = model.labels(table.values)
    return Segmentation(table, model, labels, None, differences(table, model.space, labels, len(model.groups)), recipe)


def name_of(found: tuple[Difference, ...]) -> str:
    """Return the name of a segment by what sets it apart."""
    columns = {one.feature.column for one in found}
    if columns & {SINCE.column, PURCHASES.column} and all(c in _OF_PURCHASES for c in columns):
        return purchase_name(found)
    return people_name(found)


_OF_PURCHASES = {"since", "purchases", "amount", "tenure", "span", "channel"}


def _in_order(groups: Groups, labels: Labels, table: FeatureTable) -> tuple[Groups, Labels]:
    """Segments by what they spent a head, else by size, the first one first; empty ones are left out."""
    sizes = np.bincount(labels, minlength=len(groups))
    by: Floats = sizes.astype(float)
    if table.spent is not None:
        by = np.bincount(labels, table.spent, len(groups)) / np.maximum(sizes, 1)
    order = np.array([k for k in np.lexsort((-sizes, -by)) if sizes[k]])
    place = np.full(len(groups), -1)
    place[order] = np.arange(len(order))
    return groups.taken(order), place[labels]
