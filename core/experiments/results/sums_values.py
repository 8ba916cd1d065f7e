"""The single values of a metric by variant, for what sums cannot say, such as quantiles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.experiments.results.people import open_people
from core.experiments.results.roles import Metric, Roles
from core.files import duck
from core.files.kept_files import KeptFile


def variant_values(path: Path, file: KeptFile, roles: Roles, metric: Metric) -> dict[str, NDArray[np.float64]]:
    """Return the values of all people by variant; people without one are left out."""
    with duck.database() as connection:
        open_people(connection, path, roles, metrics=(metric,))
        names = [name for name, _ in (file.column(roles.variant) or file.columns[0]).values]
        return {
            name: np.asarray(
                connection.execute("SELECT x0 FROM people WHERE v = ? AND x0 IS NOT NULL", [name]).fetchnumpy()["x0"],
                dtype=np.float64,
            )
            for name in names
        }
