"""What most tools do: one run of a local optimizer."""

from typing import Any

import numpy as np
from scipy.optimize import LinearConstraint, minimize

from core.allocation.desk import Desk
from core.allocation.question import Question
from core.allocation.strategies.proposal import Proposal
from core.allocation.strategies.registry import register
from core.curves import Floats


class Slsqp(Proposal):
    """Sequential least squares (Kraft, 1988) from today's split; where curves are S-shaped it stops at a local best."""

    name = "slsqp"
    label = "Local search (SLSQP)"
    description = "One run of a local optimizer from today's split, as many tools do it. It may stop short of the best."
    order = 3

    def split(self, desk: Desk, question: Question, today: Floats) -> Floats:
        """Return where one run from today's shares ends."""
        curves, budget = desk.curves, max(question.most, 1e-300)
        total = float(today.sum())
        start = today / total if total > 0 else np.full(len(today), 1.0 / len(today))
        unit = max(float(curves.values(start * budget).sum()), 1e-300)
        rows, low, high = question.demand(question.least, question.most).rows(budget)

        same = low == high

        def loss(share: Any) -> Any:
            spend = np.maximum(share, 0.0) * budget
            return -float(curves.values(spend).sum()) / unit, -curves.marginal(spend) * budget / unit

        found = minimize(
            loss,
            np.clip(start, question.lower / budget, question.upper / budget),
            jac=True,
            method="SLSQP",
            bounds=list(zip((question.lower / budget).tolist(), (question.upper / budget).tolist(), strict=True)),
            constraints=[LinearConstraint(rows[own], low[own], high[own]) for own in (same, ~same) if own.any()],
            options={"maxiter": 500},
        )
        return np.nan_to_num(found.x) * budget


register(Slsqp())
