"""What fitted models have in common: named parameters above zero, and draws of what else they might be."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Self

import numpy as np

from core.curves import Floats
from core.customers.value.fitting import draws_of


class PositiveParameters:
    """Parameters above zero with the covariance of their logarithms; the base of frozen dataclasses."""

    names: ClassVar[tuple[str, ...]]
    covariance: Floats

    @property
    def parameters(self) -> Floats:
        """The parameters in the order of ``names``."""
        return np.array([getattr(self, name) for name in self.names])

    def draws(self, n: int, seed: int = 0) -> Floats:
        """Return what else the parameters might be, given the data: n × parameters, log-normal about the maximum."""
        return draws_of(np.log(self.parameters), self.covariance, n, seed)

    def at(self, parameters: Floats) -> Self:
        """Return the model with other parameters, e.g. a draw."""
        values = {name: float(one) for name, one in zip(self.names, parameters, strict=True)}
        return replace(self, **values)  # type: ignore[type-var]
