"""The columns of the frames that the product works on."""

from typing import Final

KEYS: Final = ("date", "campaign_id", "campaign", "channel")
MEASURES: Final = ("spend", "impressions", "clicks", "conversions", "revenue")
"""What is counted. Ratios are never stored: they are computed from sums."""

DAILY_METRICS: Final = (*KEYS, *MEASURES)
CAMPAIGNS: Final = ("campaign_id", "campaign", "channel", "objective", "start", "end", "budget")
"""``start`` and ``end`` are the first and last day with spend; ``budget`` is the usual spend a day, currency."""
CUSTOMERS: Final = ("customer_id", "segment", "region", "acquired", "channel")
INTERACTIONS: Final = ("date", "customer_id", "campaign_id", "channel", "kind", "value")

RESULTS: Final = ("revenue", "conversions")
"""Outcomes that a business lives on; data need one of them."""
OUTCOMES: Final = (*RESULTS, "clicks", "impressions")
"""Outcomes that the response model learns and budgets can be planned for."""

CUSTOMER_VALUE: Final = "value of new customers"
"""An outcome that budgets can be planned for beside them: ``core.customer_value_planning`` makes it of conversions."""
MONEY_OUTCOMES: Final = ("revenue", CUSTOMER_VALUE)
"""Outcomes that are amounts of money."""
