"""PyMC-Marketing's saturation parameters as a table: one row a channel (and draw), with the names of its classes.

Logistic: beta (1 - exp(-lam x)) / (1 + exp(-lam x)); Michaelis-Menten: alpha x / (x + lam); Hill: beta x^slope /
(kappa^slope + x^slope); tanh: b tanh(x / (b c)); root: beta x^alpha.
"""

import numpy as np
import pandas as pd

from core.curves import ATANH_HALF, Floats
from core.response.external.curve_set import CurveSet, Known, curve_set
from core.response.external.reading import numbers, table_format

PREFIX = "saturation_"


@table_format
def pymc(table: pd.DataFrame) -> CurveSet | None:
    """Read the parameters; columns may carry the prefix ``saturation_``."""
    table = table.rename(columns=lambda name: name.removeprefix(PREFIX))
    held = set(table.columns)
    if "channel" not in held:
        return None
    translate = None
    for needed, how in TRANSLATIONS:
        if needed <= held:
            translate, used = how, needed
            break
    if translate is None:
        return None
    values = {name: numbers(table, name) for name in used}
    campaigns = []
    for channel, rows in table.groupby(table["channel"].astype(str), sort=False):
        form, scale, half, slope = translate({name: v[rows.index].to_numpy() for name, v in values.items()})
        today = float(rows["spend_today"].iloc[0]) if "spend_today" in held else float("nan")
        campaigns.append(Known(str(channel), str(channel), form, scale, half, slope, spend_today=today))
    notes = ["Spend and outcome are taken in the units of the file: where they were scaled, scale them back first."]
    return curve_set("PyMC-Marketing", campaigns, notes)


def _logistic(p: dict[str, Floats]) -> tuple[str, Floats, Floats, Floats]:
    return "tanh", p["beta"], 2 * ATANH_HALF / p["lam"], np.ones_like(p["lam"])


def _michaelis_menten(p: dict[str, Floats]) -> tuple[str, Floats, Floats, Floats]:
    return "hill", p["alpha"], p["lam"], np.ones_like(p["lam"])


def _hill(p: dict[str, Floats]) -> tuple[str, Floats, Floats, Floats]:
    return "hill", p["beta"], p["kappa"], p["slope"]


def _tanh(p: dict[str, Floats]) -> tuple[str, Floats, Floats, Floats]:
    return "tanh", p["b"], ATANH_HALF * p["b"] * p["c"], np.ones_like(p["b"])


def _root(p: dict[str, Floats]) -> tuple[str, Floats, Floats, Floats]:
    return "root", 2 * p["beta"], np.ones_like(p["beta"]), p["alpha"]


TRANSLATIONS = (
    ({"slope", "kappa", "beta"}, _hill),
    ({"lam", "beta"}, _logistic),
    ({"alpha", "lam"}, _michaelis_menten),
    ({"b", "c"}, _tanh),
    ({"alpha", "beta"}, _root),
)
