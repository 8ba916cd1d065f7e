"""UniqueRows: purchase histories that are alike as one row with a weight, and the distinct values of each number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats


@dataclass(frozen=True, eq=False)
class UniqueRows:
    """Unique histories (x, t_x, T) with weights; times in units of ``scale`` weeks, so that the mean age is one.

    Attributes:
        x: Repeat purchases, rows.
        last: Time from the first purchase to the last, rows.
        age: Time from the first purchase to the end of the observation, rows.
        weights: Customers, rows.
        scale: Weeks that one unit of time has.
    """

    x: Floats
    last: Floats
    age: Floats
    weights: Floats
    scale: float

    @cached_property
    def customers(self) -> float:
        """All of them."""
        return float(self.weights.sum())

    @cached_property
    def purchases(self) -> float:
        """All repeat purchases."""
        return float(self.weights @ self.x)

    @cached_property
    def exposure(self) -> float:
        """All time from the first purchases on, units."""
        return float(self.weights @ self.age)

    def thinned(self, count: int) -> UniqueRows | None:
        """Return some of the rows for a first search, the same each time; None where there are few anyway.

        The histories of most customers are kept; a random part of the others stands for all of them.
        """
        if len(self.x) <= 2 * count:
            return None
        order = np.argsort(-self.weights, kind="stable")
        heavy, rest = order[: count // 2], order[count // 2 :]
        light = np.random.default_rng(0).choice(rest, count // 2, replace=False)
        chosen = np.concatenate([heavy, light])
        weights = self.weights[chosen]
        weights[len(heavy) :] *= self.weights[rest].sum() / self.weights[light].sum()
        return UniqueRows(self.x[chosen], self.last[chosen], self.age[chosen], weights, self.scale)

    @cached_property
    def _by_x(self) -> tuple[Floats, NDArray[np.intp]]:
        return _distinct(self.x)

    @property
    def x_values(self) -> Floats:
        """Distinct repeat purchases."""
        return self._by_x[0]

    @cached_property
    def x_weights(self) -> Floats:
        """Customers with each."""
        return np.bincount(self._by_x[1], self.weights, len(self.x_values)).astype(float)

    @cached_property
    def _by_age(self) -> tuple[Floats, NDArray[np.intp]]:
        return _distinct(self.age)

    @property
    def age_values(self) -> Floats:
        """Distinct ages."""
        return self._by_age[0]

    @cached_property
    def age_weights(self) -> Floats:
        """Customers of each age."""
        return np.bincount(self._by_age[1], self.weights, len(self.age_values)).astype(float)

    @cached_property
    def age_purchases(self) -> Floats:
        """Repeat purchases of the customers of each age."""
        return np.bincount(self._by_age[1], self.weights * self.x, len(self.age_values)).astype(float)

    @cached_property
    def back(self) -> NDArray[np.bool_]:
        """Rows of customers who came back."""
        return self.x > 0

    @cached_property
    def back_x(self) -> Floats:
        """Repeat purchases of those who came back."""
        return self.x[self.back]

    @cached_property
    def back_weights(self) -> Floats:
        """Customers who came back."""
        return self.weights[self.back]

    @cached_property
    def age_index(self) -> NDArray[np.intp]:
        """Which of ``age_values``, of those who came back."""
        return self._by_age[1][self.back]

    @cached_property
    def _by_last(self) -> tuple[Floats, NDArray[np.intp]]:
        return _distinct(self.last[self.back])

    @property
    def last_values(self) -> Floats:
        """Distinct times of the last purchase of those who came back."""
        return self._by_last[0]

    @property
    def last_index(self) -> NDArray[np.intp]:
        """Which of ``last_values``."""
        return self._by_last[1]

    @cached_property
    def _by_back(self) -> tuple[Floats, NDArray[np.intp]]:
        return _distinct(self.back_x)

    @property
    def back_values(self) -> Floats:
        """Distinct repeat purchases above zero."""
        return self._by_back[0]

    @property
    def back_index(self) -> NDArray[np.intp]:
        """Which of ``back_values``."""
        return self._by_back[1]


def unique_rows(x: Floats, last: Floats, age: Floats, weights: Floats) -> UniqueRows:
    """Return the unique histories of checked ones, sorted."""
    kept = weights > 0
    x, last, age, weights = x[kept], last[kept], age[kept], weights[kept]
    order = np.lexsort((age, last, x))
    x, last, age, weights = x[order], last[order], age[order], weights[order]
    new = np.ones(len(x), bool)
    new[1:] = (np.diff(x) != 0) | (np.diff(last) != 0) | (np.diff(age) != 0)
    starts = np.flatnonzero(new)
    summed = np.add.reduceat(weights, starts)
    scale = float(weights @ age / weights.sum())
    return UniqueRows(x[starts], last[starts] / scale, age[starts] / scale, summed, scale)


def _distinct(values: Floats) -> tuple[Floats, NDArray[np.intp]]:
    found, index = np.unique(values, return_inverse=True)
    return found, index
