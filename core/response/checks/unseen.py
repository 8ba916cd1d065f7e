"""Checks of what was foretold for periods that were not learned from."""

from collections.abc import Iterator

from core.response.card import Check, Status
from core.response.checks.registry import register
from core.response.fit import ResponseFit
from core.response.holdout import Holdout
from core.wording import percent

LOW_COVERAGE, POOR_COVERAGE = 0.8, 0.65


@register
def held_out(_fit: ResponseFit, holdout: Holdout | None) -> Iterator[Check]:
    """Error against the naive forecast, and how often the 90 % interval of a period held what came."""
    if holdout is None or not holdout.folds:
        return
    error, naive, inside = holdout.error, holdout.naive, holdout.inside90
    worse = error > naive
    yield Check(
        "holdout",
        "Weeks not seen",
        "red" if error > 1.5 * naive else "amber" if worse else "green",
        f"On periods it had not seen, the model was off by {percent(error, 0)}; simply repeating the last weeks, by "
        f"{percent(naive, 0)}.",
        "Use its returns with care; look for what changed in these weeks." if worse else "",
        value=error,
    )
    status: Status = "red" if inside < POOR_COVERAGE else "amber" if inside < LOW_COVERAGE else "green"
    yield Check(
        "coverage",
        "Honest ranges",
        status,
        f"{percent(inside, 0)} of what came was inside the range that should hold 90\xa0%.",
        "" if status == "green" else "Read all ranges as wider than shown.",
        value=inside,
    )
