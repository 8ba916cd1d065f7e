"""How many groups: for each number, whether other customers would give the same ones, and how far apart they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from core.curves import Floats
from core.customers.segments.grouping import Labels, find_groups
from core.customers.segments.recipe import MOST, SEED, TRIED, Method
from core.errors import InputError, NotEnoughDataError

STABLE_ON: Final = 2_000
"""Customers on whom stability is found."""
APART_ON: Final = 800
"""Customers on whom the distance of groups is found: it needs that of every pair."""
HALVES: Final = 3
"""Halves that are grouped anew for each number."""
STABLE: Final = 0.75
"""From this agreement on groups are called stable."""
BEYOND: Final = 0.05
"""Silhouettes that are this much above those of customers without groups show groups."""
NEARLY: Final = 0.75
"""Two groups say little: they are taken only where no larger number is this share of as far apart as they are."""
ALIKE: Final = 0.03
"""Silhouettes that differ by less are alike; then more groups say more."""


@dataclass(frozen=True)
class Tried:
    """What speaks for a number of groups.

    Attributes:
        count: How many.
        stability: Mean adjusted Rand index of the groups of all customers and those found on halves of them: 1 where
            both are the same, 0 where they agree as by chance.
        silhouette: Mean silhouette: 1 where groups are far apart, 0 where they touch.
        reference: The larger silhouette of as many customers without groups, spread evenly or normally over the same
            axes.
    """

    count: int
    stability: float
    silhouette: float
    reference: float

    @property
    def beyond(self) -> float:
        """By how much groups are further apart than those of customers without any."""
        return self.silhouette - self.reference


@dataclass(frozen=True)
class Choice:
    """Which number of groups was chosen.

    Attributes:
        count: How many.
        tried: What speaks for each number.
        grouped: Whether the customers fall into groups at all, with any number.
        asked: Whether a person asked for the number.
    """

    count: int
    tried: tuple[Tried, ...]
    grouped: bool
    asked: bool


def choose(places: Floats, method: Method, asked: int, rng: np.random.Generator) -> Choice:
    """Return how many groups there are to be.

    Of the numbers whose groups are stable (agreement of at least 0.75, else those near the most stable), the one whose
    silhouette is furthest above that of customers without groups (Lange et al. 2004 for stability, Rousseeuw 1987 for
    the silhouette, Tibshirani et al. 2001 for the comparison); of numbers alike in both, the larger. Two groups
    are taken only where no larger number has groups that are nearly as clear.

    Args:
        places: Customers x axes, in an order that does not depend on that of the rows.
        method: How groups are found.
        asked: A number that a person asks for; 0 for none.
        rng: Draws samples and references.

    Raises:
        InputError: If more groups are asked for than there are different customers.
        NotEnoughDataError: If all customers are the same.
    """
    sample = _sample(places, STABLE_ON, rng)
    different = _different(places)
    if different < 2:
        raise NotEnoughDataError("All customers are the same in everything that counts, so there are no groups.")
    if asked > different:
        raise InputError(
            f"{asked} segments were asked for, but there are only {different} different kinds of customers. "
            "Ask for fewer."
        )
    counts = sorted({k for k in (*TRIED, asked) if 2 <= k <= different and 10 * k <= len(places)} | {asked or 2})
    few = rng.permutation(len(sample))[:APART_ON]
    distances = _distances(sample[few])
    blanks = [_without_groups(sample[few], rng, even) for even in (True, False)]
    references = [(blank, _distances(blank)) for blank in blanks]
    tried, beyond = [], []
    for count in counts:
        labels = find_groups(sample, count, method, SEED, 2).labels(sample)
        # Customers without groups are cut by K-Means, which cuts them best, whatever the method.
        cuts = [(find_groups(blank, count, "kmeans", SEED, 1).labels(blank), apart) for blank, apart in references]
        reference = max(_silhouette(cut, apart) for cut, apart in cuts)
        stability = _stability(sample, labels, count, method, rng)
        tried.append(Tried(count, stability, _silhouette(labels[few], distances), reference))
        # Whether there are groups does not depend on how a person wants them cut.
        round_ones = labels if method == "kmeans" else find_groups(sample, count, "kmeans", SEED, 2).labels(sample)
        beyond.append(_silhouette(round_ones[few], distances) - reference)
    grouped = max(beyond) > BEYOND
    count = asked or (best_of(tried).count if grouped else steadiest(tried).count)
    return Choice(count, tuple(tried), grouped, bool(asked))


def best_of(tried: list[Tried]) -> Tried:
    """Return the number for which most speaks."""
    most = max(one.stability for one in tried)
    stable = [one for one in tried if one.stability >= min(STABLE, most - 0.05)]
    most_apart = max(one.beyond for one in stable)
    more = [one for one in stable if one.count > 2 and one.beyond > max(BEYOND, NEARLY * most_apart)]
    stable = more or stable
    first = max(stable, key=lambda one: one.beyond)
    alike = [one for one in stable if one.beyond >= first.beyond - ALIKE and one.stability >= first.stability - 0.05]
    return max(alike, key=lambda one: one.count)


def steadiest(tried: list[Tried]) -> Tried:
    """Return the number whose cuts through customers without groups are the most stable, of three to five if tried."""
    few = [one for one in tried if 3 <= one.count <= 5] or tried
    return max(few, key=lambda one: one.stability)


def _stability(sample: Floats, labels: Labels, count: int, method: Method, rng: np.random.Generator) -> float:
    from sklearn.metrics import adjusted_rand_score

    found = []
    for turn in range(HALVES):
        half = sample[rng.permutation(len(sample))[: len(sample) // 2]]
        if _different(half) < count:
            found.append(0.0)
            continue
        anew = find_groups(half, count, method, SEED + turn, 2).labels(sample)
        found.append(float(adjusted_rand_score(labels, anew)))
    return float(np.mean(found))


def _silhouette(labels: Labels, distances: Floats) -> float:
    from sklearn.metrics import silhouette_score

    if not 2 <= len(np.unique(labels)) < len(labels):
        return 0.0
    return float(silhouette_score(distances, labels, metric="precomputed"))


def _distances(places: Floats) -> Floats:
    from sklearn.metrics import pairwise_distances

    found = np.asarray(pairwise_distances(places), float)
    np.fill_diagonal(found, 0.0)
    return found


def _without_groups(places: Floats, rng: np.random.Generator, even: bool) -> Floats:
    """Customers without groups: as many, spread evenly between the ends of each axis, or normally with its variance."""
    if even:
        return rng.uniform(places.min(0), places.max(0), places.shape)
    return rng.normal(places.mean(0), places.std(0), places.shape)


def _sample(places: Floats, most: int, rng: np.random.Generator) -> Floats:
    return places[rng.choice(len(places), most, replace=False)] if len(places) > most else places


def _different(places: Floats) -> int:
    """How many different places there are; more than can be asked for need not be counted."""
    for rows in (200, len(places)):
        found = len(np.unique(np.round(places[:rows], 9), axis=0))
        if found > MOST:
            break
    return found
