"""Experiments: which test is worth it, how to design it, how to read it, and how to watch it safely."""

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

__all__ = [
    "AdjustedEffect",
    "AdjustedPValues",
    "AlwaysValid",
    "BayesEffect",
    "ConfidenceSequence",
    "Decision",
    "Design",
    "Duplicates",
    "Effect",
    "GroupSequential",
    "InformationValue",
    "Interval",
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
    "SampleRatio",
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
    "duplicates",
    "effects_by_day",
    "explained",
    "group_sequential",
    "half_width",
    "mixture_scale",
    "novelty",
    "operate",
    "outliers",
    "people_still_needed",
    "perfect_information",
    "power_from_error",
    "power_of",
    "pre_period",
    "predictive_power",
    "quantile_sample",
    "repeated_interval",
    "sample_information",
    "sample_ratio",
    "sample_size",
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
