"""Bring your own model: response curves that were learned elsewhere. One file a format.

A new format is a new module in this folder with a ``FORMAT``; nothing else has to change.
"""

from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from core.errors import FileUnusableError
from core.response.external.curve_format import CurveFormat
from core.response.external.curve_set import CurveSet
from core.response.external.document import LARGEST_FILE, file_content, read_document

__all__ = ["LARGEST_FILE", "CurveFormat", "CurveSet", "curve_formats", "read_curves"]


@cache
def curve_formats() -> tuple[CurveFormat, ...]:
    """Return all formats in the order in which they are asked."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    found = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return tuple(sorted(found, key=lambda f: (f.order, f.name)))


def read_curves(source: bytes | Path, filename: str = "", days: float | None = None) -> CurveSet:
    """Read response curves that were learned elsewhere.

    Args:
        source: The file, or its bytes.
        filename: Its name, for messages.
        days: Days of one period of the curves, where the file does not say it; it wins over what the file says.

    Raises:
        FileUnusableError: If the file cannot be used, with a sentence that says why and what to do.
    """
    document = read_document(file_content(source), days)
    for one in curve_formats():
        if one.matches(document):
            return one.read(document)
    titles = [one.title for one in curve_formats()]
    raise FileUnusableError(
        f"{f'“{filename[:80]}”' if filename else 'This file'} is of no known format ({'; '.join(titles)}). Compare its "
        "columns with docs/bring-your-own-model.md."
    )
