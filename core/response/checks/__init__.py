"""Checks of a fit; every file registers its own."""

from core.response.checks import computation, demand, residuals, spends, unseen
from core.response.checks.registry import CHECKS, diagnose

__all__ = ["CHECKS", "computation", "demand", "diagnose", "residuals", "spends", "unseen"]
