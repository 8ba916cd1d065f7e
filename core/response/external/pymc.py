"""PyMC-Marketing's saturation parameters as a table: one row a channel (and draw), with the names of its classes.

Logistic: beta (1 - exp(-lam x)) / (1 + exp(-lam x)); Michaelis-Menten: alpha x / (x + lam); Hill: beta x^slope /
(kappa^slope + x^slope); tanh: b tanh(x / (b c)); root: beta x^alpha. The library scales spend and outcome, so a file
has to say by how much: columns channel_scale and target_scale, 1 where nothing was scaled.
"""

import numpy as np
import pandas as pd

from core.curves import ATANH_HALF, Floats
from core.errors import FileUnusableError
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
    if translate is None or "sigma" in held:
        return None
    if missing := {"channel_scale", "target_scale"} - held:
        raise FileUnusableError(
            f"Parameters of PyMC-Marketing are those of scaled data. Add {' and '.join(sorted(missing))}: by what "
            "spend and outcome were divided, 1 where they were not."
        )
    by = {name: numbers(table, name) for name in ("channel_scale", "target_scale")}
    values = {name: numbers(table, name) for name in used}
    campaigns = []
    for channel, rows in table.groupby(table["channel"].astype(str), sort=False):
        form, scale, half, slope = translate({name: v[rows.index].to_numpy() for name, v in values.items()})
        scale = scale * by["target_scale"][rows.index].to_numpy()
        half = half * by["channel_scale"][rows.index].to_numpy()
        today = float(rows["spend_today"].iloc[0]) if "spend_today" in held else float("nan")
        campaigns.append(Known(str(channel), str(channel), form, scale, half, slope, spend_today=today))
    return curve_set("PyMC-Marketing", campaigns)


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
