"""The answer to a question about a test: people, days, whole weeks, what each duration can see, and what to mind."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from core.errors import InputError
from core.experiments.design.duration import LONG, LONGEST, WEEK, effects_by_day, whole_days, whole_weeks
from core.experiments.design.measured import Measure, ProportionMeasure
from core.experiments.design.power import PowerResult, chance_to_see, sample_size, smallest_effects
from core.experiments.design.question import DEFAULTS, Question

POINTS: Final = 80
OFF: Final = 0.2
"""By so much the base rate, or the spread, is taken to be off for the range of days."""
SMALL_CELL: Final = 10
"""Fewer expected successes than this in a variant, and the normal distribution is a poor one."""
YEAR: Final = 365


@dataclass(frozen=True)
class DesignAnswer:
    """What a test needs.

    Attributes:
        question: What was asked.
        result: People that show the effect with the power asked for.
        days: Whole days in which they come; None where that takes more than ten years.
        days_range: The same if the base rate, or the spread, is a fifth off either way; None for never.
        weeks: Whole weeks to run; None as for ``days``.
        reached: People at the end of these weeks.
        people: The same by variant, the control first.
        seen: Smallest effect that these weeks show, in the unit of the measure.
        chance: Power of these weeks for the effect asked for.
        curve_days: Durations of the curve.
        curve: Smallest effect by duration, as a share of the base or in its unit as it was asked; NaN for none.
        ends: Days after which a watched test ends on average if the effect is as large as asked for; None if once.
        caveats: What to mind, in words.
    """

    question: Question
    result: PowerResult
    days: int | None
    days_range: tuple[int | None, int | None]
    weeks: int | None
    reached: float
    people: tuple[int, ...]
    seen: float
    chance: float
    curve_days: tuple[int, ...]
    curve: tuple[float, ...]
    ends: int | None
    caveats: tuple[str, ...]

    @property
    def run(self) -> int | None:
        """Days to run."""
        return None if self.weeks is None else self.weeks * WEEK

    @property
    def relative(self) -> bool:
        """Whether effects are told as shares of the base."""
        return self.question.texts["unit"] == "relative"

    def told(self, effect: float) -> float:
        """Return an effect as it is told: a share of the base, or in the unit of the measure."""
        return effect / abs(self.question.measure.base) if self.relative else effect

    def kept(self) -> dict[str, Any]:
        """Return the design as plain data of a ``TestRecord``; ``form`` opens it again."""
        asked, design = self.question, self.question.design
        texts = {name: text for name, text in asked.texts.items() if text != DEFAULTS[name]}
        return {
            "made_by": "design",
            "measure": asked.texts["measure"],
            "base": asked.measure.base,
            "deviation": float(np.sqrt(asked.measure.variances(0.0)[0])),
            "effect": asked.effect,
            "relative": asked.effect / abs(asked.measure.base) if asked.measure.base else None,
            "smallest_effect": self.seen,
            "alpha": design.alpha,
            "comparison_alpha": design.comparison_alpha,
            "power": design.power,
            "alternative": design.alternative,
            "correction": design.correction,
            "split": list(design.split),
            "people": list(self.people),
            "n": float(sum(self.people)),
            "needed": list(self.result.people),
            "days": self.run,
            "people_a_day": asked.daily,
            "reduction": design.reduction,
            "watch": asked.watch,
            "looks": len(asked.watched.information) if asked.watch == "looks" else None,
            "information": list(asked.watched.information) if asked.watch == "looks" else [],
            "bounds": list(asked.watched.upper) if asked.watch == "looks" else [],
            "spending": asked.texts["spending"] if asked.watch == "looks" else "",
            "tuning": float(sum(_pair(self))) if asked.watch == "any time" else None,
            "form": texts,
        }


def answer(question: Question) -> DesignAnswer:
    """Return what a test needs.

    Raises:
        InputError: If no number of people is enough, in words.
    """
    measure, reach, design = question.measure, question.reach, question.design
    result = sample_size(measure, design, effect=question.effect)
    days = whole_days(reach, result.n)
    weeks = None if days is None else whole_weeks(days)
    run = LONGEST if weeks is None else weeks * WEEK
    reached = float(reach.people(run))
    down = question.effect < 0
    top = YEAR if weeks is None else max(4 * WEEK, min(2 * run, LONGEST))
    # Dense at first, where the curve is steep.
    spread = np.concatenate([np.linspace(1, top, POINTS // 2), np.geomspace(1, top, POINTS // 2)])
    curve_days = np.unique(spread.round()).astype(int)
    if weeks is not None:
        curve_days = np.unique(np.append(curve_days, [run, days or run]))
    curve = effects_by_day(measure, reach, curve_days, design, down=down)
    told = curve / abs(measure.base) if question.texts["unit"] == "relative" else curve
    ends = whole_days(reach, result.n * question.watched.average) if question.watch != "once" else None
    found = DesignAnswer(
        question=question,
        result=result,
        days=days,
        days_range=_range(question),
        weeks=weeks,
        reached=reached,
        people=_split(design.split, reached),
        seen=float(smallest_effects(measure, reached, design, down=down)),
        chance=float(chance_to_see(measure, question.effect, reached, design)),
        curve_days=tuple(int(day) for day in curve_days),
        curve=tuple(float(one) for one in told),
        ends=ends,
        caveats=(),
    )
    return replace(found, caveats=caveats(found))


def caveats(found: DesignAnswer) -> tuple[str, ...]:
    """Return what to mind, the gravest first."""
    said: list[str] = []
    question, result = found.question, found.result
    ceiling = question.reach.ceiling
    if found.days is None and ceiling <= result.n:
        said.append(
            f"The same people come back: there are only about {ceiling:,.0f} different ones, and the test needs "
            f"{result.n:,.0f}. Ask for a larger effect, or reach other people."
        )
    elif found.days is None or found.days > YEAR:
        said.append(
            "With so few people a day this is no test that anybody waits for. Ask for a larger effect, measure "
            "something that happens more often, or use what was known before."
        )
    elif (found.run or 0) > LONG:
        said.append(
            "Longer than 8 weeks: browsers forget cookies, so that people are counted twice and see both variants, and "
            "the season changes under the test. Aim for fewer days."
        )
    if found.days is not None and found.days < WEEK:
        said.append(
            "The people come in less than a week. Run a whole one all the same: weekdays differ, and people who come "
            "often come first."
        )
    if isinstance(question.measure, ProportionMeasure):
        rate = min(question.measure.rate, 1 - question.measure.rate)
        if min(result.people) * rate < SMALL_CELL:
            said.append(
                f"Fewer than {SMALL_CELL} people a variant would do it: the formula is rough with so few. Take the "
                "whole weeks as the least."
            )
    if not question.texts["week"] and not question.texts["month"] and (found.days or 0) > 1:
        said.append(
            "Counted as if nobody returned. Where people come back, the days bring fewer new ones: add the different "
            "people of 7 and of 28 days."
        )
    return tuple(said)


def _range(question: Question) -> tuple[int | None, int | None]:
    """Days if the base rate (or the spread) is off: the fewer ones first."""
    found = []
    for factor in (1 + OFF, 1 - OFF):
        try:
            measure, effect = _off(question, factor)
            found.append(whole_days(question.reach, sample_size(measure, question.design, effect=effect).n))
        except InputError:
            found.append(None)
    few, many = sorted(found, key=lambda days: LONGEST + 1 if days is None else days)
    return few, many


def _off(question: Question, factor: float) -> tuple[Measure, float]:
    """The measure if it is off by a factor, and the effect then: a relative one stays as it was asked."""
    measure = question.measure
    if not isinstance(measure, ProportionMeasure):
        return replace(measure, deviation=measure.deviation * factor), question.effect
    relative = question.texts["unit"] == "relative"
    return ProportionMeasure(measure.rate * factor), question.effect * (factor if relative else 1.0)


def _split(split: tuple[float, ...], people: float) -> tuple[int, ...]:
    return tuple(int(people * one / sum(split)) for one in split)


def _pair(found: DesignAnswer) -> tuple[float, float]:
    """People of one comparison: the control and the smallest variant."""
    return float(found.people[0]), float(min(found.people[1:]))
