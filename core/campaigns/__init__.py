"""What is said of campaigns: which work, which do not, why, and what of it is chance."""

from core.campaigns.concentration import Concentration, concentration
from core.campaigns.days import CampaignDays, campaign_days
from core.campaigns.fatigue import Fatigue, fatigue
from core.campaigns.overlap import Overlap, overlaps
from core.campaigns.ranking import Ranking, rank
from core.campaigns.reasons import Reasons, reasons
from core.campaigns.shrinkage import Shrunken, shrink
from core.campaigns.waste import Waste, waste

__all__ = [
    "CampaignDays",
    "Concentration",
    "Fatigue",
    "Overlap",
    "Ranking",
    "Reasons",
    "Shrunken",
    "Waste",
    "campaign_days",
    "concentration",
    "fatigue",
    "overlaps",
    "rank",
    "reasons",
    "shrink",
    "waste",
]
