"""Explain: what a fitted model rests on, how sure its answers are, and whether new cases are still like the old."""

from core.learning.explain.calibration import (
    Calibrator,
    calibrate,
    calibration_bins,
    calibration_error,
    chance_calibration_error,
)
from core.learning.explain.conformal import Margin, conformal_margin, conformal_shift, covered, fit_spread
from core.learning.explain.dependence import dependence
from core.learning.explain.drift import drift
from core.learning.explain.importance import correlated_columns, importance
from core.learning.explain.learning_curve import learning_curve, more_rows_words
from core.learning.explain.losses import absolute_errors, log_losses
from core.learning.explain.nearest import NearCases, nearest_cases
from core.learning.explain.venn_abers import VennAbers

__all__ = [
    "Calibrator",
    "Margin",
    "NearCases",
    "VennAbers",
    "absolute_errors",
    "calibrate",
    "calibration_bins",
    "calibration_error",
    "chance_calibration_error",
    "conformal_margin",
    "conformal_shift",
    "correlated_columns",
    "covered",
    "dependence",
    "drift",
    "fit_spread",
    "importance",
    "learning_curve",
    "log_losses",
    "more_rows_words",
    "nearest_cases",
]
