"""Campaign data: schema, Dataset, reading files, keeping them, adding them up."""

from core.data.dataset import Dataset, campaigns_of, tidy_daily_metrics
from core.data.import_result import ImportResult, Issue
from core.data.importing import read_campaign_file
from core.data.kpis import RATIOS, Comparison, Kpis, compare, kpis
from core.data.schema import DAILY_METRICS, MEASURES, OUTCOMES
from core.data.store import DatasetRecord, DatasetStore, StoredReport

__all__ = [
    "DAILY_METRICS",
    "MEASURES",
    "OUTCOMES",
    "RATIOS",
    "Comparison",
    "Dataset",
    "DatasetRecord",
    "DatasetStore",
    "ImportResult",
    "Issue",
    "Kpis",
    "StoredReport",
    "campaigns_of",
    "compare",
    "kpis",
    "read_campaign_file",
    "tidy_daily_metrics",
]
