"""What the Predictions and What if views say of a trained model, in words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from components.figures.predictions import named
from components.format import NBSP, chance, counted, money, number, percent, ratio
from core.learning.results import (
    CalibrationBin,
    Dependence,
    Feature,
    Importance,
    LearningPoint,
    ModelCard,
    ModelScore,
    Ranged,
)
from core.learning.version_compare import LOWER_IS_BETTER, MEASURE_WORDS

SHORT: Final = {"auc": "Tells yes from no", "log_loss": "Error of the chances", "brier": "Error of the chances",
                "mae": "Mean error", "r2": "Variance explained"}  # fmt: skip
SHORT_NAME: Final = 36
"""Characters of a column in a title."""
FLAT: Final = 0.25
"""Part of the last gain of the learning curve's range below which more rows hardly help."""


def prediction_text(card: ModelCard, value: float) -> str:
    """Return a prediction as people read it: a chance, money, a ratio or a count."""
    if card.is_class:
        return chance(value)
    if card.unit == "ratio":
        return ratio(value)
    if len(card.unit) == 3 and card.unit.isupper():
        return money(value, card.unit, "exact" if abs(value) < 100 else "full")
    return number(value, "full" if abs(value) >= 100 else "exact")


def unit_suffix(card: ModelCard) -> str:
    """Return what stands behind a prediction on an axis."""
    return f"{NBSP}%" if card.is_class else ""


def scale_of(card: ModelCard) -> float:
    """Return the factor of predictions on an axis."""
    return 100.0 if card.is_class else 1.0


def score_text(card: ModelCard, one: ModelScore, value: float) -> str:
    """Return a score as people read it."""
    if one.measure == "r2":
        return percent(value, 0)
    if one.measure == "mae":
        return prediction_text(card, value)
    return f"{value:.3f}".replace("-", "−")


def range_text(card: ModelCard, one: ModelScore, of: Ranged | None = None) -> str:
    """Return both ends of the interval of a score."""
    given = of or one.score
    return f"{score_text(card, one, given.lower)} to {score_text(card, one, given.upper)}"


def measure_text(measure: str) -> str:
    """Return what a score measures, with which way is good."""
    way = "lower is better" if measure in LOWER_IS_BETTER else "higher is better"
    return f"{MEASURE_WORDS.get(measure, measure)}; {way}"


def best_of(card: ModelCard) -> ModelScore | None:
    """Return the score of the model that is used."""
    return next((one for one in card.scores if one.name == card.best), None)


def title_of(card: ModelCard) -> str:
    """Return the finding: whether it can be foretold, and how far, in plain words."""
    naive = card.naive or "the average"
    if not card.useful:
        return f"No better than {naive}: do not use it"
    what = card.target[:1].upper() + card.target[1:]
    best = best_of(card)
    found = best_fifth(card.calibration) if card.is_class else None
    if found is not None:
        return f"Whether {card.target} can be foretold: {share_words(found)} of them are in the best fifth"
    saved = f": {percent(best.gain.mean, 0)} closer than {naive}" if best else ""
    return f"{what} can be foretold{saved}"


def best_fifth(bins: Sequence[CalibrationBin]) -> float | None:
    """Return the part of all yes that is among the fifth of held-back cases with the highest chances."""
    cases, yes = sum(one.cases for one in bins), sum(one.cases * one.happened.mean for one in bins)
    if not cases or yes <= 0:
        return None
    left, found = 0.2 * cases, 0.0
    for one in sorted(bins, key=lambda one: -one.said):
        taken = min(left, one.cases)
        found, left = found + taken * one.happened.mean, left - taken
    return found / yes


def share_words(share: float) -> str:
    """Return a share as people say it.

    Example:
        >>> share_words(0.74), share_words(0.98), share_words(0.41)
        ('about 3 of 4', 'nearly all', 'about 2 of 5')
    """
    near = Fraction(share).limit_denominator(5)
    if near >= 1:
        return "nearly all"
    return f"about {near.numerator} of {near.denominator}" if near > 0 else percent(share)


def sub_of(card: ModelCard, table: str) -> str:
    """Return what the finding is about: table, cases, and the verdict with its interval."""
    learned, _, held = card.rows
    said = f"Learned from {counted(learned, 'case')} of {table}, checked on {number(held)} others."
    return f"{said} {card.verdict}".strip()


