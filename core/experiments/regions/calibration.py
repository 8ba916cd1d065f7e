"""From a finished test to what the response model learns: a lift test among the assumptions in use, never twice."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

import numpy as np

from core.errors import InputError, NotEnoughDataError
from core.experiments.regions.lift import LiftResult
from core.response import Assumptions, LiftTest

MOST_NAME: Final = 60
WHOLE: Final = 0.995
"""A test of at least that share of the business counts as one of all of it."""


def lift_test_of(
    result: LiftResult, name: str, subject: str | None = None, spend_change: float | None = None
) -> LiftTest:
    """Return what the response model learns from a reading.

    The changes stay those of the regions that were tested. The curve is of the whole business, so the share of the
    business that they are goes along: the model asks what the same change per head would have done everywhere, and
    takes that share of it (``core.response.incrementality``). A holdout in 30 % of the business thus says what the
    first euro to the last bring, and not what the last 30 % of the spend do.

    Args:
        result: The reading.
        name: What people call the test.
        subject: Channel, or campaign by name or id; None takes that of the reading.
        spend_change: Change of the spend in the tested share; None takes that of the reading.

    Raises:
        InputError: If nobody said what was tested or how the spend changed.
        NotEnoughDataError: If the reading has no range.
    """
    whom = result.subject if subject is None else subject
    change = result.spend_change if spend_change is None else spend_change
    if not whom:
        raise InputError("Say which campaign or channel was tested. Then the model can learn from it.")
    if not np.isfinite(change) or change == 0:
        raise InputError(
            "Say by how much the spend changed in the tested regions in all. Without it nobody knows what a unit of "
            "money brought."
        )
    if not result.standard_error > 0:
        raise NotEnoughDataError("This reading has no range, so nobody knows how much to trust it.")
    share = 1.0 if result.kind == "spend" or result.share >= WHOLE else float(result.share)
    return LiftTest(
        subject=whom,
        start=result.first,
        end=result.last,
        spend_change=float(change),
        outcome_change=float(result.outcome_change),
        standard_error=float(result.standard_error),
        name=name.strip()[:MOST_NAME],
        share=share,
    )


def with_test(assumptions: Assumptions, test: LiftTest) -> Assumptions:
    """Return assumptions that hold a test once: another version of the same test gives way to it.

    See ``same_test`` for what a version is.
    """
    kept = tuple(one for one in assumptions.lift_tests if not same_test(one, test))
    return replace(assumptions, lift_tests=(*kept, test)) if test not in assumptions.lift_tests else assumptions


def without_test(assumptions: Assumptions, test: LiftTest) -> Assumptions:
    """Return assumptions without a test."""
    return replace(assumptions, lift_tests=tuple(one for one in assumptions.lift_tests if one != test))


def same_test(one: LiftTest, other: LiftTest) -> bool:
    """Return whether two are versions of the same test: of one subject, with the same name or the same days.

    Two of the whole business that share days are one as well, whatever they are called: the same outcome of the same
    days would otherwise be learned twice. Parts of the business may be tested side by side.
    """
    if one.subject != other.subject:
        return False
    named = bool(one.name) and one.name.casefold() == other.name.casefold()
    overlap = one.start <= other.end and other.start <= one.end
    whole = one.share == other.share == 1
    return named or (one.start, one.end) == (other.start, other.end) or (whole and overlap)


def plain_result(result: LiftResult, sentence: str) -> dict[str, Any]:
    """Return a reading as the registry keeps it."""
    return {
        "sentence": sentence,
        "outcome": result.outcome,
        "change": result.outcome_change,
        "lower": result.interval.lower,
        "upper": result.interval.upper,
        "standard_error": result.standard_error,
        "spend_change": result.spend_change if np.isfinite(result.spend_change) else None,
        "share": result.share,
        "p_value": result.p_value,
        "method": result.method,
        "first": result.first.isoformat(),
        "last": result.last.isoformat(),
    }


def day_of(text: str, what: str) -> date:
    """Return a day that was typed.

    Raises:
        InputError: If it is none.
    """
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise InputError(f"Give the {what} of the test as a date.") from error
