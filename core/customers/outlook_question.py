"""What is asked of the value of customers: how far ahead, how much later money counts less, by which model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from core.customers.value.worth import ModelName

MONTHS: Final = (3, 6, 12, 24)
DISCOUNTS: Final = (0, 5, 10, 15, 20)
"""Yearly rates that can be chosen, percent."""
MODELS: Final[dict[str, str]] = {"bgnbd": "BG/NBD", "pareto_nbd": "Pareto/NBD"}


@dataclass(frozen=True)
class OutlookQuestion:
    """What is asked.

    Attributes:
        months: How far ahead.
        discount: Yearly rate at which later money counts less, percent.
        model: Of purchases.
        level: Of all ranges.
    """

    months: int = 12
    discount: int = 10
    model: ModelName = "bgnbd"
    level: float = 0.8

    @classmethod
    def from_address(cls, parameters: Mapping[str, str]) -> OutlookQuestion:
        """Return what an address asks; what it does not say, or says wrongly, is as usual."""
        usual = cls()

        def chosen(name: str, known: tuple[int, ...], otherwise: int) -> int:
            asked = {str(one): one for one in known}
            return asked.get(parameters.get(name, ""), otherwise)

        model = parameters.get("model", "")
        return cls(
            chosen("months", MONTHS, usual.months),
            chosen("discount", DISCOUNTS, usual.discount),
            model if model in MODELS else usual.model,  # type: ignore[arg-type]
        )

    def to_plain(self) -> dict[str, Any]:
        """Return plain data that says the same, for keys."""
        return asdict(self)
