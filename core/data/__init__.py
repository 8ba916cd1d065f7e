"""Campaign data: schema, Dataset, reading files, keeping them, adding them up."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from core.data.dataset import Dataset, campaigns_of, tidy_daily_metrics
from core.data.import_result import ImportResult, Issue
from core.data.kpis import RATIOS, Comparison, Kpis, kpis
from core.data.schema import CUSTOMER_VALUE, DAILY_METRICS, MEASURES, MONEY_OUTCOMES, OUTCOMES, RESULTS

if TYPE_CHECKING:
    from core.data.importing import read_campaign_file
    from core.data.store import DatasetRecord, DatasetStore, StoredReport

__all__ = [
    "CUSTOMER_VALUE",
    "DAILY_METRICS",
    "MEASURES",
    "MONEY_OUTCOMES",
    "OUTCOMES",
    "RATIOS",
    "RESULTS",
    "Comparison",
    "Dataset",
    "DatasetRecord",
    "DatasetStore",
    "ImportResult",
    "Issue",
    "Kpis",
    "StoredReport",
    "campaigns_of",
    "kpis",
    "read_campaign_file",
    "tidy_daily_metrics",
]

_WHEN_ASKED: Final = {
    "DatasetRecord": "core.data.store",
    "DatasetStore": "core.data.store",
    "StoredReport": "core.data.store",
    "read_campaign_file": "core.data.importing",
}
"""Names whose modules load a database or a reader of workbooks, which a fit does without."""


def __getattr__(name: str) -> Any:
    if name not in _WHEN_ASKED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_WHEN_ASKED[name]), name)
