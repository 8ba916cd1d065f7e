"""Models that Robyn exported with ``robyn_write()`` (RobynModel-*.json): Hill curves of adstocked spend.

A steady spend x of a period becomes x times the sum of the carry-over weights, so that the spend at half of the ceiling
is Robyn's inflexion point divided by that sum. The inflexion point itself is not in the file. Where the file holds the
raw data (Robyn 3.11 and newer write them by default), it follows from the range of the adstocked spend: gamma times the
largest value (Robyn since 3.12), or that share of the way from the smallest to the largest (before); the contribution
that Robyn reports tells which. Without raw data it is what makes the mean spend bring the mean response.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.signal import lfilter

from core.curves import Floats, hill
from core.errors import FileUnusableError
from core.response.external.curve_format import CurveFormat
from core.response.external.curve_set import CurveSet, ReadCurve, curve_set
from core.response.external.document import MOST_CURVES, PERIODS, About, Document, checked_days, is_empty, label, number

TITLE: Final = "model exported by Robyn"
AGREES: Final = 0.05
"""Largest distance between a curve's contribution and the one that Robyn reports, as a share of the latter."""
MOST_PERIODS: Final = 20_000
_AGAIN: Final = "Export the model with robyn_write() again."


@dataclass(frozen=True)
class _Model:
    """The parts of an exported model that curves need."""

    inputs: dict[str, Any]
    hyper: dict[str, Any]
    raw: list[dict[str, Any]]
    adstock: str


def matches(document: Document) -> bool:
    """Return whether it is an export of Robyn, with or without a model."""
    tree = document.tree
    return isinstance(tree, dict) and ("InputCollect" in tree or "ExportedModel" in tree)


def read(document: Document) -> CurveSet:
    """Return the curves of the paid media of the exported model.

    Raises:
        FileUnusableError: If the file cannot be used.
    """
    inputs, exported = document.tree.get("InputCollect"), document.tree.get("ExportedModel")
    if not isinstance(inputs, dict) or not isinstance(exported, dict):
        raise FileUnusableError("The file holds the inputs of Robyn but no model. Export one with select_model.")
    hyper, summary = exported.get("hyper_values"), exported.get("summary")
    if not isinstance(hyper, dict) or not isinstance(summary, list):
        raise FileUnusableError(f"The model lacks its hyper_values or its summary. {_AGAIN}")
    extras = document.tree.get("Extras")
    raw = extras.get("raw_data") if isinstance(extras, dict) else None
    usable = isinstance(raw, list) and 1 < len(raw) <= MOST_PERIODS and all(isinstance(row, dict) for row in raw)
    model = _Model(inputs, hyper, raw if usable and raw else [], str(_one(inputs.get("adstock"))))
    if model.raw and model.adstock not in ("geometric", "weibull_cdf", "weibull_pdf"):
        raise FileUnusableError(f"The adstock “{model.adstock[:40]}” is none of Robyn's. {_AGAIN}")
    spends, exposures = _names(inputs.get("paid_media_spends")), _names(inputs.get("paid_media_vars"))
    rows = {str(_one(row.get("variable"))): row for row in summary if isinstance(row, dict)}
    # Exports that were cut down to the model do not list the media; what has a shape is one.
    spends = spends or [name for name in rows if f"{name}_alphas" in hyper]
    if not spends or len(spends) > MOST_CURVES:
        raise FileUnusableError(f"The file names no paid media, or far too many. {_AGAIN}")
    notes, curves = ["Robyn gives no interval for its curves: each is one best estimate."], []
    for name in spends:
        if name in rows:
            curves.append(_curve(model, name, rows[name], notes))
    for name in exposures:
        if name in rows and name not in spends:
            notes.append(f"Left out: {name}, because its curve is one of impressions or clicks, not of money.")
    return curve_set(TITLE, _about(inputs, document.days), curves, notes)


def _about(inputs: dict[str, Any], days: float | None) -> About:
    kind = str(_one(inputs.get("dep_var_type")))
    outcome = {"revenue": "revenue", "conversion": "conversions"}.get(kind)
    if days is None and not is_empty(_one(inputs.get("dayInterval"))):
        days = checked_days(number(_one(inputs["dayInterval"]), "of days in a period"))
    if days is None:
        days = PERIODS.get(str(_one(inputs.get("intervalType"))))
    if days is None:
        raise FileUnusableError("The file does not say how many days a period has. Say it along with the file.")
    return About(days, outcome, None)


def _curve(model: _Model, name: str, row: dict[str, Any], notes: list[str]) -> ReadCurve:
    coefficient = _number(row, "coef", name)
    alpha = _hyper(model, name, "alphas")
    if coefficient < 0:
        raise FileUnusableError(
            f"Robyn gives “{name}” a coefficient below 0: more spend would bring less. Choose a model with signs "
            "that are positive for paid media."
        )
    if alpha <= 0:
        raise FileUnusableError(f"The alpha of “{name}” is not possible. {_AGAIN}")
    spend = _spend(model, name)
    if spend is None:
        half, today, seen = _from_means(name, row, coefficient, alpha, notes)
    else:
        gamma, reported = _hyper(model, name, "gammas"), _number(row, "decompAgg", name)
        if not 0 < gamma <= 1:
            raise FileUnusableError(f"The gamma of “{name}” is not possible. {_AGAIN}")
        half, today, seen = _from_data(model, name, spend, (coefficient, alpha, gamma, reported), notes)
    if coefficient == 0:
        notes.append(f"Robyn sees no effect of {name}.")
    return ReadCurve(
        name, "hill", np.array([coefficient]), np.array([half]), np.array([alpha]), spend_today=today, seen=seen
    )


