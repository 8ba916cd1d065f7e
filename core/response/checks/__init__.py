"""Checks of a fit; every file registers its own."""

from core.response.checks import computation, demand, residuals, spends, unseen
from core.response.checks.registry import CHECKS, diagnose
from core.response.checks.spends import extrapolation

__all__ = ["CHECKS", "computation", "demand", "diagnose", "extrapolation", "residuals", "spends", "unseen"]
