"""Concentration: how much hangs on one campaign or one channel."""

from dataclasses import dataclass

from core.campaigns.days import Floats

MUCH_CAMPAIGN, MUCH_CHANNEL = 0.4, 0.7
"""A campaign that brings this share, or a channel, is worth a word: what happens to it happens to the whole."""


@dataclass(frozen=True)
class Concentration:
    """How an outcome is spread over its parts.

    Attributes:
        largest: Position of the part that brings most.
        share: Its share.
        index: Herfindahl-Hirschman index: the sum of squared shares, 1 where everything comes from one part.
        equal_parts: As many parts of equal size would be as concentrated: 1 / index (Adelman, 1969).
        parts: Parts that bring anything.
    """

    largest: int
    share: float
    index: float
    equal_parts: float
    parts: int


def concentration(outcome: Floats) -> Concentration | None:
    """Return how an outcome is spread; None where there is none.

    Example:
        >>> from numpy import array
        >>> concentration(array([3.0, 3.0, 0.0]))
        Concentration(largest=0, share=0.5, index=0.5, equal_parts=2.0, parts=2)
    """
    outcome = outcome.clip(min=0.0)
    total = float(outcome.sum())
    if total <= 0:
        return None
    shares = outcome / total
    index = round(float((shares**2).sum()), 12)
    return Concentration(int(shares.argmax()), float(shares.max()), index, 1 / index, int((outcome > 0).sum()))
