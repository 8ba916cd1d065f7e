"""Curves of PyMC-Marketing: ``sample_saturation_curve()`` or the saturation parameters of the posterior, as a table.

The model divides spend and outcome by a scale. The outcome of sampled curves is multiplied back, the spend is not: the
file has to bring the scale of each channel (``channel_scale``), or spend in money in a column ``spend``.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from core.curves import ATANH_HALF, Floats
from core.errors import FileUnusableError
from core.response.external.curve_format import CurveFormat
from core.response.external.curve_set import CurveSet, ReadCurve, curve_set
from core.response.external.document import Document, about, groups, is_empty, number
from core.response.external.tabulated import fit_draws, met_within

TITLE: Final = "curves of PyMC-Marketing"
VALUES: Final = ("saturation", "value", "sample_value", "y", "contribution")
PREFIX: Final = "saturation_"

Translated = tuple[str, Floats, Floats, Floats]


def _logistic(p: dict[str, Floats]) -> Translated:
    """beta (1 - exp(-lam x)) / (1 + exp(-lam x)) is beta tanh(lam x / 2)."""
    return "tanh", p["beta"], 2 * ATANH_HALF / p["lam"], np.ones_like(p["lam"])


def _inverse_scaled_logistic(p: dict[str, Floats]) -> Translated:
    """The logistic one with log(3) / lam for lam: half of the ceiling at lam."""
    return "tanh", p["beta"], p["lam"], np.ones_like(p["lam"])


def _tanh(p: dict[str, Floats]) -> Translated:
    """b tanh(x / (b c))."""
    return "tanh", p["b"], ATANH_HALF * p["b"] * p["c"], np.ones_like(p["b"])


def _michaelis_menten(p: dict[str, Floats]) -> Translated:
    """alpha x / (lam + x)."""
    return "hill", p["alpha"], p["lam"], np.ones_like(p["lam"])


def _hill(p: dict[str, Floats]) -> Translated:
    """beta x^slope / (kappa^slope + x^slope)."""
    return "hill", p["beta"], p["kappa"], p["slope"]


def _root(p: dict[str, Floats]) -> Translated:
    """beta x^alpha: half of 2 beta at x = 1."""
    return "root", 2 * p["beta"], np.ones_like(p["beta"]), p["alpha"]


SATURATIONS: Final[dict[str, tuple[tuple[str, ...], Callable[[dict[str, Floats]], Translated]]]] = {
    "hill": (("slope", "kappa", "beta"), _hill),
    "logistic": (("lam", "beta"), _logistic),
    "inverse_scaled_logistic": (("lam", "beta"), _inverse_scaled_logistic),
    "michaelis_menten": (("alpha", "lam"), _michaelis_menten),
    "tanh": (("b", "c"), _tanh),
    "root": (("alpha", "beta"), _root),
}


def matches(document: Document) -> bool:
    """Return whether it is a table of sampled curves or of parameters by channel."""
    return document.has("channel") and (_value_column(document) is not None or bool(_given(document)))


def read(document: Document) -> CurveSet:
    """Return the curves.

    Raises:
        FileUnusableError: If the file cannot be used.
    """
    said, names = about(document), document.texts("channel")
    draws = _draws(document, len(names))
    notes = [
        "Steady spend is taken to add up to itself under carry-over, as with a normalised adstock, the "
        "default of PyMC-Marketing."
    ]
    column = _value_column(document)
    if column is not None:
        curves = _sampled(document, names, draws, column, notes)
    else:
        curves = _parameters(document, names, draws, notes)
    return curve_set(TITLE, said, curves, notes)


def _value_column(document: Document) -> str | None:
    if not (document.has("x") or document.has("spend")):
        return None
    return next((name for name in VALUES if document.has(name)), None)


def _given(document: Document) -> dict[str, str]:
    """Column by parameter, if the table has all parameters of a saturation."""
    named = {name.removeprefix(PREFIX): name for name in document.columns}
    return named if any(all(p in named for p in asked) for asked, _ in SATURATIONS.values()) else {}


def _draws(document: Document, rows: int) -> list[tuple[float, ...]]:
    numbered = [document.numbers(name) for name in ("chain", "draw", "sample") if document.has(name)]
    return list(zip(*numbered, strict=True)) if numbered else [(0.0,)] * rows


def _money(document: Document, name: str, rows: list[int]) -> float:
    scale = document.only("channel_scale", rows)
    if is_empty(scale):
        raise FileUnusableError(
            "The spends are in units of the model, not in money. Add a column “channel_scale” with the scale of each "
            "channel (mmm.data.get_channel_scale()), or give spend in money in a column “spend”."
        )
    value = number(scale, f"in channel_scale of “{name}”")
    if value <= 0:
        raise FileUnusableError(f"The channel_scale of “{name}” is {value:g}; it must be above 0.")
    return value


def _today(document: Document, name: str, rows: list[int]) -> float | None:
    today = document.only("spend_today", rows)
    return None if today is None else number(today, f"in spend_today of “{name}”")


def _target(document: Document) -> float:
    said = document.only("target_scale")
    value = 1.0 if said is None else number(said, "in target_scale")
    if value <= 0:
        raise FileUnusableError(f"The target_scale is {value:g}; it must be above 0.")
    return value


def _sampled(
    document: Document, names: list[str], draws: list[tuple[float, ...]], column: str, notes: list[str]
) -> list[ReadCurve]:
    in_money = document.has("spend")
    spends, values = document.numbers("spend" if in_money else "x"), document.numbers(column) * _target(document)
    if not document.has("target_scale"):
        notes.append("The outcome of the table is taken as it stands, in its original scale.")
    curves = []
    for name, rows in groups(names):
        largest = None if in_money else _money(document, name, rows)
        points, place = np.unique(spends[rows], return_inverse=True)
        numbers = sorted({draws[row] for row in rows})
        index = {draw: i for i, draw in enumerate(numbers)}
        table = np.full((len(numbers), len(points)), np.nan)
        table[[index[draws[row]] for row in rows], place] = values[rows]
        if len(rows) != table.size or np.any(np.isnan(table)):
            raise FileUnusableError(
                f"The table of “{name}” does not give one value for each draw at each spend. Panel models with further "
                "dimensions need one file for each of their parts."
            )
        fitted = fit_draws(name, points * (largest or 1.0), table)
        notes.append(met_within(name, fitted.departure))
        # The scale of a channel is the largest spend of a period that the model saw.
        curves.append(fitted.curve(name, _today(document, name, rows), None if largest is None else (0.0, largest)))
    return curves


def _parameters(
    document: Document, names: list[str], draws: list[tuple[float, ...]], notes: list[str]
) -> list[ReadCurve]:
    given, kind = _given(document), document.only("saturation_function")
    if kind is None:
        # The logistic one stands before its inverse-scaled twin of the same parameters, and is the default of MMM.
        fitting = {asked: kind for kind, (asked, _) in reversed(SATURATIONS.items()) if all(p in given for p in asked)}
        if len(fitting) > 1 or "sigma" in given:
            raise FileUnusableError(
                "The names of the parameters fit no saturation that is known, or more than one. Add a column "
                f"“saturation_function” with one of {', '.join(SATURATIONS)}."
            )
        kind = next(iter(fitting.values()))
        notes.append(f"By the names of its parameters the saturation is taken for “{kind}”.")
    if kind not in SATURATIONS or not all(p in given for p in SATURATIONS[kind][0]):
        raise FileUnusableError(
            f"The saturation “{kind[:40]}” cannot be read; known are {', '.join(SATURATIONS)}, with all parameters."
        )
    asked, translate = SATURATIONS[kind]
    values = {parameter: document.numbers(given[parameter]) for parameter in asked}
    if any(np.any(v <= 0) for v in values.values()):
        raise FileUnusableError(f"The parameters {', '.join(asked)} of a “{kind}” saturation must be above 0.")
    target = _target(document)
    if not document.has("target_scale"):
        raise FileUnusableError(
            "The outcome is in units of the model. Add a column “target_scale” with the scale of the outcome "
            "(mmm.data.get_target_scale())."
        )
    curves = []
    for name, rows in groups(names):
        if len({draws[row] for row in rows}) < len(rows):
            raise FileUnusableError(f"“{name}” has more than one row for the same draw. Keep one row for each draw.")
        order = sorted(rows, key=lambda row: draws[row])
        largest = _money(document, name, rows)
        form, scale, half, slope = translate({parameter: v[order] for parameter, v in values.items()})
        today = _today(document, name, rows)
        curves.append(
            ReadCurve(name, form, scale * target, half * largest, slope, spend_today=today, seen=(0.0, largest))
        )
    return curves


FORMAT = CurveFormat("pymc_marketing", TITLE, matches, read, order=2)
