"""Prior beside posterior, campaign by campaign, in the quantities that a marketer can judge."""

import numpy as np
import pandas as pd

from core.curves import CurveDraws, Floats, slope_draws
from core.response.adstock import adstock
from core.response.daily_mean import Singles
from core.response.incrementality import CENTRE, SPREAD, Incrementality
from core.response.panel import Panel
from core.response.posterior import Problem
from core.response.priors import KERNEL
from core.response.saturation import saturation
from core.response.stated import carry_over_days

DRAWS = 1000
LEVELS = (0.05, 0.5, 0.95)
QUANTITIES = ("roas", "marginal_roas", "carry_over")
COLUMNS = ["campaign_id", "campaign", "quantity", "source"]
COLUMNS += ["prior_lower", "prior", "prior_upper", "lower", "mean", "upper"]


def prior_table(
    panel: Panel, problem: Problem, own: Singles, carry_over: Floats, tested: Incrementality
) -> pd.DataFrame:
    """Return medians and 90 % intervals before and after the data; the columns are those of ``ResponseFit``.

    Args:
        panel: Names of the campaigns.
        problem: Prior of the coordinates.
        own: Draws of the coordinates, shape (draws, campaigns, own).
        carry_over: Days that they stand for, shape (draws, campaigns).
        tested: What lift tests said.
    """
    prior, kernel = problem.prior, adstock(problem.mean.adstock)
    # The same draws for all campaigns: where the priors are the same, the table says the same.
    unit = np.random.default_rng(0).standard_normal((DRAWS, len(prior.centre)))
    known: dict[bytes, Floats] = {}
    rows: list[tuple[object, ...]] = []
    for c, (campaign_id, campaign) in enumerate(zip(panel.ids, panel.names, strict=True)):
        pooled = prior.pooled[c]
        centre = np.where(pooled, prior.centre, np.nan_to_num(prior.stated[c]))
        spread = np.where(pooled, np.hypot(prior.between, prior.spread[c]), prior.spread[c])
        key = centre.tobytes() + spread.tobytes()
        if key not in known:
            drawn = centre + spread * unit
            carried = np.broadcast_to(carry_over_days(kernel, drawn[:, KERNEL:], 1), len(unit))
            known[key] = _quantities(problem, drawn, carried)
        share = tested.share[:, c]
        after = _quantities(problem, own[:, c, : problem.shapes].astype(float), carry_over[:, c], share)
        sources = (not pooled[0], not pooled[0], len(pooled) > KERNEL and not pooled[KERNEL])
        for i, quantity in enumerate(QUANTITIES):
            rows.append(
                (campaign_id, campaign, quantity, "stated" if sources[i] else "default", *known[key][i], *after[i])
            )
        if tested.tested[c]:
            before = np.exp(CENTRE + SPREAD * np.array([-1.6448536, 0.0, 1.6448536]))
            rows.append((campaign_id, campaign, "incrementality", "default", *before, *np.quantile(share, LEVELS)))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    order = {quantity: i for i, quantity in enumerate((*QUANTITIES, "incrementality"))}
    return frame.sort_values("quantity", key=lambda q: q.map(order), kind="stable", ignore_index=True)


def _quantities(problem: Problem, own: Floats, carried: Floats, share: Floats | float = 1.0) -> Floats:
    """Return quantiles of each quantity, shape (quantities, levels), from coordinates (draws, shapes) and days."""
    shape = saturation(problem.mean.saturation)
    one = np.ones(len(own))
    scale, half, slope = shape.curve(own[:, 0], own[:, 1], own[:, 2], one)
    marginal = slope_draws(CurveDraws("", scale, half, slope, form=shape.form), 1.0)
    return np.quantile([np.exp(own[:, 0]) * share, marginal * share, carried], LEVELS, axis=1).T
