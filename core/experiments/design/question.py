"""The question behind a design, read from texts as people type them; what cannot be used says why, field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from core.errors import ProductError
from core.experiments.compare.samples import RatioSample
from core.experiments.design.design_rules import Alternative, Design
from core.experiments.design.duration import Reach
from core.experiments.design.measured import MeanMeasure, Measure, ProportionMeasure, RatioMeasure
from core.experiments.design.typed import one_in, typed_count, typed_share, typed_split, typed_value
from core.experiments.design.watching import Watching, cost_of_watching
from core.wording import counted, number, percent

T = TypeVar("T")

DEFAULTS: Final[dict[str, str]] = {
    "measure": "share",
    "metric": "",
    "base": "",
    "spread": "",
    "top": "",
    "topspread": "",
    "bottom": "",
    "bottomspread": "",
    "together": "",
    "effect": "",
    "unit": "relative",
    "people": "",
    "week": "",
    "month": "",
    "part": "100 %",
    "split": "50 / 50",
    "known": "",
    "watch": "once",
    "looks": "4",
    "spending": "obrien-fleming",
    "power": "80 %",
    "alpha": "5 %",
    "sides": "two",
}
"""The fields of the form and what they hold at first; in an address only what differs stands."""
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "measure": ("share", "mean", "ratio"),
    "unit": ("relative", "absolute"),
    "watch": ("once", "any time", "looks"),
    "spending": ("obrien-fleming", "pocock"),
    "sides": ("two", "one"),
}
GROWTH: Final = 1.0
"""The variance of averages and ratios is taken to grow with them, as where more people do the same."""
LONGEST_TEXT: Final = 80
NEEDED: Final = {
    "share": ("base",),
    "mean": ("base", "spread"),
    "ratio": ("top", "topspread", "bottom", "bottomspread"),
}
"""What each kind of measure cannot do without, beside the effect and the people."""


@dataclass(frozen=True)
class Question:
    """What is asked of a test.

    Attributes:
        measure: What is measured.
        effect: The smallest effect that would matter, in the unit of the measure.
        reach: People in the test over days.
        daily: People in the test on an average day.
        design: How the test is set up, with the inflation of how it is watched.
        watch: ``once``, ``any time`` or ``looks``.
        watched: What that costs.
        texts: The texts of all fields.
    """

    measure: Measure
    effect: float
    reach: Reach
    daily: float
    design: Design
    watch: str
    watched: Watching
    texts: dict[str, str]


@dataclass
class Read:
    """What was read.

    Attributes:
        question: None where something is missing or cannot be used.
        errors: What cannot be used, in words, by field.
        echoes: How a field was understood, in words, by field.
        missing: Fields that the question needs and that are empty.
    """

    question: Question | None = None
    errors: dict[str, str] = field(default_factory=dict)
    echoes: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


def texts_of(given: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts of all fields; what is no text, or no choice that there is, is as at first."""
    found = {}
    for name, usual in DEFAULTS.items():
        value = given.get(name)
        text = value.strip()[:LONGEST_TEXT] if isinstance(value, str) else usual
        found[name] = text if name not in CHOICES or text in CHOICES[name] else usual
    return found


def read_question(given: Mapping[str, Any]) -> Read:
    """Return what the texts of a form ask; nothing is raised, each field says what is wrong with it."""
    texts, read = texts_of(given), Read()
    need = (*NEEDED[texts["measure"]], "effect", "people")
    read.missing = tuple(name for name in need if not texts[name])
    measure, reach = _measure(texts, read), _reach(texts, read)
    effect = _effect(texts, measure, read)
    found = _design(texts, effect, read)
    if measure is None or reach is None or effect is None or found is None or read.errors or read.missing:
        return read
    design, watched = found
    daily = float(reach.people(1))
    read.question = Question(measure, effect, reach, daily, design, texts["watch"], watched, texts)
    return read


def _measure(texts: Mapping[str, str], read: Read) -> Measure | None:
    kind = texts["measure"]
    if kind == "share":
        base = _try(read, "base", typed_share, texts["base"])
        if base is None:
            return None
        if not 0 < base < 1:
            at = "Nobody does it so far" if base == 0 else f"{percent(base, 0)} of people cannot do it"
            read.errors["base"] = f"{at}: a share of people lies above 0 % and below 100 %."
            return None
        read.echoes["base"] = one_in(base)
        return ProportionMeasure(base)
    if kind == "mean":
        mean = _try(read, "base", typed_value, texts["base"])
        spread = _positive(read, "spread", texts["spread"])
        if mean is not None and spread is not None and mean:
            read.echoes["spread"] = f"{spread / abs(mean):,.1f} times the average."
        return None if mean is None or spread is None else MeanMeasure(mean, spread, growth=GROWTH)
    return _ratio(texts, read)


