"""How a test is set up: errors, split, several variants, what is known before, and how it is watched."""

import math
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from core.errors import InputError

Numbers = npt.NDArray[np.float64]
Alternative = Literal["two-sided", "greater", "less"]


@dataclass(frozen=True)
class Design:
    """How a test is set up.

    Attributes:
        alpha: Probability to claim a difference where there is none, over all comparisons with the control.
        power: Probability to see an effect that is there.
        alternative: Which differences count.
        split: Weights of the variants, the control first.
        correction: How ``alpha`` is shared by several variants. Both share it equally here: Holm's first step is
            Bonferroni's, so the power is that of a variant which alone has an effect, and higher where others have too.
        reduction: Share of the variance that CUPED takes away: the squared correlation with what was known before.
        scale: What is tested: the difference, or (``relative``) the ratio to the control by the delta method.
        distribution: Of the statistic; ``auto`` is normal for shares and Student's for the rest.
        shares: How shares are compared: with the variance ``pooled`` under no difference (Fleiss), ``unpooled``, or as
            ``arcsine`` (Cohen).
        continuity: Whether shares are compared with the correction for continuity.
        equal_variance: Whether Student's distribution has the freedom of the pooled variance, not of Welch.
        inflation: Factor on the people of a test that is looked at once, as group sequential designs state it.
        critical: Critical value of the statistic, in standard errors, in place of that of a test looked at once.
    """

    alpha: float = 0.05
    power: float = 0.8
    alternative: Alternative = "two-sided"
    split: tuple[float, ...] = (1.0, 1.0)
    correction: Literal["none", "bonferroni", "holm"] = "holm"
    reduction: float = 0.0
    scale: Literal["absolute", "relative"] = "absolute"
    distribution: Literal["auto", "t", "normal"] = "auto"
    shares: Literal["pooled", "unpooled", "arcsine"] = "pooled"
    continuity: bool = False
    equal_variance: bool = False
    inflation: float = 1.0
    critical: float | None = None

    def __post_init__(self) -> None:
        if self.alternative not in ("two-sided", "greater", "less"):
            raise InputError("A test looks for a change in both directions, or for one that is greater or less.")
        if not 0 < self.alpha < 0.5:
            raise InputError("The chance of a false alarm lies between 0 % and 50 %.")
        if not self.alpha < self.power < 1:
            raise InputError("The chance to see the effect lies between the chance of a false alarm and 100 %.")
        if len(self.split) < 2 or not all(0 < one < math.inf for one in self.split):
            raise InputError("A test needs two variants or more, each with a share of the people above zero.")
        if not 0 <= self.reduction < 1:
            raise InputError("What was known before explains between 0 % and less than 100 % of the differences.")
        if not 1 <= self.inflation < math.inf:
            raise InputError("Looking earlier can only need more people: the inflation is 1 or more.")

    @property
    def comparisons(self) -> int:
        """Variants that are compared with the control."""
        return len(self.split) - 1

    @property
    def comparison_alpha(self) -> float:
        """``alpha`` of one comparison, in all."""
        return self.alpha if self.correction == "none" else self.alpha / self.comparisons

    @property
    def tail(self) -> float:
        """``alpha`` of one comparison in one tail."""
        return self.comparison_alpha / 2 if self.alternative == "two-sided" else self.comparison_alpha

    def people(self, n: Any) -> tuple[Numbers, Numbers]:
        """Return the people in the control and in the smallest variant, of ``n`` in all."""
        total = np.asarray(n, float) / sum(self.split)
        return total * self.split[0], total * min(self.split[1:])

    def variants(self, n: float) -> tuple[int, ...]:
        """Return whole people by variant, the control first, where ``n`` in all are the least."""
        return tuple(math.ceil(n * one / sum(self.split) - 1e-9) for one in self.split)


USUAL: Final = Design()
"""Two variants of the same size, looked at once, 5 % false alarms, 80 % power."""
