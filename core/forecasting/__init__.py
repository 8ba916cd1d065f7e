"""Where figures are heading, and why they changed."""

from core.forecasting.backtest import Backtest
from core.forecasting.desk import ForecastDesk
from core.forecasting.drivers import EFFECTS, Drivers, drivers
from core.forecasting.events import KnownEvent
from core.forecasting.outlook import Forecasts
from core.forecasting.series import DailySeries, daily_series

__all__ = [
    "EFFECTS",
    "Backtest",
    "DailySeries",
    "Drivers",
    "ForecastDesk",
    "Forecasts",
    "KnownEvent",
    "daily_series",
    "drivers",
]
