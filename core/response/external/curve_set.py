"""CurveSet: response curves that were learned elsewhere, checked and with their draws aligned."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from core.curves import FORMS, CurveDraws, Floats
from core.errors import FileUnusableError
from core.response.external.document import LARGEST_NUMBER, About

MOST_DRAWS: Final = 1000
"""More draws make every page slower and no interval better."""
SMALLEST_HALF: Final = 1e-9
SLOPES: Final = (0.01, 50.0)
SEED: Final = 20240229


@dataclass(frozen=True, eq=False)
class CurveSet:
    """Curves that were learned elsewhere. Amounts are currency of one period.

    Attributes:
        source: Title of the format that they came in.
        period_days: Days of a period of steady spend.
        outcome: ``revenue`` or ``conversions``.
        currency: ISO code, or None where the file does not say it.
        names: Campaign (or channel) by curve.
        channels: Channel by curve; the name where the file does not say it.
        curves: The curves of a period, all with equally many draws that belong together. Where the file does not say
            which spends the model saw, they reach to today's spend, or to the half-saturation.
        spend_today: What each spends in a period today; None where the file does not say it.
        seen_said: By curve, whether the file says which spends the model saw.
        notes: What was assumed, and how well tables are met; sentences for a person.
    """

    source: str
    period_days: float
    outcome: str
    currency: str | None
    names: tuple[str, ...]
    channels: tuple[str, ...]
    curves: tuple[CurveDraws, ...]
    spend_today: tuple[float | None, ...]
    seen_said: tuple[bool, ...]
    notes: tuple[str, ...]

    @property
    def draws(self) -> int:
        """Number of draws of each curve."""
        return len(self.curves[0].scale)

    @cached_property
    def content_hash(self) -> str:
        """Hash of everything that a plan depends on: other curves, another hash."""
        digest = hashlib.sha256()
        plain = [self.period_days, self.outcome, self.currency, self.names, self.channels, self.spend_today]
        plain += [self.seen_said, self.source]
        plain += [(curve.form, curve.seen) for curve in self.curves]
        digest.update(json.dumps(plain).encode())
        for curve in self.curves:
            for values in curve.parameters:
                digest.update(np.ascontiguousarray(values, "<f8").tobytes())
        return digest.hexdigest()[:32]


@dataclass(frozen=True, eq=False)
class ReadCurve:
    """One curve as a file gives it; parameters as in ``CurveDraws``, each of shape (draws,).

    ``channel``, ``spend_today`` and ``seen`` are None where the file does not say them.
    """

    name: str
    form: str
    scale: Floats
    half_saturation: Floats
    slope: Floats
    channel: str | None = None
    spend_today: float | None = None
    seen: tuple[float, float] | None = None


def curve_set(source: str, said: About, curves: Sequence[ReadCurve], notes: Sequence[str] = ()) -> CurveSet:
    """Return curves checked, with draws aligned and with sentences on everything that had to be assumed.

    Raises:
        FileUnusableError: If there is no curve, a name occurs twice or a parameter is impossible.
    """
    if not curves:
        raise FileUnusableError("The file holds no curve that money can buy. Export the curves of paid channels.")
    names = [curve.name for curve in curves]
    for name in names:
        if names.count(name) > 1:
            raise FileUnusableError(f"The file holds more than one curve of “{name}”. Give each its own name.")
    for curve in curves:
        _check(curve)
    told = list(notes)
    if said.outcome is None:
        told.append("The file does not name the outcome; it is taken for revenue.")
    aligned = _aligned(curves, told)
    seen = [curve.seen or (0.0, curve.spend_today or float(np.median(curve.half_saturation))) for curve in curves]
    return CurveSet(
        source=source,
        period_days=said.period_days,
        outcome=said.outcome or "revenue",
        currency=said.currency,
        names=tuple(names),
        channels=tuple(curve.channel or curve.name for curve in curves),
        curves=tuple(
            CurveDraws(curve.name, *values, span, curve.form)
            for curve, values, span in zip(curves, aligned, seen, strict=True)
        ),
        spend_today=tuple(curve.spend_today for curve in curves),
        seen_said=tuple(curve.seen is not None for curve in curves),
        notes=tuple(told),
    )


def _check(curve: ReadCurve) -> None:
    def refuse(what: str) -> None:
        raise FileUnusableError(f"The curve of “{curve.name}” has {what}. Correct it and bring the file again.")

    if curve.form not in FORMS:
        refuse(f"the form “{curve.form[:40]}”; it must be one of {', '.join(FORMS)}")
    values = (curve.scale, curve.half_saturation, curve.slope)
    if not all(np.all(np.isfinite(v)) for v in values):
        refuse("a parameter that is not a number")
    if np.any(curve.scale < 0) or np.any(curve.scale > LARGEST_NUMBER):
        refuse("a scale below 0 or beyond all measure; more money would have to bring less")
    if np.any(curve.half_saturation < SMALLEST_HALF) or np.any(curve.half_saturation > LARGEST_NUMBER):
        refuse("a half-saturation that is not above 0, or beyond all measure; it must be an amount of money")
    most = 1.0 if curve.form == "root" else SLOPES[1]
    if np.any(curve.slope < SLOPES[0]) or np.any(curve.slope > most):
        refuse(f"a slope that is not between {SLOPES[0]:g} and {most:g}")
    if curve.spend_today is not None and not 0 <= curve.spend_today <= LARGEST_NUMBER:
        refuse("a spend of today below 0")
    if curve.seen is not None and not 0 <= curve.seen[0] <= curve.seen[1] <= LARGEST_NUMBER:
        refuse("a highest spend seen below the lowest, or below 0")
    if curve.seen is not None and curve.seen[1] <= 0:
        refuse("a highest spend seen of 0")


def _aligned(curves: Sequence[ReadCurve], told: list[str]) -> list[tuple[Floats, Floats, Floats]]:
    counts = [len(curve.scale) for curve in curves]
    most = min(max(counts), MOST_DRAWS)
    dice = np.random.default_rng(SEED)
    # One choice for all curves of a length, so that draws that belong together stay together.
    picks = {n: np.sort(dice.choice(n, most, replace=False)) if n > most else np.arange(n) for n in set(counts)}
    if max(counts) > MOST_DRAWS:
        told.append(f"The file holds {max(counts):,} draws; {MOST_DRAWS:,} of them are used, chosen evenly at random.")
    single = [curve.name for curve, n in zip(curves, counts, strict=True) if n == 1]
    if max(counts) == 1:
        told.append("The file gives one curve each and no draws, so nothing is said of how sure they are.")
    elif single:
        told.append(f"There is one curve and no draws of {listed(single)}, so that part counts as certain.")
    resampled = [c.name for c, n in zip(curves, counts, strict=True) if 1 < n < max(counts)]
    if resampled:
        told.append(f"There are fewer draws of {listed(resampled)} than of others; they were drawn again at random.")
    result = []
    for curve, n in zip(curves, counts, strict=True):
        pick = np.zeros(most, int) if n == 1 else picks[n] if n >= most else dice.integers(0, n, most)
        result.append((curve.scale[pick], curve.half_saturation[pick], curve.slope[pick]))
    return result


def listed(names: Sequence[str]) -> str:
    """Return names in a sentence, the first three of many."""
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
