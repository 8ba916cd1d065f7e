"""Experiments: which test is worth it, how to design it, how to read it, and how to watch it safely."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from core.experiments.compare.bayes import BayesEffect, bayes_effect, bayes_means, bayes_proportions
from core.experiments.compare.cuped import AdjustedEffect, compare_adjusted, compare_adjusted_ratios
from core.experiments.compare.effect import Effect, Interval
from core.experiments.compare.fixed import (
    compare_means,
    compare_proportions,
    compare_quantile_samples,
    compare_quantiles,
    compare_ratios,
    compare_stratified,
    quantile_sample,
)
from core.experiments.compare.multiplicity import AdjustedPValues, VariantEffect, adjust_p_values, compare_variants
from core.experiments.compare.outlying import Outliers, Winsorised, outliers, winsor_caps, winsorise
from core.experiments.compare.quantiles import design_effect
from core.experiments.compare.samples import (
    MeanSample,
    PairedRatioSample,
    PairedSample,
    ProportionSample,
    QuantileSample,
    RatioSample,
)
from core.experiments.compare.validity import (
    Duplicates,
    Novelty,
    PrePeriod,
    SampleRatio,
    duplicates,
    novelty,
    pre_period,
    sample_ratio,
)
from core.experiments.design.design_rules import Design
from core.experiments.design.duration import Reach, effects_by_day, whole_days, whole_weeks
from core.experiments.design.measured import MeanMeasure, ProportionMeasure, RatioMeasure, explained
from core.experiments.design.power import (
    PowerResult,
    chance_to_see,
    power_of,
    sample_size,
    smallest_effect,
    smallest_effects,
)
from core.experiments.design.running_power import people_still_needed, power_from_error
from core.experiments.design.watching import Watching, cost_of_watching
from core.experiments.sequential.confidence_sequences import (
    AlwaysValid,
    ConfidenceSequence,
    always_valid,
    always_valid_p,
    confidence_sequence,
    half_width,
    mixture_scale,
)
from core.experiments.sequential.group_sequential import GroupSequential, classical, group_sequential, with_power
from core.experiments.sequential.group_sequential_stop import Operation, Stop, at_stop, operate, repeated_interval
from core.experiments.sequential.running import Watched, WatchedDay, WatchedVariant, watch
from core.experiments.sequential.stopping import Decision, conditional_power, decide, predictive_power
from core.experiments.sequential.watch_plan import WatchPlan
from core.experiments.worth.value import (
    InformationValue,
    perfect_information,
    sample_information,
    two_action_value,
    unit_normal_loss,
)

if TYPE_CHECKING:
    from core.experiments.regions.calibration import lift_test_of
    from core.experiments.regions.differences import DifferenceInDifferences, difference_in_differences
    from core.experiments.regions.lift import LiftResult, read_region_test
    from core.experiments.regions.region_design import RegionDesign, RegionPlan, design_regions
    from core.experiments.regions.regions import RegionPanel, read_regions
    from core.experiments.regions.simplex import simplex_weights
    from core.experiments.regions.spend_design import SpendPlan, plan_spend_test
    from core.experiments.regions.spend_test import expected_change, read_spend_test

__all__ = [
    "AdjustedEffect",
    "AdjustedPValues",
    "AlwaysValid",
    "BayesEffect",
    "ConfidenceSequence",
    "Decision",
    "Design",
    "DifferenceInDifferences",
    "Duplicates",
    "Effect",
    "GroupSequential",
    "InformationValue",
    "Interval",
    "LiftResult",
    "MeanMeasure",
    "MeanSample",
    "Novelty",
    "Operation",
    "Outliers",
    "PairedRatioSample",
    "PairedSample",
    "PowerResult",
    "PrePeriod",
    "ProportionMeasure",
    "ProportionSample",
    "QuantileSample",
    "RatioMeasure",
    "RatioSample",
    "Reach",
    "RegionDesign",
    "RegionPanel",
    "RegionPlan",
    "SampleRatio",
    "SpendPlan",
    "Stop",
    "VariantEffect",
    "WatchPlan",
    "Watched",
    "WatchedDay",
    "WatchedVariant",
    "Watching",
    "Winsorised",
    "adjust_p_values",
    "always_valid",
    "always_valid_p",
    "at_stop",
    "bayes_effect",
    "bayes_means",
    "bayes_proportions",
    "chance_to_see",
    "classical",
    "compare_adjusted",
    "compare_adjusted_ratios",
    "compare_means",
    "compare_proportions",
    "compare_quantile_samples",
    "compare_quantiles",
    "compare_ratios",
    "compare_stratified",
    "compare_variants",
    "conditional_power",
    "confidence_sequence",
    "cost_of_watching",
    "decide",
    "design_effect",
    "design_regions",
    "difference_in_differences",
    "duplicates",
    "effects_by_day",
    "expected_change",
    "explained",
    "group_sequential",
    "half_width",
    "lift_test_of",
    "mixture_scale",
    "novelty",
    "operate",
    "outliers",
    "people_still_needed",
    "perfect_information",
    "plan_spend_test",
    "power_from_error",
    "power_of",
    "pre_period",
    "predictive_power",
    "quantile_sample",
    "read_region_test",
    "read_regions",
    "read_spend_test",
    "repeated_interval",
    "sample_information",
    "sample_ratio",
    "sample_size",
    "simplex_weights",
    "smallest_effect",
    "smallest_effects",
    "two_action_value",
    "unit_normal_loss",
    "watch",
    "whole_days",
    "whole_weeks",
    "winsor_caps",
    "winsorise",
    "with_power",
]

_WHEN_ASKED: Final = {
    "DifferenceInDifferences": "differences",
    "LiftResult": "lift",
    "RegionDesign": "region_design",
    "RegionPanel": "regions",
    "RegionPlan": "region_design",
    "SpendPlan": "spend_design",
    "design_regions": "region_design",
    "difference_in_differences": "differences",
    "expected_change": "spend_test",
    "lift_test_of": "calibration",
    "plan_spend_test": "spend_design",
    "read_region_test": "lift",
    "read_regions": "regions",
    "read_spend_test": "spend_test",
    "simplex_weights": "simplex",
}
"""Public names by the module of ``core.experiments.regions`` that has them: it takes pandas, which half of the others
never need, so it is imported when one of them is asked for."""


def __getattr__(name: str) -> Any:
    if name not in _WHEN_ASKED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"core.experiments.regions.{_WHEN_ASKED[name]}"), name)
