"""CurveSet: response curves of a model that was fitted elsewhere, ready for the optimizer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.curve_forms import form_of
from core.curves import CurveDraws, Floats
from core.errors import FileUnusableError

MOST_DRAWS = 400


@dataclass(frozen=True, eq=False)
class CurveSet:
    """Curves from elsewhere. Draw ``i`` of all campaigns belongs together, where the source says so.

    Attributes:
        source: Which model they came from, in words.
        period_days: Length of the period of spend and outcome: 1 or 7.
        outcome: What the curves give.
        currency: ISO code, where it is known.
        names: The campaigns or channels.
        channels: Their channels.
        curves: One curve a campaign, all with the same number of draws.
        spend_today: Spend a period now, shape (campaigns,); NaN where it is not known. Currency.
        notes: What was assumed, in sentences.
    """

    source: str
    period_days: int
    outcome: str
    currency: str | None
    names: tuple[str, ...]
    channels: tuple[str, ...]
    curves: tuple[CurveDraws, ...]
    spend_today: Floats
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Known:
    """One campaign as a file gives it; parameters have one value a draw."""

    name: str
    channel: str
    form: str
    scale: Floats
    half_saturation: Floats
    slope: Floats
    spend_today: float = float("nan")
    seen: tuple[float, float] | None = None


def curve_set(
    source: str,
    campaigns: Sequence[Known],
    notes: Sequence[str] = (),
    period_days: int = 7,
    outcome: str = "revenue",
    currency: str | None = None,
) -> CurveSet:
    """Return the curves of a file, checked, all with the same number of draws.

    Raises:
        FileUnusableError: If a parameter cannot be one, a name comes twice or there is no campaign.
    """
    if not campaigns:
        raise FileUnusableError("This file holds no curves.")
    names = [one.name for one in campaigns]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise FileUnusableError(f"There is more than one curve of {', '.join(twice)}. Keep one.")
    draws = min(max(len(one.scale) for one in campaigns), MOST_DRAWS)
    curves = []
    for one in campaigns:
        _check(one)
        # Evenly spaced draws, so that the order in which draws belong together is kept.
        at = np.linspace(0, len(one.scale) - 1, draws).round().astype(int)
        top = one.spend_today if np.isfinite(one.spend_today) else float(np.median(one.half_saturation))
        seen = one.seen or (0.0, 3.0 * top)
        curves.append(CurveDraws(one.name, one.scale[at], one.half_saturation[at], one.slope[at], seen, one.form))
    return CurveSet(
        source,
        period_days,
        outcome,
        currency,
        tuple(names),
        tuple(one.channel or one.name for one in campaigns),
        tuple(curves),
        np.array([one.spend_today for one in campaigns], float),
        tuple(notes),
    )


def _check(one: Known) -> None:
    try:
        asks = form_of(one.form).asks
    except ValueError as error:
        raise FileUnusableError(f"The curve of {one.name} has the form “{one.form}”, which is not known.") from error
    fields = {"scale": one.scale, "half_saturation": one.half_saturation, "slope": one.slope}
    for label, values in fields.items():
        low = values.min() if len(values) else np.nan
        if not np.isfinite(values).all() or low < 0 or (low == 0 and label != "scale") or values.max() > 1e15:
            raise FileUnusableError(f"The {label.replace('_', '-')} of {one.name} must be a number above 0.")
    if one.form == "root" and one.slope.max() > 1:
        raise FileUnusableError(f"The curve of {one.name} cannot be used: {asks}.")
    if np.isinf(one.spend_today) or one.spend_today < 0:
        raise FileUnusableError(f"Today's spend of {one.name} must be 0 or more.")
    if one.seen and not (0 <= one.seen[0] <= one.seen[1] < np.inf):
        raise FileUnusableError(f"The spends seen of {one.name} must be two amounts, the lower one first.")
