"""What a design says in words: its headline, the line below, and its tiles."""

from dash import html

from components.tiles import tile, tiles
from core.experiments.design.designing import DesignAnswer
from core.wording import DASH, NBSP, chance, counted, number, percent

YEARS = 730
"""Days from which a duration is told in years."""
FIELD_WORDS = {
    "base": "today’s value",
    "spread": "the spread between people",
    "top": "the upper sum",
    "topspread": "its spread",
    "bottom": "the lower sum",
    "bottomspread": "its spread",
    "effect": "the smallest effect that would matter",
    "people": "the people in a day",
}


def effect_text(answer: DesignAnswer, effect: float) -> str:
    """Return the size of an effect as it was asked: in percent of the base, in points, or in units."""
    told = abs(answer.told(effect))
    if answer.relative:
        return percent(told, 2 if told < 0.01 else 1 if told < 0.0995 and round(told * 100, 6) % 1 else 0)
    if answer.question.texts["measure"] == "share":
        return f"{told * 100:,.3g}{NBSP}points"
    return f"{told:,.3g}"


def days_text(days: int) -> str:
    """Return a duration.

    Example:
        >>> days_text(1), days_text(19), days_text(1241)
        ('1 day', '19 days', '3.4 years')
    """
    return counted(days, "day") if days < YEARS else f"{days / 365:.1f} years"


def headline(answer: DesignAnswer) -> str:
    """Return the answer in a sentence."""
    question = answer.question
    rise = "a change" if question.texts["sides"] == "two" else "a rise"
    change = f"{'a fall' if question.effect < 0 else rise} of {effect_text(answer, question.effect)} or more"
    people = f"{number(sum(answer.result.people), 'tile')} people"
    if answer.days is None:
        if question.reach.ceiling <= answer.result.n:
            return f"There are not enough different people to show {change}"
        return f"It would take more than ten years to show {change}"
    most = "" if question.watch == "once" else "At most "
    return f"{most}{days_text(answer.days)} and {people} show {change} with a chance of {chance(question.design.power)}"


def below(answer: DesignAnswer) -> str:
    """Return the line below the headline."""
    if answer.weeks is None or answer.run is None:
        return f"It needs {number(sum(answer.result.people), 'tile')} people. Change what you ask at the left."
    seen = effect_text(answer, answer.seen)
    weeks = counted(answer.weeks, "whole week")
    return (
        f"Run {weeks}, so that each weekday counts the same: {number(sum(answer.people), 'tile')} people take part by "
        f"then, and changes from {seen} on are likely seen."
    )


def answer_tiles(answer: DesignAnswer) -> html.Section:
    """Return the strip of figures."""
    question, result = answer.question, answer.result
    items = [
        tile("People needed", number(sum(result.people), "tile"), basis=_each(result.people)),
        tile("Days until then", _days(answer.days), basis=_range(answer)),
    ]
    if answer.ends is not None and answer.days is not None:
        basis = f"if the change is {effect_text(answer, question.effect)}: it stops early"
        items.append(tile("Days on average", _days(answer.ends), basis=basis))
    if answer.weeks is not None:
        base = question.measure.base
        before, after = (_value(answer, one) for one in (base, base + answer.seen))
        size = effect_text(answer, question.effect)
        alarm = f"False alarm: {percent(question.design.alpha)} at most"
        items += [
            tile("Weeks to run", number(answer.weeks), basis=f"{number(sum(answer.people), 'tile')} people by then"),
            tile("Smallest effect by then", effect_text(answer, answer.seen), basis=f"from {before} to {after}"),
            tile(f"Chance to see {size}", chance(answer.chance), basis=alarm),
        ]
    return tiles(items, "What the test needs")


def curve_title(answer: DesignAnswer) -> str:
    """Return the finding of the chart."""
    if answer.weeks is None:
        return f"Even a year shows only changes from {effect_text(answer, _last(answer))} on"
    return f"{counted(answer.weeks, 'week')} show changes from {effect_text(answer, answer.seen)} on"


def waiting_words(missing: tuple[str, ...], wrong: int) -> str:
    """Return what the answer waits for."""
    if wrong:
        return "Mend what is marked in the form, and the answer stands here. Everything that you typed is still there."
    names = list(dict.fromkeys(FIELD_WORDS[name] for name in missing))
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"Still needed: {listed}."


def _days(days: int | None) -> str:
    return DASH if days is None else number(days) if days < YEARS else days_text(days)


def _each(people: tuple[int, ...]) -> str:
    if len(set(people)) == 1:
        return f"{number(people[0], 'tile')} in each variant"
    fewest = min(people[1:])
    where = (
        "in the variant" if len(people) == 2 else "in the smallest variant" if fewest < max(people[1:]) else "in each"
    )
    return f"{number(people[0], 'tile')} in the control, {number(fewest, 'tile')} {where}"


def _range(answer: DesignAnswer) -> str:
    few, many = answer.days_range
    what = "base rate" if answer.question.texts["measure"] == "share" else "spread"
    if few is None:
        return f"also if the {what} is a fifth off"
    until = "never" if many is None else f"{number(many)}"
    return f"{number(few)} to {until}, if the {what} is a fifth off"


def _value(answer: DesignAnswer, value: float) -> str:
    if answer.question.texts["measure"] == "share":
        return percent(value, 2 if value < 0.1 else 1)
    return f"{value:,.4g}"


def _last(answer: DesignAnswer) -> float:
    last = answer.curve[-1]
    return last * abs(answer.question.measure.base) if answer.relative else last
