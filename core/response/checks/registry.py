"""The list of checks: each file of this package adds its own."""

from collections.abc import Callable, Iterable

from core.response.card import ORDER, Card, Check
from core.response.fit import ResponseFit
from core.response.holdout import Holdout

Diagnosis = Callable[[ResponseFit, Holdout | None], Iterable[Check]]
CHECKS: list[Diagnosis] = []


def register(diagnosis: Diagnosis) -> Diagnosis:
    """Add a check to the card of every fit."""
    CHECKS.append(diagnosis)
    return diagnosis


def diagnose(fit: ResponseFit, holdout: Holdout | None = None) -> Card:
    """Return the card of a fit, the worst checks first.

    Args:
        fit: What was learned.
        holdout: How well periods not learned from were foretold, where that was tried.
    """
    checks = [check for diagnosis in CHECKS for check in diagnosis(fit, holdout)]
    return Card(tuple(sorted(checks, key=lambda check: ORDER.index(check.status))))


def graded(value: float, amber: float, red: float) -> int:
    """Return 0, 1 or 2 for a figure where more is worse: green, amber from ``amber`` on, red from ``red`` on.

    A figure that is not known is amber.
    """
    if value != value:
        return 1
    return int(value >= amber) + int(value >= red)
