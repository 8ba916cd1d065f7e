"""How wide a column of a grid must be to show its texts uncut."""

from collections.abc import Sequence
from typing import Final

LETTER: Final = 7.0
"""Width of a letter in a grid, pixels: that of the widest of the usual fonts."""


def room_for(texts: Sequence[str], least: int, most: int, extra: int = 36) -> int:
    """Return the width of a column in pixels, within bounds.

    Args:
        texts: What stands in it.
        least: Smallest width.
        most: Largest width.
        extra: Room for the padding and what stands beside the text.

    Example:
        >>> room_for(["Search", "Comparison sites"], 96, 300)
        148
    """
    longest = max((len(text) for text in texts), default=0)
    return min(max(least, round(longest * LETTER) + extra), most)
