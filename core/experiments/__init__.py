"""Experiments: which test is worth it, how to design it, how to read it, and how to watch it safely."""

from core.experiments.effect import Effect, Interval
from core.experiments.samples import MeanSample, PairedSample, ProportionSample, RatioSample
from core.experiments.value import (
    InformationValue,
    perfect_information,
    sample_information,
    two_action_value,
    unit_normal_loss,
)

__all__ = [
    "Effect",
    "InformationValue",
    "Interval",
    "MeanSample",
    "PairedSample",
    "ProportionSample",
    "RatioSample",
    "perfect_information",
    "sample_information",
    "two_action_value",
    "unit_normal_loss",
]
