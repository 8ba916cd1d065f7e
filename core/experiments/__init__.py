"""Experiments: which test is worth it, how to design it, how to read it, and how to watch it safely."""

from core.experiments.effect import Effect, Interval
from core.experiments.samples import MeanSample, PairedSample, ProportionSample, RatioSample

__all__ = ["Effect", "Interval", "MeanSample", "PairedSample", "ProportionSample", "RatioSample"]
