"""Reading curves of any known format: what a file is, and which reader takes it."""

import csv
import importlib
import io
import json
import pkgutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from core.errors import FileUnusableError, InputError
from core.response.external.curve_set import CurveSet

LARGEST = 50 * 2**20

JsonReader = Callable[[dict[str, Any]], CurveSet | None]
TableReader = Callable[[pd.DataFrame], CurveSet | None]
_JSON: list[JsonReader] = []
_TABLES: list[TableReader] = []


def json_format(reader: JsonReader) -> JsonReader:
    """Register a reader of JSON objects; it returns None where a file is not of its format."""
    _JSON.append(reader)
    return reader


def table_format(reader: TableReader) -> TableReader:
    """Register a reader of tables; it returns None where a table is not of its format."""
    _TABLES.append(reader)
    return reader


@cache
def _load() -> None:
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        importlib.import_module(f"core.response.external.{module.name}")


def read_curves(content: bytes | Path, filename: str = "") -> CurveSet:
    """Return the response curves of a file: own format, Robyn, Google Meridian or PyMC-Marketing, as JSON or CSV.

    Args:
        content: The file's content, or where it is.
        filename: Its name, for messages.

    Raises:
        FileUnusableError: If it holds no curves that can be used; the message says why.
    """
    _load()
    if isinstance(content, Path):
        filename, content = filename or content.name, content.read_bytes()
    name = f"“{filename}”" if filename else "This file"
    if len(content) > LARGEST:
        raise FileUnusableError(f"{name} has {len(content) / 2**20:,.0f} MB; curves of up to 50 MB can be read.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileUnusableError(f"{name} is neither JSON nor CSV in UTF-8, so it holds no curves.") from error
    try:
        found = _of_json(text) if text.lstrip()[:1] in ("{", "[") else _of_table(text)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, csv.Error) as error:
        if isinstance(error, InputError):
            raise FileUnusableError(f"{name} cannot be used: {error}") from error
        raise FileUnusableError(f"{name} holds curves in a shape that cannot be read ({error}).") from error
    if found is None:
        raise FileUnusableError(
            f"{name} is of no known format. Curves can come as described in docs/bring-your-own-model.md, from Robyn, "
            "Google Meridian or PyMC-Marketing."
        )
    return found


def _of_json(text: str) -> CurveSet | None:
    data = json.loads(text)
    if not isinstance(data, dict):
        return None
    return next((found for reader in _JSON if (found := reader(data)) is not None), None)


def _of_table(text: str) -> CurveSet | None:
    if not text.strip():
        raise FileUnusableError("This file is empty.")
    table = pd.read_csv(io.StringIO(text), sep=None, engine="python")
    table.columns = [str(c).strip().lower() for c in table.columns]
    return next((found for reader in _TABLES if (found := reader(table)) is not None), None)


def numbers(table: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as numbers.

    Raises:
        FileUnusableError: If it holds anything else.
    """
    values = pd.to_numeric(table[column], errors="coerce")
    if values.isna().any():
        row = int(values.isna().to_numpy().argmax()) + 2
        raise FileUnusableError(f"The column {column} must hold numbers; line {row} does not.")
    return values.astype(float)
