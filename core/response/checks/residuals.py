"""Checks of what the model leaves over in the periods that it learned from."""

from collections.abc import Iterator

import numpy as np

from core.response.card import Check, Status
from core.response.checks.registry import graded, register
from core.response.fit import ResponseFit
from core.response.holdout import Holdout
from core.wording import percent

COLOURS: tuple[Status, Status, Status] = ("green", "amber", "red")
LARGE_ERROR, HUGE_ERROR = 0.4, 0.8
SOME_REPEAT, MUCH_REPEAT = 0.3, 0.6


@register
def fit_error(fit: ResponseFit, _holdout: Holdout | None) -> Iterator[Check]:
    """Sum of absolute errors over the sum of outcomes, in periods that were learned from."""
    if not fit.timeline.counted.any():
        return
    use = fit.timeline.counted
    observed, expected = fit.timeline.observed[use], fit.timeline.expected()[use]
    error = float(np.abs(observed - expected).sum() / max(np.abs(observed).sum(), 1e-9))
    grade = graded(error, LARGE_ERROR, HUGE_ERROR)
    yield Check(
        "fit",
        "Fit",
        COLOURS[grade],
        f"On the {'days' if fit.period_days == 1 else 'weeks'} it learned from, "
        f"the model is off by {percent(error, 0)}.",
        "Look for events or prices that it does not know." if grade else "",
        value=error,
    )


@register
def autocorrelation(fit: ResponseFit, _holdout: Holdout | None) -> Iterator[Check]:
    """Correlation of neighbouring standardised residuals (Durbin and Watson, 1950), the median of all series."""
    left = (fit.timeline.observed - fit.timeline.expected()) / np.maximum(fit.timeline.deviation(), 1e-9)
    found = []
    for series in range(left.shape[1]):
        both = fit.timeline.counted[1:, series] & fit.timeline.counted[:-1, series]
        before, after = left[:-1, series][both], left[1:, series][both]
        if both.sum() >= 10 and before.std() > 0 and after.std() > 0:
            found.append(float(np.corrcoef(before, after)[0, 1]))
    if not found:
        return
    value = float(np.median(found))
    grade = graded(value, SOME_REPEAT, MUCH_REPEAT)
    unit = "days" if fit.period_days == 1 else "weeks"
    yield Check(
        "autocorrelation",
        "Errors that repeat",
        COLOURS[grade],
        f"Good and bad {unit} come in runs (correlation {value:.2f}): something slow is missing from the model."
        if grade
        else f"Errors of neighbouring {unit} do not repeat each other (correlation {value:.2f}).",
        "Think of what moved in these times: stock, prices, season, competitors." if grade else "",
        value=value,
    )
