"""What is believed of a campaign before its data are seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats
from core.response.adstock import adstock
from core.response.assumptions import Belief
from core.response.saturation import saturation
from core.response.stated import Subject, carry_over_prior, level_prior, stated_ranges

PARAMETERS = ("level", "bend", "log_slope", "logit_decay")
"""The coordinates of a campaign with the default shapes, in which the posterior is close to normal.

level: log of outcome per unit of money at the usual spend; bend: slope x log(half-saturation / usual spend);
log_slope: log of the Hill slope; logit_decay: logit of the share of an effect that is carried over to the next day.
Other shapes have other coordinates in the place of the last three (``core.response.saturation``, ``adstock``).
"""
KERNEL = 3
"""Number of coordinates before those of the kernel: level, bend and steepness."""
BETWEEN = 0.4
"""Share of a shape's own spread that lies between channels; the rest, in squares, lies within them."""


@dataclass(frozen=True)
class Prior:
    """Normal prior of the coordinates: a campaign around its channel, a channel around the centre.

    Attributes:
        centre: Centre of channels by coordinate; the level is relative to all campaigns together.
        between: Standard deviation of channels around the centre.
        within: Standard deviation of campaigns around their channel. On the wide side on purpose: a scale half as large
            as the truth costs ten points of coverage, one twice as large costs a little width.
        weekday: Standard deviation of the log effect of a weekday.
        season: Standard deviation of the step from one knot of the season to the next, in log.
        drift: The same for a campaign's own slow changes, to begin with: it is learned from all campaigns together.
    """

    centre: tuple[float, float, float, float] = (0.0, 0.4, float(np.log(1.25)), -0.6)
    between: tuple[float, float, float, float] = (0.8, 0.5, 0.2, 0.5)
    within: tuple[float, float, float, float] = (0.8, 1.2, 0.5, 1.0)
    weekday: float = 0.3
    season: float = 0.25
    drift: float = 0.1

    def coordinates(self, shape: str, kernel: str) -> tuple[Floats, Floats, Floats]:
        """Return centre, spread between and spread within channels for the coordinates of the chosen shapes.

        Those of Hill and geometric are the prior's own, those of others are what their definition says.
        """
        chosen, carried = saturation(shape), adstock(kernel)
        rows = [(self.centre[0], self.between[0], self.within[0])]
        for place, own in ((1, chosen.bend), (2, chosen.steepness)):
            if shape == "hill":
                rows.append((self.centre[place], self.between[place], self.within[place]))
            else:
                rows.append(_split(*(own or (0.0, 1.0))))
        if kernel == "geometric":
            rows.append((self.centre[3], self.between[3], self.within[3]))
        else:
            rows.extend(_split(c.day, c.spread) for c in carried.coordinates)
        centre, between, within = np.array(rows).T
        return centre, between, within


@dataclass(frozen=True, eq=False)
class OwnPrior:
    """Prior of each campaign's coordinates, channels and stated beliefs resolved.

    Attributes:
        centre: Centre of channel means, the level made absolute, shape (coordinates,).
        between: Standard deviation of channel means around it, shape (coordinates,).
        spread: Standard deviation of a campaign around its channel's mean, or around ``stated``, shape (campaigns,
            coordinates).
        stated: What was said instead of the channel's mean; NaN where nothing was, shape (campaigns, coordinates).
    """

    centre: Floats
    between: Floats
    spread: Floats
    stated: Floats

    @property
    def pooled(self) -> NDArray[np.bool_]:
        """Which coordinates lean on their channel."""
        return np.isnan(self.stated)

    def centres(self, means: Floats) -> Floats:
        """Return what each coordinate is drawn to, given channel means by campaign (..., campaigns, coordinates)."""
        return np.where(self.pooled, means, np.nan_to_num(self.stated))


def own_prior(
    prior: Prior, base: float, shape: str, kernel: str, subjects: Sequence[Subject], beliefs: Sequence[Belief]
) -> OwnPrior:
    """Return the prior of each campaign.

    Args:
        prior: Scales of the model.
        base: Log of outcome per money over all campaigns.
        shape: Name of the saturation.
        kernel: Name of the adstock.
        subjects: The campaigns.
        beliefs: What a person believes of them.

    Raises:
        InputError: If a belief is about nothing that the data hold.
    """
    centre, between, within = prior.coordinates(shape, kernel)
    centre = centre + np.array([base] + [0.0] * (len(centre) - 1))
    spread = np.tile(within, (len(subjects), 1))
    stated = np.full_like(spread, np.nan)
    for c, level in enumerate(level_prior(beliefs, subjects)):
        if level is not None:
            stated[c, 0], spread[c, 0] = level
    carried = adstock(kernel)
    for c, days in enumerate(stated_ranges(beliefs, subjects, "carry_over")):
        if days is not None and carried.coordinates:
            stated[c, KERNEL:], spread[c, KERNEL:] = carry_over_prior(days, carried, 1)
    return OwnPrior(centre, between, spread, stated)


def _split(centre: float, spread: float) -> tuple[float, float, float]:
    return centre, spread * BETWEEN, spread * float(np.sqrt(1 - BETWEEN**2))
