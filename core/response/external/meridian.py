"""Tables of response curves of Google Meridian: ``Analyzer.response_curves()`` as a data frame, long or pivoted.

The same columns serve for any tool that knows a mean and an interval at each spend.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from core.curves import Floats
from core.errors import FileUnusableError
from core.response.external.curve_format import CurveFormat
from core.response.external.curve_set import CurveSet, curve_set
from core.response.external.document import Document, about, groups, number
from core.response.external.tabulated import fit_draws, fit_interval, met_within

TITLE: Final = "response curves of Meridian"
LEVEL: Final = 0.9
"""Meridian's own level of credible intervals where nobody chose another."""
METRICS: Final = ("mean", "ci_lo", "ci_hi")
ALSO: Final = {
    "media_channel": "channel",
    "name": "channel",
    "median": "mean",
    "incremental_outcome_mean": "mean",
    "lower": "ci_lo",
    "hdi_5%": "ci_lo",
    "q05": "ci_lo",
    "upper": "ci_hi",
    "hdi_95%": "ci_hi",
    "q95": "ci_hi",
}
"""Names that other tools give to the same columns."""


def matches(document: Document) -> bool:
    """Return whether it is a table of curves with intervals, or another table of Meridian."""
    document = _renamed(document)
    long = document.has("channel", "spend", "metric", "incremental_outcome")
    return long or document.has("channel", "spend", "mean") or _without_money(document)


def read(document: Document) -> CurveSet:
    """Return the curves.

    Raises:
        FileUnusableError: If the file cannot be used.
    """
    document = _renamed(document)
    if _without_money(document):
        raise FileUnusableError(
            "These are parameters of Meridian in scaled media units, which is not money. Export the table "
            "of response_curves() instead."
        )
    said, level, ranged = about(document), _level(document), document.has("metric") or document.has(*METRICS)
    # A data frame repeats the spend for each metric; pivoted it stands there once.
    table = _long(document) if document.has("metric") else _wide(document)
    curves, notes = [], []
    for name, (spend, multiplier, mean, lower, upper) in table.items():
        order = np.argsort(spend, kind="stable")
        if ranged:
            fitted = fit_interval(name, spend[order], mean[order], lower[order], upper[order], level)
        else:
            fitted = fit_draws(name, spend[order], mean[order][None])
        today, stated = _at_one(spend, multiplier), document.only("spend_today", _rows_of(document, name))
        if today is None and stated is not None:
            today = number(stated, f"in spend_today of “{name}”")
        curves.append(fitted.curve(name, today, None if today is None or today <= 0 else (0.0, today)))
        notes.append(met_within(name, fitted.departure))
    if ranged and not document.has("confidence_level"):
        notes.append(f"The interval of the table is taken for one of {100 * LEVEL:.0f} %.")
    if ranged and len(curves) > 1:
        notes.append(
            "The table does not say how the curves of different channels belong together; they count as independent, "
            "so the range of a total may be too narrow."
        )
    return curve_set(TITLE, said, curves, notes)


def _renamed(document: Document) -> Document:
    columns = document.columns
    names = {old: new for old, new in ALSO.items() if old in columns and new not in columns}
    # Where two columns could be meant, neither is.
    names = {old: new for old, new in names.items() if list(names.values()).count(new) == 1}
    return replace(document, columns={names.get(name, name): cells for name, cells in columns.items()})


def _rows_of(document: Document, name: str) -> list[int]:
    return [row for row, text in enumerate(document.texts("channel")) if text == name]


def _without_money(document: Document) -> bool:
    hill = document.has("ec_m") or document.has("slope_m") or document.has("ec_rf") or document.has("slope_rf")
    return hill or document.has("channel", "media_units", *METRICS)


def _level(document: Document) -> float:
    said = document.only("confidence_level")
    level = LEVEL if said is None else number(said, "of the confidence level")
    if not 0.01 <= level <= 0.999:
        raise FileUnusableError(f"The confidence level is {level:g}; it must be a share like 0.9.")
    return level


Rows = dict[str, tuple[Floats, Floats | None, Floats, Floats, Floats]]


def _wide(document: Document) -> Rows:
    spend = document.numbers("spend")
    multiplier = document.numbers("spend_multiplier") if document.has("spend_multiplier") else None
    # Without an interval the mean stands for its ends; nothing is read from them then.
    values = [document.numbers(metric if document.has(metric) else METRICS[0]) for metric in METRICS]
    table: Rows = {}
    for name, rows in groups(document.texts("channel")):
        mean, lower, upper = (v[rows] for v in values)
        table[name] = (spend[rows], None if multiplier is None else multiplier[rows], mean, lower, upper)
    return table


def _long(document: Document) -> Rows:
    spend, outcome = document.numbers("spend"), document.numbers("incremental_outcome")
    multiplier = document.numbers("spend_multiplier") if document.has("spend_multiplier") else None
    metric = np.array([str(cell).strip().lower() for cell in document.columns["metric"]])
    table: Rows = {}
    for name, rows in groups(document.texts("channel")):
        parts = [np.array(rows)[metric[rows] == one] for one in METRICS]
        parts = [part[np.argsort(spend[part], kind="stable")] for part in parts]
        if len({len(part) for part in parts}) > 1 or any(not np.allclose(spend[p], spend[parts[0]]) for p in parts):
            raise FileUnusableError(
                f"The table of “{name}” lacks the mean, ci_lo or ci_hi of some spends. Export it again."
            )
        times = None if multiplier is None else multiplier[parts[0]]
        table[name] = (spend[parts[0]], times, outcome[parts[0]], outcome[parts[1]], outcome[parts[2]])
    return table


def _at_one(spend: Floats, multiplier: Floats | None) -> float | None:
    """What was spent: the spend at multiplier one, also where the grid steps over it."""
    if multiplier is None or not np.any(multiplier > 0):
        return None
    some = int(np.argmin(np.where(multiplier > 0, np.abs(multiplier - 1.0), np.inf)))
    return float(spend[some] / multiplier[some])


FORMAT = CurveFormat("meridian", TITLE, matches, read, order=1)
