"""Space: features made comparable: bent straight, capped, scaled, and weighted so that nothing counts twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.special import boxcox1p

from core.curves import Floats
from core.customers.segments.features import SHARES, Feature, FeatureTable

BENT_ON: Final = 5_000
"""Customers on whom the bend is found: its error is far below what a group depends on."""
SMALL: Final = 0.1
CAPPED: Final = 0.01
"""Share of values at each end that are moved to the edge of the rest."""
COUNTS: Final = {"category": np.sqrt(0.5), "share": np.sqrt(0.125), "known": 0.5}
"""Two people of different category are one standard deviation apart; those who came from different channels half of
one, because the channel says more of the ad than of the person. How long somebody is known counts half: customers of
one autumn are no group for that alone."""
KEPT: Final = 0.95
"""Share of the variance that the axes keep."""
MOST_AXES: Final = 12
POWERS: Final = (0.0, 2.0)
"""Nothing is bent more than by a logarithm: where most bought once, that would make all others alike."""


@dataclass(frozen=True, eq=False)
class Space:
    """How features become places between which distances mean something.

    Attributes:
        unit: A small size of each feature, in its own unit; values are divided by it.
        power: Yeo-Johnson exponent of each; 1 leaves it as it is.
        low: Lowest bent value.
        high: Highest bent value.
        mean: Mean of the bent, capped values.
        deviation: Their standard deviation; 1 for shares, whose scale is that of yes and no.
        weight: What a difference of one counts.
        axes: Features x axes: the principal directions that hold most of the variance.
    """

    unit: Floats
    power: Floats
    low: Floats
    high: Floats
    mean: Floats
    deviation: Floats
    weight: Floats
    axes: Floats

    def standard(self, values: Floats) -> Floats:
        """Return features in standard deviations from the mean (shares: as difference to the mean share)."""
        bent = bend(values / self.unit, self.power)
        return np.asarray((np.clip(bent, self.low, self.high) - self.mean) / self.deviation, float)

    def places(self, values: Floats) -> Floats:
        """Return where customers stand on the axes."""
        return np.asarray((self.standard(values) * self.weight) @ self.axes, float)

    def to_plain(self) -> dict[str, Any]:
        """Return plain data that says the same; ``from_plain`` reads it."""
        return {name: getattr(self, name).tolist() for name in self.__dataclass_fields__}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Space:
        """Return the space that plain data say."""
        return cls(**{name: np.asarray(plain[name], float) for name in cls.__dataclass_fields__})


def bend(values: Floats, power: Floats) -> Floats:
    """Return values after the transformation of Yeo and Johnson (2000), which makes skewed values symmetric.

    Args:
        values: Customers x features, of any sign.
        power: Exponent by feature.
    """
    above, below = np.maximum(values, 0.0), np.maximum(-values, 0.0)
    return np.asarray(boxcox1p(above, power) - boxcox1p(below, 2.0 - power), float)


def fit_space(table: FeatureTable, rng: np.random.Generator) -> Space:
    """Return the space of a table.

    Numbers are divided by a size that is small for them, bent by the exponent under which they are most like a normal
    distribution (Yeo and Johnson 2000, by maximum likelihood), capped at the outer hundredths, and scaled to a standard
    deviation of 1. Columns that say the same count once: each is weighted by 1 over the root of the sum of its squared
    correlations, which is 1 for a column of its own and m for one of m copies. People of different category are as far
    apart as those whose number differs by one standard deviation.

    Args:
        table: In an order that does not depend on that of the rows.
        rng: For the sample on which exponents are found.
    """
    values = table.values
    unit, power = _units(table), np.ones(len(table.features))
    numbers = np.array([f.kind not in SHARES for f in table.features])
    some = rng.choice(len(values), BENT_ON, replace=False) if len(values) > BENT_ON else slice(None)
    if numbers.any():
        sample = values[some][:, numbers] / unit[numbers]
        # Without its ends: one slip of a keyboard must not bend everything else.
        power[numbers] = _powers(np.clip(sample, *np.quantile(sample, [CAPPED, 1 - CAPPED], axis=0)))
    bent = bend(values / unit, power)
    low, high = bent.min(0), bent.max(0)
    inner = np.quantile(bent[:, numbers], [CAPPED, 1 - CAPPED], axis=0) if numbers.any() else np.empty((2, 0))
    # A column whose middle is one value keeps its ends: they are all that it says.
    wide = inner[1] > inner[0]
    low[numbers] = np.where(wide, inner[0], low[numbers])
    high[numbers] = np.where(wide, inner[1], high[numbers])
    capped = np.clip(bent, low, high)
    mean, deviation = capped.mean(0), np.where(numbers, capped.std(0), 1.0)
    deviation = np.where(deviation > 0, deviation, 1.0)
    standard = (capped - mean) / deviation
    weight = _weights(table.features, standard, numbers)
    return Space(unit, power, low, high, mean, deviation, weight, _axes(standard * weight))


def _units(table: FeatureTable) -> Floats:
    """What is small among what is not zero, so that a logarithm of 1 + it is one of it; 1 for shares."""
    units = np.ones(len(table.features))
    for i, feature in enumerate(table.features):
        if feature.kind not in SHARES:
            size = np.abs(table.values[:, i])
            units[i] = float(np.quantile(size[size > 0], SMALL)) if size.any() else 1.0
    return units


def _powers(values: Floats) -> Floats:
    from sklearn.preprocessing import PowerTransformer

    found = PowerTransformer(method="yeo-johnson", standardize=False).fit(values).lambdas_
    return np.clip(np.nan_to_num(np.asarray(found, float), nan=1.0), *POWERS)


def _weights(features: tuple[Feature, ...], standard: Floats, numbers: Any) -> Floats:
    weight = np.array([COUNTS.get(f.kind, 1.0) for f in features])
    if numbers.sum() > 1:
        # Of columns with mean 0 and deviation 1, that is their correlation.
        correlation = standard[:, numbers].T @ standard[:, numbers] / len(standard)
        weight[numbers] /= np.sqrt((correlation**2).sum(0).clip(1.0))
    return weight


def _axes(weighted: Floats) -> Floats:
    """The principal directions, each with its largest part positive, so that they do not flip from run to run."""
    spread = np.atleast_2d(np.cov(weighted, rowvar=False, bias=True))
    variance, directions = np.linalg.eigh(spread)
    order = np.argsort(variance)[::-1]
    variance, directions = variance[order], directions[:, order]
    held = np.cumsum(variance) / max(float(variance.sum()), 1e-300)
    count = min(int(np.searchsorted(held, KEPT - 1e-9)) + 1, MOST_AXES, len(variance))
    chosen = directions[:, :count]
    signs = np.sign(chosen[np.abs(chosen).argmax(0), np.arange(count)])
    return np.asarray(chosen * np.where(signs == 0, 1.0, signs), float)