def _ratio(texts: Mapping[str, str], read: Read) -> Measure | None:
    top = _try(read, "top", typed_value, texts["top"])
    bottom = _positive(read, "bottom", texts["bottom"])
    spreads = [_positive(read, name, texts[name]) for name in ("topspread", "bottomspread")]
    together = _try(read, "together", typed_value, texts["together"]) or 0.0
    if not -1 < together < 1:
        read.errors["together"] = "A correlation lies between −1 and 1."
        return None
    if top is None or bottom is None or spreads[0] is None or spreads[1] is None:
        return None
    over, under = spreads[0], spreads[1]
    # The sums of so many people that n and n - 1 are the same.
    n = 10**9
    sums = (n * top, n * (over**2 + top**2), n * bottom, n * (under**2 + bottom**2))
    sample = RatioSample(n, *sums, n * (together * over * under + top * bottom))
    measure = _try(read, "topspread", lambda _: replace(RatioMeasure.of(sample), growth=GROWTH), "")
    if measure is not None:
        read.echoes["together"] = f"The ratio is {measure.base:,.4g}, its spread a person {measure.deviation:,.3g}."
    return measure


def _effect(texts: Mapping[str, str], measure: Measure | None, read: Read) -> float | None:
    relative, share = texts["unit"] == "relative", texts["measure"] == "share"
    text = texts["effect"]
    if relative:
        typed = _try(read, "effect", typed_share, text)
    else:
        typed = _try(read, "effect", typed_value, text.replace("%", "") if share else text)
        typed = typed / 100 if share and typed is not None else typed
    if typed is None or measure is None:
        return None
    if typed == 0:
        read.errors["effect"] = "No test shows a change of nothing. Type what would matter, such as 5 %."
        return None
    if relative and measure.base == 0:
        read.errors["effect"] = "From zero, a change in percent has no meaning. Choose “in units”."
        return None
    effect = typed * abs(measure.base) if relative else typed
    if share:
        after = measure.base + effect
        if not 0 <= after <= 1:
            way = f"{percent(after, 1)}, above 100 %" if after > 1 else "below zero"
            read.errors["effect"] = f"That would take the rate from {percent(measure.base)} to {way}."
            return None
        read.echoes["effect"] = f"From {_rate(measure.base)} to {_rate(after)}."
    else:
        read.echoes["effect"] = f"From {measure.base:,.4g} to {measure.base + effect:,.4g}."
    return effect


def _reach(texts: Mapping[str, str], read: Read) -> Reach | None:
    day = _try(read, "people", typed_count, texts["people"])
    week, month = (_try(read, name, typed_count, texts[name]) for name in ("week", "month"))
    part = _try(read, "part", typed_share, texts["part"] or DEFAULTS["part"])
    if part is not None and not 0 < part <= 1:
        read.errors["part"] = "The share of people in the test lies above 0 % and up to 100 %."
    if day is None or part is None or read.errors.keys() & {"week", "month", "part"}:
        return None
    reach = _try(read, "week", lambda _: Reach.of(day, week), "") if week else Reach.of(day)
    if month and reach is not None:
        reach = _try(read, "month", lambda _: Reach.of(day, week, month), "")
    if reach is None:
        return None
    if week or month:
        read.echoes["month"] = f"In 8 weeks about {counted(round(float(reach.people(56))), 'person', 'people')}."
    if part < 1:
        read.echoes["part"] = f"{number(day * part)} people a day."
    return reach.part(part)


def _design(texts: Mapping[str, str], effect: float | None, read: Read) -> tuple[Design, Watching] | None:
    split = _try(read, "split", typed_split, texts["split"] or DEFAULTS["split"])
    power = _try(read, "power", typed_share, texts["power"] or DEFAULTS["power"])
    alpha = _try(read, "alpha", typed_share, texts["alpha"] or DEFAULTS["alpha"])
    known = _try(read, "known", typed_value, texts["known"]) or 0.0
    looks = _try(read, "looks", typed_count, texts["looks"] or DEFAULTS["looks"])
    if power is not None and not 0.5 <= power <= 0.999:
        read.errors["power"] = "The chance to see the change lies between 50 % and 99.9 %."
    if alpha is not None and not 0.0001 <= alpha <= 0.4:
        read.errors["alpha"] = "The chance of a false alarm lies between 0.01 % and 40 %."
    if not -1 < known < 1:
        read.errors["known"] = "A correlation lies between −1 and 1; 0.5 is usual."
    elif known:
        read.echoes["known"] = f"Saves {percent(known**2, 0)} of the people."
    if looks is not None and (looks != round(looks) or not 2 <= looks <= 20) and texts["watch"] == "looks":
        read.errors["looks"] = "Plan between 2 and 20 looks, the last one at the end."
    if split is None or power is None or alpha is None or looks is None or read.errors:
        return None
    if len(split) > 2:
        read.echoes["split"] = f"{len(split) - 1} variants against one control; the chance of a false alarm is shared."
    alternative: Alternative = "two-sided" if texts["sides"] == "two" else "less" if (effect or 1) < 0 else "greater"
    plain = Design(alpha, power, alternative, split, reduction=known**2)
    watch: Any = texts["watch"]
    costs = cost_of_watching(watch, plain.comparison_alpha, power, alternative, round(looks), texts["spending"])
    return Design(alpha, power, alternative, split, reduction=known**2, inflation=costs.inflation), costs


def _try(read: Read, name: str, reader: Callable[[str], T], text: str) -> T | None:
    try:
        return reader(text)
    except ProductError as error:
        read.errors[name] = str(error)
        return None


def _positive(read: Read, name: str, text: str) -> float | None:
    value = _try(read, name, typed_value, text)
    if value is not None and value <= 0:
        read.errors[name] = "This must be above zero."
        return None
    return value


def _rate(share: float) -> str:
    return percent(share, 2 if share < 0.1 else 1)
