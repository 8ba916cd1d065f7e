"""Whether enough was seen for the intervals of a running test to be right: they are, once sums are nearly normal."""

from typing import Final

from core.experiments.compare.samples import ProportionSample, RatioSample
from core.experiments.sequential.contrast import Sample

LEAST_PEOPLE: Final = 100
"""People in each variant."""
LEAST_EVENTS: Final = 50.0
"""Effective events in each variant. With fewer, rare conversions and skewed revenue split nine to one raised too many
false alarms in simulation; from 50 on they stayed below 5 % (``benchmarks.experiments_sequential``)."""


def events(sample: Sample) -> float:
    """Return how many people carry the sums of a variant: (sum of x)² / (sum of x²).

    Of a share these are the people who did it, or those who did not where they are fewer. Of revenue they are fewer
    than those who bought, the fewer the more a few of them spent.
    """
    if isinstance(sample, ProportionSample):
        return float(min(sample.successes, sample.n - sample.successes))
    if isinstance(sample, RatioSample):
        return min(
            _carried(sample.numerator, sample.numerator_squares),
            _carried(sample.denominator, sample.denominator_squares),
        )
    return _carried(sample.total, sample.squares)


def enough(sample: Sample) -> bool:
    """Return whether a variant holds enough to decide anything."""
    return sample.n >= LEAST_PEOPLE and events(sample) >= LEAST_EVENTS


def _carried(total: float, squares: float) -> float:
    return total * total / squares if squares > 0 else 0.0
