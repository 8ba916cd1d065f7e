"""Attribution: what each channel or campaign is credited with by every rule, with intervals over customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from core.attribution.markov import chain, removal_shares
from core.attribution.paths import CommonPath, Paths, common_paths
from core.attribution.rules import SIMPLE, credit_by_group
from core.attribution.shapley import EXACT, shapley_shares, teams
from core.curves import Floats
from core.errors import InputError, NotEnoughDataError

Measure = Literal["purchases", "value"]
RESAMPLES: Final = 200
LEVEL: Final = 0.9
FEWEST_CUSTOMERS: Final = 20
"""With fewer customers there is no interval: so few say nothing of others."""
RULES: Final = {
    "first": "First contact",
    "last": "Last contact",
    "linear": "Equal shares",
    "decay": "Time decay",
    "position": "Position",
    "markov": "Markov chain",
    "markov2": "Markov, two steps",
    "shapley": "Shapley value",
}


@dataclass(frozen=True, eq=False)
class Attribution:
    """Credits by every rule. K names, R rules.

    Attributes:
        names: Of the channels or campaigns, the largest by last contact first.
        measure: What is divided: ``purchases`` or ``value``.
        total: All of it, with a known contact; currency where it is value.
        rules: Keys of ``RULES`` that were computed, shape (R,).
        shares: Share of the total, shape (R, K); each row adds up to 1.
        draws: The same in resamples, shape (R, resamples, K); empty where there are too few customers.
        contacts: Contacts of each name, shape (K,), in all paths.
        assists: Purchases before which each name was met at all, shape (K,).
        common: Paths with the most purchases.
        distinct: How many distinct paths there are.
        single: Purchases of which one contact is known.
        longest: Contacts of the longest path that ended with a purchase; ``mean_length`` the mean.
        purchases: Purchases with a path, ``open_paths`` paths without.
        customers: How many.
        alone: Purchases without any known contact; ``alone_value`` their amounts.
        nameless: Contacts that were left out, because they do not say where they came from.
        put_together: Names that became ``All others``.
        valued: Whether amounts are known.
        first: First day.
        last: Last day.
        sampled: Whether paths have so many names that Shapley values are sampled.
        rates_fixed: Whether the chances behind the Shapley values were not computed anew for each resample.
        lookback: Days before a purchase in which a contact counts.
    """

    names: tuple[str, ...]
    measure: Measure
    total: float
    rules: tuple[str, ...]
    shares: Floats
    draws: Floats
    contacts: Floats
    assists: Floats
    common: tuple[CommonPath, ...]
    distinct: int
    single: int
    longest: int
    mean_length: float
    purchases: int
    open_paths: int
    customers: int
    alone: int
    alone_value: float
    nameless: int
    put_together: int
    valued: bool
    first: np.datetime64
    last: np.datetime64
    sampled: bool
    rates_fixed: bool
    lookback: int

    def share(self, rule: str) -> Floats:
        """Return the shares by a rule, shape (K,)."""
        return np.asarray(self.shares[self.rules.index(rule)])

    def interval(self, rule: str, level: float = LEVEL) -> tuple[Floats, Floats] | None:
        """Return the ends of the interval of each share, or None where there are too few customers."""
        if not self.draws.size:
            return None
        tails = [(1 - level) / 2, (1 + level) / 2]
        lower, upper = np.quantile(self.draws[self.rules.index(rule)], tails, axis=0)
        return lower, upper

    def difference(self, rule: str, other: str, level: float = LEVEL) -> tuple[Floats, Floats, Floats] | None:
        """Return by how much the share by a rule exceeds that by another, with the ends of the interval, by name."""
        if not self.draws.size:
            return None
        a, b = self.rules.index(rule), self.rules.index(other)
        gap = self.draws[a].astype(float) - self.draws[b]
        lower, upper = np.quantile(gap, [(1 - level) / 2, (1 + level) / 2], axis=0)
        return self.shares[a] - self.shares[b], lower, upper


def attribute(paths: Paths, measure: Measure = "purchases", resamples: int = RESAMPLES, seed: int = 0) -> Attribution:
    """Return what each name is credited with by every rule.

    Customers are drawn again, in groups of customers that have nothing in common but chance (up to 1,000; with fewer
    customers each is a group of its own), so that all purchases of one customer stay together.

    Args:
        paths: All paths.
        measure: What is divided.
        resamples: How often customers are drawn again.
        seed: Of the draws.

    Raises:
        InputError: If the measure is unknown.
        NotEnoughDataError: If value is asked for and unknown, or no purchase has a known contact.
    """
    if measure not in ("purchases", "value"):
        raise InputError(f"measure == {measure!r}, must be purchases or value")
    if measure == "value" and not paths.valued:
        raise NotEnoughDataError("The table holds no amounts. Look at purchases instead of their value.")
    amounts = paths.value if measure == "value" else paths.bought.astype(float)
    total = float(amounts.sum())
    if not total > 0:
        raise NotEnoughDataError(
            "No purchase has a contact that says where it came from within these days. Choose more days, or drop a "
            "file that also has the clicks and views of the customers."
        )
    groups = paths.groups
    some = paths.customers >= FEWEST_CUSTOMERS
    drawn = np.ones((1 + (resamples if some else 0), groups))
    if some:
        rng = np.random.default_rng(seed)
        drawn[1:] = rng.multinomial(groups, np.full(groups, 1 / groups), resamples)

    made: dict[str, Floats] = {rule: _shares(drawn @ credit_by_group(paths, rule, amounts)) for rule in SIMPLE}
    for order, rule in ((1, "markov"), (2, "markov2")):
        found = chain(paths, amounts, order)
        if found is not None:
            made[rule] = removal_shares(found, drawn)
    sets = teams(paths, amounts)
    made["shapley"], anew = shapley_shares(sets, drawn)

    order_of = np.argsort(-made["last"][0], kind="stable")
    every = np.stack([shares[:, order_of] for shares in made.values()])
    common, distinct = common_paths(paths)
    lengths = paths.lengths[paths.bought]
    of, met = paths.met
    met = met[paths.bought[of]]
    return Attribution(
        names=tuple(paths.names[k] for k in order_of),
        measure=measure,
        total=total,
        rules=tuple(made),
        shares=every[:, 0],
        draws=every[:, 1:].astype(np.float32),
        contacts=np.bincount(paths.steps, minlength=len(paths.names))[order_of].astype(float),
        assists=np.bincount(met, minlength=len(paths.names))[order_of].astype(float),
        common=tuple(common),
        distinct=distinct,
        single=int((lengths == 1).sum()),
        longest=int(lengths.max()),
        mean_length=float(lengths.mean()),
        purchases=paths.purchases,
        open_paths=int((~paths.bought).sum()),
        customers=paths.customers,
        alone=paths.alone,
        alone_value=paths.alone_value,
        nameless=paths.nameless,
        put_together=paths.put_together,
        valued=paths.valued,
        first=paths.first,
        last=paths.last,
        sampled=any(len(m) > EXACT for m in sets.members),
        rates_fixed=not anew,
        lookback=paths.lookback,
    )


def _shares(credit: Floats) -> Floats:
    total = credit.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(credit, total, out=np.zeros_like(credit), where=total > 0))
