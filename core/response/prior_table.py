"""Prior beside posterior, campaign by campaign, in the quantities that a marketer can judge."""

import numpy as np
import pandas as pd

from core.curves import Floats
from core.response.panel import Panel
from core.response.posterior import Problem

DRAWS = 2000
LEVELS = (0.05, 0.5, 0.95)


def carry_over_days(logit_decay: Floats) -> Floats:
    """Return the days until nine tenths of an effect have come."""
    return np.log(0.1) / np.minimum(-np.log1p(np.exp(-logit_decay)), -1e-12)


def prior_table(panel: Panel, problem: Problem, own: Floats) -> pd.DataFrame:
    """Return medians and 90 % intervals before and after the data; the columns are those of ``ResponseFit``.

    Args:
        panel: Names of the campaigns.
        problem: Prior of the coordinates.
        own: Draws of the coordinates, shape (draws, campaigns, own).
    """
    spread = np.hypot(problem.prior.between, problem.prior.within)
    # The same draws for all campaigns: where the priors are the same, the table says the same.
    unit = np.random.default_rng(0).standard_normal((DRAWS, 1, len(spread)))
    before = problem.centre + spread * np.broadcast_to(unit, (DRAWS, len(panel.ids), len(spread)))
    frames = []
    for quantity, measure in (("roas", _roas), ("marginal_roas", _marginal), ("carry_over", _carry_over)):
        first, then = (np.quantile(measure(draws), LEVELS, axis=0) for draws in (before, own))
        frames.append(
            pd.DataFrame(
                {
                    "campaign_id": panel.ids,
                    "campaign": panel.names,
                    "quantity": quantity,
                    "source": "default",
                    "prior_lower": first[0],
                    "prior": first[1],
                    "prior_upper": first[2],
                    "lower": then[0],
                    "mean": then[1],
                    "upper": then[2],
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _roas(own: Floats) -> Floats:
    return np.exp(own[..., 0])


def _marginal(own: Floats) -> Floats:
    # Elasticity of a Hill curve at the usual spend: slope times the share of the ceiling that is not reached.
    return np.exp(own[..., 0] + own[..., 2]) / (1 + np.exp(-own[..., 1]))


def _carry_over(own: Floats) -> Floats:
    return carry_over_days(own[..., 3])
