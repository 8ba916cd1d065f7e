"""The figures of performance over sums: measures as they are, ratios of sums, profit from contribution and spend.

No figure is ever an average of ratios: a ratio of any group and period is the ratio of its sums.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.data import MEASURES, RATIOS
from core.errors import InputError
from core.performance.cube import COLUMNS

Floats = NDArray[np.float64]

FIGURES: Final = (*MEASURES, *RATIOS, "profit")
"""Everything that can be asked for."""


def known_figures(measured: Sequence[str], margins: bool = False) -> tuple[str, ...]:
    """Return the figures that data can answer, in the order of ``FIGURES``.

    Args:
        measured: The measures that the source reports.
        margins: Whether a margin is stated.
    """

    def known(name: str) -> bool:
        if name == "profit":
            return margins and {"revenue", "spend"} <= set(measured)
        return set(RATIOS[name][:2] if name in RATIOS else (name,)) <= set(measured)

    return tuple(name for name in FIGURES if known(name))


def figure_of(name: str, sums: Floats, measured: Sequence[str] = MEASURES) -> Floats:
    """Return a figure of sums; not a number where it is not defined or not measured.

    Args:
        name: One of ``FIGURES``.
        sums: Shape (..., columns), in the order of ``core.performance.cube.COLUMNS``.
        measured: The measures that the source reports.

    Raises:
        InputError: If there is no such figure.

    Example:
        >>> figure_of("roas", np.array([[10.0, 0, 0, 0, 25.0, 0], [0.0, 0, 0, 0, 5.0, 0]])).tolist()
        [2.5, nan]
    """
    if name not in FIGURES:
        raise InputError(f"There is no figure “{str(name)[:40]}”. There are {', '.join(FIGURES)}.")
    at = COLUMNS.index
    if name not in known_figures(measured, margins=True):
        return np.full(sums.shape[:-1], np.nan)
    if name == "profit":
        return sums[..., at("contribution")] - sums[..., at("spend")]
    if name not in RATIOS:
        return sums[..., at(name)].copy()
    over, under, factor = RATIOS[name]
    below = sums[..., at(under)]
    return np.divide(factor * sums[..., at(over)], below, out=np.full(below.shape, np.nan), where=below != 0)
