"""What other assumptions change: what campaigns bring, and how the best split moves."""

from dataclasses import dataclass

from core.allocation.planning import PlanSettings
from core.data import Dataset
from core.errors import InfeasibleError
from core.memo import Memo, memo_key
from core.optimizing import optimize
from core.planning import fit_content, fit_response, make_planner
from core.response import Assumptions

HORIZON = 30
"""Days of the best split that is compared."""


@dataclass(frozen=True)
class CampaignChange:
    """One campaign under two sets of assumptions.

    Attributes:
        campaign_id: The campaign.
        campaign: Its name.
        before: Outcome per unit of money at today's spend, expected, as it was.
        after: The same as it is.
        best_before: Its spend in the best split of today's total over ``HORIZON`` days, as it was. Currency.
        best_after: The same as it is.
    """

    campaign_id: str
    campaign: str
    before: float
    after: float
    best_before: float
    best_after: float

    @property
    def relative(self) -> float:
        """By what share the return changed."""
        return self.after / self.before - 1 if self.before > 0 else 0.0

    @property
    def moved(self) -> float:
        """By how much its spend in the best split changed. Currency."""
        return self.best_after - self.best_before


def fit_changes(
    dataset: Dataset, outcome: str, before: Assumptions, after: Assumptions, memo: Memo
) -> tuple[CampaignChange, ...]:
    """Return what changes by campaign from one set of assumptions to another, in the order of the campaigns.

    Where today's total cannot be split within the usual limits, no spend moves.

    Raises:
        InputError: If an assumption cannot be used.
        NotEnoughDataError: If the data do not hold spend and outcome.
    """

    def compute() -> tuple[CampaignChange, ...]:
        returns, splits = [], []
        for assumptions in (before, after):
            fit = fit_response(dataset, outcome, memo, assumptions)
            table = fit.roas()
            returns.append(dict(zip(table["campaign_id"], table["mean"], strict=True)))
            planner = make_planner(dataset, outcome, HORIZON, memo, assumptions)
            try:
                splits.append(optimize(planner, PlanSettings(outcome=outcome, days=HORIZON), memo).spend)
            except InfeasibleError:
                splits.append({c.id: c.today for c in planner.campaigns})
        return tuple(
            CampaignChange(
                campaign_id=c,
                campaign=name,
                before=float(returns[0].get(c, 0.0)),
                after=float(returns[1][c]),
                best_before=splits[0].get(c, 0.0),
                best_after=splits[1].get(c, 0.0),
            )
            for c, name in zip(fit.campaign_ids, fit.campaigns, strict=True)
        )

    parts = [fit_content(dataset, outcome, assumptions) for assumptions in (before, after)]
    return memo(memo_key("fit-changes", before=parts[0], after=parts[1], days=HORIZON), compute)
