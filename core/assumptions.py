"""Which assumptions a data set can answer to, and what becomes of those it cannot."""

from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Final

import numpy as np

from core.data import Dataset
from core.data.amounts import read_amounts
from core.errors import InputError
from core.response import Assumptions, LiftTest
from core.response.assumptions import EVERYTHING
from core.wording import dates_text

DEFAULTS: Final = Assumptions()
"""What is assumed where nobody stated anything."""
LIKELY: Final = 0.9
"""Probability of the ranges in which people state what they believe and what a test measured."""


@dataclass(frozen=True)
class Aside:
    """An assumption that is kept but has no effect on the data set in use, and why."""

    subject: str
    reason: str


def subjects(dataset: Dataset) -> frozenset[str]:
    """Return everything that an assumption may speak of: channels, campaigns by name and id, and all together."""
    campaigns = dataset.campaigns
    names = (campaigns[column].astype(str) for column in ("channel", "campaign", "campaign_id"))
    return frozenset({EVERYTHING}.union(*names))


def applicable(assumptions: Assumptions, dataset: Dataset) -> Assumptions:
    """Return the part of the assumptions that speaks of a data set; in one order, so that equal ones share a fit."""
    known = subjects(dataset)
    beliefs = (one for one in assumptions.beliefs if one.subject in known and (one.roas or one.carry_over))
    tests = (one for one in assumptions.lift_tests if not _reason(one, dataset, known))
    return replace(
        assumptions,
        beliefs=tuple(sorted(beliefs, key=lambda one: one.subject)),
        lift_tests=tuple(sorted(tests, key=lambda one: (one.subject, one.start, one.end, one.name, one.spend_change))),
    )


def set_aside(assumptions: Assumptions, dataset: Dataset) -> tuple[Aside, ...]:
    """Return the assumptions that have no effect on a data set, and why."""
    known = subjects(dataset)
    beliefs = [Aside(b.subject, _unknown(b.subject)) for b in assumptions.beliefs if b.subject not in known]
    tests = [Aside(one.subject, reason) for one in assumptions.lift_tests if (reason := _reason(one, dataset, known))]
    return tuple(dict.fromkeys([*beliefs, *tests]))


def standard_error(lower: float, upper: float) -> float:
    """Return the standard error of a result from its 90 % range, which is taken as that of a normal distribution.

    Raises:
        InputError: If the lower end is not below the upper one.

    Example:
        >>> round(standard_error(-1.645, 1.645), 3)
        1.0
    """
    if not lower < upper:
        raise InputError("The range of the result runs from its lower to its upper end; give the lower one first.")
    return (upper - lower) / (2 * NormalDist().inv_cdf((1 + LIKELY) / 2))


def typed_number(text: str) -> float | None:
    """Return the number that a person typed, as it is written in Europe or elsewhere; None where nothing stands.

    Raises:
        InputError: If it is no number.

    Example:
        >>> typed_number("1.234,5"), typed_number("€ 2,500"), typed_number("0,8"), typed_number(" ")
        (1234.5, 2500.0, 0.8, None)
    """
    if not text.strip():
        return None
    value = float(read_amounts({"typed": np.array([text], object)}, {"typed": "typed"}, ",")["typed"].values[0])
    if not np.isfinite(value) or not any(c.isdigit() for c in text):
        raise InputError(f"“{text.strip()[:40]}” is not a number.")
    return value


def _reason(test: LiftTest, dataset: Dataset, known: frozenset[str]) -> str:
    """Why a test says nothing about a data set; empty where it does."""
    if test.subject not in known or test.subject == EVERYTHING:
        return _unknown(test.subject)
    if test.start < dataset.first_day or test.end > dataset.last_day:
        days = dates_text(test.start, test.end)
        held = dates_text(dataset.first_day, dataset.last_day)
        return f"The test of {test.subject} ran {days}; this data set holds {held}."
    return ""


def _unknown(subject: str) -> str:
    return f"{subject} is not in this data set."
