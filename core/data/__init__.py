"""Campaign data: schema, Dataset, reading files, keeping them."""

from core.data.dataset import Dataset, campaigns_of, tidy_daily_metrics
from core.data.schema import DAILY_METRICS, MEASURES, OUTCOMES

__all__ = ["DAILY_METRICS", "MEASURES", "OUTCOMES", "Dataset", "campaigns_of", "tidy_daily_metrics"]
