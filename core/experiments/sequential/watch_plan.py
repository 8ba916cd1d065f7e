"""WatchPlan: what the plan of a running test says about looking at it, read from the plain data that a design keeps."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from core.experiments.sequential.group_sequential import MOST_LOOKS

Way: TypeAlias = Literal["any time", "looks"]
MOST_PEOPLE: Final = 1e12


@dataclass(frozen=True)
class WatchPlan:
    """What was planned.

    Attributes:
        people: In all variants; None where not planned.
        days: To run; None where not planned.
        split: Share of each variant, the control first; empty means equal.
        smallest: Smallest useful difference, relative to the control; None where not stated.
        smallest_absolute: The same in the unit of the metric.
        alpha: Error allowed in all.
        power: Chance to see the smallest useful difference.
        watch: ``looks`` where looks were planned; else the safe interval decides.
        information: Share of the people at each planned look.
        spending: Kind of spending of the planned looks.
        tuning: People in two variants at which the safe interval is tightest; None: the planned ones.
        better: Whether a higher or a lower value is the better one.
    """

    people: float | None = None
    days: int | None = None
    split: tuple[float, ...] = ()
    smallest: float | None = None
    smallest_absolute: float | None = None
    alpha: float = 0.05
    power: float = 0.8
    watch: Way = "any time"
    information: tuple[float, ...] = ()
    spending: str = "obrien-fleming"
    tuning: float | None = None
    better: Literal["higher", "lower"] = "higher"

    @classmethod
    def of(cls, design: Mapping[str, Any]) -> "WatchPlan":
        """Return the plan of a design; what it does not say, or says in a way that cannot be, is left open."""
        looks = _number(design.get("looks"), 1, MOST_LOOKS)
        information = _shares(design.get("information"))
        if not information and looks:
            information = tuple((one + 1) / round(looks) for one in range(round(looks)))
        planned = design.get("watch") == "looks" and bool(information)
        relative, absolute = _signed(design.get("relative")), _signed(design.get("effect"))
        days = _number(design.get("days"), 1, 10_000)
        spending = design.get("spending")
        return cls(
            people=_number(design.get("n"), 2, MOST_PEOPLE) or _total(design.get("people")),
            days=None if days is None else round(days),
            split=_split(design.get("split")),
            smallest=None if relative is None else abs(relative),
            smallest_absolute=None if absolute is None else abs(absolute),
            alpha=_number(design.get("alpha"), 1e-6, 0.5) or 0.05,
            power=_number(design.get("power"), 0.01, 0.9999) or 0.8,
            watch="looks" if planned else "any time",
            information=information if planned else (),
            spending=spending if spending in ("pocock", "obrien-fleming") else "obrien-fleming",
            tuning=_number(design.get("tuning"), 1, MOST_PEOPLE),
            better="lower" if (relative or absolute or 0) < 0 or design.get("better") == "lower" else "higher",
        )

    def shares(self, names: Sequence[str], control: str) -> dict[str, float] | None:
        """Return the planned share of each variant by name; None where equal or not for as many variants."""
        if len(self.split) != len(names):
            return None
        ordered = [control, *(name for name in names if name != control)]
        by_name = dict(zip(ordered, self.split, strict=True))
        return {name: by_name[name] for name in names}

    def pair(self, control: str, variant: str, people: Mapping[str, int]) -> float | None:
        """Return the planned people in a variant and the control together."""
        if self.people is None:
            return None
        shares = self.shares(list(people), control) or dict.fromkeys(people, 1.0)
        return self.people * (shares[control] + shares[variant]) / sum(shares.values())

    def useful(self, control: float) -> float | None:
        """Return the smallest useful difference in the unit of the metric, at a value of the control."""
        if self.smallest is not None and control:
            return self.smallest * abs(control)
        return self.smallest_absolute


def _number(value: object, least: float, most: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value) if least <= value <= most else None


def _signed(value: object) -> float | None:
    found = _number(value, -MOST_PEOPLE, MOST_PEOPLE)
    return found or None


def _total(value: object) -> float | None:
    if isinstance(value, list | tuple):
        parts = [_number(one, 1, MOST_PEOPLE) for one in value]
        return None if not parts or None in parts else math.fsum(one or 0.0 for one in parts)
    return _number(value, 2, MOST_PEOPLE)


def _split(value: object) -> tuple[float, ...]:
    if not isinstance(value, list | tuple):
        return ()
    parts = [_number(one, 1e-6, 1e6) for one in value]
    return () if None in parts else tuple(one or 0.0 for one in parts)


def _shares(value: object) -> tuple[float, ...]:
    """Return shares of people at looks that grow from above 0 to 1; empty where they do not."""
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= MOST_LOOKS:
        return ()
    parts = [_number(one, 1e-3, 1.0) or 0.0 for one in value]
    grow = all(late - early > 1e-3 for early, late in zip([0.0, *parts], parts, strict=False))
    return tuple(parts) if grow and abs(parts[-1] - 1) < 1e-6 else ()
