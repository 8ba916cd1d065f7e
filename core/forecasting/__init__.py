"""Where figures are heading, and why they changed."""

from core.forecasting.drivers import EFFECTS, Drivers, drivers

__all__ = ["EFFECTS", "Drivers", "drivers"]
