"""What is said of a reading: one sentence that cannot be misread, and each check in words."""

import math
from dataclasses import dataclass
from typing import Final, Literal

from core.experiments.effect import Effect, Interval
from core.experiments.reading import MetricReading, Reading, VariantReading
from core.experiments.result_roles import Metric
from core.wording import counted, number, percent

Kind = Literal["ok", "warn", "bad"]
MANY: Final = 1_000_000
LARGE_SHARE: Final = 0.05
"""Part of the total of one person from which the result hangs on that person."""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: What was asked, in a few words.
        text: What was found.
        kind: ``ok``, ``warn`` (the result stands, with its limit said) or ``bad`` (do not read it).
    """

    name: str
    text: str
    kind: Kind


def sentence(reading: Reading) -> str:
    """Return the answer in one or two sentences, the doubt first where there is one."""
    if not reading.believable:
        return f"Do not read this result yet: {_split(reading)} Find out why before comparing."
    main = reading.main
    if main.problem:
        return f"{main.metric.name} cannot be compared: {main.problem}"
    found = [one for one in main.variants if one.stands]
    if found:
        better = [one for one in found if is_better(one, main.metric)]
        first = max(better or found, key=lambda one: abs(one.effect.statistic))
        text = _stands(first, main.metric, reading.roles.control)
        if len(better) > 1:
            text += f" {counted(len(better), 'variant')} of {len(main.variants)} beat {reading.roles.control}."
        return text
    return _cannot_tell(main, reading.roles.control)


def checks(reading: Reading) -> tuple[Check, ...]:
    """Return what was looked at before the effect, in the order in which it matters."""
    validity = reading.validity
    split = _split(reading)
    found = [Check("Split", split[0].upper() + split[1:], "ok" if reading.believable else "bad")]
    twice = validity.duplicates
    if twice is not None:
        if twice.crossed:
            text = (
                f"{counted(twice.crossed, 'person', 'people')} appear in more than one variant; they are left out. "
                "Were they assigned anew during the test?"
            )
            found.append(Check("Counted once", text, "bad" if twice.crossed > 0.01 * twice.people else "warn"))
        elif twice.repeated:
            people = counted(twice.people, "person", "people")
            text = f"{number(twice.rows)} rows are of {people}; the rows of each are added up."
            found.append(Check("Counted once", text, "ok"))
        else:
            found.append(Check("Counted once", "Nobody is counted twice.", "ok"))
    if validity.without_variant:
        text = f"{counted(validity.without_variant, 'row')} name no variant or person and are left out."
        found.append(Check("Complete", text, "warn"))
    differing = [name for name, one in validity.before.items() if one.differs]
    if differing:
        one = validity.before[differing[0]].effect
        text = (
            f"{differing[0]} differed from {reading.roles.control} before the test already, by "
            f"{percent(one.relative, signed=True)}. The groups were not alike."
        )
        found.append(Check("Alike before", text, "bad"))
    elif validity.before:
        found.append(Check("Alike before", "The groups did not differ before the test.", "ok"))
    if validity.outliers is not None and validity.outliers_of:
        carried = validity.outliers
        heavy = carried.noticeable or carried.largest_share > LARGE_SHARE
        share = percent(carried.largest_share)
        text = f"The largest {validity.outliers_of}, {amount(carried.largest)}, is {share} of the total."
        if heavy:
            text += " The result hangs on few people: cut off the largest values under “What is what”."
        found.append(Check("Large values", text, "warn" if heavy else "ok"))
    for name, worn in validity.novelty.items():
        if worn.fading:
            found.append(
                Check("Novelty", f"The effect of {name} is weaker after the first {worn.first_days} days.", "warn")
            )
    if validity.novelty and not any(worn.fading for worn in validity.novelty.values()):
        found.append(Check("Novelty", "The effect did not wear off over the days.", "ok"))
    found += [
        Check("Enough", f"Fewer than 10 people decide about {name} in a variant; take it as a hint.", "warn")
        for name in validity.few
    ]
    missing = [one for one in reading.metrics if one.missing]
    found += [
        Check(
            "Complete",
            f"{counted(one.missing, 'person', 'people')} have no {one.metric.name} and are left out of it.",
            "warn",
        )
        for one in missing
    ]
    return tuple(found)


def is_better(one: VariantReading, metric: Metric) -> bool:
    """Return whether a variant lies on the good side of the control."""
    return (one.effect.absolute < 0) == metric.lower_is_better


def value(metric: Metric, amount_of: float) -> str:
    """Return a value of a metric as people read it."""
    return percent(amount_of, 2) if metric.kind == "share" else amount(amount_of)


def amount(found: float) -> str:
    """Return a number with three significant figures at least.

    Example:
        >>> amount(1234.5), amount(12.345), amount(0.65365)
        ('1,234', '12.3', '0.654')
    """
    if not math.isfinite(found):
        return number(found)
    if abs(found) >= 1_000:
        return number(found)
    digits = max(0, 2 - math.floor(math.log10(abs(found)))) if found else 0
    return f"{found:.{min(digits, 6)}f}".replace("-", "−")


def span(metric: Metric, effect: Effect) -> str:
    """Return the likely range of an effect: relative where it can be, else in the unit of the metric."""
    if math.isfinite(effect.relative):
        return between(effect.relative_interval)
    ends = effect.absolute_interval
    return f"between {value(metric, ends.lower)} and {value(metric, ends.upper)}"


def between(ends: Interval) -> str:
    """Return a relative range as people read it."""
    if not math.isfinite(ends.upper):
        return f"above {percent(ends.lower, signed=True)}"
    return f"between {percent(ends.lower, signed=True)} and {percent(ends.upper, signed=True)}"


def one_in(p_value: float) -> str:
    """Return how often chance alone does this.

    Example:
        >>> one_in(0.0086), one_in(1e-9), one_in(0.4)
        ('1 of 116 tests', 'fewer than 1 of 1,000,000 tests', '40 of 100 tests')
    """
    if p_value < 1 / MANY:
        return f"fewer than 1 of {MANY:,} tests"
    return f"1 of {1 / p_value:,.0f} tests" if p_value <= 0.1 else f"{p_value * 100:.0f} of 100 tests"


def _split(reading: Reading) -> str:
    split = reading.validity.split
    people = " and ".join(f"{name} {number(count)}" for name, count in reading.people.items())
    planned = "as planned" if reading.roles.shares else "evenly"
    if split.mismatch:
        return (
            f"people are not split {planned} ({people}). Chance alone does that in {one_in(split.p_value)}, so the "
            "groups are probably not alike."
        )
    return f"People are split {planned}: {people}."


def _stands(one: VariantReading, metric: Metric, control: str) -> str:
    effect = one.effect
    more = "higher" if effect.absolute > 0 else "lower"
    judged = "" if is_better(one, metric) else ", which is worse"
    change = f" ({percent(effect.relative, signed=True)})" if math.isfinite(effect.relative) else ""
    return (
        f"{metric.name} is {more} with {one.name}{judged}: {value(metric, effect.treatment)} against "
        f"{value(metric, effect.control)} with {control}{change}, likely {span(metric, effect)}. Chance alone makes a "
        f"difference this large in {one_in(one.adjusted_p_value)}."
    )


def _cannot_tell(main: MetricReading, control: str) -> str:
    closest = max(main.variants, key=lambda one: abs(one.effect.statistic))
    text = (
        f"We cannot tell {closest.name} from {control} in {main.metric.name}: the difference is likely "
        f"{span(main.metric, closest.effect)}."
    )
    if math.isfinite(closest.visible):
        text += f" A test of this size would probably have shown one of {percent(closest.visible)} or more."
    return text
