"""Uplift: who does more because of a randomised campaign, and whom to contact therefore."""

from core.learning.uplift.desk import UpliftDesk
from core.learning.uplift.export import scores_table
from core.learning.uplift.reading import Tenth, UpliftReading
from core.learning.uplift.roles import UpliftRoles, guess_uplift_roles
from core.learning.uplift.targeting import BestTarget, Target, amount, best_target, proposed_share, target

__all__ = [
    "BestTarget",
    "Target",
    "Tenth",
    "UpliftDesk",
    "UpliftReading",
    "UpliftRoles",
    "amount",
    "best_target",
    "guess_uplift_roles",
    "proposed_share",
    "scores_table",
    "target",
]
