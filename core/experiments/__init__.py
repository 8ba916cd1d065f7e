"""Experiments: which test is worth it, how to design it, how to read it, and how to watch it safely."""

from core.experiments.confidence_sequences import (
    AlwaysValid,
    ConfidenceSequence,
    always_valid,
    always_valid_p,
    confidence_sequence,
    half_width,
    mixture_scale,
)
from core.experiments.effect import Effect, Interval
from core.experiments.group_sequential import GroupSequential, classical, group_sequential, with_power
from core.experiments.group_sequential_stop import Operation, Stop, at_stop, operate, repeated_interval
from core.experiments.samples import MeanSample, PairedSample, ProportionSample, RatioSample

__all__ = [
    "AlwaysValid",
    "ConfidenceSequence",
    "Effect",
    "GroupSequential",
    "Interval",
    "MeanSample",
    "Operation",
    "PairedSample",
    "ProportionSample",
    "RatioSample",
    "Stop",
    "always_valid",
    "always_valid_p",
    "at_stop",
    "classical",
    "confidence_sequence",
    "group_sequential",
    "half_width",
    "mixture_scale",
    "operate",
    "repeated_interval",
    "with_power",
]
