"""Why a day is unusual: which link of spend, price, conversion and value broke, or whether the records did."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from core.errors import InputError
from core.forecasting.drivers import drivers
from core.forecasting.judged import ALARM, RATES, Sheet, alarm

Cause = Literal["tracking", "empty", "spend", "price", "conversion", "value", "gap", "unknown"]

LOST: Final = 0.15
"""Share of the expected conversions up to which a fall looks like lost records and not like weak demand."""
MOVED: Final = 2.0
"""Score from which another measure counts as moved as well."""
BROUGHT: Final = 0.25
"""Share of the growth of clicks below which that of conversions is called nothing."""
LINKS: Final[dict[str, Cause]] = {
    "money": "spend",
    "mix": "unknown",
    "price": "price",
    "conversion": "conversion",
    "value": "value",
}


@dataclass(frozen=True)
class Finding:
    """One unusual day of one series.

    Attributes:
        day: Position of the day.
        series: Position of the series.
        cause: What is likely behind it.
        measure: The measure or ratio that shows it best.
        sign: 1 above what was expected, -1 below.
        score: Of that measure; of both where two tell it together.
    """

    day: int
    series: int
    cause: Cause
    measure: str
    sign: int
    score: float


def findings(sheet: Sheet) -> list[Finding]:
    """Return the unusual days of a level, one a day and series, by day."""
    stack = {m: np.nan_to_num(s.score) for m, s in sheet.scores.items()}
    if not stack:
        return []
    odd = np.any([np.abs(z) > alarm(m) for m, z in stack.items()], axis=0) | (_empty(stack) > ALARM)
    return [_finding(sheet, stack, int(day), int(series)) for day, series in zip(*np.nonzero(odd), strict=True)]


def _empty(stack: dict[str, np.ndarray]) -> np.ndarray:
    """Return how unusual it is that clicks rose and conversions did not: both scores together (Stouffer, 1949)."""
    first = next(iter(stack.values()))
    if not {"clicks", "conversion_rate"} <= set(stack):
        return np.zeros(first.shape)
    more, fewer = stack["clicks"], -stack["conversion_rate"]
    return np.asarray(np.where((more > MOVED) & (fewer > MOVED), (more + fewer) / np.sqrt(2.0), 0.0))


def _finding(sheet: Sheet, stack: dict[str, np.ndarray], day: int, series: int) -> Finding:
    z = {m: float(score[day, series]) for m, score in stack.items()}
    together = float(_empty({m: score[day : day + 1, series : series + 1] for m, score in stack.items()})[0, 0])
    cause, measure = _cause(sheet, z, day, series, together)
    score = together if cause == "empty" else z[measure]
    return Finding(day, series, cause, measure, 1 if z[measure] > 0 else -1, score)


def _cause(sheet: Sheet, z: dict[str, float], day: int, series: int, together: float) -> tuple[Cause, str]:
    def odd(measure: str) -> bool:
        return abs(z.get(measure, 0.0)) > alarm(measure)

    if (lost := _lost(sheet, z, day, series)) is not None:
        return "tracking", lost
    rose = together > ALARM or (z.get("clicks", 0.0) > alarm("clicks") and z.get("conversion_rate", 0.0) < -MOVED)
    if rose and _brought_nothing(sheet, day, series):
        return "empty", "clicks"
    # More money for the same clicks is a price and no budget.
    dearer = odd("cpc") and abs(z.get("clicks", 0.0)) < MOVED
    if odd("spend") and not dearer:
        return "spend", "spend"
    if odd("clicks"):
        # More clicks for more money, or more clicks for the same.
        if z["clicks"] * z.get("spend", 0.0) > 0 and abs(z.get("spend", 0.0)) > MOVED:
            return "spend", "spend"
        return ("price" if "cpc" in z else "unknown"), ("cpc" if odd("cpc") else "clicks")
    prices = [m for m in ("cpc", "cpm") if odd(m)]
    if prices:
        return "price", max(prices, key=lambda m: abs(z[m]))
    if odd("conversion_rate"):
        return "conversion", "conversion_rate"
    if odd("order_value"):
        return "value", "order_value"
    measure = max((m for m in z if odd(m) or together > ALARM), key=lambda m: abs(z[m]))
    return _split(sheet, measure, day, series), measure


def _brought_nothing(sheet: Sheet, day: int, series: int) -> bool:
    """Return whether conversions rose far less than clicks: more money brings less than in proportion, but not none."""
    growth = []
    for measure in ("conversions", "clicks"):
        expected = sheet.scores[measure].expected[day, series]
        growth.append(float(sheet.values[measure][day, series] / expected) - 1.0 if expected > 0 else np.nan)
    # Of everything at once only the team moves the clicks; bots come to single campaigns.
    return sheet.level != "total" and bool(growth[0] < BROUGHT * growth[1])


def _lost(sheet: Sheet, z: dict[str, float], day: int, series: int) -> str | None:
    """Return which measure was not recorded: next to nothing of it at clicks, or spend, as usual."""
    for measure, judged in (("conversions", "conversion_rate"), ("conversions", "conversions"), ("revenue", "revenue")):
        if judged not in z or z[judged] > -ALARM:
            continue
        # Without the clicks nobody knows whether people came at all; spend has to tell.
        if judged not in RATES and z.get("clicks", z.get("spend", 0.0)) < -MOVED:
            continue
        expected = sheet.scores[judged].expected[day, series]
        if sheet.values[measure][day, series] <= LOST * expected:
            return measure
    return None


def _split(sheet: Sheet, measure: str, day: int, series: int) -> Cause:
    """Return the link that most of the difference of conversions or revenue comes from."""
    links: list[str] = [m for m in ("spend", "clicks", "conversions", "revenue") if m in sheet.scores]
    if measure not in ("conversions", "revenue") or "spend" not in links:
        return "unknown"
    now: dict[str, float] = {m: float(sheet.values[m][day, series]) for m in links}
    before: dict[str, float] = {m: float(sheet.scores[m].expected[day, series]) for m in links}
    if not np.isfinite([*now.values(), *before.values()]).all():
        return "unknown"
    frames = [pd.DataFrame([part], index=["all"]) for part in (before, now)]
    try:
        effects = drivers(frames[0], frames[1], measure, tuple(links)).effects
    except InputError:
        return "unknown"
    way = np.sign(now[measure] - before[measure])
    return LINKS[max(effects, key=lambda name: way * effects[name])]
