"""What is believed of a campaign before its data are seen."""

from dataclasses import dataclass

import numpy as np

PARAMETERS = ("level", "bend", "log_slope", "logit_decay")
"""The coordinates of a campaign, in which the posterior is close to normal.

level: log of outcome per unit of money at the usual spend; bend: slope x log(half-saturation / usual spend);
log_slope: log of the Hill slope; logit_decay: logit of the share of an effect that is carried over to the next day.
"""


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
