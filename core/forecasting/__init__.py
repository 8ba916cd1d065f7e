"""Where figures are heading, and why they changed."""

from core.forecasting.drivers import EFFECTS, Drivers, drivers
from core.forecasting.events import KnownEvent
from core.forecasting.series import DailySeries, daily_series

__all__ = ["EFFECTS", "DailySeries", "Drivers", "KnownEvent", "daily_series", "drivers"]