def calibration_sentence(bins: Sequence[CalibrationBin], error: tuple[float, float]) -> str:
    """Return what was said against what happened."""
    inside = sum(one.happened.lower <= one.said <= one.happened.upper for one in bins)
    said = f"In {inside} of {counted(len(bins), 'group')} of cases the chance that was said lies within what happened"
    before, after = error
    if before > 0 or after > 0:
        return f"{said}; on average it is off by {percent(after, 1)} (before calibration {percent(before, 1)})"
    return said


def calibration_title(bins: Sequence[CalibrationBin]) -> str:
    """Return whether chances can be taken at their word."""
    inside = sum(one.happened.lower <= one.said <= one.happened.upper for one in bins)
    if inside == len(bins):
        return "Chances can be taken at their word"
    return (
        "Most chances can be taken at their word"
        if inside >= 0.6 * len(bins)
        else "Chances are off: use the order only"
    )


def importance_title(found: Sequence[Importance]) -> str:
    """Return what matters most."""
    sure = [one for one in found if one.loss.lower > 0]
    if not sure:
        return "No column matters beyond chance"
    first = sure[0]
    # A column that goes together with the first one, or is the first one alone, says nothing further.
    columns = set(first.together or (first.feature,))
    other = next((one for one in sure[1:] if columns.isdisjoint(one.together or (one.feature,))), None)
    if other is None:
        return f"{named(first, SHORT_NAME)} matters most"
    return f"{named(first, SHORT_NAME)} and {named(other, SHORT_NAME)} matter most"


def importance_sentence(found: Sequence[Importance]) -> str:
    """Return what the chart of importances shows."""
    parts = [f"{one.feature} {percent(one.loss.mean, 0)}" for one in found[:5]]
    return f"Part of the model's gain that is lost when a column is shuffled: {', '.join(parts)}"


def importance_note(found: Sequence[Importance]) -> str:
    """Return how the chart of importances is read."""
    level = percent(found[0].loss.level)
    said = f"Part of the model's gain that is lost when a column is shuffled; lines show the {level} range."
    if any(one.loss.mean > 1 for one in found):
        said += f" Above 100{NBSP}%: with that column shuffled the model would do worse than the naive prediction."
    return said


def dependence_sentence(card: ModelCard, one: Dependence) -> str:
    """Return where the mean prediction is lowest and highest."""
    low = min(range(len(one.mean)), key=one.mean.__getitem__)
    high = max(range(len(one.mean)), key=one.mean.__getitem__)
    return (
        f"Lowest {prediction_text(card, one.mean[low])} at {feature_text(one.at[low])}, "
        f"highest {prediction_text(card, one.mean[high])} at {feature_text(one.at[high])}"
    )


def feature_text(value: Feature | None) -> str:
    """Return the value of a feature as people read it."""
    if value is None:
        return "not known"
    if isinstance(value, str):
        return value if len(value) <= 40 else f"{value[:39]}…"
    # Whole numbers, such as years and codes, are told in full; nobody reads six digits of anything else.
    digits = ".0f" if abs(value) >= 100 or float(value).is_integer() else ".3g"
    return f"{value:,{digits}}".replace("-", "−")


def learning_title(points: Sequence[LearningPoint], measure: str) -> str:
    """Return whether more rows would help, from the last step of the curve."""
    if len(points) < 2:
        return "Too few rows for a learning curve"
    sign = -1 if measure in LOWER_IS_BETTER else 1
    first, before, last = points[0].held_back, points[-2].held_back, points[-1].held_back
    gain, whole = sign * (last.mean - before.mean), abs(last.mean - first.mean)
    half = (last.upper - last.lower) / 2
    if gain > half or (gain > 0 and whole > half and gain > FLAT * whole):
        return "More rows would help"
    return "More rows would hardly help"


def learning_sentence(points: Sequence[LearningPoint], digits: int) -> str:
    """Return what the learning curve shows."""
    if not points:
        return "No learning curve"
    first, last = points[0], points[-1]
    return (
        f"On rows held back {first.held_back.mean:.{digits}f} with {number(first.rows)} rows, "
        f"{last.held_back.mean:.{digits}f} with {number(last.rows)}; on rows learned from {last.learned:.{digits}f}"
    )


def coverage_text(card: ModelCard) -> str:
    """Return whether the ranges hold what they promise."""
    covered, level = percent(card.interval_covered, 0), percent(card.interval_level, 0)
    return f"{covered} of cases held back lie within, should be {level}"
