"""Why a figure changed: the drivers of the change, rounded so that they add up as shown, and said in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Final

import numpy as np
import pandas as pd

from core.data import MEASURES
from core.errors import InputError
from core.forecasting.drivers import drivers
from core.performance.cube import DailyCube
from core.performance.groups import Groups, span_sums
from core.performance.periods import Periods
from core.performance.rounding import rounded_parts, whole

WHY_FIGURES: Final = ("revenue", "roas", "conversions", "cpa", "clicks")
"""The figures whose change can be split."""
UNITS: Final = {"revenue": 1.0, "roas": 0.01, "conversions": 1.0, "cpa": 0.01, "clicks": 1.0}
"""What is shown of each: whole currency units, hundredths, whole conversions."""
_CHAIN: Final = ("spend", "clicks", "conversions", "revenue")
_STEPS: Final = {"clicks": "price", "conversions": "conversion", "revenue": "value"}
_ENDS: Final = {"revenue": "revenue", "roas": "revenue", "conversions": "conversions", "cpa": "conversions"}


@dataclass(frozen=True)
class Step:
    """One effect: what it is called, and how it is said when it goes up or down.

    Attributes:
        name: ``money``, ``mix``, ``price``, ``conversion`` or ``value``.
        label: A few words, e.g. ``Conversions a click``.
        more: What happened where the effect raised the outcome, e.g. ``more conversions a click``.
        less: What happened where it lowered it.
        plural: Whether these are several things in grammar: "fewer clicks explain".
    """

    name: str
    label: str
    more: str
    less: str
    plural: bool = False


@dataclass(frozen=True, eq=False)
class Why:
    """A change and what it comes from, in whole units that add up.

    Attributes:
        figure: One of ``WHY_FIGURES``.
        unit: What one unit is worth, in the figure.
        steps: The effects, in order.
        before: The figure before, in units.
        now: The figure now, in units.
        effects: By step, in units: ``before + sum(effects) == now``.
        parts: Key, name and channel of each part, largest absolute change first.
        table: Effects by part, in units, shape (parts, steps): columns add up to ``effects``.
        exact_before: The figure before.
        exact_now: The figure now.
        exact: The effects, not rounded.
        skipped: A sentence about measures that the data do not hold; empty where they hold all.
    """

    figure: str
    unit: float
    steps: tuple[Step, ...]
    before: int
    now: int
    effects: tuple[int, ...]
    parts: tuple[tuple[str, str, str], ...]
    table: np.ndarray
    exact_before: float
    exact_now: float
    exact: tuple[float, ...]
    skipped: str

    @property
    def change(self) -> int:
        """The change, in units."""
        return self.now - self.before


def can_split(measured: Sequence[str]) -> tuple[str, ...]:
    """Return the figures whose change the data can explain."""
    ends = _ENDS | {"clicks": "clicks"}
    return tuple(name for name in WHY_FIGURES if {"spend", ends[name]} <= set(measured))


def why(cube: DailyCube, groups: Groups, periods: Periods, figure: str, inside: np.ndarray | None = None) -> Why:
    """Return why a figure changed.

    The split is made campaign by campaign and then added up, so that the effects are the same whatever the parts are.

    Args:
        cube: Of the data set.
        groups: By which parts it is shown; they must not overlap.
        periods: What is compared.
        figure: One of ``WHY_FIGURES``.
        inside: The campaigns that are spoken of, shape (campaigns,); None is all of them.

    Raises:
        InputError: If it cannot be said, with the reason.
    """
    if periods.before is None:
        raise InputError("There is no earlier period to compare with, so there is no change to explain.")
    if groups.overlap:
        raise InputError("Campaigns can have several tags, so a change cannot be split among tags.")
    values = cube.values if inside is None else cube.values * inside[None, :, None]
    frames = [
        pd.DataFrame(span_sums(cube, values, span), index=list(cube.ids), columns=list(MEASURES))
        for span in (periods.before, periods.now)
    ]
    active = (frames[0].abs().sum(axis=1) + frames[1].abs().sum(axis=1)) > 0
    found = drivers(frames[0][active], frames[1][active], figure, cube.measured)
    # One campaign alone has nothing to split money between.
    nothing = 1e-9 * max(abs(found.before), abs(found.now))
    alone = len(found.by_part) == 1 and abs(found.effects["mix"]) <= nothing
    names = tuple(name for name in found.effects if not (alone and name == "mix"))
    group = np.argmax(groups.members, axis=0)
    of = dict(zip(cube.ids, group, strict=True))
    by_part = found.by_part.assign(group=[of[key] for key in found.by_part["key"]])
    effects = by_part.groupby("group", sort=True)[list(names)].sum()
    effects = effects.loc[effects.sum(axis=1).abs().sort_values(ascending=False, kind="stable").index]
    unit = _unit(figure, found.now - found.before, effects.sum().to_numpy())
    # In the order of the table: the running total is what is rounded.
    table = rounded_parts(effects.to_numpy(float), found.before, unit)
    parts = tuple((groups.keys[i], groups.names[i], groups.channels[i]) for i in effects.index)
    steps, skipped = steps_of(figure, cube.measured, names)
    return Why(
        figure,
        unit,
        steps,
        int(whole(found.before, unit)),
        int(whole(found.before, unit)) + int(table.sum()),
        tuple(int(v) for v in table.sum(axis=0)),
        parts,
        table,
        found.before,
        found.now,
        tuple(found.effects[name] for name in names),
        skipped,
    )


def steps_of(figure: str, measured: Sequence[str], names: Sequence[str]) -> tuple[tuple[Step, ...], str]:
    """Return the effects of a figure in words, and what is to be said of measures that are not there."""
    end = _ENDS.get(figure, figure)
    asked = _CHAIN[: _CHAIN.index(end) + 1]
    held = tuple(name for name in asked if name in measured)
    missing = [name for name in asked if name not in held]
    steps = []
    for name in names:
        if name == "money":
            steps.append(Step(name, "Money spent", "more money", "less money"))
        elif name == "mix":
            better, worse = "a split towards what brings more", "a split towards what brings less"
            steps.append(Step(name, "Split of the money", better, worse))
        else:
            link = next(link for link, step in _STEPS.items() if step == name)
            steps.append(_link(name, link, held[held.index(link) - 1]))
    said = ""
    if missing:
        said = f"The data hold no {' and no '.join(missing)}, so that step is part of the next one."
    return tuple(steps), said


def _link(step: str, over: str, under: str) -> Step:
    words = {"clicks": "clicks", "conversions": "conversions", "revenue": "revenue"}[over]
    one = {"spend": "for the money", "clicks": "a click", "conversions": "a conversion"}[under]
    label = f"{words.capitalize()} {one}"
    more, less = ("higher", "lower") if over == "revenue" else ("more", "fewer")
    return Step(step, label, f"{more} {words} {one}", f"{less} {words} {one}", plural=over != "revenue")


def _unit(figure: str, change: float, effects: np.ndarray) -> float:
    """The usual unit, or a smaller one where the effects would vanish in it: two figures of the largest."""
    largest = max(abs(change), float(np.abs(effects).max(initial=0.0)))
    if largest <= 0:
        return UNITS[figure]
    return float(min(UNITS[figure], 10.0 ** max(floor(log10(largest)) - 1, -6)))
