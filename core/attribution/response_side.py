"""What the response model says each channel or campaign brought, as shares to lay beside those of the paths."""

from dataclasses import dataclass

import numpy as np

from core.curves import Floats
from core.response import ResponseFit

LEVEL = 0.9


@dataclass(frozen=True, eq=False)
class ResponseSide:
    """Shares of what all campaigns brought, by the response model.

    Attributes:
        outcome: ``conversions`` or ``revenue``.
        share: Mean share of each name, shape (K,); not a number where the model does not know the name.
        lower: Lower end of the interval.
        upper: Upper end.
    """

    outcome: str
    share: Floats
    lower: Floats
    upper: Floats


def response_side(fit: ResponseFit, names: tuple[str, ...], by: str) -> ResponseSide | None:
    """Return the shares by the response model over all days of the data.

    Args:
        fit: What was learned.
        names: Channels, or ids of campaigns.
        by: ``channel`` or ``campaign``.

    Returns:
        None where the model knows none of the names.
    """
    timeline = fit.timeline
    draws = timeline.contribution_draws(np.zeros(len(timeline.dates), np.intp))[:, 0]
    channel_of = dict(zip(fit.campaign_ids, fit.channels, strict=True))
    brought: dict[str, Floats] = {}
    for number, part in enumerate(timeline.parts):
        if part.kind == "media":
            name = str(part.campaign_id)
            name = channel_of.get(name, part.name) if by == "channel" else name
            brought[name] = brought.get(name, np.zeros(len(draws))) + draws[:, number]
    known = [name for name in names if name in brought]
    total = np.sum(list(brought.values()), axis=0) if brought else np.zeros(0)
    if not known or not (total > 0).all():
        return None
    shares = np.stack([brought[name] / total if name in brought else np.full(len(total), np.nan) for name in names])
    lower, upper = np.quantile(shares, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=1)
    return ResponseSide(fit.outcome, shares.mean(axis=1), lower, upper)
