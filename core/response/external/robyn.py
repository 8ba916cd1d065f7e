"""Robyn's exported model (``RobynModel-*.json`` of ``robyn_write``): Hill curves without an interval."""

from typing import Any

import numpy as np

from core.response.external.curve_set import CurveSet, Known, curve_set
from core.response.external.reading import json_format


@json_format
def robyn(data: dict[str, Any]) -> CurveSet | None:
    """Read coefficient, shape and mean response of each paid channel.

    Robyn's inflexion lies at ``gamma`` of the range of the adstocked spend, which the export does not hold. It is
    worked out from the response at the mean spend that stands in the summary: mean_response = coef * Hill(mean_spend).
    """
    exported = data.get("ExportedModel")
    if not isinstance(exported, dict) or "hyper_values" not in exported or "summary" not in exported:
        return None
    shapes = {str(k): float(np.ravel(v)[0]) for k, v in exported["hyper_values"].items()}
    campaigns, silent = [], []
    for row in exported["summary"]:
        name = str(np.ravel(row.get("variable", ""))[0])
        if f"{name}_alphas" not in shapes:
            continue
        coefficient, spend, response = (
            float(np.ravel(row.get(k) or 0.0)[0]) for k in ("coef", "mean_spend", "mean_response")
        )
        share = response / coefficient if coefficient > 0 else 0.0
        if not (0 < share < 1 and spend > 0):
            silent.append(name)
            continue
        alpha = shapes[f"{name}_alphas"]
        half = spend * ((1 - share) / share) ** (1 / alpha)
        scale, middle, slope = (np.array([value]) for value in (coefficient, half, alpha))
        campaigns.append(Known(name, name, "hill", scale, middle, slope, spend_today=spend))
    notes = [
        "Robyn gives one curve a channel and no interval, so nothing is said of how sure it is.",
        "The bend of each curve is worked out from Robyn's mean response at the mean spend, which is near, not exact, "
        "where spend varied much.",
    ]
    if silent:
        notes.append(f"Left out, because Robyn found no response: {', '.join(silent)}.")
    # R writes numbers as lists of one.
    days = int(np.ravel((data.get("InputCollect") or {}).get("dayInterval") or 7)[0])
    return curve_set("Robyn", campaigns, notes, 1 if days == 1 else 7)
