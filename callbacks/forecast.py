"""Forecast: where this is heading. The address names the view; each view is a module of its own."""

from callbacks import forecast_alerts, forecast_outlook, forecast_pace, forecast_unusual
from callbacks.views import PageOfViews
from components.page import Page

PAGE = PageOfViews(
    Page("/forecast", "Forecast", "forecast"),
    {
        "": forecast_outlook,
        "pace": forecast_pace,
        "unusual": forecast_unusual,
        "alerts": forecast_alerts,
    },
)
