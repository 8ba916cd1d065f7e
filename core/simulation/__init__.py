"""Generated marketing data whose truth is known."""

from core.simulation.generator import DataGenerator
from core.simulation.truth import Truth

__all__ = ["DataGenerator", "Truth"]
