"""The losses of single cases, so that means over any cases, and their intervals, can be taken."""

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
import pandas as pd

from core.curves import Floats

Predict: TypeAlias = Callable[[pd.DataFrame], Floats]
"""From features, one row a case, to predictions, shape (cases,): chances of yes, or amounts."""
Loss: TypeAlias = Callable[[Floats, Floats], Floats]
"""From target and prediction, shape (cases,) each, to the loss of each case."""

_LEAST: Final = 1e-6
"""Chances nearer to 0 or 1 count as this: a single sure error must not outweigh all else."""


def log_losses(target: Floats, said: Floats) -> Floats:
    """Return the surprise of each case in nats, for yes (1) and no (0) and the chance of yes that was said.

    Example:
        >>> log_losses(np.array([1.0, 0.0]), np.array([0.5, 0.5])).round(4).tolist()
        [0.6931, 0.6931]
    """
    chances = np.clip(said, _LEAST, 1 - _LEAST)
    losses: Floats = -(target * np.log(chances) + (1 - target) * np.log1p(-chances))
    return losses


def absolute_errors(target: Floats, said: Floats) -> Floats:
    """Return by how much each prediction of an amount is off, in its unit."""
    errors: Floats = np.abs(target - said)
    return errors
