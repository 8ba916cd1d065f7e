"""Campaign data: schema, Dataset, reading files, keeping them."""

from core.data.dataset import Dataset, campaigns_of, tidy_daily_metrics
from core.data.import_result import ImportResult, Issue
from core.data.importing import read_campaign_file
from core.data.schema import DAILY_METRICS, MEASURES, OUTCOMES

__all__ = [
    "DAILY_METRICS",
    "MEASURES",
    "OUTCOMES",
    "Dataset",
    "ImportResult",
    "Issue",
    "campaigns_of",
    "read_campaign_file",
    "tidy_daily_metrics",
]
