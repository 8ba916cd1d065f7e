"""Cards as plain data and back, so that the registry can keep what was said of a model for years."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from core.errors import NotFoundError
from core.learning.results import ModelCard


def card_to_plain(card: ModelCard) -> dict[str, Any]:
    """Return a card as data that every database keeps as JSON; what is no finite number is None."""
    plain: dict[str, Any] = _plain(asdict(card))
    return plain


def card_from_plain(plain: Any) -> ModelCard:
    """Return the card that ``card_to_plain`` wrote, also where it was an earlier release that knew fewer parts.

    Raises:
        NotFoundError: If it holds no card.
    """
    try:
        card: ModelCard = _read(ModelCard, plain)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise NotFoundError(
            "What was kept of this version cannot be read by this release. Train it again from its settings."
        ) from error
    return card


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, (str, bool)) or value is None:
        return value
    # Numbers of numpy are numbers too, and JSON knows neither them nor infinity.
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _read(kind: Any, plain: Any) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{one.name: _read(hints[one.name], plain[one.name]) for one in fields(kind) if one.name in plain})
    if get_origin(kind) is tuple:
        parts = get_args(kind)
        each = [parts[0]] * len(plain) if parts[-1] is Ellipsis else parts
        return tuple(_read(part, one) for part, one in zip(each, plain, strict=True))
    if kind is float:
        return math.nan if plain is None else float(plain)
    return plain
