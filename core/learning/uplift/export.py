"""The people of a campaign with their scores, as CSV."""

import numpy as np

from core.learning.uplift.reading import TENTHS, UpliftReading
from core.sheets import Cell, csv_text


def scores_table(reading: UpliftReading) -> str:
    """Return one line a person, the most persuadable first; text that a spreadsheet would run is quoted."""
    rows: list[list[Cell]] = [["person", "row", "tenth", "place", "expected_effect", "contacted", "outcome"]]
    for at in np.argsort(reading.place, kind="stable"):
        tenth = min(int(reading.place[at] * TENTHS), TENTHS - 1) + 1
        rows.append(
            [
                str(reading.ids[at]),
                int(reading.rows[at]),
                tenth,
                f"{reading.place[at]:.6f}",
                f"{reading.score[at]:.6g}",
                int(reading.treated[at]),
                f"{reading.outcome[at]:g}",
            ]
        )
    return csv_text(rows)