def _from_data(
    model: _Model, name: str, spend: Floats, fitted: tuple[float, float, float, float], notes: list[str]
) -> tuple[float, float, tuple[float, float] | None]:
    coefficient, alpha, gamma, reported = fitted
    weights = _weights(model, name, len(spend))
    window = _window(model, len(spend))
    adstocked = (
        np.convolve(spend, weights)[: len(spend)][window]
        if model.adstock != "geometric"
        else (lfilter([1.0], [1.0, -_hyper(model, name, "thetas")], spend)[window])
    )
    low, high = float(adstocked.min()), float(adstocked.max())
    if high <= 0:
        raise FileUnusableError(f"“{name}” has no spend in the data of the model, so it has no curve. {_AGAIN}")
    ways = {"since 3.12": gamma * high, "before 3.12": low + gamma * (high - low)}
    gaps = {way: abs(coefficient * float(hill(adstocked, at, alpha).sum()) - reported) for way, at in ways.items()}
    way = min(gaps, key=lambda w: gaps[w])
    gap = gaps[way] / reported if reported > 0 else 0.0
    if gap > AGREES:
        raise FileUnusableError(
            f"The curve of “{name}” would bring {100 * gap:.0f} % more or less than Robyn reports for it, so the file "
            f"does not fit together. {_AGAIN}"
        )
    notes.append(
        f"The curve of {name} brings what Robyn reports for it within {max(np.ceil(gap * 1000), 1) / 10:.1f} %."
    )
    seen = spend[window]
    return ways[way] / _mass(model, name, weights), float(seen.mean()), (float(seen.min()), float(seen.max()))


def _from_means(
    name: str, row: dict[str, Any], coefficient: float, alpha: float, notes: list[str]
) -> tuple[float, float, None]:
    spend, response = _number(row, "mean_spend", name), _number(row, "mean_response", name)
    if coefficient == 0:
        return max(spend, 1.0), spend, None
    if spend <= 0 or not 0 < response < coefficient:
        raise FileUnusableError(
            f"The file holds neither raw data nor a usable mean response of “{name}”, so where its curve bends "
            "is not known. Export the model with robyn_write(add_data = TRUE)."
        )
    notes.append(
        f"The file holds no raw data of {name}: its curve is bent so that the mean spend brings the mean response. "
        "Export with add_data = TRUE for Robyn's own curve."
    )
    return spend * (coefficient / response - 1) ** (1 / alpha), spend, None


def _weights(model: _Model, name: str, periods: int) -> Floats:
    """What one unit of spend leaves in the periods that follow, the first being its own."""
    if model.adstock == "geometric":
        theta = _hyper(model, name, "thetas")
        if not 0 <= theta < 1:
            raise FileUnusableError(f"The theta of “{name}” is not between 0 and 1. {_AGAIN}")
        return theta ** np.arange(periods, dtype=float)
    shape, scale = _hyper(model, name, "shapes"), _hyper(model, name, "scales")
    if shape < 0 or not 0 <= scale <= 1:
        raise FileUnusableError(f"The shape or scale of the adstock of “{name}” is not possible. {_AGAIN}")
    if shape == 0:
        return np.eye(1, periods)[0]
    lags = np.arange(1, periods + 1, dtype=float)
    width = float(np.round(np.quantile(lags, scale)))
    if model.adstock == "weibull_cdf":
        survival: Floats = np.exp(-((lags[:-1] / width) ** shape))
        return np.cumprod(np.append(1.0, survival))
    with np.errstate(under="ignore"):
        density = (lags / width) ** (shape - 1) * np.exp(-((lags / width) ** shape))
    span = float(density.max() - density.min())
    weights: Floats = (density - density.min()) / span if span > 0 else np.eye(1, periods)[0]
    return weights


def _mass(model: _Model, name: str, weights: Floats) -> float:
    """How much steady spend adds up to."""
    return 1 / (1 - _hyper(model, name, "thetas")) if model.adstock == "geometric" else float(weights.sum())


def _spend(model: _Model, name: str) -> Floats | None:
    """The spend by period, or None where the file does not hold it."""
    if not model.raw or not all(name in row for row in model.raw):
        return None
    values = np.array([number(row[name], f"in the raw data of “{name}”") for row in model.raw])
    if np.any(values < 0):
        raise FileUnusableError(f"The raw data hold a spend of “{name}” below 0. Correct it and fit the model again.")
    return values


def _window(model: _Model, periods: int) -> slice:
    """The periods that the model was fitted to; Robyn counts from 1."""
    first, last = (_one(model.inputs.get(f"rollingWindow{end}Which")) for end in ("Start", "End"))
    if is_empty(first) or is_empty(last):
        return slice(0, periods)
    start, end = number(first, "of the window"), number(last, "of the window")
    if not 1 <= start <= end <= periods:
        raise FileUnusableError(f"The window of the model lies outside of its raw data. {_AGAIN}")
    return slice(int(start) - 1, int(end))


def _hyper(model: _Model, name: str, key: str) -> float:
    value = _one(model.hyper.get(f"{name}_{key}"))
    if is_empty(value):
        raise FileUnusableError(f"The hyper-parameter “{name}_{key}” is missing. {_AGAIN}")
    return number(value, f"of “{name}_{key}”")


def _number(row: dict[str, Any], key: str, name: str) -> float:
    return number(_one(row.get(key)), f"in {key} of “{name}”")


def _one(value: Any) -> Any:
    """R writes single values as lists of one."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _names(value: Any) -> list[str]:
    cells = value if isinstance(value, list) else [] if is_empty(value) else [value]
    return list(dict.fromkeys(label(cell, "in the list of paid media") for cell in cells))


FORMAT = CurveFormat("robyn", TITLE, matches, read)
