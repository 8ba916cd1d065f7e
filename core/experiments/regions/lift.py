"""What a test by region or period changed: the outcome against what would have been, with ranges from placebos."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from core.curves import Floats
from core.errors import InputError, NotEnoughDataError
from core.experiments.compare.effect import Interval
from core.experiments.regions.counterfactual import (
    Windows,
    carried,
    constant,
    degrees_of_freedom,
    learn,
    mix_of,
    placebo_starts,
    weekdays,
)
from core.experiments.regions.lift_alike import RIDGE, Question, alike, moderated_scale, others_of
from core.experiments.regions.lift_checks import Check, lift_checks
from core.experiments.regions.regions import RegionPanel
from core.wording import counted

LEAST_BEFORE: Final = 4
"""Lengths of the test that the history before it has to hold at least."""
METHODS: Final = {"synthetic": "Synthetic control", "did": "Difference in differences"}


@dataclass(frozen=True, eq=False)
class LiftResult:
    """What a finished test changed, in all its periods together. Amounts are those of the outcome and the currency.

    Attributes:
        subject: Campaign or channel that was tested; empty where nobody said.
        kind: ``geo`` or ``spend``.
        outcome: Name of the outcome.
        first: First day of the test.
        last: Last day.
        period_days: 1 or 7.
        outcome_change: Outcome less what would have been.
        interval: Of ``outcome_change``.
        standard_error: Root mean square of what placebos showed.
        freedom: Degrees of freedom of the t distribution.
        level: Probability that an interval holds the truth.
        expected_sum: What would have been in all.
        p_value: Probability of a change at least as large where there is none.
        placebo_p: Share of placebo stretches, the test among them, that changed at least as much.
        spend_change: By how much more was spent than without the test; NaN where it is not known.
        share: Share of the business that the test covered, by spend where it is known, else by outcome.
        days: First day of each period that is shown.
        actual: What came, by period.
        expected: What would have been, by period; before the test what the mix says.
        lower: Lower end of the range of ``expected`` by period; before the test not a number.
        upper: Upper end.
        cumulative: Change since the test began, by period of the test.
        cumulative_lower: Its lower end.
        cumulative_upper: Its upper end.
        placebos: What earlier stretches of the same length showed, at the level of the test.
        others: What each region without the test showed in the same days, relative to what it would have brought.
        weights: Name and weight of what the comparison is made of, heaviest first.
        checks: What speaks for and against the reading.
        method: Name of the method.
    """

    subject: str
    kind: str
    outcome: str
    first: date
    last: date
    period_days: int
    outcome_change: float
    interval: Interval
    standard_error: float
    freedom: float
    level: float
    expected_sum: float
    p_value: float
    placebo_p: float
    spend_change: float
    share: float
    days: tuple[date, ...]
    actual: Floats
    expected: Floats
    lower: Floats
    upper: Floats
    cumulative: Floats
    cumulative_lower: Floats
    cumulative_upper: Floats
    placebos: Floats
    others: tuple[tuple[str, float], ...]
    weights: tuple[tuple[str, float], ...]
    checks: tuple[Check, ...]
    method: str

    @property
    def relative(self) -> float:
        """Change as a share of what would have been."""
        return self.outcome_change / self.expected_sum if self.expected_sum > 0 else float("nan")

    @property
    def per_unit(self) -> float:
        """Change of the outcome per unit of money; not a number where the spend is not known."""
        known = np.isfinite(self.spend_change) and self.spend_change != 0
        return self.outcome_change / self.spend_change if known else float("nan")

    @property
    def per_unit_interval(self) -> Interval:
        """Range of ``per_unit``."""
        if not np.isfinite(self.per_unit):
            return Interval(float("nan"), float("nan"))
        ends = sorted(end / self.spend_change for end in (self.interval.lower, self.interval.upper))
        return Interval(*ends)

    @property
    def clear(self) -> bool:
        """Whether the range leaves zero out."""
        return self.interval.lower > 0 or self.interval.upper < 0


def read_region_test(
    panel: RegionPanel,
    treated: tuple[str, ...],
    first: date,
    last: date,
    *,
    subject: str = "",
    spend_change: float | None = None,
    method: str = "synthetic",
    level: float = 0.95,
) -> LiftResult:
    """Return what a test in some regions changed there.

    Args:
        panel: The regions, before and during the test.
        treated: Names of the regions with the change.
        first: First day of the test.
        last: Last day.
        subject: What was tested.
        spend_change: By how much more was spent in these regions; None takes it from the panel, where it holds spend.
        method: One of ``METHODS``.
        level: Of the intervals.

    Raises:
        InputError: If a region or the days are not in the panel, or no region is left to compare with.
        NotEnoughDataError: If the history before the test is too short.
    """
    if method not in METHODS:
        raise InputError("There is no such method. Choose one from the list.")
    target = panel.positions(treated)
    if not len(target):
        raise InputError("Choose the regions in which something was changed.")
    donors = np.setdiff1d(np.arange(len(panel.regions)), target)
    if not len(donors):
        raise InputError(
            "All regions were changed, so none is left to compare with. Read it as a test of one campaign."
        )
    start, stop = panel.window(first, last)
    daily = panel.period_days == 1
    fixed = weekdays(panel.first.weekday(), panel.periods) if daily else constant(panel.periods)
    donors = donors[panel.outcome[:start, donors].sum(axis=0) > 0] if start else donors
    if not len(donors):
        raise InputError("The regions without the test brought nothing before it. There is nothing to compare with.")
    asked = Question(fixed, panel.outcome, panel.regions, target, donors, start, stop, panel.first, panel.period_days)
    if method == "did":
        asked = replace(asked, weights=np.full(len(donors), len(target) / len(donors)))
    else:
        asked = replace(asked, alike=alike(len(panel.regions), len(target)))
    known = panel.spend if panel.spend is not None and panel.spend[:start, target].sum() > 0 else panel.outcome
    share = float(known[:start, target].sum() / max(known[:start].sum(), 1e-300))
    if spend_change is None:
        spend_change = spend_moved(panel, target, donors, start, stop)
    result = answer(asked, METHODS[method], level, float(spend_change), share)
    result = replace(result, subject=subject, outcome=panel.outcome_name, others=others_of(panel, asked))
    return replace(result, checks=lift_checks(result, asked.start))


def spend_moved(panel: RegionPanel, target: np.ndarray, donors: np.ndarray, start: int, stop: int) -> float:
    """Return by how much the spend of the treated moved against that of the others; NaN where it is not known.

    What the treated spent less what they spent before in as many periods (at least four weeks' worth), carried along
    with the change of the others.
    """
    if panel.spend is None:
        return float("nan")
    back = max(stop - start, 28 // panel.period_days)
    before = slice(max(start - back, 0), start)
    own = panel.spend[before, target].sum(axis=1).mean()
    others = [panel.spend[part, donors].sum(axis=1).mean() for part in (before, slice(start, stop))]
    along = others[1] / others[0] if others[0] > 0 else 1.0
    return float(panel.spend[start:stop, target].sum() - own * along * (stop - start))


def answer(asked: Question, method: str, level: float, spend_change: float, share: float) -> LiftResult:
    """Return the reading of a question; ``kind`` is geo, to be replaced.

    Raises:
        NotEnoughDataError: If the history before the test is too short.
        InputError: If the target brought nothing before the test.
    """
    from scipy.stats import t as student

    length = asked.stop - asked.start
    word = "day" if asked.period_days == 1 else "week"
    if asked.start < max(LEAST_BEFORE * length, 12):
        raise NotEnoughDataError(
            f"There are {counted(asked.start, word)} of history before the test, and a test of "
            f"{counted(length, word)} needs at least {max(LEAST_BEFORE * length, 12)}: without them nobody can say how "
            "far the comparison may be off."
        )
    history = asked.series[: asked.start]
    if history[:, asked.target].sum() <= 0:
        raise InputError("What was tested brought nothing before the test, so there is nothing to compare with.")
    mix = mix_of(history, asked.target, asked.donors, RIDGE)
    if asked.weights is not None:
        change = mix.change.copy()
        change[asked.donors, np.arange(len(asked.donors))] = 1.0
        mix = replace(mix, change=change)
    k = asked.fixed.shape[1]
    rows = np.hstack([asked.fixed, asked.series @ mix.change])[: asked.stop]
    known = rows[: asked.start]
    weights, fixed = learn((known.T @ known)[None], k, mix.ridge, asked.weights)
    expected = rows[:, :-1] @ np.concatenate([fixed[0], weights[0]])
    actual = rows[:, -1]

    starts = placebo_starts(asked.start, length)
    windows = Windows(asked.fixed, asked.series, starts, length, asked.start)
    left = windows.without(mix, asked.weights)
    coefficients = np.hstack([left.fixed, left.weights])
    # By stretch and period of the stretch: errors of the mix that never saw it.
    apart = np.stack(
        [rows[s : s + length, -1] - rows[s : s + length, :-1] @ c for s, c in zip(starts, coefficients, strict=True)]
    )
    total = float(expected[asked.start :].sum())
    factor = carried(np.ones(len(starts)), left.expected, total)
    running = np.cumsum(apart, axis=1) * factor[:, None]
    freedom = degrees_of_freedom(asked.start, length)
    if asked.alike:
        scale, freedom = moderated_scale(asked, windows, left, freedom)
        running, apart = running * scale, apart * scale
    reach = float(student.ppf((1 + level) / 2, freedom))
    spread = np.sqrt((running**2).mean(axis=0))
    single = np.sqrt(((apart * factor[:, None]) ** 2).mean())
    cumulative = np.cumsum(actual[asked.start :] - expected[asked.start :])
    found, error = float(cumulative[-1]), float(spread[-1])
    low, high = expected.copy(), expected.copy()
    low[: asked.start], high[: asked.start] = np.nan, np.nan
    low[asked.start :] -= reach * single
    high[asked.start :] += reach * single
    placebos = running[:, -1]
    names = ["Going on as usual" if d < 0 else asked.names[d] for d in asked.donors]
    heavy = sorted(zip(names, weights[0].tolist(), strict=True), key=lambda pair: -pair[1])
    day = timedelta(days=asked.period_days)
    first = asked.first + asked.start * day
    return LiftResult(
        subject="",
        kind="geo",
        outcome="",
        first=first,
        last=asked.first + asked.stop * day - timedelta(days=1),
        period_days=asked.period_days,
        outcome_change=found,
        interval=Interval(found - reach * error, found + reach * error),
        standard_error=error,
        freedom=freedom,
        level=level,
        expected_sum=total,
        p_value=float(2 * student.sf(abs(found) / error, freedom)) if error > 0 else float(found == 0),
        placebo_p=float((1 + (np.abs(placebos) >= abs(found)).sum()) / (1 + len(placebos))),
        spend_change=spend_change,
        share=share,
        days=tuple(asked.first + period * day for period in range(asked.stop)),
        actual=actual,
        expected=expected,
        lower=low,
        upper=high,
        cumulative=cumulative,
        cumulative_lower=cumulative - reach * spread,
        cumulative_upper=cumulative + reach * spread,
        placebos=placebos,
        others=(),
        weights=tuple(heavy),
        checks=(),
        method=method,
    )
