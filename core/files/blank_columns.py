"""Tables whose columns are parted by blanks: one or more between cells, two or more, or cells in fixed places."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Final

LINES: Final = 2_000
"""First lines on which it is found how cells are parted."""
_DECIMAL_COMMA: Final = re.compile(r"(?<=\d),(?=\d)")
_WIDE: Final = re.compile(r"[ ]{2,}")
_FEWEST_LINES: Final = 2


def blanks_to_tabs(text: str) -> str | None:
    """Return a table with tabs between its cells; None where blanks do not part its columns.

    A text counts as such a table only where nothing else could part its cells and where all of its first lines,
    with the header, have the same number of cells.

    Args:
        text: Of the file, decoded.

    Example:
        >>> blanks_to_tabs(" id  day\\n 001 19970101\\n")
        'id\\tday\\n001\\t19970101\\n'
        >>> blanks_to_tabs("id,full name\\n1,Ann Lee\\n") is None
        True
    """
    first = [line for line in text[:400_000].splitlines()[:LINES] if line.strip()]
    if len(text) > 400_000:
        first = first[:-1]
    if len(first) < _FEWEST_LINES or any(mark in line for line in first for mark in ';\t|"'):
        return None
    if "," in first[0] or any("," in _DECIMAL_COMMA.sub("", line) for line in first):
        return None
    for cut in (str.split, _wide_cells):
        if _fits(first, cut):
            lines = (cut(line) for line in text.splitlines() if line.strip())
            return "".join("\t".join(cells) + "\n" for cells in lines)
    return _fixed(text) if all("  " in line.strip() for line in first) else None


def _wide_cells(line: str) -> list[str]:
    return _WIDE.split(line.strip())


def _fits(first: list[str], cut: Callable[[str], list[str]]) -> bool:
    width = len(cut(first[0]))
    return width > 1 and all(len(cut(line)) == width for line in first)


def _fixed(text: str) -> str | None:
    """Cells in fixed places, where some are empty: cut where all of the first lines are blank."""
    import pandas as pd

    frame = pd.read_fwf(io.StringIO(text), colspecs="infer", infer_nrows=LINES, dtype=str, header=None)
    if len(frame.columns) < 2 or len(frame) < _FEWEST_LINES or frame.iloc[0].isna().any():
        return None
    table: str = frame.to_csv(sep="\t", index=False, header=False)
    return table
