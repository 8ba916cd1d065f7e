"""Experiments: which test is worth it, how to design it, how to read it, and how to watch it safely."""

from core.experiments.bayes import BayesEffect, bayes_effect, bayes_means, bayes_proportions
from core.experiments.cuped import AdjustedEffect, compare_adjusted, compare_adjusted_ratios
from core.experiments.effect import Effect, Interval
from core.experiments.fixed import (
    compare_means,
    compare_proportions,
    compare_quantile_samples,
    compare_quantiles,
    compare_ratios,
    compare_stratified,
    quantile_sample,
)
from core.experiments.multiplicity import AdjustedPValues, VariantEffect, adjust_p_values, compare_variants
from core.experiments.outlying import Outliers, Winsorised, outliers, winsor_caps, winsorise
from core.experiments.quantiles import design_effect
from core.experiments.samples import (
    MeanSample,
    PairedRatioSample,
    PairedSample,
    ProportionSample,
    QuantileSample,
    RatioSample,
)
from core.experiments.validity import (
    Duplicates,
    Novelty,
    PrePeriod,
    SampleRatio,
    duplicates,
    novelty,
    pre_period,
    sample_ratio,
)

__all__ = [
    "AdjustedEffect",
    "AdjustedPValues",
    "BayesEffect",
    "Duplicates",
    "Effect",
    "Interval",
    "MeanSample",
    "Novelty",
    "Outliers",
    "PairedRatioSample",
    "PairedSample",
    "PrePeriod",
    "ProportionSample",
    "QuantileSample",
    "RatioSample",
    "SampleRatio",
    "VariantEffect",
    "Winsorised",
    "adjust_p_values",
    "bayes_effect",
    "bayes_means",
    "bayes_proportions",
    "compare_adjusted",
    "compare_adjusted_ratios",
    "compare_means",
    "compare_proportions",
    "compare_quantile_samples",
    "compare_quantiles",
    "compare_ratios",
    "compare_stratified",
    "compare_variants",
    "design_effect",
    "duplicates",
    "novelty",
    "outliers",
    "pre_period",
    "quantile_sample",
    "sample_ratio",
    "winsor_caps",
    "winsorise",
]
