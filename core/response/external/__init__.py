"""Curves that were fitted elsewhere: one file a format, each registering itself; ``read_curves`` finds it."""

from core.response.external.curve_set import CurveSet
from core.response.external.reading import read_curves

__all__ = ["CurveSet", "read_curves"]
