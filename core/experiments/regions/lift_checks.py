"""What speaks for and against the reading of a test by region or period."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from core.wording import percent

if TYPE_CHECKING:
    from core.experiments.regions.lift import LiftResult

CLOSE: Final = 0.1
"""A comparison that misses stretches by more than that, as a share, sees large changes alone."""
LONG: Final = 8
MOST_WEIGHT: Final = 0.8


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: What.
        fine: Whether it speaks for the reading.
        text: What was seen, a sentence.
    """

    name: str
    fine: bool
    text: str


def lift_checks(result: "LiftResult", before: int) -> tuple[Check, ...]:
    """Return what was looked at.

    Args:
        result: The reading.
        before: Periods before the test.
    """
    length = len(result.cumulative)
    off = result.standard_error / result.expected_sum if result.expected_sum > 0 else float("inf")
    word = "day" if result.period_days == 1 else "week"
    fit = Check(
        "Fit before the test",
        off <= CLOSE,
        f"Over earlier stretches of the same length the comparison missed by {percent(off)} in a typical case."
        + ("" if off <= CLOSE else " It can only show large changes."),
    )
    drift = _drift(result, before)
    explained = abs(drift / result.outcome_change) if result.outcome_change else float("nan")
    trend = Check(
        "Same course before the test",
        abs(drift) <= result.standard_error,
        "Before the test both ran side by side."
        if abs(drift) <= result.standard_error
        else f"Before the test the two drifted apart; that alone could explain {percent(explained, 0)} of the change.",
    )
    alarms = _false_alarms(result)
    quiet = Check(
        "Quiet when nothing changed",
        alarms <= 0.1,
        f"Read the same way, {percent(alarms)} of earlier stretches without a test would have shown a change; about "
        f"{percent(1 - result.level, 0)} is right.",
    )
    history = Check(
        "Enough history",
        before >= LONG * length,
        f"{before} {word}s before a test of {length}"
        + ("." if before >= LONG * length else f"; {LONG * length} or more would make the range surer."),
    )
    checks = [fit, trend, quiet, history]
    if result.weights and result.kind == "geo" and result.method == "Synthetic control":
        name, weight = result.weights[0]
        checks.append(
            Check(
                "Not one region alone",
                weight <= MOST_WEIGHT,
                f"The heaviest region of the comparison is {name} with {percent(weight, 0)}.",
            )
        )
    if result.clear and result.outcome_change * result.spend_change < 0:
        spent, came = ("less", "more") if result.spend_change < 0 else ("more", "less")
        text = f"{came.capitalize()} came although {spent} was spent. Something else moved it: do not learn from it."
        checks.append(Check("Moved with the spend", False, text))
    return tuple(checks)


def _drift(result: "LiftResult", before: int) -> float:
    """Return the change that a straight trend of the gap before the test would have made in its periods."""
    gap = result.actual[:before] - result.expected[:before]
    time = np.arange(before) - (before - 1) / 2
    slope = float((time * gap).sum() / (time**2).sum())
    length = len(result.cumulative)
    return slope * (before / 2 + length / 2) * length


def _false_alarms(result: "LiftResult") -> float:
    """Return the share of placebo stretches whose range, from the others, leaves zero out."""
    squares, count = result.placebos**2, len(result.placebos)
    if count < 2 or result.standard_error <= 0:
        return 0.0
    rest = np.sqrt((squares.sum() - squares) / (count - 1))
    reach = (result.interval.upper - result.outcome_change) / result.standard_error
    return float((np.abs(result.placebos) > reach * rest).mean())
