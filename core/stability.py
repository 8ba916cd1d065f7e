"""The population stability index: how far two samples, counted in the same cells, are apart."""

import numpy as np

from core.curves import Floats


def stability_index(before: Floats, now: Floats) -> float:
    """Return ``sum (q - p) log(q / p)`` over cells (Siddiqi 2006), 0 where both are spread alike.

    Half a case is added to each cell: an empty one must not make the index infinite.

    Args:
        before: Cases by cell, shape (cells,).
        now: Cases in the same cells.
    """
    p, q = ((counts + 0.5) / (counts.sum() + 0.5 * len(counts)) for counts in (before, now))
    return float(((q - p) * np.log(q / p)).sum())
